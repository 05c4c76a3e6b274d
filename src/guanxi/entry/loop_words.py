"""The loop in words that a shop owner understands, and what the report shows of it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from guanxi.core.kernel.figures import count, money, percent
from guanxi.core.kernel.words import LANGUAGES, Language, Words, equity_group
from guanxi.core.models.interval import LIKELY
from guanxi.entry.evidence_words import learned
from guanxi.entry.loop import Loop
from guanxi.entry.planned import action_names, total

if TYPE_CHECKING:
    from guanxi.adapters.report import Returned

_PLANNED: Words = {
    "zh": "{start}：用 {cost}、{minutes} 分钟安排了 {people} 位客户，另有 {held} 位本该安排的人特意留着不动，"
    "好做比较。",
    "en": "{start}: {people} customers were planned for with {cost} and {minutes} minutes; {held} more who "
    "would have got "
    "the same were left alone on purpose, to compare.",
}
_MEASURED: dict[str, Words] = {
    "better": {
        "zh": "{months} 个月后，做过的人平均每人多带来 {difference}（95%区间 {low} 到 {high}）：有效。",
        "en": "After {months} months those treated brought {difference} more each (95% interval {low} to "
        "{high}): it helped.",
    },
    "worse": {
        "zh": "{months} 个月后，做过的人平均每人反而少 {difference}（95%区间 {low} 到 {high}）：有害。",
        "en": "After {months} months those treated brought {difference} each (95% interval {low} to {high}): "
        "it harmed.",
    },
    "no_evidence": {
        "zh": "{months} 个月后，做过的人平均每人多 {difference}，但95%区间是 {low} 到 {high}：还不能说有效。",
        "en": "After {months} months those treated brought {difference} more each, but the 95% interval is "
        "{low} to {high}: "
        "no evidence yet.",
    },
}
_TRUTH: Words = {
    "zh": "（这是模拟的品牌，所以知道真相：平均每人多带来 {truth}。）",
    "en": "(This brand is simulated, so the truth is known: {truth} more each.)",
}
_EQUITY: Words = {
    "zh": "客户关系总价值从 {opening} 到 {closing}：新获得 {acquired}，挽回 {recovered}，成长 {developed}，"
    "走低 {declined}，流失 {lost}，其余（重估与尚未购买的人）{rest}。",
    "en": "All relationships were worth {opening} and are worth {closing} now: acquired {acquired}, recovered "
    "{recovered}, developed {developed}, declined {declined}, lost {lost}, the rest (revaluation, and those who have "
    "not bought yet) {rest}.",
}
_MISALLOCATED: Words = {
    "zh": "按现在对效果的了解，同样的钱和工时最好能多得 {cost}（占当时预计净得的 {share}）：这就是错配成本。",
    "en": "By what is known now, the same money and hours could have brought {cost} more ({share} of what they were "
    "expected to): the cost of misallocation.",
}
_NEXT: Words = {
    "zh": "下一份计划（{start}）：{people} 位客户，花 {cost}，预计净得 {net}；{tested} 的效果用上了试验读数"
    "（{read} 项，其中 {unsure} 项的九成区间包含 0，还不能说有效）。",
    "en": "The next plan ({start}): {people} customers, {cost}, {net} expected net; readings of experiments went into "
    "{tested} of its effect ({read} of them, {unsure} with a 90% interval around 0: no proof yet).",
}

_CHANNELS = 8  # told one by one in the report, the last of them those left together

Row = Mapping[str, Any]


def readings(loop: Loop) -> list[Row]:
    """What was measured of everybody's contribution, by months."""
    rows = pq.read_table(loop.reading.file("experiment_reading")).to_pylist()
    wanted = (loop.plan.plan_id, "all", "contribution")
    return [row for row in rows if (row["experiment_id"], row["scope"], row["metric"]) == wanted]


def returned(loop: Loop) -> "Returned":
    """What the report shows of it."""
    from guanxi.adapters.report import Returned

    days = str(loop.before.as_of), str(loop.run.as_of)
    channels = [{**row, "name": equity_group("channel", row["member"])} for row in loop.statement.channels(_CHANNELS)]
    return Returned(said(loop), readings(loop), loop.statement.total, days, channels)


def said(loop: Loop) -> list[Words]:
    """The story, a sentence a step."""
    currency = loop.statement.currency
    words = [_filled(_PLANNED, loop, currency)]
    found = readings(loop)
    if found:
        last = max(found, key=lambda row: row["months"])
        figures = {name: float(last[name]) for name in ("difference", "low", "high")}
        words.append(_each(_MEASURED[last["verdict"]], figures, currency, {"months": str(last["months"])}))
        words.append(_each(_TRUTH, {"truth": loop.truth}, currency))
    words.append(_each(_EQUITY, _equity(loop.statement.total), currency))
    judged = loop.misallocation.total
    share = percent(max(judged["cost"], 0.0) / judged["best"]) if judged["best"] > 0 else "–"
    words.append(_each(_MISALLOCATED, {"cost": float(judged["cost"])}, currency, {"share": share}))
    words += learned(loop.next.manifest["facts"].get("learned", []), action_names(loop.next), currency)
    return [*words, _next(loop, currency)]


_TOLD = ("acquired", "recovered", "developed", "declined", "lost")


def _equity(total: Row) -> dict[str, float]:
    """Opening, what moved it and closing, in money; `rest` is all that is not told by itself, so that it adds up."""
    amounts = {name: total[name] / 100 for name in ("opening", "closing", *_TOLD)}
    rest = amounts["closing"] - amounts["opening"] - sum(amounts[name] for name in _TOLD)
    return {**amounts, "rest": rest}


def _unsure(facts: Sequence[Row]) -> dict[str, str]:
    """How many readings a plan learned from, and of how many the interval holds 0."""
    around = [abs(row["now"]) <= LIKELY * row["sd"] for row in facts if "now" in row]
    return {"read": str(len(around)), "unsure": str(sum(around))}


def _filled(words: Words, loop: Loop, currency: str) -> Words:
    """The plan that was made half a year ago."""
    whole = total(loop.plan)
    counted = {"people": whole["customers"], "held": loop.held_out, "minutes": round(whole["minutes"])}
    return {
        tongue: words[tongue].format(
            start=whole["start"], cost=money(whole["cost"], tongue, currency),
            **{name: count(number, tongue) for name, number in counted.items()},
        )
        for tongue in LANGUAGES
    }  # fmt: skip


def _next(loop: Loop, currency: str) -> Words:
    """The plan that is made now."""
    whole = total(loop.next)
    lines = pq.read_table(loop.next.file("plan_line"), columns=["effect", "provenance"]).to_pylist()
    effect = sum(line["effect"] for line in lines)
    tested = sum(line["effect"] for line in lines if line["provenance"] != "prior")
    told = {"start": str(whole["start"]), "tested": percent(tested / effect) if effect > 0 else "–"}
    told |= _unsure(loop.next.manifest["facts"].get("learned", []))
    amounts = {name: float(whole[name]) for name in ("cost", "net")}
    people: dict[Language, str] = {tongue: count(whole["customers"], tongue) for tongue in LANGUAGES}
    return {tongue: _each(_NEXT, amounts, currency, told | {"people": people[tongue]})[tongue] for tongue in LANGUAGES}


def _each(words: Words, amounts: Mapping[str, float], currency: str, told: Mapping[str, str] | None = None) -> Words:
    """Fill amounts of money and other texts into a sentence of both languages."""
    return {
        tongue: words[tongue].format(
            **{name: money(value, tongue, currency) for name, value in amounts.items()}, **(told or {})
        )
        for tongue in LANGUAGES
    }
