"""`guanxi appraise`: every customer's looks, value, score and quadrant, published as a run."""

from datetime import date
from typing import Annotated

import typer

from guanxi.core.kernel.errors import InputError
from guanxi.entry.appraising import appraise as run_appraisal
from guanxi.entry.cli.app import Json, app, print_json, progress, workspace


@app.command("appraise")
def appraise(
    as_of: Annotated[
        str, typer.Option("--as-of", help="YYYY-MM-DD, known to the end of that day; default: the last order's")
    ] = "",
    as_json: Json = False,
) -> None:
    """Appraise every customer and publish the run. 评估全部客户。"""
    here = workspace()
    with progress() as steps:
        run = run_appraisal(here, parse_day(as_of), steps)
    if as_json:
        print_json({"run_id": run.run_id, **run.manifest})


def parse_day(text: str) -> date | None:
    """Read a day; InputError shows how one is written."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            f"--as-of {text!r} is not a day.", "Write it as YYYY-MM-DD, for example 2026-06-30."
        ) from error
