"""What is said where there is no table of a name: what was meant, and the tables made for people."""

from collections.abc import Sequence

from guanxi.core.kernel.nearest import nearest
from guanxi.core.tables import TABLES

_CLOSE = 3
_FEW = 20  # names that a person still reads


def missing(name: str, there: Sequence[str]) -> tuple[str, str]:
    """The complaint and what to do: the closest names, and where there are too many, only those made for people."""
    close = nearest(name, {*there, *TABLES}, _CLOSE)
    question = f" Did you mean {', '.join(close)}? 是否想写 {', '.join(close)}？" if close else ""
    shown = there if len(there) <= _FEW else TABLES
    return f"There is no table {name!r}. 没有这张表。{question}", f"Tables here 现有的表: {', '.join(shown)}"
