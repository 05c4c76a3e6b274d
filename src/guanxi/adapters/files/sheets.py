"""Excel workbooks as raw texts."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from guanxi.adapters.files.canonical import text_of
from guanxi.adapters.files.sources import Source
from guanxi.adapters.files.stage import Block, usable_header
from guanxi.adapters.files.typed import Rows, block_of, rows_a_block, text_array
from guanxi.adapters.files.workbook import Errors, inspect
from guanxi.core.kernel.errors import InputError

Row = tuple[int, list[str]]  # 1-based sheet row and its cells


class SheetTable:
    """The first sheet with something in it, visible ones first; a formula counts as the value last computed."""

    kind = "xlsx"
    encoding = delimiter = ""

    def __init__(self, source: Source, path: Path) -> None:
        self.source = source
        errors = inspect(path, source.label)
        try:
            place, self._sheet = _first_sheet(path)
        except (KeyboardInterrupt, SystemExit, InputError):
            raise
        except BaseException as error:  # the reader's own panics are no Exception
            raise InputError(
                f"{source.label} is not a readable workbook ({error}). 无法读取这个工作簿。",
                "Save it again as .xlsx. 请另存为 .xlsx。",
            ) from error
        self._errors = errors[place] if place < len(errors) else {}
        self.member = f"{source.member}/{self._sheet.name}" if source.member else self._sheet.name
        self._rows = _filled(self._sheet, self._errors)
        header = next(self._rows, None)
        if header is None:
            raise InputError(
                f"{source.label} is empty: no sheet holds a row. 工作簿里没有任何数据。",
                "Export it again with its header row. 请连同表头重新导出。",
            )
        self.header = usable_header(header[1], source.label)

    def blocks(self) -> Iterator[Block]:
        """Yield the rows below the header in order."""
        most = rows_a_block(len(self.header))
        while rows := list(islice(self._rows, most)):
            yield self._block(rows)

    def _block(self, rows: list[Row]) -> Block:
        """Turn rows into columns."""
        found = Rows(np.arange(len(rows)), np.array([line for line, _ in rows], np.int64))
        columns = zip(*(cells for _, cells in rows), strict=True)
        return block_of(self.header, found, [text_array(column) for column in columns])


def _first_sheet(path: Path) -> tuple[int, CalamineSheet]:
    """Find the sheet to read, and its place in the workbook."""
    book = CalamineWorkbook.from_path(str(path))
    places = sorted(
        range(len(book.sheets_metadata)),
        key=lambda place: book.sheets_metadata[place].visible != SheetVisibleEnum.Visible,
    )
    sheet = None
    for place in places:
        sheet = book.get_sheet_by_index(place)
        if sheet.start is not None:
            return place, sheet
    if sheet is None:
        raise InputError(f"{path.name} holds no sheet.", "Save it again as .xlsx.")
    return places[-1], sheet


def _filled(sheet: CalamineSheet, errors: Errors) -> Iterator[Row]:
    """Yield the rows that are not blank, as texts."""
    left = sheet.start[1] if sheet.start else 0
    for row, values in enumerate(sheet.iter_rows()):
        cells = [text_of(value) for value in values]
        for column, text in errors.get(row, {}).items():
            if 0 <= column - left < len(cells):
                cells[column - left] = text
        if any(cell.strip() for cell in cells):
            yield row + 1, cells
