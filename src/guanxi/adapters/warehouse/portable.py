"""The guard of the portable subset: what a query uses that the engines understand differently (ADR 0002)."""

from collections.abc import Iterator
from typing import Final

import sqlglot
from sqlglot import exp

_MATHS: Final = "ABS CEIL EXP FLOOR LN LOG POWER ROUND SIGN SQRT GREATEST LEAST"
_TEXT: Final = (
    "LENGTH LOWER UPPER SUBSTRING LEFT RIGHT TRIM REPLACE STARTS_WITH CONTAINS SPLIT_PART PAD CONCAT_WS "
    "MD5_HEX MD5 REGEXP_LIKE REGEXP_MATCHES REGEXP_EXTRACT REGEXP_REPLACE"
)
_TIME: Final = "TIME_TO_UNIX EPOCH_US TIMESTAMP_TRUNC EXTRACT YEAR MONTH DAY DATEDIFF"
_GROUPS: Final = (
    "COUNT SUM MIN MAX AVG STDDEV_SAMP STDDEV_POP VARIANCE VARIANCE_POP VAR_POP CORR COVAR_POP COVAR_SAMP "
    "PERCENTILE_CONT LOGICAL_OR LOGICAL_AND GROUP_CONCAT STRING_AGG ARRAY_AGG ARG_MAX ARG_MIN"
)
_WINDOWS: Final = "ROW_NUMBER RANK DENSE_RANK PERCENT_RANK CUME_DIST NTILE LAG LEAD"
_LOGIC: Final = "CAST TRY_CAST CASE IF COALESCE NULLIF EXISTS AND OR XOR EXPLODE UNNEST ARRAY"
ALLOWED: Final = frozenset(" ".join((_MATHS, _TEXT, _TIME, _GROUPS, _WINDOWS, _LOGIC)).split())

_REFUSED: Final[dict[type[exp.Expr], str]] = {
    exp.Qualify: "QUALIFY: number the rows in a subquery and filter outside",
    exp.Merge: "MERGE: ledgers are append-only",
    exp.Pivot: "PIVOT: write sum(…) FILTER (WHERE …) for each column",
    exp.TableSample: "TABLESAMPLE: answers differ from run to run",
    exp.Lambda: "a lambda: engines differ in functions over lists",
    exp.Comprehension: "a list comprehension: engines differ in functions over lists",
    exp.Bracket: "an index into a list: engines differ in where lists begin",
    exp.SimilarTo: "SIMILAR TO: use regexp_matches",
}
_COUNTING: Final = (exp.RowNumber, exp.Rank, exp.DenseRank, exp.PercentRank, exp.CumeDist, exp.Ntile, exp.Lag, exp.Lead)
_WHOLE: Final = ("int", "bigint", "smallint", "tinyint")


