"""Read a trial from a file and say what its arms change, for whom, and what acting upon it would bring."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from guanxi.adapters.files import stage_raw
from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.words import Words
from guanxi.core.models.experiment import sample_ratio
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
from guanxi.core.models.response.features import Features, Texts, as_numbers, features
from guanxi.core.models.response.outcome_model import Kind
from guanxi.core.models.response.regression import folds_of
from guanxi.core.ports import Progress
from guanxi.entry.appraising import Quiet

NOTHING = (
    "holdout",
    "control",
    "none",
    "nothing",
    "no e-mail",
    "no email",
    "no",
    "0",
    "对照",
    "对照组",
    "留出",
    "空白",
)
KINDS = ("binary", "count", "money")
HALVES = 2
LEAST = 50  # people an arm
Codes = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which column says the arm and which the outcome, and what is known of the trial.

    `cost`: of an arm, in the unit of outcome x `worth`; `probability`: of each arm, where the draw was not even;
    `observed`: people were not drawn by lot.
    """

    arm: str
    outcome: str
    control: str = ""
    kind: str = ""
    worth: float = 1.0
    cost: Mapping[str, float] = field(default_factory=dict)
    probability: Mapping[str, float] = field(default_factory=dict)
    observed: bool = False
    ignore: Sequence[str] = ()
    keep: Sequence[str] = ()
    seed: int = 0


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
    columns, lines = _read(path)
    texts, names = _arms(path, columns, wishes)
    arm = np.array([names.index(text) for text in texts], dtype=np.int64)
    outcome = _outcome(path, columns, lines, wishes.outcome)
    kind = _kind(wishes.kind, outcome)
    given = {
        name: column for name, column in columns.items() if name not in {wishes.arm, wishes.outcome, *wishes.ignore}
    }
    found = features(given, arm, outcome, by_lot=not wishes.observed)
    found = _kept(found, given, arm, outcome, wishes)
    trial, x, warnings, split_p = _trial(found.x, arm, outcome, names, wishes)
    steps.step("learn")
    facts = PersonalResponse(kind, seed=wishes.seed).fit(x, trial).facts_
    tau, expected = _unseen(x, trial, kind, wishes.seed, steps)
    steps.step("judge")
    told = [_told(name, number, trial, facts, tau, expected) for number, name in enumerate(names[1:], start=1)]
    policies, treated, usual = _policies(trial, tau, expected, names, wishes)
    control = trial.arm == 0
    return Response(
        path.name, kind, names[0], int(control.sum()), float(trial.outcome[control].mean()), len(trial.arm), found,
        told, policies, treated, lead(policies["personal"], policies[usual]), usual, warnings, split_p, trial.design,
    )  # fmt: skip


def _read(path: Path) -> tuple[dict[str, list[str | None]], list[int]]:
    """Columns of a file as texts, and each row's line."""
    with tempfile.TemporaryDirectory(prefix="guanxi-") as folder:
        raw = stage_raw(path, Path(folder) / "rows.parquet")
        if raw.bad.num_rows:
            bad = raw.bad.to_pylist()[0]
            raise InputError(
                f"{path.name}, line {bad['line']}: {bad['reason']} ({bad['value']!r}). 这一行读不了。",
                "Mend the line, or leave it out. 请改正或去掉这一行。",
            )
        rows = pq.read_table(raw.target)
    if not rows.num_rows:
        raise InputError(f"{path.name} has no rows. 文件里没有数据。", "Give one row a person. 每人一行。")
    found = {name: rows[f"c{place}"].to_pylist() for place, name in enumerate(raw.header)}
    return found, rows["line"].to_pylist()


def _column(path: Path, columns: Mapping[str, Texts], name: str, option: str) -> Texts:
    if name not in columns:
        raise InputError(
            f"{path.name} has no column {name!r} ({option}). 没有这一列。", f"Columns 现有列: {', '.join(columns)}"
        )
    return columns[name]


