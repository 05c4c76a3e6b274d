"""From a file as people have it to one Parquet file of raw texts."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from guanxi.adapters.files.columnar import ParquetTable
from guanxi.adapters.files.delimited import TextTable
from guanxi.adapters.files.guard import locked
from guanxi.adapters.files.jsonlines import JsonTable, looks_like_json
from guanxi.adapters.files.sheets import SheetTable
from guanxi.adapters.files.sources import GZIP, ZIP, Source, is_workbook, sources_of
from guanxi.adapters.files.stage import Block, Stage
from guanxi.adapters.files.text import SAMPLE, Sample, known_encoding, sample_of
from guanxi.core.kernel.errors import InputError

_PARQUET = b"PAR1"
_TRIED = 3  # members of an archive that are looked into before it is let in
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"SQLite format 3": "a SQLite database",
}
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta")


@dataclass(frozen=True, slots=True)
class RawFile:
    """What was found in a file.

    `target`: Parquet with member, row_no, line, c0 … cN; `header`: the names as written, position i is column ci;
    `rows`: data rows met = rows in `target` + rows in `bad`; `bad`: file, line, column, value, reason;
    `kind`: csv, xlsx, parquet or json; `encoding`, `delimiter`: '' where the kind has none.
    """

    path: Path
    target: Path
    header: tuple[str, ...]
    rows: int
    bad: pa.Table = field(repr=False)
    encoding: str
    delimiter: str
    kind: str


class Reader(Protocol):
    """A table that can be read once, block by block."""

    source: Source
    member: str
    header: tuple[str, ...]
    kind: str
    delimiter: str
    encoding: str

    def blocks(self) -> Iterator[Block]:
        """Yield the rows in order."""


def _unheard(size: int) -> None:
    """Take no notice of progress."""


def stage_raw(path: Path, target: Path, *, encoding: str = "", progress: Callable[[int], None] = _unheard) -> RawFile:
    """Write a file's rows as raw texts to Parquet.

    `encoding` overrides the guess for text files; `progress` hears, from whichever thread reads, how many bytes
    of the file were read so far. Raises InputError when the file as a whole cannot be used; a row that cannot
    be split goes to `bad` and never stops another.
    """
    wanted = known_encoding(encoding) if encoding else ""
    with tempfile.TemporaryDirectory(prefix=".unpacked-", dir=target.parent) as scratch:
        sources = sources_of(path, progress)
        readers = [_reader_of(source, wanted, Path(scratch)) for source in sources]
        _require_same_header(readers, path)
        with Stage(target, readers[0].header) as stage:
            for reader in readers:
                for block in reader.blocks():
                    stage.take(reader.source.label, reader.member, block)
    progress(path.stat().st_size)
    first = readers[0]
    return RawFile(path, target, first.header, stage.rows, stage.bad, first.encoding, first.delimiter, first.kind)


def glance(path: Path, *, encoding: str = "", rows: int = 5) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The header of a file and the texts of its first usable rows; InputError where it is no table."""
    wanted = known_encoding(encoding) if encoding else ""
    with tempfile.TemporaryDirectory(prefix="guanxi-") as scratch:
        reader = _reader_of(sources_of(path, _unheard)[0], wanted, Path(scratch))
        block = next((block for block in reader.blocks() if len(block.lines)), None)
    first = [column[:rows].to_pylist() for column in block.columns] if block else []
    return reader.header, [tuple(str(cell or "") for cell in row) for row in zip(*first, strict=True)]


def admit(path: Path) -> None:
    """Refuse by its first megabyte what can be no table; InputError says what it is. Nothing is unpacked to disk."""
    for source in sources_of(path, _unheard)[:_TRIED]:
        magic = source.head(16)
        if not magic.startswith((_PARQUET, GZIP, *ZIP)):
            sample = _sample(source, magic, "")
            if not looks_like_json(sample, source):
                TextTable(source, sample)


def _reader_of(source: Source, encoding: str, scratch: Path) -> Reader:
    """Tell by its first bytes what a table is."""
    magic = source.head(16)
    if magic.startswith(_PARQUET):
        return ParquetTable(source, source.on_disk(scratch))
    if magic.startswith((GZIP, *ZIP)):
        return _packed_reader(source, scratch)
    sample = _sample(source, magic, encoding)
    return JsonTable(source, sample) if looks_like_json(sample, source) else TextTable(source, sample)


def _sample(source: Source, magic: bytes, encoding: str) -> Sample:
    """The beginning of a text; InputError where it is another kind of document."""
    _refuse_foreign(source, magic)
    sample = sample_of(source.head(SAMPLE), encoding, source.label)
    if sample.text.lstrip()[:10].lower().startswith(_MARKUP):
        raise InputError(
            f"{source.label} is a web page or XML, whatever its name says.", "Open it and save it as .xlsx."
        )
    return sample


def _packed_reader(source: Source, scratch: Path) -> Reader:
    """Open a workbook; refuse an archive inside an archive."""
    if not source.packed:
        return SheetTable(source, source.path)
    copy = source.on_disk(scratch)
    if not source.head(4).startswith(GZIP) and is_workbook(copy, source.label):
        return SheetTable(source, copy)
    raise InputError(
        f"{source.label} is an archive inside an archive.", "Unpack the outer one and import what is inside."
    )


def _refuse_foreign(source: Source, magic: bytes) -> None:
    """Say what a file is when it is no table that guanxi reads."""
    if magic.startswith(_OLD_OFFICE):
        _refuse_old_office(source)
    for start, what in _FOREIGN.items():
        if magic.startswith(start):
            raise InputError(f"{source.label} is {what}, not a table.", "Use CSV, XLSX, Parquet or JSON Lines.")


def _refuse_old_office(source: Source) -> None:
    """Tell a workbook with a password from one of the format before 2007; both wear the same coat."""
    with source.open() as stream:
        while piece := stream.read(SAMPLE):
            if _ENCRYPTED_OFFICE in piece:
                raise locked(source.label)
    raise InputError(f"{source.label} is an Excel file of the format before 2007 (.xls).", "Save it as .xlsx or CSV.")


def _require_same_header(readers: list[Reader], path: Path) -> None:
    """Refuse an archive whose members are different tables."""
    first = readers[0]
    for other in readers[1:]:
        if other.header != first.header:
            raise InputError(
                f"{path.name} holds different tables: the columns of {other.member} are not those of {first.member}.",
                "Unpack it and import the files one by one.",
            )
