"""What somebody chose on the mapping page, as a choice the worker understands."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from guanxi.core.kernel.errors import InputError
from guanxi.ops.imports.words import DATE_ORDERS, ENCODINGS, KINDS

AS_IT_IS = "="
"""Chosen for a column: as the recogniser has it."""
_COLUMN = "column."
_BASES = ("auto", "hand", "preset:", "saved:")
_LONGEST = 80


def choice(given: Mapping[str, str], seen: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Read the form; `seen`: what the last trial showed, `before`: the choice it was made with.

    Another way of reading or another kind of rows begins with its own columns.
    """
    made = {
        "base": _one(given, "base", "auto", lambda value: value.startswith(_BASES)),
        "table": _one(given, "table", "", lambda value: value in {"", *KINDS}),
        "zone": _one(given, "zone", "", lambda value: value in {"", *available_timezones()}),
        "date_order": _one(given, "date_order", "", DATE_ORDERS.__contains__),
        "encoding": _one(given, "encoding", "", ENCODINGS.__contains__),
        "source": given.get("source", "").strip()[:_LONGEST],
        "keep_repeats": given.get("keep_repeats") == "on",
    }
    same = _same(made, seen, before)
    if not same and made["base"] == before.get("base") and made["table"] != seen.get("table"):
        made["base"] = "auto"  # a reading that was named is of its own kind of rows
    return {**made, "columns": _columns(given, seen) if same else {}}


def _same(made: Mapping[str, Any], seen: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether the columns on the page are those of this reading."""
    alike = made["base"] == before.get("base", "auto") and made["encoding"] == before.get("encoding", "")
    return alike and made["table"] in {"", seen.get("table")}


def _columns(given: Mapping[str, str], seen: Mapping[str, Any]) -> dict[str, str]:
    """The columns that are to be read otherwise than the recogniser has it."""
    header = {column["name"] for column in seen.get("header", ())}
    found = {}
    for field in seen.get("fields", ()):
        said = given.get(_COLUMN + field["name"], AS_IT_IS)
        if said not in {AS_IT_IS, field["base"]}:
            if said not in {"", *header}:
                raise _wrong(said)
            found[field["name"]] = said
    return found


def _one(given: Mapping[str, str], name: str, usual: str, allowed: Any) -> str:
    """One part of the form; InputError where it is not what the form offers."""
    value = given.get(name, usual).strip()
    if not allowed(value):
        raise _wrong(value)
    return value


def _wrong(value: str) -> InputError:
    return InputError(f"{value[:_LONGEST]!r} is no choice. 没有这个选项。", "Choose from the list. 请从列表中选择。")
