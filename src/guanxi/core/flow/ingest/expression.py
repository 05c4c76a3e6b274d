"""What a canonical column is made of: source columns, constants and simple arithmetic on them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guanxi.core.kernel.errors import InputError

_NUMBER = re.compile(r"\d+(\.\d+)?")
_RANK = {"&": 0, "+": 1, "-": 1, "∸": 1, "*": 2, "/": 2}


@dataclass(frozen=True, slots=True)
class Cell:
    """The value of one source column, by its position."""

    position: int


@dataclass(frozen=True, slots=True)
class Constant:
    """The same value on every row."""

    text: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A value worked out from the row's identifiers: `@phone` or `@email`, normalised."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Arithmetic on two parts; `&`: their texts side by side; `∸`: a difference that is never below 0."""

    operator: str
    left: "Expression"
    right: "Expression"


Expression = Cell | Constant | Derived | Operation


class MissingColumnError(InputError):
    """An expression names a column that the file does not have; `column`: that name as it was written."""

    def __init__(self, column: str, text: str) -> None:
        where = "" if column == text else f" ({text!r})"
        super().__init__(f"There is no column {column!r} in the file{where}. 文件中没有这一列。")
        self.column = column


def plain(name: str) -> str:
    """Write a header name or expression so that spellings of it agree: width, blanks and byte-order mark aside."""
    folded = unicodedata.normalize("NFKC", name.replace("\ufeff", "").replace("\u200b", ""))
    return " ".join(folded.split())


def key_of(name: str) -> str:
    """Reduce a header name to what tells it apart: `plain`, in lower case."""
    return plain(name).lower()


def positions(header: tuple[str, ...]) -> dict[str, int]:
    """Position of every named column; of two columns of one name, the first."""
    found: dict[str, int] = {}
    for position, name in enumerate(header):
        if key_of(name):
            found.setdefault(key_of(name), position)
    return found


def cells(expression: Expression) -> Iterator[int]:
    """Positions of the columns that an expression reads."""
    if isinstance(expression, Cell):
        yield expression.position
    elif isinstance(expression, Operation):
        yield from cells(expression.left)
        yield from cells(expression.right)


def parse(text: str, known: Mapping[str, int]) -> Expression:
    """Read an expression such as `Quantity*UnitPrice`, `'1'` or a column's name.

    Raises MissingColumnError for a name that is not in `known` (keys by `key_of`).
    """
    whole = known.get(key_of(text))
    if whole is not None:
        return Cell(whole)
    return _Parser(plain(text), known).parse()


class _Parser:
    """Precedence climbing over tokens; a column's name may itself contain blanks and operators."""

    def __init__(self, text: str, known: Mapping[str, int]) -> None:
        self._text = text
        self._lower = text.lower()
        self._known = sorted(known.items(), key=lambda item: -len(item[0]))
        self._at = 0

    def parse(self) -> Expression:
        """Read the whole text."""
        found = self._operation(0)
        if self._peek():
            raise self._missing(self._text[self._at :])
        return found

    def _operation(self, least: int) -> Expression:
        left = self._atom()
        while (operator := self._peek()) and operator in _RANK and _RANK[operator] >= least:
            self._at += 1
            left = Operation(operator, left, self._operation(_RANK[operator] + 1))
        return left

    def _atom(self) -> Expression:
        start = self._peek()
        if start == "(" and self._column() is None:
            return self._bracket()
        if start in {"'", '"'}:
            return self._quoted(start)
        column = self._column()
        if column is not None:
            name, position = column
            self._at += len(name)
            return Cell(position)
        number = _NUMBER.match(self._text, self._at)
        if number:
            self._at = number.end()
            return Constant(number.group())
        for name in ("@phone", "@email"):
            if self._lower.startswith(name, self._at):
                self._at += len(name)
                return Derived(name[1:])
        raise self._missing(self._text[self._at :])

    def _bracket(self) -> Expression:
        self._at += 1
        inner = self._operation(0)
        if self._peek() != ")":
            raise InputError(
                f"The bracket in {self._text!r} is not closed. 括号没有闭合。", "Add the missing 请补上 ')'."
            )
        self._at += 1
        return inner

    def _quoted(self, mark: str) -> Expression:
        end = self._text.find(mark, self._at + 1)
        if end < 0:
            raise InputError(
                f"The quote in {self._text!r} is not closed. 引号没有闭合。", f"Add the missing 请补上 {mark}."
            )
        inner = self._text[self._at + 1 : end]
        self._at = end + 1
        if mark == "'":
            return Constant(inner)
        position = dict(self._known).get(key_of(inner))
        if position is None:
            raise self._missing(inner)
        return Cell(position)

    def _peek(self) -> str:
        while self._text[self._at : self._at + 1] == " ":
            self._at += 1
        return self._text[self._at : self._at + 1]

    def _column(self) -> tuple[str, int] | None:
        """Longest column name that stands here, ending where a name may end."""
        for name, position in self._known:
            if self._lower.startswith(name, self._at):
                after = self._lower[self._at + len(name) : self._at + len(name) + 1]
                if not (name[-1].isalnum() and after.isalnum()):
                    return name, position
        return None

    def _missing(self, name: str) -> MissingColumnError:
        return MissingColumnError(name.strip(), self._text)
