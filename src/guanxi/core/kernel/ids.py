"""Names of loads and runs: short, sortable, and typed by hand without fear."""

import re
from datetime import date

_NOT_A_WORD = re.compile(r"[^\w]+")


def load_id(number: int, file_name: str) -> str:
    """Name the load of this number after its file, for example `0007-orders`."""
    stem = file_name.split(".", maxsplit=1)[0]
    slug = _NOT_A_WORD.sub("-", stem).strip("-").lower()[:40]
    return f"{number:04d}-{slug or 'load'}"


def run_id(number: int, as_of: date) -> str:
    """Name the run of this number after its date, for example `0003-2026-06-30`."""
    return f"{number:04d}-{as_of.isoformat()}"


def number_of(identifier: str) -> int:
    """Read the number that a load or run id begins with; 0 where there is none."""
    head = identifier.split("-", maxsplit=1)[0]
    return int(head) if head.isdigit() else 0
