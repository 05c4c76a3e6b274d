"""What a backtest says in words that a shop owner understands: one sentence a look, and what it cannot say."""

from collections.abc import Callable
from typing import Any

from guanxi.core.kernel.figures import count, percent
from guanxi.core.kernel.words import LANGUAGES, PROXY, Words
from guanxi.entry.backtesting import Backtest

Row = dict[str, Any]

_LOOKED: Words = {
    "zh": "把日历拨回去 {times} 次（{origins}），只用当时已知的记录评估，再看之后 {days} 天真正发生了什么。",
    "en": "The calendar was turned back {times} ({origins}), everybody appraised from what was known then, and "
    "held "
    "against the {days} days after.",
}
_SCORE: Words = {
    "zh": "潜力分：排在前20%的客户，后来占了全部增长的 {share}（随便挑是20%）。RFM 是 {rfm}，只看最近购买是 {recency}，"
    "只看累计消费是 {spend}；比 RFM 领先 {lead} 个百分点（九成把握在 {low} 到 {high} 之间）。",
    "en": "Score: the first 20% by score held {share} of all growth that came (20% would be chance). RFM held {rfm}, "
    "recency {recency}, total spend {spend}; the lead over RFM is {lead} points (90% interval {low} to {high}).",
}
_VALUE: Words = {
    "zh": "客户价值：预计贡献的总数平均差 {error}；每 100 位客户有 {hundred} 位落在给出的“最低–最高”之间（目标 90 "
    "位）；"
    "预计最高的20%客户占了后来贡献的 {share}（RFM {rfm}）。",
    "en": "Value: totals were off by {error} on average; of 100 customers {hundred} fell between their low and high "
    "(90 are "
    "aimed at); the first 20% by forecast brought {share} of the contribution (RFM {rfm}).",
}
_STAGE: Words = {
    "zh": "生命周期：说“沉睡”或“流失”的人里，{precision} 后来真的没买；后来没买的人里，{recall} 事先被叫出来了。",
    "en": "Lifecycle: of those called dormant or lost {precision} bought nothing; of those who bought nothing "
    "{recall} had "
    "been so called.",
}
_NOBODY: Words = {
    "zh": "生命周期：那时没有人被判为沉睡或流失，无从检验。",
    "en": "Lifecycle: nobody was called dormant or lost then, so the call could not be checked.",
}
_OFFER: Words = {
    "zh": "交叉购买：推荐的前五个新品类命中了 {recall}（推荐最热门的品类是 {popular}），领先 {lead} 个百分点"
    "（九成把握在 {low} 到 {high} 之间）；预计次数是实际的 {ratio}。",
    "en": "Cross-buy: the first five categories offered found {recall} of first purchases (the most popular ones "
    "{popular}), "
    "{lead} points more (90% interval {low} to {high}); expected were {ratio} of those that came.",
}
_NO_OFFER: Words = {
    "zh": "交叉购买：数据里没有品类，或没有可比的新品类购买，无从检验。",
    "en": "Cross-buy: without categories, or without first purchases in them, there is nothing to check.",
}
_WALLET: Words = {
    "zh": "钱包：买过的客户里 {known} 的钱包有估计；其中 {outspent} 后来一年在我们这里就花得比估计的上限还多（应不超"
    "过10%）。{said}",
    "en": "Wallet: {known} of buyers had an estimate; {outspent} of them spent more with us alone within a year than "
    "its upper "
    "end (at most 10% should). {said}",
}
_SAID: Words = {
    "zh": "后来有 {told} 位自己说了总花费，{within} 落在区间内（目标80%）。",
    "en": "{told} people told their total spend afterwards; {within} fell within the interval (80% is aimed at).",
}
_UNSAID: Words = {
    "zh": "没有人后来说过总花费，所以估得准不准只能从侧面看：问三十位客户比任何模型都管用。",
    "en": "Nobody told their total spend afterwards, so its truth shows only indirectly: asking thirty customers "
    "helps more "
    "than any model.",
}
_NO_WALLET: Words = {"zh": "钱包：没有可检验的估计。", "en": "Wallet: no estimate could be checked."}


