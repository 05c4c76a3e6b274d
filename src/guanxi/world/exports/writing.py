"""Writing export files as shops write them: every cell a text, some rows twice, a few rows broken."""

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from guanxi.world.brand import Flags, Ints

Column = Sequence[str]
Row = list[str]
Spoil = Callable[[Row], Row]
TWICE = 0.002  # share of rows that an export holds twice


def header_of(text: str) -> list[str]:
    """Return the columns of a header row as a shop writes it, blanks within names kept."""
    return text.split(",")


def times(start: date, day: Ints, second: Ints) -> list[str]:
    """Return local times as `2025-06-18 20:15:00`."""
    moment = np.datetime64(start, "s") + (day * 86_400 + second).astype("timedelta64[s]")
    return [text.replace("T", " ") for text in np.datetime_as_string(moment, unit="s").tolist()]


def dates(start: date, day: Ints) -> list[str]:
    """Return days as `2025-06-18`."""
    moment = np.datetime64(start, "D") + day.astype("timedelta64[D]")
    return list(np.datetime_as_string(moment, unit="D").tolist())


def yuan(fen: Ints) -> list[str]:
    """Return money as `128.50`."""
    return [f"{value / 100:.2f}" for value in fen.tolist()]


def where(holds: Flags, texts: Column) -> list[str]:
    """Return the texts where something holds, empty cells elsewhere."""
    return [text if true else "" for true, text in zip(holds.tolist(), texts, strict=True)]


def rows_of(header: Sequence[str], columns: Mapping[str, Column]) -> list[Row]:
    """Return rows in the header's order; columns not given are empty."""
    length = len(next(iter(columns.values())))
    empty = [""] * length
    return [list(row) for row in zip(*(columns.get(name, empty) for name in header), strict=True)]


def untidy(rows: list[Row], spoils: Sequence[Spoil], rng: np.random.Generator) -> list[Row]:
    """Return the rows as a real export has them: some twice, and one broken extra row for each spoil."""
    if not rows:
        return rows
    twice = set(np.flatnonzero(rng.random(len(rows)) < TWICE).tolist())
    out = [row for number, row in enumerate(rows) for _ in range(2 if number in twice else 1)]
    for spoil, place in zip(spoils, rng.integers(0, len(rows), len(spoils)).tolist(), strict=True):
        out.insert(place, spoil(list(rows[place])))
    return out


def put(positions: Sequence[int], text: str, order: str) -> Spoil:
    """Return a spoil that makes a row another order's (its number stands first) with wrong cells in it."""

    def spoil(row: Row) -> Row:
        row[0] = order
        for position in positions:
            row[position] = text
        return row

    return spoil


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Row], encoding: str) -> Path:
    """Write one CSV file with Windows line ends, as shops' back offices do."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path
