"""From an address's query to whom a list shows, and back."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from guanxi.core.kernel.words import STAGE_NAMES
from guanxi.core.tables.published import QUADRANTS
from guanxi.ops.published.filter import Filter, Span

IDENTIFYING = ("q",)  # what of a query may name a person
WORDS = ("quadrant", "stage", "owner", "bought", "next_category")
SPANS = ("score", "value", "potential", "vitality")
_KNOWN: Mapping[str, tuple[str, ...]] = {"quadrant": QUADRANTS, "stage": tuple(STAGE_NAMES)}


def asked(query: Mapping[str, Any]) -> Filter:
    """Whom a query asks for; what makes no sense in it counts as not said."""
    words = {name: str(query.get(name) or "")[:200] or None for name in WORDS}
    for name, known in _KNOWN.items():
        words[name] = words[name] if words[name] in known else None
    spans = {name: _span(query, name) for name in SPANS}
    return Filter(**words, **spans, text=str(query.get("q") or "")[:100])  # type: ignore[arg-type]  # told apart by name


def told(query: Mapping[str, Any]) -> dict[str, str]:
    """The parts of a query that say whom, as kept with an audience."""
    names = [*WORDS, *IDENTIFYING, *(f"{span}_{end}" for span in SPANS for end in ("low", "high"))]
    return {name: str(query[name])[:200] for name in names if query.get(name) not in {None, ""}}


def _span(query: Mapping[str, Any], name: str) -> Span:
    """Both ends of a span, where they are numbers."""
    return _number(query.get(f"{name}_low")), _number(query.get(f"{name}_high"))


def _number(text: Any) -> float | None:
    """A finite number, or nothing."""
    with suppress(TypeError, ValueError):
        value = float(text)
        return value if abs(value) < 1e15 else None
    return None
