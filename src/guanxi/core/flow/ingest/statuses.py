"""Status words of this file, classified once per distinct word."""

from collections.abc import Sequence

from guanxi.core.flow.ingest.expression import Cell, Constant, Expression
from guanxi.core.flow.ingest.reading import Reading
from guanxi.core.flow.ingest.words import after_sales, classify, same_words
from guanxi.core.ports import Warehouse
from guanxi.core.sqlfiles import literal

_DISTINCT = 2000
UNKNOWN = "unknown"


def class_sql(warehouse: Warehouse, reading: Reading, name: str) -> str:
    """Write the SQL that turns a status column into its class; `unknown` for a word nobody knows.

    `status_after` gives refunded, partial or empty. An empty status is paid in a mapping made by hand, where the
    column may only mark exceptions, and stays empty in a preset.
    """
    text = _text(reading.targets[name])
    found = warehouse.read(f"SELECT DISTINCT {text} AS word FROM written WHERE {text} IS NOT NULL LIMIT {_DISTINCT}")
    classes: dict[str, list[str]] = {}
    for word in found.column("word").to_pylist():
        if name == "status_after":
            made = after_sales(word, reading.mapping.words)
        else:
            made = classify(word, reading.mapping.words) or UNKNOWN
        classes.setdefault(made, []).append(word)
    empty = "NULL" if name == "status_after" or reading.mapping.preset else "'paid'"
    cases = "".join(
        f" WHEN {text} IN ({', '.join(literal(word) for word in words)}) THEN {literal(made or None)}"
        for made, words in sorted(classes.items())
        if made != UNKNOWN
    )
    otherwise = "NULL" if name == "status_after" else f"'{UNKNOWN}'"
    return f"CASE WHEN {text} IS NULL THEN {empty}{cases} ELSE {otherwise} END"


def _text(parts: Sequence[Expression]) -> str:
    """Text of a status: its columns or its constant."""
    texts = [
        f"s{p.position}" if isinstance(p, Cell) else literal(p.text) for p in parts if isinstance(p, Cell | Constant)
    ]
    return texts[0] if len(texts) == 1 else f"coalesce({', '.join(texts)})"


def same_word_sql(text: str, words: tuple[str, ...]) -> str:
    """Write the SQL that reads a canonical word whatever its case or language; other words stay as they are."""
    spellings = {word.lower(): word for word in words}
    spellings |= {written.lower(): word for written, word in same_words().items() if word in words}
    cases = "".join(f" WHEN {literal(written)} THEN {literal(word)}" for written, word in spellings.items())
    return f"CASE lower({text}){cases} ELSE {text} END"