def _arms(path: Path, columns: Mapping[str, Texts], wishes: Wishes) -> tuple[list[str], list[str]]:
    """Everybody's arm, and the arms' names, the control first."""
    texts = [(text or "").strip() for text in _column(path, columns, wishes.arm, "--arm")]
    names = sorted(set(texts))
    few = [name for name in names if texts.count(name) < LEAST]
    if len(names) < 2 or len(names) > 20 or few:
        raise InputError(
            f"{path.name}, column {wishes.arm!r}: {len(names)} arms, of them too small {few or 'none'}. 分组不合适。",
            f"An experiment needs 2 to 20 arms of at least {LEAST} people each. 每组至少{LEAST}人。",
        )
    control = wishes.control or next((name for name in names if name.lower() in NOTHING), "")
    if control not in names:
        raise InputError(
            f"Which arm was left alone? Found: {', '.join(names)}. 哪一组是对照组？",
            f"guanxi response {path.name} --arm {wishes.arm} … --control {names[0]!r}",
        )
    _known(wishes.cost, names, "--cost")
    _known(wishes.probability, names, "--probability")
    return texts, [control, *(name for name in names if name != control)]


def _known(given: Mapping[str, float], names: Sequence[str], option: str) -> None:
    for name in given:
        if name not in names:
            raise InputError(f"{option}: there is no arm {name!r}. 没有这一组。", f"Arms 现有: {', '.join(names)}")


def _outcome(path: Path, columns: Mapping[str, Texts], lines: Sequence[int], name: str) -> Array:
    texts = _column(path, columns, name, "--outcome")
    found = as_numbers(texts)
    if found is None or np.isnan(found).any():
        place = next(place for place, text in enumerate(texts) if (as_numbers([text]) is None or not text))
        raise InputError(
            f"{path.name}, line {lines[place]}, column {name!r}: {texts[place]!r} is no number. 不是数字。",
            "An outcome is 0 or 1, a count, or money, for every person. 每个人都要有数值。",
        )
    return found


def _kind(wish: str, outcome: Array) -> Kind:
    """The kind of the outcome: as wished, or as its values look."""
    if wish and wish not in KINDS:
        raise InputError(f"--kind {wish!r} is not known. 没有这种结果类型。", f"One of 可选: {', '.join(KINDS)}")
    if np.isin(outcome, (0.0, 1.0)).all():
        looks: Kind = "binary"
    else:
        looks = "count" if outcome.min() >= 0 and outcome.max() <= 50 and np.all(outcome % 1 == 0) else "money"
    return looks if not wish else "binary" if wish == "binary" else "count" if wish == "count" else "money"


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
) -> tuple[Trial, Array, tuple[Words, ...], float | None]:
    """The trial, the features of its people, what to mind, and how odd its split is where chances are known."""
    if wishes.observed:
        overlap = observed(x, arm, outcome, len(names) - 1)
        return overlap.trial, x[overlap.kept], overlap.warnings, None
    seen = np.bincount(arm, minlength=len(names)).astype(np.float64)
    if not wishes.probability:
        return randomised(arm, outcome, seen / seen.sum()), x, (), None
    chances = np.array([wishes.probability.get(name, 0.0) for name in names])
    return randomised(arm, outcome, chances), x, (), sample_ratio(seen.tolist(), (chances * seen.sum()).tolist())


def _unseen(x: Array, trial: Trial, kind: Kind, seed: int, steps: Progress) -> tuple[Array, Array]:
    """Effects (n, A) and outcomes expected (n, A + 1) of each half of the people by what the other half taught."""
    half = folds_of(2 * trial.arm + (trial.outcome > 0), HALVES, seed)
    tau, expected = np.empty((len(x), trial.arms)), np.empty((len(x), trial.arms + 1))
    for number in range(HALVES):
        steps.step("check")
        held = half == number
        model = PersonalResponse(kind, seed=seed).fit(x[~held], trial.among(~held))
        tau[held], expected[held] = model.effects(x[held]).tau, model.expected(x[held])
    return tau, expected


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
