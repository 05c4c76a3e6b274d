"""Words in two languages, amounts, and links that keep the query: the few tags that all templates use."""

from collections.abc import Mapping
from typing import Any

from django import template

from guanxi.core.kernel import figures
from guanxi.core.kernel.words import Language, Words

register = template.Library()


def _language(context: Mapping[str, Any]) -> Language:
    return "en" if context.get("tongue") == "en" else "zh"


@register.simple_tag(takes_context=True)
def t(context: Mapping[str, Any], zh: str, en: str) -> str:
    """Say it in the reader's language."""
    return en if _language(context) == "en" else zh


@register.simple_tag(takes_context=True)
def say(context: Mapping[str, Any], words: Mapping[str, Any] | None, key: str = "") -> str:
    """Say words kept as {zh, en}, or one entry of a table of such words."""
    found = words.get(key) if words and key else words
    return str(found[_language(context)]) if found else key


@register.simple_tag(takes_context=True)
def called(context: Mapping[str, Any], names: Mapping[str, Words], key: str) -> str:
    """What something is called, or its own name where nobody named it."""
    return names[key][_language(context)] if key in names else key


@register.simple_tag(takes_context=True)
def money(context: Mapping[str, Any], amount: float | None) -> str:
    """An amount in the brand's currency; unknown is a dash."""
    if amount is None:
        return "—"
    return figures.money(float(amount), _language(context), str(context["brand"]["currency"]))


@register.simple_tag(takes_context=True)
def number(context: Mapping[str, Any], value: float | None) -> str:
    """A count."""
    return "—" if value is None else figures.count(round(value), _language(context))


@register.simple_tag(takes_context=True)
def amount_of(context: Mapping[str, Any], value: float, unit: str) -> str:
    """A figure in the unit of its column: money, minutes, or a count."""
    if unit == "hundredths":
        return money(context, value)
    return number(context, value) if float(value).is_integer() else f"{value:,.1f}"


@register.simple_tag(takes_context=True)
def figure(context: Mapping[str, Any], value: float | None) -> str:
    """A figure of unknown kind: whole ones as counts, small ones to three places."""
    if value is None:
        return "—"
    return number(context, value) if float(value).is_integer() else f"{value:,.3g}"


@register.simple_tag(takes_context=True)
def field(context: Mapping[str, Any], row: Mapping[str, Any], name: str) -> str:
    """The column of a row that is kept in both languages, such as reason_zh and reason_en."""
    return str(row.get(f"{name}_{_language(context)}") or "")


@register.filter
def percent(value: float | None) -> str:
    """A share."""
    return "—" if value is None else figures.percent(value)


@register.filter
def points(value: float | None) -> str:
    """A difference of shares, in points of a hundred."""
    return "—" if value is None else f"{100 * value:+.1f}%"


@register.filter
def get(table: Mapping[str, Any], key: str) -> Any:
    """One entry of a table."""
    return table.get(key)


@register.filter
def split(text: str) -> list[str]:
    """Words of a text."""
    return text.split()


@register.filter
def unlocalized(value: float) -> str:
    """A figure as machines read it."""
    return f"{value:.4f}"


@register.simple_tag(takes_context=True)
def query(context: Mapping[str, Any], **changes: Any) -> str:
    """The address's query with some parts changed; empty ones are left out."""
    given = context["request"].GET.copy()
    for name, value in changes.items():
        if value in {None, ""}:
            given.pop(name, None)
        else:
            given[name] = value
    return f"?{given.urlencode()}" if given else "?"
