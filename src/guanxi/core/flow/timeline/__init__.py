"""What happened between each person and the brand, for the page of one person."""

from guanxi.core.flow.timeline.stage import run

__all__ = ["run"]
