"""Writes the reference pages from the declarations they describe; `--check` says which are stale.

    python tools/docs.py [--check]

Pages: docs/reference/tables.md (core/tables and the stages' SQL files), cli.md (the Typer app), settings.md (the
settings model; what is allowed is what the model itself answers to a wrong value), and the generated parts of
docs/method.md (see docs_method.py) and docs/api.md (see docs_api.py).
"""

import dataclasses
import difflib
import inspect
import re
import sys
import typing
from collections.abc import Callable, Iterator
from enum import Enum
from importlib import resources
from pathlib import Path
from typing import Any

import docs_api
import docs_method
from pydantic import BaseModel, TypeAdapter, ValidationError
from typer.models import ArgumentInfo, OptionInfo

from guanxi.core.kernel.catalogue import ActionOptions, TeamOptions, default_catalogue
from guanxi.core.tables import CANONICAL, PUBLISHED, Table
from guanxi.core.tables.accounted import EQUITY_PERSON
from guanxi.core.tables.judged import JUDGED
from guanxi.core.tables.measured import MEASURED
from guanxi.core.tables.misallocated import MISALLOCATED
from guanxi.core.tables.planned import PLANNED
from guanxi.entry.cli import app
from guanxi.entry.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
STAGES = (
    "ingest",
    "identity",
    "value",
    "looks",
    "appraise",
    "timeline",
    "hindsight",
    "doctor",
    "follow",
    "respond",
    "allocate",
    "measure",
    "account",
)
_HEAD = re.compile(r"-- grain: (?P<grain>.+)\n-- reads: (?P<reads>.+)\n")
_LEAD = re.compile(r"^Value error, (.*is not allowed; )?(use )?|^(Input|String) should (be |match )?")
_WRONG: tuple[Any, ...] = (-1e9, "?", {"?": -1e9})


def main() -> int:
    """Write the pages, or with --check compare them; 1 when a page is stale."""
    stale = [name for name, make in MAKERS.items() if not _settled(DOCS / name, make(), "--check" in sys.argv)]
    for name in stale:
        print(f"docs/{name} is stale; run `make docs`.", file=sys.stderr)
    return 1 if stale else 0


def _settled(path: Path, text: str, only_check: bool) -> bool:
    """Write a page, or compare it and show the first differences."""
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if only_check:
        changes = difflib.unified_diff(before.splitlines(), text.splitlines(), "written", "generated", lineterm="")
        sys.stderr.writelines(f"{line}\n" for line in list(changes)[:20])
    elif before != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return before == text or not only_check


def tables() -> str:
    """The page of all tables: canonical, published, and those in between."""
    parts = [
        "# Tables",
        "Generated from `src/guanxi/core/tables` and the stages' SQL files. `guanxi show TABLE` prints any of them, "
        "`guanxi sql TABLE` how it is made, `guanxi export TABLE --to FILE` writes it.",
        "## Canonical tables: what every import becomes",
        *(_table(table) for table in CANONICAL),
        "## Published tables: what a run leaves behind",
        *(_table(table) for table in PUBLISHED),
        "## Tables of a plan: what `guanxi plan` leaves behind",
        *(_table(table) for table in (*PLANNED, *MEASURED, *MISALLOCATED)),
        "## Tables of a statement: what `guanxi statement --people FILE` and the statement's page leave behind",
        _table(EQUITY_PERSON),
        "## Tables of a backtest: what `guanxi backtest` and `Brand.backtest` tell, published with no run",
        *(_table(table) for table in JUDGED),
        "## Tables in between, by stage",
        *(part for stage in STAGES for part in _stage(stage)),
    ]
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> str:
    """One declared table: grain, key, columns, rules."""
    key = f" Key: {', '.join(f'`{name}`' for name in table.key)}." if table.key else ""
    lines = [
        f"### `{table.name}` {table.chinese}",
        "",
        f"One row: {table.grain}.{key}",
        "",
        "| column | type | unit | meaning |",
        "|---|---|---|---|",
    ]
    for column in table.columns:
        need = "" if column.required else " (may be empty)"
        words = f"; one of {', '.join(f'`{word}`' for word in column.words)}" if column.words else ""
        lines.append(f"| `{column.name}` | {column.kind} | {column.unit} | {_cell(column.meaning)}{words}{need} |")
    if table.invariants:
        lines += ["", "Always: " + "; ".join(f"`{rule}`" for rule in table.invariants) + "."]
    return "\n".join(lines)


