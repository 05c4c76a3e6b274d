"""`guanxi doctor`: are the data fit, what can each look say of them, and what would help most."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from guanxi.core.kernel.figures import count, percent
from guanxi.core.kernel.words import ABILITY_MARKS, ABILITY_NAMES, DOCTOR_NAMES, Language, Words
from guanxi.entry.cli.app import Json, Tongue, app, console, print_json, progress, workspace
from guanxi.entry.cli.appraise import parse_day
from guanxi.entry.notes import notes
from guanxi.handover.runs import Run

Row = dict[str, Any]

_STEPS = 35  # about as many as a check-up takes
_COLOURS = {"good": "green", "care": "yellow", "bad": "red"}
_MOST = 6  # pieces of advice on the page
_TITLE: Words = {"zh": "数据体检，截至 {day}", "en": "Check-up of the data as of {day}"}
_LOOKS: Words = {"zh": "各看能说什么", "en": "What each look can say"}
_ADVICE: Words = {"zh": "最有用的事，从上往下做", "en": "What would help most, best first"}
_MEASURES: Words = {"zh": "测量", "en": "Measurements"}
_LAST: Words = {"zh": "上一次评估 {run} 的提醒", "en": "What the last appraisal, {run}, made one mind"}
_ALL_WELL: Words = {"zh": "没有什么要补的。", "en": "Nothing to add."}
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("", "测量", "数值", "说明"),
    "en": ("", "measure", "figure", "meaning"),
}


@app.command("doctor")
def doctor(
    as_of: Annotated[
        str, typer.Option("--as-of", help="YYYY-MM-DD, known to the end of that day; default: the last order's")
    ] = "",
    language: Annotated[Tongue | None, typer.Option("--language", help="default: guanxi.toml's")] = None,
    as_json: Json = False,
) -> None:
    """Check whether the data are fit, what each look can say, and what would help most. 数据体检。"""
    from guanxi.entry.checking import check  # the models load slowly: only where they work

    here = workspace()
    tongue = language.value if language else here.settings.language
    with progress(_STEPS) as steps:
        found = check(here, parse_day(as_of), steps)
    if as_json:
        print_json({
            "as_of": found.as_of,
            "looks": {row["measure"]: _plain(row) for row in found.rows("look")},
            "advice": [{"advice": row["measure"], **_plain(row)} for row in found.rows("advice")],
            "measurements": {row["measure"]: _plain(row) for row in found.rows("measurement")},
            "gaps": found.gaps.to_pylist(), "suspicious_days": found.days.to_pylist(), "imports": found.imports,
        })  # fmt: skip
        return
    console.print(f"[bold]{_TITLE[tongue].format(day=found.as_of)}[/]", highlight=False)
    console.print(_looks(found.rows("look"), tongue))
    _print_advice(found.rows("advice"), found.imports, tongue)
    console.print(_measures(found.rows("measurement"), tongue))
    runs = here.runs.list()
    if runs:
        _print_notes(runs[-1], tongue)


def _plain(row: Row) -> Row:
    """A finding for a program."""
    return {name: row[name] for name in ("state", "value", "note_zh", "note_en")}


def _looks(rows: Sequence[Row], language: Language) -> Table:
    """Each look with its light, in a word and a mark too, and the reasons."""
    grid = Table(title=_LOOKS[language], title_justify="left", title_style="bold", show_header=False)
    for no_wrap in (True, True, True, False):
        grid.add_column(no_wrap=no_wrap, overflow="fold")
    for row in rows:
        state = row["state"]
        name = DOCTOR_NAMES[row["measure"]][language]
        grid.add_row(_light(state), name, ABILITY_NAMES[state][language], escape(row[f"note_{language}"]))
    return grid


def _light(state: str | None) -> str:
    """A traffic light that also reads without colour."""
    return f"[{_COLOURS[state]}]{ABILITY_MARKS[state]}[/]" if state else ""


def _print_advice(rows: Sequence[Row], imports: Sequence[Words], language: Language) -> None:
    """What to do, numbered; then what the imported files make one mind."""
    console.print(f"[bold]{_ADVICE[language]}[/]", highlight=False)
    for number, row in enumerate(rows[:_MOST], start=1):
        console.print(f"{number:>2}. {escape(row[f'note_{language}'])}", highlight=False, soft_wrap=True)
    if not rows:
        console.print(_ALL_WELL[language])
    for words in imports:
        console.print(f"[yellow]![/] {escape(words[language])}", highlight=False, soft_wrap=True)


def _measures(rows: Sequence[Row], language: Language) -> Table:
    """Every measurement with its light and its meaning."""
    grid = Table(title=_MEASURES[language], title_justify="left", title_style="bold")
    for head, right in zip(_HEADS[language], (False, False, True, False), strict=True):
        grid.add_column(head, justify="right" if right else "left", overflow="fold")
    for row in rows:
        figure = _figure(row["measure"], row["value"], language)
        grid.add_row(_light(row["state"]), row["measure"], figure, escape(row[f"note_{language}"]))
    return grid


def _figure(measure: str, value: float | None, language: Language) -> str:
    """A measurement as people write it: shares in percent, counts in full."""
    if value is None:
        return "—"
    return percent(value) if measure.endswith("_share") else count(round(value), language)


def _print_notes(run: Run, language: Language) -> None:
    """What the last appraisal found that the data could not carry."""
    minded = notes(run.manifest["facts"])
    if minded:
        console.print(f"[bold]{_LAST[language].format(run=run.run_id)}[/]", highlight=False)
    for words in minded:
        console.print(f"[yellow]![/] {escape(words[language])}", highlight=False, soft_wrap=True)
