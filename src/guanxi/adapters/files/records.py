"""JSON texts as records: the keys met so far, and what stands where there is no usable object."""

import json
import re
from collections.abc import Iterator
from functools import reduce
from typing import NamedTuple

from guanxi.adapters.files.stage import shown
from guanxi.core.kernel.errors import InputError

_BETWEEN = re.compile(r"[\s,]*")
_STRETCH = 20_000
_LOOKED_AT = 2_000
_MANY_BRACKETS = 200  # fewer cannot nest deeper than Python reads and writes
_ROOM = 100


class Record(NamedTuple):
    """One object of a file, or what stands in its place and why it is none."""

    line: int
    cells: dict[str, object]
    value: str = ""
    reason: str = ""


class Records:
    """Reads records; `keys` is the union of their keys in the order first seen."""

    def __init__(self) -> None:
        self.keys: dict[str, None] = {}

    def lines(self, texts: Iterator[bytes]) -> Iterator[list[Record]]:
        """Read one object a line; blank lines are none."""
        first = 1
        for text in texts:
            lines = text.split(b"\n")[:-1]
            yield [self._line(line, number) for number, line in enumerate(lines, first) if line.strip()]
            first += len(lines)

    def _line(self, line: bytes, number: int) -> Record:
        """Read one line."""
        try:
            text = line.decode("utf-8")
            return self._checked(json.loads(text), number, text)
        except UnicodeDecodeError:
            reason = "undecodable text"
        except json.JSONDecodeError as error:
            reason = f"broken JSON: {error.msg} at character {error.pos + 1}"
        except (ValueError, RecursionError) as error:
            reason = f"broken JSON: {str(error)[:80]}"
        return Record(number, {}, shown(line[:_LOOKED_AT].decode("utf-8", "replace").strip()), reason)

    def _checked(self, found: object, number: int, text: str) -> Record:
        """Refuse what is no object, what nests too deeply to be written again, and keys that are no text."""
        reason = ""
        if not isinstance(found, dict):
            reason, found = "not a JSON object", {}
        elif _too_deep(found, text):
            reason = "broken JSON: nested too deeply"
        elif not self.keys.keys() >= found.keys():
            new = [key for key in found if key not in self.keys]
            if all(map(_is_text, new)):
                self.keys |= dict.fromkeys(new)
            else:
                reason = "a key that is no text"
        return Record(number, {}, shown(text[:_LOOKED_AT].strip()), reason) if reason else Record(number, found)

    def elements(self, text: str, label: str) -> Iterator[list[Record]]:
        """Read the elements of one array, each with its line (several on a line share its number)."""
        read = json.JSONDecoder().raw_decode
        place, line, counted = text.index("[") + 1, 1, 0
        stretch: list[Record] = []
        while True:
            between = _BETWEEN.match(text, place)
            place = between.end() if between else place
            line += text.count("\n", counted, place)
            counted = place
            if text.startswith("]", place):
                break
            try:
                found, end = read(text, place)
            except (ValueError, RecursionError) as error:
                raise InputError(
                    f"{label}, line {line}: broken JSON ({str(error)[:80]}).", "Export it again."
                ) from error
            stretch.append(self._checked(found, line, text[place:end]))
            place = end
            if len(stretch) == _STRETCH:
                yield stretch
                stretch = []
        yield stretch


def _is_text(key: str) -> bool:
    """Tell whether a key holds whole characters only, and no NUL."""
    try:
        key.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\0" not in key


def _too_deep(found: object, text: str) -> bool:
    """Tell whether an object could be read but not be written again, with room to spare."""
    if text.count("[") + text.count("{") < _MANY_BRACKETS:
        return False
    try:
        json.dumps(reduce(lambda inner, _: [inner], range(_ROOM), found))
    except RecursionError:
        return True
    return False
