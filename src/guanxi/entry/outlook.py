"""What the forecasts say in words that a shop owner understands: the total, how good past ones were, the choice."""

from collections.abc import Mapping, Sequence
from typing import Any

from guanxi.core.kernel.figures import count, money, percent
from guanxi.core.kernel.words import FORECAST_NAMES, LANGUAGES, Language, Words

Row = Mapping[str, Any]

_YEAR: Words = {"zh": "12个月", "en": "12 months"}
_DAYS: Words = {"zh": "{days}天", "en": "{days} days"}
_TOTAL: Words = {
    "zh": "未来{span}，现有客户预计带来销售额 {revenue}，九成把握在 {revenue_low} 到 {revenue_high} 之间；"
    "预计购买 {purchases} 次（{purchases_low}–{purchases_high}）。",
    "en": "Over the next {span} today's customers are expected to spend {revenue}; nine chances in ten, between "
    "{revenue_low} and {revenue_high}. That is {purchases} purchases ({purchases_low}–{purchases_high}).",
}
_NO_TOTAL: Words = {
    "zh": "目前的数据还不足以预测未来的总销售额。",
    "en": "The data do not yet carry a forecast of total spend.",
}
_RECORD: Words = {
    "zh": "以前准不准：把日历拨回去 {checks} 次，预测之后 {days} 天，再与真实的结果相比"
    "（每位客户只用他当时已有的记录；"
    "规律从其他客户的经历中学来，其中也有那天之后的，所以真正用于未来时误差可能略大），"
    "总销售额平均差 {money}（最多差 {worst}），总购买次数平均差 {purchases}。",
    "en": "How good past forecasts were: {checks} times the calendar was turned back and the {days} days after "
    "forecast: each customer from their own record up to that day, with rules learned from other customers, partly "
    "from later days, so that real forecasts may be off a little more. "
    "Total spend was off by {money} on average ({worst} at worst), total "
    "purchases by {purchases}.",
}
_COVERED: Words = {
    "zh": "每 100 位客户里，约有 {hundred} 位的实际消费落在当时给出的“最低–最高”之间（目标是 90 位）。",
    "en": "Of 100 customers, {hundred} spent an amount within the low–high they were given (90 are aimed at).",
}
_UNCHECKED: Words = {
    "zh": "历史还不够长，没法拿过去来检验预测准不准；区间只按模型本身给出，请谨慎使用。",
    "en": "The history is too short to check forecasts against the past: the intervals are the model's own, so use "
    "them with care.",
}
_CHOSEN: Words = {
    "zh": "选用“{name}”：在检验中，它预测每位客户购买次数的误差为 {own}（越低越好），"
    "比公认的 {usual} 模型低 {gain}。选择用的是同一批检验，所以优势可能略有高估。",
    "en": "Chosen: {name}. In the checks its error in customers' purchases (deviance) was {own}, {gain} below the "
    "acknowledged {usual} model. The choice was made on these same checks, so the lead may be a little flattered.",
}
_CAUTIOUS: Words = {
    "zh": "选用“{name}”：在检验中误差为 {own}，没有别的方法明显更准，差别小到可能只是运气时不换方法。",
    "en": "Chosen: {name}. Its error in the checks (deviance) was {own}; no other was clearly better, and a difference "
    "that may be luck changes nothing.",
}

_MEASURES = ("deviance", "mae", "rmse", "gini", "top_share", "revenue_rmse", "revenue_gini", "coverage")
_WORTH_SAYING = 0.001  # a smaller share of the usual error is no reason


def total_words(total: Row | None, currency: str) -> Words:
    """Say what the customers will bring (a row of value_total), or that it cannot be said."""
    if total is None:
        return _NO_TOTAL
    return {language: _TOTAL[language].format(**_total(total, language, currency)) for language in LANGUAGES}


