"""Past days judged: rows of the tables backtest_… from what was said and what came."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from guanxi.core.flow.hindsight.offered import offer_marks, offer_rows, offer_tenths
from guanxi.core.flow.hindsight.outcome import Outcome
from guanxi.core.models.fitting import Array
from guanxi.core.models.marks import Day, marks

Row = dict[str, object]
OWN = {"growth": "uplift_score", "contribution": "value"}
SILENT = ("dormant", "lost")
TENTHS = 10


def judged(days: Sequence[Outcome]) -> dict[str, list[Row]]:
    """Return the rows of every table backtest_… ."""
    each: Mapping[str, Callable[[Outcome], list[Row]]] = {
        "backtest_tenth": _tenths,
        "backtest_stage": _stages,
        "backtest_offer": offer_rows,
        "backtest_mark": _marks,
    }
    found = {name: [{"origin": day.day, **row} for day in days for row in rows(day)] for name, rows in each.items()}
    return {"backtest_ranking": [row for target in OWN for row in _rankings(days, target)], **found}


def _rankings(days: Sequence[Outcome], target: str) -> list[Row]:
    """Every score's marks against one target, guanxi's own first."""
    own, place = OWN[target], _places(days)
    told = [
        Day(place[number], {own: day.columns[own], **day.yardsticks}, np.maximum(day.columns[target], 0))
        for number, day in enumerate(days)
    ]
    rows: list[Row] = []
    for mark in marks(told):
        row = mark._asdict()
        number = cast("int | None", row.pop("day"))
        when = None if number is None else days[number].day
        rows.append({"origin": when, "target": target, "own": int(mark.score == own), **row})
    return rows


def _places(days: Sequence[Outcome]) -> list[NDArray[np.int64]]:
    """Each day's persons by their places among the persons of all days."""
    everybody = {who: place for place, who in enumerate(sorted({who for day in days for who in day.who}))}
    return [np.array([everybody[who] for who in day.who], dtype=np.int64) for day in days]


def _tenths(day: Outcome) -> list[Row]:
    """Tenths by score, value, wallet room and chance of silence, and of the offers by their probability."""
    of = day.columns
    buyers, room = of["orders"] > 0, np.isfinite(of["headroom"])
    quiet = buyers & np.isfinite(of["quiet"])
    silent = np.where(of["purchases"] > 0, 0.0, 1.0)
    made = {
        "score": _tenth_rows(of["uplift_score"], None, of["growth"]),
        "value": _tenth_rows(of["value"], of["value"], of["contribution"]),
        "wallet": _tenth_rows(of["headroom"][room], None, of["growth"][room]),
        "stage": _tenth_rows(of["quiet"][quiet], of["quiet"][quiet], silent[quiet]),
        "cross_buy": _tenth_rows(*offer_tenths(day)),
    }
    return [{"look": look, **row} for look, rows in made.items() for row in rows]


def _tenth_rows(ranked: Array, expected: Array | None, came: Array) -> list[Row]:
    """Sum what was expected and what came by tenth of `ranked`, 1 the lowest; nothing where fewer than ten are."""
    if len(ranked) < TENTHS:
        return []
    parts = np.array_split(np.argsort(ranked, kind="stable"), TENTHS)
    return [
        {
            "decile": number,
            "cases": len(part),
            "expected": None if expected is None else float(expected[part].sum()),
            "came": float(came[part].sum()),
        }
        for number, part in enumerate(parts, start=1)
    ]


def _stages(day: Outcome) -> list[Row]:
    """What the people of each stage did."""
    stage = np.array(day.stage, dtype=str)
    rows: list[Row] = []
    for name in sorted(set(day.stage)):
        who = stage == name
        silent = int((day.columns["purchases"][who] == 0).sum())
        money = float(day.columns["contribution"][who].sum())
        rows.append({"stage": name, "customers": int(who.sum()), "silent": silent, "contribution": money})
    return rows


def _marks(day: Outcome) -> list[Row]:
    """The marks that are single figures."""
    made = {
        "value": _value_marks(day),
        "stage": _stage_marks(day),
        "wallet": _wallet_marks(day),
        "cross_buy": offer_marks(day),
    }
    return [{"look": look, **row} for look, rows in made.items() for row in rows]


def _value_marks(day: Outcome) -> list[Row]:
    """How far the total was off, and how many people's contribution fell into their interval."""
    of, came = day.columns, float(day.columns["contribution"].sum())
    buyers = of["orders"] > 0
    inside = (of["value_low"] <= of["contribution"]) & (of["contribution"] <= of["value_high"])
    rows = [_mark("coverage", float(inside[buyers].mean()))] if buyers.any() else []
    return [*rows, _mark("total_error", float(of["value"].sum()) / came - 1)] if came > 0 else rows


def _stage_marks(day: Outcome) -> list[Row]:
    """Whether those called dormant or lost bought nothing (precision), and how many of the silent were so called."""
    buyers = day.columns["orders"] > 0
    silent = buyers & (day.columns["purchases"] == 0)
    called = buyers & np.isin(np.array(day.stage, dtype=str), SILENT)
    hits = float((silent & called).sum())
    made = {"called": float(called.sum()), "silent": float(silent.sum())}
    made |= {"precision": hits / made["called"]} if made["called"] else {}
    made |= {"recall": hits / made["silent"]} if made["silent"] else {}
    return [_mark(name, value) for name, value in made.items()]


def _wallet_marks(day: Outcome) -> list[Row]:
    """How many wallets were known, how many were outspent with us alone, and how many statements fell within."""
    of = day.columns
    known, buyers, told = np.isfinite(of["wallet"]), of["orders"] > 0, np.isfinite(of["amount"])
    rows = [_mark("known", float(known[buyers].mean()))] if buyers.any() else []
    if known.any():
        rows.append(_mark("outspent", float((of["year_revenue"] > of["wallet_high"])[known].mean())))
    if (known & told).any():
        inside = (of["wallet_low"] <= of["amount"]) & (of["amount"] <= of["wallet_high"])
        rows += [_mark("told", float((known & told).sum())), _mark("within", float(inside[known & told].mean()))]
    return rows


def _mark(measure: str, value: float) -> Row:
    return {"measure": measure, "value": value, "low": None, "high": None}
