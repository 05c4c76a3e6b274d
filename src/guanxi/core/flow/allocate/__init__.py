"""Where each yuan and each hour goes: the best plan under a budget, hours and limits, with its certificate."""

from guanxi.core.flow.allocate.asked import Asked
from guanxi.core.flow.allocate.misallocated import misallocated
from guanxi.core.flow.allocate.stage import run

__all__ = ["Asked", "misallocated", "run"]
