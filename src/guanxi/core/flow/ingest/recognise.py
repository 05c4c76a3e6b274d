"""Which declared reading fits a file's header row, and what to suggest when none does."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from guanxi.core.flow.ingest.expression import MissingColumnError, key_of, parse, positions
from guanxi.core.flow.ingest.mapping import Mapping
from guanxi.core.kernel.errors import InputError

_LEAST_KNOWN = 0.4  # share of a file's columns that a preset must know; exports grow by a few columns a year


def choose_preset(header: tuple[str, ...], presets: Iterable[Mapping]) -> Mapping | None:
    """Find the preset whose needed columns are all there and that knows most of the others."""
    present = set(positions(header))
    best: tuple[float, int, Mapping] | None = None
    for preset in presets:
        needs = {key_of(name) for name in preset.needs}
        known = {key_of(name) for name in preset.known}
        share = len(present & known) / max(len(present), 1)
        if needs and needs <= present and share >= _LEAST_KNOWN:
            candidate = (share, len(needs), preset)
            if best is None or candidate[:2] > best[:2]:
                best = candidate
    return best[2] if best else None


def choose_saved(header: tuple[str, ...], saved: Iterable[Mapping]) -> Mapping | None:
    """Find the saved mapping whose columns are all in the header; of several, the one that reads most of it."""
    fitting = [mapping for mapping in saved if mapping.columns and fits(header, mapping)]
    return max(fitting, key=lambda mapping: len(mapping.columns), default=None)


def fits(header: tuple[str, ...], mapping: Mapping) -> bool:
    """Whether every column that the mapping names is in the header."""
    known = positions(header)
    if not all(_reads(text, known) for texts in mapping.columns.values() for text in texts):
        return False
    return all(key_of(name) in known for name in (*mapping.line_key, *mapping.fill))


def read_by_name(header: tuple[str, ...], table: str) -> Mapping | None:
    """Read a membership file, which the user says it is, by the usual names of its columns."""
    found = guess(header, table) if table == "membership" else {}
    if not {"customer_key", "started_at", "ends_at", "fee"} <= found.keys():
        return None
    return Mapping(name="by name", table=table, columns={name: (column,) for name, column in found.items()})


@cache
def _synonyms(table: str) -> dict[str, list[str]]:
    """Names that columns of this table often have."""
    known = tomllib.loads(resources.files(__package__).joinpath("synonyms.toml").read_text(encoding="utf-8"))
    names: dict[str, list[str]] = known.pop("membership")
    return names if table == "membership" else known


def guess(header: tuple[str, ...], table: str = "order_line") -> dict[str, str]:
    """Guess a mapping of an order file (or of memberships) from the names of its columns."""
    present = positions(header)
    found: dict[str, str] = {}
    for target, names in _synonyms(table).items():
        for name in names:
            if name in present:
                found[target] = header[present[name]].strip()
                break
    if "revenue" in found:
        found.pop("unit_price", None)
    return found


def usable(mapping: Mapping, header: tuple[str, ...]) -> Mapping:
    """The mapping with only those expressions whose columns this header has."""
    known = positions(header)
    columns = {name: tuple(text for text in texts if _reads(text, known)) for name, texts in mapping.columns.items()}
    return replace(mapping, columns={name: texts for name, texts in columns.items() if texts})


def _reads(text: str, known: dict[str, int]) -> bool:
    """Whether an expression finds its columns."""
    try:
        parse(text, known)
    except InputError:
        return False
    return True


def unrecognised(file: str, header: tuple[str, ...], presets: Sequence[Mapping], table: str = "") -> InputError:
    """Say that no reading fits, what the header is, what comes nearest and how to go on."""
    shown = ", ".join(name.strip() or "(empty 空)" for name in header[:40]) + (" …" if len(header) > 40 else "")
    pairs = guess(header, table)
    wanted = _WANTED.get(table) or {
        "customer_key": "CUSTOMER",
        "ordered_at": "DATE",
        **({} if "unit_price" in pairs else {"revenue": "AMOUNT"}),
    }
    pairs |= {name: column for name, column in wanted.items() if name not in pairs}
    kind = f" --as {table}" if table in _WANTED else ""
    words = " ".join(f"{key}={_quoted(value)}" for key, value in pairs.items())
    near = _nearest(header, presets)
    return InputError(
        f"{file}: no preset or saved mapping knows this header. 没有预设或已存映射认识这个表头。\n  {shown}{near}",
        f"Say which column is which 请指明各列: guanxi import {_quoted(file)}{kind} --map {words}"
        " --save-mapping my_shop",
    )


_WANTED = {"membership": {"customer_key": "CUSTOMER", "started_at": "FROM", "ends_at": "UNTIL", "fee": "AMOUNT"}}


def _nearest(header: tuple[str, ...], presets: Sequence[Mapping]) -> str:
    """Name the preset that knows most of the columns, and what it misses."""
    present = set(positions(header))
    scored = [(len(present & {key_of(n) for n in preset.known}), preset) for preset in presets]
    share, preset = max(scored, key=lambda pair: pair[0], default=(0, None))
    if preset is None or share < 2:
        return ""
    missing = [name.strip() for name in preset.needs if key_of(name) not in present]
    return f"\n  nearest 最接近: {preset.name} — missing 缺少 {', '.join(missing) or 'most of its columns'}"


def _quoted(text: str) -> str:
    """Quote a word of a shell command where it needs it."""
    return f'"{text}"' if any(c in text for c in " ()&|*'") else text


__all__ = [
    "MissingColumnError",
    "choose_preset",
    "choose_saved",
    "fits",
    "guess",
    "read_by_name",
    "unrecognised",
    "usable",
]
