"""`guanxi measure` and `guanxi power` as a person meets them; what is measured reaches the next plan."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from guanxi.entry.workspace import Workspace
from tests.entry.shop import open_planning_shop, run

MAKE = ("plan", "--budget", "400", "--minutes", "advisers=600", "--json")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop whose plan for July was approved, with orders until December."""
    folder = open_planning_shop(tmp_path_factory.mktemp("measure"))
    assert "还没有实验" in run("measure", cwd=folder).stdout
    assert run("appraise", "--as-of", "2025-06-30", cwd=folder).returncode == 0
    early = Workspace.open(folder).runs.list()[-1].run_id
    made = json.loads(run(*MAKE, "--period", "2025-07", "--run", early, cwd=folder).stdout)["plan"]["plan_id"]
    assert run("plan", "approve", made, cwd=folder).returncode == 0
    return folder


def test_experiments_are_read_with_intervals_and_their_people(shop: Path) -> None:
    done = run("measure", "--json", "--people", "people.parquet", cwd=shop)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert {row["months"] for row in rows} == {1, 3}  # half a year has not passed on 29 December
    for row in rows:
        assert row["low"] <= row["difference"] <= row["high"] or row["metric"] == "conversion"
        assert row["always_low"] <= row["difference"] <= row["always_high"]
    teams = {row["member"] for row in rows if row["scope"] == "team"}
    assert teams == {"advisers"}
    shown = run("measure", "--language", "zh", cwd=shop).stdout
    assert "团队 顾问" in shown
    assert f"共 {len(rows)} 个读数" in shown  # teams count among what may look real by chance
    people = pq.read_table(shop / "people.parquet")
    assert people.num_rows == len(set(people["customer_id"].to_pylist())) > 20


def test_the_next_plan_knows_what_was_measured(shop: Path) -> None:
    assert run("measure", cwd=shop).returncode == 0
    here = Workspace.open(shop)
    reading = here.readings.latest()
    assert reading is not None
    taught = {(row["action_id"], row["quadrant"]) for row in pq.read_table(reading.file("effect_evidence")).to_pylist()}
    assert taught
    assert run("appraise", cwd=shop).returncode == 0  # a plan made before the reading would know nothing of it
    assert run(*MAKE, cwd=shop).returncode == 0
    lines = pq.read_table(here.plans.get().file("plan_line")).to_pylist()
    facts = here.plans.get().manifest["facts"]["learned"]
    assert 0 < len(facts) == len({(row["action_id"], row["quadrant"]) for row in facts} & taught)
    told = json.loads(run("plan", "show", "--json", cwd=shop).stdout)["said"]
    assert sum("Experiments say of" in words["en"] for words in told) == min(len(facts), 6)
    for line in lines:
        assert line["provenance"] == ("pooled" if (line["action_id"], line["quadrant"]) in taught else "prior")


def test_power_says_beforehand_what_can_be_seen(shop: Path) -> None:
    seen = json.loads(
        run("power", "--people", "2000", "--rate", "0.077", "--holdout", "0.5", "--json", cwd=shop).stdout
    )
    assert seen["detectable"] == pytest.approx(2.8016 * (0.077 * 0.923 * 4 / 2000) ** 0.5, rel=1e-3)
    needed = json.loads(run("power", "--sd", "300", "--effect", "20", "--people", "5000", "--json", cwd=shop).stdout)
    assert (needed["people"], needed["months"]) == (19623, 4)
    wrong = run("power", "--people", "2000", cwd=shop)
    assert (wrong.returncode, "how much people differ" in wrong.stderr) == (2, True)


def test_those_left_alone_whom_a_later_plan_treats_are_told(shop: Path) -> None:
    assert "被别的计划安排" not in run("measure", "--language", "zh", cwd=shop).stdout
    early = Workspace.open(shop).runs.list()[-1].run_id
    made = json.loads(run(*MAKE, "--period", "2025-08", "--run", early, cwd=shop).stdout)["plan"]["plan_id"]
    assert run("plan", "approve", made, cwd=shop).returncode == 0
    rows = json.loads(run("measure", "--json", cwd=shop).stdout)["rows"]
    whole = [row for row in rows if (row["scope"], row["metric"]) == ("all", "contribution")]
    told = {(row["experiment_id"], row["months"]): row for row in whole}
    began = next(plan.plan_id for plan in Workspace.open(shop).plans.list() if plan.approved)
    first = told[began, 3]
    assert told[began, 1]["control_treated"] == told[made, 3]["control_treated"] == 0
    assert 0 < first["control_treated"] <= first["control"]
    for tongue, words in (
        ("zh", f"有 {first['control_treated']} 人后来被别的计划安排"),
        ("en", "drawn by another plan"),
    ):
        shown = run("measure", "--language", tongue, cwd=shop).stdout
        assert words in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--rate", "8"), "--rate 8 is no share between 0 and 1"),
        (("--rate", "-0.1"), "是0到1之间的比例"),
        (("--rate", "0.08", "--holdout", "10"), "--holdout 10"),
        (("--sd", "-3"), "--sd 0 or more"),
    ],
)
def test_power_refuses_what_is_no_share(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = run("power", "--people", "5000", *words, cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (2, True)


def test_power_tells_a_share_in_points(tmp_path: Path) -> None:
    asked = ("power", "--people", "5000", "--rate", "0.08")
    assert "3.6 个百分点" in run(*asked, cwd=tmp_path, GUANXI_LANGUAGE="zh").stdout
    assert "3.6 percentage points" in run(*asked, cwd=tmp_path, GUANXI_LANGUAGE="en").stdout
    needed = run(*asked, "--effect", "0.02", cwd=tmp_path, GUANXI_LANGUAGE="en").stdout
    assert "To find 2 percentage points" in needed


def test_an_experiment_that_the_data_do_not_reach_is_told(tmp_path: Path) -> None:
    shop = open_planning_shop(tmp_path)
    made = json.loads(run(*MAKE, cwd=shop).stdout)["plan"]["plan_id"]
    assert run("plan", "approve", made, cwd=shop).returncode == 0
    held = Workspace.open(shop).plans.get(made).manifest["rows"]["plan_holdout"]
    told = run("measure", cwd=shop).stdout
    assert "还没有实验" not in told
    for words in (made, f"留出 {held} 人不动", "2026-01-30", "现有数据到 2025-12-28", "请导入之后"):
        assert words in told
    assert "import later orders" in run("measure", "--language", "en", cwd=shop).stdout


def test_readings_fit_a_narrow_screen_and_name_actions(shop: Path) -> None:
    names = {one.name_zh for one in Workspace.open(shop).settings.actions.values()}
    shown = run("measure", "--language", "zh", cwd=shop, COLUMNS="80").stdout
    rows = [row["member"] for row in json.loads(run("measure", "--json", cwd=shop).stdout)["rows"]]
    assert not any(code and code in shown for code in rows)
    assert any(name[:5] in shown for name in names)
    assert "团队 顾问" in shown
    english = run("measure", "--language", "en", cwd=shop, COLUMNS="80").stdout
    assert "Measured" in english
    assert "brought" in english
