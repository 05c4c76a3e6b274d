"""The parts of docs/method.md that follow from the code: the models with their equations, and figures on CDNOW.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`. Where the CDNOW data are absent, their part is
left as it is written.
"""

import csv
import inspect
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from guanxi.core import models
from guanxi.core.models import clv, retention
from guanxi.core.models.purchase import Purchases
from guanxi.core.models.scorecard import scores

CDNOW = Path(__file__).resolve().parents[2] / "shared" / "data" / "cdnow" / "cdnow_sample.csv"
SEEN, LAST, WEEK = date(1997, 9, 30), date(1998, 6, 30), 7
PURCHASES = (models.BetaGeoNBD, models.ModifiedBetaGeoNBD, models.ParetoNBD)
MODELS = (*PURCHASES, models.GammaGamma, retention.ShiftedBetaGeometric)
PUBLISHED: dict[str, tuple[str, dict[str, str]]] = {
    "BetaGeoNBD": (
        "Fader, Hardie & Lee 2005, table 2",
        {"r": "0.243", "alpha": "4.414", "a": "0.793", "b": "2.426", "log-likelihood": "-9582.4"},
    ),
    "ModifiedBetaGeoNBD": (
        "lifetimes 0.11.3",
        {"r": "0.525", "alpha": "6.183", "a": "0.891", "b": "1.614", "log-likelihood": "-9582.1"},
    ),
    "ParetoNBD": (
        "Fader, Hardie & Lee 2005, table 2",
        {"r": "0.553", "alpha": "10.578", "s": "0.606", "beta": "11.669", "log-likelihood": "-9595.0"},
    ),
    "GammaGamma": ("Fader & Hardie 2013, note 025", {"p": "6.25", "q": "3.74", "v": "15.44"}),
}
MARKS = ("total_error", "mae", "rmse", "deviance", "gini", "top_share")
_PART = re.compile(r"(<!-- generated: (?P<name>\w+) -->\n)(?P<text>.*?)(<!-- end -->)", re.DOTALL)


def filled(page: str) -> str:
    """The page with every generated part made again."""
    return filled_with(page, PARTS)


def filled_with(page: str, parts: Mapping[str, Callable[[], str]]) -> str:
    """A page with its generated parts made by these functions."""
    return _PART.sub(lambda part: f"{part[1]}{_made(parts, part['name'], part['text'])}{part[4]}", page)


def _made(parts: Mapping[str, Callable[[], str]], name: str, before: str) -> str:
    """One part, as it must be, or as it is where its data are absent."""
    if name == "cdnow" and not CDNOW.exists():
        print(f"CDNOW is not at {CDNOW}; its figures in docs/method.md were not made again.", file=sys.stderr)
        return before
    return f"\n{parts[name]()}\n\n"


def catalogue() -> str:
    """Every model with its source and the functions it has of its own, and what all purchase models share."""
    parts = [_model(model) for model in MODELS]
    shared = list(_functions(Purchases, {"p_alive", "probability", "expected_purchases"}))
    parts.append("**Every purchase model** also answers:\n\n" + _table(("function", "what it does"), shared))
    worth = [_function(name, getattr(clv, name)) for name in models.__all__ if hasattr(clv, name) and name[0].islower()]
    parts.append(f"**What it is worth.** {_source(clv)}\n\n" + _table(("function", "what it does"), worth))
    return "\n\n".join(parts)


def _model(model: type) -> str:
    """One model: what it says, its source, its own functions."""
    head = f"**`{model.__name__}`** — {_first(model)} {_source(sys.modules[model.__module__])}"
    own = list(_functions(model, set()))
    return f"{head}\n\n{_table(('function', 'what it does'), own)}" if own else head


def _functions(owner: type, without: set[str]) -> Iterator[tuple[str, str]]:
    """A class's own public functions with what they do."""
    for name, function in vars(owner).items():
        if inspect.isfunction(function) and name[0] != "_" and name not in without:
            yield _function(name, function)


def _function(name: str, function: Callable[..., Any]) -> tuple[str, str]:
    """A function as it is called, and the first paragraph of what it says of itself."""
    taken = [word for word in inspect.signature(function).parameters if word != "self"]
    return f"`{name}({', '.join(taken)})`", _first(function)


def _first(thing: Any) -> str:
    """The first paragraph of a docstring."""
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def _source(module: Any) -> str:
    """The second paragraph of a module's docstring: paper and story."""
    return " ".join((inspect.getdoc(module) or "").split("\n\n")[1].split())


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Rows as Markdown."""
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    return "\n".join([*lines, *(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)])


def cdnow() -> str:
    """Parameters and forecasts on the CDNOW sample beside what is published."""
    seen = _histories(SEEN)
    x = np.array([len(days) - 1 for days in seen], dtype=float)
    t_x = np.array([(max(days) - min(days)).days / WEEK for days in seen])
    T = np.array([(SEEN - min(days)).days / WEEK for days in seen])
    repeat = [list(days.values())[1:] for days in seen if len(days) > 1]
    fitted: dict[str, Any] = {model.__name__: model().fit(x, t_x, T) for model in PURCHASES}
    fitted["GammaGamma"] = models.GammaGamma().fit([len(m) for m in repeat], [float(np.mean(m)) for m in repeat])
    later = [{day: paid for day, paid in days.items() if day > SEEN} for days in _histories(LAST)]
    spend = fitted["GammaGamma"].expected_spend(x, [float(np.mean(list(d.values())[1:] or [0.0])) for d in seen])
    rows = [_marks(name, fitted[name], (x, t_x, T), spend, later) for name in (model.__name__ for model in PURCHASES)]
    said = f"Fitted on the {len(seen):,} customers of the 1/10 sample over 39 weeks (weeks; dollars):"
    told = "What these fits say of the following 39 weeks (273 days), in which "
    told += f"{sum(len(days) for days in later):,} purchases came:"
    heads = ("model", "parameter", "published", "guanxi", "source")
    parts = [said, _table(heads, _beside(fitted)), told, _table(("model", *MARKS), rows)]
    return "\n\n".join(parts)


def _beside(fitted: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Published figures beside ours, with two digits more."""
    for name, (source, figures) in PUBLISHED.items():
        found = fitted[name].parameters_ | {"log-likelihood": fitted[name].log_likelihood_}
        for parameter, figure in figures.items():
            digits = len(figure.split(".")[1]) + 2
            yield f"`{name}`", parameter, figure, f"{found[parameter]:.{digits}f}", source


def _marks(
    name: str, model: Any, history: tuple[Any, ...], spend: Any, later: list[dict[date, float]]
) -> tuple[str, ...]:
    """One model's marks on the weeks it did not see."""
    expected = model.expected_purchases(39.0, *history)
    came, paid = (np.array([float(f(days)) for days in later]) for f in (len, lambda days: sum(days.values())))
    found = scores(came, expected, paid, expected * spend)
    return f"`{name}`", *(f"{float(str(found[mark])):.3f}" for mark in MARKS)


def _histories(to: date) -> list[dict[date, float]]:
    """Money by purchase day up to a day, one mapping a customer, days ascending."""
    customers: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    with CDNOW.open(newline="") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["date"])
            if day <= to:
                customers[row["sample_id"]][day] += float(row["dollar_value"])
    return [dict(sorted(days.items())) for _, days in sorted(customers.items())]


PARTS: dict[str, Callable[[], str]] = {"models": catalogue, "cdnow": cdnow}
