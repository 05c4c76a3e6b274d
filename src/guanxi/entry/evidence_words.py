"""What experiments changed since the catalogue was written, in words: read before a plan is approved."""

from collections.abc import Mapping
from typing import Any

from guanxi.core.kernel.figures import money, percent
from guanxi.core.kernel.words import LANGUAGES, QUADRANT_NAMES, Language, Words
from guanxi.core.models.interval import LIKELY

Row = Mapping[str, Any]

_MOST = 6  # sentences, those that moved furthest
_POOLED: Words = {
    "zh": "试验告诉我们：“{action}”对{quadrant}，原来估计每人多带来 {thought}，现在是 {now}"
    "（九成把握在 {low} 到 {high} 之间）。",
    "en": "Experiments say of “{action}” for {quadrant}: thought to add {thought} a person, now {now} (90% interval "
    "{low} to {high}).",
}
_PERSONAL: Words = {
    "zh": "试验之后估计，“{action}”让九成客户每人多带来 {low} 到 {high}，各人不同；计划按每个人的效果安排。",
    "en": "After its experiments, “{action}” is thought to add {low} to {high} for nine people in ten; the plan goes "
    "by each person's own.",
}
_IDLE: Words = {
    "zh": "试验之后，“{action}”多半没有用：{idle} 的可能什么也不带来。",
    "en": "After its experiments, “{action}” most likely does nothing: {idle} sure.",
}
_MOST_LIKELY, _SUREST = 0.5, 0.99  # chances: that is said to do nothing, and the most that is ever claimed


def learned(rows: list[Row], actions: Mapping[str, Words], currency: str) -> list[Words]:
    """Write what moved, the furthest first; `rows` as the plan's facts keep them."""
    moved = sorted(rows, key=lambda row: -abs(row.get("now", 0.0) - row.get("thought", 0.0)))
    idle = {row["action_id"] for row in rows if row.get("idle", 0.0) > _MOST_LIKELY}
    moved = [row for row in moved if not (row["quadrant"] and row["action_id"] in idle)]
    moved = [row for row in moved if not row["quadrant"]] + [row for row in moved if row["quadrant"]]
    return [{tongue: _said(row, actions, tongue, currency) for tongue in LANGUAGES} for row in moved[:_MOST]]


def _said(row: Row, actions: Mapping[str, Words], tongue: Language, currency: str) -> str:
    """One sentence."""
    figures = {name: float(row[name]) for name in ("low", "high", "thought", "now") if name in row}
    if "now" in row:
        figures |= {"low": row["now"] - LIKELY * row["sd"], "high": row["now"] + LIKELY * row["sd"]}
    written = {name: money(value, tongue, currency) for name, value in figures.items()}
    action, quadrant = actions[row["action_id"]][tongue], QUADRANT_NAMES.get(row["quadrant"], {}).get(tongue, "")
    if row.get("idle", 0.0) > _MOST_LIKELY:
        return _IDLE[tongue].format(action=action, idle=percent(min(row["idle"], _SUREST)))
    return (_POOLED if "now" in row else _PERSONAL)[tongue].format(action=action, quadrant=quadrant, **written)
