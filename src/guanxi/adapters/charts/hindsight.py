"""What was said on past days beside what came: one chart a question, from the tables of a backtest."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pyarrow as pa

from guanxi.adapters.charts.forecasts import beside
from guanxi.adapters.charts.summaries import lying
from guanxi.adapters.charts.theme import ACCENT, LOOK_COLOURS, UNKNOWN_COLOUR, Chart, framed
from guanxi.core.kernel.figures import count, percent
from guanxi.core.kernel.words import SCORE_NAMES, STAGE_NAMES, Language, Words

Row = Mapping[str, Any]
Drawn = Callable[[Mapping[str, pa.Table], Language, int], Chart]

CHANCE = 0.2  # what the first fifth holds of anything when picked blindly
_CHANCE: Words = {"zh": "随便挑", "en": "By chance"}
_EXPECTED: Words = {"zh": "当时预计", "en": "expected then"}
_POPULAR: Words = {"zh": "推荐最热门的品类", "en": "the most popular"}
_OF: Words = {"zh": "{share}（共 {people} 人）", "en": "{share} of {people}"}
_TITLES: dict[str, Words] = {
    "growth": {"zh": "谁会增长？前20%的人占了多少增长", "en": "Who will grow? Growth held by the first 20%"},
    "contribution": {"zh": "谁会贡献？前20%的人占了多少贡献", "en": "Who will bring money? Held by the first 20%"},
    "score": {"zh": "分越高，增长越多吗？", "en": "The higher the score, the more growth?"},
    "value": {"zh": "预计会贡献的，真的贡献了吗？", "en": "Did those expected to bring money bring it?"},
    "silence": {"zh": "说可能不来的，真的没来吗？", "en": "Did those expected to stay away stay away?"},
    "stages": {"zh": "各阶段的人，后来没买的比例", "en": "Who bought nothing afterwards, by stage"},
    "offers": {"zh": "推荐的下一个品类，真的买了吗？", "en": "Were the next categories bought?"},
    "wallet": {"zh": "钱包空间大的，后来增长多吗？", "en": "Did those with room in their wallet grow?"},
}
_NOTES: dict[str, Words] = {
    "growth": {
        "zh": "括号里：潜力分领先多少个百分点（90%区间）",
        "en": "In brackets: the score's lead in points (90% interval)",
    },
    "contribution": {
        "zh": "括号里：预计贡献领先多少个百分点（90%区间）",
        "en": "In brackets: the forecast's lead in points (90% interval)",
    },
    "score": {"zh": "按当时的潜力分从高到低分十组", "en": "Ten groups by the score of that day"},
    "value": {"zh": "按当时预计的贡献从高到低分十组", "en": "Ten groups by the contribution expected that day"},
    "silence": {"zh": "按当时算出的“不来”的可能性从高到低分十组", "en": "Ten groups by the chance of silence"},
    "stages": {"zh": "阶段是当时判断的", "en": "The stage is the one said that day"},
    "offers": {"zh": "第1名是当时认为最可能的", "en": "Rank 1 is what was thought likeliest"},
    "wallet": {"zh": "按当时估计的钱包空间从大到小分十组", "en": "Ten groups by the room estimated that day"},
}


def _captures(target: str, tables: Mapping[str, pa.Table], language: Language, width: int) -> Chart:
    """Share held by the first fifth by each score, over all origins, the best first."""
    rows = [r for r in _rows(tables, "ranking") if r["origin"] is None and r["target"] == target]
    bars = [
        (
            SCORE_NAMES[row["score"]][language],
            row["share"],
            percent(row["share"]) + ("" if row["own"] else _lead(row)),
            LOOK_COLOURS["cross_buy"] if row["own"] else ACCENT,
        )
        for row in sorted(rows, key=lambda row: -row["share"])
    ]
    bars.append((_CHANCE[language], CHANCE, percent(CHANCE), UNKNOWN_COLOUR))
    return _framed(lying(bars, width, 1.8), target, language, width)


def _lead(row: Row) -> str:
    """How far guanxi's own is ahead of a yardstick."""
    return f" ({100 * row['lead']:+.1f}, {100 * row['low']:+.1f} … {100 * row['high']:+.1f})"


