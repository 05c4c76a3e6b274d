"""`guanxi statement` as a person meets it."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

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


def test_it_is_read_in_both_languages(shop: Path) -> None:
    for language, words in (("zh", ("客户权益表", "期初", "期末")), ("en", ("Customer equity statement", "Opening"))):
        done = run("statement", "--language", language, cwd=shop)
        assert done.returncode == 0, done.stderr
        for word in words:
            assert word in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "2025-01-01"], "was not appraised"),
        (["--from", "2025-11-30", "--to", "2025-06-30"], "two days"),
        (["--from", "June"], "June"),
    ],
)
def test_a_mistake_is_answered_with_a_message_and_exit_2(shop: Path, words: list[str], said: str) -> None:
    done = run("statement", *words, cwd=shop)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr
