"""The formula language: small expressions over looks and value, checked for sense and written as portable SQL.

A term is a Python-like expression (`+ - * /`, numbers, words, functions; nothing else is read, nothing is run).
Units are checked, so that money is never added to days, and ranges too: a term must lie between 0 and 1 and
nothing may be divided by what can be 0.
"""

import ast
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

Unit = tuple[int, int]  # powers of money and of days
PLAIN: Final[Unit] = (0, 0)
MONEY: Final[Unit] = (1, 0)
DAYS: Final[Unit] = (0, 1)
LONGEST: Final = 500  # characters of an expression
LARGEST: Final = 4_000  # characters of its SQL: functions that name a part twice must not be nested without end
ANY: Final = math.inf

WORDS: Final[dict[str, tuple[Unit, float, float]]] = {
    "headroom": (MONEY, 0, ANY), "wallet": (MONEY, 0, ANY), "wallet_share": (PLAIN, 0, 1),
    "wallet_confidence": (PLAIN, 0, 1), "cross_buy": (MONEY, 0, ANY), "engagement": (PLAIN, 0, 1),
    "stage": (PLAIN, 0, 1), "p_alive": (PLAIN, 0, 1), "orders": (PLAIN, 0, ANY), "repeats": (PLAIN, 0, ANY),
    "tenure": (DAYS, 0, ANY), "silence": (DAYS, 0, ANY), "revenue_12m": (MONEY, -ANY, ANY),
    "contribution_12m": (MONEY, -ANY, ANY), "value_12m": (MONEY, 0, ANY), "value_12m_low": (MONEY, 0, ANY),
    "value_12m_high": (MONEY, 0, ANY), "clv": (MONEY, 0, ANY), "expected_purchases": (PLAIN, 0, ANY),
    "expected": (MONEY, 0, ANY), "usual": (MONEY, 0, ANY), "recent": (MONEY, -ANY, ANY),
    "memory": (MONEY, -ANY, ANY), "swing": (MONEY, 0, ANY), "largest": (MONEY, 0, ANY),
}  # fmt: skip
"""What an expression may name: unit, least and greatest value (columns of table `figure`)."""


@dataclass(frozen=True, slots=True)
class Part:
    """A checked expression: its SQL, unit and range. The n-th standing stands in the SQL as `{n}`."""

    sql: str
    unit: Unit
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Standing:
    """A place within the brand that only everybody together settles: `kind` (rank or share) of the SQL in `of`."""

    kind: str
    of: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """A term ready for SQL: `sql` lies between 0 and 1, empty where unknown; {0}, {1} … are places of `standings`."""

    sql: str
    standings: tuple[Standing, ...]


def compile_term(text: str) -> Compiled:
    """Check an expression and write it as SQL; ValueError names what is wrong and what may stand there."""
    standings: list[Standing] = []
    part = _Reader(standings).read(_parsed(text))
    if part.unit != PLAIN or not (part.low >= 0 and part.high <= 1):
        raise ValueError(f"{text!r} may lie outside 0 to 1; wrap it in rank(…) or share(…), or use cap(x, 0, 1)")
    return Compiled(part.sql, tuple(standings))


def _parsed(text: str) -> ast.expr:
    """Parse, or say that it is no expression."""
    if len(text) > LONGEST:
        raise ValueError(f"an expression has at most {LONGEST} characters")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"{text!r} is not an expression; write it like rank(headroom) * p_alive") from error


class _Reader:
    """Walks an expression; everything that is not on its list is refused."""

    def __init__(self, standings: list[Standing], inside: bool = False) -> None:
        self.standings = standings
        self.inside = inside

    def read(self, node: ast.expr) -> Part:
        """Check one node and what is below it."""
        part = self._part(node)
        if len(part.sql) > LARGEST:
            raise ValueError("the expression is nested too deeply; split it into terms")
        return part

    def _part(self, node: ast.expr) -> Part:
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool) and abs(value) < 1e15:
                return Part(f"CAST({float(value)!r} AS DOUBLE)", PLAIN, float(value), float(value))
            case ast.Name(id=name) if name in WORDS:
                return Part(name, *WORDS[name])
            case ast.Name(id=name):
                raise ValueError(f"unknown word {name}; use {', '.join(WORDS)}")
            case ast.UnaryOp(op=ast.USub(), operand=below):
                part = self.read(below)
                return Part(f"(-{part.sql})", part.unit, -part.high, -part.low)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return _over(self.read(left), self.read(right), ast.unparse(right))
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _SIGNS:
                return _SIGNS[type(sign)](self.read(left), self.read(right))
            case ast.Call(func=ast.Name(id=name), args=given, keywords=[]) if name in _FUNCTIONS:
                return self._call(name, given)
        raise ValueError(f"{ast.unparse(node)[:60]!r} is not allowed; use {_GRAMMAR}")

    def _call(self, name: str, given: Sequence[ast.expr]) -> Part:
        """Check a function's arguments and apply it."""
        wanted = _FUNCTIONS[name][0]
        if len(given) != wanted or any(isinstance(one, ast.Starred) for one in given):
            raise ValueError(f"{name}(…) takes {wanted} expression{'s' if wanted > 1 else ''}")
        if name in _STANDINGS:
            return self._standing(name, given[0])
        return _FUNCTIONS[name][1](*(self.read(one) for one in given))

    def _standing(self, kind: str, of: ast.expr) -> Part:
        """Note a standing to be settled over everybody."""
        if self.inside:
            raise ValueError(f"{kind}(…) cannot stand inside rank(…) or share(…)")
        part = _Reader(self.standings, inside=True).read(of)
        self.standings.append(Standing(kind, part.sql))
        return Part(f"{{{len(self.standings) - 1}}}", PLAIN, 0, 1)


