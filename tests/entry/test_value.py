"""`guanxi value` as a person meets it: the total, the report card, the page; nothing is published."""

import json
from pathlib import Path

import pytest

from guanxi.core.kernel.errors import InputError
from guanxi.entry.cli.value import parse_days
from tests.entry.shop import open_shop, run


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_shop(tmp_path_factory.mktemp("value")).root


def test_value_says_what_will_come_and_writes_the_page(shop: Path) -> None:
    done = run("value", "--horizon", "60d", "--report", "value.html", cwd=shop)
    assert done.returncode == 0, done.stderr
    said = done.stdout.replace("\n", "")
    for words in ("300 位客户", "未来60天", "九成把握", "value.html"):
        assert words in said
    page = (shop / "value.html").read_text(encoding="utf-8")
    assert "未来60天预计销售额" in page
    assert "Parameters of the models" in page
    assert json.loads(run("runs", "--json", cwd=shop).stdout) == []


def test_english_where_it_is_asked_for(shop: Path) -> None:
    done = run("value", "--horizon", "60", "--language", "en", cwd=shop)
    assert "Over the next 60 days" in done.stdout.replace("\n", " ")


def test_json_gives_total_card_and_facts(shop: Path) -> None:
    found = json.loads(run("value", "--as-of", "2025-06-30", "--horizon", "60", "--json", cwd=shop).stdout)
    assert found["as_of"] == "2025-06-30"
    assert found["customers"] == 300
    total = found["total"]
    assert total["horizon_days"] == 60
    assert 0 <= total["revenue_low"] <= total["revenue"] <= total["revenue_high"]
    assert found["facts"]["purchases"]["model"] == "BG/NBD"
    assert sum(row["chosen"] for row in found["checks"]) == (1 if found["card"] else 0)


def test_a_brand_to_which_nobody_came_back_is_told_so_and_still_has_a_page(tmp_path: Path) -> None:
    assert run("init", "shop", cwd=tmp_path).returncode == 0
    folder = tmp_path / "shop"
    lines = [f"{n},p{n},2025-03-{1 + n % 28:02d},Tea,1,{10 + n}" for n in range(40)]
    (folder / "o.csv").write_text("\n".join(["no,who,at,kind,n,paid", *lines]), encoding="utf-8")
    pairs = ["order_id=no", "customer_key=who", "ordered_at=at", "category=kind", "quantity=n", "revenue=paid"]
    assert run("import", "o.csv", "--map", *pairs, cwd=folder).returncode == 0
    done = run("value", "--report", "pages/value.html", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "还不足以预测" in done.stdout
    assert "40 位买家还没有一位回头购买" in done.stdout
    page = (folder / "pages" / "value.html").read_text(encoding="utf-8")
    assert "<svg" not in page
    assert "None of 40 buyers has bought again" in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--horizon", "a year"], "not a number of days"),
        (["--horizon", "0"], "horizon of 0 days"),
    ],
)
def test_a_mistake_is_answered_with_a_message_and_exit_2(shop: Path, words: list[str], said: str) -> None:
    done = run("value", *words, cwd=shop)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize(("text", "days"), [("365", 365), ("90d", 90), (" 30 days", 30), ("7天", 7)])
def test_days_are_read_as_people_write_them(text: str, days: int) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["", "d", "-3", "1.5", "3 months"])
def test_what_is_no_number_of_days_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_days(text)
