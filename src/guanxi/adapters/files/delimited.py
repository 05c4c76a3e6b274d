"""Text tables: the header, the delimiter, and the rows in blocks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from guanxi.adapters.files.cells import BrokenRowError, Cutter, OpenRowError
from guanxi.adapters.files.recovery import Shape, recover
from guanxi.adapters.files.sources import Source
from guanxi.adapters.files.splitting import Split, cells_of, split_regular
from guanxi.adapters.files.stage import Block, usable_header
from guanxi.adapters.files.text import Decoder, Sample, ahead, blocks
from guanxi.core.kernel.errors import InputError

_DELIMITERS = ("\t", ";", "|", ",")
_TRIED_ROWS = 200


@dataclass(frozen=True, slots=True)
class _Head:
    """Where the header stands: its cells, its delimiter, and the bytes and lines up to its end."""

    cells: list[bytes]
    delimiter: str
    size: int
    lines: int


class TextTable:
    """A table of delimited text."""

    kind = "csv"

    def __init__(self, source: Source, sample: Sample) -> None:
        self.source = source
        self.member = source.member
        self.encoding = sample.encoding or "utf-8"
        self._settled = sample.encoding
        self._returns = sample.returns
        head = _find_head(sample.text, source.label)
        self.delimiter = head.delimiter
        self.header = usable_header(_names(head.cells, source.label, self.encoding), source.label)
        self._size, self._line = head.size, head.lines + 1
        self._shape = Shape(head.delimiter, self.header)

    def blocks(self) -> Iterator[Block]:
        """Yield the rows in order."""
        line, carry = self._line, b""
        for data in self._body():
            split, block = self._split(carry + data, line)
            carry = (carry + data)[split.used :]
            line += split.used_lines
            yield block
        if carry:
            yield self._split(carry, line, final=True)[1]

    def _body(self) -> Iterator[bytes]:
        """Yield the text after the header."""
        decoder = Decoder(self._settled)
        skip = self._size
        with self.source.open() as stream:
            for data in ahead(blocks(stream, decoder, self.source.label, returns=self._returns)):
                self.encoding = decoder.encoding or "utf-8"
                if skip < len(data):
                    yield data[skip:]
                skip = max(0, skip - len(data))

    def _split(self, data: bytes, line: int, *, final: bool = False) -> tuple[Split, Block]:
        """Split a stretch that begins at physical line `line`, quickly where it is regular."""
        width = len(self.header)
        split = None if final or width == 1 else split_regular(data, self.delimiter)
        columns = cells_of(split, self.delimiter, width) if split else None
        if split is None or columns is None:
            split = recover(data, self._shape, line, self.encoding, final=final)
            columns = cells_of(split, self.delimiter, width)
        if columns is None:
            raise InputError(f"{self.source.label}, line {line}: rows cannot be told apart.", "Save it as XLSX.")
        return split, Block(split.rows, split.ordinals, split.lines + line, columns, split.bad)


def _names(cells: list[bytes], label: str, encoding: str) -> list[str]:
    """Decode the header's cells."""
    try:
        return [cell.decode("utf-8") for cell in cells]
    except UnicodeDecodeError as error:
        raise InputError(
            f"{label}: the header row is not {encoding} text.", "Name the file's encoding, or save it as UTF-8."
        ) from error


def _find_head(text: bytes, label: str) -> _Head:
    """Find the first line that is not blank, and the delimiter that splits it and the rows below best."""
    start, lines = 0, 0
    wanted: tuple[str, ...] = _DELIMITERS
    while True:
        end = text.find(b"\n", start) + 1
        if not end:
            raise InputError(f"{label} holds no header row.", "Export it again; its first line names the columns.")
        line = text[start:end].strip(b' \r\n"')
        if line[:4].lower() == b"sep=" and len(line) <= 5:
            wanted = (line[4:].decode("ascii", "replace") or "\t",)
        elif line:
            break
        start, lines = end, lines + 1
    best = _best_head(text, start, wanted)
    if best is None:
        raise InputError(
            f"{label}, line {lines + 1}: a quote in the header row is never closed.", "Mend the header row."
        )
    return replace(best, lines=lines + text.count(b"\n", start, best.size))


def _best_head(text: bytes, start: int, delimiters: tuple[str, ...]) -> _Head | None:
    """Choose the delimiter with most header cells on most of the rows; earlier ones win a tie.

    None where a quote breaks the header and no other delimiter splits it.
    """
    best, best_score, broken = None, -1.0, False
    for delimiter in delimiters:
        try:
            cells, end = Cutter(delimiter).cells(text, start)
        except (BrokenRowError, OpenRowError):
            broken = True
            continue
        score = len(cells) * (0.01 + _share(text, end, delimiter, len(cells))) if len(cells) > 1 else 0.0
        if score > best_score or (score == best_score == 0):
            best, best_score = _Head(cells, delimiter, end, 0), score
    return None if broken and best_score <= 0 else best


def _share(text: bytes, start: int, delimiter: str, width: int) -> float:
    """Measure the share of the first rows that have this many cells."""
    cutter, fits, rows = Cutter(delimiter), 0, 0
    while start < len(text) and rows < _TRIED_ROWS:
        try:
            cells, end = cutter.cells(text, start, width)
            fits += len(cells) == width
        except (BrokenRowError, OpenRowError):
            end = text.find(b"\n", start) + 1
        blank = not text[start:end].strip(b" \r\n")
        rows += not blank
        start = end
    return fits / rows if rows else 1.0
