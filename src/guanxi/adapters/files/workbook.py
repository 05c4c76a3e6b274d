"""What must be known of a workbook before it is opened: that it is no bomb, and what its error cells say."""

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from guanxi.adapters.files.guard import Allowance, telling
from guanxi.core.kernel.errors import InputError

MOST_CELLS = 60_000_000  # a sheet rests in memory as a full rectangle
_PIECE = 1 << 20
_LONGEST_CELL = 4 << 20
_PLACE = re.compile(rb"""\sr=["']([A-Z]{0,3})([0-9]{1,7})["']""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\st=["']e["'])[^>]*\sr=["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<""",
    re.DOTALL,
)
_SHEET = re.compile(rb"""<(?:\w+:)?sheet\b[^>]*?\s\w+:id=["']([^"']+)["']""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""\s(Id|Target)=["']([^"']*)["']""")

Errors = dict[int, dict[int, str]]


@dataclass(slots=True)
class _Part:
    """One XML part: how far its cells reach, and its error cells by 0-based row and column."""

    last_row: int = 0
    columns: set[bytes] = field(default_factory=set)
    errors: Errors = field(default_factory=dict)

    def look(self, xml: bytes) -> None:
        """Take in a piece that cuts no cell."""
        places = _PLACE.findall(xml)
        self.columns.update(letters for letters, _ in places)
        self.last_row = max(self.last_row, *map(int, {digits for _, digits in places}), 0)
        if b't="e"' in xml or b"t='e'" in xml:
            for letters, digits, text in _ERROR.findall(xml):
                self.errors.setdefault(int(digits) - 1, {})[_column(letters) - 1] = text.decode("utf-8", "replace")

    @property
    def cells(self) -> int:
        """The size of the rectangle from A1 to the last row and column."""
        return self.last_row * max(map(_column, self.columns), default=0)


def _column(letters: bytes) -> int:
    """Number a column: A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def inspect(path: Path, label: str) -> list[Errors]:
    """Unpack every part once without keeping it; return the error cells of each sheet in the workbook's order.

    Raises InputError for a damaged or encrypted workbook, a bomb, and a sheet too large for memory.
    """
    allowance = Allowance(label, path.stat().st_size)
    with telling(label), zipfile.ZipFile(path) as archive:
        parts = [(info.filename, _inspect_part(archive, info, allowance)) for info in archive.infolist()]
        order = _sheet_parts(archive)
    for name, part in parts:
        if part.cells > MOST_CELLS:
            raise InputError(
                f"{label}: {name} spans {part.cells:,} cells; at most {MOST_CELLS:,} fit.", "Save the sheet as CSV."
            )
    errors = {name: part.errors for name, part in parts}
    return [errors.get(name, {}) for name in order]


def _inspect_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowance: Allowance) -> _Part:
    """Unpack one part piece by piece."""
    part, tail = _Part(), b""
    is_sheet = info.filename.endswith(".xml") and "sharedStrings" not in info.filename
    with archive.open(info) as stream:
        while piece := stream.read(_PIECE):
            allowance.spend(len(piece))
            if not is_sheet:
                continue
            data = tail + piece
            cut = max(data.rfind(b"</c>"), data.rfind(b":c>"))
            if cut >= 0 or len(data) > _LONGEST_CELL:
                cut = cut + 3 if cut >= 0 else len(data)
                part.look(data[:cut])
                data = data[cut:]
            tail = data
        part.look(tail)
    return part


def _sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """Name the parts of the sheets in the workbook's order."""
    relations = {}
    for relation in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        found = dict(_ATTRIBUTE.findall(relation))
        relations[found.get(b"Id", b"")] = found.get(b"Target", b"").decode("utf-8", "replace")
    targets = [relations.get(name, "") for name in _SHEET.findall(archive.read("xl/workbook.xml"))]
    return [target.removeprefix("/") if target.startswith("/") else f"xl/{target}" for target in targets]
