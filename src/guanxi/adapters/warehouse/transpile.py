"""One query language for every engine: DuckDB's dialect rewritten for another one, meaning kept.

sqlglot knows the words of each dialect; the rewrites below add the few places where two engines use
one word for two things (ADR 0002).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, ParseError, UnsupportedError

from guanxi.core.kernel.errors import InputError

DIALECTS: Final = ("duckdb", "spark")

Rewrite = Callable[[exp.Expr], None]


@lru_cache(maxsize=512)
def to_dialect(sql: str, dialect: str) -> str:
    """Write a query of DuckDB's dialect in another one, pretty, comments kept.

    InputError names a dialect that is not known or the place that cannot be read.
    """
    if dialect not in DIALECTS:
        raise InputError(f"There is no dialect {dialect!r}.", f"Dialects: {', '.join(DIALECTS)}")
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
        if dialect == "spark":
            _rewrite(tree)
        return tree.sql(dialect=dialect, pretty=True, unsupported_level=ErrorLevel.RAISE)
    except (ParseError, UnsupportedError) as error:
        raise InputError(f"This query cannot be written in {dialect}: {error}", "Use the portable subset.") from error


def _rewrite(tree: exp.Expr) -> None:
    """Replace, in place, what Spark understands otherwise than DuckDB does."""
    for kind, rewrite in _REWRITES.items():
        for node in reversed(list(tree.find_all(kind))):  # innermost first: outer ones copy them
            rewrite(node)


def _double(node: exp.Expr) -> exp.Expr:
    """Read a number as DOUBLE, unless it is one: a cast to it, or what a division gives."""
    bare = node.unnest()
    if isinstance(bare, exp.Div) or (isinstance(bare, exp.Cast) and bare.is_type("double")):
        return node
    return exp.cast(node, "double")


def _division(node: exp.Expr) -> None:
    """DuckDB divides decimals as doubles; Spark keeps them decimal and rounds."""
    node.set("this", _double(node.this))


def _average(node: exp.Expr) -> None:
    """The same for avg, whose decimal answer Spark rounds to eight places."""
    node.set("this", _double(node.this))


def _percentile(node: exp.Expr) -> None:
    """Keep the exact quantile: sqlglot would write the approximate one."""
    if not isinstance(node.this, exp.PercentileCont):
        return
    ordered = node.expression.expressions[0]
    node.replace(exp.Anonymous(this="PERCENTILE", expressions=[_double(ordered.this), node.this.this]))


def _microseconds(moment: exp.Expr) -> exp.Expr:
    """Microseconds since 1970; Spark counts them on zoned timestamps only, and the session is in UTC."""
    return exp.Anonymous(this="UNIX_MICROS", expressions=[exp.cast(moment, exp.DataType.Type.TIMESTAMPLTZ)])


def _epoch(node: exp.Expr) -> None:
    """Keep the fraction of a second, which UNIX_TIMESTAMP drops."""
    seconds = exp.Div(this=exp.cast(_microseconds(node.this), "double"), expression=exp.Literal.number("1000000"))
    node.replace(exp.Paren(this=seconds))


def _anonymous(node: exp.Expr) -> None:
    """Functions that sqlglot passes through by name."""
    if node.name.lower() == "epoch_us":
        node.replace(_microseconds(node.expressions[0]))


def _row_of(node: exp.Expr) -> None:
    """DuckDB looks for the greatest among rows that have an answer; Spark among all."""
    known = exp.Not(this=exp.Is(this=node.this.copy(), expression=exp.Null()))
    node.set("expression", exp.case().when(known, node.expression.copy()))


def _truncated(node: exp.Expr) -> None:
    """Spark truncates to a zoned timestamp; ours have no zone."""
    node.replace(exp.cast(node.copy(), exp.DataType.Type.TIMESTAMPNTZ))


_REWRITES: Final[dict[type[exp.Expr], Rewrite]] = {
    exp.TimeToUnix: _epoch,
    exp.Anonymous: _anonymous,
    exp.ArgMax: _row_of,
    exp.ArgMin: _row_of,
    exp.Div: _division,
    exp.Avg: _average,
    exp.WithinGroup: _percentile,
    exp.TimestampTrunc: _truncated,
}
