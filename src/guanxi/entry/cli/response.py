"""`guanxi response`: what a trial says its arms change, for whom, and whether choosing whom to treat pays."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.words import Language
from guanxi.entry.cli.app import Json, Tongue, app, console, language, print_json, progress
from guanxi.entry.cli.value import page_file

_STEPS = 5
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("组", "人数", "均值", "与对照的差", "95%区间", "相对Qini（90%区间）", "结论"),
    "en": ("Arm", "People", "Mean", "Difference", "95% interval", "Relative Qini (90%)", "Finding"),
}
_POLICIES: dict[Language, tuple[str, ...]] = {
    "zh": ("做法", "触达", "每千人净得", "90%区间"),
    "en": ("Policy", "Treated", "Net per 1,000", "90% interval"),
}


@app.command("response")
def response(  # noqa: PLR0917 -- Typer reads a command's options from its parameters
    file: Annotated[Path, typer.Argument(help="one row a person: CSV, XLSX, Parquet or JSON Lines")],
    arm: Annotated[str, typer.Option("--arm", help="column that says which arm a person was given")],
    outcome: Annotated[str, typer.Option("--outcome", help="column that says what came of it")],
    control: Annotated[str, typer.Option("--control", help="the arm that was left alone; default: by its name")] = "",
    kind: Annotated[str, typer.Option("--kind", help="binary, count or money; default: by its values")] = "",
    worth: Annotated[float, typer.Option("--worth", help="what one of the outcome is worth")] = 1.0,
    cost: Annotated[list[str] | None, typer.Option("--cost", help="ARM=COST of treating one person")] = None,
    probability: Annotated[
        list[str] | None, typer.Option("--probability", help="ARM=SHARE drawn; checks the split")
    ] = None,
    observed: Annotated[bool, typer.Option("--observed", help="people were not drawn by lot")] = False,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", help="COLUMN not to look at")] = None,
    keep: Annotated[list[str] | None, typer.Option("--keep", help="COLUMN to use though it was left out")] = None,
    seed: Annotated[int, typer.Option("--seed", help="of the halves that teach and are judged")] = 0,
    page: Annotated[Path | None, typer.Option("--report", help="also write this HTML page")] = None,
    tongue: Annotated[Tongue | None, typer.Option("--language", help="zh or en")] = None,
    as_json: Json = False,
) -> None:
    """What a trial says: does it work, for whom, does choosing pay? 试验有没有效、对谁有效、值不值得挑人。"""
    from guanxi.entry import response_words  # the models load slowly: only where they work
    from guanxi.entry.responding import respond
    from guanxi.entry.trial_file import Wishes

    wishes = Wishes(
        arm, outcome, control, kind, worth, _amounts(cost, "--cost"), _amounts(probability, "--probability"), observed,
        ignore or (), keep or (), seed,
    )  # fmt: skip
    with progress(_STEPS) as steps:
        found = respond(file, wishes, steps)
        chosen = tongue.value if tongue else language()
        written = response_words.write_page(found, page_file(page, "response.html"), chosen) if page else None
    if as_json:
        print_json(response_words.as_json(found) | {"report": written})
        return
    *told, advice = response_words.said(found)
    for words in told:
        console.print(escape(words[chosen]), highlight=False, soft_wrap=True)
    console.print(_table(_HEADS[chosen], [response_words.line(one, found, chosen) for one in found.arms]))
    rows = sorted(found.policies, key=lambda name: -found.policies[name].dr.value)
    values = {name: found.policies[name].dr for name in rows}
    console.print(_table(_POLICIES[chosen], [
        (response_words.policy_name(name)[chosen], f"{found.treated[name]:.0%}", f"{1000 * values[name].value:,.1f}",
         f"{1000 * values[name].low:,.1f} … {1000 * values[name].high:,.1f}") for name in rows
    ]))  # fmt: skip
    console.print(escape(advice[chosen]), style="bold", highlight=False, soft_wrap=True)
    if written:
        console.print(str(written), soft_wrap=True)


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    grid = Table()
    for place, head in enumerate(heads):
        grid.add_column(head, justify="right" if place else "left", overflow="fold")
    for row in rows:
        grid.add_row(*map(escape, row))
    return grid


def _amounts(given: list[str] | None, option: str) -> dict[str, float]:
    """Read ARM=NUMBER pairs."""
    found = {}
    for pair in given or ():
        name, _, number = pair.rpartition("=")
        try:
            found[name] = float(number)
        except ValueError:
            found[name] = -1.0
        if not name or not 0 <= found[name] < 1e12:
            raise InputError(f"{option} {pair!r} is no ARM=NUMBER. 写法不对。", f"For example 例如 {option} 'Mail=0.6'")
    return found