def unportable(sql: str) -> list[str]:
    """List, one sentence each, what a query uses outside the portable subset; empty when nothing."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    found: dict[str, None] = {}
    for node in tree.walk():
        for complaint in _complaints(node):
            found.setdefault(complaint)
    return list(found)


def _complaints(node: exp.Expr) -> Iterator[str]:
    """Ask every rule about one node."""
    yield from (words for kind, words in _REFUSED.items() if isinstance(node, kind))
    for rule in (_function, _division, _window, _join, _limit, _distinct, _text, _number, _moment):
        yield from rule(node)


def _function(node: exp.Expr) -> Iterator[str]:
    """Only functions that were compared on both engines."""
    if isinstance(node, exp.Func):
        name = node.name if isinstance(node, exp.Anonymous) else node.sql_name()
        if name.upper() not in ALLOWED:
            yield f"{name.lower()}(): not in the portable subset"


def _division(node: exp.Expr) -> Iterator[str]:
    """Spark raises where DuckDB answers infinity."""
    if isinstance(node, (exp.Div, exp.IntDiv, exp.Mod)) and not _never_zero(node.expression):
        yield f"{node.sql(dialect='duckdb')}: guard the divisor with nullif(…, 0)"


def _never_zero(node: exp.Expr) -> bool:
    """Tell whether a divisor is 0 in no row: guarded, a setting, or a number."""
    bare = node.unnest()
    if isinstance(bare, exp.Literal):
        return not bare.is_string and float(bare.name) != 0
    if isinstance(bare, (exp.Nullif, exp.Placeholder, exp.Exp, exp.Ln)):
        return not isinstance(bare, exp.Ln) or isinstance(bare.this, exp.Literal)
    if isinstance(bare, (exp.Cast, exp.Neg, exp.Sqrt)):
        return _never_zero(bare.this)
    if isinstance(bare, (exp.Mul, exp.Div, exp.Pow)):
        return _never_zero(bare.this) and _never_zero(bare.expression)
    if isinstance(bare, exp.Greatest):
        return any(isinstance(part.unnest(), exp.Literal) and _never_zero(part) for part in bare.iter_expressions())
    return False


def _window(node: exp.Expr) -> Iterator[str]:
    """A place in a row of rows needs an order."""
    if isinstance(node, exp.Window) and isinstance(node.this, _COUNTING) and not _ordered(node):
        yield f"{node.sql(dialect='duckdb')}: give the window an ORDER BY that leaves no ties"
    if isinstance(node, exp.GroupConcat) and node.find(exp.Order) is None:
        yield "string_agg(): give it an ORDER BY"
    if isinstance(node, exp.ArrayAgg) and node.find(exp.Order) is not None:
        yield "array_agg(): Spark keeps no order in it; a list is a set"
    if isinstance(node, exp.PercentileCont) and not isinstance(node.parent, exp.WithinGroup):
        yield "quantile_cont(): write percentile_cont(q) WITHIN GROUP (ORDER BY CAST(x AS DOUBLE))"


def _ordered(window: exp.Window) -> bool:
    """Tell whether a window has an order of its own or a named one."""
    return bool(window.args.get("order") or window.args.get("alias"))


def _join(node: exp.Expr) -> Iterator[str]:
    """Joins that Spark has not."""
    if isinstance(node, exp.Join):
        kinds = {str(node.args.get(part) or "").upper() for part in ("method", "kind", "side")}
        yield from (f"{kind} JOIN: not in the portable subset" for kind in kinds & {"ASOF", "POSITIONAL", "NATURAL"})


def _limit(node: exp.Expr) -> Iterator[str]:
    """Some rows without an order are other rows on every engine."""
    if isinstance(node, exp.Limit) and node.parent is not None and not node.parent.args.get("order"):
        yield "LIMIT without ORDER BY: which rows?"


def _distinct(node: exp.Expr) -> Iterator[str]:
    """DISTINCT ON keeps whichever row comes first."""
    if isinstance(node, exp.Distinct) and node.args.get("on"):
        yield "DISTINCT ON: number the rows in a subquery and filter outside"


def _text(node: exp.Expr) -> Iterator[str]:
    """Words with other defaults: replace once or everywhere, empty or absent."""
    if isinstance(node, exp.RegexpReplace) and "g" not in node.sql(dialect="duckdb").rpartition(",")[2]:
        yield "regexp_replace(): say 'g', Spark replaces everywhere"


def _number(node: exp.Expr) -> Iterator[str]:
    """Rounding differs, and so do the types of what is rounded."""
    if isinstance(node, exp.Cast) and node.is_type(*_WHOLE) and isinstance(node.this.unnest(), (exp.Div, exp.Mul)):
        yield f"{node.sql(dialect='duckdb')}: DuckDB rounds and Spark cuts; say floor() or round() first"
    if isinstance(node, exp.Cast) and node.is_type("int128", "uint", "ubigint", "uint128"):
        yield f"{node.sql(dialect='duckdb')}: Spark has no such integer; DECIMAL(38, 0) or BIGINT"
    digits = node.args.get("decimals") if isinstance(node, exp.Round) else None
    if isinstance(digits, exp.Literal) and int(digits.name) < 6:
        yield f"{node.sql(dialect='duckdb')}: engines part on halves; round to 6 digits, where no half can lie"
    if isinstance(node, (exp.Floor, exp.Ceil, exp.Sign)) and isinstance(node.parent, exp.Alias):
        yield f"{node.sql(dialect='duckdb')}: a whole number on Spark, a fraction on DuckDB; CAST it"


def _moment(node: exp.Expr) -> Iterator[str]:
    """Days between: the same on both engines for dates only."""
    if isinstance(node, exp.DateDiff) and not (_is_date(node.this) and _is_date(node.expression)):
        yield "date_diff(): cast both ends to DATE, or use epoch() and divide"
    if isinstance(node, exp.Sub) and (_is_date(node.this) or _is_date(node.expression)):
        yield f"{node.sql(dialect='duckdb')}: an interval on Spark; use date_diff('day', …) on dates, or epoch()"


def _is_date(node: exp.Expr) -> bool:
    """Tell whether a term says itself that it is a date."""
    return isinstance(node, exp.Cast) and bool(node.is_type("date"))
