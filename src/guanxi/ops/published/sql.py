"""SQL files beside the functions that ask them."""

from functools import cache
from importlib import resources


@cache
def text_of(name: str) -> str:
    """Read one SQL file."""
    return resources.files(__package__).joinpath(f"{name}.sql").read_text(encoding="utf-8")


PREPARED = {name: text_of(name) for name in ("listed", "called", "bought")}
"""Tables that a snapshot makes once at opening; lists and searches read nothing else."""
