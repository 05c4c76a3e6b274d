"""Names that somebody may have meant where what was written is not known."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(written: str, known: Iterable[str], most: int = 1) -> list[str]:
    """Known names that are spelt most like what was written, the closest first; capitals do not matter."""
    spelt: dict[str, str] = {}
    for name in known:
        spelt.setdefault(name.strip().lower(), name.strip())
    return [spelt[key] for key in get_close_matches(written.strip().lower(), spelt, n=most, cutoff=0.6)]


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """A question that names the closest known name, to be put behind a complaint; empty where none is close."""
    found = nearest(written, known)
    return f" Did you mean {found[0]}? 是否想写 {found[0]}？" if found else ""
