"""The page of the method and the code agree: figures on real data, models, and the lines a reader would copy."""

import re
from pathlib import Path

import numpy as np
import pytest

from guanxi import models
from guanxi.core.models.fitting import Array
from tests.models.cdnow import needs_cdnow
from tests.models.test_beta_geo import simulated

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
SNIPPET = re.compile(r"```python\n(.*?)```", re.DOTALL)


def rows(part: str) -> list[list[str]]:
    """Cells of the tables in a generated part."""
    found = re.search(rf"<!-- generated: {part} -->\n(.*?)<!-- end -->", PAGE, re.DOTALL)
    assert found, part
    lines = [line for line in found[1].splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def arrays() -> dict[str, Array]:
    x, t_x, T = simulated(800)
    draw = np.random.default_rng(2)
    return {"x": x, "t_x": t_x, "T": T, "m": draw.gamma(3.0, 20.0, len(x)) * (x > 0)}


@needs_cdnow
def test_the_figures_in_the_page_are_those_published() -> None:
    """To the last printed digit: rounded alike."""
    told = [row for row in rows("cdnow") if len(row) == 5 and row[0] != "model"]
    assert len(told) == 18
    for model, parameter, published, ours, _ in told:
        assert f"{float(ours):.{len(published.split('.')[1])}f}" == published, (model, parameter)


@needs_cdnow
def test_the_forecasts_in_the_page_are_those_known_of_these_models() -> None:
    """MAE .755, RMSE 1.603, Gini .673, deviance 1.594 and .504 of the spend: Pareto/NBD on these 78 weeks."""
    marks = {row[0]: row[1:] for row in rows("cdnow") if len(row) == 7}
    _, mae, rmse, deviance, gini, top = (float(mark) for mark in marks["`ParetoNBD`"])
    assert [mae, rmse, deviance, gini, top] == pytest.approx([0.755, 1.603, 1.594, 0.673, 0.504], abs=0.0005)


def test_every_model_that_is_offered_is_in_the_page_with_its_equations() -> None:
    part = PAGE[PAGE.index("<!-- generated: models -->") : PAGE.index("<!-- generated: cdnow -->")]
    for name in models.__all__:
        if name not in {"ItemModel", "PurchaseModel"}:
            assert f"`{name}" in part, name
    assert part.count("eq. ") >= 10


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "docs/method.md"])
def test_what_the_page_shows_of_the_models_runs(page: str) -> None:
    snippets = SNIPPET.findall((ROOT / page).read_text(encoding="utf-8"))
    alone = [code for code in snippets if "brand" not in code]
    assert alone
    for code in alone:
        space: dict[str, object] = dict(arrays())
        exec(compile(code, page, "exec"), space)
        low, high = np.asarray(space["low"]), np.asarray(space["high"])
        assert (low <= high).all()
