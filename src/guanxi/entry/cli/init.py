"""`guanxi init`: a new workspace."""

from pathlib import Path
from typing import Annotated

import typer

from guanxi.entry.cli.app import app, console, language
from guanxi.entry.workspace import Workspace


@app.command("init")
def init(folder: Annotated[Path, typer.Argument(help="the new workspace's folder")]) -> None:
    """Make a workspace: guanxi.toml and an empty warehouse. 新建工作区。"""
    made = Workspace.create(folder)
    if language() == "en":
        console.print(f"[green]✓[/] {made.root} is ready. Next: cd {made.root} && guanxi import FILE")
    else:
        console.print(f"[green]✓[/] {made.root} 已就绪。下一步: cd {made.root} && guanxi import 文件")
