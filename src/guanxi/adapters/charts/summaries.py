"""The report's smaller charts: who holds the value, life stages, the score's parts, next categories, wallets."""

from collections.abc import Iterable
from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from guanxi.adapters.charts.theme import (
    ACCENT,
    INK,
    LOOK_COLOURS,
    NARROW,
    QUADRANT_COLOURS,
    UNKNOWN_COLOUR,
    WIDE,
    Chart,
    framed,
    plot,
    quadrant_scale,
)
from guanxi.core.kernel.figures import count, money, percent
from guanxi.core.kernel.words import LOOK_NAMES, QUADRANT_NAMES, STAGE_NAMES, Language, Words

_SHARES: dict[str, Words] = {
    "customers": {"zh": "客户数", "en": "Customers"},
    "revenue_12m": {"zh": "过去12个月销售额", "en": "Revenue, last 12 months"},
    "value_12m": {"zh": "未来12个月贡献", "en": "Contribution, next 12 months"},
    "headroom": {"zh": "钱包空间", "en": "Room in wallets"},
}
_TITLES: dict[str, Words] = {
    "value": {"zh": "人在哪里，价值就在哪里吗？", "en": "Is the value where the people are?"},
    "stages": {"zh": "生命周期阶段", "en": "Lifecycle stages"},
    "score": {"zh": "潜力分从哪里来", "en": "Where the score comes from"},
    "next": {"zh": "下一个会买的品类", "en": "Categories to be bought next"},
    "wallet": {"zh": "钱包份额分布", "en": "How much of the wallet is ours"},
}
_NOTES: dict[str, Words] = {
    "value": {"zh": "各象限占客户、销售额、预期贡献与钱包空间的比例", "en": "Each quadrant's share of the whole"},
    "stages": {"zh": "各阶段客户数", "en": "Customers in each stage"},
    "score": {"zh": "四看各给多少分（象限平均）", "en": "Mean points of the four looks, by quadrant"},
    "next": {
        "zh": "每人最可能的五个新品类，预期年贡献合计",
        "en": "Each person's five likeliest, expected contribution a year",
    },
    "wallet": {"zh": "买过的客户数；数据太少的写“未知”，不猜", "en": "Buyers; unknown, not guessed, on thin data"},
}
_UNKNOWN: Words = {"zh": "未知", "en": "unknown"}
_NAMELESS: Words = {"zh": "无品类名", "en": "no name"}


def value_by_quadrant(summary: pa.Table, language: Language, currency: str = "", width: int = WIDE) -> Chart:
    """Each quadrant's share of people, revenue, expected contribution and headroom (from quadrant_summary)."""
    rows = []
    for measure, names in _SHARES.items():
        amounts = {str(row["quadrant"]): float(row[measure] or 0) for row in summary.to_pylist()}
        total = sum(amounts.values())
        whole = count(int(total), language) if measure == "customers" else money(total, language, currency)
        rows += _stack(f"{names[language]}  {whole}", amounts, total, language)
    bars = stacked(rows, quadrant_scale(language), 1.0, width)
    return framed(bars, _TITLES["value"][language], _NOTES["value"][language], width)


def _stack(label: str, amounts: dict[str, float], total: float, language: Language) -> list[dict[str, Any]]:
    """Pieces of one bar of shares, from left to right."""
    rows, start = [], 0.0
    for quadrant in QUADRANT_COLOURS:
        share = amounts.get(quadrant, 0.0) / total if total else 0.0
        text = percent(share) if share >= 0.07 else ""
        piece = {"label": label, "part": QUADRANT_NAMES[quadrant][language], "text": text}
        rows.append(piece | {"start": start, "end": start + share})
        start += share
    return rows


def stacked(rows: list[dict[str, Any]], scale: alt.Scale, max_value: float, width: int) -> Chart:
    """Lying bars in pieces with the figure inside each piece; rows: label, part, start, end, text.

    Labels stand left of the bars, on a telephone above them.
    """
    labels = list(dict.fromkeys(row["label"] for row in rows))
    narrow = width == NARROW
    beside = alt.Axis(domain=False, ticks=False, labelColor=INK)
    base = plot([dict(row, middle=(row["start"] + row["end"]) / 2) for row in rows]).encode(
        y=alt.Y("label:N", sort=labels, title=None, axis=None if narrow else beside)
    )
    across = alt.Scale(domain=[0, max_value], nice=False)
    legend = alt.Legend(title=None, orient="bottom", offset=8, columns=2 if narrow else 0)
    bars = base.mark_bar(height=26).encode(
        x=alt.X("start:Q", scale=across, axis=None), x2="end:Q", color=alt.Color("part:N", scale=scale, legend=legend)
    )
    text = base.mark_text(color="white", fontSize=12).encode(
        x=alt.X("middle:Q", scale=across, axis=None), text="text:N"
    )
    layers = [bars, text, _above(labels)] if narrow else [bars, text]
    return alt.layer(*layers).properties(height=(58 if narrow else 44) * len(labels))


def _above(labels: list[str]) -> alt.Chart:
    """Each bar's label, standing over it."""
    words = plot([{"label": label, "start": 0.0} for label in labels])
    text = words.mark_text(align="left", dy=-24, color=INK, fontSize=12)
    placed: alt.Chart = text.encode(x="start:Q", y=alt.Y("label:N", sort=labels), text="label:N")
    return placed


