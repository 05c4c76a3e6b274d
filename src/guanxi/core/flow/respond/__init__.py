"""What each action would change for each customer, and who may get it."""

from guanxi.core.flow.respond.stage import left_out, run

__all__ = ["left_out", "run"]
