"""The queue: two workers and killed ones; each job runs to its end once, is retried, is never lost."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.utils import timezone

from guanxi.core.kernel.errors import BusyError, InputError, NotFoundError, SettingsError
from guanxi.ops.ground.actors import console
from guanxi.ops.jobs import queue, worker
from guanxi.ops.jobs.models import DONE, FAILED, QUEUED, RUNNING, Job

ACTOR = console("周")
Step = Callable[[str], None]


def _ask(number: int) -> list[Job]:
    return [queue.ask(ACTOR, "count", {"number": n}) for n in range(number)]


def _nothing(job: Job, result: dict[str, Any]) -> None:
    """Nothing follows."""


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_each_job_once(unchained: None) -> None:
    _ask(30)
    done: list[int] = []

    def work(kind: str, job_id: str, payload: dict[str, Any], step: Step) -> dict[str, Any]:
        step("counting")
        done.append(payload["number"])
        return {"number": payload["number"]}

    def all_of_it(name: str) -> None:
        while worker.once(name, work, _nothing):
            time.sleep(0)
        connections.close_all()

    workers = [threading.Thread(target=all_of_it, args=(f"w{n}",)) for n in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(timeout=60)
    assert sorted(done) == list(range(30))
    assert set(Job.objects.values_list("state", flat=True)) == {DONE}
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db
def test_a_silent_workers_job_is_offered_again_and_its_late_end_counts_for_nothing() -> None:
    (job,) = _ask(1)
    first = queue.claim("one")
    assert first is not None
    assert queue.claim("two") is None
    Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - queue.SILENT - timedelta(seconds=1))
    second = queue.claim("two")
    assert second is not None
    assert second.attempts == 2
    assert not queue.done(first, {"by": "one"})
    assert not queue.beat(first, "still here")
    assert queue.done(second, {"by": "two"})
    job.refresh_from_db()
    assert (job.state, job.result) == (DONE, {"by": "two"})


@pytest.mark.django_db
def test_what_workers_die_of_is_given_up() -> None:
    (job,) = _ask(1)
    for _ in range(queue.MOST_ATTEMPTS):
        assert queue.claim("mortal") is not None
        Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - queue.SILENT - timedelta(seconds=1))
    assert queue.claim("mortal") is None
    job.refresh_from_db()
    assert job.state == FAILED
    assert "三次" in job.message


@pytest.mark.django_db
def test_another_writer_is_waited_for_without_an_attempt() -> None:
    (job,) = _ask(1)

    def busy(*_: Any) -> dict[str, Any]:
        raise BusyError("busy")

    assert not worker.once("w", busy, _nothing)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (QUEUED, 0)


@pytest.mark.django_db
def test_an_error_is_told_and_no_traceback() -> None:
    (first, second) = _ask(2)

    def fails(kind: str, job_id: str, payload: dict[str, Any], step: Step) -> dict[str, Any]:
        raise InputError("orders.csv: line 3 没有日期", "Mend it") if payload["number"] == 0 else ZeroDivisionError

    assert worker.once("w", fails, _nothing)
    assert worker.once("w", fails, _nothing)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.message, first.remedy) == (FAILED, "orders.csv: line 3 没有日期", "Mend it")
    assert second.state == FAILED
    assert "ZeroDivision" not in second.message


@pytest.mark.django_db
def test_what_is_due_later_waits() -> None:
    queue.ask(ACTOR, "count", {}, due_at=timezone.now() + timedelta(hours=1))
    assert queue.claim("w") is None
    Job.objects.update(due_at=timezone.now())
    job = queue.claim("w")
    assert job is not None
    assert job.state == RUNNING


@pytest.mark.django_db
@pytest.mark.parametrize("error", [SettingsError("guanxi.toml: no"), NotFoundError("no such plan"), KeyError("slip")])
def test_what_cannot_be_caught_up_keeps_no_work_waiting(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    begun: list[int] = []

    def begin() -> None:
        begun.append(1)
        if len(begun) == 1:
            raise error

    _ask(2)
    _run(monkeypatch, begin)
    assert begun == [1]
    assert set(Job.objects.values_list("state", flat=True)) == {DONE}
    monkeypatch.setattr(worker, "AGAIN", 0.0)
    _ask(2)
    begun.clear()
    _run(monkeypatch, begin)
    assert begun == [1, 1]


@pytest.mark.django_db
def test_a_database_away_later_begins_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, real, calls = [], queue.claim, []

    def claim(*given: Any) -> Job | None:
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("gone")
        return real(*given)

    monkeypatch.setattr(queue, "claim", claim)
    _ask(1)
    _run(monkeypatch, lambda: begun.append(1))
    assert begun == [1]
    assert Job.objects.get().state == DONE


def _run(monkeypatch: pytest.MonkeyPatch, begin: Callable[[], None]) -> None:
    """Let a worker run until every job has ended."""
    monkeypatch.setattr(worker, "PAUSE", 0.0)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's own is all there is
    worker.run("w", lambda *_: {}, _nothing, lambda: not Job.objects.exclude(state=DONE).exists(), begin)
