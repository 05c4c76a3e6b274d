"""The same suite on a real PostgreSQL that the test starts."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
_HERE = Path(__file__).parent
_SUITES = (
    "test_audit.py", "test_jobs.py", "test_plans.py", "test_routes.py", "test_keys.py", "test_api.py",
    "test_api_writes.py", "test_imports.py",
)  # fmt: skip


def _binaries() -> Path | None:
    """Where PostgreSQL's programs are."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    known = shutil.which("initdb")
    return found[-1].parent if found else Path(known).parent if known else None


def _as_postgres(*words: str) -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as its own user."""
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else list(words)


def _run(words: list[str], folder: Path) -> None:
    """Run one of PostgreSQL's programs; the server itself keeps what it inherits, so nothing is captured."""
    with (folder / "said").open("ab") as said:
        subprocess.run(words, check=True, timeout=120, cwd=folder, stdout=said, stderr=said)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    """A fresh cluster on a free port of the loopback; its address."""
    programs = _binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed on this machine")
    folder = Path(tempfile.mkdtemp(prefix="guanxi-postgres-"))
    folder.chmod(0o777)  # its own user must reach it
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data, log = folder / "data", folder / "log"
    made = _as_postgres(str(programs / "initdb"), "-D", str(data), "-U", "guanxi", "--auth=trust", "-E", "UTF8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    control = _as_postgres(str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(log))
    try:
        _run(made, folder)
        _run([*control, "-o", options, "start"], folder)
        yield f"postgresql://guanxi@127.0.0.1:{port}/postgres"
        _run([*control, "-m", "immediate", "stop"], folder)
    finally:
        subprocess.run(["rm", "-rf", str(folder)], check=False)


def test_the_suite_on_postgresql(cluster: str, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    words += [f"--basetemp={tmp_path / 'inner'}", *(str(_HERE / suite) for suite in _SUITES)]
    given = {**os.environ, "DATABASE_URL": cluster}
    given.pop("PYTEST_XDIST_WORKER", None)
    done = subprocess.run(
        words, env=given, cwd=_HERE.parents[1], capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
