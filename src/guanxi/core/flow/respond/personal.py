"""What each action does for each person, learned from plans' experiments while what they brought comes in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from guanxi.core.flow.respond.paying import MONTH, READ_AFTER, parts
from guanxi.core.flow.respond.trials import Looks, Trials, read_candidates, read_trials
from guanxi.core.kernel.catalogue import ActionOptions, PlanOptions
from guanxi.core.models.effects import Effects, Numbers
from guanxi.core.models.fitting import Array
from guanxi.core.models.response import Seen, Thought, UnfoldingResponse
from guanxi.core.ports import Warehouse

FEWEST, SMALLEST = 200, 30  # people, and people in the smaller arm, below which a part of an effect is not read
MOST = 500_000  # people of whom a part is read: every second, third, … of more
SWEEPS = 6  # times that what later actions brought is taken off: each needs what is believed of the others
STILL = 0.01  # of money, and of what was believed: a change that is none
DIP = 0.2  # of an effect that lasts a while: about so much may follow in each part in which it does not pay
VAGUE = 10.0  # times an effect: the doubt of a catalogue that states none

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned of one action: the `model`, and candidates' `pattern` (n,) and `features` (n, p)."""

    model: UnfoldingResponse
    pattern: Array
    features: Array

    def among(self, mask: Flags) -> tuple[float, float]:
        """The mean effect on some candidates and its sd."""
        pattern, features = self.pattern[mask].mean(keepdims=True), self.features[mask].mean(axis=0, keepdims=True)
        tau, sd = self.model.effects(pattern, features)
        return float(tau[0]), float(sd[0])

    def everybody(self) -> tuple[Array, Array]:
        """The effect on every candidate and its sd, shapes (n,)."""
        return self.model.effects(self.pattern, self.features)


def personal_effects(
    warehouse: Warehouse, actions: Mapping[str, ActionOptions], options: PlanOptions, prior: Effects, value: float
) -> dict[int, Learned]:
    """What is believed of every action with experiments enough, by its number; candidates in the order of their ids.

    Learned from tables `trial` and `later_action`, from what the catalogue thinks (`prior`); a doubt that it does not
    state is as wide as a buyer's yearly `value`.
    """
    trials = read_trials(warehouse, list(actions))
    if not len(trials.got):
        return {}
    now = read_candidates(warehouse)
    asked = [_Asked.of(number, action, options, prior, now, value) for number, action in enumerate(actions.values())]
    return _Learning(trials, now, asked).told()


@dataclass(frozen=True, slots=True)
class _Asked:
    """One action: what is thought of it, when its parts end, what it gives away to buyers, for how many months."""

    number: int
    when_used: float
    used: float
    prior: Effects
    ends: list[int]
    thought: Thought

    @classmethod
    def of(
        cls, number: int, action: ActionOptions, options: PlanOptions, prior: Effects, now: Looks, value: float
    ) -> "_Asked":
        ends, paid = parts(action, options.return_months)
        tau, sd = prior.of(now.quadrant, now.score).column(number)
        usual, unsure = (float(np.abs(one).mean()) if len(one) else 0.0 for one in (tau, sd))
        shares = np.diff(paid, prepend=0.0)
        lengths = np.where(shares > 0, shares, DIP) if action.lasts else np.diff(ends, prepend=0) / ends[-1]
        return cls(
            number,
            action.when_used,
            (action.lasts or MONTH) / MONTH,
            prior,
            ends,
            Thought(usual, unsure or max(VAGUE * abs(usual), value, 1.0), shares, lengths),
        )

    def windows(self) -> list[tuple[int, int]]:
        """The months between which each part comes."""
        return list(zip([0, *self.ends], self.ends, strict=False))

    def pattern(self, people: Looks) -> Array:
        """In what multiples of the usual effect each person's is thought; once each where nothing is."""
        if not self.thought.effect:
            return np.ones(len(people.score))
        return self.prior.of(people.quadrant, people.score).column(self.number)[0] / self.thought.effect


