"""Read a trial from a file and say what its arms change, for whom, and what acting upon it would bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from guanxi.core.kernel.words import Words
from guanxi.core.models.fitting import Array
from guanxi.core.models.response import (
    ArmFacts,
    Deciles,
    Estimate,
    Mean,
    PersonalResponse,
    PolicyValue,
    Qini,
    Slope,
    Trial,
    best_arm,
    calibration,
    difference,
    lead,
    observed,
    policy_value,
    qini,
    randomised,
    uplift_by_decile,
)
from guanxi.core.models.response.outcome_model import Kind
from guanxi.core.models.response.regression import folds_of
from guanxi.core.ports import Progress
from guanxi.entry.appraising import Quiet
from guanxi.entry.trial_features import Features, Texts, features
from guanxi.entry.trial_file import Wishes, arms_of, kind_of, outcome_of, read, split_of

HALVES = 2
Codes = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class ArmTold:
    """One arm beside the control: people, mean outcome, difference, finding, and how well people are ranked by it."""

    name: str
    people: int
    mean: float
    effect: Mean
    facts: ArmFacts
    ranking: Qini
    groups: Deciles
    slope: Slope


@dataclass(frozen=True, slots=True)
class Response:
    """What a trial says. Everything but `arms[…].facts` is told of people by models that have not seen them."""

    file: str
    kind: Kind
    control: str
    control_people: int
    control_mean: float
    people: int
    features: Features
    arms: list[ArmTold]
    policies: dict[str, PolicyValue]
    treated: dict[str, float]
    ahead: Estimate
    usual: str
    warnings: tuple[Words, ...]
    split_p: float | None
    design: str


def respond(path: Path, wishes: Wishes, progress: Progress | None = None) -> Response:
    """Learn what arms change from a file of one row a person; raises InputError naming what cannot be used."""
    steps = progress or Quiet()
    steps.step("read")
    columns, lines = read(path)
    texts, names = arms_of(path, columns, wishes)
    arm = np.array([names.index(text) for text in texts], dtype=np.int64)
    outcome = outcome_of(path, columns, lines, wishes.outcome)
    kind = kind_of(wishes.kind, outcome)
    given = {
        name: column for name, column in columns.items() if name not in {wishes.arm, wishes.outcome, *wishes.ignore}
    }
    split_p = split_of(path, texts, names, wishes)
    found = features(given, arm, outcome, by_lot=not wishes.observed)
    found = _kept(found, given, arm, outcome, wishes)
    trial, x, warnings = _trial(found.x, arm, outcome, names, wishes)
    steps.step("learn")
    facts = PersonalResponse(kind, seed=wishes.seed).fit(x, trial).facts_
    tau, expected, half = _unseen(x, trial, kind, wishes.seed, steps)
    steps.step("judge")
    ranks = _levelled(tau, half)
    told = [_told(name, number, trial, facts, ranks, expected) for number, name in enumerate(names[1:], start=1)]
    policies, treated, usual = _policies(trial, tau, expected, names, wishes)
    control = trial.arm == 0
    return Response(
        path.name, kind, names[0], int(control.sum()), float(trial.outcome[control].mean()), len(trial.arm), found,
        told, policies, treated, lead(policies["personal"], policies[usual]), usual, warnings, split_p, trial.design,
    )  # fmt: skip


def _kept(found: Features, given: Mapping[str, Texts], arm: Codes, outcome: Array, wishes: Wishes) -> Features:
    """Take back what was left out and is wanted all the same."""
    wanted = {name: given[name] for name in wishes.keep if found.left_out.get(name) in {"later", "same"}}
    if not wanted:
        return found
    more = features(wanted, arm, outcome, by_lot=False)
    left = {name: reason for name, reason in found.left_out.items() if name not in wanted}
    return Features(np.hstack([found.x, more.x]), found.names + more.names, left)


def _trial(
    x: Array, arm: Codes, outcome: Array, names: Sequence[str], wishes: Wishes
) -> tuple[Trial, Array, tuple[Words, ...]]:
    """The trial, the features of its people, and what to mind."""
    if wishes.observed:
        overlap = observed(x, arm, outcome, len(names) - 1)
        return overlap.trial, x[overlap.kept], overlap.warnings
    seen = np.bincount(arm, minlength=len(names)).astype(np.float64)
    if not wishes.probability:
        return randomised(arm, outcome, seen / seen.sum()), x, ()
    return randomised(arm, outcome, np.array([wishes.probability[name] for name in names])), x, ()


def _unseen(x: Array, trial: Trial, kind: Kind, seed: int, steps: Progress) -> tuple[Array, Array, Codes]:
    """Effects (n, A) and outcomes expected (n, A + 1) of each half by what the other taught; who is in which."""
    half = folds_of(2 * trial.arm + (trial.outcome > 0), HALVES, seed)
    tau, expected = np.empty((len(x), trial.arms)), np.empty((len(x), trial.arms + 1))
    for number in range(HALVES):
        steps.step("check")
        held = half == number
        model = PersonalResponse(kind, seed=seed).fit(x[~held], trial.among(~held))
        tau[held], expected[held] = model.effects(x[held]).tau, model.expected(x[held])
    return tau, expected, half


def _levelled(tau: Array, half: Codes) -> Array:
    """Effects with the same mean in every half: half against half they would rank by chance, and backwards.

    A half whose own effect is low makes the other half's low, and is told the other's high one.
    """
    found = np.tile(tau.mean(axis=0), (len(tau), 1))
    for number in range(HALVES):
        part = tau[half == number]
        found[half == number] += np.where(np.ptp(part, axis=0) > 0, part - part.mean(axis=0), 0.0)
    return found


def _told(name: str, number: int, trial: Trial, facts: list[ArmFacts], tau: Array, expected: Array) -> ArmTold:
    mine = trial.arm == number
    own = tau[:, number - 1]
    return ArmTold(
        name, int(mine.sum()), float(np.average(trial.outcome[mine], weights=1 / trial.propensity[mine, number])),
        difference(trial, number), facts[number - 1], qini(own, trial, number),
        uplift_by_decile(own, trial, number, _groups(trial)), calibration(own, trial, expected, number),
    )  # fmt: skip


def _groups(trial: Trial) -> int:
    """As many groups as leave a hundred people of each arm in every one, ten at most."""
    return int(np.clip(np.bincount(trial.arm).min() // 100, 2, 10))


def _policies(
    trial: Trial, tau: Array, expected: Array, names: Sequence[str], wishes: Wishes
) -> tuple[dict[str, PolicyValue], dict[str, float], str]:
    """Nobody, everybody each arm, and each person their best arm; the share treated; the best of the plain ones."""
    cost = np.array([wishes.cost.get(name, 0.0) for name in names[1:]])
    money = Trial(trial.arm, trial.outcome * wishes.worth, trial.propensity, trial.design)
    given = {name: np.full(len(trial.arm), number) for number, name in enumerate(names)}
    given = {"nobody": given.pop(names[0]), **given, "personal": best_arm(tau * wishes.worth, cost)}
    values = {name: policy_value(plan, money, expected * wishes.worth, cost) for name, plan in given.items()}
    usual = max((name for name in values if name != "personal"), key=lambda name: values[name].dr.value)
    return values, {name: float((plan > 0).mean()) for name, plan in given.items()}, usual
