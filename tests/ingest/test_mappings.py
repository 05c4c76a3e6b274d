"""Sections `[mapping.<name>]` of guanxi.toml: what they may hold, and columns whose names count."""

from pathlib import Path
from typing import Any

import pytest
from tests.ingest.shop import Shop, write_csv

from guanxi.core.flow.ingest.mapping import from_dict
from guanxi.core.flow.ingest.recognise import guess
from guanxi.core.kernel.errors import SettingsError

COLUMNS = {"order_id": "no", "ordered_at": "at", "revenue": "item.total"}


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"items": {"prefix": "a"}}, "mapping.x.items"),
        ({"items": {"prefix": "", "fields": ["total"]}}, "mapping.x.items"),
        ({"items": {"prefix": "a", "fields": [1]}}, "mapping.x.items.fields"),
        ({"items": {"prefix": 5, "fields": ["total"]}}, "mapping.x.items.prefix"),
        ({"items": {"prefix": "a", "fields": ["total"], "mark": "|"}}, "mapping.x.items"),
        ({"items": "a"}, "mapping.x.items"),
        ({"sums": {"a": "x"}}, "mapping.x.sums.a"),
        ({"sums": {"a": ["x", "y", "z"]}}, "mapping.x.sums.a"),
        ({"sums": ["a"]}, "mapping.x.sums"),
        ({"keep_repeats": "no"}, "mapping.x.keep_repeats"),
        ({"whole_orders": 1}, "mapping.x.whole_orders"),
        ({"source": 7}, "mapping.x.source"),
        ({"timezone": ["UTC"]}, "mapping.x.timezone"),
        ({"columns": "no"}, "mapping.x.columns"),
        ({"words": ["paid"]}, "mapping.x.words"),
        ({"line_key": [3]}, "mapping.x.line_key"),
    ],
)
def test_a_wrong_value_is_told_with_its_key(given: dict[str, Any], key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_dict("x", {"columns": COLUMNS, **given})
    assert caught.value.message.startswith(f"{key} ")
    assert caught.value.remedy


def test_only_short_numbers_count_packed_lines(tmp_path: Path) -> None:
    header = ("no", "at", "item_1", "item_2", "item_99999999999999999999", "item_\u0661")
    rows = [("1", "2024-01-01", "total:5", "total:7", "total:100", "total:100")]
    mapping = from_dict("x", {"columns": COLUMNS, "items": {"prefix": "item_", "fields": ["total"]}})
    shop = Shop(tmp_path / "shop")
    report = shop.imports(write_csv(tmp_path / "p.csv", header, rows), mapping)
    assert (report.loaded, shop.money()) == (1, 12)


def test_names_of_packed_fields_are_taken_as_written(tmp_path: Path) -> None:
    mapping = from_dict(
        "x",
        {
            "columns": {**COLUMNS, "revenue": "item.total (net)", "order_refund": "back"},
            "items": {"prefix": "item(", "fields": ["total (net)"]},
            "sums": {"back": ["refunds", "amount*"]},
        },
    )
    rows = [("1", "2024-01-01", "total (net):5", "amount*:2|reason:x")]
    shop = Shop(tmp_path / "shop")
    shop.imports(write_csv(tmp_path / "p.csv", ("no", "at", "item(1", "refunds"), rows), mapping)
    assert shop.money() == 3


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (
            ("订单编号", "下单时间", "买家手机", "买家姓名", "商品类目", "商品名", "数量", "实付金额"),
            {
                "customer_key": "买家手机",
                "phone": "买家手机",
                "name": "买家姓名",
                "product_name": "商品名",
                "revenue": "实付金额",
            },
        ),
        (
            ("Order No", "Date", "Phone", "Buyer", "Category", "Item", "Qty", "Amount paid"),
            {"customer_key": "Phone", "phone": "Phone", "revenue": "Amount paid", "category": "Category"},
        ),
        (("Order No", "Date", "Buyer", "Item", "Qty", "Amount"), {"customer_key": "Buyer"}),
    ],
)
def test_headers_as_people_write_them(header: tuple[str, ...], found: dict[str, str]) -> None:
    assert guess(header).items() >= found.items()
