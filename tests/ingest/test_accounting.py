"""Promise 1 and 3: the same row twice changes nothing; every row is loaded, quarantined or a repeat."""

import random
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ingest.shop import Shop, by_hand, export, write_csv
from tests.ingest.test_presets_china import YOUZAN

HEADER = ("order", "when", "who", "n", "price", "phone", "sku", "state")
MAPPING = by_hand(
    {
        "order_id": "order", "ordered_at": "when", "customer_key": "who", "quantity": "n", "revenue": "n*price",
        "phone": "phone", "product_id": "sku", "status": "state",
    }
)  # fmt: skip

good_rows = st.tuples(
    st.sampled_from(["A1", "A2", "A3", "="]).map(lambda x: x if x != "=" else '="007"'),
    st.sampled_from(["2024-01-02 03:04:05", "2024-01-03", "2024-02-29 23:59:59"]),
    st.sampled_from(["ann", "bob", ""]),
    st.sampled_from(["1", "2", "-1"]),
    st.sampled_from(["9.99", "0", "1,000.00", "¥5"]),
    st.just(""),
    st.sampled_from(["P1", "P2", "奶粉"]),
    st.sampled_from(["paid", "cancelled", "已退款", "待付款", ""]),
)
hostile = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "=1+1", "NULL", "1e999", "99999999999999999999", "2024-02-30", "31/31/2024", "0000-00-00", "abc", "'", '"',
            "\t", "１２", "-", "$", "¥", "nan", "inf", "2024-01-01T00:00:00+25:00", "1970", "5000-01-01", "ＮＵＬＬ",
            "\u3000", "1;2", "--1",
        ]
    ),
)  # fmt: skip
SOUND = [
    ("Z1", "2024-01-02 03:04:05", "ann", "2", "12.5", "", "P1", "paid"),
    ("Z2", "2024-01-03", "bob", "1", "7", "", "P2", "paid"),
]
hostile_rows = st.tuples(*[hostile] * len(HEADER))
quick = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


def fresh() -> Path:
    return Path(tempfile.mkdtemp(prefix="guanxi-test-"))


@quick
@given(st.lists(good_rows, min_size=1, max_size=12), st.randoms(use_true_random=False), st.integers(1, 11))
def test_replay_shuffle_and_split_change_nothing(rows: list[Sequence[str]], rng: random.Random, cut: int) -> None:
    folder = fresh()
    whole = Shop(folder / "whole")
    whole.imports(write_csv(folder / "a.csv", HEADER, rows), MAPPING)
    expected = whole.tables()
    again = whole.imports(folder / "a.csv", MAPPING)
    assert (again.load_id, again.loaded) == ("", 0)
    assert whole.tables() == expected
    mixed = list(rows)
    rng.shuffle(mixed)
    pieces = Shop(folder / "pieces")
    for number, part in enumerate((mixed[:cut], mixed[cut:], mixed[: cut + 1])):
        if part:
            pieces.imports(write_csv(folder / f"p{number}.csv", HEADER, part), MAPPING)
    assert pieces.tables() == expected
    whole.tidy()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(good_rows, hostile_rows), min_size=1, max_size=10))
def test_hostile_cells_are_loaded_or_quarantined_never_lost(rows: list[Sequence[str]]) -> None:
    folder = fresh()
    shop = Shop(folder / "shop")
    report = shop.imports(write_csv(folder / "h.csv", HEADER, [*SOUND, *rows], encoding="utf-8"), MAPPING)
    assert report.rows == report.loaded + report.quarantined + report.repeated
    assert len(shop.quarantine()) == report.quarantined
    sound = shop.query("SELECT order_id, quantity, revenue FROM order_line WHERE order_id LIKE 'Z%' ORDER BY order_id")
    assert sound == [("Z1", 2, 25), ("Z2", 1, 7)]
    assert all(reason for *_, reason in shop.quarantine())
    shop.tidy()


