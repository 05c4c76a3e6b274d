"""What raw cells wear around their values: blanks, quotes of spreadsheets, full-width digits."""

from collections.abc import Iterable
from dataclasses import dataclass

from guanxi.core.ports import Warehouse
from guanxi.core.sqlfiles import literal

BLANKS = " \t\r\n\v\f\u00a0\u1680\u2002\u2003\u2009\u200b\u202f\u3000\ufeff"
WIDE = "０１２３４５６７８９．，－＋：／（）％"
NARROW = "0123456789.,-+:/()%"
EMPTY_WORDS = ("null", "none", "nan", "n/a", "#n/a", "\\n", "-", "--", "—", "nat", "<na>")


@dataclass(frozen=True, slots=True)
class Wrapping:
    """Which wrappings occur in a column, so that only those are taken off."""

    blanks: bool = False
    formula: bool = False
    apostrophe: bool = False
    wide: bool = False


def wrappings(warehouse: Warehouse, positions: Iterable[int]) -> dict[int, Wrapping]:
    """Look once through the used columns of `raw` for wrappings."""
    used = sorted(set(positions))
    if not used:
        return {}
    parts = []
    for i in used:
        foreign = f"strlen(c{i}) <> length(c{i})"
        parts += [
            f"coalesce(bool_or({foreign} OR contains(c{i}, chr(9)) OR contains(c{i}, chr(10))), FALSE)",
            f"coalesce(bool_or(contains(c{i}, '=\"')), FALSE)",
            f"coalesce(bool_or(contains(c{i}, '''')), FALSE)",
            f"coalesce(bool_or(CASE WHEN {foreign} THEN regexp_matches(c{i}, '[０-９．，－]') ELSE FALSE END), FALSE)",
        ]
    row = warehouse.read(f"SELECT {', '.join(f'{part} AS p{n}' for n, part in enumerate(parts))} FROM raw")
    values = [bool(column[0].as_py()) for column in row.columns]
    return {i: Wrapping(*values[4 * n : 4 * n + 4]) for n, i in enumerate(used)}


def clean(position: int, wrapping: Wrapping) -> str:
    """Write the SQL that takes the wrappings off a raw cell; empty becomes NULL."""
    cell = f"c{position}"
    text = f"trim({cell}, {literal(BLANKS)})" if wrapping.blanks else f"trim({cell})"
    if wrapping.formula:
        text = f"trim(regexp_replace({text}, '^=\"(.*)\"$', '\\1', 's'))"
    if wrapping.apostrophe:
        text = f"trim(regexp_replace({text}, '^''+', ''))"
    if wrapping.formula and wrapping.blanks:
        text = f"trim({text}, {literal(BLANKS)})"
    if wrapping.wide:
        text = f"CASE WHEN strlen({text}) = length({text}) THEN {text} ELSE translate({text}, '{WIDE}', '{NARROW}') END"
    return f"nullif({text}, '')"


def without_empty_words(text: str) -> str:
    """Write the SQL that reads words such as NULL, N/A or a dash as empty."""
    words = ", ".join(literal(word) for word in EMPTY_WORDS)
    return f"CASE WHEN lower({text}) IN ({words}) THEN NULL ELSE {text} END"
