"""`kill -9` while appraising: the next command finds a consistent workspace and the same answers."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from guanxi.core.tables import PUBLISHED
from guanxi.entry.appraising import appraise
from guanxi.entry.workspace import Workspace
from tests.entry.shop import open_shop

CHILD = """
import sys
from pathlib import Path
from guanxi.entry.appraising import appraise
from guanxi.entry.workspace import Workspace
workspace = Workspace.open(Path(sys.argv[1]))
print("ready", flush=True)
appraise(workspace)
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_shop(tmp_path_factory.mktemp("kill"))


@pytest.mark.parametrize("points", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_a_killed_appraisal_leaves_no_trace(shop: Workspace, points: int) -> None:
    started = time.monotonic()
    reference = _answers(shop)
    lasts = time.monotonic() - started
    chance = random.Random(points)
    for _ in range(points):
        before = [run.run_id for run in shop.runs.list()]
        finished = _kill_after(shop.root, chance.uniform(0.0, lasts))
        after = [run.run_id for run in shop.runs.list()]
        assert after[: len(before)] == before
        assert len(after) <= len(before) + 1
        assert not finished or len(after) == len(before) + 1
        for run in shop.runs.list():
            for table in PUBLISHED:
                assert pq.read_table(run.file(table.name)).num_rows == run.manifest["rows"][table.name]
        assert _answers(shop) == reference
        assert not list(shop.runs.folder.glob(".tmp-*"))


def _kill_after(root: Path, seconds: float) -> bool:
    """Kill an appraisal this long after it began; tell whether it had ended before."""
    with subprocess.Popen([sys.executable, "-c", CHILD, str(root)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "ready"
        try:
            return child.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait(30)
            return False


def _answers(shop: Workspace) -> list[dict[str, object]]:
    """Appraise once more: what it says of everybody, without the name of the run."""
    run = appraise(shop)
    found: list[dict[str, object]] = pq.read_table(run.file("appraisal")).drop_columns(["run_id"]).to_pylist()
    return found
