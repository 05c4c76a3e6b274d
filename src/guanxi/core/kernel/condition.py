"""The condition language: who may get an action, said over looks, value and life; checked and written as portable SQL.

Python-like comparisons joined by `and`, `or`, `not`; nothing else is read, nothing is run. What is unknown fulfils no
comparison.
"""

import ast
from typing import Final

LONGEST: Final = 500  # characters

NUMBERS: Final = (
    "orders", "x", "t_x", "T", "revenue_12m", "contribution_12m", "wallet", "wallet_share", "headroom", "cross_buy",
    "engagement", "quiet", "p_alive", "expected_purchases", "value_12m", "clv", "uplift_score", "child_months",
)  # fmt: skip
TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "stage": ("suspect", "prospect", "new", "growing", "mature", "declining", "dormant", "lost"),
    "quadrant": ("growth_stock", "cash_cow", "sleeping_gold", "low_yield"),
    "engagement_trend": ("rising", "steady", "falling"),
    "next_category": (),
}
"""Words that hold texts, with those that may stand there; none: any."""

_SIGNS: Final[dict[type[ast.cmpop], str]] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "=", ast.NotEq: "<>",
}  # fmt: skip
_GRAMMAR: Final = (
    f"comparisons (< <= > >= == != in) joined by and, or, not, of the words {', '.join((*NUMBERS, *TEXTS))}, "
    "and known(word)"
)


def compile_condition(text: str) -> str:
    """Check a condition and write it as SQL over columns of those names; empty: everybody.

    ValueError names what is wrong and what may stand there.
    """
    if not text.strip():
        return "TRUE"
    if len(text) > LONGEST:
        raise ValueError(f"a condition has at most {LONGEST} characters")
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"{text!r} is not a condition; write it like stage == 'dormant' and headroom > 500") from error
    return _condition(node)


def _condition(node: ast.expr) -> str:
    """Something that holds or does not."""
    match node:
        case ast.BoolOp(op=sign, values=parts):
            return f"({(' AND ' if isinstance(sign, ast.And) else ' OR ').join(map(_condition, parts))})"
        case ast.UnaryOp(op=ast.Not(), operand=below):
            return f"(NOT {_condition(below)})"
        case ast.Compare(left=left, ops=signs, comparators=others):
            sides = [left, *others]
            pairs = zip(sides, signs, others, strict=False)
            return f"({' AND '.join(_comparison(one, sign, other) for one, sign, other in pairs)})"
        case ast.Call(func=ast.Name(id="known"), args=[ast.Name(id=name)], keywords=[]) if name in (*NUMBERS, *TEXTS):
            return f"({_column(name)} IS NOT NULL)"
    raise ValueError(f"{ast.unparse(node)[:60]!r} is not allowed; use {_GRAMMAR}")


def _comparison(left: ast.expr, sign: ast.cmpop, right: ast.expr) -> str:
    """One comparison; unknown: it does not hold."""
    if isinstance(sign, ast.In | ast.NotIn):
        return _among(left, right, isinstance(sign, ast.NotIn))
    if type(sign) not in _SIGNS:
        raise ValueError(f"{type(sign).__name__} is not allowed; use {_GRAMMAR}")
    texts = [side for side in (left, right) if _text_word(side)]
    if texts:
        word = str(_text_word(texts[0]))
        if type(sign) not in (ast.Eq, ast.NotEq):
            raise ValueError(f"{word} is a text: compare it with == or in")
        sides = [_column(word) if _text_word(side) else _text(word, side) for side in (left, right)]
    else:
        sides = [_number(side) for side in (left, right)]
    return f"coalesce({sides[0]} {_SIGNS[type(sign)]} {sides[1]}, FALSE)"


def _among(left: ast.expr, right: ast.expr, outside: bool) -> str:
    """Whether a text is one of several."""
    word = _text_word(left)
    if word is None or not isinstance(right, ast.Tuple | ast.List) or not right.elts:
        raise ValueError(f"`in` asks whether a text is one of several, like stage in ('dormant', 'lost'); {_GRAMMAR}")
    several = ", ".join(_text(word, one) for one in right.elts)
    return f"coalesce({_column(word)} {'NOT IN' if outside else 'IN'} ({several}), FALSE)"


def _text_word(node: ast.expr) -> str | None:
    """The word that holds a text, if it is one."""
    return node.id if isinstance(node, ast.Name) and node.id in TEXTS else None


def _text(word: str, node: ast.expr) -> str:
    """A text that a word may hold."""
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        raise ValueError(f"{word} is compared with a text in quotation marks")
    allowed = TEXTS[word]
    if allowed and node.value not in allowed:
        raise ValueError(f"{word} is never {node.value!r}; use {', '.join(allowed)}")
    return "'" + node.value.replace("'", "''") + "'"


def _number(node: ast.expr) -> str:
    """A number or a word that holds one."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool) and abs(value) < 1e15:
            return f"CAST({float(value)!r} AS DOUBLE)"
        case ast.UnaryOp(op=ast.USub(), operand=below):
            return f"(-{_number(below)})"
        case ast.Name(id=name) if name in NUMBERS:
            return _column(name)
    raise ValueError(f"{ast.unparse(node)[:60]!r} is no number and no word that holds one; use {', '.join(NUMBERS)}")


def _column(word: str) -> str:
    return '"T"' if word == "T" else word