def _stage(stage: str) -> Iterator[str]:
    """The tables of one stage that are not published."""
    declared = {table.name for table in (*CANONICAL, *PUBLISHED)}
    found = sorted(resources.files(f"guanxi.core.flow.{stage}").iterdir(), key=lambda file: file.name)
    rows = []
    for file in found:
        name = file.name.removesuffix(".sql")
        if file.name.endswith(".sql") and name not in declared:
            head = _HEAD.match(file.read_text(encoding="utf-8"))
            grain, reads = (head["grain"], head["reads"]) if head else ("", "")
            rows.append(f"| `{name}` | {_cell(grain)} | {_cell(reads)} |")
    if rows:
        yield f"### {stage}\n\n" + "\n".join(["| table | one row | made from |", "|---|---|---|", *rows])


def cli() -> str:
    """The page of all commands."""
    commands = {str(command.name): command.callback for command in app.registered_commands}
    for group in app.registered_groups:
        inner = group.typer_instance.registered_commands if group.typer_instance else ()
        commands |= {f"{group.name} {command.name}": command.callback for command in inner}
    before = app.registered_callback.callback if app.registered_callback else None
    parts = [
        "# Command line",
        "Generated from the commands themselves. Every command takes `--help`; those with `--json` print one JSON "
        "document for programs. A mistake in input or settings ends with exit code 2 and says what to do.",
        "Before the command:",
        "\n".join(_told(parameter) for parameter in _parameters(before)),
        *(_command(name, commands[name]) for name in sorted(commands)),
    ]
    return "\n\n".join(parts) + "\n"


@dataclasses.dataclass(frozen=True, slots=True)
class Parameter:
    """One argument or option of a command, as its function declares it."""

    name: str
    kind: Any
    info: ArgumentInfo | OptionInfo
    default: Any

    @property
    def is_argument(self) -> bool:
        """Whether it stands without a name."""
        return isinstance(self.info, ArgumentInfo)

    @property
    def shape(self) -> str:
        """How it is written: FOLDER, [FOLDER], FILE..."""
        word = self.name.upper() + ("..." if typing.get_origin(self.kind) is list else "")
        return word if self.default is inspect.Parameter.empty else f"[{word}]"


def _parameters(function: Callable[..., Any] | None) -> list[Parameter]:
    """What a command's function takes."""
    if function is None:
        return []
    hints = typing.get_type_hints(function, include_extras=True)
    found = []
    for name, parameter in inspect.signature(function).parameters.items():
        kind, *extras = typing.get_args(hints[name]) if typing.get_origin(hints[name]) is typing.Annotated else [None]
        info = next((extra for extra in extras if isinstance(extra, ArgumentInfo | OptionInfo)), OptionInfo())
        found.append(Parameter(name, kind, info, parameter.default))
    return found


def _command(name: str, function: Callable[..., Any] | None) -> str:
    """One command: what it does, its arguments and options."""
    parameters = _parameters(function)
    shape = " ".join(["guanxi", name, *(parameter.shape for parameter in parameters if parameter.is_argument)])
    options = "" if all(parameter.is_argument for parameter in parameters) else " [OPTIONS]"
    lines = [f"## `{name}`", "", inspect.getdoc(function) or "", "", f"    {shape}{options}"]
    told = [_told(parameter) for parameter in sorted(parameters, key=lambda parameter: not parameter.is_argument)]
    return "\n".join([*lines, "", *told] if told else lines)


def _told(parameter: Parameter) -> str:
    """One argument or option with its choices and default."""
    own = parameter.info.default  # inside Annotated, Typer keeps the first name where a default would stand
    written = [name for name in (own, *(parameter.info.param_decls or ())) if isinstance(name, str)]
    written = written or [f"--{parameter.name.replace('_', '-')}"]
    names = [parameter.name.upper()] if parameter.is_argument else [name for name in written if name.startswith("-")]
    text = parameter.info.help or ""
    choices = [str(word.value) for kind in _kinds(parameter.kind) for word in kind]
    text += f"; one of {', '.join(choices)}" if choices else ""
    default = getattr(parameter.default, "value", parameter.default)
    if default not in (None, "", False, Path(), inspect.Parameter.empty) and "default" not in text:
        text += f" (default {default})"
    return f"* {', '.join(f'`{name}`' for name in names)} — {text}"


def _kinds(kind: Any) -> list[type[Enum]]:
    """The enumerations that a type allows."""
    return [part for part in (kind, *typing.get_args(kind)) if isinstance(part, type) and issubclass(part, Enum)]


