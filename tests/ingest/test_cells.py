"""Numbers, times, telephones and words as people write them."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.ingest.shop import Shop, by_hand, write_csv

from guanxi.core.flow.ingest.expression import Cell, Constant, MissingColumnError, Operation, parse, positions
from guanxi.core.flow.ingest.words import classify
from guanxi.core.kernel.errors import InputError

COLUMNS = {"order_id": "no", "ordered_at": "at", "revenue": "amount", "customer_key": "'ann'"}


def times(folder: Path, written: list[str], **terms: Any) -> tuple[list[object], tuple[str, ...]]:
    """What the written times become, in order; None for a quarantined one."""
    rows = [(str(number), text, "1") for number, text in enumerate(written)]
    shop = Shop(folder / "shop")
    report = shop.imports(write_csv(folder / "t.csv", ("no", "at", "amount"), rows), by_hand(COLUMNS), **terms)
    found = dict(shop.query("SELECT CAST(order_id AS INTEGER), ordered_at FROM order_line"))
    return [found.get(number) for number in range(len(written))], report.notes


def amounts(folder: Path, written: list[str]) -> list[object]:
    """What the written amounts become, in order; None for a quarantined one."""
    rows = [(str(number), "2024-01-01", text) for number, text in enumerate(written)]
    shop = Shop(folder / "shop")
    shop.imports(write_csv(folder / "n.csv", ("no", "at", "amount"), rows), by_hand(COLUMNS))
    found = dict(shop.query("SELECT CAST(order_id AS INTEGER), revenue FROM order_line"))
    return [found.get(number) for number in range(len(written))]


THIRD = datetime(2024, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-02-03 04:05:00", THIRD),
        ("2024-02-03T04:05", THIRD),
        ("2024-02-03T04:05:00Z", THIRD),
        ("2024-02-03T04:05:00.000Z", THIRD),
        ("2024-02-03 12:05:00 +0800", THIRD),
        ("2024-02-03T12:05:00+08:00", THIRD),
        ("2024-02-02 23:05:00 -05:00", THIRD),
        ("2024-02-03 04:05:00 UTC", THIRD),
        ("2024/2/3 4:05", THIRD),
        ("2024/2/3 4:05:00", THIRD),
        ("2024.02.03 04:05", THIRD),
        ("2024年2月3日 4:05", THIRD),
        ("2024年02月03日", datetime(2024, 2, 3)),
        ("2024/2/3 上午4:05", THIRD),
        ("2024/2/3 下午4:05", datetime(2024, 2, 3, 16, 5)),
        ("20240203", datetime(2024, 2, 3)),
        ("20240203040500", THIRD),
        ("Feb 3, 2024 4:05 AM", THIRD),
        ("February 3, 2024", datetime(2024, 2, 3)),
        ("3 Feb 2024 04:05", THIRD),
        ("03-Feb-2024", datetime(2024, 2, 3)),
        ("45325.170138889", THIRD),
        ("45325", datetime(2024, 2, 3)),
        ("1706933100", THIRD),
        ("1706933100000", THIRD),
        ("２０２４-０２-０３ ０４:０５", THIRD),
    ],
)
def test_times(written: str, meant: datetime, tmp_path: Path) -> None:
    assert times(tmp_path, [written, ""])[0] == [meant, None]


def test_many_notations_in_one_file(tmp_path: Path) -> None:
    written = [
        "2024-02-03 04:05:00",
        "2024/2/3 4:05",
        "03/02/2024 04:05",
        "25/12/2023",
        "never",
        "2024-02-30",
        "3024-01-01",
    ]
    found, notes = times(tmp_path, written)
    assert found == [THIRD, THIRD, THIRD, datetime(2023, 12, 25), None, None, None]
    assert notes == ()


def test_moments_beyond_all_calendars(tmp_path: Path) -> None:
    written = ["2024-02-03T12:05:00+08:00", "290309-12-22 (BC) 00:00:00+99:00", "0000-01-01 00:00:00Z"]
    assert times(tmp_path, written)[0] == [THIRD, None, None]


def test_day_and_month(tmp_path: Path) -> None:
    for name, written, terms, meant, noted in (
        ("data say month first", ["02/03/2024", "12/25/2023"], {}, datetime(2024, 2, 3), False),
        ("data say day first", ["03/02/2024", "25/12/2023"], {}, datetime(2024, 2, 3), False),
        ("nothing says", ["03/02/2024"], {}, datetime(2024, 2, 3), True),
        ("the person says", ["02/03/2024"], {"date_order": "mdy"}, datetime(2024, 2, 3), False),
        ("two digits", ["3/2/24", "25/2/24"], {}, datetime(2024, 2, 3), False),
    ):
        folder = tmp_path / name
        folder.mkdir()
        found, notes = times(folder, written, **terms)
        assert found[0] == meant, name
        assert bool(notes) == noted, name


def test_naive_times_are_of_the_workspace(tmp_path: Path) -> None:
    written = ["2024-07-01 09:00:00", "2024-01-01 09:00:00", "2024-01-01T09:00:00Z"]
    found, _ = times(tmp_path, written, zone="Europe/Berlin")
    assert found == [datetime(2024, 7, 1, 7), datetime(2024, 1, 1, 8), datetime(2024, 1, 1, 9)]


def test_dates_alone_keep_their_day_in_every_zone(tmp_path: Path) -> None:
    written = [
        "2024-01-01", "2024/1/1", "20240101", "45292", "45292.0", "2024年1月1日", "Jan 1, 2024", "01/01/2024",
        "25/12/2023", "2024-01-01 00:30:00", "20240101003000", "45292.5", "2024-01-01 00:30:00Z", "1704069000",
    ]  # fmt: skip
    new_year, christmas = datetime(2024, 1, 1), datetime(2023, 12, 25)
    for zone, hours in (("Asia/Shanghai", 8), ("America/New_York", -5), ("UTC", 0)):
        folder = tmp_path / zone.replace("/", "-")
        folder.mkdir()
        half, noon = (datetime(2024, 1, 1, *clock) - timedelta(hours=hours) for clock in ((0, 30), (12, 0)))
        known = datetime(2024, 1, 1, 0, 30)
        assert times(folder, written, zone=zone)[0] == [
            *[new_year] * 8, christmas, half, half, noon, known, known,
        ]  # fmt: skip


def test_the_same_dates_alone_in_a_plain_column(tmp_path: Path) -> None:
    assert times(tmp_path, ["2024-01-01"], zone="Asia/Shanghai")[0] == [datetime(2024, 1, 1)]


def test_one_row_does_not_turn_day_and_month_around(tmp_path: Path) -> None:
    written = [f"{1 + n % 12:02}/{1 + n % 28:02}/2024" for n in range(99)]
    shop = Shop(tmp_path / "shop")
    rows = [(str(number), text, "1") for number, text in enumerate([*written, "15/01/2024"])]
    report = shop.imports(write_csv(tmp_path / "t.csv", ("no", "at", "amount"), rows), by_hand(COLUMNS))
    assert (report.loaded, report.quarantined, report.notes) == (99, 1, ())
    read = shop.query("SELECT strftime(ordered_at, '%m/%d/%Y') FROM order_line ORDER BY CAST(order_id AS INTEGER)")
    assert [text for (text,) in read] == written
    assert shop.quarantine()[0][2:4] == ("at", "15/01/2024")
    assert "no date as month/day/year" in shop.quarantine()[0][4]


def test_a_wish_decides_and_the_rest_is_told(tmp_path: Path) -> None:
    found, _ = times(tmp_path, ["02/03/2024", "15/01/2024", "16/01/2024"], date_order="mdy")
    assert found == [datetime(2024, 2, 3), None, None]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["1.5", "-2", "+3", ".5", "1e3"], ["1.5", "-2", "3", "0.5", "1000"]),
        (["1,234.50", "12,345,678", "7"], ["1234.5", "12345678", "7"]),
        (["1.234,50", "7,5", "1.234", "12"], ["1234.5", "7.5", "1234", "12"]),
        (["¥1,200.00", "￥3", "5元", "$7.5", "US$ 8", "CNY 9", "€10"], ["1200", "3", "5", "7.5", "8", "9", "10"]),
        (["(12.50)", "7-", "1 234.5"], ["-12.5", "-7", "1234.5"]),
        (["１２．５", '="8.5"', "'9", "\u00a06\u3000"], ["12.5", "8.5", "9", "6"]),
        (["12.00000000001", "0.12344"], ["12", "0.1234"]),
    ],
)
def test_amounts(written: list[str], meant: list[str], tmp_path: Path) -> None:
    assert amounts(tmp_path, written) == [Decimal(text) for text in meant]


@pytest.mark.parametrize(
    ("written", "lost", "meant", "reason"),
    [
        (["12.50"] * 9 + ["3,5"], ["3,5"], "12.50", "decimal comma in a column of decimal points"),
        (["1,234.50"] * 2 + ["3,50"], ["3,50"], "1234.50", "decimal comma in a column of decimal points"),
        (["12.50", "3,5"], ["3,5"], "12.50", "decimal comma in a column of decimal points"),
        (["12,50"] * 3 + ["3.5", "¥0.500"], ["3.5", "¥0.500"], "12.50", "decimal point in a column of decimal commas"),
        (["1.234,5"] * 3 + ["1,234.50"], ["1,234.50"], "1234.5", "decimal point in a column of decimal commas"),
        (["0,500", "0,500", "1.5"], ["1.5"], "0.5", "decimal point in a column of decimal commas"),
    ],
)
def test_two_decimal_marks_in_a_column(
    written: list[str], lost: list[str], meant: str, reason: str, tmp_path: Path
) -> None:
    found = amounts(tmp_path, written)
    assert found == [None if text in lost else Decimal(meant) for text in written]
    told = Shop(tmp_path / "shop").quarantine()
    assert [value for *_, value, _ in told] == lost
    assert all(said.startswith(reason) for *_, said in told)


def test_what_is_no_amount(tmp_path: Path) -> None:
    written = ["abc", "=1+1", "1.2.3", "1e99", "99999999999999999999", "--5", "0x10", "1_000", "NULL", "-", "12%", "5"]
    assert amounts(tmp_path, written) == [None] * 11 + [Decimal(5)]


PRICED = {"order_id": "no", "ordered_at": "at", "quantity": "n", "unit_price": "each"}


@pytest.mark.parametrize("more", [{}, {"revenue": "n*each"}, {"revenue": "n*each", "unit_price": ""}])
def test_large_sums_are_kept_exactly_or_told(more: dict[str, str], tmp_path: Path) -> None:
    rows = [
        ("1", "2024-01-01", "900", "1500.01"),
        ("2", "2024-01-01", "9000000", "90000000"),
        ("3", "2024-01-01", "1", "999999999999"),
        ("4", "2024-01-01", "6901234567890", "1"),
        ("5", "2024-01-01", "690123456789", "1"),
    ]
    columns = {name: text for name, text in (PRICED | more).items() if text}
    shop = Shop(tmp_path / "shop")
    report = shop.imports(write_csv(tmp_path / "l.csv", ("no", "at", "n", "each"), rows), by_hand(columns))
    assert (report.loaded, report.quarantined) == (2, 3)
    assert shop.lines("order_id, revenue") == [("1", Decimal(1350009)), ("3", Decimal(999999999999))]
    assert [line for _, line, *_ in shop.quarantine()] == [3, 5, 6]
    assert {reason for *_, reason in shop.quarantine()[::2]} == {"too large 数值过大"}


def test_a_barcode_is_no_quantity(tmp_path: Path) -> None:
    rows = [("1", "2024-01-01", "690123456789", "1"), ("2", "2024-01-01", "9999999", "1")]
    shop = Shop(tmp_path / "shop")
    columns = {"order_id": "no", "ordered_at": "at", "quantity": "n", "revenue": "paid"}
    shop.imports(write_csv(tmp_path / "q.csv", ("no", "at", "n", "paid"), rows), by_hand(columns))
    assert shop.lines("order_id") == [("2",)]
    assert shop.quarantine()[0][2:] == ("n", "690123456789.0", "too large 数值过大")


def test_telephones_and_addresses(tmp_path: Path) -> None:
    pairs = {
        "13811112222": "+8613811112222",
        "+86 138-1111-2222": "+8613811112222",
        "008613811112222": "+8613811112222",
        "86 13811112222": "+8613811112222",
        "138 1111 2222": "+8613811112222",
        "+1 (650) 253-0000": "+16502530000",
        "010-62626262": "+861062626262",
        "186******05": None,
        "1381111": None,
        "11111111111": None,
        "13800138000": "+8613800138000",
        "13888888888": None,
        "none": None,
        "$$abc==": None,
        "+44 20 7946 0958": "+442079460958",
    }
    mails = {
        "A.B@C.com": "a.b@c.com",
        "noreply@c.com": None,
        "x": None,
        "a@b": None,
        "test@qq.com": "test@qq.com",
        "王@例.cn": "王@例.cn",
    }
    rows = [(str(i), phone, "") for i, phone in enumerate(pairs)]
    rows += [(str(len(pairs) + i), "", mail) for i, mail in enumerate(mails)]
    shop = Shop(tmp_path / "shop")
    columns = {"customer_key": "id", "phone": "tel", "email": "mail"}
    report = shop.imports(
        write_csv(tmp_path / "c.csv", ("id", "tel", "mail"), rows), by_hand(columns, table="customer")
    )
    assert report.loaded == len(rows)
    found = {
        int(key): (phone, mail) for key, phone, mail in shop.query("SELECT customer_key, phone, email FROM customer")
    }
    assert {text: found[i][0] for i, text in enumerate(pairs)} == pairs
    assert {text: found[len(pairs) + i][1] for i, text in enumerate(mails)} == mails


def test_status_words() -> None:
    own = {"refunded": ("closed",)}
    words = {
        "Paid": "paid",
        "partially_refunded": "paid",
        "wc-cancelled": "cancelled",
        "交易成功": "paid",
        "交易关闭": "cancelled",
        "等待买家付款": "unpaid",
        "退款成功": "refunded",
        "未发货，退款成功": "refunded",
        "部分退款成功，交易完成": "partial",
        "已签收，退款关闭": "paid",
        "已发货，买家取消退款": "paid",
        "退款关闭，交易关闭": "cancelled",
        "订单取消，全部退款成功": "cancelled",
        "CLOSED": "refunded",
        "banana": None,
    }
    assert {word: classify(word, own) for word in words} == words


def test_expressions() -> None:
    known = positions(("Lineitem price", "Lineitem quantity", "总价(元)", "a-b"))
    product = parse("Lineitem price*Lineitem quantity", known)
    assert product == Operation("*", Cell(0), Cell(1))
    assert parse("总价（元）-1", known) == Operation("-", Cell(2), Constant("1"))
    assert parse("a-b", known) == Cell(3)
    assert parse("(a-b + 2) * 3", known).operator == "*"  # type: ignore[union-attr]
    assert parse("'1'", known) == Constant("1")
    with pytest.raises(MissingColumnError, match="nothing"):
        parse("nothing*2", known)
    with pytest.raises(InputError, match="not closed"):
        parse("(a-b", known)
