"""The documents say what is true: generated pages are fresh, links lead somewhere, commands and names exist."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from guanxi.core import sqlfiles
from guanxi.core.kernel.words import EQUITY_LINES, QUADRANT_NAMES, STAGE_NAMES, brief
from guanxi.core.tables import TABLES
from guanxi.core.tables.accounted import EQUITY_PERSON, FIGURES, FLOWS
from guanxi.core.tables.judged import JUDGED
from guanxi.core.tables.measured import MEASURED
from guanxi.core.tables.misallocated import MISALLOCATED
from guanxi.core.tables.planned import PLANNED
from guanxi.entry.cli import app
from guanxi.entry.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(#[^)\s]*)?\)")
COMMAND = re.compile(r"(?:^|`|&& |; )guanxi ([a-z]+)", re.MULTILINE)
GENERATED = re.compile(r"<!-- generated: (\w+) -->\n(.*?)<!-- end -->", re.DOTALL)
CODE = re.compile(r"`([^`]+)`")


def names(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {"#" + re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def known_names() -> set[str]:
    tables = [*TABLES.values(), *JUDGED, *PLANNED, *MEASURED, *MISALLOCATED, EQUITY_PERSON]
    columns = {column.name for table in tables for column in table.columns}
    words = {word for table in tables for column in table.columns for word in column.words}
    return columns | words | {table.name for table in tables} | set(sqlfiles.names())


def setting_keys() -> set[str]:
    settings = Settings()
    sections = [getattr(settings, name) for name in type(settings).model_fields]
    inner = {key for section in sections for key in getattr(section, "__dataclass_fields__", {})}
    return set(type(settings).model_fields) | inner


def test_generated_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "tools/docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        path = (page.parent / target).resolve() if target else page
        assert path.exists(), f"{names(page)}: {target}"
        if anchor and path.suffix == ".md":
            assert anchor in anchors(path), f"{names(page)}: {target}{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_commands_that_are_named_exist(page: Path) -> None:
    commands = {command.name for command in app.registered_commands}
    commands |= {str(group.name) for group in app.registered_groups}
    told = set(COMMAND.findall(page.read_text(encoding="utf-8")))
    assert told <= commands, told - commands


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "CONTRIBUTING.md"], ids=names)
def test_options_and_make_targets_that_are_named_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    reference = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    options = set(re.findall(r"guanxi [^`\n]*?(--[a-z-]+)", text))
    assert all(f"`{option}`" in reference for option in options), options
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)) <= targets


def test_both_readmes_name_the_same_commands() -> None:
    told = [
        set(COMMAND.findall((ROOT / name).read_text(encoding="utf-8"))) for name in ("README.md", "README.zh-CN.md")
    ]
    assert told[0] == told[1]


def test_every_symbol_of_the_glossary_is_a_table_column_or_word() -> None:
    known = known_names()
    rows = [line for line in (ROOT / "CONTEXT.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    told = {name for row in rows for name in CODE.findall(row)}
    assert told <= known, told - known


def test_the_glossary_calls_quadrants_and_stages_as_the_pages_do() -> None:
    text = (ROOT / "CONTEXT.md").read_text(encoding="utf-8")
    for symbol, called in (QUADRANT_NAMES | STAGE_NAMES).items():
        assert f"| `{symbol}` | {called['zh']} |" in text


def test_the_method_names_only_tables_columns_and_settings_that_exist() -> None:
    known = known_names() | setting_keys() | {"forecast", "points_"}
    text = GENERATED.sub("", (ROOT / "docs" / "method.md").read_text(encoding="utf-8"))
    told = {code for code in CODE.findall(text) if re.fullmatch(r"[a-z]+[a-z_0-9]*", code)}
    assert told - {"code", "unknown"} <= known, told - known


def test_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs" / "adr").glob("0*.md"):
        assert f"({page.name})" in index


def test_every_line_of_the_statement_has_a_name_and_the_glossary_has_it_too() -> None:
    assert set(EQUITY_LINES) == set(FIGURES)
    text = (ROOT / "CONTEXT.md").read_text(encoding="utf-8")
    for line in FLOWS:
        assert f"| {line} | {brief(EQUITY_LINES[line])['zh']} |" in text, line
