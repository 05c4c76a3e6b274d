"""How a file family becomes canonical rows: declared, never programmed."""

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import available_timezones

from guanxi.core.kernel.errors import SettingsError
from guanxi.core.tables import TABLES

TABLE_NAMES = (
    "order_line", "interaction", "contact", "investment", "customer", "product", "declared_spend", "consent",
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


_KEYS = {
    "table", "title", "title_zh", "source", "timezone", "date_order", "whole_orders", "keep_repeats",
    "needs", "known", "fill", "line_key", "columns", "words", "items", "sums",
}  # fmt: skip


def from_dict(name: str, given: Dict[str, Any], *, preset: bool = False) -> Mapping:
    """Read a mapping from a preset's file or a section of guanxi.toml; SettingsError names what is wrong in it."""
    where = f"mapping.{name}"
    for key in given:
        if key not in _KEYS:
            raise SettingsError(f"{where}: unknown key {key}.", f"Keys allowed there: {', '.join(sorted(_KEYS))}.")
    table = str(given.get("table", "order_line"))
    if table not in TABLE_NAMES:
        raise SettingsError(f"{where}.table = {table!r} is not allowed.", f"Use one of {', '.join(TABLE_NAMES)}.")
    for key, known in (("date_order", {"", "dmy", "mdy"}), ("timezone", {"", *available_timezones()})):
        if str(given.get(key, "")) not in known:
            use = "dmy or mdy" if key == "date_order" else "a name such as Asia/Shanghai"
            raise SettingsError(f"{where}.{key} = {given[key]!r} is not allowed.", f"Use {use}.")
    items = given.get("items")
    return Mapping(
        name=name,
        preset=preset,
        table=table,
        zone=str(given.get("timezone", "")),
        items=Items(str(items["prefix"]), tuple(items["fields"])) if items else None,
        sums={key: (str(two[0]), str(two[1])) for key, two in given.get("sums", {}).items()},
        columns=_columns(where, table, given.get("columns", {})),
        words=_words(where, given.get("words", {})),
        title=str(given.get("title", "")),
        title_zh=str(given.get("title_zh", "")),
        source=str(given.get("source", "")),
        date_order=str(given.get("date_order", "")),
        whole_orders=bool(given.get("whole_orders", False)),
        keep_repeats=bool(given.get("keep_repeats", False)),
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
                f"{where}.columns: {table} has no column {key!r}.", f"Columns it has: {', '.join(allowed(table))}."
            )
    return {key: _texts(value, f"{where}.columns.{key}") for key, value in given.items()}


def _words(where: str, given: Dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Check the status classes and read their words."""
    for key in given:
        if key not in CLASSES:
            raise SettingsError(f"{where}.words: unknown class {key!r}.", f"Use {', '.join(CLASSES)}.")
    return {key: _texts(value, f"{where}.words.{key}") for key, value in given.items()}
