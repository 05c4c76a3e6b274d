"""The command line as a person meets it: the installed program, real files, real exit codes."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import guanxi
from tests.entry.shop import open_shop, run


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a year of orders, appraised as of June."""
    folder = open_shop(tmp_path_factory.mktemp("cli")).root
    assert run("appraise", "--as-of", "2025-06-30", cwd=folder).returncode == 0
    return folder


def test_appraise_prints_quadrants_and_what_came_next(shop: Path) -> None:
    done = run("appraise", "--as-of", "2025-06-30", cwd=shop)
    assert done.returncode == 0, done.stderr
    for word in ("未来12个月，现有客户预计带来", "潜力增长股", "忠诚现金牛", "沉睡金矿", "低效资产", "此后 90 天"):
        assert word in done.stdout
    english = run("appraise", "--as-of", "2025-06-30", cwd=shop, GUANXI_LANGUAGE="en")
    assert "Growth stocks" in english.stdout
    assert "90 days after" in english.stdout


def test_json_carries_the_manifest_and_the_deciles(shop: Path) -> None:
    found = json.loads(run("appraise", "--as-of", "2025-06-30", "--json", cwd=shop).stdout)
    assert found["as_of"] == "2025-06-30"
    assert found["rows"]["appraisal"] == 300
    assert [row["decile"] for row in found["follow_up"]["deciles"]] == list(range(10, 0, -1))
    assert json.loads(run("appraise", "--json", cwd=shop).stdout)["follow_up"]["deciles"] == []


def test_a_customer_is_found_by_id_and_by_key(shop: Path) -> None:
    listed = json.loads(run("customers", "--top", "3", "--json", cwd=shop).stdout)
    assert len(listed) == 3
    assert listed[0]["uplift_score"] >= listed[1]["uplift_score"] >= listed[2]["uplift_score"]
    one = json.loads(run("customer", listed[0]["customer_id"], "--json", cwd=shop).stdout)
    key = one["identities"][0]["customer_key"]
    assert json.loads(run("customer", key, "--json", cwd=shop).stdout) == one
    assert one["reason_zh"] in run("customer", key, cwd=shop).stdout.replace("\n", "")
    points = sum(one[f"points_{look}"] for look in ("wallet", "cross_buy", "engagement", "stage"))
    assert points == pytest.approx(one["uplift_score"])


def test_show_sql_and_export_reach_every_kind_of_table(shop: Path) -> None:
    for table in ("order_line", "history", "appraisal"):
        assert len(json.loads(run("show", table, "--rows", "2", "--json", cwd=shop).stdout)) == 2, table
        assert table in run("show", table, cwd=shop).stdout
    assert "TIMESTAMP" in run("sql", "sale", cwd=shop).stdout
    assert "PERCENTILE" in run("sql", "wallet_group", "--dialect", "spark", cwd=shop).stdout.upper()
    for name in ("a.parquet", "a.csv", "a.xlsx"):
        assert run("export", "appraisal", "--to", name, cwd=shop).returncode == 0
    assert pq.read_table(shop / "a.parquet").num_rows == 300
    assert len((shop / "a.csv").read_text(encoding="utf-8-sig").splitlines()) == 301


def test_every_appraisal_stays_as_it_was(shop: Path) -> None:
    before = json.loads(run("runs", "--json", cwd=shop).stdout)
    run("appraise", "--as-of", "2025-08-31", cwd=shop)
    after = json.loads(run("runs", "--json", cwd=shop).stdout)
    assert after[:-1] == before
    assert after[-1]["as_of"] == "2025-08-31"


def test_the_python_door_reads_the_same_run(shop: Path) -> None:
    brand = guanxi.open(shop)
    made = brand.appraise(as_of="2025-06-30")
    assert made.customers.num_rows == 300
    assert made.customers["customer_id"].to_pylist() == sorted(made.customers["customer_id"].to_pylist())
    assert sum(made.quadrants["customers"].to_pylist()) == 300
    assert made.equity == pytest.approx(sum(made.customers["clv"].to_pylist()))
    assert brand.run().run_id == made.run_id


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["customer", "nobody"], "knows no customer"),
        (["appraise", "--as-of", "June"], "is not a day"),
        (["appraise", "--as-of", "1999-01-01"], "first order"),
        (["show", "nothing"], "no table"),
        (["show", "appraisall"], "Did you mean appraisal"),
        (["sql", "walet"], "Did you mean wallet?"),
        (["sql", "nothing"], "No query"),
        (["sql", "wallet", "--dialect", "cobol"], "cobol"),
        (["export", "appraisal", "--to", "a.doc"], ".xlsx"),
        (["export", "appraisal", "--to", "a.csv", "--run", "99"], "no run"),
        (["import", "absent.csv"], "absent.csv"),
        (["undo", "99"], "99"),
    ],
)
def test_a_mistake_is_answered_with_a_message_and_exit_2(shop: Path, words: list[str], said: str) -> None:
    done = run(*words, cwd=shop)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_outside_a_workspace_the_way_in_is_shown(tmp_path: Path) -> None:
    done = run("appraise", cwd=tmp_path)
    assert done.returncode == 2
    assert "guanxi init" in done.stderr


def test_an_empty_workspace_asks_for_a_file(tmp_path: Path) -> None:
    assert run("init", "shop", cwd=tmp_path).returncode == 0
    assert run("init", "shop", cwd=tmp_path).returncode == 2
    done = run("-w", "shop", "appraise", cwd=tmp_path)
    assert done.returncode == 2
    assert "guanxi import" in done.stderr
