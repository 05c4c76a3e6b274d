"""The staged cells of a file as table `raw`: one row per line, with packed lines unpacked."""

import re
from pathlib import Path

from guanxi.core.flow.ingest.expression import key_of, positions
from guanxi.core.flow.ingest.mapping import Items, Mapping
from guanxi.core.ports import Warehouse
from guanxi.core.sqlfiles import literal

_SUM = (
    "CAST(list_sum(list_transform(regexp_extract_all({cell}, {pattern}, 1),"
    " lambda x: TRY_CAST(x AS DECIMAL(18, 4)))) AS VARCHAR)"
)


def make_raw(warehouse: Warehouse, staged: Path, header: tuple[str, ...], mapping: Mapping) -> tuple[str, ...]:
    """Make `raw` (row_no, part, line, c0 …) and return its header, with the columns that unpacking adds."""
    query = f"SELECT *, 0 AS part FROM read_parquet({literal(str(staged))})"
    if mapping.items:
        query, header = _unpacked(query, header, mapping.items)
    for name, (column, part) in mapping.sums.items():
        position = positions(header).get(key_of(column))
        if position is not None:
            pattern = literal(rf"(?i){re.escape(part)}\s*:\s*-?([0-9.]+)")
            summed = f"coalesce({_SUM.format(cell=f'c{position}', pattern=pattern)}, '')"
            query = f"SELECT *, {summed} AS c{len(header)} FROM ({query}) AS q"
            header = (*header, name)
    warehouse.create("raw", query, stored=mapping.items is not None)
    return header


def _unpacked(query: str, header: tuple[str, ...], items: Items) -> tuple[str, tuple[str, ...]]:
    """One row per filled item cell; a row without any stays as it is."""
    numbered = re.compile(re.escape(key_of(items.prefix)) + "([0-9]{1,4})")
    found = {i: int(match[1]) for i, name in enumerate(header) if (match := numbered.fullmatch(key_of(name)))}
    cells = ", ".join(f"struct_pack(no := {number}, cell := c{i})" for i, number in found.items())
    listed = f"list_filter([{cells}], lambda x: trim(x.cell) <> '')" if found else "[]"
    first = len(header)
    fields = ["coalesce(CAST(item.no AS VARCHAR), '') AS " + f"c{first}"]
    fields += [f"{_field(name)} AS c{first + 1 + n}" for n, name in enumerate(items.fields)]
    names = ("item.index", *(f"item.{name}" for name in items.fields))
    spread = (
        f"SELECT * EXCLUDE (packed), unnest(CASE WHEN len(packed) = 0 THEN [NULL] ELSE packed END) AS item"
        f" FROM (SELECT *, {listed} AS packed FROM ({query}) AS q) AS p"
    )
    unpacked = (
        f"SELECT * EXCLUDE (item, part), coalesce(CAST(item.no AS INTEGER), 0) AS part, {', '.join(fields)}"
        f" FROM ({spread}) AS s"
    )
    return unpacked, (*header, *names)


def _field(name: str) -> str:
    """SQL: one part of an item cell, written `name:…|quantity:…` or as a JSON object."""
    name = re.escape(name)
    piped = literal(rf"(?i)(?:^|\|)\s*{name}\s*:\s*([^|]*)")
    json = literal(rf'(?i)[{{,]\s*"{name}"\s*:\s*"?((?:[^"\\,}}]|\\.)*)')
    cell = "item.cell"
    return (
        f"coalesce(trim(CASE WHEN trim({cell}) LIKE '{{%' THEN regexp_extract({cell}, {json}, 1)"
        f" ELSE regexp_extract({cell}, {piped}, 1) END), '')"
    )
