"""What a person chose on the mapping page, laid over what the house recognises by itself."""

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from guanxi.adapters.presets import presets
from guanxi.core.flow.ingest.expression import key_of, positions
from guanxi.core.flow.ingest.mapping import Mapping, allowed, kind_of
from guanxi.core.flow.ingest.reading import demanded
from guanxi.core.flow.ingest.recognise import guess, usable
from guanxi.core.kernel.errors import InputError
from guanxi.core.tables import TABLES
from guanxi.entry.importing import Wishes, chooser
from guanxi.entry.workspace import Workspace

Choice = Dict[str, Any]
"""base: auto, hand, preset:NAME or saved:NAME; table; columns: canonical → the file's column, empty for none; zone;
date_order; source; keep_repeats; encoding. What is missing is left to the house."""

_MOST_COLUMNS = 400  # a page with more choices helps nobody
_CELL = 60
_PLAIN = {"source", "line_no"}  # what every row has and nobody needs to see


@dataclass(frozen=True, slots=True)
class Fit:
    """How a file is to be read: `base` as recognised or guessed, `mapping` with the person's changes.

    `known`: a preset or saved mapping was found, nothing is guessed.
    """

    base: Mapping
    mapping: Mapping
    known: bool

    def wishes(self, choice: Choice, *, dry_run: bool = False, job: str = "") -> Wishes:
        """The fit as the importer takes it."""
        return Wishes(
            given=self.mapping, source=choice.get("source", ""), date_order=choice.get("date_order", ""),
            encoding=choice.get("encoding", ""), keep_repeats=bool(choice.get("keep_repeats")),
            dry_run=dry_run, job=job,
        )  # fmt: skip


def fit(workspace: Workspace, header: tuple[str, ...], choice: Choice, file: str) -> Fit:
    """Find how to read a file; InputError where what the person named does not exist."""
    found = _recognised(workspace, header, choice, file)
    base = found or _by_name(header, str(choice.get("table") or "order_line"))
    columns = dict(base.columns)
    for name, column in choice.get("columns", {}).items():
        if name in allowed(base.table):
            columns.pop(name, None)
            columns |= {name: (column,)} if column else {}
    changed = replace(base, columns=columns, zone=choice.get("zone") or base.zone)
    return Fit(base, changed, found is not None)


def _recognised(workspace: Workspace, header: tuple[str, ...], choice: Choice, file: str) -> Mapping | None:
    """The preset or saved mapping that was named or fits; None where the columns must be guessed."""
    kind, _, name = str(choice.get("base") or "auto").partition(":")
    if kind == "hand":
        return None
    if kind in {"preset", "saved"}:
        named = Wishes(preset=name) if kind == "preset" else Wishes(mapping=name)
        return chooser(workspace, named, file)(header)
    try:
        return chooser(workspace, Wishes(table=choice.get("table", "")), file)(header)
    except InputError:
        return None


def _by_name(header: tuple[str, ...], table: str) -> Mapping:
    """Guess by the names that columns usually have, and by the canonical ones."""
    known, names = positions(header), allowed(table)
    found = {name: column for name, column in guess(header, table).items() if name in names}
    moment = guess(header).get("ordered_at")
    if moment and table not in {"order_line", "membership"}:
        found |= {name: moment for name in demanded(table) if kind_of(table, name) == "timestamp"}
    found |= {name: header[known[name]].strip() for name in names if name in known}
    return Mapping(name="by hand", table=table, columns={name: (column,) for name, column in found.items()})


def told(
    workspace: Workspace, fit: Fit, header: tuple[str, ...], examples: Sequence[Sequence[str]], choice: Choice
) -> dict[str, Any]:
    """What the mapping page shows of a file and of how it would be read."""
    places = list(positions(header).values())[:_MOST_COLUMNS]
    return {
        "table": fit.mapping.table,
        "mapping": fit.mapping.name,
        "known": fit.known,
        "zone": fit.mapping.zone or workspace.settings.brand.timezone,
        "source": choice.get("source") or fit.mapping.source or "shop",
        "header": [{"name": header[i].strip(), "examples": _few(examples, i)} for i in places],
        "fields": _fields(fit, header),
        "presets": [{"name": p.name, "zh": p.title_zh, "en": p.title, "table": p.table} for p in presets()],
        "saved": sorted(workspace.settings.mapping),
        "used": _kept(fit, header, choice),
    }


def _few(examples: Sequence[Sequence[str]], place: int) -> list[str]:
    """Some different values of a column."""
    return list(dict.fromkeys(_short(row[place]) for row in examples if row[place].strip()))[:3]


def _fields(fit: Fit, header: tuple[str, ...]) -> list[dict[str, Any]]:
    """Every canonical column: whether it must be filled, what fills it by itself, whether it is the table's own."""
    table, known, must = fit.mapping.table, positions(header), demanded(fit.mapping.table)
    return [
        {"name": name, "required": name in must, "own": name in {*TABLES[table].names, "unit_price"} - _PLAIN,
         "base": _written(fit.base, name, header, known)}
        for name in dict.fromkeys(allowed(table))
    ]  # fmt: skip


def _written(mapping: Mapping, name: str, header: tuple[str, ...], known: Dict[str, int]) -> str:
    """What fills a canonical column: the file's column as it writes it, or an expression."""
    texts = usable(mapping, header).columns.get(name, ())
    if len(texts) == 1 and key_of(texts[0]) in known:
        return header[known[key_of(texts[0])]].strip()
    return " | ".join(texts)


def _kept(fit: Fit, header: tuple[str, ...], choice: Choice) -> dict[str, Any]:
    """The mapping as guanxi.toml would keep it under a name."""
    said = {name: choice[name] for name in ("source", "date_order", "keep_repeats") if choice.get(name)}
    return replace(usable(fit.mapping, header), **said).saved()


def texts(sample: pa.Table) -> dict[str, Any]:
    """Rows as texts, of those columns in which something stands; `times`: the columns told in UTC."""
    names = [
        name for name in sample.column_names if name not in _PLAIN and sample.column(name).null_count < len(sample)
    ]
    times = [name for name in names if pa.types.is_timestamp(sample.schema.field(name).type)]
    return {
        "names": names,
        "times": times,
        "rows": [[_brief(row[name]) for name in names] for row in sample.to_pylist()],
    }


def _brief(value: object) -> str:
    """A value without what a reader does not need: zero cents, midnight."""
    if isinstance(value, Decimal | float):
        return f"{value:,.2f}".removesuffix(".00")
    return "" if value is None else _short(str(value).removesuffix(" 00:00:00"))


def _short(text: str) -> str:
    """A text cut to a cell, without characters that a database refuses."""
    clean = text.replace("\0", "␀").encode("utf-8", "replace").decode("utf-8")
    return clean if len(clean) <= _CELL else f"{clean[:_CELL]}…"