def sentences(found: Backtest) -> list[Words]:
    """How often the past was looked at, one sentence a look, then what none of this proves."""
    told: list[Callable[[Backtest], Words]] = [_looked, _score, _value, _stage, _offer, _wallet]
    return [*(tell(found) for tell in told), PROXY]


def overall(found: Backtest, target: str) -> dict[str, Row]:
    """Every score's marks over all origins against one target, by the score's name, the best first."""
    rows = [row for row in found.rows("ranking") if row["origin"] is None and row["target"] == target]
    return {row["score"]: row for row in sorted(rows, key=lambda row: -row["share"])}


def mean_marks(found: Backtest, look: str) -> dict[str, float]:
    """Means of a look's marks over origins; errors by their size."""
    own: dict[str, list[float]] = {}
    for row in found.rows("mark"):
        if row["look"] == look:
            own.setdefault(row["measure"], []).append(
                abs(row["value"]) if row["measure"] == "total_error" else row["value"]
            )
            for end in ("low", "high"):
                if row[end] is not None:
                    own.setdefault(f"{row['measure']}_{end}", []).append(row[end])
    return {measure: sum(values) / len(values) for measure, values in own.items()}


def _looked(found: Backtest) -> Words:
    chinese, english = (mark.join(str(day) for day in found.origins) for mark in ("、", ", "))
    times, days = len(found.origins), found.horizon_days
    often = {1: "once", 2: "twice"}.get(times, f"{times} times")
    return {
        "zh": _LOOKED["zh"].format(origins=chinese, times=times, days=days),
        "en": _LOOKED["en"].format(origins=english, times=often, days=days),
    }


def _score(found: Backtest) -> Words:
    marks = overall(found, "growth")
    told = {name: percent(marks[name]["share"]) for name in ("rfm", "recency", "spend")}
    lead = {name: _points(marks["rfm"][name]) for name in ("lead", "low", "high")}
    return _said(_SCORE, share=percent(marks["uplift_score"]["share"]), **told, **lead)


def _value(found: Backtest) -> Words:
    marks, ranks = mean_marks(found, "value"), overall(found, "contribution")
    shares = {"share": percent(ranks["value"]["share"]), "rfm": percent(ranks["rfm"]["share"])}
    error = percent(marks["total_error"]) if "total_error" in marks else "—"
    return _said(_VALUE, error=error, hundred=str(round(100 * marks.get("coverage", 0))), **shares)


def _stage(found: Backtest) -> Words:
    rows = [row for row in found.rows("mark") if row["look"] == "stage"]
    called, silent = (sum(row["value"] for row in rows if row["measure"] == name) for name in ("called", "silent"))
    if not called or not silent:
        return _NOBODY
    hits = sum(row["silent"] for row in found.rows("stage") if row["stage"] in ("dormant", "lost"))
    return _said(_STAGE, precision=percent(hits / called), recall=percent(hits / silent))


def _offer(found: Backtest) -> Words:
    marks = mean_marks(found, "cross_buy")
    if "recall" not in marks:
        return _NO_OFFER
    lead = {name: _points(marks[key]) for name, key in (("lead", "lead"), ("low", "lead_low"), ("high", "lead_high"))}
    shares = {"recall": percent(marks["recall"]), "popular": percent(marks["popular_recall"])}
    return _said(_OFFER, **shares, **lead, ratio=percent(marks["expected_for_came"]))


def _wallet(found: Backtest) -> Words:
    marks = mean_marks(found, "wallet")
    if "outspent" not in marks:
        return _NO_WALLET
    said = _UNSAID
    if "within" in marks:
        told = sum(row["value"] for row in found.rows("mark") if row["measure"] == "told")
        said = {
            language: _SAID[language].format(told=count(int(told), language), within=percent(marks["within"]))
            for language in LANGUAGES
        }
    shares = {"known": percent(marks["known"]), "outspent": percent(marks["outspent"])}
    return {language: _WALLET[language].format(**shares, said=said[language]) for language in LANGUAGES}


def _said(words: Words, **figures: str) -> Words:
    return {language: words[language].format(**figures) for language in LANGUAGES}


def _points(lead: float) -> str:
    """Write a lead in percentage points, with its sign."""
    return f"{100 * lead:+.1f}"
