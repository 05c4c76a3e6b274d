"""Files of paid terms: read by the usual names of their columns, in Chinese and English, the bad rows with reasons."""

from pathlib import Path

import pytest
from tests.entry.shop import run
from tests.ingest.shop import Shop, write_csv

from guanxi.core.flow.ingest.mapping import Mapping
from guanxi.core.flow.ingest.recognise import read_by_name, unrecognised

ENGLISH = ("membership_id", "customer_id", "Start Date", "Expiry", "Fee", "Plan")
CHINESE = ("会籍编号", "会员号", "开始日期", "到期日期", "会费", "会员等级")
ROWS = [
    ("m1", "ann", "2025-01-01", "2026-01-01", "365.00", "gold"),
    ("m2", "ann", "2026-01-01", "2027-01-01", "¥365", "gold"),
    ("m3", "bob", "2025-03-01", "2025-02-01", "365", "gold"),
    ("m4", "bob", "2025-03-01", "2026-03-01", "-1", "gold"),
    ("m5", "", "2025-03-01", "2026-03-01", "9", "gold"),
    ("m6", "cai", "2025-03-01", "2350-03-01", "9", "gold"),
    ("m7", "cai", "2025-03-01", "2026-03-01", "", "gold"),
    ("m8", "dee", "2027-01-01", "2028-01-01", "0", "gold"),  # paid ahead, for nothing
    ("m8", "dee", "2027-01-01", "2028-01-01", "5", "gold"),
]
REASONS = ["missing", "missing", "must be ends_at >= started_at", "must be fee >= 0", "duplicate key", "1970 and 2199"]


def mapping(header: tuple[str, ...]) -> Mapping:
    found = read_by_name(header, "membership")
    assert found is not None
    return found


@pytest.mark.parametrize("header", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_terms_are_read_by_the_names_of_their_columns(tmp_path: Path, header: tuple[str, ...]) -> None:
    shop = Shop(tmp_path)
    report = shop.imports(write_csv(tmp_path / "terms.csv", header, ROWS), mapping(header))
    assert (report.rows, report.loaded, report.quarantined) == (9, 3, 6)
    rows = shop.query(
        "SELECT customer_key, CAST(started_at AS DATE)::VARCHAR, CAST(ends_at AS DATE)::VARCHAR, fee::DOUBLE, kind"
        " FROM membership WHERE customer_key = 'ann' ORDER BY started_at"
    )
    assert rows == [
        ("ann", "2025-01-01", "2026-01-01", 365.0, "gold"),
        ("ann", "2026-01-01", "2027-01-01", 365.0, "gold"),
    ]
    for reason in REASONS:
        assert any(reason in row[4] for row in shop.quarantine()), reason
    assert shop.imports(tmp_path / "terms.csv", mapping(header)).load_id == ""
    assert dict(shop.query("SELECT customer_key, CAST(first_seen_at AS DATE)::VARCHAR FROM customer")) == {
        "ann": "2025-01-01",
        "dee": "2027-01-01",
    }
    shop.tidy()


def test_terms_without_number_or_kind_get_them(tmp_path: Path) -> None:
    header = ("email", "valid from", "valid_until", "price")
    shop = Shop(tmp_path)
    rows = [("a@x.com", "2025-01-01", "2025-02-01", "9.9"), ("a@x.com", "2025-02-01", "2025-03-01", "9.9")]
    report = shop.imports(write_csv(tmp_path / "t.csv", header, rows), mapping(header))
    assert report.loaded == 2
    assert shop.query("SELECT count(DISTINCT membership_id), min(kind) FROM membership") == [(2, "membership")]


def test_other_headers_get_a_suggestion() -> None:
    assert read_by_name(("who", "from", "until", "paid"), "membership") is None
    assert read_by_name(ENGLISH, "order_line") is None
    said = unrecognised("t.csv", ("会员号", "from", "until", "paid"), [], "membership")
    assert "--as membership --map customer_key=会员号 fee=paid started_at=FROM ends_at=UNTIL" in said.remedy


def test_the_command_imports_them(tmp_path: Path) -> None:
    assert run("init", "shop", "--language", "en", cwd=tmp_path).returncode == 0
    write_csv(tmp_path / "shop" / "terms.csv", CHINESE, ROWS)
    done = run("import", "terms.csv", "--as", "memberships", "--json", cwd=tmp_path / "shop")
    assert done.returncode == 0, done.stderr
    assert '"loaded": 3' in done.stdout
