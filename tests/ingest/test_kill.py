"""Promise 2: an import is visible whole or not at all, whatever kills it."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.ingest.shop import Shop, by_hand, write_csv

ROWS = 40_000
COLUMNS = {"order_id": "o", "ordered_at": "d", "customer_key": "c", "revenue": "m", "product_id": "p"}
CHILD = """
import sys
from pathlib import Path
from tests.ingest.shop import Shop, by_hand
from tests.ingest.test_kill import COLUMNS
shop = Shop(Path(sys.argv[1]))
print("ready", flush=True)
shop.imports(Path(sys.argv[2]), by_hand(COLUMNS))
"""


def orders(path: Path, start: int) -> Path:
    rows = [
        (f"{i // 3}", f"2024-01-{1 + i % 28:02d} 10:00:{i % 60:02d}", f"c{i % 997}", f"{i % 90}.5", f"p{i % 50}")
        for i in range(start, start + ROWS)
    ]
    rows[7] = ("7", "never", "c1", "1", "p")
    return write_csv(path, ("o", "d", "c", "m", "p"), rows)


def begin(shop: Shop, file: Path) -> subprocess.Popen[bytes]:
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(shop.root), str(file)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    return child


def kill_at_points(tmp_path: Path, points: int) -> None:
    first, second = orders(tmp_path / "first.csv", 0), orders(tmp_path / "second.csv", ROWS // 2)
    whole = Shop(tmp_path / "whole")
    whole.imports(first, by_hand(COLUMNS))
    one = whole.query("SELECT count(*), sum(revenue) FROM order_line")
    started = time.monotonic()
    begin(whole, second).wait()
    lasting = time.monotonic() - started
    both = whole.query("SELECT count(*), sum(revenue) FROM order_line")
    tables = whole.tables()
    shop = Shop(tmp_path / "killed")
    shop.imports(first, by_hand(COLUMNS))
    rng = random.Random(20261123)
    for point in range(points):
        child = begin(shop, second)
        time.sleep(lasting * (point + rng.random()) / points * 0.8)
        child.send_signal(signal.SIGKILL)
        child.wait()
        seen = Shop(shop.root)
        counts = seen.query("SELECT count(*), sum(revenue) FROM order_line")
        assert counts == (both if len(seen.store.list()) == 2 else one)
        seen.store.sweep()
        seen.tidy()
        assert len(list((shop.root / "quarantine").glob("*"))) == len(seen.store.list())
        if len(seen.store.list()) == 2:
            seen.store.undo(seen.store.list()[-1])
            assert seen.query("SELECT count(*), sum(revenue) FROM order_line") == one
    shop.imports(second, by_hand(COLUMNS))
    assert shop.tables() == tables


def test_killed_at_four_points(tmp_path: Path) -> None:
    kill_at_points(tmp_path, 4)


@pytest.mark.slow
def test_killed_at_twenty_points(tmp_path: Path) -> None:
    kill_at_points(tmp_path, 20)
