"""One appraised brand for all tests of what pages read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from guanxi.adapters.snapshot import DuckSnapshot
from guanxi.core.tables import PUBLISHED
from guanxi.handover.runs import Run
from guanxi.ops.published import PREPARED
from tests.ops.published.brand import publish


@dataclass(frozen=True)
class Published:
    """A run, the snapshot of it, and the canonical rows it stands on."""

    run: Run
    snapshot: DuckSnapshot
    canonical: dict[str, list[dict[str, Any]]]


def opened(run: Run) -> DuckSnapshot:
    """A run as pages read it."""
    files = {table.name: run.file(table.name) for table in PUBLISHED if run.has(table.name)}
    return DuckSnapshot(run.run_id, run.as_of, files, PREPARED)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    run, canonical = publish(tmp_path_factory.mktemp("published"))
    snapshot = opened(run)
    yield Published(run, snapshot, canonical)
    snapshot.close()
