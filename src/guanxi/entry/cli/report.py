"""`guanxi report`: the page and the treasure map of a published run."""

from pathlib import Path
from typing import Annotated

import typer

from guanxi.entry.cli.app import Tongue, app, console, workspace
from guanxi.entry.reporting import write_report, write_treasure_map


@app.command("report")
def report(
    to: Annotated[Path | None, typer.Option("--to", help="folder to write into; default: the workspace")] = None,
    run: Annotated[str, typer.Option("--run", help="name or number of the run; default: the latest")] = "",
    language: Annotated[Tongue | None, typer.Option("--language", help="shown first; default: guanxi.toml's")] = None,
) -> None:
    """Write report.html and treasure_map.png of a run. 写出报告页和寻宝图。"""
    here = workspace()
    chosen = here.runs.get(run) if run else here.runs.latest()
    tongue = language.value if language else here.settings.language
    folder = to or here.root
    folder.mkdir(parents=True, exist_ok=True)
    console.print(str(write_report(here, chosen, folder / "report.html", tongue)), soft_wrap=True)
    console.print(str(write_treasure_map(chosen, folder / "treasure_map.png", tongue)), soft_wrap=True)
