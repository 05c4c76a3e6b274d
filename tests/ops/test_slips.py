"""What goes wrong in between: two drafts at once, a stop between two ledgers, slips taken back, a database away."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from guanxi.core.kernel.errors import InputError, NotFoundError
from guanxi.entry import acting
from guanxi.entry import settings as configuration
from guanxi.entry.web import aftermath, server
from guanxi.entry.web.aftermath import finish, prepare
from guanxi.entry.workspace import Workspace
from guanxi.handover import ledgers
from guanxi.ops.ground.actors import Actor, console
from guanxi.ops.ground.wiring import Wiring
from guanxi.ops.jobs import queue, worker
from guanxi.ops.jobs.models import DONE, RUNNING, Job
from guanxi.ops.keys import actions as keys
from guanxi.ops.keys.models import ApiKey
from guanxi.ops.plans import actions as plans
from guanxi.ops.staff import actions as staff
from guanxi.ops.staff.models import Staff
from guanxi.ops.tasks import actions as tasks
from guanxi.ops.tasks.models import Task
from guanxi.ops.tasks.queries import due, tasks_of
from tests.ops.planning import approved, held_by, in_force, plan, planned_by, work

pytestmark = pytest.mark.django_db


def test_nobody_left_alone_by_one_plan_is_planned_for_by_another(
    actors: dict[str, Actor], shop: Wiring, tmp_path: Path
) -> None:
    """Two drafts of days that overlap, both made before either is approved (promise 6)."""
    first = plan(shop, job="1", period="2031-01-01..2031-01-31")
    second = plan(shop, job="2", period="2031-01-20..2031-02-10", budget=0, minutes={})
    assert held_by(tmp_path / "shop", second) & planned_by(tmp_path / "shop", first)
    for one, other in ((second, first), (first, second)):
        store = Workspace(tmp_path / "shop")
        acting.approve(store, store.plans.get(one), "周")
        with pytest.raises(InputError, match="留出组"):
            acting.approve(store, store.plans.get(other), "周")
        (tmp_path / "shop" / "plans" / one / "approved.json").unlink()
    assert not Task.objects.exists()


def test_the_maker_is_known_before_the_work_is_noted_as_done(actors: dict[str, Actor], shop: Wiring) -> None:
    job = plans.make(actors["manager"], 3000, {"advisers": 2000}, "", {}, None)
    made = shop.workshop.work("plan", str(job.pk), dict(job.payload), lambda _: None)  # and the job still runs
    with pytest.raises(InputError, match="另一个人"):
        plans.approve(actors["manager"], made["plan_id"])
    assert plans.approve(actors["owner"], made["plan_id"]).kind == "approve"


def test_a_stop_between_the_two_ledgers_loses_no_contact(
    actors: dict[str, Actor], shop: Wiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id = in_force(shop, actors["owner"])
    store = Workspace(tmp_path / "shop")
    person = Task.objects.all()[0].customer_id
    told = [{"customer_id": person, "on": "2031-01-05", "minutes": 7.0, "staff": "顾问甲"}]

    def stops(*given: Any) -> object:
        if given[1].name == "contact":
            raise KeyboardInterrupt
        return ledgers.book(*given)

    monkeypatch.setattr(acting, "book", stops)
    with pytest.raises(KeyboardInterrupt):
        acting.book_outcomes(store, store.plans.get(plan_id), told)
    monkeypatch.undo()
    for _ in range(2):
        acting.book_outcomes(store, store.plans.get(plan_id), told)
    for table, key in (("investment", "booking_id"), ("contact", "contact_id")):
        rows = [number for file in store.loads.files(table) for number in pq.read_table(file)[key].to_pylist()]
        assert rows.count(f"{plan_id}/{person}") == 1, table


def test_a_slip_is_not_taken_back_while_it_is_booked(actors: dict[str, Actor], shop: Wiring) -> None:
    in_force(shop, actors["owner"])
    task = Task.objects.filter(owner="顾问甲")[0]
    tasks.done(actors["adviser"], task.pk, 5)
    Job.objects.filter(kind="outcomes").update(due_at=timezone.now())
    job = queue.claim("w")
    assert job is not None
    with pytest.raises(InputError, match="正在入账"):
        tasks.reopen(actors["adviser"], task.pk)
    given = prepare(job.kind, job.payload)
    finish(job, shop.workshop.work(job.kind, str(job.pk), given, lambda _: None))
    assert queue.done(job, {})
    task.refresh_from_db()
    assert (task.state, task.booked) == ("done", True)


def test_what_is_done_while_others_are_booked_is_booked_next(actors: dict[str, Actor], shop: Wiring) -> None:
    in_force(shop, actors["owner"])
    first, second = Task.objects.filter(owner="顾问甲")[:2]
    tasks.done(actors["adviser"], first.pk, 5)
    Job.objects.filter(kind="outcomes").update(due_at=timezone.now())
    job = queue.claim("w")
    assert job is not None
    given = prepare(job.kind, job.payload)
    Task.objects.filter(pk=second.pk).update(
        state="done", minutes=9.0, ended_on=shop.desk.brand()["today"], ended_by="顾问甲"
    )  # another machine's, which saw a booking asked for and asked for none
    finish(job, shop.workshop.work(job.kind, str(job.pk), given, lambda _: None))
    queue.done(job, {})
    assert not Task.objects.get(pk=second.pk).booked
    assert work().state == DONE
    assert Task.objects.get(pk=second.pk).booked


def test_a_task_of_a_withdrawn_plan_stays_ended(actors: dict[str, Actor], shop: Wiring) -> None:
    plan_id = in_force(shop, actors["owner"])
    task = Task.objects.filter(owner="顾问甲")[0]
    tasks.decline(actors["adviser"], task.pk)
    plans.withdraw(actors["owner"], plan_id)
    work()
    with pytest.raises(InputError, match="不再生效"):
        tasks.reopen(actors["adviser"], task.pk)


@pytest.mark.parametrize("days", ["inf", "nan", "1e400", "x", ""])
def test_no_number_of_days(cast: dict[str, Staff], clients: dict[str, Client], days: str) -> None:
    assert clients["adviser"].post("/tasks/1/postpone/", {"days": days}).status_code == 400


def test_a_database_away_for_a_moment_ends_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    queue.ask(console("周"), "count", {})
    calls: list[int] = []
    real: Callable[..., Job | None] = queue.claim

    def claim(*given: Any) -> Job | None:
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("gone")
        return real(*given)

    monkeypatch.setattr(queue, "claim", claim)
    monkeypatch.setattr(worker, "PAUSE", 0.0)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's own is all there is
    worker.run("w", lambda *_: {}, lambda *_: None, lambda: len(calls) >= 2)
    assert Job.objects.get().state == DONE


@pytest.mark.parametrize("name", ["", "key:till", "a/b", "two words", "x" * 151])
def test_names_that_are_none(actors: dict[str, Actor], name: str) -> None:
    with pytest.raises(InputError):
        staff.create(actors["owner"], name, "a-long-passphrase-7", "adviser")
    assert not Staff.objects.filter(username=name).exists()


def test_a_new_password_lifts_the_lockout(cast: dict[str, Staff], wired: Wiring) -> None:
    client = Client()
    for _ in range(6):
        last = client.post("/login/", {"username": "manager", "password": "wrong"})
    assert last.status_code == 429
    staff.reset_password(cast["owner"].actor, "manager", "another-horse-77-x")
    assert client.post("/login/", {"username": "manager", "password": "another-horse-77-x"}).status_code == 302


def test_keys_end_with_whoever_made_them(cast: dict[str, Staff]) -> None:
    made = keys.create(cast["owner"].actor, "till", "manager", ["customers:read"], 0)
    staff.create(cast["owner"].actor, "second", "correct-horse-77-z", "owner")
    staff.change(staff.named("second").actor, "owner", "analyst", "", False)
    made.key.refresh_from_db()
    assert made.key.revoked_at is not None


def test_two_taps_for_a_second_factor_do_no_harm(clients: dict[str, Client]) -> None:
    for _ in range(3):
        assert clients["owner"].get("/account/second-factor/").status_code == 200
    from django_otp.plugins.otp_totp.models import TOTPDevice

    TOTPDevice.objects.create(user=Staff.objects.get(username="owner"), confirmed=False, name="again")
    assert clients["owner"].get("/account/second-factor/").status_code == 200


def test_who_is_unknown_sends_nothing_large(clients: dict[str, Client]) -> None:
    assert clients[""].post("/imports/upload/", {"files": "x" * (2 << 20)}).status_code == 413


def test_two_who_write_settings_keep_each_their_own(shop: Wiring, tmp_path: Path) -> None:
    file = tmp_path / "shop" / "guanxi.toml"

    def write(who: int) -> None:
        for turn in range(10):
            configuration.save_mapping(file, f"m{who}.{turn}", {"table": "order_line", "columns": {"order_id": "no"}})

    writers = [Thread(target=write, args=(who,)) for who in range(2)]
    for one in writers:
        one.start()
    for one in writers:
        one.join(timeout=60)
    kept = configuration.load(file).mapping
    assert {f"m{who}.{turn}" for who in range(2) for turn in range(10)} <= set(kept)


def test_no_task_outlasts_the_day_on_which_a_later_plan_leaves_somebody_alone(
    actors: dict[str, Actor], clients: dict[str, Client], shop: Wiring, tmp_path: Path
) -> None:
    """Tasks of one month that wait, are postponed or taken up again in the next (promise 6)."""
    first = in_force(shop, actors["owner"], period="2026-01")
    doing = actors["owner"]
    second = plan(shop, job="2", period="2026-02", budget=0, minutes={})
    both = list(Task.objects.filter(plan_id=first, customer_id__in=held_by(tmp_path / "shop", second)).order_by("pk"))
    assert len(both) >= 3
    tasks.decline(doing, both[0].pk)
    approved(doing, second)
    assert {one.pk: state for one, state in tasks_of(both[1].customer_id)}[both[1].pk] == "resting"
    assert "休眠（后一份计划不联系此人）" in clients["owner"].get(f"/customers/{both[1].customer_id}/").content.decode()
    assert not {one.pk for one in both[1:]} & set(due(doing, shop.desk.brand()["today"]).values_list("pk", flat=True))
    with pytest.raises(NotFoundError, match="没有这项任务"):
        tasks.done(doing, both[1].pk, 5)
    with pytest.raises(InputError, match="另一计划不再联系"):
        tasks.reopen(doing, both[0].pk)
    others = Task.objects.exclude(pk__in=[one.pk for one in both])
    assert others.exists()
    assert not others.exclude(last_on=None).exists()
    plans.withdraw(doing, second)
    assert work().state == DONE
    assert not Task.objects.exclude(last_on=None).exists()
    assert tasks.reopen(doing, both[0].pk).state == "open"


def test_no_task_is_postponed_into_days_of_a_plan_that_leaves_somebody_alone(
    actors: dict[str, Actor], shop: Wiring, tmp_path: Path
) -> None:
    """Nor is the earlier plan approved after that one: made anew, it knows whom to leave alone."""
    today = shop.desk.brand()["today"]
    span = [(today + timedelta(days=n)).isoformat() for n in (0, 9, 10, 40)]
    first = plan(shop, job="1", period="..".join(span[:2]))
    second = plan(shop, job="2", period="..".join(span[2:]), budget=0, minutes={})
    approved(actors["owner"], second)
    plans.approve(actors["owner"], first)
    refused = work()
    assert (refused.state, "留出组" in refused.message) == ("failed", True)
    (tmp_path / "shop" / "plans" / second / "approved.json").unlink()
    approved(actors["owner"], first)
    approved(actors["owner"], second)
    task = Task.objects.filter(customer_id__in=held_by(tmp_path / "shop", second))[0]
    assert tasks.postpone(actors["owner"], task.pk, 9).state == "postponed"
    with pytest.raises(InputError, match="另一计划不再联系"):
        tasks.postpone(actors["owner"], task.pk, 10)
    assert tasks.done(actors["owner"], task.pk, 5).state == "done"


def test_a_plan_in_force_has_its_tasks_though_the_database_was_away(
    actors: dict[str, Actor], shop: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = plans.approve(actors["owner"], plan(shop))

    def away(*_: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(aftermath, "make_tasks", away)
    with pytest.raises(OperationalError):
        worker.once("w", server.do, finish)
    monkeypatch.undo()
    job.refresh_from_db()
    assert job.state == RUNNING  # and silent: offered again
    Job.objects.update(beat_at=timezone.now() - queue.SILENT * 2)
    assert worker.once("w", server.do, finish)
    job.refresh_from_db()
    assert job.state == DONE
    assert Task.objects.exists()


def test_a_database_away_at_the_beginning_ends_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []

    def begin() -> None:
        begun.append(1)
        if len(begun) == 1:
            raise OperationalError("database is locked")

    monkeypatch.setattr(worker, "PAUSE", 0.0)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's own is all there is
    queue.ask(console("周"), "count", {})
    worker.run("w", lambda *_: {}, lambda *_: None, lambda: Job.objects.filter(state=DONE).exists(), begin)
    assert len(begun) == 2


def _stands(key: ApiKey) -> bool:
    return ApiKey.objects.get(pk=key.pk).revoked_at is None


def test_keys_beyond_a_new_role_end(cast: dict[str, Staff], wired: Wiring) -> None:
    """Whoever is owner no more knows the text of keys that read what they may not see now."""
    owner = cast["owner"].actor
    more, less = (
        keys.create(owner, role, role, [f"{what}:read"], 0).key
        for role, what in (("manager", "identifiers"), ("analyst", "customers"))
    )
    staff.create(owner, "second", "correct-horse-77-z", "owner")
    staff.change(staff.named("second").actor, "owner", "owner", "周", True)
    assert _stands(more)
    staff.change(staff.named("second").actor, "owner", "analyst", "", True)
    assert not _stands(more)
    assert _stands(less)


def test_no_place_in_a_list(clients: dict[str, Client]) -> None:
    assert clients["owner"].get("/customers/", {"after": "[" * 3000}).status_code == 200
