"""Memory is bounded by blocks, not by files."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

MEGABYTE = 1 << 20
PEAK = """
import resource, sys
from pathlib import Path
import pyarrow.csv, pyarrow.parquet, pyarrow.compute
from guanxi.adapters.files import stage_raw
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
raw = stage_raw(Path(sys.argv[1]), Path(sys.argv[2]))
print(raw.rows, raw.bad.num_rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def peak(path: Path) -> tuple[int, int, int]:
    """Stage a file in a process of its own: rows, bad rows, and megabytes of memory above the start."""
    command = [sys.executable, "-c", PEAK, str(path), str(path.parent / "raw.parquet")]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    rows, bad, megabytes = map(int, answer.stdout.split())
    return rows, bad, megabytes


def line(number: int) -> bytes:
    """One row of some hundred bytes."""
    note = b'"a note, quoted"' if number % 3 else b"plain"
    return b'%d,2024-01-%02d 10:00:00,customer %d,Shanghai,%d,%d.50,%s,"x"\n' % (
        10**11 + number, number % 28 + 1, number * 7919 % 1_000_003, number % 7, number % 997, note,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("packed", "dirt"), [(False, b""), (True, b'1,"open\n'), (False, b"1,2\xff\n")])
def test_eight_times_the_file_takes_no_more_memory(tmp_path: Path, packed: bool, dirt: bytes) -> None:
    piece = b"".join(map(line, range(20_000))) + dirt
    peaks = []
    for size in (25, 200):
        path = tmp_path / ("a.csv.gz" if packed else "a.csv")
        pieces = size * MEGABYTE // len(piece)
        with gzip.open(path, "wb", 1) if packed else path.open("wb") as out:
            out.write(b"order,at,who,city,quantity,price,note,mark\n")
            for _ in range(pieces):
                out.write(piece)
        rows, bad, megabytes = peak(path)
        assert rows == pieces * (20_000 + bool(dirt))
        assert bad == (pieces if dirt else 0)
        peaks.append(megabytes)
    assert peaks[1] < 250
    assert peaks[1] < peaks[0] + 50
