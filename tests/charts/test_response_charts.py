"""Charts of what actions change: drawn in both languages at any width, saying what the numbers say."""

import re
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest

from guanxi.adapters import charts
from guanxi.adapters.charts.theme import Chart
from guanxi.core.kernel.words import LANGUAGES, Language, Words
from guanxi.core.models.response import Trial, policy_value, qini, randomised, uplift_by_decile

OUTSIDE = re.compile(r"https?://(?!www\.w3\.org/)")
NAMES: dict[str, Words] = {
    "best": {"zh": "每人最合适的", "en": "Best for each"},
    "all": {"zh": "全部触达", "en": "Everybody"},
    "none": {"zh": "谁也不触达", "en": "Nobody"},
}


def trial(design: str = "randomised") -> tuple[np.ndarray, Trial]:
    random = np.random.default_rng(3)
    tau, arm = random.normal(0.05, 0.1, 4_000), random.integers(0, 2, 4_000)
    y = (random.random(4_000) < np.clip(0.3 + tau * arm, 0, 1)).astype(float)
    drawn = randomised(arm, y, [0.5, 0.5])
    return tau, Trial(drawn.arm, drawn.outcome, drawn.propensity, design)


def every(language: Language, width: int, design: str = "randomised", currency: str = "") -> dict[str, Chart]:
    tau, people = trial(design)
    policies = {"best": (tau > 0).astype(int), "all": np.ones(4_000, dtype=int), "none": np.zeros(4_000, dtype=int)}
    values = {name: policy_value(policy, people, cost=0.02) for name, policy in policies.items()}
    return {
        "qini": charts.qini_chart(qini(tau, people, draws=20), language, currency, width),
        "deciles": charts.decile_chart(uplift_by_decile(tau, people), language, currency, width),
        "policies": charts.policy_chart(values, NAMES, language, currency, width),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
def test_they_are_as_wide_as_asked_and_need_nothing_from_outside(language: Language, width: int) -> None:
    for name, chart in every(language, width).items():
        svg = charts.to_svg(chart)
        assert not OUTSIDE.search(svg), name
        assert "NaN" not in svg, name
        assert "undefined" not in svg, name
        assert abs(float(ET.fromstring(svg).attrib["width"]) - width) <= 12, name


def test_policies_are_listed_best_first_with_their_figures() -> None:
    svg = charts.to_svg(every("zh", charts.WIDE, currency="CNY")["policies"])
    places = [svg.index(NAMES[name]["zh"]) for name in ("best", "all", "none")]
    assert places == sorted(places)
    assert "¥" in svg


def test_the_curve_ends_at_the_effect_on_everybody() -> None:
    tau, people = trial()
    marks = qini(tau, people, draws=20)
    spec: dict[str, Any] = charts.qini_chart(marks, "en").to_dict(validate=False)
    (rows,) = spec["datasets"].values()
    ends = rows[-1]
    assert ends["gain"] == pytest.approx(1000 * marks.curve[-1, 1])
    assert ends["lot"] == pytest.approx(ends["gain"])


@pytest.mark.parametrize(("language", "words"), [("zh", "不是随机实验"), ("en", "not drawn by lot")])
def test_what_was_not_drawn_by_lot_is_said(language: Language, words: str) -> None:
    for name, chart in every(language, charts.WIDE, "observational").items():
        assert words in "".join(chart.to_dict(validate=False)["title"]["subtitle"]), name
    for name, chart in every(language, charts.WIDE).items():
        assert words not in "".join(chart.to_dict(validate=False)["title"]["subtitle"]), name
