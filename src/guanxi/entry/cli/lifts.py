"""Scores beside each other, by the growth that their first fifth held."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from guanxi.core.kernel.figures import percent
from guanxi.core.kernel.words import Language, Words

if TYPE_CHECKING:
    from guanxi.core.models.calibration import Lift

SCORES: dict[str, Words] = {
    "calibrated": {"zh": "学习所得公式", "en": "Calibrated formula"},
    "tried": {"zh": "试用的公式", "en": "Formula tried"},
    "present": {"zh": "现行公式", "en": "Present formula"},
    "rfm": {"zh": "RFM 五等分之和", "en": "RFM, sum of quintiles"},
    "spend": {"zh": "累计消费", "en": "Total spend"},
    "usual_less_recent": {"zh": "平日水平减近期消费", "en": "Long-run rate less recent spend"},
    "usual": {"zh": "平日消费水平", "en": "Long-run rate"},
}
PROXY: Words = {
    "zh": "注意：这里数的是自然增长，不是投入带来的增长；后者只有随机对照（留出组）才能证明。",
    "en": "Mind: this is growth as it came, a proxy for growth because of investment, which only holdouts show.",
}
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("评分方法", "前20%的人占全部增长", "领先", "90%区间"),
    "en": ("Score", "Growth held by the top 20%", "Lead over it", "90% interval"),
}


def lift_table(lifts: Sequence["Lift"], own: str, title: str, language: Language) -> Table:
    """Lay out scores, the best first; `own` is the one whose lead over the others is told."""
    grid = Table(title=title, title_justify="left", title_style="bold")
    for place, head in enumerate(_HEADS[language]):
        grid.add_column(head, justify="right" if place else "left", overflow="fold")
    for lift in lifts:
        name = SCORES[lift.score][language]
        if lift.score == own:
            grid.add_row(f"✓ {name}", percent(lift.capture), "", "")
        else:
            lead = f"{100 * lift.lead:+.1f}"
            grid.add_row(name, percent(lift.capture), lead, f"{100 * lift.low:+.1f} … {100 * lift.high:+.1f}")
    return grid


def said_plainly(lifts: Sequence["Lift"], language: Language) -> list[str]:
    """The same as lines of text."""
    shown = []
    for lift in lifts:
        lead = (
            ""
            if lift.low == lift.high == 0
            else f"  {100 * lift.lead:+.1f} ({100 * lift.low:+.1f} … {100 * lift.high:+.1f})"
        )
        shown.append(f"{SCORES[lift.score][language]}: {percent(lift.capture)}{lead}")
    return shown
