"""The four looks and the value of every known person, as of a date."""

from guanxi.core.flow.looks.stage import run

__all__ = ["run"]
