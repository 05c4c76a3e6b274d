"""Any text file as a stream of UTF-8 blocks that end with a line."""

import codecs
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from guanxi.adapters.files.guard import Guarded
from guanxi.core.kernel.errors import InputError

CHUNK = 4 << 20
SAMPLE = 1 << 20
_LONGEST_LINE = 64 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = {"utf-16": "utf-16-le", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be"}
_WIDE |= {"utf-32": "utf-32-le", "utf-32-le": "utf-32-le", "utf-32-be": "utf-32-be", "utf-8-sig": "utf-8"}
_NO_TEXT = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7"}  # ways to write names and programs
_LINE_END = re.compile(rb"\r*\n|\r")
_TRIED_LINES = 200
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_KEEP = "guanxi-keep"


def _keep(error: UnicodeError) -> tuple[str, int]:
    """Turn what cannot be decoded into lone surrogates: no valid UTF-8 holds them, so the row is found later."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    lost = error.object[error.start : error.end]
    kept = "".join(chr(byte) if byte < 0x80 else chr(0xDC00 + byte) for byte in lost)
    return (kept if not kept.isascii() else "\udc80" + kept), error.end


codecs.register_error(_KEEP, _keep)


def known_encoding(name: str) -> str:
    """Check the name of an encoding; InputError where it is none for tables."""
    try:
        known = codecs.lookup(name).name
        usable = known in _WIDE or (known not in _NO_TEXT and b"a,\n".decode(known) == "a,\n")
    except (LookupError, ValueError):
        usable, known = False, ""
    if not usable:
        raise InputError(
            f"There is no text encoding {name!r}.",
            "Use utf-8, gb18030, gbk, big5, utf-16 or windows-1252, for example.",
        )
    return _WIDE.get(known, known)


def guess(sample: bytes) -> str:
    """Tell UTF-8 from GB18030 by whole lines; '' where the sample is plain ASCII and both would do."""
    if sample.isascii():
        return ""
    whole = sample[: sample.rfind(b"\n") + 1]
    lines = [line for line in (sample if whole.isascii() else whole).split(b"\n") if not line.isascii()]
    valid = sum(_decodes(line) for line in lines)
    if valid * 2 >= len(lines) or _decodes(sample[: len(sample) - _cut_off(sample)]):
        return "utf-8"
    runs = _HIGH_RUN.findall(sample)
    return "gb18030" if sum(len(run) > 1 for run in runs) * 2 >= len(runs) else "utf-8"


def _decodes(line: bytes) -> bool:
    """Tell whether a line is UTF-8."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _cut_off(sample: bytes) -> int:
    """Count the bytes at the end that may begin a character which the sample cuts."""
    for size in (1, 2, 3):
        if len(sample) >= size and sample[-size] >= 0xC0:
            return size
    return 0


class Decoder:
    """Turns bytes into UTF-8 piece by piece; the encoding is settled by the first bytes that are not ASCII.

    A byte order mark wins over everything; `encoding` '' asks for a guess.
    """

    def __init__(self, encoding: str = "") -> None:
        self.encoding = encoding
        self._started = False
        self._incremental: codecs.IncrementalDecoder | None = None

    def feed(self, chunk: bytes, *, final: bool = False) -> bytes:
        """Decode the next bytes."""
        if not self._started:
            chunk = self._without_mark(chunk)
            self._started = True
        if not self.encoding:
            self.encoding = guess(chunk)
        if self.encoding in ("", "utf-8"):
            return chunk
        if self._incremental is None:
            self._incremental = codecs.getincrementaldecoder(self.encoding)(_KEEP)
        return self._incremental.decode(chunk, final).encode("utf-8", "surrogatepass")

    def _without_mark(self, chunk: bytes) -> bytes:
        """Take off a byte order mark and believe it."""
        for mark, encoding in _BOMS:
            if chunk.startswith(mark):
                self.encoding = encoding
                return chunk[len(mark) :]
        return chunk


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a text file in UTF-8, whole lines; `encoding` is '' while it is plain ASCII.

    `returns`: carriage returns alone end the lines, as on old Macintoshes (newlines stand in `text` for them).
    """

    text: bytes
    encoding: str
    returns: bool


def sample_of(head: bytes, encoding: str, label: str) -> Sample:
    """Decode the first SAMPLE bytes of a file; fewer bytes are the whole file."""
    decoder = Decoder(encoding)
    whole = len(head) < SAMPLE
    text = decoder.feed(head, final=whole)
    returns = _ends_lines_with_returns(text)
    if returns:
        text = text.replace(b"\r", b"\n")
    if whole and text and not text.endswith(b"\n"):
        text += b"\n"
    if text and b"\n" not in text:
        raise InputError(f"{label}, line 1: longer than {SAMPLE >> 20} MB.", "This is no table with a header row.")
    return Sample(text[: text.rfind(b"\n") + 1], decoder.encoding, returns)


def _ends_lines_with_returns(text: bytes) -> bool:
    """Look at the first line's end outside quotes, and at which kind there is more of."""
    for end in islice(_LINE_END.finditer(text), _TRIED_LINES):
        if text.count(b'"', 0, end.start()) % 2 == 0:
            more = text.count(b"\r") >= text.count(b"\n") and end.end() < len(text)
            return end[0] == b"\r" and more
    return False


def blocks(stream: Guarded, decoder: Decoder, label: str, *, returns: bool = False) -> Iterator[bytes]:
    """Yield UTF-8 blocks of whole lines, each line ended by a newline.

    `returns`: carriage returns end lines. Raises InputError at a line that is too long for any table.
    """
    pending, place = b"", 0
    while chunk := stream.read(CHUNK):
        text = decoder.feed(chunk)
        data = pending + (text.replace(b"\r", b"\n") if returns else text)
        cut = data.rfind(b"\n") + 1
        if cut:
            yield data[:cut]
        pending = data[cut:]
        place += cut
        if len(pending) > _LONGEST_LINE:
            raise InputError(
                f"{label}: the line that begins at byte {place:,} is longer than {_LONGEST_LINE >> 20} MB.",
                "This is no table of one row a line; export it as CSV, XLSX, Parquet or JSON Lines.",
            )
    if pending := pending + decoder.feed(b"", final=True):
        yield pending + b"\n"


def ahead(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same pieces, the next one already being read (and unpacked) meanwhile."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        coming = reader.submit(next, pieces, b"")
        while piece := coming.result():
            coming = reader.submit(next, pieces, b"")
            yield piece
