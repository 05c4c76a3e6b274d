"""The Typer app, the console, and what all commands share."""

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

import guanxi
from guanxi.core.kernel.errors import GuanxiError
from guanxi.core.kernel.words import Language
from guanxi.entry.workspace import Workspace

app = typer.Typer(
    name="guanxi",
    help="关系 guanxi — 把客户关系当作资产来投资。Appraise customer relationships as assets and invest in them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
console = Console()
complaints = Console(stderr=True)

Json = Annotated[bool, typer.Option("--json", help="print one JSON document that a program may read")]


class Tongue(StrEnum):
    """Languages that guanxi speaks."""

    ZH = "zh"
    EN = "en"


@dataclass(slots=True)
class _State:
    """What the options before the command said."""

    folder: Path = Path()


state = _State()


def _version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        print(f"guanxi {guanxi.__version__}")
        raise typer.Exit


@app.callback()
def _before(
    folder: Annotated[Path, typer.Option("--workspace", "-w", help="the workspace folder; default: here")] = Path(),
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="print it")] = False,  # noqa: ARG001 -- its callback has acted
) -> None:
    """Remember which workspace is meant."""
    state.folder = folder


def workspace() -> Workspace:
    """Open the workspace that the command line names."""
    return Workspace.open(state.folder)


def language() -> Language:
    """Choose zh or en: the environment's wish where no workspace says otherwise."""
    wish = os.environ.get("GUANXI_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if wish.lower().startswith("en") else "zh"


def print_json(value: Any) -> None:
    """Print a value as JSON for a program."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


class Steps:
    """Progress port on a Rich progress bar."""

    def __init__(self, bar: Progress, total: int) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=total or None)

    def step(self, name: str) -> None:
        """Show the step that begins."""
        self._bar.update(self._task, description=name, advance=1)


@contextmanager
def progress(total: int = 0) -> Iterator[Steps]:
    """Show steps while a command works; nothing is left on the screen, nothing is shown to a pipe."""
    columns = (SpinnerColumn(), TextColumn("{task.description:<28}"), BarColumn(), TimeElapsedColumn())
    shown = complaints.is_terminal
    with Progress(*columns, console=complaints, transient=True, disable=not shown) as bar:
        yield Steps(bar, total)


def main() -> None:
    """Run the command line: a GuanxiError becomes a message and exit code 2, never a traceback."""
    _keep_stdout()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot write ✓ or 中文 gets a question mark
    try:
        app()
    except GuanxiError as error:
        _complain(error.message, error.remedy)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _complain("Stopped. 已中止。", "Nothing half-done is kept. 未完成的内容不会保留。")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception:
        _complain("Something unforeseen went wrong. 出现意外错误。", f"Details: {_keep_details()}")
        sys.exit(1)


def _keep_stdout() -> None:
    """Let nobody but guanxi write to standard output: a solver that chatters there would spoil what a program reads."""
    if not isinstance(sys.stdout, TextIOWrapper):
        return
    sys.stdout.flush()
    own = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding=sys.stdout.encoding, errors="replace")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.stdout = own


def _complain(message: str, remedy: str) -> None:
    """Print an error and what to do about it."""
    complaints.print(f"[bold red]✗[/] {escape(message)}", highlight=False, soft_wrap=True)
    if remedy:
        complaints.print(f"  {escape(remedy)}", highlight=False, soft_wrap=True)


def _keep_details() -> str:
    """Write the traceback to a file for whoever mends it."""
    with tempfile.NamedTemporaryFile("w", prefix="guanxi-", suffix=".log", delete=False, encoding="utf-8") as file:
        file.write(traceback.format_exc())
    return file.name
