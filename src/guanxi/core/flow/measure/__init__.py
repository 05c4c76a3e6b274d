"""What experiments say: what came of what was done, beside people left alone."""

from guanxi.core.flow.measure.stage import run

__all__ = ["run"]
