"""What scores said on a past day, beside the growth that came after it."""

from guanxi.core.flow.calibrate.stage import Past, run

__all__ = ["Past", "run"]
