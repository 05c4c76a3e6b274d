"""Policies held against each other in a world whose truth is known."""

from guanxi.entry.proving.proof import POLICIES, Proof, prove
from guanxi.entry.proving.told import experiments, spent_by_quarter, table, told

__all__ = ["POLICIES", "Proof", "experiments", "prove", "spent_by_quarter", "table", "told"]
