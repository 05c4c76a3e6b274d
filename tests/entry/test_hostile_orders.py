"""Hostile orders from the file to the appraisal: stated rules, finite figures, never a negative value."""

from datetime import date

import numpy as np
import pytest

import guanxi
from guanxi.core import pipeline
from guanxi.entry.api import Brand
from guanxi.entry.appraising import Quiet
from tests.entry.shop import PAIRS, open_shop, run

HEADER = "no,who,at,what,kind,n,paid\n"
HOSTILE = {
    "refund": [("2025-03-01", 1, 30), ("2025-03-09", -1, -500)],  # more given back than ever paid
    "refunds only": [("2025-04-01", -1, -80)],
    "gifts": [("2025-02-01", 1, 0), ("2025-06-01", 1, 0), ("2025-09-01", 1, 0)],
    "one day": [("2025-05-05", 1, 20)] * 6,
    "rich": [("2025-05-05", 1, 20), ("2025-07-05", 1, 1_000_000)],
    "gap": [("2015-01-05", 1, 40), ("2025-11-05", 1, 40)],
    "future": [("2031-01-01", 1, 60), ("2031-02-01", 1, 60)],
    "many": [("2025-08-08", 1, 5)] * 2_000,
}
FIGURES = ("p_alive", "expected_purchases", "value", "value_low", "value_high", "clv")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Brand:
    folder = open_shop(tmp_path_factory.mktemp("hostile")).root
    lines = [
        f"{who}-{turn},{who},{day} 10:00:00,奶粉-0,奶粉,{n},{paid}\n"
        for who, orders in HOSTILE.items()
        for turn, (day, n, paid) in enumerate(orders)
    ]
    (folder / "hostile.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
    done = run("import", "hostile.csv", "--map", *PAIRS, cwd=folder)
    assert done.returncode == 0, done.stderr
    return guanxi.open(folder)


@pytest.fixture(scope="module")
def worth(shop: Brand) -> dict[str, dict[str, float]]:
    """Everybody's figures as of the end of 2025, by customer key."""
    with shop.workspace.writing(), shop.workspace.warehouse() as warehouse:
        pipeline.value(warehouse, date(2025, 12, 31), shop.workspace.options, 365, Quiet())
        rows = warehouse.read("SELECT * FROM customer_value JOIN person USING (customer_no)").to_pylist()
    return {row["customer_key"]: row for row in rows}


def test_every_figure_of_everybody_is_finite_and_none_is_negative(worth: dict[str, dict[str, float]]) -> None:
    figures = np.array([[row[name] for name in FIGURES] for row in worth.values()], dtype=float)
    assert len(figures) >= 306
    assert np.isfinite(figures).all()
    assert (figures >= 0).all()
    assert (figures[:, 0] <= 1).all()
    assert ((figures[:, 3] <= figures[:, 2]) & (figures[:, 2] <= figures[:, 4])).all()


def test_rules_for_what_counts_as_a_purchase(worth: dict[str, dict[str, float]]) -> None:
    assert worth["gifts"]["x"] == 2  # days whose paid lines all cost nothing count
    assert worth["one day"]["x"] == worth["many"]["x"] == 0  # a day counts once
    assert worth["gap"]["x"] == 1
    assert worth["gap"]["T"] > 4_000
    assert worth["refund"]["x"] == 0


def test_who_never_bought_is_expected_to_bring_nothing(worth: dict[str, dict[str, float]]) -> None:
    for nobody in ("refunds only", "future"):
        assert nobody not in worth or worth[nobody]["value"] == worth[nobody]["clv"] == 0


def test_one_order_of_a_million_does_not_move_the_others(worth: dict[str, dict[str, float]]) -> None:
    others = [row["value"] for who, row in worth.items() if who != "rich"]
    assert np.median(others) < 2_000
    assert max(others) < 20_000


def test_the_appraisal_publishes_no_figure_that_is_none(shop: Brand) -> None:
    customers = shop.appraise("2025-12-31").customers
    assert customers.num_rows >= 306
    for name in (column for column in FIGURES if column in customers.column_names):
        assert np.isfinite(np.array(customers[name], dtype=float)).all(), name
