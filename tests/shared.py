"""Where the real datasets lie, and how a test skips when they are absent."""

from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def dataset(*parts: str) -> Path:
    """Path of a real dataset; skips the test, with the reason, where it is absent."""
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"real dataset {'/'.join(parts)} is not beside this checkout")
    return path
