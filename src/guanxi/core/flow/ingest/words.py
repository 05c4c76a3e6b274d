"""Status words of shops, in Chinese and English, as five classes."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from guanxi.core.flow.ingest.expression import key_of

_CLASSES = ("paid", "unpaid", "cancelled", "refunded", "partial")


@cache
def _common() -> dict[str, Any]:
    """The words that all presets share."""
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def same_words() -> dict[str, str]:
    """Everyday words for the words that canonical columns hold, such as 同意 for GRANT."""
    return dict(_common()["same"])


def status_key(word: str) -> str:
    """Reduce a status word to what tells it apart: case, width, underscores and dashes aside."""
    return " ".join(key_of(word).replace("_", " ").replace("-", " ").removeprefix("wc ").split()).replace("、", ",")


def classify(word: str, own: Mapping[str, tuple[str, ...]]) -> str | None:
    """Class of a status word: the mapping's own words first, then the common ones; None when unknown."""
    key = status_key(word)
    for table in (own, _common()):
        for name in _CLASSES:
            if key in {status_key(known) for known in table.get(name, ())}:
                return name
    return next((name for part, name in _common()["parts"].items() if part in key), None)


def after_sales(word: str, own: Mapping[str, tuple[str, ...]]) -> str:
    """Class of an after-sales word: only a completed refund matters, anything else is none yet."""
    found = classify(word, own)
    return found if found in {"refunded", "partial"} else ""
