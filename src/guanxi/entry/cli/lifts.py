"""Scores beside each other, by the growth that their first fifth held."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from guanxi.core.kernel.figures import percent
from guanxi.core.kernel.words import SCORE_NAMES, Language

if TYPE_CHECKING:
    from guanxi.core.models.calibration import Lift

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
        name = SCORE_NAMES[lift.score][language]
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
        shown.append(f"{SCORE_NAMES[lift.score][language]}: {percent(lift.capture)}{lead}")
    return shown
