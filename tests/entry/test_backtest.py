"""`guanxi backtest` as a person meets it: sentences, tables, the page; nothing is changed or published."""

import json
from pathlib import Path

import pytest

from tests.charts.pages import Checker
from tests.entry.shop import open_shop, run


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_shop(tmp_path_factory.mktemp("backtest")).root


def test_backtest_says_how_right_it_was_and_writes_the_page(shop: Path) -> None:
    before = (shop / "guanxi.toml").read_bytes()
    done = run("backtest", "--horizon", "60d", "--origins", "2", "--report", "bt.html", cwd=shop)
    assert done.returncode == 0, done.stderr
    said = done.stdout.replace("\n", "")
    for words in (
        "把日历拨回去 2 次",
        "潜力分：排在前20%",
        "客户价值：",
        "生命周期：",
        "交叉购买：",
        "钱包：",
        "留出组",
    ):
        assert words in said
    page = (shop / "bt.html").read_text(encoding="utf-8")
    checker = Checker()
    checker.feed(page)
    assert checker.open == []
    assert not checker.tags & {"script", "link", "img", "iframe", "object", "base"}
    for words in ("分越高，增长越多吗", "The higher the score, the more growth?", "90% 区间", "RFM"):
        assert words in page
    assert page.count("<svg") == 4 * 8  # eight charts, two languages, desk and telephone
    assert (shop / "guanxi.toml").read_bytes() == before
    assert json.loads(run("runs", "--json", cwd=shop).stdout) == []


def test_json_gives_sentences_and_tables(shop: Path) -> None:
    done = run("backtest", "--horizon", "60", "--origins", "1", "--json", cwd=shop)
    found = json.loads(done.stdout)
    assert found["horizon_days"] == 60
    assert len(found["origins"]) == 1
    assert {words["en"].partition(":")[0] for words in found["said"][1:]} == {
        "Score", "Value", "Lifecycle", "Cross-buy", "Wallet", "Mind",
    }  # fmt: skip
    ranked = [row for row in found["tables"]["backtest_ranking"] if row["origin"] is None]
    assert {row["score"] for row in ranked if row["own"]} == {"uplift_score", "value"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--horizon", "360"], "days of history are too few to look back"),
        (["--horizon", "5"], "horizon of 5 days"),
        (["--as-of", "2024-01-01"], "Nothing is known as of 2024-01-01"),
    ],
)
def test_a_mistake_is_answered_with_a_message_and_exit_2(shop: Path, words: list[str], said: str) -> None:
    done = run("backtest", *words, cwd=shop)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
