"""The best use of money and hours: at most one action a customer, within a budget and all other limits."""

from guanxi.core.models.allocation.curve import ReturnCurve, return_curve
from guanxi.core.models.allocation.problem import NEVER, NONE, Choices, Use
from guanxi.core.models.allocation.solve import Allocation, allocate, possible
from guanxi.core.models.allocation.vertex import alike

__all__ = [
    "NEVER",
    "NONE",
    "Allocation",
    "Choices",
    "ReturnCurve",
    "Use",
    "alike",
    "allocate",
    "possible",
    "return_curve",
]
