"""Writes a table to Parquet, CSV or XLSX for people and other programs."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.spreadsheets import FORMULA_STARTS

_XLSX_ROWS = 1_048_576
_FORMULA = f"^[{re.escape(FORMULA_STARTS)}]"


def export(rows: pa.Table, target: Path) -> None:
    """Write rows to a file whose ending names the format; whole or not at all.

    Raises InputError for another ending, a missing folder, or more rows than a sheet holds.
    """
    writer = _WRITERS.get(target.suffix.lower())
    if writer is None:
        raise InputError(
            f"{target}: cannot write {target.suffix or 'a file without ending'}. 不支持的格式。",
            "Use .parquet, .csv or .xlsx 请用这三种。",
        )
    if not target.parent.exists():
        raise InputError(f"{target.parent} does not exist. 文件夹不存在。", "Make the folder first, or choose another.")
    unfinished = target.with_name(f".{target.name}.tmp")
    try:
        writer(rows, unfinished)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _parquet(rows: pa.Table, path: Path) -> None:
    pq.write_table(rows, path, compression="zstd")


def _csv(rows: pa.Table, path: Path) -> None:
    with path.open("wb") as file:
        write_csv(rows, file)


def write_csv(rows: pa.Table, file: IO[bytes]) -> None:
    """Write UTF-8 with a mark at the start, so that Excel reads Chinese, and no text that it would run."""
    file.write(b"\xef\xbb\xbf")
    pa_csv.write_csv(_harmless(rows), file)


def _harmless(rows: pa.Table) -> pa.Table:
    """Put an apostrophe before texts that a spreadsheet would run."""
    for position, field in enumerate(rows.schema):
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            column = rows.column(position)
            risky = pc.match_substring_regex(column, _FORMULA)
            quoted = pc.binary_join_element_wise(pa.scalar("'", field.type), column, pa.scalar("", field.type))
            rows = rows.set_column(position, field.name, pc.if_else(risky, quoted, column))
    return rows


def _xlsx(rows: pa.Table, path: Path) -> None:
    """One sheet, written row by row; texts stay texts."""
    import xlsxwriter  # as slow to load as all the rest, and seldom needed

    if rows.num_rows >= _XLSX_ROWS:
        raise InputError(
            f"{rows.num_rows:,} rows are more than a sheet's {_XLSX_ROWS:,}.", "Use .csv or .parquet, or fewer rows."
        )
    options: dict[str, bool | str] = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    options |= {"nan_inf_to_errors": True, "remove_timezone": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("guanxi")
        sheet.write_row(0, 0, rows.column_names)
        number = 1
        for batch in rows.to_batches():
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                sheet.write_row(number, 0, row)
                number += 1


_WRITERS: dict[str, Callable[[pa.Table, Path], None]] = {".parquet": _parquet, ".csv": _csv, ".xlsx": _xlsx}
