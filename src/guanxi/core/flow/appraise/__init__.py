"""The score, the quadrants and the reasons, from the four looks."""

from guanxi.core.flow.appraise.stage import run

__all__ = ["run"]
