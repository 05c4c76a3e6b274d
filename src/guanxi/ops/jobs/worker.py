"""The worker: claims work, has the engine do it, gives signs of life, ends it once."""

import logging
import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import DatabaseError, close_old_connections

from guanxi.core.kernel.errors import BusyError, GuanxiError
from guanxi.ops.jobs import queue
from guanxi.ops.jobs.models import Job

BEAT = 5.0
PAUSE = 1.0
AGAIN = 60.0  # seconds until what could not be caught up is tried again
_log = logging.getLogger(__name__)

Work = Callable[[str, str, dict[str, Any], Callable[[str], None]], dict[str, Any]]
Finish = Callable[[Job, dict[str, Any]], None]


class LostError(Exception):
    """The work was given to somebody else meanwhile."""


def run(
    name: str, work: Work, finish: Finish, stop: Callable[[], bool], begin: Callable[[], None] = lambda: None
) -> None:
    """Begin, then work until told to stop; what fails says so, on its job or in the log, and never ends the worker."""
    beginning = _Beginning(begin)
    while not stop():
        close_old_connections()
        try:
            beginning()
            worked = once(name, work, finish)
        except DatabaseError:  # the database may be back in a moment; until then the job counts as silent
            _log.exception("the database does not answer")
            worked = False
        if not worked:
            time.sleep(PAUSE)


def once(name: str, work: Work, finish: Finish, only: UUID | None = None) -> bool:
    """Do one piece of work, this one alone where it is named; False where none waits, or must for another writer.

    Raises DatabaseError where the database is away: the job counts as silent then, and is offered again.
    """
    job = queue.claim(name, only)
    if job is None:
        return False
    with _Beating(job):
        try:
            _end(job, work, finish)
        except BusyError:
            queue.later(job)
            return False
    return True


def _end(job: Job, work: Work, finish: Finish) -> None:
    """Have the engine do a piece of work: it ends as done, or as failed with what a person is told of it."""
    try:
        result = work(job.kind, str(job.pk), dict(job.payload), _steps(job))
        finish(job, result)
        queue.done(job, result)
    except LostError:
        _log.warning("job %s went to another worker", job.pk)
    except (BusyError, DatabaseError):  # another writer is waited for; what the engine did stands, the rest follows
        raise
    except GuanxiError as error:
        queue.failed(job, error)
    except Exception:
        _log.exception("job %s", job.pk)
        queue.failed(job, _unforeseen(job))


def _unforeseen(job: Job) -> GuanxiError:
    """What a person is told of an error that nobody foresaw; its details are in the worker's log."""
    return GuanxiError(
        "Something unforeseen went wrong; nothing half-done is kept. 出现意外错误，未完成的内容不会保留。",
        f"Look for {job.pk} in the worker's log. 请在后台日志中查看。",
    )


def _steps(job: Job) -> Callable[[str], None]:
    """Tell each step; stop where the job is somebody else's by now."""

    def step(name: str) -> None:
        if not queue.beat(job, name):
            raise LostError(str(job.pk))

    return step


class _Beginning:
    """What comes before the first piece of work: tried until it succeeds; where it cannot, other work goes on."""

    def __init__(self, begin: Callable[[], None]) -> None:
        self._begin = begin
        self._due = 0.0

    def __call__(self) -> None:
        """Try it where it is due; DatabaseError where the database is away."""
        if time.monotonic() < self._due:
            return
        try:
            self._begin()
            self._due = math.inf
        except DatabaseError:
            raise
        except Exception:  # a file that somebody must mend first keeps nobody else waiting
            _log.exception("what was left from before cannot be caught up yet")
            self._due = time.monotonic() + AGAIN


class _Beating:
    """A thread that gives a sign of life every few seconds while the engine is busy."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(timeout=BEAT)

    def _run(self) -> None:
        """Beat until the work has ended."""
        while not self._ended.wait(BEAT):
            close_old_connections()
            with suppress(DatabaseError):
                queue.beat(self._job)
