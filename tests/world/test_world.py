"""The simulated brand: the same for a seed, plausible in shape, and its files say what its truth says."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.shared import DATA

from guanxi.core.kernel.errors import InputError
from guanxi.core.tables import TABLES
from guanxi.world import FILES, MAPPINGS, World, simulate, write_exports, write_truth
from guanxi.world.brand import NAMES, STORE, TMALL, YOUZAN
from guanxi.world.people import MONTH
from guanxi.world.sales import CANCELLED, PAID, PARTLY, RETURNED, UNPAID

END = date(2026, 6, 30)


@pytest.fixture(scope="module")
def world() -> World:
    return simulate(3_000, 2, 7, END)


@pytest.fixture(scope="module")
def folder(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    write_exports(world, folder)
    return folder


def rows(path: Path, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def once(found: list[dict[str, str]]) -> list[dict[str, str]]:
    """Exact repeats are the same row written twice."""
    return [dict(pairs) for pairs in dict.fromkeys(tuple(row.items()) for row in found)]


def money(text: str) -> Decimal:
    return Decimal(text or "0")


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    one, two, other = (simulate(200, 0.6, seed, END) for seed in (3, 3, 4))
    first = {path.name: path.read_bytes() for path in write_exports(one, tmp_path / "one") if path.suffix == ".csv"}
    again = {path.name: path.read_bytes() for path in write_exports(two, tmp_path / "two") if path.suffix == ".csv"}
    assert first == again
    assert len(one.lines) != len(other.lines)


def test_time_ends_on_the_day_asked_for(world: World) -> None:
    assert world.end == END
    assert (world.end - world.start).days + 1 == world.weeks * 7
    assert world.lines.day.min() >= 0
    assert world.lines.day.max() < world.weeks * 7
    assert world.lines.second.min() >= 8 * 3600  # the same calendar day in Shanghai and in UTC
    assert world.lines.second.max() < 23 * 3600


def test_a_world_too_small_is_refused() -> None:
    with pytest.raises(InputError, match="10 people over 2 years"):
        simulate(10, 2, 1, END)


def youzan_kept(folder: Path) -> Iterator[Decimal]:
    for row in once(rows(folder / "youzan_order_items.csv")):
        try:
            goods = money(row["商品单价"]) * int(row["商品数量"])
            date.fromisoformat(row["订单创建时间"][:10])
        except (InvalidOperation, ValueError):
            continue
        if row["订单号"] and row["订单商品状态"] != "待付款":
            yield goods - money(row["商品已退款金额"])


def tmall_kept(folder: Path) -> Iterator[Decimal]:
    for row in once(rows(folder / "tmall_ExportOrderList.csv", "gbk")):
        try:
            int(row["宝贝总数量"])
            date.fromisoformat(row["订单创建时间"][:10])
            yield money(row["买家实际支付金额"]) - money(row["退款金额"])
        except (InvalidOperation, ValueError):
            continue


def store_kept(folder: Path) -> Iterator[Decimal]:
    for row in once(rows(folder / "store_receipts.csv")):
        try:
            date.fromisoformat(row["销售时间"][:10])
            int(row["数量"])
            yield money(row["实收金额"])
        except (InvalidOperation, ValueError):
            continue


def test_the_files_add_up_to_the_money_kept(world: World, folder: Path, tmp_path: Path) -> None:
    write_truth(world, tmp_path)
    truth = {row["source"]: row["kept"] for row in pq.read_table(tmp_path / "kept.parquet").to_pylist()}
    assert float(sum(youzan_kept(folder))) == pytest.approx(truth["youzan"], abs=0.005)
    assert float(sum(tmall_kept(folder))) == pytest.approx(truth["taobao"], abs=0.005)
    assert float(sum(store_kept(folder))) == pytest.approx(truth["store"], abs=0.005)


@pytest.mark.parametrize("name", ["youzan_order_items", "youzan_customers", "taobao_tmall_ExportOrderList"])
def test_headers_are_the_true_ones(folder: Path, name: str) -> None:
    sample = DATA / "export_headers" / f"{name}.csv"
    if not sample.exists():
        pytest.skip("the true header rows are not at ../shared/data/export_headers")
    ours = folder / f"{name.removeprefix('taobao_')}.csv"
    encoding = "gbk" if "tmall" in name else "utf-8-sig"
    assert ours.read_text(encoding).splitlines()[0] == sample.read_text("utf-8-sig").splitlines()[0]


def test_files_are_as_untidy_as_in_real_life(folder: Path) -> None:
    youzan = folder / "youzan_order_items.csv"
    assert youzan.read_bytes().startswith(b"\xef\xbb\xbf")
    tmall = rows(folder / "tmall_ExportOrderList.csv", "gbk")
    assert all(row["订单编号"].startswith('="') for row in tmall)
    assert any(row["联系手机"].startswith("'1") for row in tmall)
    assert any("****" in row["联系手机"] for row in tmall)
    for found in (rows(youzan), tmall, rows(folder / "store_receipts.csv")):
        assert len(once(found)) < len(found)
    receipts = rows(folder / "store_receipts.csv")
    assert sum(row["实收金额"].startswith("-") for row in receipts) > 10
    assert 0.15 < sum(not row["会员号"] for row in receipts) / len(receipts) < 0.5


def test_saved_mappings_name_columns_that_are_there(folder: Path) -> None:
    assert set(FILES) == {path.name for path in folder.iterdir()}
    for file, name in FILES.items():
        if not name or file.endswith(".xlsx"):
            continue
        encoding = "gbk" if name == "tmall_products" else "utf-8-sig"
        header = (folder / file).read_text(encoding).splitlines()[0].split(",")
        mapping = MAPPINGS[name]
        assert set(mapping["columns"].values()) <= set(header)
        assert mapping["table"] in TABLES
        assert set(header) >= set(mapping.get("line_key", ()))


def test_one_person_stands_in_several_sources_under_other_keys(world: World, folder: Path, tmp_path: Path) -> None:
    write_truth(world, tmp_path)
    record = pq.read_table(tmp_path / "record.parquet").to_pylist()
    sources = Counter(len({row["source"] for row in record if row["person_id"] == person}) for person in range(300))
    assert sources[2] + sources[3] > 60
    assert len({(row["source"], row["customer_key"]) for row in record}) == len(record)
    accounts = {row["买家会员名"] for row in rows(folder / "tmall_ExportOrderList.csv", "gbk")}
    assert accounts == {row["customer_key"] for row in record if row["source"] == "taobao"}


def test_the_truth_is_consistent(world: World, tmp_path: Path) -> None:
    write_truth(world, tmp_path)
    wallet, person = pq.read_table(tmp_path / "wallet.parquet"), pq.read_table(tmp_path / "person.parquet")
    assert len(wallet) == len(person) * len(NAMES)
    share = wallet["share_12m"].drop_null().to_numpy()
    assert ((share >= 0) & (share <= 1)).all()
    alive, left = person["alive"].to_numpy(), person["left_on"].is_null().to_numpy()
    assert (alive == left).all()
    assert person["kept"].to_numpy().sum() == pytest.approx(world.lines.kept.sum() / 100)
    yearly = wallet["wallet_12m"].to_numpy().reshape(len(person), -1).sum(axis=1)
    assert (yearly >= 0).all()
    assert 5_000 < np.median(yearly[yearly > 0]) < 40_000  # yuan a year for everything a small child needs


def test_customers_come_back_and_some_are_lost(world: World) -> None:
    bought = world.lines.pick(world.lines.state == PAID)
    days = np.unique(np.stack([bought.person, bought.day]), axis=1)
    times = np.bincount(days[0], minlength=len(world.people))
    buyers = (times > 0).sum()
    assert 0.5 < buyers / len(world.people) < 0.9  # the others only registered
    assert 0.5 < (times > 1).sum() / buyers < 0.95
    assert 0.4 < (world.life.left == world.weeks).mean() < 0.8


def test_nobody_buys_before_joining_or_after_leaving(world: World) -> None:
    week = world.lines.day // 7
    assert (world.lines.day >= world.people.joined[world.lines.person]).all()
    assert (week <= world.life.left[world.lines.person]).all()


def test_sales_days_stand_out(world: World) -> None:
    day = np.bincount(world.lines.day, minlength=world.weeks * 7)
    eleventh = (date(2025, 11, 11) - world.start).days
    assert day[eleventh] > 4 * day[eleventh - 40 : eleventh - 10].mean()


def test_the_childs_age_decides_what_is_bought(world: World) -> None:
    lines = world.lines
    age = (lines.day - world.people.due[lines.person]) / MONTH
    middle = {name: float(np.median(age[lines.category == number])) for number, name in enumerate(NAMES)}
    assert middle["孕产"] < 1
    assert middle["孕产"] < middle["喂养"] < middle["纸尿裤"] < middle["辅食"] < middle["童书"]
    assert (age[lines.category == NAMES.index("辅食")] > 3).all()


def test_every_fate_of_an_order_occurs(world: World) -> None:
    lines = world.lines
    share = np.bincount(lines.state, minlength=5) / len(lines)
    assert share[PAID] > 0.88
    assert all(0.002 < share[state] < 0.06 for state in (RETURNED, PARTLY, CANCELLED, UNPAID))
    assert lines.kept[np.isin(lines.state, (RETURNED, CANCELLED, UNPAID))].sum() == 0
    assert (lines.kept >= 0).all()
    assert all((lines.channel == channel).mean() > 0.1 for channel in (YOUZAN, TMALL, STORE))
    assert not np.isin(lines.state[lines.channel == STORE], (PARTLY, CANCELLED, UNPAID)).any()


def test_the_app_is_used_by_some_and_around_the_birth_most(world: World) -> None:
    events = world.events
    assert world.people.app[events.person].all()
    age = (events.day - world.people.due[events.person]) / MONTH
    assert np.median(age) < 9
    per_person = np.bincount(events.person, minlength=len(world.people))
    assert np.quantile(per_person[per_person > 0], 0.9) > 4 * np.median(per_person[per_person > 0])
