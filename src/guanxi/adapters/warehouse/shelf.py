"""A shelf of Parquet tables in a folder, with a catalogue that changes in one step."""

import json
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

from guanxi.core.kernel.durable import write_text

_CATALOGUE: Final = "catalogue.json"
_PENDING: Final = ".tmp-"

Kind = Literal["table", "files", "view"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a table's rows are: a folder on the shelf, files elsewhere, or a query (DuckDB's dialect)."""

    kind: Kind
    places: tuple[str, ...] = ()
    query: str = ""


class Shelf:
    """Folders `unit-<n>/<table>` and `catalogue.json`, which alone says what is current.

    A unit of work writes into a pending folder; `keep` makes it visible by one rename and one
    replaced catalogue, so that a crash at any moment leaves the old shelf or the new one.
    """

    def __init__(self, root: Path, *, read_only: bool = False) -> None:
        self.root = root
        self.entries = self._read()
        self._pending = root / f"{_PENDING}{uuid.uuid4().hex[:12]}"
        self._written = 0
        if not read_only:
            root.mkdir(parents=True, exist_ok=True)
            self._sweep()

    def _read(self) -> dict[str, Entry]:
        """Read the catalogue; a shelf that is new has none."""
        file = self.root / _CATALOGUE
        if not file.exists():
            return {}
        raw = json.loads(file.read_text(encoding="utf-8"))
        return {name: Entry(e["kind"], tuple(e["places"]), e["query"]) for name, e in raw.items()}

    def room(self, name: str) -> Path:
        """A fresh folder for the rows of a table; a table made twice gets two."""
        self._written += 1
        self._pending.mkdir(exist_ok=True)
        return self._pending / f"{self._written:03d}-{name}"

    def put(self, name: str, entry: Entry) -> None:
        """Make this the current entry of that name, for this unit of work."""
        self.entries[name] = entry

    def folders(self, name: str) -> list[Path]:
        """Paths that hold the rows of a table or of mounted files."""
        return [self.root / place for place in self.entries[name].places]

    def keep(self) -> None:
        """Make what this unit of work put here current for everybody."""
        if self._pending.exists():
            unit = f"unit-{self._next_unit():06d}"
            self._pending.rename(self.root / unit)
            self.entries = {name: _moved(entry, self._pending.name, unit) for name, entry in self.entries.items()}
        fresh = self.root / f"{_CATALOGUE}.new"
        entries = {name: asdict(entry) for name, entry in self.entries.items()}
        write_text(fresh, json.dumps(entries, indent=1, ensure_ascii=False))
        fresh.replace(self.root / _CATALOGUE)
        self._sweep()

    def forget(self) -> None:
        """Throw away what this unit of work wrote."""
        shutil.rmtree(self._pending, ignore_errors=True)

    def place_of(self, folder: Path) -> str:
        """A folder's place as the catalogue names it."""
        return str(folder.relative_to(self.root))

    def _next_unit(self) -> int:
        """The number after the last unit's."""
        return 1 + max((int(unit.name.partition("-")[2]) for unit in self.root.glob("unit-*")), default=0)

    def _sweep(self) -> None:
        """Remove folders that the catalogue does not name: replaced tables, interrupted units."""
        named = {place for entry in self.entries.values() if entry.kind == "table" for place in entry.places}
        for unit in [*self.root.glob("unit-*"), *self.root.glob(f"{_PENDING}*")]:
            for folder in unit.iterdir():
                if self.place_of(folder) not in named:
                    shutil.rmtree(folder)
            if not any(unit.iterdir()):
                unit.rmdir()


def _moved(entry: Entry, before: str, after: str) -> Entry:
    """Follow a table's folder to its new name."""
    if entry.kind != "table":
        return entry
    places: Sequence[str] = [after + p.removeprefix(before) if p.startswith(before) else p for p in entry.places]
    return Entry(entry.kind, tuple(places))
