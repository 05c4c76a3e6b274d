"""`guanxi world prove` as a person meets it."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from guanxi.adapters import charts
from guanxi.entry.cli.world import NAMES
from guanxi.entry.proving import POLICIES, prove
from tests.entry.shop import run

SMALL = ("world", "prove", "--seeds", "2", "--people", "600", "--months", "3")


def test_policies_are_told_with_intervals_and_drawn(tmp_path: Path) -> None:
    done = run(*SMALL, "--json", "--chart", "proof.png", "--language", "zh", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {row["policy"] for row in told["policies"]} == set(POLICIES) == set(NAMES) & set(POLICIES)
    assert all(row["low"] <= row["profit"] <= row["high"] for row in told["policies"])
    assert told["seeds"] == [0, 1]
    assert (tmp_path / "proof.png").stat().st_size > 20_000


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_speaks_both_languages(tmp_path: Path, language: str) -> None:
    done = run(*SMALL, "--null", "--language", language, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for words in {"zh": ("全知者", "没有效果"), "en": ("Oracle", "no action does anything")}[language]:
        assert words in done.stdout


class Heard:
    """Progress that remembers its steps."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def step(self, name: str) -> None:
        self.steps.append(name)


def test_progress_moves_within_a_world() -> None:
    heard = Heard()
    found = prove(range(2), 500, 3, heard)
    assert len(heard.steps) >= len(POLICIES)  # what is told after the last world is done is not waited for
    assert any("oracle" in step or "guanxi" in step for step in heard.steps)
    assert found.profit.shape == (2, len(POLICIES), 3)


def test_one_world_has_no_interval(tmp_path: Path) -> None:
    done = run("world", "prove", "--seeds", "1", "--people", "500", "--months", "3", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "—" in done.stdout
    assert "nan" not in done.stdout
    told = run("world", "prove", "--seeds", "1", "--people", "500", "--months", "3", "--json", cwd=tmp_path).stdout
    assert "NaN" not in told
    assert json.loads(told)["policies"][0]["low"] is None


def test_a_picture_of_another_kind_is_refused(tmp_path: Path) -> None:
    done = run(*SMALL, "--chart", "proof.pdf", cwd=tmp_path)
    assert (done.returncode, "neither .png nor .svg" in done.stderr) == (2, True)


def test_names_at_the_ends_of_lines_do_not_lie_upon_each_other() -> None:
    levels = dict(zip(POLICIES, (0, -1, -1.1, -1.2, -5, -5, 2, 50), strict=True))
    curves = {name: [(0.0, 0.0, 0.0), (level, level, level)] for name, level in levels.items()}
    drawn = charts.proof_chart(curves, NAMES, 2, "en").to_dict()
    ends = sorted(row["profit"] for row in next(rows for rows in drawn["datasets"].values() if "low" not in rows[0]))
    assert min(b - a for a, b in pairwise(ends)) >= 0.044 * 55
