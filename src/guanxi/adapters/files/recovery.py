"""The patient way to split a text table: row by row, so that a broken row costs one row."""

import numpy as np

from guanxi.adapters.files.cells import BrokenRowError, Cutter, OpenRowError
from guanxi.adapters.files.splitting import MOST_OPEN, Split
from guanxi.adapters.files.stage import BadRow, shown

_LOOKED_AT = 2_000  # bytes of a bad value that are decoded to show some of them


class Shape:
    """What a row of this table looks like: its delimiter and its header's cells."""

    def __init__(self, delimiter: str, header: tuple[str, ...]) -> None:
        self.cutter = Cutter(delimiter)
        self.header = header
        self.width = len(header)
        named = [place for place, name in enumerate(header) if name.strip()]
        self.least = named[-1] + 1 if named else self.width
        self._simple = self.cutter.row_of(self.width)

    def is_simple(self, line: bytes) -> bool:
        """Tell whether a physical line is a whole row that Arrow splits as it stands."""
        if b'"' in line:
            return self._simple.fullmatch(line) is not None
        return line.count(self.cutter.delimiter) == self.width - 1 and b"\r" not in line.rstrip(b"\r")

    def fitted(self, cells: list[bytes]) -> list[bytes]:
        """Give a row the header's width where nothing is lost or invented by it; Broken otherwise."""
        if len(cells) > self.width and not any(cells[self.width :]):
            return cells[: self.width]
        if self.least <= len(cells) < self.width:
            return cells + [b""] * (self.width - len(cells))
        if len(cells) != self.width:
            raise BrokenRowError(f"wrong number of cells: {len(cells)} instead of {self.width}")
        return cells


def recover(data: bytes, shape: Shape, first_line: int, encoding: str, *, final: bool) -> Split:
    """Split data that begin at physical line `first_line` (1-based) row by row.

    A row that cannot be split costs its first physical line; reading goes on at the next. Without `final`
    a row that is still open at the end is left for later.
    """
    return _Recovery(data, shape, first_line, encoding, final).split()


class _Recovery:
    """One walk over a stretch of text, and what it has found so far."""

    def __init__(self, data: bytes, shape: Shape, first_line: int, encoding: str, final: bool) -> None:
        self.data, self.shape, self.first_line = data, shape, first_line
        self.encoding, self.final = encoding, final
        self.spotless = _is_spotless(data)
        self.rows = 0
        self.clean: list[bytes] = []
        self.ordinals: list[int] = []
        self.lines: list[int] = []
        self.bad: list[BadRow] = []

    def split(self) -> Split:
        """Walk from line to line."""
        physical = self.data.split(b"\n")[:-1]
        start, number = 0, 0
        while number < len(physical):
            line = physical[number]
            after = start + len(line) + 1
            if self._is_quick(line):
                self._good(number, line)
            elif line.strip(b" \r"):
                try:
                    after = self._patient(start, after, number)
                except OpenRowError:
                    break
                number += self.data.count(b"\n", start, after) - 1
            start, number = after, number + 1
        clean = b"\n".join(self.clean) + b"\n"
        places = np.array(self.ordinals, np.int64), np.array(self.lines, np.int64)
        return Split(clean, *places, self.rows, start, number, self.bad)

    def _is_quick(self, line: bytes) -> bool:
        """Tell whether a line is a good row as it stands."""
        return self.shape.is_simple(line) and (self.spotless or _is_spotless(line)) and bool(line.strip(b" \r"))

    def _patient(self, start: int, after: int, number: int) -> int:
        """Read the row that begins at `start`; return where reading goes on (`after`: the next physical line)."""
        try:
            cells, end = self.shape.cutter.cells(self.data, start, self.shape.width)
            cells = self.shape.fitted(cells)
        except BrokenRowError as broken:
            self._reject(number, self.data[start:after], broken)
            return after
        except OpenRowError:
            if not self.final and len(self.data) - start < MOST_OPEN:
                raise
            self._reject(number, self.data[start:after], BrokenRowError("broken quote: never closed"))
            return after
        stain = self._stain(cells)
        if stain:
            self._reject(number, self.data[start:end] if stain.cell < 0 else cells[stain.cell], stain)
        else:
            self._good(number, self.shape.cutter.joined(cells))
        return end

    def _stain(self, cells: list[bytes]) -> BrokenRowError | None:
        """Find a cell that is no text."""
        if self.spotless:
            return None
        for place, cell in enumerate(cells):
            if b"\0" in cell:
                return BrokenRowError("NUL character", place)
            if not _is_spotless(cell):
                return BrokenRowError(f"undecodable text: not {self.encoding}", place)
        return None

    def _good(self, number: int, row: bytes) -> None:
        """Keep a good row."""
        self.clean.append(row)
        self.ordinals.append(self.rows)
        self.lines.append(number)
        self.rows += 1

    def _reject(self, number: int, value: bytes, broken: BrokenRowError) -> None:
        """Keep a bad row, with the column to blame where it is known."""
        column = self.shape.header[broken.cell] if 0 <= broken.cell < self.shape.width else ""
        text = value[:_LOOKED_AT].rstrip(b"\r\n").decode("utf-8", "replace")
        self.bad.append(BadRow(self.first_line + number, column, shown(text), broken.reason))
        self.rows += 1


def _is_spotless(data: bytes) -> bool:
    """Tell whether bytes are text without NUL characters."""
    if b"\0" in data:
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
