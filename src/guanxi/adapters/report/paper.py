"""What both pages are made of: templates that escape every value, their own font, charts for every reader."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from guanxi.adapters import charts
from guanxi.adapters.charts.theme import Chart
from guanxi.core.kernel.figures import count, money
from guanxi.core.kernel.words import LANGUAGES, Language, Words

Drawing = Callable[[Language, int], Chart]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart in each language, drawn for a desk and, where that differs, for a telephone."""

    wide: dict[Language, str]
    narrow: dict[Language, str]
    titles: Words


def write(template: str, contents: Mapping[str, Any], path: Path, language: Language) -> Path:
    """Fill a template and write it as one HTML file; both languages are in it, `language` is shown first."""
    common = {"css": _font() + _resource("report.css"), "language": language, "count": count}
    text = _environment().get_template(template).render({**common, **contents})
    path.write_text(text, encoding="utf-8")
    return path


def drawn(draw: Drawing, *, across: int = charts.WIDE, narrow: bool = True) -> Picture:
    """Draw a chart in each language, `across` so many pixels and, if it has such a form, narrow."""
    desk = {language: draw(language, across) for language in LANGUAGES}
    titles: Words = {language: str(chart.description) for language, chart in desk.items()}
    wide = {language: charts.to_svg(chart) for language, chart in desk.items()}
    hand = {language: charts.to_svg(draw(language, charts.NARROW)) for language in LANGUAGES} if narrow else {}
    return Picture(wide, hand, titles)


def amount(currency: str, value: float | None, language: Language) -> str:
    """Write an amount; an absent one as a dash."""
    return "–" if value is None else money(value, language, currency)


def _environment() -> Environment:
    """Templates in which every value is escaped and an unknown name is an error."""
    loader = FunctionLoader(_resource)
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )


def _resource(name: str) -> str:
    """Read a file of this package."""
    return resources.files("guanxi.adapters.report").joinpath(name).read_text(encoding="utf-8")


def _font() -> str:
    """The page's own Chinese font, for machines that have none; the last choice, so that others keep theirs."""
    packed = resources.files("guanxi.adapters.report").joinpath("fonts", "NotoSansSC-Regular.woff2").read_bytes()
    data = base64.b64encode(packed).decode("ascii")
    return f'@font-face {{ font-family: "Guanxi Sans SC"; src: url(data:font/woff2;base64,{data}) format("woff2"); }}\n'
