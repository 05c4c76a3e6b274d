"""What a plan is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from guanxi.core.kernel.catalogue import ActionOptions, PlanOptions, TeamOptions


@dataclass(frozen=True, slots=True)
class Asked:
    """Money and minutes of a plan from `start` to `end`, and what it must keep to.

    `minutes` by team, those already gone taken off, as the budget; `floors`: at least so many customers of a quadrant;
    `caps`: at most so many of an action; `seed`: try what is unsure too (effects drawn at random, Thompson 1933).
    """

    plan_id: str
    start: date
    end: date
    budget: float
    minutes: Mapping[str, float]
    actions: Mapping[str, ActionOptions]
    teams: Mapping[str, TeamOptions]
    options: PlanOptions
    floors: Mapping[str, int] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)
    seed: int | None = None

    @property
    def holdout(self) -> float:
        """Share of candidates left alone to learn from."""
        return self.options.holdout