def _tenths(
    name: str, look: str, axes: tuple[str, str], tables: Mapping[str, pa.Table], language: Language, width: int
) -> Chart:
    """What came, and what was expected where a figure was said, a head by tenth over all origins, the highest first."""
    rows = [row for row in _rows(tables, "tenth") if row["look"] == look]
    times = 100.0 if look == "stage" else 1.0
    bars, dots = [], []
    for place, decile in enumerate(range(10, 0, -1), 1):
        own = [row for row in rows if row["decile"] == decile]
        cases = sum(row["cases"] for row in own) or 1
        bars.append({"label": str(place), "figure": times * sum(row["came"] for row in own) / cases})
        if all(row["expected"] is not None for row in own):
            expected = times * sum(row["expected"] for row in own) / cases
            dots.append({"label": str(place), "figure": expected, "series": _EXPECTED[language]})
    return _framed(beside(bars, dots, axes, language, width), name, language, width)


def _stages(tables: Mapping[str, pa.Table], language: Language, width: int) -> Chart:
    """Share of each stage's people who bought nothing, over all origins."""
    bars = []
    for stage, names in STAGE_NAMES.items():
        own = [row for row in _rows(tables, "stage") if row["stage"] == stage]
        people, silent = (sum(row[name] for row in own) for name in ("customers", "silent"))
        if people:
            text = _OF[language].format(share=percent(silent / people), people=count(people, language))
            bars.append((names[language], silent / people, text, LOOK_COLOURS["stage"]))
    return _framed(lying(bars, width, 1.5), "stages", language, width)


def _offers(tables: Mapping[str, pa.Table], language: Language, width: int) -> Chart:
    """Share of offers bought by rank, what was expected, and what the most popular categories would have found."""
    bars, dots = [], []
    for rank in sorted({row["rank"] for row in _rows(tables, "offer")}):
        own = [row for row in _rows(tables, "offer") if row["rank"] == rank]
        offers = sum(row["offers"] for row in own) or 1
        sums = {name: 100 * sum(row[name] for row in own) / offers for name in ("came", "expected", "popular")}
        bars.append({"label": str(rank), "figure": sums["came"]})
        dots += [
            {"label": str(rank), "figure": sums[name], "series": words[language]}
            for name, words in (("expected", _EXPECTED), ("popular", _POPULAR))
        ]
    return _framed(beside(bars, dots, ("rank", "bought"), language, width), "offers", language, width)


def _rows(tables: Mapping[str, pa.Table], name: str) -> Sequence[dict[str, Any]]:
    """Rows of table backtest_<name>."""
    rows: list[dict[str, Any]] = tables[f"backtest_{name}"].to_pylist()
    return rows


def _framed(chart: Chart, name: str, language: Language, width: int) -> Chart:
    return framed(chart, _TITLES[name][language], _NOTES[name][language], width)


def _has(table: str, look: str, tables: Mapping[str, pa.Table]) -> bool:
    """Whether a table has rows, of a look where one is named."""
    return any(not look or row["look"] == look for row in _rows(tables, table))


HINDSIGHT: dict[str, tuple[Callable[[Mapping[str, pa.Table]], bool], Drawn]] = {
    "growth": (partial(_has, "ranking", ""), partial(_captures, "growth")),
    "contribution": (partial(_has, "ranking", ""), partial(_captures, "contribution")),
    "score": (partial(_has, "tenth", "score"), partial(_tenths, "score", "score", ("scores", "growth"))),
    "value": (partial(_has, "tenth", "value"), partial(_tenths, "value", "value", ("tenths", "contribution"))),
    "stages": (partial(_has, "stage", ""), _stages),
    "silence": (partial(_has, "tenth", "stage"), partial(_tenths, "silence", "stage", ("quiets", "silent"))),
    "offers": (partial(_has, "offer", ""), _offers),
    "wallet": (partial(_has, "tenth", "wallet"), partial(_tenths, "wallet", "wallet", ("rooms", "growth"))),
}
"""Each chart by name: whether there is anything to draw, and how it is drawn from the tables backtest_… ."""
