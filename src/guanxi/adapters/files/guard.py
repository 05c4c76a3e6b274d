"""Streams that cannot surprise: damage becomes a clear error, and nothing expands without end."""

import gzip
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Protocol, Self

from guanxi.core.kernel.errors import InputError

MOST_EXPANSION = 200  # times the size on disk …
MOST_BYTES = 1 << 30  # … and this many bytes: only then is it a bomb and not just a repetitive export

_DAMAGE: tuple[type[Exception], ...] = (EOFError, LookupError, OverflowError, UnicodeError, struct.error)
_DAMAGE += (zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile)
_TROUBLE = (OSError, NotImplementedError, RuntimeError, ValueError)


class Allowance:
    """How much may still come out of one packed file; shared by all its members.

    Raises InputError when it is used up: sizes written in the archive are never trusted.
    """

    def __init__(self, label: str, size: int) -> None:
        self.label = label
        self._most = max(MOST_BYTES, MOST_EXPANSION * size)
        self._seen = 0

    def spend(self, size: int) -> None:
        """Count bytes that came out."""
        self._seen += size
        if self._seen > self._most:
            raise InputError(
                f"{self.label} unpacks to more than {self._most / 1e9:.1f} GB, over {MOST_EXPANSION} times its size.",
                "If you trust it, unpack it yourself and import the file inside.",
            )


class Readable(Protocol):
    """Whatever gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Read up to `size` bytes."""


class Guarded:
    """A stream of bytes whose damage is told as InputError; `progress` hears the place in the file on disk."""

    def __init__(
        self, stream: Readable, allowance: Allowance, stack: ExitStack, place: Callable[[], None] = lambda: None
    ) -> None:
        self._stream = stream
        self._allowance = allowance
        self._stack = stack
        self._place = place

    def __enter__(self) -> Self:
        """Begin to read."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the stream and what it came from."""
        self._stack.close()

    def read(self, size: int) -> bytes:
        """Read `size` bytes, fewer only at the end."""
        with telling(self._allowance.label):
            data = self._stream.read(size)
        self._allowance.spend(len(data))
        self._place()
        return data


@contextmanager
def telling(label: str) -> Iterator[None]:
    """Turn whatever a packed file's damage raises into an InputError that names the file."""
    try:
        yield
    except _DAMAGE as error:
        raise InputError(f"{label} is cut short or damaged ({error}).", "Download or export it again.") from error
    except _TROUBLE as error:
        if "password" in str(error) or "encrypted" in str(error):
            raise locked(label) from error
        raise InputError(f"{label} cannot be read ({error}).", "Unpack it yourself, or export it again.") from error


def locked(label: str) -> InputError:
    """Say that a file is protected by a password."""
    return InputError(
        f"{label} is protected by a password.", "Remove the password (save a copy without it), then import."
    )
