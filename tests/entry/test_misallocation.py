"""`guanxi misallocation` as a person meets it."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.entry.shop import open_planning_shop, run


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop that spent money on a handful of people in January."""
    folder = open_planning_shop(tmp_path_factory.mktemp("misallocation"))
    nothing = run("misallocation", "--period", "2026-01", cwd=folder)
    assert (nothing.returncode, "Nothing was booked" in nothing.stderr) == (2, True), nothing.stderr
    for number in range(8):
        words = ("invest", f"p{number}", "--action", "adviser_call", "--money", "30", "--minutes", "8")
        assert run(*words, "--on", "2026-01-10", cwd=folder).returncode == 0
    return folder


def test_a_period_is_held_against_the_best_use_of_what_it_spent(shop: Path) -> None:
    done = run("misallocation", "--period", "2026-01", "--json", "--people", "cases.parquet", cwd=shop)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["money"], found["minutes"], found["people"]) == (240, 64, 8)
    assert found["cost"] == pytest.approx(found["best"] - found["done"])
    assert found["cost"] > 0  # thirty a call, where calls cost nothing but minutes
    assert found["cases"][0]["cost"] == max(pq.read_table(shop / "cases.parquet")["cost"].to_pylist())


def test_it_is_read_in_both_languages(shop: Path) -> None:
    for language, words in (
        ("zh", ("错配成本", "该投入却没有投入")),
        ("en", ("Misallocation cost", "already leaving")),
    ):
        done = run("misallocation", "--period", "2026-01", "--language", language, cwd=shop)
        assert done.returncode == 0, done.stderr
        for word in words:
            assert word in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [([], "Say which period"), (["--period", "soon"], "not a period"), (["--period", "2020-01"], "before 2020-01-01")],
)
def test_a_mistake_is_answered_with_a_message_and_exit_2(shop: Path, words: list[str], said: str) -> None:
    done = run("misallocation", *words, cwd=shop)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr
