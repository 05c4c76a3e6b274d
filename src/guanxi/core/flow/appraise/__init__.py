"""The score, the quadrants and the reasons, from the four looks."""

from guanxi.core.flow.appraise.stage import run, standings

__all__ = ["run", "standings"]
