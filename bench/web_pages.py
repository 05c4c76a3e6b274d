"""How long staff wait for pages of a brand of a million people, alone and with fifty at once.

`python -m bench.web_pages [--customers 1000000] [--seconds 60]` makes a workspace with a published run by rule, serves
it as `guanxi serve` does, logs in and asks for pages over HTTP: two hundred of each kind one after another, then fifty
readers at once. Prints milliseconds as a reader feels them, errors, and the server's memory.
"""

import argparse
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import pyarrow.parquet as pq

from bench.web_run import QUADRANTS, write_run
from guanxi.entry.workspace import Workspace

CALLS = 200
READERS = 50
NAME, PASSWORD = "bench", "bench-of-a-million-people"
RUN = "0001-2026-06-30"
Asked = Callable[[Random, list[str]], str]


def _at(path: str, **query: object) -> str:
    """An address with a query."""
    return f"{path}?{urlencode(query)}"


PAGES: dict[str, tuple[float, Asked]] = {
    "treasure map": (300, lambda _, __: "/map/"),
    "its chart": (300, lambda _, __: "/charts/treasure_map.json"),
    "framed on the map": (
        200, lambda r, _: _at("/customers/chosen/", potential_low=r.uniform(20, 80), vitality_low=r.uniform(0, 900))
    ),
    "search: end of a phone": (150, lambda r, _: _at("/customers/", q=f"{r.randrange(10_000):04d}")),
    "search: name": (150, lambda r, _: _at("/customers/", q="张" + chr(0x4E00 + r.randrange(3000)))),
    "search: id": (150, lambda r, some: _at("/customers/", q=r.choice(some))),
    "customer": (150, lambda r, some: f"/customers/{r.choice(some)}/"),
    "filtered list": (
        200, lambda r, _: _at("/customers/", quadrant=r.choice(QUADRANTS), score_low=r.uniform(0, 90), order="clv")
    ),
    "list, from the middle": (200, lambda r, _: _at("/customers/", after=json.dumps([r.uniform(10, 90), 0]))),
}  # fmt: skip
"""By what it is called: most milliseconds for 95 of 100, and an address."""


class Reader:
    """A logged-in browser on one connection that stays open."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = cookie

    def get(self, address: str) -> tuple[int, bytes, float]:
        """Status, page and milliseconds."""
        began = time.perf_counter()
        self._connection.request("GET", address, headers={"Cookie": self.cookie} if self.cookie else {})
        answer = self._connection.getresponse()
        page = answer.read()
        for said in answer.headers.get_all("Set-Cookie") or []:
            self._keep(said)
        return answer.status, page, 1000 * (time.perf_counter() - began)

    def log_in(self) -> None:
        """Log in through the form."""
        _, page, _ = self.get("/login/")
        token = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        form = urlencode({"csrfmiddlewaretoken": token[1].decode(), "username": NAME, "password": PASSWORD})
        kind = "application/x-www-form-urlencoded"
        self._connection.request("POST", "/login/", form, {"Cookie": self.cookie, "Content-Type": kind})
        answer = self._connection.getresponse()
        answer.read()
        assert answer.status == 302, answer.status
        for said in answer.headers.get_all("Set-Cookie") or []:
            self._keep(said)

    def _keep(self, said: str) -> None:
        """Keep a cookie."""
        name, _, value = said.partition(";")[0].partition("=")
        kept = dict(part.split("=", 1) for part in self.cookie.split("; ") if part) | {name: value}
        self.cookie = "; ".join(f"{name}={value}" for name, value in kept.items())


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, int]]:
    """The workspace's pages on a free port: port and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    given = {**os.environ, "GUANXI_ADMIN_USER": NAME, "GUANXI_ADMIN_PASSWORD": PASSWORD}
    words = [sys.executable, "-m", "guanxi", "-w", str(folder), "serve", "--port", str(port), "--no-worker"]
    with subprocess.Popen(words, env=given, stdout=subprocess.DEVNULL) as server:
        try:
            _await(port)
            yield port, server.pid
        finally:
            server.terminate()


def _await(port: int) -> None:
    """Wait until somebody listens, a minute at most."""
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not come up")


def main() -> None:
    """Make, serve, ask, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--customers", type=int, default=1_000_000)
    arguments.add_argument("--seconds", type=float, default=60)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="guanxi-bench-") as scratch:
        folder = Path(scratch) / "brand"
        Workspace.create(folder)
        run = folder / "runs" / RUN
        run.mkdir()
        write_run(run, given.customers)
        manifest = {"run_id": RUN, "as_of": RUN[-10:], "currency": "CNY", "loads": [], "facts": {}}
        (run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        some = pq.read_table(run / "appraisal.parquet", columns=["customer_id"])["customer_id"][::97].to_pylist()
        with served(folder) as (port, process):
            report(port, process, some, given.seconds)


def report(port: int, process: int, some: list[str], seconds: float) -> None:
    """Ask one after another, then all at once, and print."""
    reader = Reader(port)
    reader.log_in()
    _, _, first = reader.get("/map/")
    print(f"first page after the start: {first:,.0f} ms")
    print(f"{'milliseconds':28}{'p50':>9}{'p95':>9}{'limit':>9}")
    random = Random(7)
    for name, (limit, address) in PAGES.items():
        times = sorted(_page(reader, address(random, some)) for _ in range(CALLS))
        print(f"{name:28}{times[CALLS // 2]:9.1f}{times[int(CALLS * 0.95)]:9.1f}{limit:9g}")
    print(f"memory, one reader: {_gigabytes(process):.2f} GB")
    crowd(port, reader.cookie, some, seconds)
    print(f"memory, {READERS} readers: {_gigabytes(process):.2f} GB")


def _page(reader: Reader, address: str) -> float:
    """Milliseconds of a page that must come."""
    status, _, took = reader.get(address)
    assert status == 200, (status, address)
    return took


def crowd(port: int, cookie: str, some: list[str], seconds: float) -> None:
    """Fifty readers, each asking for another page as soon as one has come and been looked at for a second."""
    until = time.perf_counter() + seconds

    def read(number: int) -> tuple[list[float], int]:
        reader, random, times, errors = Reader(port, cookie), Random(number), [], 0
        time.sleep(random.random())
        while time.perf_counter() < until:
            _, address = random.choice(list(PAGES.values()))
            status, _, took = reader.get(address(random, some))
            times.append(took)
            errors += status != 200
            time.sleep(1)
        return times, errors

    with ThreadPoolExecutor(READERS) as readers:
        found = list(readers.map(read, range(READERS)))
    times = sorted(took for one, _ in found for took in one)
    errors = sum(count for _, count in found)
    middle, high = times[len(times) // 2], times[int(len(times) * 0.95)]
    told = f"{len(times):,} pages, {errors} errors, p50 {middle:.0f}, p95 {high:.0f} ms"
    print(f"{READERS} readers for {seconds:g} s: {told}")


def _gigabytes(process: int) -> float:
    """Most memory a process has held."""
    text = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", text)
    return int(found[1]) / 1024**2 if found else 0.0


if __name__ == "__main__":
    main()