def record_words(card: Sequence[Row]) -> list[Words]:
    """Say how far past forecasts were off and whether their intervals held (rows of value_card)."""
    chosen = [row for row in card if row["chosen"]]
    if not chosen:
        return [_UNCHECKED]
    told = [row for row in chosen if row["revenue_error"] is not None and row["total_error"] is not None]
    if not told:
        return [_UNCHECKED]
    said = {
        "checks": len(told),
        "days": told[0]["horizon_days"],
        "money": percent(_mean_size(told, "revenue_error") or 0.0),
        "worst": percent(max(abs(row["revenue_error"]) for row in told)),
        "purchases": percent(_mean_size(told, "total_error") or 0.0),
    }
    words: list[Words] = [{language: _RECORD[language].format(**said) for language in LANGUAGES}]
    covered = _mean(chosen, "coverage")
    if covered is not None:
        words.append({language: _COVERED[language].format(hundred=round(100 * covered)) for language in LANGUAGES})
    return words


def choice_words(card: Sequence[Row]) -> list[Words]:
    """Say which forecast was chosen and why; nothing where nothing could be checked."""
    found = {row["forecast"]: row for row in checks(card)}
    chosen = next((row for row in found.values() if row["chosen"]), None)
    if chosen is None or chosen["deviance"] is None:
        return []
    own, usual = chosen["deviance"], _usual(found)
    gain = 1 - own / usual["deviance"] if usual and usual["deviance"] else 0.0
    text = _CHOSEN if usual and gain >= _WORTH_SAYING else _CAUTIOUS
    words: Words = {}
    for tongue in LANGUAGES:
        against = FORECAST_NAMES[(usual or chosen)["forecast"]][tongue]
        name = FORECAST_NAMES[chosen["forecast"]][tongue]
        words[tongue] = text[tongue].format(name=name, own=f"{own:.3f}", gain=percent(gain), usual=against)
    return [words]


def _usual(found: Mapping[str, Row]) -> Row | None:
    """The formula that a choice is measured against: Pareto/NBD, else the best of the others; none where none is."""
    formulas = [found[name] for name in ("bg_nbd", "mbg_nbd") if name in found and found[name]["deviance"] is not None]
    return found.get("pareto_nbd") or min(formulas, key=lambda row: row["deviance"], default=None)


def checks(card: Sequence[Row]) -> list[dict[str, Any]]:
    """Average each forecast over the checks (rows of value_card), the chosen one first, then by deviance.

    Errors of totals count by their size; a mark is empty where no check could give it.
    """
    rows = []
    for name in dict.fromkeys(row["forecast"] for row in card):
        own = [row for row in card if row["forecast"] == name]
        means = {measure: _mean(own, measure) for measure in _MEASURES}
        sizes = {measure: _mean_size(own, measure) for measure in ("total_error", "revenue_error")}
        chosen = max(row["chosen"] for row in own)
        rows.append({"forecast": name, "chosen": chosen, "checks": len(own), **means, **sizes})
    return sorted(rows, key=lambda row: (-row["chosen"], row["deviance"] or 0.0, row["forecast"]))


def _total(total: Row, language: Language, currency: str) -> dict[str, str]:
    """The figures of the total, written for people."""
    names = ("purchases", "purchases_low", "purchases_high")
    counted = {name: count(round(total[name]), language) for name in names}
    names = ("revenue", "revenue_low", "revenue_high")
    paid = {name: money(total[name], language, currency) for name in names}
    return {"span": span(total["horizon_days"])[language], **counted, **paid}


def span(days: int) -> Words:
    """Call a number of days by its name."""
    return _YEAR if days == 365 else {language: _DAYS[language].format(days=days) for language in LANGUAGES}


def _mean(rows: Sequence[Row], measure: str) -> float | None:
    """Mean of a measure where it is known."""
    known = [row[measure] for row in rows if row[measure] is not None]
    return sum(known) / len(known) if known else None


def _mean_size(rows: Sequence[Row], measure: str) -> float | None:
    """Mean size of an error, whichever way it went, where it is known."""
    return _mean([{measure: abs(row[measure])} for row in rows if row[measure] is not None], measure)
