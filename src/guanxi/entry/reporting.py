"""From a run or a valuation to the pages people look at: the best to invest in, report.html, value.html, the map.

Charts and report are imported where they are used: loading them takes most of a second, which commands that draw
nothing need not wait for.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

import guanxi
from guanxi.adapters.reading import rows
from guanxi.core.kernel.words import Language, Words
from guanxi.entry.outlook import checks, choice_words, record_words, span, total_words
from guanxi.entry.workspace import Workspace
from guanxi.handover.runs import Run

if TYPE_CHECKING:
    from guanxi.adapters.report import Report
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


_USUAL = {"purchases": "BG/NBD", "spend": "Gamma-Gamma", "cross_buy": "EASE^R"}
_INSTEAD: dict[str, Words] = {
    "purchases": {
        "zh": "数据不足以拟合购买模型，购买次数用同类客户的经验复购率代替",
        "en": "The data carry no purchase model: purchases are the repeat rate of people silent as long",
    },
    "spend": {
        "zh": "数据不足以拟合金额模型，客单价用本人与品牌均值的折中代替",
        "en": "The data carry no spend model: spend per purchase lies between the person's own and the brand's mean",
    },
    "cross_buy": {
        "zh": "没有足够的品类可比，交叉购买潜力记为 0",
        "en": "There are too few categories to compare: cross-buy potential is 0",
    },
}
_UNLEARNED: Words = {
    "zh": "机器学习没有参与预测，只用公式",
    "en": "The learner has no part in the forecast: formulas alone",
}
_RENEWED: Words = {
    "zh": "会员“{kind}”的到期记录太少，续费机会用全部会员的续费比例代替",
    "en": "Memberships of kind {kind}: too few have ended, so the share renewed of all stands for the chance to renew",
}


def quadrants(run: Run) -> list[dict[str, Any]]:
    """The run's quadrant_summary."""
    found: list[dict[str, Any]] = pq.read_table(run.file("quadrant_summary")).to_pylist()
    return found


def best_to_invest_in(run: Run, most: int = 10) -> list[dict[str, Any]]:
    """Growth stocks by score, then sleeping gold, buyers only: each with reasons and the category to be bought next."""
    files = {name: run.file(name) for name in ("appraisal", "next_category")}
    return rows(files, _BEST.format(most=int(most)))


def notes(facts: Mapping[str, Any]) -> list[Words]:
    """What the data could not carry, and what stands in its place."""
    found: list[Words] = []
    for part, usual in _USUAL.items():
        fact = facts.get(part, {"model": usual})
        if fact.get("model") != usual:
            found.append(_because(_INSTEAD[part], fact))
    unlearned = facts.get("forecast", {}).get("unlearned_because")
    if unlearned and facts["purchases"]["model"] == _USUAL["purchases"]:  # else there is nothing to add to
        found.append(_because(_UNLEARNED, {"because": unlearned}))
    for kind, fact in facts.get("memberships", {}).items():
        if "because" in fact:
            found.append(_because({tongue: text.format(kind=kind) for tongue, text in _RENEWED.items()}, fact))
    return found


def _because(words: Words, fact: Mapping[str, Any]) -> Words:
    """What stands in a model's place, with the reason."""
    because = str(fact.get("because", ""))
    return {
        tongue: f"{text}（{because}）" if tongue == "zh" else f"{text} ({because})" for tongue, text in words.items()
    }


def write_report(workspace: Workspace, run: Run, path: Path, language: Language) -> Path:
    """Write the report page of a run."""
    from guanxi.adapters import report

    return report.write(_contents(workspace, run), path, language)


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
        span=span(value.horizon_days),
        version=guanxi.__version__,
    )
    return report.write_valuation(contents, path, language)


def said_of(tables: Mapping[str, pa.Table], currency: str) -> list[Words]:
    """What the customers will bring, and how good past forecasts were."""
    total = next(iter(tables["value_total"].to_pylist()), None)
    return [total_words(total, currency), *record_words(tables["value_card"].to_pylist())]


def write_treasure_map(run: Run, path: Path, language: Language) -> Path:
    """Write the treasure map of a run as a picture."""
    from guanxi.adapters import charts

    appraisal = pq.read_table(run.file("appraisal"), columns=["as_of", "uplift_score", "vitality", "quadrant"])
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
        outlook=_outlook(run),
        version=run.manifest.get("guanxi", ""),
    )


def _outlook(run: Run) -> list[Words]:
    """What the run says of the whole brand's future; nothing for a run of a version that did not."""
    names = ("value_total", "value_card")
    if not all((run.folder / f"{name}.parquet").exists() for name in names):
        return []
    return said_of({name: pq.read_table(run.file(name)) for name in names}, run.manifest.get("currency", ""))


def _loads(workspace: Workspace, used: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Counts of the loads that the run used and that still are there."""
    names = {load["load_id"] for load in used}
    return [load.facts() for load in workspace.loads.list() if load.load_id in names]
