"""`guanxi statement` as a person meets it."""

import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import guanxi
from guanxi.core.tables.accounted import FIGURES, Figure
from guanxi.entry.equity_people import people_of
from tests.entry.shop import open_shop, run


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = open_shop(tmp_path_factory.mktemp("statement")).root
    for day in ("2025-06-30", "2025-11-30"):
        assert run("appraise", "--as-of", day, cwd=folder).returncode == 0
    return folder


def test_the_statement_balances_and_its_people_add_up(shop: Path) -> None:
    done = run("statement", "--json", "--people", "people.parquet", cwd=shop)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    total = next(row for row in found["rows"] if row["kind"] == "all")
    flows = ("revaluation", "acquired", "recovered", "developed", "declined", "lost", "others")
    assert round(total["opening"] + sum(total[flow] for flow in flows), 2) == total["closing"] > 0
    assert total["revaluation"] == 0
    people = pq.read_table(shop / "people.parquet")
    assert sum(people["closing"].to_pylist()) == round(total["closing"] * 100)


def test_channels_beyond_the_largest_are_told_together(shop: Path) -> None:
    found = guanxi.open(shop).statement("2025-06-30", "2025-11-30")
    assert [row["member"] for row in found.channels(5)] == ["tills"]
    many = replace(found, rows=[*found.rows, *({**found.total, "kind": "channel", "member": c} for c in "abcd")])
    told = many.channels(3)
    assert [row["member"] for row in told] == ["a", "b", "*"]
    assert sum(row["closing"] for row in told) == 5 * found.total["closing"]


def test_it_is_read_in_both_languages(shop: Path) -> None:
    for language, words in (
        ("zh", ("客户权益表", "期初", "期末", "首次购买的渠道", "tills")),
        ("en", ("Customer equity statement", "Opening", "By channel of the first purchase")),
    ):
        done = run("statement", "--language", language, cwd=shop)
        assert done.returncode == 0, done.stderr
        for word in words:
            assert word in done.stdout


def test_every_figure_is_the_sum_of_its_customers(shop: Path) -> None:
    """Money, hours, heads and worth of every group: no figure without the people behind it."""
    for person, money, minutes in (("p7", "12.5", "8"), ("p8", "3.25", "0")):
        words = (person, "--action", "adviser_call", "--money", money, "--minutes", minutes, "--on", "2025-08-15")
        done = run("invest", *words, cwd=shop)
        assert done.returncode == 0, done.stderr
    found = guanxi.open(shop).statement()
    assert found.total["money"] == 1575
    for row in found.rows:
        for line in FIGURES:
            figure = Figure(row["kind"], row["member"], line)
            behind = people_of(found, figure)
            parts = [person["part"] for person in behind.told]
            assert behind.amount == pytest.approx(row[line] / figure.whole), figure
            assert sum(parts) == pytest.approx(behind.amount), figure
            assert all(parts)
            assert len(parts) == behind.customers
            assert [abs(part) for part in parts] == sorted((abs(part) for part in parts), reverse=True)


def test_the_customers_of_a_figure_are_listed(shop: Path) -> None:
    rows = json.loads(run("statement", "--json", cwd=shop).stdout)["rows"]
    whole = next(row for row in rows if (row["kind"], row["member"]) == ("quadrant", "cash_cow"))
    told = json.loads(run("statement", "--who", "quadrant=cash_cow:declined", "--json", cwd=shop).stdout)
    assert told["figure"] == whole["declined"] < 0
    assert round(sum(row["part"] for row in told["people"]), 2) == told["figure"]
    assert {row["flow"] for row in told["people"]} == {"declined"}
    assert told["customers"] == len(told["people"]) > 3
    shown = run("statement", "--who", "channel=tills:closing", "--top", "3", "--language", "en", cwd=shop).stdout
    assert "customers add up to" in shown
    assert shown.count("tills") == 1 + 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--who", "cash_cow"], "KIND=GROUP"),
        (["--who", "all=all"], "KIND=GROUP"),
        (["--who", "channel=app:lost"], "'tills'"),
        (["--who", "all:profit"], "KIND=GROUP"),
        (["--from", "2025-01-01"], "was not appraised"),
        (["--from", "2025-11-30", "--to", "2025-06-30"], "two days"),
        (["--from", "June"], "June"),
    ],
)
def test_a_mistake_is_answered_with_a_message_and_exit_2(shop: Path, words: list[str], said: str) -> None:
    done = run("statement", *words, cwd=shop)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr
