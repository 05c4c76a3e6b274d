"""`guanxi plan` as a person meets it: make, show, compare, approve, withdraw, export."""

import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from guanxi.entry.planning import period_of
from guanxi.entry.workspace import Workspace
from tests.charts.pages import Checker
from tests.entry.shop import open_planning_shop, open_shop, run

MAKE = ("plan", "--budget", "400", "--minutes", "advisers=120")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_planning_shop(tmp_path_factory.mktemp("plan"))


def test_a_plan_is_made_explained_and_compared(shop: Path) -> None:
    done = run(*MAKE, cwd=shop)
    assert done.returncode == 0, done.stderr
    said = done.stdout.replace("\n", "")
    for words in ("计划 2026-01-01", "有证书", "人人发一样的券", "本计划", "预设值"):
        assert words in said
    found = json.loads(run("plan", "show", "--json", cwd=shop).stdout)
    assert found["plan"]["plan_id"] == "2026-01-01"
    assert found["state"] == "draft"
    assert found["plan"]["cost"] <= 400
    assert found["plan"]["minutes"] <= 120
    assert len(found["plan_curve"]) == 21
    assert {row["policy"] for row in found["policies"]} >= {"plan", "rfm_top"}
    assert len(json.loads(run("plan", "list", "--json", cwd=shop).stdout)) == 1


def test_approved_plans_are_spent_and_never_overlap(shop: Path) -> None:
    first = json.loads(run(*MAKE, "--json", cwd=shop).stdout)["plan"]["plan_id"]
    draft = json.loads(run(*MAKE, "--json", cwd=shop).stdout)["plan"]["plan_id"]
    assert run("plan", "approve", first, cwd=shop).returncode == 0
    again = run("plan", "approve", first, cwd=shop)
    assert (again.returncode, "approved already" in again.stderr) == (2, True)
    clash = run("plan", "approve", draft, cwd=shop)
    assert clash.returncode == 2
    assert "are in" in clash.stderr
    third = json.loads(run("plan", "--budget", "600", "--minutes", "advisers=200", "--json", cwd=shop).stdout)["plan"]
    plans = Workspace.open(shop).plans
    spent = pq.read_table(plans.get(first).file("plan_line"))
    assert third["budget"] == pytest.approx(600 - sum(spent["cost"].to_pylist()))
    mine = set(pq.read_table(plans.get(third["plan_id"]).file("plan_line"))["customer_id"].to_pylist())
    assert not mine & set(spent["customer_id"].to_pylist())
    shown = run("plan", "show", third["plan_id"], cwd=shop).stdout.replace("\n", "")
    assert f"生效的计划（{first}）已占用" in shown
    none_left = run("plan", "--budget", "600", "--minutes", "advisers=1", cwd=shop).stdout.replace("\n", "")
    assert "工时已被生效的计划" in none_left
    assert "没有给顾问" not in none_left
    assert run("plan", "withdraw", first, cwd=shop).returncode == 0
    assert run("plan", "approve", first, cwd=shop).returncode == 2
    left_alone = run(
        "plan", "approve", draft, cwd=shop
    )  # whom a plan drew to leave alone stays so when it is withdrawn
    assert (left_alone.returncode, "left alone to learn from" in left_alone.stderr) == (2, True)
    anew = json.loads(run(*MAKE, "--json", cwd=shop).stdout)["plan"]["plan_id"]
    assert run("plan", "approve", anew, cwd=shop).returncode == 0
    states = {row["plan_id"]: row["state"] for row in json.loads(run("plan", "list", "--json", cwd=shop).stdout)}
    assert (states[first], states[draft], states[anew]) == ("withdrawn", "draft", "approved")
    assert run("plan", "withdraw", anew, cwd=shop).returncode == 0


def test_the_page_shows_the_plan_in_both_languages(shop: Path) -> None:
    assert run(*MAKE, "--report", "plan.html", cwd=shop).returncode == 0
    page = (shop / "plan.html").read_text(encoding="utf-8")
    checker = Checker()
    checker.feed(page)
    assert checker.open == []
    assert not checker.tags & {"script", "link", "img", "iframe", "object", "base"}
    for words in ("投入计划", "Investment plan", "同样的钱和工时", "The same money and hours", "草稿", "draft"):
        assert words in page
    assert page.count("<svg") == 4 * 3


