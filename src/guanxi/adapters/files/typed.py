"""Blocks from formats that know types: rows whose texts cannot be kept as text become bad rows."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from guanxi.adapters.files.stage import BadRow, Block, shown

_BLOCK_ROWS, _BLOCK_CELLS = 20_000, 2_000_000


class Rows(NamedTuple):
    """Rows of a block: their 0-based places among the rows met, and their lines."""

    ordinals: NDArray[np.int64]
    lines: NDArray[np.int64]


def rows_a_block(width: int) -> int:
    """Choose how many rows of this many columns are turned into text at once."""
    return max(1, min(_BLOCK_ROWS, _BLOCK_CELLS // max(1, width)))


def text_array(texts: Sequence[str]) -> pa.Array:
    """Make a text column; lone surrogates (half a character) pass and are found by `block_of`."""
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:
        raw = [text.encode("utf-8", "surrogatepass") for text in texts]
        return pa.array(raw, pa.binary()).view(pa.string())


def block_of(header: tuple[str, ...], rows: Rows, columns: Sequence[pa.Array], broken: Sequence[BadRow] = ()) -> Block:
    """Make a block of the rows in `columns` and of the `broken` ones that were met among them."""
    ordinals, lines = rows
    met = len(lines) + len(broken)
    stains: dict[int, BadRow] = {}
    for name, column in zip(header, columns, strict=True):
        for row, reason in _stains(column):
            stains.setdefault(row, BadRow(int(lines[row]), name, _value(column, row), reason))
    if stains:
        good = np.setdiff1d(np.arange(len(lines)), list(stains))
        ordinals, lines = ordinals[good], lines[good]
        columns = [column.take(pa.array(good)) for column in columns]
    return Block(met, ordinals, lines, columns, sorted([*broken, *stains.values()]))


def _stains(column: pa.Array) -> list[tuple[int, str]]:
    """Find the rows of a column that are no text."""
    found = []
    nul = pc.match_substring(column, "\0")
    if pc.any(nul).as_py():
        found += [(row, "NUL character") for row in np.flatnonzero(nul.to_numpy(zero_copy_only=False)).tolist()]
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        raw = column.cast(pa.binary()).to_pylist()
        found += [(row, "undecodable text: not utf-8") for row, value in enumerate(raw) if not _is_text(value)]
    return found


def _is_text(value: bytes) -> bool:
    """Tell whether bytes are UTF-8."""
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _value(column: pa.Array, row: int) -> str:
    """Show one value, whatever it is."""
    raw: bytes = column.slice(row, 1).cast(pa.binary())[0].as_py()
    return shown(raw.decode("utf-8", "replace"))
