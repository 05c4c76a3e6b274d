"""Everything a plan must keep to, as resources of an allocation."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from guanxi.core.flow.allocate.asked import Asked
from guanxi.core.flow.allocate.options import Numbers, Options
from guanxi.core.kernel.catalogue import QUADRANTS
from guanxi.core.models.allocation import Choices, Use
from guanxi.core.models.fitting import Array

FIRST = np.zeros((1, 1), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Limit:
    """One resource: its kind and name, and how much there is of it (a floor: below 0)."""

    kind: str
    name: str
    capacity: float


def limited(options: Options, worth: Array, asked: Asked) -> tuple[Choices, list[Limit]]:
    """Join what choices are worth with everything they use: money, minutes, caps, floors, books."""
    limits, uses = [Limit("budget", "", max(asked.budget, 0.0))], [Use(options.cost, FIRST)]
    for use, more in _parts(options, asked):
        uses.append(Use(use.amount, use.of + len(limits)))
        limits += more
    capacity = np.array([limit.capacity for limit in limits])
    return Choices(worth, tuple(uses), capacity), limits


def _parts(options: Options, asked: Asked) -> Iterator[tuple[Use, list[Limit]]]:
    """Uses beyond money, each with its own limits, numbered from 0."""
    for role in roles(asked):
        yield _minutes(options, asked, role)
    for quadrant, least in asked.floors.items():
        inside = (options.quadrant == QUADRANTS.index(quadrant))[:, None]
        yield Use(-inside.astype(np.float64), FIRST), [Limit("floor", quadrant, -float(least))]
    for action, most in asked.caps.items():
        yield Use((np.array(list(asked.actions)) == action)[None, :] * 1.0, FIRST), [Limit("action_cap", action, most)]
    if asked.options.book and options.owners:
        yield _books(options, asked.options.book)


def roles(asked: Asked) -> list[str]:
    """Whose minutes actions ask for."""
    return sorted({role for action in asked.actions.values() for role in action.minutes})


def _minutes(options: Options, asked: Asked, role: str) -> tuple[Use, list[Limit]]:
    """The minutes of a role: of the team that an owner belongs to, else of the role's own."""
    amount = np.array([[action.minutes.get(role, 0.0) for action in asked.actions.values()]])
    names, of = team_of(options, asked, role)
    return Use(amount, of[:, None]), [Limit("minutes", name, asked.minutes.get(name, 0.0)) for name in names]


def team_of(options: Options, asked: Asked, role: str) -> tuple[list[str], Numbers]:
    """The teams that give a role's minutes, the general one first, and each candidate's by number."""
    own = {name: team for name, team in asked.teams.items() if team.role == role and team.owners}
    of = np.zeros(len(options.quadrant), dtype=np.int64)
    for place, team in enumerate(own.values(), start=1):
        mine = [options.owners.index(owner) for owner in team.owners if owner in options.owners]
        of[np.isin(options.owner, mine)] = place
    return [role, *own], of


def _books(options: Options, most: int) -> tuple[Use, list[Limit]]:
    """At most so many customers an owner; whoever has no owner is in nobody's book."""
    of = np.where(options.owner >= 0, options.owner, len(options.owners))
    limits = [Limit("book", owner, float(most)) for owner in options.owners]
    return Use(np.ones((1, 1)), of[:, None]), [*limits, Limit("book", "", float(len(of)))]
