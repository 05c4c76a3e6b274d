"""How a file family becomes canonical rows: declared, never programmed."""

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import available_timezones

from guanxi.core.kernel.errors import SettingsError
from guanxi.core.kernel.nearest import did_you_mean
from guanxi.core.tables import TABLES

TABLE_NAMES = (
    "order_line", "interaction", "contact", "investment", "customer", "product", "declared_spend", "consent",
    "membership",
)  # fmt: skip

_DERIVED = {"source", "phone_written"}
PERSON = tuple(
    name for name in TABLES["customer"].names if name not in {*_DERIVED, "customer_key", "first_seen_at", "id_space"}
)
"""What an order file may also say about its buyer."""

ORDER_EXTRAS = {
    "unit_price": "price of one unit; revenue = quantity × unit_price where revenue is not mapped",
    "order_total": "money kept for the goods of the whole order, spread over its lines in proportion to revenue",
    "refund": "money given back for the line",
    "order_refund": "money given back for the whole order, spread over its lines",
    "status_after": "after-sales or refund status beside the order's own",
    "cancelled_when": "columns that are filled only on cancelled orders",
    "currency": "ISO 4217 code of the amounts",
    "product_name": "the product's name",
    "price": "the product's list price",
}

KINDS = {"unit_price": "money", "order_total": "money", "refund": "money", "order_refund": "money", "price": "money"}

CLASSES = ("paid", "unpaid", "cancelled", "refunded", "partial")


@dataclass(frozen=True, slots=True)
class Items:
    """Order lines packed into cells of columns `prefix1`, `prefix2` … as `name:…|quantity:…|total:…`.

    Each filled cell becomes a line whose parts are source columns `item.<field>`; `item.index` counts them.
    """

    prefix: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A declared reading of a file family.

    `columns`: canonical column → expressions, of which the first filled one counts.
    `needs`: header names by which the family is recognised; `known`: all names its versions use.
    `fill`: columns written only on the first row of an order. `line_key`: columns that tell the lines of an order
    apart, so that a later export of it updates instead of doubling; none: the whole row.
    `whole_orders`: one row is one order. `zone`: of times that name none, empty for the workspace's.
    `sums`: source column → (column, part) for cells such as `amount:5|reason:…;amount:3`.
    """

    name: str
    table: str = "order_line"
    title: str = ""
    title_zh: str = ""
    source: str = ""
    columns: Dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: Dict[str, tuple[str, ...]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    fill: tuple[str, ...] = ()
    line_key: tuple[str, ...] = ()
    whole_orders: bool = False
    keep_repeats: bool = False
    zone: str = ""
    date_order: str = ""
    items: Items | None = None
    sums: Dict[str, tuple[str, str]] = field(default_factory=dict)
    preset: bool = False

    def saved(self) -> dict[str, Any]:
        """The mapping as a `[mapping.<name>]` section of guanxi.toml."""
        out: dict[str, Any] = {"table": self.table}
        for name in ("source", "zone", "date_order", "keep_repeats", "whole_orders"):
            if value := getattr(self, name):
                out["timezone" if name == "zone" else name] = value
        for name in ("line_key", "fill"):
            if value := getattr(self, name):
                out[name] = list(value)
        out["columns"] = {k: v[0] if len(v) == 1 else list(v) for k, v in self.columns.items()}
        if self.words:
            out["words"] = {k: list(v) for k, v in self.words.items()}
        if self.items:
            out["items"] = {"prefix": self.items.prefix, "fields": list(self.items.fields)}
        if self.sums:
            out["sums"] = {k: list(v) for k, v in self.sums.items()}
        return out


def allowed(table: str) -> tuple[str, ...]:
    """Canonical names that a mapping of this table may fill."""
    names = tuple(name for name in TABLES[table].names if name not in _DERIVED)
    return (*names, *ORDER_EXTRAS, *PERSON) if table == "order_line" else names


def kind_of(table: str, name: str) -> str:
    """Kind of a canonical or accompanying column."""
    if table == "order_line" and name not in TABLES["order_line"].names:
        return KINDS.get(name) or (TABLES["customer"].column(name).kind if name in PERSON else "text")
    return TABLES[table].column(name).kind


def _texts(value: object, where: str) -> tuple[str, ...]:
    """One text or a list of them."""
    values = value if isinstance(value, (list, tuple)) else [value]
    if not all(isinstance(item, str) and item for item in values):
        raise SettingsError(f"{where} = {value!r} is not allowed.", "Use a text or a list of texts.")
    return tuple(str(item) for item in values)


def _wrong(where: str, value: object, use: str) -> SettingsError:
    """Say which key holds what it cannot hold."""
    return SettingsError(f"{where} = {value!r} is not allowed.", f"Use {use}.")


def _text(given: Dict[str, Any], key: str, where: str) -> str:
    """A text, empty where the key is missing."""
    value = given.get(key, "")
    if not isinstance(value, str):
        raise _wrong(f"{where}.{key}", value, "a text")
    return value


def _flag(given: Dict[str, Any], key: str, where: str) -> bool:
    """Yes or no, no where the key is missing."""
    value = given.get(key, False)
    if not isinstance(value, bool):
        raise _wrong(f"{where}.{key}", value, "true or false")
    return value


def _section(given: Dict[str, Any], key: str, where: str) -> Dict[str, Any]:
    """A section of keys, empty where it is missing."""
    value = given.get(key, {})
    if not isinstance(value, Dict):
        raise _wrong(f"{where}.{key}", value, f"a section [{where}.{key}]")
    return value


def _items(where: str, given: Dict[str, Any]) -> Items | None:
    """Read where packed order lines stand."""
    section, here = _section(given, "items", where), f"{where}.items"
    if not section:
        return None
    prefix, fields = _text(section, "prefix", here), _texts(section.get("fields", ()), f"{here}.fields")
    if not prefix or not fields or set(section) != {"prefix", "fields"}:
        raise _wrong(here, dict(section), '{prefix = "line_item_", fields = ["name", "quantity", "total"]}')
    return Items(prefix, fields)


def _sums(where: str, given: Dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Read which parts of which cells are summed."""
    made = {}
    for key, value in _section(given, "sums", where).items():
        parts = _texts(value, f"{where}.sums.{key}")
        if len(parts) != 2:
            raise _wrong(f"{where}.sums.{key}", value, 'a column and a part: ["refund_items", "amount"]')
        made[key] = (parts[0], parts[1])
    return made


