"""From a run or a valuation to the pages people look at: the best to invest in, report.html, value.html, the map.

Charts and report are imported where they are used: loading them takes most of a second, which commands that draw
nothing need not wait for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

import guanxi
from guanxi.adapters.reading import rows
from guanxi.core.kernel.words import Language, Words
from guanxi.entry.notes import notes
from guanxi.entry.outlook import checks, choice_words, record_words, span, total_words
from guanxi.entry.workspace import Workspace
from guanxi.handover.runs import Run

if TYPE_CHECKING:
    from guanxi.adapters.report import Report, Returned
    from guanxi.entry.backtesting import Backtest
    from guanxi.entry.valuing import Value

_DRAWN = ["as_of", "uplift_score", "vitality", "quadrant", "stage", "orders", "wallet_share"]
_DRAWN += ["points_wallet", "points_cross_buy", "points_engagement", "points_stage"]
_BEST = """
SELECT a.customer_id, a.quadrant, a.stage, a.uplift_score, a.value_12m, a.value_12m_low, a.value_12m_high,
    a.headroom, a.reason_zh, a.reason_en, n.category AS next_category
FROM appraisal AS a
LEFT JOIN next_category AS n ON n.customer_id = a.customer_id AND n.rank = 1
WHERE a.quadrant IN ('growth_stock', 'sleeping_gold') AND a.orders > 0
ORDER BY CASE a.quadrant WHEN 'growth_stock' THEN 0 ELSE 1 END,
    a.uplift_score DESC, a.value_12m DESC, a.customer_id
LIMIT {most}
"""
_OFFERED = "SELECT category, sum(expected_contribution) AS expected_contribution FROM next_category GROUP BY category"
_OFFER = pa.schema([("category", pa.string()), ("expected_contribution", pa.float64())])


def quadrants(run: Run) -> list[dict[str, Any]]:
    """The run's quadrant_summary."""
    found: list[dict[str, Any]] = pq.read_table(run.file("quadrant_summary")).to_pylist()
    return found


def best_to_invest_in(run: Run, most: int = 10) -> list[dict[str, Any]]:
    """Growth stocks by score, then sleeping gold, buyers only: each with reasons and the category to be bought next."""
    files = {name: run.file(name) for name in ("appraisal", "next_category")}
    return rows(files, _BEST.format(most=int(most)))


def write_report(
    workspace: Workspace, run: Run, path: Path, language: Language, loop: "Returned | None" = None
) -> Path:
    """Write the report page of a run; `loop`: what came back of an earlier plan."""
    from guanxi.adapters import report

    return report.write(replace(_contents(workspace, run), loop=loop), path, language)


def write_value_page(workspace: Workspace, value: "Value", path: Path, language: Language) -> Path:
    """Write the page of a valuation."""
    from guanxi.adapters import report

    card = value.card.to_pylist()
    contents = report.Valuation(
        brand=workspace.settings.brand.name,
        as_of=value.as_of,
        currency=value.currency,
        tables=value.tables,
        checks=checks(card),
        said=said_of(value.tables, value.currency),
        choice=choice_words(card),
        notes=notes(value.facts),
        memberships=value.facts.get("memberships", {}),
        span=span(value.horizon_days),
        version=guanxi.__version__,
    )
    return report.write_valuation(contents, path, language)


def write_backtest_page(workspace: Workspace, found: "Backtest", path: Path, language: Language) -> Path:
    """Write the page of a backtest."""
    from guanxi.adapters import report
    from guanxi.entry.judgement import sentences

    contents = report.Hindsight(
        brand=workspace.settings.brand.name,
        as_of=found.as_of,
        horizon_days=found.horizon_days,
        origins=found.origins,
        tables=found.tables,
        said=sentences(found),
        version=guanxi.__version__,
    )
    return report.write_hindsight(contents, path, language)


def said_of(tables: Mapping[str, pa.Table], currency: str) -> list[Words]:
    """What the customers will bring, and how good past forecasts were; where there is none, that alone."""
    total = next(iter(tables["value_total"].to_pylist()), None)
    record = record_words(tables["value_card"].to_pylist()) if total else []
    return [total_words(total, currency), *record]


def write_treasure_map(run: Run, path: Path, language: Language) -> Path:
    """Write the treasure map of a run as a picture."""
    from guanxi.adapters import charts

    appraisal = pq.read_table(
        run.file("appraisal"), columns=["as_of", "uplift_score", "vitality", "quadrant", "orders"]
    )
    summary = pq.read_table(run.file("quadrant_summary"))
    return charts.to_png(charts.treasure_map(appraisal, summary, language, run.manifest.get("currency", "")), path)


def _contents(workspace: Workspace, run: Run) -> "Report":
    """What the report shows of a run."""
    from guanxi.adapters.report import Report

    offered = rows({"next_category": run.file("next_category")}, _OFFERED)
    return Report(
        brand=workspace.settings.brand.name,
        run_id=run.run_id,
        as_of=run.as_of,
        currency=run.manifest.get("currency", ""),
        appraisal=pq.read_table(run.file("appraisal"), columns=_DRAWN),
        summary=pq.read_table(run.file("quadrant_summary")),
        next_category=pa.Table.from_pylist(offered, schema=_OFFER),
        best=best_to_invest_in(run),
        doctor=pq.read_table(run.file("doctor")).to_pylist(),
        loads=_loads(workspace, run.manifest.get("loads", [])),
        options=run.manifest.get("options", {}),
        notes=notes(run.manifest.get("facts", {})),
        outlook=outlook(run),
        version=run.manifest.get("guanxi", ""),
    )


def outlook(run: Run) -> list[Words]:
    """What the run says of the whole brand's future; nothing for a run of a version that did not."""
    names = ("value_total", "value_card")
    if not all((run.folder / f"{name}.parquet").exists() for name in names):
        return []
    return said_of({name: pq.read_table(run.file(name)) for name in names}, run.manifest.get("currency", ""))


def _loads(workspace: Workspace, used: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Counts of the loads that the run used and that still are there."""
    names = {load["load_id"] for load in used}
    return [load.facts() for load in workspace.loads.list() if load.load_id in names]
