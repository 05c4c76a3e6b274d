"""What a plan says in words that a shop owner understands, and its tables by quadrant and action."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.kernel.figures import count, exact, money, percent, symbol
from guanxi.core.kernel.words import LANGUAGES, Language, Words, team_name
from guanxi.core.tables.planned import PLANNED
from guanxi.entry.evidence_words import learned
from guanxi.handover.plans import Plan
from guanxi.ops.published.sql import text_of

Row = dict[str, Any]

_TOTAL: Words = {
    "zh": "计划 {plan}（{start} 到 {finish}）：安排 {customers} 位客户，预计花 {cost}、{minutes} 分钟；"
    "预计多带来贡献 {effect}（九成把握在 {low} 到 {high} 之间），减去花费净得 {net}。",
    "en": "Plan {plan} ({start} to {finish}): {customers} customers; expected to spend {cost} and {minutes} minutes "
    "and to add "
    "{effect} of contribution (90% interval {low} to {high}), {net} after its cost.",
}
_NOTHING: Words = {
    "zh": "计划 {plan}（{start} 到 {finish}）：没有值得做的安排。",
    "en": "Plan {plan} ({start} to {finish}): nothing is worth doing.",
}
_GAP: Words = {
    "zh": "有证书：在这些预算、工时和限制之内，任何方案最多只能再好 {gap}。",
    "en": "Certified: within this budget, these hours and limits no plan could be better by more than {gap}.",
}
_MONEY_PRICE: Words = {
    "zh": "预算再多 {one}，预计净得多 {price}。",
    "en": "{one} more of budget would bring {price} more, net.",
}
_MONEY_LEFT: Words = {
    "zh": "预算还剩 {left}：再多的钱没有值得花的地方。",
    "en": "{left} of the budget is left: nothing else is worth its money.",
}
_HOUR: Words = {
    "zh": "{team}再多 1 小时，预计净得多 {price}。",
    "en": "One more hour of {team} would bring {price} more, net.",
}
_NO_MINUTES: Words = {
    "zh": "没有给{team}工时（--minutes {id}=…），所以需要他们的事都没有安排。",
    "en": "No minutes were given for {team} (--minutes {id}=…), so nothing that needs them is planned.",
}
_NO_MINUTES_LEFT: Words = {
    "zh": "{team}的工时已被生效的计划（{plans}）用完，所以需要他们的事都没有安排。",
    "en": "The minutes of {team} are taken by plans in force ({plans}), so nothing that needs them is planned.",
}
_TAKEN: Words = {
    "zh": "生效的计划（{plans}）已占用 {taken}，这份计划只有其余的 {left} 可用。",
    "en": "Plans in force ({plans}) take {taken}, so {left} is left for this one.",
}
_PRIOR: Words = {
    "zh": "{share} 的效果来自行动目录里的预设值，还没有被试验验证：留出一组人、做一轮，才知道真假。",
    "en": "{share} of the effect rests on the catalogue's presets, not yet tested: a holdout and one round will tell.",
}
_NO_CONSENT: Words = {
    "zh": "{people} 位客户里只有 {granted} 位给过授权；没有授权的人不会被安排。"
    '请导入授权记录（--as consent）；法律允许时也可设 [plan] consent = "not_denied"。',
    "en": "Of {people} customers {granted} granted consent; nobody else is planned for. Import consent (--as "
    "consent), or, "
    'where the law allows, set [plan] consent = "not_denied".',
}
_LEFT_OUT: Words = {
    "zh": "没有考虑：留出组 {held_out} 位，近期联系已够 {contacted_enough} 位，已在其他计划里 {in_other_plans} 位，拒"
    "绝授权 {refused} 位。",
    "en": "Left out: {held_out} in a holdout, {contacted_enough} contacted enough of late, {in_other_plans} in "
    "other plans; "
    "{refused} refused something.",
}
_IN_CARE: Words = {
    "zh": "{in_care} 位客户从计划开始前 {days} 天到计划结束之间得到过关怀，不向他们推销（[plan] no_selling）。",
    "en": "{in_care} had a caring contact between {days} days before the plan's first day and its last: nothing is "
    "sold to them ([plan] no_selling).",
}
_PRESET = """
SELECT coalesce(sum(CASE WHEN provenance = 'prior' THEN effect END), 0) / nullif(sum(effect), 0) AS share FROM plan_line
"""


_BEST = "SELECT * FROM plan_line ORDER BY effect - cost DESC, customer_id LIMIT {most}"
STATES: dict[str, Words] = {
    "draft": {"zh": "草稿", "en": "draft"},
    "approved": {"zh": "已批准", "en": "approved"},
    "withdrawn": {"zh": "已撤回", "en": "withdrawn"},
}


def state(plan: Plan) -> str:
    """Whether a plan is a draft, approved or withdrawn."""
    return "withdrawn" if plan.withdrawn else "approved" if plan.approved else "draft"


def best_lines(plan: Plan, most: int) -> list[Row]:
    """The lines worth most."""
    return read(plan, _BEST.format(most=int(most)))


def write_page(plan: Plan, brand: str, path: Path, language: Language) -> Path:
    """Write the page of a plan."""
    from guanxi.adapters import report

    currency = str(plan.manifest["currency"])
    contents = report.PlanPage(
        brand=brand,
        as_of=date.fromisoformat(plan.manifest["as_of"]),
        currency=currency,
        state=STATES[state(plan)],
        total=total(plan),
        summary=summary(plan),
        policies=pq.read_table(plan.file("plan_policy")),
        curve=pq.read_table(plan.file("plan_curve")),
        lines=best_lines(plan, 10),
        said=said(plan, currency),
        actions=action_names(plan),
        version=str(plan.manifest["guanxi"]),
    )
    return report.write_plan(contents, path, language)


def action_names(plan: Plan) -> dict[str, Words]:
    """Names of the catalogue's actions when the plan was made."""
    actions = plan.manifest["actions"].items()
    return {name: {"zh": action["name_zh"], "en": action["name_en"]} for name, action in actions}


