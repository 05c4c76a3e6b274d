"""The queries in both dialects are in the repository as they run."""

from tools import golden


def test_golden_sql_is_what_the_pipeline_runs() -> None:
    assert golden.differences() == [], "after a wanted change: python tools/golden.py"


def test_every_place_is_filled() -> None:
    assert [str(path) for path, text in golden.golden().items() if "$" in text or " :" in text] == []
