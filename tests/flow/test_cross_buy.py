"""What is offered next, against numpy over the same holdings and against what must never depend on anything else."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from bench.appraise import AS_OF, mount
from bench.brand import write_brand

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.flow.looks import cross_buy
from guanxi.core.flow.looks.known import AGAIN, CODE, COUNT
from guanxi.core.flow.looks.offers import Offers
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.core.models.fitting import Array
from guanxi.core.pipeline import appraise
from tests.flow.brand import Quiet, appraised, values

NAMES = "source, order_id, line_no, customer_key, ordered_at, quantity, revenue, product_id, category, status"
KINDS = ("tea", "cups", "books", "toys", "soap", "milk", "hats")

Lines = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DuckWarehouse, dict[str, Any]]]:
    """Two thousand people with orders of 2,000 products in 100 categories over two years."""
    folder: Path = tmp_path_factory.mktemp("brand")
    write_brand(folder, 2_000)
    with DuckWarehouse(None) as warehouse:
        mount(warehouse, folder)
        yield warehouse, appraise(warehouse, AS_OF, AppraisalOptions(), "0001", Quiet())


def learned(warehouse: DuckWarehouse) -> Offers:
    facts = warehouse.read("SELECT * FROM category_fact ORDER BY item")
    return cross_buy.learned(warehouse, facts, {"horizon": 90, "every": 1})[0]


def matrices(warehouse: DuckWarehouse) -> tuple[Array, Array, Array]:
    """Persons (in the order of customer_no) × items, goods, and logarithms of days bought."""
    held = warehouse.read("SELECT customer_no, item, days FROM holding").to_pydict()
    goods = warehouse.read("SELECT customer_no, input, days FROM good_holding").to_pydict()
    people, row = np.unique(held["customer_no"], return_inverse=True)
    items = max(held["item"]) + 1
    owned, counts = np.zeros((len(people), items)), np.zeros((len(people), items))
    owned[row, held["item"]] = 1
    counts[row, held["item"]] = np.log1p(np.minimum(held["days"], CODE - 1))
    had = np.zeros((len(people), max(goods["input"], default=items - 1) - items + 1))
    again = 1 + AGAIN * np.log(np.minimum(goods["days"], CODE - 1))
    had[np.searchsorted(people, goods["customer_no"]), np.array(goods["input"], dtype=int) - items] = again
    return owned, had, counts


def test_offers_are_the_likeliest_of_a_centred_ridge(made: tuple[DuckWarehouse, dict[str, Any]]) -> None:
    """Item by item on the inputs of other items; the order of offers, their worth and their sum."""
    warehouse, facts = made
    owned, had, counts = matrices(warehouse)
    goods = warehouse.read("SELECT item FROM good ORDER BY input")["item"].to_numpy()
    assert len(goods) > 20
    X = np.concatenate([owned, had, counts * COUNT], axis=1)
    parents = np.concatenate([np.arange(owned.shape[1]), goods, np.arange(owned.shape[1])])
    Z = X - X.mean(axis=0)
    told: Any = facts["cross_buy"]
    scores = np.empty_like(owned)
    for item in range(owned.shape[1]):
        A = Z[:, parents != item]
        inner = A.T @ A + told["ridge"] * np.eye(A.shape[1])
        scores[:, item] = A @ np.linalg.solve(inner, A.T @ Z[:, item]) + owned[:, item].mean()
    scores = np.where(owned > 0, -1, np.maximum(scores, 0) + 0.02 * owned.mean(axis=0))
    offers = warehouse.read("SELECT * FROM cross_buy_offer ORDER BY customer_no, rank").to_pylist()
    people = np.unique(warehouse.read("SELECT customer_no FROM basket")["customer_no"].to_numpy())
    for offer in offers:
        person = int(np.searchsorted(people, offer["customer_no"]))
        assert owned[person, offer["item"]] == 0
        assert owned[person, offer["because"]] == 1
        assert scores[person, offer["item"]] == pytest.approx(np.sort(scores[person])[-offer["rank"]], rel=1e-6)
        assert 0 < offer["probability"] < 1
        assert offer["cross_buy"] >= offer["expected_contribution"] * (1 - 1e-9)
    assert len(offers) == 5 * len(people)


def test_as_many_are_expected_as_good_and_toulmin_say(made: tuple[DuckWarehouse, dict[str, Any]]) -> None:
    """Times how far off they were one horizon ago."""
    warehouse, facts = made
    told: Any = facts["cross_buy"]
    assert told["calibration"] == "rolling origin"
    expected, total = 0.0, 0.0
    offers = learned(warehouse)
    for batch in warehouse.read(cross_buy.BASKET).to_batches():
        for _, known in offers.chunks(batch):
            expected += known.unseen.sum()
            total += offers.chances(known).sum()
    assert total == pytest.approx(expected * told["adopted_for_expected"], rel=1e-6)


def test_the_reason_speaks_most_with_all_that_belongs_to_it(made: tuple[DuckWarehouse, dict[str, Any]]) -> None:
    warehouse, _ = made
    offers = learned(warehouse)
    rows = warehouse.read("SELECT * FROM cross_buy_offer WHERE customer_no <= 60").to_pylist()
    basket = warehouse.read(f"{cross_buy.BASKET} WHERE customer_no <= 60 ORDER BY customer_no").to_batches()[0]
    ((numbers, known),) = list(offers.chunks(basket))
    dense, parents = known.inputs.toarray(), offers.layout.parents
    for row in rows:
        spoken = dense[numbers.tolist().index(row["customer_no"])] * offers.model.weights_[:, row["item"]]
        voices = np.bincount(parents, spoken, minlength=offers.layout.items)
        mine = ~known.open_[numbers.tolist().index(row["customer_no"])]
        assert voices[row["because"]] == pytest.approx(voices[mine].max())


def test_offers_do_not_depend_on_the_order_of_baskets(made: tuple[DuckWarehouse, dict[str, Any]]) -> None:
    """To the last digit: equal people stay equal, so their standing does not change from run to run."""
    warehouse, _ = made
    offers = learned(warehouse)
    found = []
    for order in ("customer_no", "customer_no DESC"):
        table = warehouse.read(f"{cross_buy.BASKET} ORDER BY {order}").combine_chunks()
        made_of = [offers(batch) for batch in table.to_batches(700)]
        found.append(pa.Table.from_batches(made_of).sort_by([("customer_no", "ascending"), ("rank", "ascending")]))
    assert found[0].equals(found[1])


def lines(persons: int = 240, seed: int = 0) -> Lines:
    """A year of a small brand: two tastes, so that what goes together can be learned."""
    draw = np.random.default_rng(seed)
    rows: Lines = []
    for person in range(persons):
        liked = draw.permutation(len(KINDS))[:3] if person % 2 else draw.permutation(3)
        for _ in range(1 + draw.poisson(5)):
            day = date(2025, 7, 1) + timedelta(days=int(draw.integers(0, 365)))
            kind = KINDS[int(draw.choice(liked))]
            money = round(float(draw.lognormal(3, 0.5)), 2)
            product = f"{kind} {draw.integers(0, 4)}"
            rows.append(("shop", str(len(rows)), "1", f"k{person}", f"{day}", 1, money, product, kind, "paid"))
    return rows


def offered(rows: Lines, as_of: date = date(2026, 6, 30)) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    warehouse, facts = appraised({"order_line": values(rows, NAMES)} if rows else {}, as_of)
    told: Any = facts["cross_buy"]
    found: list[dict[str, Any]] = warehouse.read("SELECT * FROM next_category ORDER BY customer_id, rank").to_pylist()
    return found, told


@pytest.fixture(scope="module")
def plain() -> list[dict[str, Any]]:
    found, told = offered(lines())
    assert told["calibration"] == "rolling origin"
    return found


def close(found: list[dict[str, Any]], wanted: list[dict[str, Any]], money: float = 1.0) -> None:
    assert len(found) == len(wanted) > 100
    for one, other in zip(found, wanted, strict=True):
        for name in ("customer_id", "rank", "category", "reason", "product_id"):
            assert one[name] == other[name]
        assert one["probability"] == pytest.approx(other["probability"], rel=1e-9)
        assert one["expected_contribution"] == pytest.approx(other["expected_contribution"] * money, rel=1e-4)


def test_the_order_of_lines_changes_nothing(plain: list[dict[str, Any]]) -> None:
    shuffled = lines()
    np.random.default_rng(1).shuffle(shuffled)
    close(offered(shuffled)[0], plain)


def test_nothing_after_the_date_is_looked_at(plain: list[dict[str, Any]]) -> None:
    sold = [f"{kind}{mark}" for kind in KINDS for mark in ("", "!")]
    later: Lines = [
        ("shop", f"later {n}", "1", f"k{n % 300}", "2026-07-01", 1, 99.0, f"new {n}", sold[n % 14], "paid")
        for n in range(900)
    ]
    close(offered(lines() + later)[0], plain)


def test_the_currency_scales_money_alone(plain: list[dict[str, Any]]) -> None:
    dearer = [(*row[:6], float(str(row[6])) * 7, *row[7:]) for row in lines()]
    close(offered(dearer)[0], plain, 7.0)


def test_what_is_owned_is_never_offered_and_a_product_is_of_its_category(plain: list[dict[str, Any]]) -> None:
    owned = {(row[3], row[8]) for row in lines()}
    warehouse, _ = appraised({"order_line": values(lines(), NAMES)}, date(2026, 6, 30))
    keys = {row["customer_id"]: row["customer_key"] for row in warehouse.read("SELECT * FROM identity").to_pylist()}
    for row in plain:
        assert (keys[row["customer_id"]], row["category"]) not in owned
        assert (keys[row["customer_id"]], row["reason"]) in owned
        assert 0 < row["probability"] < 1
        assert row["product_id"].startswith(row["category"])


@pytest.mark.parametrize(
    ("rows", "model"),
    [
        ([], "none"),
        ([("shop", str(n), "1", f"k{n}", "2026-05-01", 1, 9.0, None, None, "paid") for n in range(40)], "none"),
        ([("shop", str(n), "1", f"k{n}", "2026-05-01", 1, 9.0, "t", "tea", "paid") for n in range(40)], "none"),
        ([("shop", str(n), "1", f"k{n}", "2026-05-01", 1, 9.0, None, KINDS[n], "paid") for n in range(2)], "EASE^R"),
    ],
    ids=["nothing", "no category", "one category", "two customers"],
)
def test_thin_brands_are_told_why(rows: Lines, model: str) -> None:
    found, told = offered(rows)
    assert told["model"] == model
    assert told["because"]
    assert len(found) == (2 if model == "EASE^R" else 0)
    assert all(0 <= row["probability"] <= 1 for row in found)


def test_a_short_past_falls_back_and_says_so() -> None:
    """Eighty days of history: nobody was there a horizon ago, and still as many are expected as the series says."""
    rows = [row for row in lines() if str(row[4]) < "2025-09-18"]
    found, told = offered(rows, date(2025, 9, 17))
    assert told["calibration"] == "Good-Toulmin"
    assert "0 first purchases" in told["because"]
    assert found
