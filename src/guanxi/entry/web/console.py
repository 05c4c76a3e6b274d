"""Verbs on the command line: the same functions that pages call, and the work they ask for done at once."""

import time
from pathlib import Path
from typing import Any

from guanxi.core.kernel.errors import BusyError, GuanxiError

_PATIENCE = 600  # seconds to wait for a worker that has taken the job


def act(root: Path, verb: str, by: str, **given: Any) -> dict[str, Any]:
    """Do a verb of the house as whoever has the machine, and its work; return what came of it.

    Raises what the verb refuses, and what went wrong with its work; BusyError, and nothing is asked for any more, where
    another command is writing.
    """
    from guanxi.entry.web import setup  # Django loads slowly: only where a verb is done

    setup.ready(root)
    if setup.pending():
        setup.migrate()
    from guanxi.ops.ground.actions import ACTIONS
    from guanxi.ops.ground.actors import console

    _known_verbs()
    job = ACTIONS[verb].function(console(by), **given)
    return _done(job)


def _known_verbs() -> None:
    """Load the slices whose verbs the command line has."""
    import guanxi.ops.plans.actions  # noqa: F401 -- importing it registers its verbs


def _done(job: Any) -> dict[str, Any]:
    """Work on the job here, or wait for the worker that was quicker."""
    from guanxi.entry.web.aftermath import finish
    from guanxi.entry.web.server import do
    from guanxi.ops.jobs import worker

    until = time.monotonic() + _PATIENCE
    while job.open and time.monotonic() < until:
        busy = not worker.once("console", do, finish, only=job.pk)
        job.refresh_from_db()
        if busy and job.state == "queued":
            job.delete()
            raise BusyError(
                "Another guanxi command is writing here. 另一个命令正在写入。",
                "Try again when it has ended. 请稍后再试。",
            )
        if job.open:
            time.sleep(0.5)
    if job.state == "failed":
        raise GuanxiError(job.message, job.remedy)
    found: dict[str, Any] = job.result
    return found
