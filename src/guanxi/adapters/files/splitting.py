"""The quick way to split a text table: where every quote stands as it should, whole blocks go to Arrow."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
from numpy.typing import NDArray

from guanxi.adapters.files.stage import BadRow

MOST_OPEN = 4 << 20  # bytes that a quoted cell may run on over line ends before its quote counts as never closed
_NEWLINE, _RETURN, _QUOTE = 10, 13, 34

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Split:
    """A stretch of a text table told apart into rows.

    `clean`: the good rows as text that Arrow splits the same way; `ordinals`: their 0-based places among the
    `rows` met; `lines`: their 0-based physical lines; `used`, `used_lines`: what was consumed, the rest is
    the beginning of a row that goes on.
    """

    clean: bytes
    ordinals: Places
    lines: Places
    rows: int
    used: int
    used_lines: int
    bad: Sequence[BadRow] = field(default_factory=list)


def split_regular(data: bytes, delimiter: str) -> Split | None:
    """Find the rows of a regular stretch; None where it is not regular and patience is needed."""
    text = np.frombuffer(data, np.uint8)
    if b"\0" in data or (b"\r" in data and (text[np.flatnonzero(text == _RETURN) + 1] != _NEWLINE).any()):
        return None
    newlines = np.flatnonzero(text == _NEWLINE)
    ends = newlines
    if b'"' in data:
        quotes = np.flatnonzero(text == _QUOTE)
        if not _regular(text, quotes, ord(delimiter)):
            return None
        ends = newlines[np.searchsorted(quotes, newlines) % 2 == 0]
    used = int(ends[-1]) + 1 if len(ends) else 0
    if len(data) - used > MOST_OPEN:
        return None
    starts = np.concatenate([[0], ends[:-1] + 1]) if len(ends) else ends
    starts = starts[~_blank(text, starts, ends)]
    lines = np.searchsorted(newlines, starts)
    return Split(data[:used], np.arange(len(starts)), lines, len(starts), used, int(np.searchsorted(newlines, used)))


def _regular(text: NDArray[np.uint8], quotes: Places, delimiter: int) -> bool:
    """Tell whether quotes open only where a cell begins and close only where it ends (or stand doubled)."""
    before = text[np.maximum(quotes[0::2] - 1, 0)]
    after = text[quotes[1::2] + 1]
    opens = (before == delimiter) | (before == _NEWLINE) | (before == _QUOTE)
    closes = (after == delimiter) | (after == _NEWLINE) | (after == _RETURN) | (after == _QUOTE)
    return bool(opens.all() and closes.all())


def _blank(text: NDArray[np.uint8], starts: Places, ends: Places) -> NDArray[np.bool_]:
    """Mark the rows that hold nothing."""
    length = ends - starts
    blank: NDArray[np.bool_] = length == 0
    short = np.flatnonzero(length == 1)
    blank[short] = text[starts[short]] == _RETURN
    return blank


def cells_of(split: Split, delimiter: str, width: int) -> list[pa.Array] | None:
    """Split the good rows into `width` text columns; None where they are not what they seemed."""
    if not len(split.lines):
        return [pa.array([], pa.string())] * width
    names = [str(place) for place in range(width)]
    marked = split.clean.startswith(codecs.BOM_UTF8)  # text here, where files were joined; Arrow would take it off
    text = b"\n" + split.clean if marked else split.clean
    try:
        table = pc.read_csv(
            pa.BufferReader(text),
            read_options=pc.ReadOptions(column_names=names, block_size=len(text) + 1),
            parse_options=pc.ParseOptions(
                delimiter=delimiter, quote_char='"' if b'"' in text else False, newlines_in_values=True
            ),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, null_values=[]
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != len(split.lines):
        return None
    return [column.combine_chunks() for column in table.columns]
