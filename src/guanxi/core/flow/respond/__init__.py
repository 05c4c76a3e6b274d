"""What each action would change for each customer, and who may get it."""

from guanxi.core.flow.respond.learned import learned
from guanxi.core.flow.respond.stage import left_out, run

__all__ = ["learned", "left_out", "run"]
