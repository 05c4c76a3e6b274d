"""What all tests share: which of them run, and where real data lie."""

import atexit
import gc
import os
import shutil
import sys

import pytest

os.environ["GUANXI_IDENTITY__SECRET"] = ""  # else ids, and who is drawn by them, are others in every test's workspace


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="also slow tests and other engines")
    parser.addoption("--rest", action="store_true", help="only what runs with --all and not without")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    rest = config.getoption("--rest")
    everything = config.getoption("--all") or rest
    if rest:
        items[:] = [item for item in items if _late(item)]
    no_java = shutil.which("java") is None
    for item in items:
        spark = item.get_closest_marker("spark") is not None  # `keywords` also holds the folder's name
        if spark and everything and no_java:
            item.add_marker(pytest.mark.skip(reason="no Java runtime on this machine"))
        elif not everything and _late(item):
            item.add_marker(pytest.mark.skip(reason="runs with --all (make test-all)"))


def _late(item: pytest.Item) -> bool:
    """Whether a test runs with --all alone."""
    return any(item.get_closest_marker(name) is not None for name in ("spark", "slow"))


def pytest_unconfigure() -> None:
    """End with pytest's own summary: what the engine's binding says of the interpreter's teardown concerns no test."""
    gc.callbacks.clear()  # Hypothesis' note-taker keeps the engine's module alive past its own end
    atexit.register(os.dup2, os.open(os.devnull, os.O_WRONLY), sys.__stderr__.fileno() if sys.__stderr__ else 2)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name packed contents by their place: their bytes hold the second they were packed in, and differ by process."""
    return argname if isinstance(val, bytes) else None
