"""JSON Lines (one object a line) and plain JSON arrays of objects as raw texts."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

import numpy as np

from guanxi.adapters.files.canonical import text_of
from guanxi.adapters.files.records import Record, Records
from guanxi.adapters.files.sources import Source
from guanxi.adapters.files.stage import BadRow, Block, usable_header
from guanxi.adapters.files.text import Decoder, Sample, blocks
from guanxi.adapters.files.typed import Rows, block_of, rows_a_block, text_array
from guanxi.core.kernel.errors import InputError

_LARGEST_ARRAY = 256 << 20
_OBJECT = re.compile(rb'\s*\{\s*["}]')
_ARRAY = re.compile(rb"\s*\[\s*[{\]]")


def looks_like_json(sample: Sample, source: Source) -> bool:
    """Tell JSON by its first characters; a name that says JSON settles the doubtful."""
    if _OBJECT.match(sample.text) or _ARRAY.match(sample.text):
        return True
    name = PurePosixPath(source.member or source.path.name).name.lower().removesuffix(".gz")
    return name.endswith((".json", ".jsonl", ".ndjson")) and sample.text.lstrip()[:1] in (b"{", b"[")


class JsonTable:
    """Objects as rows; the columns are the union of their keys in the order first seen.

    The file is read twice: once for its keys, once for its rows.
    """

    kind = "json"
    delimiter = ""

    def __init__(self, source: Source, sample: Sample) -> None:
        self.source = source
        self.member = source.member
        self.encoding = sample.encoding or "utf-8"
        self._settled = sample.encoding
        self._returns = sample.returns
        self._is_array = sample.text.lstrip()[:1] == b"["
        self._reading = Records()
        trouble = ""
        for records in self._records():
            bad = next((record for record in records if record.reason), None)
            trouble = trouble or (f" (line {bad.line}: {bad.reason})" if bad else "")
            if len(self._reading.keys) > 1:
                usable_header(list(self._reading.keys), source.label)
        if not self._reading.keys:
            raise InputError(f"{source.label} holds no JSON object{trouble}.", "Write one JSON object a line.")
        self.header = usable_header(list(self._reading.keys), source.label)

    def blocks(self) -> Iterator[Block]:
        """Yield the objects in order."""
        most = rows_a_block(len(self.header))
        for records in self._records():
            for start in range(0, len(records), most):
                yield self._block(records[start : start + most])

    def _block(self, records: Sequence[Record]) -> Block:
        """Write objects as columns of texts."""
        good = [record for record in records if not record.reason]
        broken = [BadRow(record.line, "", record.value, record.reason) for record in records if record.reason]
        ordinals = [place for place, record in enumerate(records) if not record.reason]
        found = Rows(np.array(ordinals, np.int64), np.array([record.line for record in good], np.int64))
        columns = [text_array(_texts(good, key)) for key in self.header]
        return block_of(self.header, found, columns, broken)

    def _records(self) -> Iterator[list[Record]]:
        """Read the file from its start, a bounded stretch at a time."""
        with self.source.open() as stream:
            decoder = Decoder(self._settled)
            texts = blocks(stream, decoder, self.source.label, returns=self._returns)
            if self._is_array:
                yield from self._reading.elements(self._whole(texts), self.source.label)
            else:
                yield from self._reading.lines(texts)
            self.encoding = decoder.encoding or "utf-8"

    def _whole(self, texts: Iterator[bytes]) -> str:
        """Read the one array of a file; it has no lines to go on at, so its damage is an error of the file."""
        pieces, size = [], 0
        for piece in texts:
            pieces.append(piece)
            size += len(piece)
            if size > _LARGEST_ARRAY:
                raise InputError(
                    f"{self.source.label} is one JSON array of more than {_LARGEST_ARRAY >> 20} MB.",
                    "Write it as JSON Lines: one object a line.",
                )
        try:
            return b"".join(pieces).decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"{self.source.label} is not {self.encoding} text.", "Save it as UTF-8.") from error


def _texts(records: Sequence[Record], key: str) -> list[str]:
    """Write the values of one key; most are texts already."""
    values = [record.cells.get(key) for record in records]
    return [value if isinstance(value, str) else text_of(value) for value in values]
