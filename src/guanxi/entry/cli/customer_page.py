"""One customer on the screen: who, why, four looks with their points, value, next categories, identities."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from guanxi.core.kernel.figures import money, percent
from guanxi.core.kernel.words import LOOK_NAMES, QUADRANT_NAMES, STAGE_NAMES, Language, Words

_MOST = 12  # entries of one list; --json has them all
_HEAD: Words = {
    "zh": "[bold]{customer}[/]  {quadrant} · {stage}期 · 截至 {day}",
    "en": "[bold]{customer}[/]  {quadrant} · {stage} · as of {day}",
}
_WALLET: Words = {
    "zh": "我们占 {share}（{own} / {wallet}），还有 {room}；可信度 {sure}",
    "en": "our share {share} ({own} of {wallet}), room {room}; confidence {sure}",
}
_UNKNOWN: Words = {
    "zh": "未知：购买太少、时间太短或可比的人太少，按中等计分",
    "en": "unknown: too few purchases, too new, or too few comparable people; scored as average",
}
_CROSS_BUY: Words = {
    "zh": "尚未购买的品类，一年预计贡献 {worth}{likeliest}",
    "en": "categories not bought yet may contribute {worth} a year{likeliest}",
}
_LIKELIEST: Words = {
    "zh": "；最可能的“{category}”，{days} 天内买的可能 {chance}",
    "en": "; likeliest {category}, bought within {days} days with a chance of {chance}",
}
_ENGAGEMENT: dict[str, Words] = {
    "interactions": {
        "zh": "高于 {place} 的客户（依据近一年 {signs} 次互动）{trend}",
        "en": "above {place} of customers (from {signs} interactions in a year){trend}",
    },
    "orders": {
        "zh": "高于 {place} 的客户（没有互动记录，依据近一年 {signs} 次购买）{trend}",
        "en": "above {place} of customers (no interactions known; from {signs} purchases in a year){trend}",
    },
}
_TRENDS: dict[str, Words] = {
    "rising": {"zh": "；近来更活跃", "en": "; rising"},
    "steady": {"zh": "；平稳", "en": "; steady"},
    "falling": {"zh": "；近来不如以前活跃", "en": "; falling"},
}
_STAGE: Words = {"zh": "{stage}（{since} 起）{sure}", "en": "{stage} (since {since}){sure}"}
_QUIET: Words = {
    "zh": "；{days} 天内再来的可能 {back}",
    "en": "; back within {days} days with a chance of {back}",
}
_TOTAL: Words = {"zh": "用户增值潜力分", "en": "Value-uplift potential score"}
_POINTS: Words = {"zh": "得分", "en": "points"}
_VALUE: Words = {
    "zh": "购买 {orders} 次，近12个月 {spent}；关系存续概率 {alive}；"
    "未来12个月预计购买 {times} 次、贡献 {value}{interval}；终身价值 {clv}",
    "en": "{orders} purchases, {spent} in the last 12 months; alive with probability {alive}; "
    "next 12 months: {times} purchases, contribution {value}{interval}; lifetime value {clv}",
}
_INTERVAL: Words = {"zh": "（九成把握在 {low}–{high}）", "en": " (nine chances in ten: {low}–{high})"}
_TITLES: dict[str, Words] = {
    "next_categories": {"zh": "下一个品类", "en": "Next categories"},
    "categories": {"zh": "已购品类（近12个月）", "en": "Categories of the last 12 months"},
    "identities": {"zh": "身份", "en": "Identities"},
}
_HEADS: dict[str, Words] = {
    "category": {"zh": "品类", "en": "category"},
    "probability": {"zh": "概率", "en": "probability"},
    "expected_contribution": {"zh": "预计年贡献", "en": "expected a year"},
    "reason": {"zh": "因为买过", "en": "because of"},
    "spend": {"zh": "在我们这里", "en": "with us"},
    "wallet": {"zh": "钱包", "en": "wallet"},
    "share": {"zh": "我们占", "en": "our share"},
    "source": {"zh": "来源", "en": "source"},
    "customer_key": {"zh": "编号", "en": "key"},
    "evidence": {"zh": "凭据", "en": "evidence"},
}
_MONEY = {"expected_contribution", "spend", "wallet"}
_SHARES = {"probability", "share"}


def customer_page(found: Mapping[str, Any], language: Language, currency: str) -> RenderableType:
    """Lay one customer out."""
    head = _HEAD[language].format(
        customer=found["customer_id"],
        quadrant=QUADRANT_NAMES[found["quadrant"]][language],
        stage=STAGE_NAMES[found["stage"]][language],
        day=found["as_of"],
    )
    parts: list[RenderableType] = [head, escape(found[f"reason_{language}"]), "", _looks(found, language, currency)]
    parts += ["", _value(found, language, currency)]
    for name in _TITLES:
        if found[name]:
            parts += ["", _part(name, found[name], language, currency)]
    return Group(*parts)


def _looks(found: Mapping[str, Any], language: Language, currency: str) -> Table:
    """The four looks, what each says and the points it gives."""
    grid = Table(box=None, pad_edge=False)
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_column(_POINTS[language], justify="right", no_wrap=True)
    said = {
        "wallet": _wallet(found, language, currency),
        "cross_buy": _cross_buy(found, language, currency),
        "engagement": _engagement(found, language),
        "stage": _stage(found, language),
    }
    for look, words in said.items():
        grid.add_row(LOOK_NAMES[look][language], words, f"{found[f'points_{look}']:.1f}")
    grid.add_row(_TOTAL[language], "", f"[bold]{found['uplift_score']:.1f}[/]")
    return grid


def _wallet(found: Mapping[str, Any], language: Language, currency: str) -> str:
    """What the wallet look says, or that it is unknown."""
    if found["wallet"] is None:
        return _UNKNOWN[language]
    return _WALLET[language].format(
        share=percent(found["wallet_share"]),
        own=money(found["wallet"] - found["headroom"], language, currency),
        wallet=money(found["wallet"], language, currency),
        room=money(found["headroom"], language, currency),
        sure=percent(found["wallet_confidence"]),
    )


def _cross_buy(found: Mapping[str, Any], language: Language, currency: str) -> str:
    """What categories not bought yet may bring, and how likely the likeliest is."""
    first, likeliest = next(iter(found["next_categories"]), None), ""
    if first:
        chance = percent(first["probability"])
        likeliest = _LIKELIEST[language].format(
            category=escape(first["category"]), days=found["horizon_days"], chance=chance
        )
    return _CROSS_BUY[language].format(worth=money(found["cross_buy"], language, currency), likeliest=likeliest)


def _engagement(found: Mapping[str, Any], language: Language) -> str:
    """The standing, what it was read from, and where it is going."""
    trend = _TRENDS[found["engagement_trend"]][language] if found["engagement_trend"] else ""
    words = _ENGAGEMENT[found["engagement_basis"]][language]
    return words.format(place=percent(found["engagement"] / 100), signs=found.get("engagement_signs", "?"), trend=trend)


def _stage(found: Mapping[str, Any], language: Language) -> str:
    """The stage, since when, and the chance that the person comes back."""
    sure = ""
    if found.get("quiet") is not None:
        sure = _QUIET[language].format(days=found["horizon_days"], back=percent(1 - found["quiet"]))
    return _STAGE[language].format(stage=STAGE_NAMES[found["stage"]][language], since=found["stage_since"], sure=sure)


def _value(found: Mapping[str, Any], language: Language, currency: str) -> str:
    """What was bought and what is expected."""
    return _VALUE[language].format(
        orders=found["orders"],
        spent=money(found["revenue_12m"], language, currency),
        alive=percent(found["p_alive"]),
        times=f"{found['expected_purchases']:.1f}",
        value=money(found["value_12m"], language, currency),
        interval=_interval(found["value_12m_low"], found["value_12m_high"], language, currency),
        clv=money(found["clv"], language, currency),
    )


def _interval(low: float | None, high: float | None, language: Language, currency: str) -> str:
    """Between what the value may lie, where the run says so."""
    if low is None or high is None:
        return ""
    return _INTERVAL[language].format(low=money(low, language, currency), high=money(high, language, currency))


def _part(name: str, rows: Sequence[Mapping[str, Any]], language: Language, currency: str) -> Table:
    """One list of the page."""
    names = [column for column in rows[0] if column in _HEADS]
    grid = Table(title=_TITLES[name][language], title_justify="left", title_style="bold")
    for column in names:
        grid.add_column(_HEADS[column][language], justify="right" if column in _MONEY | _SHARES else "left")
    for row in rows[:_MOST]:
        grid.add_row(*(_cell(column, row[column], language, currency) for column in names))
    if len(rows) > _MOST:
        grid.add_row(f"… +{len(rows) - _MOST}")
    return grid


def _cell(column: str, value: Any, language: Language, currency: str) -> str:
    """One value; unknown is a dash."""
    if value is None:
        return "—"
    if column in _MONEY:
        return money(value, language, currency)
    return percent(value) if column in _SHARES else escape(str(value))
