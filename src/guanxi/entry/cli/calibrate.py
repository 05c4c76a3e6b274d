"""`guanxi calibrate`: propose a formula learned from the brand's own past; the formula itself stays as it is."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.words import LOOK_NAMES, PROXY, Language, Words
from guanxi.entry.cli.app import Json, app, console, print_json, progress, workspace
from guanxi.entry.cli.appraise import parse_day
from guanxi.entry.cli.lifts import lift_table, said_plainly
from guanxi.entry.cli.value import parse_days

if TYPE_CHECKING:
    from guanxi.entry.calibrating import Calibration

_STEPS = 60  # about as many as a past day takes
_TITLE: Words = {
    "zh": "{day} 起 {days} 天，谁的消费增长了（学习时没有看过这一天之后）",
    "en": "Who grew in the {days} days after {day} (the weights had not seen them)",
}
_UNJUDGED: Words = {
    "zh": "历史太短，没有一天可以用来检验；请把这份公式当作猜测。",
    "en": "The history is too short to judge it on a day it has not seen: take the formula as a guess.",
}
_WRITTEN: Words = {
    "zh": "公式建议已写入 {file}；现行公式没有改动。先试用：guanxi formula try {file}",
    "en": "The proposal is in {file}; the present formula was not changed. Try it: guanxi formula try {file}",
}


@app.command("calibrate")
def calibrate(
    as_of: Annotated[str, typer.Option("--as-of", help="YYYY-MM-DD, learn from what was known by then")] = "",
    origins: Annotated[int, typer.Option(min=1, max=12, help="past days to learn from")] = 4,
    horizon: Annotated[str, typer.Option("--horizon", help="days in which growth counts, for example 90d")] = "90",
    to: Annotated[
        Path | None, typer.Option("--to", help="file of the proposal; default: formula-proposal.toml")
    ] = None,
    as_json: Json = False,
) -> None:
    """Propose a formula learned from your own past; changes nothing. 从自家历史学习公式。"""
    from guanxi.entry.calibrating import proposal, propose  # the models load slowly: only where they work

    here = workspace()
    tongue = here.settings.language
    with progress(_STEPS * 2 * origins) as steps:
        found = propose(here, parse_day(as_of), parse_days(horizon), origins, steps)
    file = to or here.root / "formula-proposal.toml"
    _write(file, proposal(found, _notes(found, tongue)))
    if as_json:
        print_json({**asdict(found), "proposal": file, "mind": PROXY["en"]})
        return
    for name, term in found.formula.terms.items():
        look = LOOK_NAMES[term.look][tongue]
        console.print(f"{100 * term.weight:5.1f}%  {look:<8}  {escape(f'{name} = {term.value}')}", highlight=False)
    if found.lifts:
        console.print(lift_table(found.lifts, "calibrated", _title(found, tongue), tongue))
    else:
        console.print(f"[yellow]![/] {_UNJUDGED[tongue]}")
    console.print(f"[yellow]![/] {PROXY[tongue]}", highlight=False, soft_wrap=True)
    console.print(escape(_WRITTEN[tongue].format(file=file)), highlight=False, soft_wrap=True)


def _title(found: "Calibration", language: Language) -> str:
    """Which growth the table is about."""
    return _TITLE[language].format(day=found.judged_on[0], days=found.horizon_days)


def _notes(found: "Calibration", language: Language) -> list[str]:
    """What stands above the proposed formula."""
    learned = ", ".join(str(day) for day in found.learned_on)
    head = {"zh": f"学习用的日子: {learned}", "en": f"Learned on the growth after {learned}"}[language]
    judged = [_title(found, language), *said_plainly(found.lifts, language)] if found.lifts else [_UNJUDGED[language]]
    return [head, *judged, PROXY[language]]


def _write(file: Path, text: str) -> None:
    """Write the proposal."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"{file} cannot be written 无法写入: {error.strerror}", "Choose another file 请换个文件."
        ) from error
