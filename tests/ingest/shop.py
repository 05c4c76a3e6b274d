"""A workspace for tests: import files, read tables, write files in the shape of real exports."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.shared import dataset

from guanxi.adapters.files import stage_raw
from guanxi.adapters.phones import read_phones
from guanxi.adapters.presets import presets
from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.flow.ingest.mapping import Mapping, from_dict
from guanxi.core.flow.ingest.reading import Terms
from guanxi.core.flow.ingest.recognise import choose_preset, unrecognised
from guanxi.core.kernel.errors import GuanxiError
from guanxi.core.tables import CANONICAL
from guanxi.handover.collect import Report, Tools, collect
from guanxi.handover.loads import LoadStore

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Quiet:
    """Progress that nobody hears."""

    def step(self, name: str) -> None:
        """Take no notice."""


@contextmanager
def scratch(folder: Path) -> Iterator[DuckWarehouse]:
    """A scratch engine."""
    warehouse = DuckWarehouse(None, memory="1GB")
    try:
        warehouse.connection.execute(f"SET temp_directory = '{folder / 'spill'}'")
        yield warehouse
    finally:
        warehouse.connection.close()


def by_hand(columns: dict[str, str], name: str = "by_hand", **more: Any) -> Mapping:
    """A mapping as `--map` makes it."""
    return from_dict(name, {"columns": columns, **more})


class Shop:
    """A folder with loads."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.store = LoadStore(root)
        self._warehouse: DuckWarehouse | None = None
        self._seen: tuple[str, ...] = ()

    def imports(self, file: Path, mapping: Mapping | None = None, *, dry_run: bool = False, **terms: Any) -> Report:
        """Import a file by a mapping or the preset that fits."""

        def choose(header: tuple[str, ...]) -> Mapping:
            found = mapping or choose_preset(header, presets())
            if found is None:
                raise unrecognised(str(file), header, presets())
            return found

        tools = Tools(stage_raw, choose, scratch, Quiet())
        report = collect(self.store, file, Terms(now=NOW, read_phones=read_phones, **terms), tools, dry_run=dry_run)
        assert report.rows == report.loaded + report.quarantined + report.repeated
        return report

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the canonical tables."""
        loads = tuple(sorted(path.name for path in (self.root / "loads").glob("*")))
        if self._warehouse is None or loads != self._seen:
            self._warehouse = self._warehouse or DuckWarehouse(None)
            self.store.mount(self._warehouse)
            self._seen = loads
        return self._warehouse.connection.execute(sql).fetchall()

    def lines(self, columns: str = "order_id, quantity, revenue, status") -> list[tuple[Any, ...]]:
        """Order lines in order."""
        return self.query(f"SELECT {columns} FROM order_line ORDER BY order_id, line_no, revenue DESC")

    def money(self) -> float:
        """Money really kept."""
        return float(self.query("SELECT coalesce(sum(revenue), 0) FROM order_line")[0][0])

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every canonical table, sorted, for comparison."""
        names = (
            "order_line",
            "customer",
            "product",
            "interaction",
            "contact",
            "investment",
            "declared_spend",
            "consent",
        )
        return {name: self.query(f"SELECT * FROM {name} ORDER BY ALL") for name in names}

    def quarantine(self) -> list[tuple[Any, ...]]:
        """All quarantined rows."""
        folder = self.root / "quarantine"
        if not list(folder.glob("*.parquet")):
            return []
        query = f"SELECT file, line, \"column\", value, reason FROM read_parquet('{folder}/*.parquet') ORDER BY ALL"
        return self.query(query)

    def tidy(self) -> None:
        """No half-done load is left, and every rule of the tables holds."""
        assert not list((self.root / "loads").glob(".tmp-*"))
        for table in CANONICAL:
            for rule, check in table.checks().items():
                assert self.query(check)[0][0] == 0, f"{table.name}: {rule}"


def true_header(name: str) -> list[str]:
    """The header row of a real export."""
    path = dataset("export_headers", f"{name}.csv")
    return next(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))


def write_csv(
    path: Path, header: Sequence[str], rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    """Write a CSV as is; cells such as ="1" keep their quotes the way spreadsheets write them."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def export(path: Path, name: str, rows: Sequence[dict[str, str]], *, encoding: str = "utf-8") -> Path:
    """Write a file with the true header of an export; cells by column name (blanks around names do not matter)."""
    header = true_header(name)
    keys = [key.strip() for key in header]
    for row in rows:
        assert set(row) <= set(keys), set(row) - set(keys)
    used: list[list[str]] = []
    for row in rows:
        cells, seen = [], set[str]()
        for key in keys:
            cells.append("" if key in seen else row.get(key, ""))
            seen.add(key)
        used.append(cells)
    return write_csv(path, header, used, encoding=encoding)


__all__ = ["NOW", "GuanxiError", "Shop", "by_hand", "export", "true_header", "write_csv"]
