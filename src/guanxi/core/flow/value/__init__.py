"""What every relationship is worth: purchases and money still to come, per known person, as of a date."""

from guanxi.core.flow.value.stage import run, sales

__all__ = ["run", "sales"]