def read(plan: Plan, query: str) -> list[Row]:
    """Answer a query over a plan's tables."""
    with DuckWarehouse(None) as memory:
        for table in PLANNED:
            memory.mount(table.name, [plan.file(table.name)], table)
        rows: list[Row] = memory.read(query).to_pylist()
        return rows


def summary(plan: Plan) -> list[Row]:
    """Customers, cost, minutes and effect by quadrant and action, the best first."""
    return read(plan, text_of("plan_summary"))


def total(plan: Plan) -> Row:
    """The plan's one row of totals."""
    return read(plan, "SELECT * FROM plan")[0]


def said(plan: Plan, currency: str) -> list[Words]:
    """What the plan is, how good, what one more yuan and hour would bring, and what to mind."""
    whole = total(plan)
    figures = {language: _figures(whole, language, currency) for language in LANGUAGES}
    if not whole["customers"]:
        return [*_unconsented(plan), _filled(_NOTHING, figures), *_minded(plan, whole)]
    return [
        *_unconsented(plan),
        _filled(_TOTAL, figures),
        {language: _GAP[language].format(gap=_small(whole["gap"])) for language in LANGUAGES},
        *_priced(plan, currency),
        *learned(plan.manifest["facts"].get("learned", []), action_names(plan), currency),
        *_minded(plan, whole),
    ]


def _figures(whole: Row, language: Language, currency: str) -> dict[str, str]:
    """The totals, written for people."""
    amounts = {"cost": "cost", "effect": "effect", "low": "effect_low", "high": "effect_high", "net": "net"}
    written = {name: money(whole[column], language, currency) for name, column in amounts.items()}
    counted = {name: count(round(whole[name]), language) for name in ("customers", "minutes")}
    return {
        **written,
        **counted,
        "plan": whole["plan_id"],
        "start": str(whole["start"]),
        "finish": str(whole["finish"]),
    }


def _filled(words: Words, figures: Mapping[Language, Mapping[str, str]]) -> Words:
    return {language: words[language].format(**figures[language]) for language in LANGUAGES}


