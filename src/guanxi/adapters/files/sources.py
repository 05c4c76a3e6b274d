"""What is inside a file: itself, the one text a .gz holds, or the members of a .zip."""

import gzip
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from guanxi.adapters.files.guard import Allowance, Guarded, Readable, locked, telling
from guanxi.core.kernel.errors import InputError

Progress = Callable[[int], None]
GZIP = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_WORKBOOK = "xl/workbook.xml"
_OTHER_DOCUMENT = {"[Content_Types].xml", "META-INF/manifest.xml"}
_MOST_MEMBERS = 1_000
_UTF8_NAME = 0x800  # flag of a zip member whose name is UTF-8; others come from the packer's own code page
_ENCRYPTED = 0x1
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """One table's bytes, readable from the start as often as needed.

    `member`: its name inside an archive, else ''; `label`: how messages and bad rows name it.
    """

    path: Path
    member: str
    open: Callable[[], Guarded] = field(repr=False)
    packed: bool = False

    @property
    def label(self) -> str:
        """The file's name, and the member's where there is one."""
        return f"{self.path.name}/{self.member}" if self.member else self.path.name

    def head(self, size: int) -> bytes:
        """Read the first bytes."""
        with self.open() as stream:
            return stream.read(size)

    def on_disk(self, scratch: Path) -> Path:
        """Give a path for readers that must seek: the file itself, or an unpacked copy in `scratch`."""
        if not self.packed:
            return self.path
        copy = Path(tempfile.mkdtemp(dir=scratch)) / "unpacked"
        with self.open() as stream, copy.open("wb") as out:
            while piece := stream.read(_PIECE):
                out.write(piece)
        return copy


def sources_of(path: Path, progress: Progress) -> list[Source]:
    """Find the tables in a file; `progress` hears how many bytes of it were read.

    Raises InputError for a missing, empty, damaged, encrypted or nested file.
    """
    head = _first_bytes(path)
    if head.startswith(GZIP):
        return [_gzip_source(path, progress)]
    if head.startswith(ZIP):
        return _zip_sources(path, progress)
    return [_plain_source(path, progress)]


def is_workbook(path: Path, label: str) -> bool:
    """Tell whether a zip file is an Excel workbook; InputError where it is some other document."""
    with telling(label), zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    if names & _OTHER_DOCUMENT and _WORKBOOK not in names:
        raise InputError(f"{label} is an office document that is no .xlsx workbook.", "Save it as .xlsx or CSV.")
    return _WORKBOOK in names


def _first_bytes(path: Path) -> bytes:
    """Read the magic bytes; the file must be there and not empty."""
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder. 这是一个文件夹。", "Name the files in it. 请写出其中的文件名。")
        if path.exists() and not path.is_file():
            raise InputError(f"{path} is no ordinary file.", "Save what it gives as a file first.")
        with path.open("rb") as stream:
            head = stream.read(8)
    except FileNotFoundError as error:
        raise InputError(
            f"{path} does not exist. 文件不存在。", "Check the name and the folder. 请检查名称和位置。"
        ) from error
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be opened ({error}).", "Check its permissions.") from error
    if not head:
        raise InputError(
            f"{path.name} is empty. 文件是空的。",
            "Export it again; it needs at least a header row. 请重新导出，至少要有表头。",
        )
    return head


def _guarded(raw: IO[bytes], stream: Readable, allowance: Allowance, stack: ExitStack, progress: Progress) -> Guarded:
    """Watch a stream that reads from the file on disk."""
    return Guarded(stream, allowance, stack, lambda: progress(raw.tell()))


def _plain_source(path: Path, progress: Progress) -> Source:
    """Read a file as it is."""

    def opened() -> Guarded:
        with ExitStack() as stack:
            raw = stack.enter_context(path.open("rb"))
            allowance = Allowance(path.name, path.stat().st_size)
            return _guarded(raw, raw, allowance, stack.pop_all(), progress)

    return Source(path, "", opened)


def _gzip_source(path: Path, progress: Progress) -> Source:
    """Unpack a .gz while reading."""

    def opened() -> Guarded:
        with ExitStack() as stack:
            raw = stack.enter_context(path.open("rb"))
            stream = stack.enter_context(gzip.GzipFile(fileobj=raw))
            allowance = Allowance(path.name, path.stat().st_size)
            return _guarded(raw, stream, allowance, stack.pop_all(), progress)

    return Source(path, "", opened, packed=True)


def _zip_sources(path: Path, progress: Progress) -> list[Source]:
    """List the members of a .zip; an Excel workbook is one table, not an archive."""
    if is_workbook(path, path.name):
        return [_plain_source(path, progress)]
    with telling(path.name), zipfile.ZipFile(path) as archive:
        members = [info for info in archive.infolist() if _is_table(info)]
    if not members:
        raise InputError(f"{path.name} holds no file.", "Pack the export files into it, or import them unpacked.")
    if len(members) > _MOST_MEMBERS:
        raise InputError(f"{path.name} holds {len(members):,} files.", f"Import at most {_MOST_MEMBERS:,} at once.")
    if any(info.flag_bits & _ENCRYPTED for info in members):
        raise locked(path.name)
    allowance = Allowance(path.name, path.stat().st_size)
    return [_member_source(path, info, allowance, progress) for info in members]


def _is_table(info: zipfile.ZipInfo) -> bool:
    """Pass over folders and the traces that operating systems leave in archives."""
    parts = PurePosixPath(info.filename).parts
    hidden = any(part.startswith(".") and part != ".." for part in parts) or "__MACOSX" in parts
    return not (hidden or info.filename.endswith(("/", "Thumbs.db", "desktop.ini")))


def _member_source(path: Path, info: zipfile.ZipInfo, allowance: Allowance, progress: Progress) -> Source:
    """Unpack one member while reading; its name is only ever shown, never used as a path."""

    def opened() -> Guarded:
        with ExitStack() as stack, telling(path.name):
            archive = stack.enter_context(zipfile.ZipFile(path))
            stream = stack.enter_context(archive.open(info))
            archived = stack.pop_all()
            return Guarded(stream, allowance, archived, lambda: progress(archive.fp.tell() if archive.fp else 0))

    return Source(path, _member_name(info), opened, packed=True)


def _member_name(info: zipfile.ZipInfo) -> str:
    """Read a member's name; Chinese packers write GBK without saying so."""
    if info.flag_bits & _UTF8_NAME or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename
