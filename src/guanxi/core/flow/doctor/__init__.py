"""Whether the data are fit: what was measured, what each look can therefore say, and what would help most."""

from guanxi.core.flow.doctor.stage import run

__all__ = ["run"]
