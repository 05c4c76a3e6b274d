"""From a chart to a picture, with the package's own Chinese font and without any network."""

import json
from functools import cache
from importlib import resources
from pathlib import Path

import vl_convert

from guanxi.adapters.charts.theme import INK, Chart


@cache
def _register_fonts() -> None:
    """Make the subset of Noto Sans SC known to the renderer; without it Chinese becomes empty boxes."""
    folder = resources.files("guanxi.adapters.charts").joinpath("fonts")
    vl_convert.register_font_directory(str(folder))


def to_png(chart: Chart, path: Path, scale: float = 2.0) -> Path:
    """Write a chart as a PNG file; `scale` is pixels per point."""
    _register_fonts()
    path.write_bytes(vl_convert.vegalite_to_png(json.dumps(chart.to_dict(validate=False)), scale=scale))
    return path


def to_svg(chart: Chart) -> str:
    """Draw a chart as an SVG element that takes ink and background from the page around it."""
    _register_fonts()
    spec = chart.to_dict(validate=False)
    spec["config"]["background"] = "transparent"
    svg: str = vl_convert.vegalite_to_svg(json.dumps(spec))
    return svg.replace(INK, "currentColor")
