"""What actions change: by quadrant and for each person, how sure that is, and where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from guanxi.core.models.fitting import Array

Numbers = NDArray[np.int64]
Personal = tuple[Array, Array]
"""Effects on each person and their standard deviations, shapes (customers,)."""


@dataclass(frozen=True, slots=True)
class Effects:
    """Effects of actions by quadrant, in money: `mean`, `sd` and `provenance`, shape (actions, quadrants).

    `thought`: the mean before experiments were heard. `score` is the mean score of each quadrant's people, shape
    (quadrants,): within a quadrant, effects go with the score.
    `personal`: actions, by number, whose effects were learned for each person; `idle`: the chance that they do nothing.
    """

    mean: Array
    sd: Array
    provenance: NDArray[np.str_]
    thought: Array
    score: Array
    personal: Mapping[int, Personal] = field(default_factory=dict)
    idle: Mapping[int, float] = field(default_factory=dict)

    def of(self, quadrant: Numbers, score: Array) -> "PersonalEffects":
        """The effects of people of these quadrants and scores, shape (customers,)."""
        usual = self.score[quadrant]
        scale = np.where(usual > 0, score / np.where(usual > 0, usual, 1.0), 1.0)
        return PersonalEffects(self, quadrant, np.asarray(scale, dtype=np.float64))


@dataclass(frozen=True, slots=True)
class PersonalEffects:
    """Effects of actions for people of known `quadrant`, `scale` times those of the quadrant; shape (customers,)."""

    effects: Effects
    quadrant: Numbers
    scale: Array

    def table(self, away: Array | None = None) -> Array:
        """Effects of every action for everybody, shape (customers, actions).

        `away`: by how many of its standard deviations each effect is moved, shape (actions, quadrants).
        """
        moved = np.zeros(self.effects.mean.shape) if away is None else away
        found = (self.effects.mean + moved * self.effects.sd).T[self.quadrant] * self.scale[:, None]
        for action, (tau, sd) in self.effects.personal.items():
            found[:, action] = tau + moved[action, self.quadrant] * sd
        return np.asarray(found)

    def column(self, action: int) -> Personal:
        """What is thought of one action by quadrant, for everybody: effects and standard deviations."""
        cells = action, self.quadrant
        return self.effects.mean[cells] * self.scale, self.effects.sd[cells] * self.scale

    def chosen(self, customers: Numbers, actions: Numbers) -> tuple[Array, Array, NDArray[np.str_]]:
        """Effect, standard deviation and provenance of single choices."""
        cells = (actions, self.quadrant[customers])
        tau, sd = self.effects.mean[cells] * self.scale[customers], self.effects.sd[cells] * self.scale[customers]
        provenance = self.effects.provenance[cells].copy()
        for action, (own, unsure) in self.effects.personal.items():
            mine = actions == action
            tau[mine], sd[mine] = own[customers[mine]], unsure[customers[mine]]
            provenance[mine] = "personal"
        return tau, sd, provenance

    def total_sd(self, customers: Numbers, actions: Numbers) -> float:
        """Standard deviation of the sum: within an action and a quadrant, people are wrong together."""
        _, sd, _ = self.chosen(customers, actions)
        cells = actions * self.effects.mean.shape[1] + self.quadrant[customers]
        sums = np.bincount(cells, weights=sd, minlength=self.effects.mean.size)
        return float(np.sqrt(np.square(sums).sum()))