_KEYS = {
    "table", "title", "title_zh", "source", "timezone", "date_order", "whole_orders", "keep_repeats",
    "needs", "known", "fill", "line_key", "columns", "words", "items", "sums",
}  # fmt: skip


def from_dict(name: str, given: Dict[str, Any], *, preset: bool = False) -> Mapping:
    """Read a mapping from a preset's file or a section of guanxi.toml; SettingsError names what is wrong in it."""
    where = f"mapping.{name}"
    for key in given:
        if key not in _KEYS:
            raise SettingsError(
                f"{where}: unknown key {key}. 没有这个键。{did_you_mean(key, _KEYS)}",
                f"Keys allowed there 可用的键: {', '.join(sorted(_KEYS))}.",
            )
    table = _text(given, "table", where) or "order_line"
    if table not in TABLE_NAMES:
        raise SettingsError(f"{where}.table = {table!r} is not allowed.", f"Use one of {', '.join(TABLE_NAMES)}.")
    for key, known in (("date_order", {"", "dmy", "mdy"}), ("timezone", {"", *available_timezones()})):
        if _text(given, key, where) not in known:
            use = "dmy or mdy" if key == "date_order" else "a name such as Asia/Shanghai"
            raise SettingsError(f"{where}.{key} = {given[key]!r} is not allowed.", f"Use {use}.")
    return Mapping(
        name=name,
        preset=preset,
        table=table,
        zone=_text(given, "timezone", where),
        items=_items(where, given),
        sums=_sums(where, given),
        columns=_columns(where, table, _section(given, "columns", where)),
        words=_words(where, _section(given, "words", where)),
        title=_text(given, "title", where),
        title_zh=_text(given, "title_zh", where),
        source=_text(given, "source", where),
        date_order=_text(given, "date_order", where),
        whole_orders=_flag(given, "whole_orders", where),
        keep_repeats=_flag(given, "keep_repeats", where),
        needs=_texts(given.get("needs", ()), f"{where}.needs"),
        known=_texts(given.get("known", ()), f"{where}.known"),
        fill=_texts(given.get("fill", ()), f"{where}.fill"),
        line_key=_texts(given.get("line_key", ()), f"{where}.line_key"),
    )


def _columns(where: str, table: str, given: Dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Check the canonical names and read their expressions."""
    for key in given:
        if key not in allowed(table):
            raise SettingsError(
                f"{where}.columns: {table} has no column {key!r}. 没有这个标准列。{did_you_mean(key, allowed(table))}",
                f"Columns it has 可用的列: {', '.join(allowed(table))}.",
            )
    return {key: _texts(value, f"{where}.columns.{key}") for key, value in given.items()}


def _words(where: str, given: Dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Check the status classes and read their words."""
    for key in given:
        if key not in CLASSES:
            raise SettingsError(f"{where}.words: unknown class {key!r}.", f"Use {', '.join(CLASSES)}.")
    return {key: _texts(value, f"{where}.words.{key}") for key, value in given.items()}
