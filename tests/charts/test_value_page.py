"""The value page is one file in two languages: the total, the report card, charts, parameters, and honest gaps."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from guanxi.adapters.report import Valuation, write_valuation
from guanxi.core.kernel.words import LANGUAGES, Language, Words
from guanxi.entry.outlook import checks, choice_words, record_words, total_words
from tests.charts.brand import HOSTILE
from tests.charts.pages import Checker
from tests.charts.valuation import empty, valuation


def told(tables: dict[str, pa.Table], brand: str = "母婴店") -> Valuation:
    card = tables["value_card"].to_pylist()
    total = next(iter(tables["value_total"].to_pylist()), None)
    notes: list[Words] = [{"zh": HOSTILE, "en": HOSTILE}] if total is None else []
    return Valuation(
        brand=brand, as_of=date(2026, 6, 30), currency="CNY", tables=tables, checks=checks(card),
        said=[total_words(total, "CNY"), *record_words(card)], choice=choice_words(card), notes=notes,
    )  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("value") / "value.html"
    return write_valuation(told(valuation(), HOSTILE), path).read_text(encoding="utf-8")


def test_the_page_shows_total_card_charts_and_parameters_in_both_languages(page: str) -> None:
    for words in (
        "未来12个月",
        "next 12 months",
        "把日历拨回去 2 次",
        "成绩单",
        "Report card",
        "对数似然",
        "log-likelihood",
    ):
        assert words in page
    assert len(re.findall("<svg", page)) == 16  # four charts, two languages, desk and telephone


def test_the_chosen_forecast_is_marked_once(page: str) -> None:
    head = page[page.index('<section id="card">') : page.index("<details>")]
    chosen = re.findall(r'<tr class="chosen"><td class="name">(.*?)</td>', head, re.DOTALL)
    assert len(chosen) == 1
    assert "公式与学习合用" in chosen[0]


def test_the_page_is_well_formed_and_asks_nothing_of_anybody(page: str) -> None:
    checker = Checker()
    checker.feed(page)
    assert checker.open == []
    assert not checker.tags & {"script", "link", "img", "iframe", "object", "base"}
    assert not [name for name, _ in checker.attributes if name.startswith("on")]
    assert "url(http" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_model_the_page_says_so_instead_of_empty_charts(tmp_path: Path, language: Language) -> None:
    text = write_valuation(told(empty()), tmp_path / "v.html", language).read_text(encoding="utf-8")
    assert "<svg" not in text
    for words in ("还不足以预测", "还没有可检验的过去", "没有对照图", "没有拟合出任何模型", "No model was fitted"):
        assert words in text
    assert HOSTILE not in text
    assert f'id="{language}" checked' in text


def test_a_parameter_without_interval_and_a_mean_without_likelihood_are_shown(tmp_path: Path) -> None:
    tables = valuation(60)
    mean = {"model": "mean_spend", "parameter": "mean", "value": 12_345_678.9, "low": None, "high": None}
    rows = [*tables["value_parameter"].to_pylist(), mean | {"unit": "currency", "log_likelihood": None}]
    tables |= {"value_parameter": pa.Table.from_pylist(rows), "value_tracking": tables["value_tracking"].slice(0, 0)}
    text = write_valuation(told(tables), tmp_path / "v.html").read_text(encoding="utf-8")
    for words in ("mean spend", "1.235e+07", "An interval of –"):
        assert words in text
    assert len(re.findall("<svg", text)) == 12  # the chart without rows is left out


def test_renewals_are_shown_where_there_are_memberships(page: str, tmp_path: Path) -> None:
    assert "付费会员续费" not in page
    kinds = {
        HOSTILE: {"model": "shifted-beta-geometric", "alpha": 0.5, "beta": 1.5, "log_likelihood": -12.5},
        "年卡": {"model": "share renewed", "share": 0.4, "because": "Only 3 terms have ended."},
    }
    text = write_valuation(replace(told(empty()), memberships=kinds), tmp_path / "v.html").read_text(encoding="utf-8")
    part = text[text.index('<section id="memberships">') : text.index('<section id="parameters">')]
    for words in ("75%", "40%", "-12.50", "年卡"):
        assert words in part
    assert HOSTILE not in part


def test_checks_average_over_origins_and_errors_count_by_size() -> None:
    rows = checks(valuation(60)["value_card"].to_pylist())
    assert rows[0]["forecast"] == "mixed"
    assert rows[0]["chosen"]
    assert rows[0]["checks"] == 2
    assert rows[0]["total_error"] == pytest.approx(0.03)  # +3 % and -3 % do not cancel
    assert [row["deviance"] for row in rows[1:]] == sorted(row["deviance"] for row in rows[1:])


def test_the_sentence_of_the_choice_names_the_gain_over_pareto_nbd() -> None:
    card = valuation(60)["value_card"].to_pylist()
    assert "0.6%" in choice_words(card)[0]["en"]  # 1.53 against 1.54
    usual = [row | {"chosen": int(row["forecast"] == "pareto_nbd")} for row in card]
    assert "no other was clearly better" in choice_words(usual)[0]["en"]
    assert choice_words([]) == []
    without = [row for row in card if row["forecast"] != "pareto_nbd"]
    assert "below the acknowledged BG/NBD model" in choice_words(without)[0]["en"]
