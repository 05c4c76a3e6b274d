"""Cells of one row of delimited text, quotes respected."""

import re


class BrokenRowError(Exception):
    """A row that cannot be split: the reason, and the place of the cell to blame (-1 where unknown)."""

    def __init__(self, reason: str, cell: int = -1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cell = cell


class OpenRowError(Exception):
    """The data end inside a quoted cell."""


_QUOTED = rb'"(?:[^"]++|"")*+"'
_UNCLOSED = re.compile(rb'"(?:[^"]++|"")*+\Z')


class Cutter:
    """Cuts rows at a delimiter: a quote means something only where a cell begins; there, a doubled quote is one."""

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter.encode()
        self._mark = re.escape(self.delimiter)
        self._quoted = re.compile(_QUOTED + rb"(?=" + self._mark + rb"|\r*\n)")
        self._bare = re.compile(rb"[^\n" + self._mark + rb"]*+")

    def row_of(self, width: int) -> re.Pattern[bytes]:
        """Describe a whole row of this many cells on one physical line."""
        cell = rb"(?:" + _QUOTED + rb'|[^"\r\n' + self._mark + rb"][^\r\n" + self._mark + rb"]*+|)"
        more = rb"(?:" + self._mark + cell + rb"){%d}" % (width - 1)
        return re.compile(cell + more + rb"\r*")

    def cells(self, data: bytes, start: int, width: int = 0) -> tuple[list[bytes], int]:
        """Cut the row that begins at `start`; return its cells and where the next row begins.

        Raises Broken at a wrong quote, and when a row over several lines has more than `width` cells
        (each line would otherwise be read again for each line before it); Open where the data end first.
        """
        cells: list[bytes] = []
        place, line_end = start, data.index(b"\n", start)
        while True:
            cell, place = self._cell(data, place, len(cells))
            cells.append(cell)
            if not data.startswith(self.delimiter, place):
                return cells, data.index(b"\n", place) + 1
            if cell and 0 < width < len(cells) and place > line_end:
                raise BrokenRowError(f"wrong number of cells: more than {width}")
            place += 1

    def _cell(self, data: bytes, place: int, number: int) -> tuple[bytes, int]:
        """Cut one cell."""
        if data.startswith(b'"', place):
            match = self._quoted.match(data, place)
            if match:
                return match[0][1:-1].replace(b'""', b'"'), match.end()
            if _UNCLOSED.match(data, place):
                raise OpenRowError
            raise BrokenRowError("broken quote: text after the closing quote", number)
        match = self._bare.match(data, place)
        end = match.end() if match else place
        cell = data[place:end]
        return cell.rstrip(b"\r") if data.startswith(b"\n", end) else cell, end

    def joined(self, cells: list[bytes]) -> bytes:
        """Write cells as a row that any reader cuts into the same cells."""
        return self.delimiter.join(b'"' + cell.replace(b'"', b'""') + b'"' for cell in cells)
