"""`guanxi formula`: show the formula of the score, or try another on the past without changing anything."""

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.options import LOOKS, FormulaOptions
from guanxi.core.kernel.words import LOOK_NAMES, PROXY, Language, Words
from guanxi.entry.cli.app import Json, app, console, print_json, progress, workspace
from guanxi.entry.cli.appraise import parse_day
from guanxi.entry.cli.lifts import lift_table
from guanxi.entry.cli.value import parse_days

_STEPS = 60  # about as many as a past day takes
_TITLE: Words = {
    "zh": "{day} 起 {days} 天，谁的消费增长了",
    "en": "Who grew in the {days} days after {day}",
}
_UNCHANGED: Words = {"zh": "只是试算；现行公式没有改动。", "en": "A trial only: the present formula was not changed."}
_SEEN: Words = {
    "zh": "这份公式就是从这些日子学来的，这里的成绩偏好；请看建议文件里未见过的日子的成绩。",
    "en": "This formula was learned from these very days and looks better here than it is: "
    "trust the marks in its proposal, of days it had not seen.",
}
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("权重", "看", "项", "算式"),
    "en": ("Weight", "Look", "Term", "Value"),
}


class Verb(StrEnum):
    """What to do with a formula."""

    SHOW = "show"
    TRY = "try"


@app.command("formula")
def formula(
    verb: Annotated[Verb, typer.Argument(help="show the present formula, or try another on the past")],
    file: Annotated[Path | None, typer.Argument(help="a TOML file with a section [formula], for try")] = None,
    weights: Annotated[str, typer.Option("--weights", help="for try: wallet=0.4,cross_buy=0.2,…")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="YYYY-MM-DD, tried one horizon before it")] = "",
    horizon: Annotated[str, typer.Option("--horizon", help="days in which growth counts, for example 365d")] = "90",
    as_json: Json = False,
) -> None:
    """Show the score's formula, or try another on the past; changes nothing. 查看或试用公式。"""
    here = workspace()
    tongue = here.settings.language
    present = here.options.formula
    if verb is Verb.SHOW:
        print_json(_told(present)) if as_json else console.print(_table(present, tongue))
        return
    from guanxi.entry.calibrating import attempt  # the models load slowly: only where they work

    tried = _asked(file, weights)
    with progress(_STEPS) as steps:
        found = attempt(here, tried, parse_day(as_of), parse_days(horizon), steps)
    if as_json:
        print_json({**asdict(found), "tried": _told(tried), "mind": PROXY["en"]})
        return
    title = _TITLE[tongue].format(day=found.day, days=found.horizon_days)
    console.print(lift_table(found.lifts, "tried", title, tongue))
    seen = (_SEEN,) if tried.name.startswith("calibrated-") else ()
    for words in (*seen, PROXY, _UNCHANGED):
        console.print(f"[yellow]![/] {words[tongue]}", highlight=False, soft_wrap=True)


def _asked(file: Path | None, weights: str) -> FormulaOptions:
    """The formula to try: a file's, or four weights."""
    from guanxi.entry.calibrating import checked, read_formula  # likewise

    if file is not None and not weights:
        return read_formula(file)
    if weights and file is None:
        given = {}
        for part in weights.split(","):
            name, _, value = part.partition("=")
            given[name.strip()] = value.strip()
        return checked({"version": "tried", **given}, "--weights")
    raise InputError(
        "Say which formula to try. 请说明要试哪个公式。",
        f"`guanxi formula try FILE` or --weights {','.join(f'{look}=0.25' for look in LOOKS)}",
    )


def _told(formula: FormulaOptions) -> dict[str, object]:
    """A formula for a program."""
    return {"version": formula.name, "terms": {name: asdict(term) for name, term in formula.chosen.items()}}


def _table(formula: FormulaOptions, language: Language) -> Table:
    """Lay out a formula."""
    grid = Table(title=escape(formula.name), title_justify="left", title_style="bold")
    for place, head in enumerate(_HEADS[language]):
        grid.add_column(head, justify="left" if place else "right", overflow="fold")
    for name, term in formula.chosen.items():
        grid.add_row(f"{100 * term.weight:.1f}%", LOOK_NAMES[term.look][language], name, escape(term.value))
    return grid