def test_updates_replace_and_old_files_do_not_come_back(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop")
    unpaid = export(tmp_path / "monday.csv", "youzan_orders", [{**YOUZAN, "订单状态": "待付款", "订单已退款金额": ""}])
    paid = export(tmp_path / "tuesday.csv", "youzan_orders", [{**YOUZAN, "订单已退款金额": ""}])
    back = export(tmp_path / "friday.csv", "youzan_orders", [YOUZAN])
    shop.imports(unpaid)
    assert shop.money() == 0
    report = shop.imports(paid)
    assert (report.loaded, report.updated, shop.money()) == (1, 1, 100)
    shop.imports(back)
    assert shop.money() == 80
    state = shop.tables()
    for old in (unpaid, paid, back):
        assert shop.imports(old).load_id == ""
    assert shop.tables() == state
    shop.store.undo(shop.store.get(2))
    assert shop.money() == 80
    shop.store.undo(shop.store.get(3))
    assert shop.money() == 0
    shop.tidy()


def test_quarantine_names_the_file_in_the_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", "no,at,amount\n1,2024-01-01,5\n")
        archive.writestr("b.csv", "no,at,amount\n2,2024-01-01,5\n3,never,5\n")
    shop = Shop(tmp_path / "shop")
    report = shop.imports(tmp_path / "two.zip", by_hand({"order_id": "no", "ordered_at": "at", "revenue": "amount"}))
    assert (report.rows, report.loaded, report.quarantined) == (3, 2, 1)
    assert shop.quarantine()[0][:4] == ("two.zip!b.csv", 3, "at", "never")


def test_explicit_keys_that_contradict_each_other(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop")
    columns = {"customer_key": "id", "name": "name", "phone": "phone", "registered_at": "since"}
    rows = [
        ("1", "Ann", "+1 650 253 0000", "2024-01-01"),
        ("1", "Anna", "", "2024-01-01"),
        ("2", "Bob", "12", ""),
        ("2", "Bob", "12", ""),
    ]
    file = write_csv(tmp_path / "c.csv", ("id", "name", "phone", "since"), rows)
    report = shop.imports(file, by_hand(columns, table="customer"))
    assert (report.loaded, report.quarantined, report.repeated) == (2, 1, 1)
    assert "duplicate key" in shop.quarantine()[0][4]
    assert shop.query("SELECT phone, phone_written FROM customer WHERE customer_key = '2'") == [(None, "12")]


def test_interactions_contacts_and_the_rest(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop")
    file = write_csv(
        tmp_path / "i.csv",
        ("who", "at", "what"),
        [("ann", "2024-01-02 10:00", "visit"), ("bob", "2024-01-03", "share"), ("", "2024-01-03", "share")],
    )
    report = shop.imports(
        file, by_hand({"customer_key": "who", "occurred_at": "at", "kind": "what"}, table="interaction")
    )
    assert (report.loaded, report.quarantined, report.tables) == (2, 1, {"interaction": 2, "customer": 2})
    assert (
        shop.imports(
            file, by_hand({"customer_key": "who", "occurred_at": "at", "kind": "what"}, table="interaction")
        ).load_id
        == ""
    )
    file = write_csv(
        tmp_path / "k.csv",
        ("who", "at", "why", "chan"),
        [("ann", "2024-01-02", "关怀", "wechat"), ("ann", "2024-01-02", "spam", "x")],
    )
    report = shop.imports(
        file,
        by_hand({"customer_key": "who", "occurred_at": "at", "purpose": "why", "channel": "chan"}, table="contact"),
    )
    assert (report.loaded, report.quarantined) == (1, 1)
    file = write_csv(tmp_path / "s.csv", ("who", "amount", "per"), [("ann", "1,200", "year"), ("bob", "-5", "month")])
    report = shop.imports(
        file, by_hand({"customer_key": "who", "amount": "amount", "period": "per"}, table="declared_spend")
    )
    assert (report.loaded, report.quarantined) == (1, 1)
    file = write_csv(tmp_path / "g.csv", ("who", "status", "at", "for"), [("ann", "同意", "2024-01-02", "care")])
    report = shop.imports(
        file, by_hand({"customer_key": "who", "status": "status", "stated_at": "at", "purpose": "for"}, table="consent")
    )
    assert shop.query("SELECT status, channel FROM consent") == [("GRANT", "*")]
    file = write_csv(tmp_path / "v.csv", ("who", "at", "act", "money"), [("ann", "2024-01-02", "checklist", "12.5")])
    report = shop.imports(
        file,
        by_hand({"customer_key": "who", "occurred_at": "at", "action_id": "act", "money": "money"}, table="investment"),
    )
    assert shop.query("SELECT money::DOUBLE, minutes FROM investment") == [(12.5, 0.0)]
    shop.tidy()