def _priced(plan: Plan, currency: str) -> list[Words]:
    """What one more of money and of each team's hours would bring."""
    words: list[Words] = []
    one = f"{symbol(currency)}1"
    for row in read(plan, "SELECT * FROM plan_price WHERE kind IN ('budget', 'minutes') ORDER BY kind, name"):
        figures = {language: {"team": team_name(row["name"])[language]} for language in LANGUAGES}
        if row["kind"] == "budget":
            for language in LANGUAGES:
                left = money(max(row["capacity"] - row["used"], 0.0), language, currency)
                figures[language] |= {"price": exact(row["price"], currency), "one": one, "left": left}
            words.append(_filled(_MONEY_PRICE if row["price"] > 0.005 else _MONEY_LEFT, figures))
        elif row["price"] > 0:
            for language in LANGUAGES:
                figures[language]["price"] = money(60 * row["price"], language, currency)
            words.append(_filled(_HOUR, figures))
    return words


def _unconsented(plan: Plan) -> list[Words]:
    """That nobody consented: it comes before everything else, for nothing else explains such a plan."""
    return [_counted(_NO_CONSENT, plan.manifest["facts"])] if _consented(plan) == 0 else []


def _consented(plan: Plan) -> float:
    """The share of people who granted consent, where the plan asks for it; else everybody."""
    facts = plan.manifest["facts"]
    asks = plan.manifest["options"]["consent"] == "granted" and facts["people"]
    return facts["granted"] / facts["people"] if asks else 1.0


def _minded(plan: Plan, whole: Row) -> list[Words]:
    """What to mind: hours not given, consent that is missing, who was left out, effects not yet tested."""
    facts = plan.manifest["facts"]
    idle = read(plan, "SELECT name FROM plan_price WHERE kind = 'minutes' AND capacity = 0 ORDER BY name")
    words = [*_taken(plan), *(_idle(plan, row["name"]) for row in idle)]
    if 0 < _consented(plan) < 0.5:
        words.append(_counted(_NO_CONSENT, facts))
    if any(facts[name] for name in ("held_out", "contacted_enough", "in_other_plans", "refused")):
        words.append(_counted(_LEFT_OUT, facts))
    if facts.get("in_care") and _sells(plan):
        words.append(_counted(_IN_CARE, facts | {"days": plan.manifest["options"]["no_selling"]}))
    share = read(plan, _PRESET)[0]["share"] if whole["customers"] else None
    if share:
        words.append({language: _PRIOR[language].format(share=percent(share)) for language in LANGUAGES})
    return words


def _sells(plan: Plan) -> bool:
    """Whether any action that the plan could choose sells."""
    return any(action["purpose"] == "sell" for action in plan.manifest["actions"].values())


def _idle(plan: Plan, team: str) -> Words:
    """That a team was given no time, or that plans in force have all of it."""
    words = _NO_MINUTES_LEFT if plan.manifest["request"]["minutes"].get(team) else _NO_MINUTES
    plans = ", ".join(plan.manifest["plans_in_force"])
    return {tongue: words[tongue].format(team=team_name(team)[tongue], id=team, plans=plans) for tongue in LANGUAGES}


def _taken(plan: Plan) -> list[Words]:
    """That plans in force take a part of the money asked for."""
    left, currency = plan.manifest["left"]["budget"], plan.manifest["currency"]
    taken, plans = plan.manifest["request"]["budget"] - left, ", ".join(plan.manifest["plans_in_force"])
    if not plans or taken < 0.005:
        return []
    amounts = {"taken": taken, "left": left}
    written = {tongue: {name: money(one, tongue, currency) for name, one in amounts.items()} for tongue in LANGUAGES}
    return [{tongue: _TAKEN[tongue].format(plans=plans, **written[tongue]) for tongue in LANGUAGES}]


def _counted(words: Words, facts: Mapping[str, Any]) -> Words:
    """A sentence with its counts, written for people."""
    counts = {name: value for name, value in facts.items() if isinstance(value, int)}
    return {
        language: words[language].format(**{name: count(value, language) for name, value in counts.items()})
        for language in LANGUAGES
    }


def _small(share: float) -> str:
    """Write a small share with the digits that count; less than a millionth is rounding."""
    return f"{100 * share if share > 1e-6 else 0.0:.2g}%" if share < 0.01 else percent(share)