def test_lines_are_exported(shop: Path) -> None:
    assert run(*MAKE, cwd=shop).returncode == 0
    assert run("plan", "export", "--to", "plan.csv", cwd=shop).returncode == 0
    text = (shop / "plan.csv").read_text(encoding="utf-8-sig")
    assert "reason_zh" in text.splitlines()[0]
    assert "预计多带来贡献" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["plan"], "how much money"),
        (["plan", "--budget", "10", "--minutes", "advisers"], "NAME=NUMBER"),
        (["plan", "--budget", "10", "--floor", "gold=3"], "no 'gold'"),
        (["plan", "--budget", "10", "--cap", "gift=3"], "no 'gift'"),
        (["plan", "--budget", "10", "--minutes", "advisers=-5"], "not allowed"),
        (["plan", "--budget", "10", "--period", "July"], "not a period"),
        (
            ["plan", "--budget", "10", "--minutes", "advicers=100"],
            "no 'advicers'. 没有这个名称。 Did you mean advisers?",
        ),
        (["plan", "show", "nothing"], "no plan 'nothing'"),
        (["plan", "export"], "Say where to"),
        (["plan", "--budget", "10", "--floor", "cash_cow=5000"], "may get an action"),
    ],
)
def test_a_mistake_is_answered_with_a_message_and_exit_2(shop: Path, words: list[str], said: str) -> None:
    done = run(*words, cwd=shop)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_own_actions_and_changes_of_shipped_ones(shop: Path) -> None:
    file = shop / "guanxi.toml"
    before = file.read_text(encoding="utf-8")
    own = "\n[actions.coupon]\noff = true\n\n[actions.adviser_call]\nminutes = { advisers = 3 }\n"
    file.write_text(before + own, encoding="utf-8")
    try:
        actions = Workspace.open(shop).settings.actions
        assert actions["coupon"].off
        assert actions["adviser_call"].minutes == {"advisers": 3}
        assert actions["adviser_call"].name_zh == "顾问关怀电话"
        found = json.loads(run(*MAKE, "--json", cwd=shop).stdout)
        assert "coupon" not in {row["action_id"] for row in found["summary"]}
        file.write_text(before + "\n[actions.tea]\nname_zh = '茶'\n", encoding="utf-8")
        bad = run(*MAKE, cwd=shop)
        assert bad.returncode == 2
        assert "actions.tea" in bad.stderr
    finally:
        file.write_text(before, encoding="utf-8")


def test_before_anything_is_planned(tmp_path: Path) -> None:
    folder = open_shop(tmp_path).root
    for verb in ("approve", "done", "show"):
        done = run("plan", verb, cwd=folder)
        assert (done.returncode, "Nothing was planned yet. 还没有做过计划。" in done.stderr) == (2, True)
        assert "guanxi plan --budget" in done.stderr


def test_where_nobody_consented_the_plan_says_so_first_and_is_not_approved(tmp_path: Path) -> None:
    folder = open_shop(tmp_path).root
    assert run("appraise", cwd=folder).returncode == 0
    first = run(*MAKE, cwd=folder).stdout.splitlines()[0]
    assert "授权" in first
    assert 'consent = "not_denied"' in first
    done = run("plan", "approve", cwd=folder)
    assert (done.returncode, "nothing to approve" in done.stderr, "无需批准" in done.stderr) == (2, True, True)
    file = folder / "guanxi.toml"
    file.write_text(file.read_text(encoding="utf-8") + '\n[plan]\nconsent = "not_denied"\n', encoding="utf-8")
    assert run(*MAKE, cwd=folder).returncode == 0
    done = run("plan", "approve", cwd=folder)
    rows = Workspace.open(folder).plans.get().manifest["rows"]
    assert f"安排 {rows['plan_line']} 人，另抽出 {rows['plan_holdout']} 人留着不动" in done.stdout


def test_periods_are_read_as_people_write_them() -> None:
    assert period_of("", date(2026, 6, 30)) == (date(2026, 7, 1), date(2026, 7, 31))
    assert period_of("2028-02", date(2026, 6, 30)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert period_of("2026-07-03..2026-07-09", date(2026, 6, 30)) == (date(2026, 7, 3), date(2026, 7, 9))
