"""The report is one file, in two languages, that trusts nobody's text and asks nothing of any network."""

import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guanxi.adapters.report import Report, write
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.core.kernel.words import Words
from tests.charts.brand import HOSTILE, appraisal, offers
from tests.charts.pages import Checker


def hostile_report(people: int = 400) -> Report:
    rows, summary = appraisal(people)
    person: dict[str, Any] = {"customer_id": HOSTILE, "quadrant": "growth_stock", "stage": "growing"}
    person |= {"uplift_score": 71.25, "value_12m": 1234.5, "value_12m_low": 800.0, "value_12m_high": None}
    person |= {"headroom": None, "next_category": HOSTILE}
    person |= {"reason_zh": HOSTILE, "reason_en": HOSTILE}
    load = {"load_id": "0001-x", "file": HOSTILE, "rows": 5, "loaded": 3, "quarantined": 1, "repeated": 1}
    doctor = {"measure": HOSTILE, "value": None, "note_zh": HOSTILE, "note_en": None}
    told = {"value": None, "state": "care", "note_zh": HOSTILE, "note_en": HOSTILE}
    judged = [{"kind": "look", "measure": "wallet", **told}, {"kind": "advice", "measure": HOSTILE, **told}]
    outlook: list[Words] = [{"zh": "未来会怎样", "en": "What is to come"}]
    return Report(
        brand=HOSTILE, run_id="0001-2026-06-30", as_of=date(2026, 6, 30), currency="CNY", appraisal=rows,
        outlook=outlook,
        summary=summary, next_category=offers(), best=[person], doctor=[*judged, doctor], loads=[load],
        options=asdict(AppraisalOptions()),
    )  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(hostile_report(), tmp_path_factory.mktemp("report") / "report.html").read_text(encoding="utf-8")


def test_customer_data_never_becomes_markup(page: str) -> None:
    checker = Checker()
    checker.feed(page)
    assert "script" not in checker.tags
    assert not [name for name, _ in checker.attributes if name.startswith("on")]
    assert checker.open == []


def test_nothing_is_fetched_from_anywhere(page: str) -> None:
    checker = Checker()
    checker.feed(page)
    assert not checker.tags & {"link", "img", "iframe", "object", "base"}
    assert not [value for name, value in checker.attributes if name in {"src", "href"} and not value.startswith("#")]
    assert "url(http" not in page
    assert "@import" not in page


def test_both_languages_are_there_and_counts_are_shown(page: str) -> None:
    for words in ("潜力增长股", "Growth stocks", "最值得投入的", "How these numbers come about", "0001-x"):
        assert words in page
    assert len(re.findall("<svg", page)) == 22  # the map in two languages, five charts for desk and telephone too


def test_chinese_is_shown_first_unless_another_language_is_asked_for(page: str) -> None:
    assert 'id="zh" checked' in page
    assert 'id="en" checked' not in page


def test_an_empty_brand_still_has_a_page_in_the_language_asked_for(tmp_path: Path) -> None:
    rows, summary = appraisal(0)
    report = Report("空", "0001-2026-06-30", date(2026, 6, 30), "", rows, summary, offers().slice(0, 0))
    text = write(report, tmp_path / "r.html", "en").read_text(encoding="utf-8")
    assert "没有测量" in text
    assert 'id="en" checked' in text


def test_the_whole_brands_future_is_said_beside_the_totals(page: str) -> None:
    assert "未来会怎样" in page
    assert "What is to come" in page
