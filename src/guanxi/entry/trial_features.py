"""Columns as people have them, texts and numbers, made into features of a trial."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from guanxi.core.models.fitting import Array
from guanxi.core.models.response.trial import Codes

FEW = 30  # different words up to which each becomes a column
LATER = 1e-4  # chance, shared by all columns, below which arms drawn by lot do not differ as much: it came afterwards
SAME = 0.9  # correlation with the outcome from which on a column is the outcome in other words

Texts = Sequence[str | None]


@dataclass(slots=True)
class Features:
    """Features `x` (n, p) with `names`, and the columns left out, each with the reason: many, constant, later, same."""

    x: Array
    names: list[str]
    left_out: dict[str, str] = field(default_factory=dict)


def features(columns: Mapping[str, Texts], arm: Codes, outcome: Array, *, by_lot: bool) -> Features:
    """Make features of columns of texts (n,), empty or None where nothing is known.

    Numbers stay numbers, empty ones the median beside a column that says so; up to 30 words become a column each. Left
    out: texts and whole numbers that hardly ever repeat, what never varies, what is nearly the outcome itself, and,
    where arms were drawn by lot, what differs between arms, because only what came after the draw can.
    """
    found: list[tuple[str, Array]] = []
    left_out: dict[str, str] = {}
    for name, texts in columns.items():
        made = _made(name, texts)
        reason = "many" if made is None else _unfit(made, arm, outcome, LATER / max(len(columns), 1), by_lot=by_lot)
        if made is None or reason:
            left_out[name] = reason
        else:
            found += made
    n = len(outcome)
    x = np.column_stack([values for _, values in found]) if found else np.zeros((n, 1))
    return Features(x, [name for name, _ in found] or ["(none)"], left_out)


def as_numbers(texts: Texts) -> Array | None:
    """Read texts as numbers, NaN where empty; None where one of them is no number."""
    try:
        return np.array([float(text) if text not in (None, "") else np.nan for text in texts])
    except ValueError:
        return None


def _made(name: str, texts: Texts) -> list[tuple[str, Array]] | None:
    """A column's features; None where it hardly ever repeats."""
    numbers = as_numbers(texts)
    if numbers is None:
        words = np.array([text or "" for text in texts], dtype=str)
        known = np.unique(words)
        if len(known) > FEW:
            return None
        return [(f"{name} = {word}", (words == word).astype(np.float64)) for word in known[1:]]
    empty = np.isnan(numbers)
    some = numbers[~empty]
    if len(some) > FEW and len(np.unique(some)) == len(some) and np.all(some == np.floor(some)):
        return None
    filled = np.where(empty, np.median(some) if len(some) else 0.0, numbers)
    missing = [(f"{name} (empty)", empty.astype(np.float64))] if empty.any() and not empty.all() else []
    return [(name, filled), *missing]


def _unfit(made: list[tuple[str, Array]], arm: Codes, outcome: Array, chance: float, *, by_lot: bool) -> str:
    """Why a column must not be a feature; empty where it may."""
    varied = [values for _, values in made if values.std() > 0]
    if not varied:
        return "constant"
    if outcome.std() > 0 and max(abs(np.corrcoef(values, outcome)[0, 1]) for values in varied) > SAME:
        return "same"
    if by_lot and min(_differs(values, arm) for values in varied) < chance / len(varied):
        return "later"
    return ""


def _differs(values: Array, arm: Codes) -> float:
    """Chance of means as different between arms where they are drawn by lot (Kruskal & Wallis 1952, on ranks)."""
    groups: list[NDArray[np.float64]] = [values[arm == code] for code in np.unique(arm)]
    return float(stats.kruskal(*groups).pvalue) if len(groups) > 1 else 1.0
