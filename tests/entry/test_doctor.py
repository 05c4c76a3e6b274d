"""`guanxi doctor` as a person meets it: before any appraisal, after one, and where there is nothing to appraise."""

import json
from pathlib import Path
from typing import Any

import pytest

import guanxi
from guanxi.entry.checking import imported
from guanxi.entry.cli.app import app
from tests.entry.shop import open_shop, run
from tests.shared import dataset

LOOKS = {"wallet", "cross_buy", "engagement", "lifecycle", "value"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_shop(tmp_path_factory.mktemp("doctor")).root


def asked(folder: Path, *words: str) -> dict[str, Any]:
    done = run("doctor", "--json", *words, cwd=folder)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_just_imported_data_are_checked_in_both_languages(shop: Path) -> None:
    chinese = run("doctor", cwd=shop)
    assert chinese.returncode == 0, chinese.stderr
    for words in ("各看能说什么", "最有用的事", "交叉购买", "✓", "可以", "谨慎", "300", "没有成本"):
        assert words in chinese.stdout, words
    english = run("doctor", "--language", "en", cwd=shop).stdout
    for words in ("What each look can say", "What would help most", "able", "with care", "Import costs"):
        assert words in english, words
    assert json.loads(run("runs", "--json", cwd=shop).stdout) == [], "nothing is published"


def test_json_holds_looks_advice_and_measurements(shop: Path) -> None:
    found = asked(shop)
    assert set(found["looks"]) == LOOKS
    assert found["looks"]["cross_buy"]["state"] == "good"
    assert found["measurements"]["customers"]["value"] == 300
    use = [row["value"] for row in found["advice"]]
    assert use == sorted(use, reverse=True)
    assert {"ask_spend", "import_costs"} <= {row["advice"] for row in found["advice"]}
    assert found["imports"] == []


def test_a_run_publishes_what_the_doctor_says(shop: Path) -> None:
    before = asked(shop, "--as-of", "2025-06-30")
    assert run("appraise", "--as-of", "2025-06-30", cwd=shop).returncode == 0
    published = json.loads(run("show", "doctor", "--rows", "200", "--json", cwd=shop).stdout)
    assert [row["place"] for row in published] == list(range(1, len(published) + 1))
    said = {row["measure"]: row for row in published}
    for kind in ("looks", "measurements"):
        for measure, row in before[kind].items():
            assert {name: said[measure][name] for name in row} == row, measure
    assert [row["measure"] for row in published if row["kind"] == "advice"] == [a["advice"] for a in before["advice"]]
    assert asked(shop, "--as-of", "2025-06-30") == before


def test_the_python_door_asks_the_same(shop: Path) -> None:
    found = guanxi.open(shop).doctor(as_of="2025-06-30")
    said = asked(shop, "--as-of", "2025-06-30")
    assert {row["measure"]: row["state"] for row in found.rows("look")} == {
        look: row["state"] for look, row in said["looks"].items()
    }
    assert [str(day) for day in found.days["day"].to_pylist()] == [day["day"] for day in said["suspicious_days"]]


def test_an_empty_workspace_is_told_what_to_import(tmp_path: Path) -> None:
    assert run("init", "shop", cwd=tmp_path).returncode == 0
    done = run("doctor", cwd=tmp_path / "shop")
    assert done.returncode == 0, done.stderr
    assert "guanxi import" in done.stdout
    assert {row["state"] for row in asked(tmp_path / "shop")["looks"].values()} == {"bad"}


def test_customers_without_any_order(tmp_path: Path) -> None:
    file = dataset("febrl", "dataset1.csv")
    assert run("init", "shop", cwd=tmp_path).returncode == 0
    pairs = ["customer_key=rec_id", "birthday=date_of_birth", "name=given_name"]
    done = run("import", str(file), "--as", "customer", "--map", *pairs, cwd=tmp_path / "shop")
    assert done.returncode == 0, done.stderr
    found = asked(tmp_path / "shop")
    assert found["measurements"]["customers"]["value"] == 1000
    assert found["looks"]["lifecycle"]["state"] == "care"
    assert "nobody has bought" in found["looks"]["lifecycle"]["note_en"]
    assert {found["looks"][look]["state"] for look in LOOKS - {"lifecycle"}} == {"bad"}
    assert found["advice"][0]["advice"] == "import_orders"


def test_a_day_before_the_first_order_is_refused(shop: Path) -> None:
    done = run("doctor", "--as-of", "1999-01-01", cwd=shop)
    assert done.returncode == 2
    assert "first order" in done.stderr


def test_quarantine_and_another_currency_are_told(tmp_path: Path) -> None:
    assert run("init", "shop", "--currency", "EUR", cwd=tmp_path).returncode == 0
    folder = tmp_path / "shop"
    lines = [f"{n},p{n % 9},2025-03-{1 + n % 28:02d},1,{10 + n if n > 3 else 'much'},USD" for n in range(40)]
    (folder / "o.csv").write_text("\n".join(["no,who,at,n,paid,unit", *lines]), encoding="utf-8")
    pairs = ["order_id=no", "customer_key=who", "ordered_at=at", "quantity=n", "revenue=paid", "currency=unit"]
    assert run("import", "o.csv", "--map", *pairs, cwd=folder).returncode == 0
    said = [words["en"] for words in asked(folder)["imports"]]
    assert "4 rows (10%) are in quarantine" in said[0]
    assert "USD, but guanxi.toml says EUR" in said[1]


def test_no_loads_make_nobody_mind() -> None:
    assert imported([], "CNY") == []
    assert "doctor" in {command.name for command in app.registered_commands}
