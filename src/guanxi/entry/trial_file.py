"""A trial as a file tells it: everybody's arm, what came of it, and the other columns."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from guanxi.adapters.files import stage_raw
from guanxi.core.kernel.errors import InputError
from guanxi.core.models.experiment import BROKEN, sample_ratio
from guanxi.core.models.fitting import Array
from guanxi.core.models.response.outcome_model import Kind
from guanxi.entry.trial_features import Texts, as_numbers

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
LEAST = 50  # people an arm


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


def read(path: Path) -> tuple[dict[str, list[str | None]], list[int]]:
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


def arms_of(path: Path, columns: Mapping[str, Texts], wishes: Wishes) -> tuple[list[str], list[str]]:
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


def split_of(path: Path, texts: Sequence[str], names: Sequence[str], wishes: Wishes) -> float | None:
    """How likely arms of these sizes are by the chances stated; None where none are.

    Raises InputError where they are too odd for chance: whatever broke the split may have made the difference too.
    """
    if wishes.observed or not wishes.probability:
        return None
    chances = [wishes.probability.get(name, 0.0) for name in names]
    if min(chances) <= 0 or abs(sum(chances) - 1) > 1e-6:
        raise InputError(
            f"--probability: chances of {', '.join(names)} are {chances}, which do not add up to 1. 概率加起来不是1。",
            "Say the chance of every arm, each above 0. 请给出每一组的概率。",
        )
    seen, expected = [texts.count(name) for name in names], [chance * len(texts) for chance in chances]
    p_split = sample_ratio(seen, expected)
    if p_split < BROKEN:
        told = ", ".join(f"{name!r} {n:,} / {e:,.0f}" for name, n, e in zip(names, seen, expected, strict=True))
        raise InputError(
            f"{path.name}: arms are not of the sizes drawn (seen / expected 实际/应有: {told}; chance 偶然的可能性 "
            f"{f'{p_split:.1g}' if p_split > 1e-12 else '<1e-12'}). 各组人数与抽取比例不符，差异不可信。",
            "Find who is missing and why (lost rows, a late filter, people moved between arms), or correct "
            "--probability; --observed reads it as not drawn by lot. 先查清谁丢了、为什么，或改正概率。",
        )
    return p_split


def _known(given: Mapping[str, float], names: Sequence[str], option: str) -> None:
    for name in given:
        if name not in names:
            raise InputError(f"{option}: there is no arm {name!r}. 没有这一组。", f"Arms 现有: {', '.join(names)}")


def outcome_of(path: Path, columns: Mapping[str, Texts], lines: Sequence[int], name: str) -> Array:
    """Everybody's outcome as a number."""
    texts = _column(path, columns, name, "--outcome")
    found = as_numbers(texts)
    if found is None or np.isnan(found).any():
        place = next(place for place, text in enumerate(texts) if (as_numbers([text]) is None or not text))
        raise InputError(
            f"{path.name}, line {lines[place]}, column {name!r}: {texts[place]!r} is no number. 不是数字。",
            "An outcome is 0 or 1, a count, or money, for every person. 每个人都要有数值。",
        )
    return found


def kind_of(wish: str, outcome: Array) -> Kind:
    """The kind of the outcome: as wished, or as its values look."""
    if wish and wish not in KINDS:
        raise InputError(f"--kind {wish!r} is not known. 没有这种结果类型。", f"One of 可选: {', '.join(KINDS)}")
    if np.isin(outcome, (0.0, 1.0)).all():
        looks: Kind = "binary"
    else:
        looks = "count" if outcome.min() >= 0 and outcome.max() <= 50 and np.all(outcome % 1 == 0) else "money"
    return looks if not wish else "binary" if wish == "binary" else "count" if wish == "count" else "money"
