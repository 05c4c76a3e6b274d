"""`guanxi response`: a trial from a file, in words, as JSON and as a page."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from guanxi.entry.cli.threads import VARIABLES
from guanxi.entry.responding import _levelled
from tests.entry.shop import run
from tests.shared import DATA

HILLSTROM = DATA / "hillstrom" / "hillstrom.csv"
Change = Callable[[list[str]], list[str]]


def written(folder: Path, effect: float, seed: int = 1, shares: tuple[float, float] = (0.5, 0.5)) -> Path:
    """A trial in which a call makes the young buy, and nobody else."""
    rng = np.random.default_rng(seed)
    rows = ["id,组别,age,city,clicks,买了"]
    for number in range(4000):
        called, age = rng.random() < shares[1], rng.integers(18, 70)
        bought = rng.random() < 0.1 + called * effect * (age < 40)
        clicks = rng.poisson(1 + 2 * called)
        arm, born, city = "电话" if called else "对照", age if number % 9 else "", "北京" if number % 3 else "上海"
        rows.append(f"{number},{arm},{born},{city},{clicks},{int(bought)}")
    file = folder / "trial.csv"
    file.write_text("\n".join(rows) + "\n", encoding="gb18030")
    return file


ASKED = ("--arm", "组别", "--outcome", "买了")
WORDS = (*ASKED, "--json")


def test_a_call_for_the_young_is_found_and_chosen(tmp_path: Path) -> None:
    file = written(tmp_path, 0.3)
    done = run("response", file.name, *WORDS, "--cost", "电话=0.05", "--report", "page.html", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    (arm,) = told["arms"]
    assert (told["kind"], told["control"]["name"], arm["name"]) == ("binary", "对照", "电话")
    assert arm["finding"] == "evidence for personal targeting"
    assert arm["low"] < 0.3 * 22 / 52 < arm["high"]
    assert told["ahead"]["low"] > 0  # calling the old costs and brings nothing
    assert 0.3 < told["policies"]["personal"]["treated"] < 0.85
    assert told["left_out"] == {"id": "many", "clicks": "later"}
    assert "age (empty)" in told["features"]
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "试验说明了什么" in page
    assert "What the trial says" in page
    assert "What to do: choose by what is expected of each person" in told["said"][-1]["en"]
    assert "怎么做：按各人预计的效果挑人" in page


def test_where_arms_are_shuffled_nothing_is_found(tmp_path: Path) -> None:
    told = json.loads(run("response", written(tmp_path, 0.0, 3).name, *WORDS, cwd=tmp_path).stdout)
    assert told["arms"][0]["finding"] == "no evidence of any effect"
    assert told["ahead"]["low"] <= 0 <= told["ahead"]["high"]
    assert any("No evidence for" in words["en"] for words in told["said"])
    assert ("none of it" in told["said"][-1]["en"]) or ("do not roll it out" in told["said"][-1]["en"])


def test_what_helps_everybody_alike_is_given_to_all(tmp_path: Path) -> None:
    """In a file sorted by arm, where nobody is said to gain more than others."""
    rng = np.random.default_rng(2)
    rows = [f"{arm},{rng.integers(18, 70)},{int(rng.random() < share)}" for arm, share in (("call", 0.3), ("none", 0.1))
            for _ in range(1500)]  # fmt: skip
    (tmp_path / "trial.csv").write_text("\n".join(["arm,age,bought", *rows]) + "\n", encoding="utf-8")
    done = run("response", "trial.csv", "--arm", "arm", "--outcome", "bought", "--language", "en", cwd=tmp_path)
    assert "What to do: give “call” to everybody" in done.stdout


def test_linear_algebra_has_one_thread_unless_somebody_says_otherwise() -> None:
    told = "import guanxi.entry.cli, os; print(*(os.environ.get(n) for n in guanxi.entry.cli.threads.VARIABLES))"
    clean = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    for given, expected in (({}, "1 1 None"), ({"OMP_NUM_THREADS": "2"}, "None None 2")):
        done = subprocess.run(
            [sys.executable, "-c", told], env=clean | given, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == expected


def test_where_halves_tell_one_effect_each_nobody_is_ranked() -> None:
    half = np.arange(1_000) % 2
    found = _levelled(np.where(half == 0, 0.1, 0.3)[:, None], half)
    assert np.ptp(found) == 0
    assert found[0, 0] == pytest.approx(0.2)


def test_who_was_not_drawn_by_lot_is_watched_and_a_wrong_split_named(tmp_path: Path) -> None:
    file = written(tmp_path, 0.3, 4, (0.6, 0.4))
    told = json.loads(run("response", file.name, *WORDS, "--observed", "--ignore", "clicks", cwd=tmp_path).stdout)
    assert told["design"] == "observational"
    assert "not drawn by lot" in told["said"][0]["en"]
    assert "leave some people alone by lot" in told["said"][-1]["en"]
    even = ("--probability", "对照=0.5", "--probability", "电话=0.5")
    done = run("response", file.name, *WORDS, *even, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    for words in ("trial.csv", "/ 2,000", "'电话' 1,561", "各组人数与抽取比例不符", "Find who is missing"):
        assert words in done.stderr
    right = ("--probability", "对照=0.6", "--probability", "电话=0.4")
    assert json.loads(run("response", file.name, *WORDS, *right, cwd=tmp_path).stdout)["split_p"] > 0.001


@pytest.mark.parametrize(
    ("words", "change", "said"),
    [
        (("--arm", "grp", "--outcome", "买了"), None, "no column 'grp'"),
        (ASKED, lambda rows: [*rows[:7], rows[7][:-1] + "好", *rows[8:]], "line 8, column '买了': '好'"),
        (ASKED, lambda rows: [row for row in rows if "电话" not in row], "1 arms"),
        (ASKED, lambda rows: [row.replace("对照", "乙") for row in rows], "Which arm was left alone"),
        (ASKED, lambda rows: rows[:1], "no rows"),
        ((*ASKED, "--cost", "短信=1"), None, "no arm '短信'"),
        ((*ASKED, "--cost", "电话"), None, "ARM=NUMBER"),
        ((*ASKED, "--kind", "odd"), None, "'odd'"),
        ((*ASKED, "--probability", "电话=0.5"), None, "add up to 1"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named(tmp_path: Path, words: tuple[str, ...], change: Change | None, said: str) -> None:
    file = written(tmp_path, 0.3)
    if change:
        rows = file.read_text(encoding="gb18030").splitlines()
        file.write_text("\n".join(change(rows)) + "\n", encoding="gb18030")
    done = run("response", file.name, *words, cwd=tmp_path)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr


@pytest.mark.skipif(not HILLSTROM.exists(), reason="Hillstrom's e-mails are not here")
@pytest.mark.slow
def test_hillstrom_as_a_shop_owner_reads_it(tmp_path: Path) -> None:
    mails = ("--cost", "Mens E-Mail=0.06", "--cost", "Womens E-Mail=0.06")
    done = run("response", str(HILLSTROM), "--arm", "segment", "--outcome", "visit", *mails, "--json", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert [round(arm["mean"], 4) for arm in told["arms"]] == [0.1828, 0.1514]  # as published
    assert round(told["control"]["mean"], 4) == 0.1062
    assert set(told["left_out"]) == {"conversion", "spend"}  # they came after the mail
    assert told["arms"][1]["relative_qini_low"] > 0.15
    assert told["ahead"]["of"] == "Mens E-Mail"
    assert told["ahead"]["low"] < 0 < told["ahead"]["high"]