class _Learning:
    """All actions learned side by side, since what one brought is taken off what is seen of the others."""

    def __init__(self, trials: Trials, now: Looks, asked: Sequence[_Asked]) -> None:
        self.trials, self.now, self.asked = trials, now, asked
        self.features = trials.people.features(trials.people)
        self.patterns = np.column_stack([one.pattern(trials.people) for one in asked])
        self.brought = [
            self._brought(one, UnfoldingResponse(one.thought).fit({}, self.features.shape[1])) for one in asked
        ]

    def told(self) -> dict[int, Learned]:
        """What is believed once what later actions brought stands still, or after all sweeps."""
        found: dict[int, UnfoldingResponse] = {}
        for _ in range(SWEEPS):
            found = self._sweep()
            before, self.brought = (
                self.brought,
                [
                    self._brought(one, found[one.number]) if one.number in found else self.brought[one.number]
                    for one in self.asked
                ],
            )
            if all(np.allclose(*pair, rtol=STILL, atol=STILL) for pair in zip(before, self.brought, strict=True)):
                break
        features = self.now.features(self.trials.people)
        return {
            number: Learned(model, self.asked[number].pattern(self.now), features) for number, model in found.items()
        }

    def _sweep(self) -> dict[int, UnfoldingResponse]:
        """Learn every action with people enough, by what is believed of the others."""
        later = {window: self._later(*window) for window in sorted({w for one in self.asked for w in one.windows()})}
        seen = {one.number: self._seen(one, later) for one in self.asked}
        terms = self.features.shape[1]
        return {
            one.number: UnfoldingResponse(one.thought).fit(seen[one.number], terms)
            for one in self.asked
            if seen[one.number]
        }

    def _seen(self, one: _Asked, later: Mapping[tuple[int, int], Array]) -> dict[int, Seen]:
        """What the parts that have passed say of one action, where enough people are in both arms."""
        found = {}
        for part, window in enumerate(one.windows() if one.thought.shares.any() else []):
            who = self._passed(one, window)
            got = float(self.trials.got[who].sum())
            if len(who) >= FEWEST and min(got, len(who) - got) >= SMALLEST:
                found[part] = self._part(one, who, window, later[window])
        return found

    def _passed(self, one: _Asked, window: tuple[int, int]) -> Numbers:
        """People drawn for the action for whom the window has passed."""
        who = np.flatnonzero((self.trials.action == one.number) & ~np.isnan(self._came(window)))
        return who[:: max(-(-len(who) // MOST), 1)]

    def _part(self, one: _Asked, who: Numbers, window: tuple[int, int], later: Array) -> Seen:
        """What came between two months after the draw, less what `later` actions are believed to have brought.

        What a coupon gave away is put back: people paid less for what they bought, and plans count it as a cost.
        """
        raw = self._came(window)[who]
        got = self.trials.got[who]
        came = raw - later[who] if np.ptp(raw) else raw  # where nobody bought, nothing is certain
        came = came + got * self._given(one, np.zeros(len(who)), window) * (raw != 0)
        return Seen(came, self.patterns[who, one.number], self.features[who], got, self.trials.chance[who])

    def _brought(self, one: _Asked, model: UnfoldingResponse) -> Array:
        """What an action brings in each of its parts to everybody for whom it was done later; shape (k, parts)."""
        who = self.trials.later_who[self.trials.later_action == one.number]
        return model.parts(self.patterns[who, one.number], self.features[who])

    def _given(self, one: _Asked, since: Array, window: tuple[int, int]) -> Array:
        """What an action gives away to whoever buys within a window, done so many months before it was opened."""
        start, end = window
        within = np.minimum(end, since + one.used) - np.maximum(start, since)
        return np.asarray(one.when_used * np.clip(within / min(end - start, one.used), 0.0, 1.0))

    def _later(self, start: int, end: int) -> Array:
        """What later actions are believed to have brought everybody between two months after their draw.

        Less what they gave away to whoever bought then, since that much less was paid.
        """
        total = np.zeros(len(self.trials.got))
        bought = np.nan_to_num(self._came((start, end))) != 0
        for one in self.asked:
            mine = self.trials.later_action == one.number
            who, since = self.trials.later_who[mine], self.trials.later_days[mine] / MONTH
            first, last = np.array([0, *one.ends[:-1]]), np.array(one.ends)
            within = np.minimum(end - since[:, None], last) - np.maximum(start - since[:, None], first)
            came = (self.brought[one.number] * np.clip(within / (last - first), 0.0, 1.0)).sum(axis=1)
            came -= self._given(one, since, (start, end)) * bought[who]
            total += np.bincount(who, weights=came, minlength=len(total))
        return total

    def _came(self, window: tuple[int, int]) -> Array:
        """What came to everybody between two months after their draw; NaN where they have not passed."""
        start, end = window
        if end not in READ_AFTER:
            return np.full(len(self.trials.got), np.nan)
        came = self.trials.came[:, READ_AFTER.index(end)]
        return came - (self.trials.came[:, READ_AFTER.index(start)] if start else 0.0)