def _same(a: Part, b: Part) -> Unit:
    """The unit two parts share."""
    if a.unit != b.unit and not _zero(a) and not _zero(b):
        raise ValueError(f"{_unit(a.unit)} and {_unit(b.unit)} cannot be added or compared")
    return b.unit if _zero(a) else a.unit


def _zero(part: Part) -> bool:
    return part.low == part.high == 0


def _unit(unit: Unit) -> str:
    """Name a unit in words."""
    return {PLAIN: "a plain number", MONEY: "money", DAYS: "days"}.get(unit, f"money^{unit[0]}·days^{unit[1]}")


def _plus(a: Part, b: Part) -> Part:
    return Part(f"({a.sql} + {b.sql})", _same(a, b), a.low + b.low, a.high + b.high)


def _minus(a: Part, b: Part) -> Part:
    return Part(f"({a.sql} - {b.sql})", _same(a, b), a.low - b.high, a.high - b.low)


def _times(a: Part, b: Part) -> Part:
    ends = [_product(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    unit = (a.unit[0] + b.unit[0], a.unit[1] + b.unit[1])
    return Part(f"({a.sql} * {b.sql})", unit, min(ends), max(ends))


def _product(x: float, y: float) -> float:
    """Zero times without end is zero: ranges end before infinity."""
    return 0.0 if x == 0 or y == 0 else x * y


def _over(a: Part, b: Part, said: str) -> Part:
    """Divide by what is surely above 0 or below it."""
    if b.low <= 0 <= b.high:
        raise ValueError(f"division by {said}, which can be 0; use ratio(x, y), which is x / (x + y)")
    low, high = sorted((1 / b.low, 1 / b.high))
    inverse = _times(a, Part("", (-b.unit[0], -b.unit[1]), low, high))
    return Part(f"({a.sql} / nullif({b.sql}, 0))", inverse.unit, inverse.low, inverse.high)


def _least(a: Part, b: Part) -> Part:
    return Part(_either("<=", a, b), _same(a, b), min(a.low, b.low), min(a.high, b.high))


def _greatest(a: Part, b: Part) -> Part:
    return Part(_either(">=", a, b), _same(a, b), max(a.low, b.low), max(a.high, b.high))


def _either(sign: str, a: Part, b: Part) -> str:
    """Choose one of two; unknown where either is (least and greatest would pass over it)."""
    known = f"{b.sql} IS NOT NULL AND {a.sql} IS NOT NULL"
    return f"(CASE WHEN {a.sql} {sign} {b.sql} THEN {a.sql} WHEN {known} THEN {b.sql} END)"


def _cap(x: Part, low: Part, high: Part) -> Part:
    """Keep within two bounds."""
    return _least(_greatest(x, low), high)


def _ratio(x: Part, y: Part) -> Part:
    """What x is of x + y; unknown where both are 0."""
    _same(x, y)
    if x.low < 0 or y.low < 0:
        raise ValueError("ratio(x, y) is x / (x + y) of two amounts of at least 0; write max(…, 0) around them")
    return Part(f"({x.sql} / nullif({x.sql} + {y.sql}, 0))", PLAIN, 0, 1)


def _log(x: Part) -> Part:
    """The logarithm of 1 + x."""
    if x.unit != PLAIN or x.low < 0:
        raise ValueError("log(x) is ln(1 + x) of a plain number of at least 0; money has no logarithm")
    return Part(f"ln(1 + {x.sql})", PLAIN, math.log1p(x.low), math.log1p(x.high))


def _inverse(x: Part) -> Part:
    """A standing seen from the other end."""
    if x.unit != PLAIN or x.low < 0 or x.high > 1:
        raise ValueError("inverse(x) is 1 - x of something between 0 and 1, such as rank(…)")
    return Part(f"(1 - {x.sql})", PLAIN, 1 - x.high, 1 - x.low)


def _rise(x: Part, y: Part, swing: Part) -> Part:
    """By how much something about x, give or take swing, is expected to exceed y.

    Mean of max(0, X - y) for X logistic about x with the scale 0.6 swing: near the normal law's, whatever the engine.
    """
    unit = _same(x, y)
    if swing.low < 0 or _same(Part("", unit, 1, 1), swing) != unit:
        raise ValueError("rise(x, y, swing) takes three amounts of one unit, swing at least 0")
    scale = f"(0.6 * {swing.sql})"
    apart = f"least(greatest(({x.sql} - {y.sql}) / nullif({scale}, 0), -30), 30)"
    soft = f"(CASE WHEN {swing.sql} > 0 THEN {scale} * ln(1 + exp({apart})) ELSE 0 END)"
    return Part(f"greatest({soft}, {x.sql} - {y.sql}, 0)", unit, 0, ANY)


def _placed(_: Part) -> Part:
    raise AssertionError("standings are read by _Reader")  # pragma: no cover


_SIGNS: Final[dict[type[ast.operator], Callable[[Part, Part], Part]]] = {
    ast.Add: _plus, ast.Sub: _minus, ast.Mult: _times,
}  # fmt: skip
_STANDINGS: Final = ("rank", "share")
_FUNCTIONS: Final[dict[str, tuple[int, Callable[..., Part]]]] = {
    "rank": (1, _placed), "share": (1, _placed), "inverse": (1, _inverse), "log": (1, _log),
    "ratio": (2, _ratio), "min": (2, _least), "max": (2, _greatest), "cap": (3, _cap), "rise": (3, _rise),
}  # fmt: skip
_GRAMMAR: Final = f"numbers, + - * /, {', '.join(f'{name}(…)' for name in _FUNCTIONS)} and the words {', '.join(WORDS)}"
