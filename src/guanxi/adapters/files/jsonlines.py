"""JSON Lines (one object a line) and plain JSON arrays of objects as raw texts."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np

from guanxi.adapters.files.canonical import text_of
from guanxi.adapters.files.sources import Source
from guanxi.adapters.files.stage import BadRow, Block, shown, usable_header
from guanxi.adapters.files.text import Decoder, Sample, blocks
from guanxi.adapters.files.typed import Rows, block_of, text_array
from guanxi.core.kernel.errors import InputError

_LARGEST_ARRAY = 256 << 20
_BLOCK_ROWS = 50_000
_OBJECT = re.compile(rb'\s*\{\s*["}]')
_ARRAY = re.compile(rb"\s*\[\s*[{\]]")
_BETWEEN = re.compile(r"[\s,]*")


class _Record(NamedTuple):
    """One object of a file, or what stands in its place and why it is none."""

    line: int
    cells: dict[str, object]
    value: str = ""
    reason: str = ""


def looks_like_json(sample: Sample, source: Source) -> bool:
    """Tell JSON by its first characters; a name that says JSON settles the doubtful."""
    if _OBJECT.match(sample.text) or _ARRAY.match(sample.text):
        return True
    name = PurePosixPath(source.member or source.path.name).name.lower().removesuffix(".gz")
    return name.endswith((".json", ".jsonl", ".ndjson")) and sample.text.lstrip()[:1] in (b"{", b"[")


class JsonTable:
    """Objects as rows; the columns are the union of their keys in the order first seen."""

    kind = "json"
    delimiter = ""

    def __init__(self, source: Source, sample: Sample) -> None:
        self.source = source
        self.member = source.member
        self.encoding = sample.encoding or "utf-8"
        self._settled = sample.encoding
        self._returns = sample.returns
        self._is_array = sample.text.lstrip()[:1] == b"["
        keys: dict[str, None] = {}
        first_trouble = ""
        for record in self._records():
            if not keys.keys() >= record.cells.keys():
                keys |= dict.fromkeys(record.cells)
                usable_header(list(keys), source.label)
            first_trouble = first_trouble or (f"line {record.line}: {record.reason}" if record.reason else "")
        if not keys:
            raise InputError(f"{source.label} holds no JSON object ({first_trouble}).", "Write one JSON object a line.")
        self.header = usable_header(list(keys), source.label)

    def blocks(self) -> Iterator[Block]:
        """Yield the objects in order."""
        waiting: list[_Record] = []
        for record in self._records():
            waiting.append(record)
            if len(waiting) == _BLOCK_ROWS:
                yield self._block(waiting)
                waiting = []
        if waiting:
            yield self._block(waiting)

    def _block(self, records: Sequence[_Record]) -> Block:
        """Write objects as columns of texts."""
        good = [record for record in records if not record.reason]
        broken = [BadRow(record.line, "", record.value, record.reason) for record in records if record.reason]
        ordinals = [place for place, record in enumerate(records) if not record.reason]
        found = Rows(np.array(ordinals, np.int64), np.array([record.line for record in good], np.int64))
        columns = [text_array([text_of(record.cells.get(key)) for record in good]) for key in self.header]
        return block_of(self.header, found, columns, broken)

    def _records(self) -> Iterator[_Record]:
        """Read the file from its start."""
        with self.source.open() as stream:
            decoder = Decoder(self._settled)
            texts = blocks(stream, decoder, self.source.label, returns=self._returns)
            yield from self._array(texts) if self._is_array else _lines(texts)
            self.encoding = decoder.encoding or "utf-8"

    def _array(self, texts: Iterator[bytes]) -> Iterator[_Record]:
        """Read one JSON array; damage in it has no next line to go on at, so it is an error of the file."""
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
            text = b"".join(pieces).decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"{self.source.label} is not {self.encoding} text.", "Save it as UTF-8.") from error
        yield from _elements(text, self.source.label)


def _lines(texts: Iterator[bytes]) -> Iterator[_Record]:
    """Read one object a line; blank lines are none."""
    number = 0
    for text in texts:
        for line in text.split(b"\n")[:-1]:
            number += 1
            if line.strip():
                yield _record(line, number)


def _record(line: bytes, number: int) -> _Record:
    """Read one line."""
    try:
        found = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return _Record(number, {}, _shown(line), "undecodable text")
    except json.JSONDecodeError as error:
        return _Record(number, {}, _shown(line), f"broken JSON: {error.msg} at character {error.pos + 1}")
    except (ValueError, RecursionError) as error:
        return _Record(number, {}, _shown(line), f"broken JSON: {str(error)[:80]}")
    return _checked(found, number, line)


def _checked(found: object, number: int, line: bytes) -> _Record:
    """Refuse what is no object, and keys that are no text."""
    if not isinstance(found, dict):
        return _Record(number, {}, _shown(line), "not a JSON object")
    if any("\0" in key or not _is_text(key) for key in found):
        return _Record(number, {}, _shown(line), "a key that is no text")
    return _Record(number, found)


def _is_text(key: str) -> bool:
    """Tell whether a key holds whole characters only."""
    try:
        key.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _shown(line: bytes) -> str:
    """Show the beginning of a line."""
    return shown(line[:2_000].decode("utf-8", "replace").strip())


def _elements(text: str, label: str) -> Iterator[_Record]:
    """Read the elements of an array one by one, so that each has its line; several on a line share its number."""
    read = json.JSONDecoder().raw_decode
    place, line, counted = text.index("[") + 1, 1, 0
    while True:
        between = _BETWEEN.match(text, place)
        place = between.end() if between else place
        line += text.count("\n", counted, place)
        counted = place
        if text.startswith("]", place):
            return
        try:
            found, end = read(text, place)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{label}, line {line}: broken JSON ({str(error)[:80]}).", "Export it again.") from error
        yield _checked(found, line, text[place : min(end, place + 2_000)].encode("utf-8", "replace"))
        place = end
