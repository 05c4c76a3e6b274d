"""From the brand's export files through import, identity and appraisal: what comes out, held against the truth."""

from collections import Counter
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
import pytest

from guanxi.core.models.fitting import Array
from guanxi.entry.appraising import Quiet, appraise
from guanxi.entry.cli.demo_brand import END, SEED, YEARS, import_all, prepare
from guanxi.handover.collect import Report
from guanxi.world import simulate, write_truth
from guanxi.world.brand import NAMES

PEOPLE = 3_000

Rows = list[dict[str, Any]]


class Appraised(NamedTuple):
    """Counts of the import, money by source, and the run's tables beside the truth's."""

    reports: list[Report]
    revenue: dict[str, Decimal]
    tables: dict[str, Rows]
    truth: dict[str, Rows]
    bought: set[tuple[int, str]]  # person and category


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Appraised:
    folder = tmp_path_factory.mktemp("brand")
    workspace, files, _ = prepare(folder / "demo", PEOPLE, "zh", Quiet())
    reports = import_all(workspace, files, Quiet())
    run = appraise(workspace)
    with workspace.warehouse(read_only=True) as warehouse:
        money = warehouse.read("SELECT source, sum(revenue) AS revenue FROM order_line GROUP BY source").to_pylist()
    names = ("appraisal", "identity", "category_wallet", "next_category")
    tables = {name: pq.read_table(run.file(name)).to_pylist() for name in names}
    world = simulate(PEOPLE, YEARS, SEED, END)
    paths = write_truth(world, folder / "truth")
    truth = {path.stem: pq.read_table(path).to_pylist() for path in paths}
    lines = zip(world.lines.person.tolist(), world.lines.category.tolist(), strict=True)
    bought = {(person, NAMES[category]) for person, category in lines}
    return Appraised(reports, {row["source"]: row["revenue"] for row in money}, tables, truth, bought)


def test_every_row_is_accounted_for(brand: Appraised) -> None:
    assert all(report.rows == report.loaded + report.quarantined + report.repeated for report in brand.reports)
    counts = {report.file: report for report in brand.reports}
    broken = [counts[name].quarantined for name in counts if "order" in name.lower() or "receipt" in name]
    assert sorted(broken) == [8, 12, 13]  # as many as the export writers spoil
    assert all(counts[name].repeated > 0 for name in ("youzan_order_items.csv", "store_receipts.csv"))


def test_money_imported_is_the_money_kept_to_the_cent(brand: Appraised) -> None:
    kept = {row["source"]: Decimal(str(round(row["kept"], 2))) for row in brand.truth["kept"]}
    assert brand.revenue == kept


def person_of(brand: Appraised) -> dict[str, int]:
    """The person behind each customer_id."""
    record = {(row["source"], row["customer_key"]): row["person_id"] for row in brand.truth["record"]}
    found = ((row["customer_id"], record.get((row["source"], row["customer_key"]))) for row in brand.tables["identity"])
    return {customer: person for customer, person in found if person is not None}


def test_records_are_joined_of_one_person_only(brand: Appraised) -> None:
    record = {(row["source"], row["customer_key"]): row["person_id"] for row in brand.truth["record"]}
    joined = Counter(
        (row["customer_id"], record[row["source"], row["customer_key"]])
        for row in brand.tables["identity"]
        if (row["source"], row["customer_key"]) in record
    )
    claimed = Counter[str]()
    for (customer, _), n in joined.items():
        claimed[customer] += n
    right = sum(n * (n - 1) // 2 for n in joined.values())
    assert right / sum(n * (n - 1) // 2 for n in claimed.values()) > 0.999
    meant = Counter(record.values())
    assert right / sum(n * (n - 1) // 2 for n in meant.values()) > 0.5  # masked telephones hide the rest


def beside(brand: Appraised, column: str, truth: dict[int, float]) -> tuple[Array, Array]:
    """A look of the buyers of the last year and its truth, where both are known."""
    person = person_of(brand)
    pairs = [
        (row[column], truth[person[row["customer_id"]]])
        for row in brand.tables["appraisal"]
        if row["customer_id"] in person and row["orders"] > 0 and row[column] is not None
    ]
    one, other = np.array(pairs, dtype=float).T
    return one, other


def chance_of_order(score: Array, truth: Array) -> float:
    """How often of two people the one with more truth has the greater score (AUC for yes and no)."""
    rng = np.random.default_rng(0)
    one, two = rng.integers(0, len(score), (2, 40_000))
    differ = truth[one] != truth[two]
    right = np.sign(score[one] - score[two]) == np.sign(truth[one] - truth[two])
    tie = score[one] == score[two]
    return float((right | (tie & (np.arange(len(one)) % 2 == 0)))[differ].mean())


def test_who_is_alive_is_told_from_who_has_left(brand: Appraised) -> None:
    alive = {row["person_id"]: float(row["alive"]) for row in brand.truth["person"]}
    assert chance_of_order(*beside(brand, "p_alive", alive)) > 0.75


def test_share_of_wallet_puts_people_in_the_true_order(brand: Appraised) -> None:
    wallet, spend = Counter[int](), Counter[int]()
    for row in brand.truth["wallet"]:
        wallet[row["person_id"]] += row["wallet_12m"]
        spend[row["person_id"]] += row["spend_12m"]
    share = {person: spend[person] / wallet[person] if wallet[person] else 0.0 for person in wallet}
    assert chance_of_order(*beside(brand, "wallet_share", share)) > 0.6


def test_wallets_are_on_the_true_level_and_within_their_intervals(brand: Appraised) -> None:
    wallet = Counter[int]()
    for row in brand.truth["wallet"]:
        wallet[row["person_id"]] += row["wallet_12m"]
    truth = {person: float(money) for person, money in wallet.items()}
    said, real = beside(brand, "wallet", truth)
    assert chance_of_order(said, real) > 0.64
    assert 0.8 < np.median(said[real > 0] / real[real > 0]) < 1.25
    low, high = beside(brand, "wallet_low", truth)[0], beside(brand, "wallet_high", truth)[0]
    assert 0.7 < ((low <= real) & (real <= high)).mean() < 0.9


def test_a_wallet_is_never_below_what_we_see(brand: Appraised) -> None:
    for row in brand.tables["appraisal"]:
        if row["wallet"] is not None:
            assert row["wallet"] >= row["revenue_12m"] - 0.01
    known = sum(row["wallet"] is not None for row in brand.tables["appraisal"])
    assert 0 < known < len(brand.tables["appraisal"])  # some stay unknown, and say so


def test_the_next_category_is_one_they_lean_to(brand: Appraised) -> None:
    """Better than a category drawn by chance among those not yet bought."""
    person = person_of(brand)
    leaning = {(row["person_id"], row["category"]): row["leaning"] for row in brand.truth["wallet"]}
    first, any_other = [], []
    for row in brand.tables["next_category"]:
        who = person.get(row["customer_id"], -1)
        others = [leaning[who, name] for name in NAMES if who >= 0 and (who, name) not in brand.bought]
        if row["rank"] == 1 and others:
            first.append(leaning[who, row["category"]])
            any_other.append(np.mean(others))
    assert len(first) > PEOPLE / 3
    assert np.mean(first) > 1.03 * np.mean(any_other)
