"""Serve the pages, with a worker beside them unless it runs elsewhere."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import waitress
from django.conf import settings

from guanxi.ops.ground.wiring import wiring
from guanxi.ops.jobs import worker

_THREADS = 16
_UPLOADS = 4  # files of the largest size in one request


def serve(host: str, port: int) -> None:
    """Serve until told to stop."""
    from guanxi.entry.web.wsgi import application

    waitress.serve(
        application, host=host, port=port, threads=_THREADS, ident="guanxi", channel_timeout=60,
        clear_untrusted_proxy_headers=True, max_request_body_size=_most(), **_proxy(),
    )  # fmt: skip


def _most() -> int:
    """Bytes that a request may bring: some uploads of the size allowed, so that the page can say what is too large."""
    return int(settings.GUANXI_WEB.upload_mb) * _UPLOADS << 20


def _proxy() -> dict[str, Any]:
    """Whose word counts for a visitor's address and https: the proxy's in front, where there is one."""
    if not settings.HTTPS:
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
    return {"trusted_proxy": settings.GUANXI_WEB.proxy, "trusted_proxy_count": 1, "trusted_proxy_headers": headers}


@contextmanager
def worker_beside(root: Path, wanted: bool) -> Iterator[None]:
    """Keep a worker process going while the pages are served; however the server is ended, it ends too."""
    if not wanted:
        yield
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # else what follows is never come to
    command = [sys.executable, "-m", "guanxi", "--workspace", str(root), "worker"]
    process = subprocess.Popen(command)  # noqa: S603 -- our own program with our own words
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def work(name: str, stop: Callable[[], bool]) -> None:
    """Do the queue's work until told to stop."""
    from guanxi.entry.web.aftermath import catch_up, finish

    worker.run(name, do, finish, stop, catch_up)


def do(kind: str, job_id: str, payload: dict[str, Any], step: Callable[[str], None]) -> dict[str, Any]:
    """Have the engine do a piece of work."""
    from guanxi.entry.web.aftermath import prepare

    return wiring().workshop.work(kind, job_id, prepare(kind, payload), step)


class Stop:
    """Becomes true when the process is asked to end; the work at hand is ended first."""

    def __init__(self) -> None:
        self._asked = False
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, self._ask)

    def __call__(self) -> bool:
        """Whether somebody asked."""
        return self._asked

    def _ask(self, *_: object) -> None:
        self._asked = True
