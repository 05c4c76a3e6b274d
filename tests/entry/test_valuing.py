"""`Brand.value`: what customers are worth over any horizon from any day, published nowhere."""

from pathlib import Path

import numpy as np
import pytest

import guanxi
from guanxi.core.kernel.errors import BusyError, InputError
from guanxi.core.tables.valued import VALUED
from guanxi.entry.api import Brand
from tests.entry.shop import open_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Brand:
    return guanxi.open(open_shop(tmp_path_factory.mktemp("brand")).root)


def test_a_year_is_what_an_appraisal_says(shop: Brand) -> None:
    worth, run = shop.value(), shop.appraise()
    assert worth.as_of == run.as_of
    told = run.customers.select(["customer_id", "p_alive", "expected_purchases", "value_12m", "clv"]).to_pylist()
    found = {row["customer_id"]: row for row in worth.customers.to_pylist()}
    assert len(found) == len(told) == 300
    for row in told:
        own = found[row["customer_id"]]
        assert (own["p_alive"], own["expected_purchases"], own["value"], own["clv"]) == pytest.approx(
            (row["p_alive"], row["expected_purchases"], row["value_12m"], row["clv"])
        )
    for table in VALUED:
        assert worth.tables[table.name].to_pylist() == run.table(table.name).to_pylist(), table.name
    assert worth.facts["purchases"] == run.manifest["facts"]["purchases"]
    assert worth.currency == run.manifest["currency"]


def test_a_longer_horizon_brings_more_and_nothing_is_published(shop: Brand) -> None:
    before = [run.run_id for run in shop.runs]
    near, far = (shop.value("2025-09-30", days) for days in (30, 400))
    assert [run.run_id for run in shop.runs] == before
    assert (str(near.as_of), near.horizon_days, far.horizon_days) == ("2025-09-30", 30, 400)
    totals = [found.tables["value_total"].to_pylist()[0] for found in (near, far)]
    assert [total["horizon_days"] for total in totals] == [30, 400]
    assert totals[0]["purchases"] < totals[1]["purchases"]
    for found in (near, far):
        value, low, high = (np.array(found.customers[name]) for name in ("value", "value_low", "value_high"))
        assert ((low >= 0) & (low <= value) & (value <= high)).all()
        assert found.customers["customer_id"].to_pylist() == sorted(found.customers["customer_id"].to_pylist())
        assert all(row["origin"] <= found.as_of for row in found.card.to_pylist())


@pytest.mark.parametrize("days", [0, -5, 1827])
def test_a_horizon_out_of_bounds_says_what_is_allowed(shop: Brand, days: int) -> None:
    with pytest.raises(InputError, match=str(days)) as told:
        shop.value(horizon_days=days)
    assert "1 to 1826" in told.value.remedy


def test_nothing_is_known_before_the_first_order(shop: Brand) -> None:
    with pytest.raises(InputError, match="Nothing is known as of 2020-01-01"):
        shop.value("2020-01-01")


def test_one_command_at_a_time(shop: Brand, tmp_path: Path) -> None:
    with shop.workspace.writing(), pytest.raises(BusyError):
        shop.value()
