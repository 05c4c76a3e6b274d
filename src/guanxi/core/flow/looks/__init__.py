"""The four looks at every known person, as of a date."""

from guanxi.core.flow.looks.stage import run

__all__ = ["run"]