def settings() -> str:
    """The page of everything guanxi.toml may say."""
    named = ("teams", "actions")
    fields = Settings.model_fields.items()
    top = [name for name, field in fields if name not in named and not _is_section(field.annotation)]
    parts = [
        "# Settings: guanxi.toml",
        "Generated from the settings model. An unknown key or a value outside its bounds is refused with the key, the "
        "value and what is allowed. An environment variable `GUANXI_SECTION__KEY` comes before the file.",
        "## Top level",
        _keys("", {name: Settings.model_fields[name].get_default(call_default_factory=True) for name in top}),
    ]
    for name, field in Settings.model_fields.items():
        if name not in (*top, *named):
            value = field.get_default(call_default_factory=True)
            parts += [f"## [{name}]", _first(inspect.getdoc(type(value)) or ""), _keys(name, _values(value))]
    parts += _named("teams", TeamOptions, "A team of one's own is a section of its name.")
    parts += _named(
        "actions",
        ActionOptions,
        "A section of a shipped action's id changes the keys it names; another id adds an action.",
    )
    return "\n\n".join([*parts, "### Shipped actions", _catalogue()]) + "\n"


def _named(section: str, kind: type[Any], said: str) -> list[str]:
    """A section that may stand several times, each under a name of its own."""
    rows = ["| key | default |", "|---|---|"]
    for field in dataclasses.fields(kind):
        value = field.default_factory() if callable(field.default_factory) else field.default
        rows.append(f"| `{field.name}` | {'must be said' if value is dataclasses.MISSING else _written(value)} |")
    return [f"## [{section}.NAME]", f"{_cell(inspect.getdoc(kind) or '')} {said}", "\n".join(rows)]


def _catalogue() -> str:
    """The shipped actions."""
    rows = [
        "| id | name | channel, purpose | money, when used | minutes | eligible | mean effect by quadrant |",
        "|" + "---|" * 7,
    ]
    for name, action in default_catalogue().items():
        minutes = ", ".join(f"{team} {time:g}" for team, time in action.minutes.items())
        effects = ", ".join(f"{quadrant} {pair[0]:g}" for quadrant, pair in action.effect.items())
        rows.append(
            f"| `{name}` | {action.name_zh} {action.name_en} | {action.channel}, {action.purpose} |"
            f" {action.money:g}, {action.when_used:g} | {minutes} | `{action.eligible}` | {effects} |"
        )
    return "\n".join(rows)


def _is_section(kind: Any) -> bool:
    """Whether a field is a section with keys of its own."""
    return isinstance(kind, type) and (dataclasses.is_dataclass(kind) or issubclass(kind, BaseModel))


def _values(section: Any) -> dict[str, Any]:
    """Keys of a section with their defaults."""
    if dataclasses.is_dataclass(section) and not isinstance(section, type):
        return dataclasses.asdict(section)
    return dict(section)


def _keys(section: str, values: dict[str, Any]) -> str:
    """The table of one section's keys: default, and what is allowed."""
    rows = [
        f"| `{key}` | {_written(value)} | {_cell(_allowed(section, key, value))} |" for key, value in values.items()
    ]
    return "\n".join(["| key | default | allowed |", "|---|---|---|", *rows])


def _written(value: Any) -> str:
    """A default as TOML writes it."""
    if isinstance(value, dict):
        return f"`{{{', '.join(f'{name} = {rate:g}' for name, rate in value.items())}}}`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{str(value).lower()}`"


def _allowed(section: str, key: str, default: Any) -> str:
    """What the model says when it is given something wrong; a kind of value where it takes any."""
    if key == "mapping":
        return "saved by `guanxi import … --map … --save-mapping NAME`"
    for wrong in _WRONG:
        if isinstance(wrong, dict) == isinstance(default, dict) and isinstance(wrong, str) == isinstance(default, str):
            said = _complaint(section, key, wrong)
            return said or {str: "any text", bool: "true or false"}.get(type(default), "")
    return ""


def _complaint(section: str, key: str, wrong: Any) -> str:
    """The model's own words about a wrong value."""
    kind = type(getattr(Settings(), section)) if section else Settings
    try:
        TypeAdapter(kind).validate_python({key: wrong})
    except ValidationError as error:
        return _LEAD.sub("", str(error.errors()[0]["msg"]))
    return ""


def _first(text: str) -> str:
    """The first paragraph of a text, on one line."""
    return " ".join(text.split("\n\n")[0].split())


def _cell(text: str) -> str:
    """Text that may stand in a table's cell."""
    return text.replace("|", "\\|")


def method() -> str:
    """The page of the method, its generated parts made again."""
    return docs_method.filled((DOCS / "method.md").read_text(encoding="utf-8"))


def api() -> str:
    """The page of the interface for other systems, likewise."""
    return docs_api.filled((DOCS / "api.md").read_text(encoding="utf-8"))


MAKERS: dict[str, Callable[[], str]] = {
    "reference/tables.md": tables,
    "reference/cli.md": cli,
    "reference/settings.md": settings,
    "method.md": method,
    "api.md": api,
}

if __name__ == "__main__":
    sys.exit(main())
