"""Charts for pages: the functions that draw the reports, as Vega-Lite documents, in the page's colours."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.kernel.words import Language
from guanxi.handover.plans import PlanStore
from guanxi.handover.readings import ReadingStore
from guanxi.handover.runs import RunStore

Spec = dict[str, Any]
_DARK = {"#1f2a37": "#e6e9ee", "#6b7684": "#9aa5b4", "#c9cfd6": "#3a4554", "#2f6f8f": "#5fb0d6"}
_MAP = ["as_of", "uplift_score", "vitality", "quadrant", "orders"]


class Easel:
    """Pictures port on a workspace; what was drawn of a published folder stays drawn."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._kept = lru_cache(maxsize=64)(self._draw)

    def draw(self, name: str, of: str, language: Language, *, dark: bool, narrow: bool) -> Spec:
        """One chart."""
        spec = self._kept(name, of or self._newest(name), language, narrow)
        return _coloured(spec, dark)

    def _newest(self, name: str) -> str:
        """Of what a chart without a name is: the newest run or reading."""
        if name == "measured":
            reading = ReadingStore(self._root / "readings").latest()
            return reading.folder.name if reading else ""
        return RunStore(self._root / "runs").newest()

    def _draw(self, name: str, of: str, language: Language, narrow: bool) -> Spec:
        """Draw a chart of a published folder."""
        if name not in DRAWN or not of:
            raise NotFoundError(f"There is no chart {name!r} yet. 还没有这张图。")
        spec: Spec = DRAWN[name](self._root, of, language, narrow).to_dict()
        return spec


def _treasure(root: Path, of: str, language: Language, narrow: bool) -> Any:
    """The treasure map of a run."""
    from guanxi.adapters import charts  # drawing loads slowly: only where it is wanted

    run = RunStore(root / "runs").get(of)
    customers, summary = pq.read_table(run.file("appraisal"), columns=_MAP), pq.read_table(run.file("quadrant_summary"))
    return charts.treasure_map(customers, summary, language, str(run.manifest.get("currency", "")))


def _curve(root: Path, of: str, language: Language, narrow: bool) -> Any:
    """What each budget would bring, of a plan."""
    from guanxi.adapters import charts  # likewise

    plan, width = PlanStore(root / "plans").get(of), charts.NARROW if narrow else charts.WIDE
    curve, total = pq.read_table(plan.file("plan_curve")), pq.read_table(plan.file("plan")).to_pylist()[0]
    return charts.return_curve(curve, total["budget"], language, str(plan.manifest["currency"]), width)


def _policies(root: Path, of: str, language: Language, narrow: bool) -> Any:
    """A plan beside plainer policies."""
    from guanxi.adapters import charts  # likewise

    plan, width = PlanStore(root / "plans").get(of), charts.NARROW if narrow else charts.WIDE
    return charts.policies(pq.read_table(plan.file("plan_policy")), language, str(plan.manifest["currency"]), width)


def _measured(root: Path, of: str, language: Language, narrow: bool) -> Any:
    """What the newest experiment of the latest reading says of everybody."""
    from guanxi.adapters import charts  # likewise

    reading = ReadingStore(root / "readings").latest()
    rows = pq.read_table(reading.file("experiment_reading")).to_pylist() if reading else []
    told = [row for row in rows if row["scope"] == "all" and row["metric"] == "contribution" and row["low"] is not None]
    if reading is None or not told:
        raise NotFoundError("No experiment has been read yet. 还没有读出的实验。")
    newest = max(str(row["experiment_id"]) for row in told)
    shown = [row for row in told if row["experiment_id"] == newest]
    currency, width = str(reading.manifest["currency"]), charts.NARROW if narrow else charts.WIDE
    return charts.measured(shown, language, currency, width)


DRAWN: dict[str, Callable[[Path, str, Language, bool], Any]] = {
    "treasure_map": _treasure, "return_curve": _curve, "policies": _policies, "measured": _measured,
}  # fmt: skip


def _coloured(spec: Spec, dark: bool) -> Spec:
    """On the page's own ground, and with light ink where that is dark."""
    changed: Spec = _relit(spec) if dark else dict(spec)
    changed["config"] = {**changed.get("config", {}), "background": None}
    return changed


def _relit(part: Any) -> Any:
    """A part of a document with its inks exchanged."""
    if isinstance(part, dict):
        return {name: _relit(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_relit(value) for value in part]
    return _DARK.get(part, part) if isinstance(part, str) else part