def lifecycle_stages(appraisal: pa.Table, language: Language, width: int = WIDE) -> Chart:
    """How many customers stand in each lifecycle stage (needs column stage)."""
    counted = {str(row["values"]): int(row["counts"]) for row in pc.value_counts(appraisal["stage"]).to_pylist()}
    total = max(sum(counted.values()), 1)
    rows = [
        (names[language], counted.get(stage, 0), _with_share(counted.get(stage, 0), total, language), ACCENT)
        for stage, names in STAGE_NAMES.items()
    ]
    return framed(lying(rows, width), _TITLES["stages"][language], _NOTES["stages"][language], width)


def _with_share(people: int, total: int, language: Language) -> str:
    """A count and its share of the whole."""
    return f"{count(people, language)}, {percent(people / total)}" if people else "0"


def lying(rows: Iterable[tuple[str, float, str, str]], width: int, room: float = 1.3) -> Chart:
    """Lying bars with the figure at the end of each; rows: label, length, text, colour.

    `room`: how many times the longest bar fits in, figures included.
    """
    values = [
        {"label": label, "length": length, "text": text, "colour": colour} for label, length, text, colour in rows
    ]
    longest = max((float(str(value["length"])) for value in values), default=0) or 1
    room += 0.4 if width == NARROW else 0.0
    base = plot(values).encode(
        x=alt.X("length:Q", axis=None, scale=alt.Scale(domain=[0, room * longest], nice=False)),
        y=alt.Y(
            "label:N",
            sort=[str(value["label"]) for value in values],
            title=None,
            axis=alt.Axis(domain=False, ticks=False, labelColor=INK, labelLimit=110 if width == NARROW else 240),
        ),
    )
    bars = base.mark_bar(height=18).encode(color=alt.Color("colour:N", scale=None))
    text = base.mark_text(align="left", dx=7, color=INK, fontSize=12).encode(text="text:N")
    return alt.layer(bars, text).properties(height=30 * max(len(values), 1))


def score_composition(appraisal: pa.Table, language: Language, width: int = WIDE) -> Chart:
    """Mean points that each look gave, by quadrant (needs quadrant and the four points_ columns)."""
    points = [(f"points_{look}", "mean") for look in LOOK_COLOURS]
    means = {str(row["quadrant"]): row for row in appraisal.group_by("quadrant").aggregate(points).to_pylist()}
    rows: list[dict[str, Any]] = []
    for quadrant in QUADRANT_COLOURS:
        if quadrant in means:
            rows += _looks(quadrant, means[quadrant], language)
    highest = max((row["end"] for row in rows), default=1.0)
    names = [LOOK_NAMES[look][language] for look in LOOK_COLOURS]
    bars = stacked(rows, alt.Scale(domain=names, range=list(LOOK_COLOURS.values())), highest, width)
    return framed(bars, _TITLES["score"][language], _NOTES["score"][language], width)


def _looks(quadrant: str, means: dict[str, Any], language: Language) -> list[dict[str, Any]]:
    """Pieces of one quadrant's bar, one a look."""
    total = sum(float(means[f"points_{look}_mean"] or 0) for look in LOOK_COLOURS)
    label = f"{QUADRANT_NAMES[quadrant][language]}  {total:.1f}"
    rows, start = [], 0.0
    for look in LOOK_COLOURS:
        points = float(means[f"points_{look}_mean"] or 0)
        piece = {"label": label, "part": LOOK_NAMES[look][language], "text": f"{points:.1f}" if points >= 3 else ""}
        rows.append(piece | {"start": start, "end": start + points})
        start += points
    return rows


def next_categories(
    next_category: pa.Table, language: Language, currency: str = "", width: int = WIDE, most: int = 10
) -> Chart:
    """Categories by the contribution a year that those who do not yet buy there would bring."""
    sums = next_category.group_by("category").aggregate([("expected_contribution", "sum")]).to_pylist()
    ranked = sorted(sums, key=lambda row: (-(row["expected_contribution_sum"] or 0), row["category"]))[:most]
    rows = [
        (
            str(row["category"]) or _NAMELESS[language],
            float(row["expected_contribution_sum"] or 0),
            money(float(row["expected_contribution_sum"] or 0), language, currency),
            LOOK_COLOURS["cross_buy"],
        )
        for row in ranked
    ]
    return framed(lying(rows, width), _TITLES["next"][language], _NOTES["next"][language], width)


def wallet_shares(appraisal: pa.Table, language: Language, width: int = WIDE) -> Chart:
    """How many buyers give us which tenth of their wallet, and for how many it is unknown (wallet_share, orders)."""
    buyers = appraisal.filter(pc.greater(appraisal["orders"], 0))
    share = buyers["wallet_share"].drop_null().to_numpy()
    counts, _ = np.histogram(share, bins=np.linspace(0, 1, 11))
    total = max(buyers.num_rows, 1)
    rows: list[tuple[str, float, str, str]] = [
        (f"{10 * i}–{10 * i + 10}%", int(people), _with_share(int(people), total, language), LOOK_COLOURS["wallet"])
        for i, people in enumerate(counts)
    ]
    unknown = buyers.num_rows - len(share)
    rows.append((_UNKNOWN[language], unknown, _with_share(unknown, total, language), UNKNOWN_COLOUR))
    return framed(lying(rows, width), _TITLES["wallet"][language], _NOTES["wallet"][language], width)
