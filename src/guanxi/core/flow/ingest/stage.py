"""Ingest, the whole order: raw cells → typed → keyed → lines → what is fresh, with counts that must add up."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from guanxi.core.flow.ingest import earlier as held
from guanxi.core.flow.ingest import orders, people, plain
from guanxi.core.flow.ingest.expression import Constant
from guanxi.core.flow.ingest.keyed import DUPLICATE_KEY, make_keyed
from guanxi.core.flow.ingest.mapping import Mapping
from guanxi.core.flow.ingest.rawview import make_raw
from guanxi.core.flow.ingest.reading import Reading, Terms, lay
from guanxi.core.flow.ingest.typed import make_typed, make_written
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import literal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the rows of a file; always rows = loaded + quarantined + repeated.

    `queries`: file name (without ending) → query of the rows to keep. `added`: of the loaded rows, those that add
    lines to orders of earlier loads, and how many orders those are.
    """

    reading: Reading
    rows: int
    loaded: int
    quarantined: int
    repeated: int
    updated: int
    queries: dict[str, str]
    currency: str
    notes: tuple[str, ...]
    added: tuple[int, int] = (0, 0)


def ingest(
    warehouse: Warehouse, staged: Path, header: tuple[str, ...], mapping: Mapping, terms: Terms,
    progress: Progress, *, earlier: bool,
) -> Outcome:  # fmt: skip
    """Turn the staged cells of one file into canonical rows; nothing is written outside the warehouse.

    `earlier`: whether the warehouse shows views of earlier loads to compare with.
    """
    progress.step("reading 读取")
    header = make_raw(warehouse, staged, header, mapping)
    reading = lay(mapping, header, terms)
    make_written(warehouse, reading, len(header))
    currency = terms.currency or _currency(warehouse, reading)
    progress.step("checking 校验")
    notes = make_typed(warehouse, reading, replace(terms, currency=currency))
    if mapping.items:
        _whole_rows(warehouse)
    progress.step("comparing 比对")
    make_keyed(warehouse, reading, terms)
    if reading.table.name == "order_line":
        orders.make_line(warehouse, reading)
    else:
        plain.make_line(warehouse, reading, terms)
    held.make_state(warehouse, reading, earlier=earlier)
    held.make_fresh(warehouse, earlier=earlier)
    queries = _queries(warehouse, reading, terms, earlier=earlier)
    counts = _counts(warehouse, reading, earlier=earlier)
    return Outcome(
        reading=reading,
        queries=queries,
        currency=currency if "currency" in reading.targets else "",
        notes=(*reading.notes, *notes),
        added=held.count_added(warehouse, reading) if earlier else (0, 0),
        **counts,
    )


def _currency(warehouse: Warehouse, reading: Reading) -> str:
    """The file's currency: the one most rows have."""
    parts = reading.targets.get("currency")
    if not parts:
        return ""
    if isinstance(parts[0], Constant):
        return parts[0].text.upper()
    i = reading.cell("currency")
    found = warehouse.read(
        f"SELECT upper(s{i}) AS currency FROM written WHERE s{i} IS NOT NULL"
        " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    return str(found.column(0)[0].as_py()) if found.num_rows else ""


def _whole_rows(warehouse: Warehouse) -> None:
    """A row of which one packed line cannot be used is not used at all."""
    sibling = "struct_pack(c := '', v := '', r := 'another line of this row cannot be used 同行其他明细有误')"
    warehouse.create("part_typed", "SELECT * FROM typed")
    warehouse.create(
        "typed",
        f"SELECT * REPLACE (coalesce(bad, CASE WHEN bool_or(bad IS NOT NULL) OVER (PARTITION BY row_no)"
        f" THEN {sibling} END) AS bad) FROM part_typed",
    )


def _queries(warehouse: Warehouse, reading: Reading, terms: Terms, *, earlier: bool) -> dict[str, str]:
    """Queries of everything the load keeps; rows of the load's own number are added by whoever saves them."""
    table = reading.table
    evidence = ", CAST(NULL AS TIMESTAMP) AS evidence_at" if table.name in {"customer", "product"} else ""
    made = {table.name: f"SELECT {', '.join(table.names)}, $load_number AS load_number{evidence} FROM fresh"}
    if earlier:
        made[f"{table.name}.overlap"] = held.overlap_query(reading)
        if table.name == "order_line":
            made["order_line.both"] = held.both_query(reading)
    mentioned = []
    if people.mentions_customers(reading):
        people.make_customers(warehouse, reading, terms)
        mentioned.append("customer")
    if people.mentions_products(reading):
        people.make_products(warehouse, reading)
        mentioned.append("product")
    for name in mentioned:
        made[name] = f"SELECT * EXCLUDE (evidence_at), $load_number AS load_number, evidence_at FROM mentioned_{name}"
        if earlier:
            made[f"{name}.overlap"] = people.known_overlap(name)
    return made


def quarantine_query(file: str) -> str:
    """Rows that cannot be used: file, line, column, value, reason."""
    place = f"{literal(file)} || CASE WHEN r.member <> '' THEN '!' || r.member ELSE '' END AS file, t.line"
    rows = "FROM typed AS t JOIN raw AS r ON r.row_no = t.row_no AND r.part = t.part"
    return (
        f'SELECT {place}, t.bad.c AS "column", left(t.bad.v, 1000) AS value, t.bad.r AS reason {rows}'
        f" WHERE t.bad IS NOT NULL UNION ALL SELECT {place}, '', t.base, {literal(DUPLICATE_KEY)} {rows}"
        " WHERE t.bad IS NULL AND t.row_no IN (SELECT row_no FROM clash)"
    )


def _counts(warehouse: Warehouse, reading: Reading, *, earlier: bool) -> dict[str, int]:
    """Count input rows; raise when they do not add up, so that nothing is ever dropped in silence."""
    packed = reading.mapping.items is not None
    rows = "count(DISTINCT row_no)" if packed else "count(*)"
    fresh = "count(DISTINCT row_no) FROM fresh" if earlier or packed else "count(*) FROM keyed WHERE bad IS NULL"
    found = warehouse.read(
        f"SELECT (SELECT {rows} FROM typed) AS rows, (SELECT {rows} FROM typed WHERE bad IS NOT NULL) AS bad,"
        f" (SELECT {rows} FROM again) AS again, (SELECT count(*) FROM clash) AS clash,"
        f" (SELECT {fresh}) AS loaded,"
        f" (SELECT count(DISTINCT row_no) FROM state WHERE state = 'updated') AS updated,"
        f" (SELECT count(*) FROM (SELECT row_no FROM state GROUP BY row_no"
        " HAVING min(state) = 'repeated' AND max(state) = 'repeated') AS r) AS held"
    ).to_pylist()[0]
    counts: dict[str, Any] = {
        "rows": found["rows"],
        "loaded": found["loaded"],
        "quarantined": found["bad"] + found["clash"],
        "repeated": found["again"] + (found["held"] if earlier else 0),
        "updated": found["updated"],
    }
    if counts["rows"] != counts["loaded"] + counts["quarantined"] + counts["repeated"]:
        raise AssertionError(f"rows of a file do not add up: {counts}")
    return counts
