"""Whom a list shows: a filter, and the conditions it becomes. Values travel beside the query, never inside it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Span = tuple[float | None, float | None]
ANY: Span = (None, None)
LEAST = 4  # letters or digits of an id, key or telephone that find more than what is exactly so

_WORDS: Mapping[str, str] = {
    "quadrant": "quadrant = $quadrant",
    "stage": "stage = $stage",
    "owner": "owner = $owner",
    "next_category": "next_category = $next_category",
    "bought": "no IN (SELECT no FROM bought WHERE category = $bought)",
    "among": "customer_id IN (SELECT unnest($among))",
}
_SPANS: Mapping[str, str] = {
    "score": "uplift_score",
    "value": "value_12m",
    "potential": "uplift_score",
    "vitality": "vitality",
}
_CALLED = "SELECT no FROM called WHERE {}"
_LISTED = "SELECT no FROM listed WHERE {}"
_KEY, _KEY_BEGINS = _CALLED.format("customer_key = $text"), _CALLED.format("starts_with(customer_key, $text)")
_ID, _ID_BEGINS = _LISTED.format("customer_id = $text"), _LISTED.format("starts_with(customer_id, $text)")
_NAME, _EMAIL = _CALLED.format("contains(name, $text)"), _CALLED.format("email = $text")
_PHONE_ENDS = _CALLED.format("ends_with(phone, $digits)")


@dataclass(frozen=True, slots=True)
class Filter:
    """Whom to show; what is left empty lets everybody through.

    `bought`: a category of the last 365 days; `next_category`: the likeliest; spans include both ends; `among`: only
    these ids; `text`: an id or key, or how it begins, the end of a telephone, an e-mail, part of a name.
    """

    quadrant: str | None = None
    stage: str | None = None
    owner: str | None = None
    bought: str | None = None
    next_category: str | None = None
    score: Span = ANY
    value: Span = ANY
    potential: Span = ANY
    vitality: Span = ANY
    among: tuple[str, ...] | None = None
    text: str = ""

    def conditions(self) -> tuple[str, dict[str, object]]:
        """The filter as SQL over `listed`, and the values it asks for."""
        parts = [*self._words(), *self._spans(), *_searched(self.text)]
        given: dict[str, object] = {}
        for _, values in parts:
            given |= values
        return " AND ".join(condition for condition, _ in parts) or "TRUE", given

    def _words(self) -> Iterator[tuple[str, dict[str, object]]]:
        """Conditions of what is exactly so."""
        for name, condition in _WORDS.items():
            value = getattr(self, name)
            if value is not None:
                yield condition, {name: list(value) if isinstance(value, tuple) else value}

    def _spans(self) -> Iterator[tuple[str, dict[str, object]]]:
        """Conditions of what lies between two ends."""
        for name, column in _SPANS.items():
            low, high = getattr(self, name)
            if low is not None:
                yield f"{column} >= ${name}_low", {f"{name}_low": float(low)}
            if high is not None:
                yield f"{column} <= ${name}_high", {f"{name}_high": float(high)}


def _searched(text: str) -> Iterator[tuple[str, dict[str, object]]]:
    """The condition of a search: whatever the text may be, one of them is enough."""
    wanted = unicodedata.normalize("NFKC", text).strip().lower()
    if not wanted:
        return
    ways = [_KEY_BEGINS, _ID_BEGINS] if len(wanted) >= LEAST else [_KEY, _ID]
    ways.append(_EMAIL if "@" in wanted else _NAME)
    given: dict[str, object] = {"text": wanted}
    digits = re.sub(r"[\s()+-]", "", wanted)
    if len(digits) >= LEAST and digits.isascii() and digits.isdigit():
        ways.append(_PHONE_ENDS)
        given["digits"] = digits
    yield f"no IN ({' UNION ALL '.join(ways)})", given
