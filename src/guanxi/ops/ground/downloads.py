"""Files to take away: CSV that spreadsheets read, and that cannot make them compute anything."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from django.http import StreamingHttpResponse

from guanxi.core.kernel.spreadsheets import FORMULA_STARTS

_DANGEROUS = tuple(FORMULA_STARTS)


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        """Hand back."""
        return text


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A CSV download, written as it is read; UTF-8 with a mark, so that spreadsheets show Chinese."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(head)
        for row in rows:
            yield writer.writerow([defused(value) for value in row])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def defused(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_DANGEROUS) else value
