"""`guanxi init`: a new workspace."""

import shlex
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from guanxi.core.kernel.words import Words
from guanxi.entry.cli.app import Tongue, app, console
from guanxi.entry.cli.app import language as system_language
from guanxi.entry.workspace import Workspace

_READY: Words = {
    "zh": "[green]✓[/] {folder} 已就绪。下一步：cd {folder} && guanxi import 文件",
    "en": "[green]✓[/] {folder} is ready. Next: cd {folder} && guanxi import FILE",
}


@app.command("init")
def init(
    folder: Annotated[Path, typer.Argument(help="the new workspace's folder")],
    language: Annotated[Tongue | None, typer.Option(help="default: the system's")] = None,
    currency: Annotated[str, typer.Option(help="ISO 4217")] = "CNY",
    timezone: Annotated[str, typer.Option(help="of times that name no zone, e.g. Asia/Shanghai")] = "UTC",
) -> None:
    """Make a workspace: guanxi.toml and an empty warehouse. 新建工作区。"""
    tongue = language.value if language else system_language()
    Workspace.create(folder, language=tongue, currency=currency, timezone=timezone)
    console.print(_READY[tongue].format(folder=escape(shlex.quote(str(folder)))), soft_wrap=True)
