"""Fills the backtest page's template: a sentence a look, charts, and every mark beside its baselines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from guanxi.adapters import charts
from guanxi.adapters.report import paper
from guanxi.core.kernel.figures import percent
from guanxi.core.kernel.words import SCORE_NAMES, Language, Words

_PAIRS = (("growth", "score"), ("contribution", "value"), ("stages", "silence"), ("offers", "wallet"))
_TARGETS: dict[str, Words] = {
    "growth": {"zh": "前20%的人占后来增长的比例", "en": "Growth held by the first 20%"},
    "contribution": {"zh": "前20%的人占后来贡献的比例", "en": "Contribution held by the first 20%"},
}


@dataclass(frozen=True, slots=True)
class Hindsight:
    """What the backtest page shows: `tables` backtest_… by name, and the sentences `said` above them."""

    brand: str
    as_of: date
    horizon_days: int
    origins: Sequence[date]
    tables: Mapping[str, pa.Table]
    said: Sequence[Words]
    version: str = ""


def write(hindsight: Hindsight, path: Path, language: Language = "zh") -> Path:
    """Write the backtest page as one HTML file; both languages are in it, `language` is shown first."""
    return paper.write("hindsight.html", _contents(hindsight), path, language)


def _contents(hindsight: Hindsight) -> dict[str, Any]:
    """Everything the template names."""
    pictures = {
        name: paper.drawn(partial(draw, hindsight.tables))
        for name, (there, draw) in charts.HINDSIGHT.items()
        if there(hindsight.tables)
    }
    ranking = hindsight.tables["backtest_ranking"].to_pylist()
    return {
        "report": hindsight,
        "pairs": [[name for name in pair if name in pictures] for pair in _PAIRS],
        "charts": pictures,
        "targets": _TARGETS,
        "scores": {target: _by_score(ranking, target) for target in _TARGETS},
        "names": SCORE_NAMES,
        "percent": percent,
        "points": lambda lead: f"{100 * lead:+.1f}",
    }


def _by_score(rows: Sequence[Mapping[str, Any]], target: str) -> list[dict[str, Any]]:
    """One row a score: the mean over origins, the best first, with the share at each origin."""
    means = [dict(row) for row in rows if row["target"] == target and row["origin"] is None]
    for mean in means:
        own = [row for row in rows if row["target"] == target and row["score"] == mean["score"] and row["origin"]]
        mean["each"] = [row["share"] for row in sorted(own, key=lambda row: row["origin"], reverse=True)]
    return sorted(means, key=lambda row: -row["share"])
