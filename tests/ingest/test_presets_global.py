"""One file per preset of global shops, from the true header row: amounts, times, statuses, encodings, refunds."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from tests.ingest.shop import Shop, export


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "shop")


SHOPIFY = {
    "Name": "#1001",
    "Email": "Ann@Shop.com",
    "Financial Status": "partially_refunded",
    "Currency": "USD",
    "Subtotal": "90.00",
    "Shipping": "5.00",
    "Total": "95.00",
    "Discount Amount": "10.00",
    "Refunded Amount": "30.00",
    "Created at": "2024-01-02 10:00:00 +0800",
    "Lineitem quantity": "1",
    "Lineitem name": "A",
    "Lineitem price": "33.33",
    "Lineitem sku": "SKU-A",
    "Billing Name": "Ann Li",
    "Billing Phone": "'+86 138 1111 2222",
    "Lineitem discount": "0.00",
}


def test_shopify_orders_fill_discount_refund_and_cancellation(shop: Shop, tmp_path: Path) -> None:
    more = {
        "Name": "#1001",
        "Email": "Ann@Shop.com",
        "Lineitem quantity": "2",
        "Lineitem name": "B",
        "Lineitem price": "33.335",
        "Lineitem sku": "SKU-B",
        "Lineitem discount": "0.00",
    }
    cancelled = {
        **SHOPIFY,
        "Name": "#1002",
        "Email": "bob@shop.com",
        "Cancelled at": "2024-01-03 10:00:00 +0800",
        "Financial Status": "voided",
        "Refunded Amount": "0.00",
        "Billing Phone": "",
        "Billing Name": "Bob",
    }
    pending = {**cancelled, "Name": "#1003", "Cancelled at": "", "Financial Status": "pending"}
    full = {**SHOPIFY, "Name": "#1004", "Financial Status": "refunded", "Refunded Amount": "95.00"}
    file = export(tmp_path / "orders_export_1.csv", "shopify_orders_export", [SHOPIFY, more, cancelled, pending, full])
    report = shop.imports(file)
    assert (report.mapping, report.rows, report.loaded, report.quarantined) == ("shopify_orders", 5, 5, 0)
    sums = dict(shop.query("SELECT order_id, sum(revenue) FROM order_line GROUP BY 1"))
    assert sums == {"#1001": Decimal(60), "#1002": 0, "#1003": 0, "#1004": 0}
    paid = shop.query("SELECT product_id, revenue FROM order_line WHERE order_id='#1001' AND status='paid' ORDER BY 1")
    assert paid == [("SKU-A", Decimal("30.00")), ("SKU-B", Decimal("60.00"))]
    assert shop.query("SELECT DISTINCT ordered_at FROM order_line") == [(datetime(2024, 1, 2, 2),)]
    assert dict(
        shop.query("SELECT order_id, string_agg(status, ',' ORDER BY revenue DESC) FROM order_line GROUP BY 1")
    ) == {
        "#1001": "paid,paid,refunded,refunded",
        "#1002": "cancelled,cancelled",
        "#1003": "unpaid",
        "#1004": "paid,refunded",
    }
    assert shop.query("SELECT customer_key, email, phone, name FROM customer ORDER BY 1") == [
        ("ann@shop.com", "ann@shop.com", "+8613811112222", "Ann Li"),
        ("bob@shop.com", "bob@shop.com", None, "Bob"),
    ]
    shop.tidy()


def test_shopify_lines_add_up_to_the_cent(shop: Shop, tmp_path: Path) -> None:
    base = {"Name": "#7", "Email": "a@b.co", "Lineitem quantity": "1", "Lineitem price": "10.00"}
    head = {
        "Financial Status": "paid",
        "Subtotal": "20.00",
        "Created at": "2024-01-02 10:00:00 +0000",
        "Currency": "EUR",
    }
    rows = [{**base, **(head if i == 0 else {}), "Lineitem name": f"item {i}"} for i in range(3)]
    shop.imports(export(tmp_path / "o.csv", "shopify_orders_export", rows))
    revenues = [row[0] for row in shop.query("SELECT revenue FROM order_line ORDER BY 1")]
    assert sum(revenues) == Decimal("20.00")
    assert revenues == [Decimal("6.66"), Decimal("6.67"), Decimal("6.67")]


def test_shopify_same_item_on_two_lines(shop: Shop, tmp_path: Path) -> None:
    line = {
        "Name": "#8",
        "Email": "a@b.co",
        "Lineitem quantity": "1",
        "Lineitem price": "10.00",
        "Lineitem name": "Cup",
    }
    head = {
        "Financial Status": "paid",
        "Subtotal": "30.00",
        "Created at": "2024-01-02 10:00:00 +0000",
        "Currency": "EUR",
    }
    file = export(tmp_path / "o.csv", "shopify_orders_export", [{**line, **head}, line, line])
    report = shop.imports(file)
    assert (report.loaded, report.currency) == (3, "EUR")
    assert shop.query("SELECT sum(quantity), sum(revenue) FROM order_line") == [(3.0, Decimal(30))]
    assert shop.imports(file).load_id == ""


def test_another_currency_than_before_is_quarantined(shop: Shop, tmp_path: Path) -> None:
    head = {
        "Financial Status": "paid",
        "Subtotal": "30.00",
        "Created at": "2024-01-02 10:00:00 +0000",
        "Currency": "EUR",
    }
    line = {"Lineitem quantity": "1", "Lineitem price": "30.00", "Lineitem name": "Cup", **head}
    shop.imports(export(tmp_path / "a.csv", "shopify_orders_export", [{**line, "Name": "#1"}]))
    mixed = [{**line, "Name": "#2"}, {**line, "Name": "#3", "Currency": "USD"}]
    report = shop.imports(export(tmp_path / "b.csv", "shopify_orders_export", mixed))
    assert (report.loaded, report.quarantined) == (1, 1)
    assert shop.quarantine()[0][2:4] == ("Currency", "USD")


def test_shopify_customers(shop: Shop, tmp_path: Path) -> None:
    file = export(
        tmp_path / "customers_export.csv",
        "shopify_customers_export",
        [
            {
                "Customer ID": "'601",
                "First Name": "Ann",
                "Last Name": "Li",
                "Email": "ann@shop.com",
                "Phone": "'+8613811112222",
                "Total Orders": "2",
                "Total Spent": "60.00",
                "Tags": "vip",
            },
            {"Customer ID": "'602", "First Name": "Nobody", "Email": "noreply@shop.com", "Total Orders": "0"},
        ],
    )
    report = shop.imports(file)
    assert (report.mapping, report.table, report.loaded) == ("shopify_customers", "customer", 2)
    assert shop.query(
        "SELECT customer_key, member_id, name, email, phone, id_space, tags FROM customer ORDER BY 1"
    ) == [
        ("602", "602", "Nobody", None, None, "shopify", None),
        ("ann@shop.com", "601", "Ann Li", "ann@shop.com", "+8613811112222", "shopify", "vip"),
    ]


def test_woocommerce_advanced(shop: Shop, tmp_path: Path) -> None:
    row = {
        "Order Number": "55",
        "Order Status": "Completed",
        "Order Date": "2024-05-06 07:08",
        "Email (Billing)": "c@d.org",
        "First Name (Billing)": "Cy",
        "Last Name (Billing)": "Do",
        "Item #": "1",
        "SKU": "S1",
        "Name": "Bottle",
        "Quantity": "2",
        "Item Cost": "12.50",
        "Order Line Total": "25.00",
        "Order Line Total Refunded": "12.50",
    }
    file = export(
        tmp_path / "woo.csv",
        "woocommerce_advanced_order_export",
        [
            row,
            {**row, "Item #": "2", "SKU": "S2", "Order Line Total": "7.00", "Order Line Total Refunded": "0"},
            {**row, "Order Number": "56", "Order Status": "Pending payment", "Order Line Total Refunded": ""},
            {**row, "Order Number": "57", "Order Status": "wc-cancelled"},
        ],
    )
    report = shop.imports(file)
    assert (report.mapping, report.loaded) == ("woocommerce_advanced", 4)
    sums = dict(shop.query("SELECT order_id, sum(revenue) FROM order_line GROUP BY 1"))
    assert sums == {"55": Decimal("19.50"), "56": 0, "57": 0}
    assert shop.query("SELECT DISTINCT name FROM customer") == [("Cy Do",)]
    shop.tidy()


def test_woocommerce_webtoffee_packed_items(shop: Shop, tmp_path: Path) -> None:
    row = {
        "order_id": "900",
        "order_number": "900",
        "order_date": "2024-05-06 07:08:09",
        "status": "processing",
        "order_total": "47.00",
        "order_currency": "EUR",
        "billing_email": "E@F.net",
        "billing_first_name": "Eve",
        "refund_items": "amount:10.00|reason:broken|date:2024-05-07",
        "customer_user": "12",
        "line_item_1": "name:Milk, powder|product_id:7|sku:MP|quantity:2|total:40.00|sub_total:44.00|tax:0",
    }
    done = {
        **row,
        "order_id": "901",
        "order_number": "901",
        "status": "refunded",
        "refund_items": "",
        "line_item_1": '{"name":"Hat","product_id":8,"sku":"HT","quantity":1,"total":"7.50"}',
    }
    report = shop.imports(export(tmp_path / "wt.csv", "woocommerce_webtoffee_order_export", [row, done]))
    assert (report.mapping, report.rows, report.loaded) == ("woocommerce_webtoffee", 2, 2)
    assert shop.lines("order_id, line_no, product_id, quantity, revenue, status") == [
        ("900", "1", "MP", 2.0, Decimal(40), "paid"),
        ("900", "1~back", "MP", 0.0, Decimal(-10), "refunded"),
        ("901", "1", "HT", 1.0, Decimal("7.5"), "paid"),
        ("901", "1~back", "HT", -1.0, Decimal("-7.5"), "refunded"),
    ]
    assert shop.query("SELECT name FROM product ORDER BY 1") == [("Hat",), ("Milk, powder",)]
    shop.tidy()


def test_magento(shop: Shop, tmp_path: Path) -> None:
    row = {
        "ID": "000000123",
        "Purchase Point": "Main Website",
        "Purchase Date": "Jan 5, 2024, 3:04:05 PM",
        "Status": "complete",
        "Grand Total (Base)": "$1,055.00",
        "Grand Total (Purchased)": "$1,055.00",
        "Shipping and Handling": "$5.00",
        "Customer Email": "m@n.com",
        "Customer Name": "Moe",
        "Total Refunded": "$50.00",
        "Bill-to Name": "Moe",
    }
    file = export(
        tmp_path / "magento.csv",
        "magento2_sales_order_grid",
        [
            row,
            {**row, "ID": "000000124", "Status": "closed", "Total Refunded": "$1,055.00"},
            {**row, "ID": "000000125", "Status": "canceled", "Total Refunded": "$0.00"},
            {**row, "ID": "000000126", "Status": "pending_payment", "Total Refunded": ""},
        ],
    )
    report = shop.imports(file)
    assert (report.mapping, report.loaded) == ("magento2_orders", 4)
    sums = dict(shop.query("SELECT order_id, sum(revenue) FROM order_line GROUP BY 1"))
    assert sums == {"000000123": 1000, "000000124": 0, "000000125": 0, "000000126": 0}
    assert shop.query("SELECT DISTINCT ordered_at FROM order_line") == [(datetime(2024, 1, 5, 15, 4, 5),)]
    shop.tidy()
