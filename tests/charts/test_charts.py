"""Every chart draws, in both languages, at any size, with the package's own font and nothing from outside."""

import re
import struct
import xml.etree.ElementTree as ET
from importlib import resources
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.adapters import charts
from guanxi.adapters.charts.density import CELL, Frame, cells
from guanxi.adapters.charts.theme import Chart
from guanxi.core.kernel.words import LANGUAGES, QUADRANT_NAMES, Language
from tests.charts.brand import HOSTILE, QUADRANTS, appraisal, offers
from tests.charts.valuation import valuation

OUTSIDE = re.compile(r"https?://(?!www\.w3\.org/)")


def every(people: int, language: Language) -> dict[str, Chart]:
    rows, summary = appraisal(people)
    return {
        "treasure_map": charts.treasure_map(rows, summary, language, "CNY"),
        "value": charts.value_by_quadrant(summary, language, "CNY"),
        "stages": charts.lifecycle_stages(rows, language),
        "score": charts.score_composition(rows, language),
        "next": charts.next_categories(offers(), language, "CNY"),
        "wallet": charts.wallet_shares(rows, language),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
def test_charts_of_forecasts_are_as_wide_as_asked(language: Language, width: int) -> None:
    tables = valuation(200)
    for name in ("frequency", "tracking", "conditional", "calibration"):
        svg = charts.to_svg(getattr(charts, name)(tables[f"value_{name}"], language, width))
        assert not OUTSIDE.search(svg), name
        assert "NaN" not in svg, name
        assert abs(float(ET.fromstring(svg).attrib["width"]) - width) <= 12, name


def test_what_the_fit_did_not_see_is_shaded_only_where_there_is_such() -> None:
    rows = valuation(200)["value_tracking"]
    assert "预测时看不到" in charts.to_svg(charts.tracking(rows, "zh"))
    seen = rows.filter(pa.compute.equal(rows["ahead"], 0))
    assert "预测时看不到" not in charts.to_svg(charts.tracking(seen, "zh"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("people", [0, 1, 3000])
def test_every_chart_becomes_well_formed_svg(people: int, language: Language) -> None:
    for name, chart in every(people, language).items():
        svg = charts.to_svg(chart)
        root = ET.fromstring(svg)
        assert root.tag.endswith("svg"), name
        assert not OUTSIDE.search(svg), name
        assert "NaN" not in svg, name
        assert "undefined" not in svg, name


def test_a_category_named_by_an_attacker_stays_text() -> None:
    svg = charts.to_svg(charts.next_categories(offers(), "zh", "CNY"))
    assert "<script" not in svg
    assert HOSTILE.split("'")[1] in svg


def test_png_is_a_picture_of_the_size_asked_for(tmp_path: Path) -> None:
    rows, summary = appraisal(500)
    path = charts.to_png(charts.treasure_map(rows, summary, "zh", "CNY"), tmp_path / "map.png", scale=1)
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    assert 860 < width < 1200
    assert 660 < height < 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_map_names_each_quadrant_with_its_people(language: Language) -> None:
    rows, summary = appraisal(3000)
    svg = charts.to_svg(charts.treasure_map(rows, summary, language, "CNY"))
    for quadrant in QUADRANTS:
        people = summary.filter(pa.compute.field("quadrant") == quadrant)["customers"][0].as_py()
        assert QUADRANT_NAMES[quadrant][language] in svg
        assert f"{people:,}" in svg


def test_a_million_customers_cost_no_more_marks_than_a_few_thousand() -> None:
    rows, summary = appraisal(1_000_000)
    chart = charts.treasure_map(rows, summary, "zh", "CNY")
    assert len(charts.to_svg(chart)) < 1_000_000


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.floats(0, 1e9), st.sampled_from(QUADRANTS)),
        min_size=1,
        max_size=200,
    ),
    st.tuples(st.floats(0, 100), st.floats(0, 100)),
    st.floats(0, 1e6),
)
def test_every_customer_is_on_the_map_once(
    people: list[tuple[float, float, str]], potential_cuts: tuple[float, float], vitality_cut: float
) -> None:
    score, vitality = (np.array([person[i] for person in people], dtype=np.float64) for i in (0, 1))
    rows = pa.table({"uplift_score": score, "vitality": vitality, "quadrant": [person[2] for person in people]})
    frame = Frame.around(score, vitality, potential_cuts, vitality_cut)
    spots = cells(rows, frame)
    assert sum(int(str(spot["people"])) for spot in spots) == len(people)
    across, level = frame.cuts()
    for spot in spots:
        x, y = float(str(spot["px"])), float(str(spot["py"]))
        assert abs(x - across[int(y > level)]) >= CELL / 2 - 1e-6
        assert abs(y - level) >= CELL / 2 - 1e-6


def test_the_font_knows_every_character_of_gb2312_and_of_our_own_words() -> None:
    font = resources.files("guanxi.adapters.charts").joinpath("fonts", "NotoSansSC-Regular.ttf").read_bytes()
    known = characters(font)
    chinese = bytes(range(0xB0, 0xF8))
    wanted = {bytes([a, b]).decode("gb2312", "ignore") for a in chinese for b in range(0xA1, 0xFF)} - {""}
    ours = {character for names in QUADRANT_NAMES.values() for name in names.values() for character in name}
    signs = set("¥€£$%·–—→≥≤，。；：（）“”、万亿")
    assert wanted | ours | signs <= known
    assert len(font) < 3_000_000


def characters(font: bytes) -> set[str]:
    """Read which characters a TrueType font maps (cmap formats 4 and 12)."""
    tables = {
        font[12 + 16 * i : 16 + 16 * i]: struct.unpack(">I", font[20 + 16 * i : 24 + 16 * i])[0]
        for i in range(struct.unpack(">H", font[4:6])[0])
    }
    start = tables[b"cmap"]
    found: set[str] = set()
    for i in range(struct.unpack(">H", font[start + 2 : start + 4])[0]):
        offset = start + struct.unpack(">I", font[start + 8 + 8 * i : start + 12 + 8 * i])[0]
        found |= _segments(font, offset)
    return found


def _segments(font: bytes, at: int) -> set[str]:
    kind = struct.unpack(">H", font[at : at + 2])[0]
    if kind == 12:
        groups = struct.unpack(">I", font[at + 12 : at + 16])[0]
        ranges = [struct.unpack(">II", font[at + 16 + 12 * g : at + 24 + 12 * g]) for g in range(groups)]
    elif kind == 4:
        count = struct.unpack(">H", font[at + 6 : at + 8])[0] // 2
        ends = struct.unpack(f">{count}H", font[at + 14 : at + 14 + 2 * count])
        starts = struct.unpack(f">{count}H", font[at + 16 + 2 * count : at + 16 + 4 * count])
        ranges = list(zip(starts, ends, strict=True))
    else:
        return set()
    return {chr(code) for low, high in ranges for code in range(low, high + 1)}


def test_the_map_says_why_dots_of_one_colour_lie_on_another() -> None:
    rows, summary = appraisal(400)
    for language, words in (("zh", "还没买过"), ("en", "have not bought yet")):
        assert words in charts.to_svg(charts.treasure_map(rows, summary, language, "CNY"))  # type: ignore[arg-type]
    bought = rows.set_column(rows.column_names.index("orders"), "orders", [[1] * 400])
    assert "还没买过" not in charts.to_svg(charts.treasure_map(bought, summary, "zh", "CNY"))
