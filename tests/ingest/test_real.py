"""Real files: counts published with the data, beside what the import makes of them."""

from decimal import Decimal
from pathlib import Path

import pytest
from tests.ingest.shop import Shop, by_hand
from tests.shared import dataset

ONLINE_RETAIL = {
    "order_id": "InvoiceNo",
    "ordered_at": "InvoiceDate",
    "customer_key": "CustomerID",
    "quantity": "Quantity",
    "revenue": "Quantity*UnitPrice",
    "unit_price": "UnitPrice",
    "product_id": "StockCode",
    "product_name": "Description",
    "store": "Country",
}


def test_online_retail_counts_replay_and_undo(tmp_path: Path) -> None:
    file = dataset("online_retail", "online_retail.csv.gz")
    shop, mapping = Shop(tmp_path / "shop"), by_hand(ONLINE_RETAIL)
    empty = shop.tables()
    report = shop.imports(file, mapping, keep_repeats=True)
    assert (report.rows, report.loaded, report.quarantined, report.repeated) == (541_909, 541_909, 0, 0)
    assert report.tables == {"order_line": 541_909, "customer": 4_372, "product": 4_070}
    assert round(shop.query("SELECT sum(revenue) FROM order_line")[0][0], 2) == Decimal("9747747.93")
    assert shop.query("SELECT count(*) FROM order_line WHERE customer_key IS NULL") == [(135_080,)]
    back = (
        "SELECT count(*), max(quantity), max(revenue) FROM order_line WHERE order_id LIKE 'C%' AND status = 'refunded'"
    )
    count, quantity, revenue = shop.query(back)[0]
    assert (count, quantity < 0, revenue <= 0) == (9_288, True, True)
    again = shop.imports(file, mapping, keep_repeats=True)
    assert (again.loaded, again.repeated, again.load_id) == (0, 541_909, "")
    shop.store.undo(shop.store.get(1))
    assert shop.tables() == empty


@pytest.mark.slow
def test_online_retail_counts_exact_repeats(tmp_path: Path) -> None:
    file = dataset("online_retail", "online_retail.parquet")
    report = Shop(tmp_path / "shop").imports(file, by_hand(ONLINE_RETAIL))
    assert (report.rows, report.loaded, report.quarantined, report.repeated) == (541_909, 536_641, 0, 5_268)


def test_cdnow_orders_without_numbers(tmp_path: Path) -> None:
    file = dataset("cdnow", "cdnow_sample.csv")
    shop = Shop(tmp_path / "shop")
    columns = {
        "customer_key": "customer_id",
        "ordered_at": "date",
        "quantity": "number_of_cds",
        "revenue": "dollar_value",
    }
    report = shop.imports(file, by_hand(columns), keep_repeats=True)
    assert (report.rows, report.loaded) == (6_919, 6_919)
    assert shop.query("SELECT count(DISTINCT customer_key), count(*) FROM order_line") == [(2_357, 6_919)]
    assert shop.query("SELECT count(*), min(customer_key) FROM customer") == [(2_357, "00004")]
    shop.tidy()


@pytest.mark.slow
def test_complete_journey_parquet(tmp_path: Path) -> None:
    folder = dataset("completejourney", "transactions.parquet").parent
    shop = Shop(tmp_path / "shop")
    columns = {
        "customer_key": "household_id",
        "order_id": "basket_id",
        "ordered_at": "transaction_timestamp",
        "quantity": "quantity",
        "revenue": "sales_value",
        "product_id": "product_id",
        "store": "store_id",
        "discount": "retail_disc+coupon_disc",
    }
    report = shop.imports(folder / "transactions.parquet", by_hand(columns))
    assert (report.rows, report.quarantined) == (1_469_307, 0)
    products = {"product_id": "product_id", "name": "product_type", "category": "product_category"}
    report = shop.imports(folder / "products.parquet", by_hand(products, table="product"))
    assert report.rows == 92_331
    assert shop.query("SELECT count(*) FROM customer") == [(2_469,)]
    shop.tidy()
