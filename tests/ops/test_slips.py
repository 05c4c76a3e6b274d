"""What goes wrong in between: two drafts at once, a stop between two ledgers, slips taken back, a database away."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from guanxi.core.kernel.errors import InputError
from guanxi.entry import acting
from guanxi.entry import settings as configuration
from guanxi.entry.web import server
from guanxi.entry.web.aftermath import finish, prepare
from guanxi.entry.workspace import Workspace
from guanxi.handover import ledgers
from guanxi.ops.ground.actors import Actor, console
from guanxi.ops.ground.wiring import Wiring
from guanxi.ops.jobs import queue, worker
from guanxi.ops.jobs.models import DONE, Job
from guanxi.ops.keys import actions as keys
from guanxi.ops.plans import actions as plans
from guanxi.ops.staff import actions as staff
from guanxi.ops.staff.models import Staff
from guanxi.ops.tasks import actions as tasks
from guanxi.ops.tasks.models import Task

pytestmark = pytest.mark.django_db
ASKED = {"budget": 3000, "minutes": {"advisers": 2000}}


def _plan(shop: Wiring, **asked: Any) -> str:
    made = shop.workshop.work("plan", asked.pop("job", "a-job"), {**ASKED, **asked}, lambda _: None)
    return str(made["plan_id"])


def _work() -> Job:
    Job.objects.filter(state="queued").update(due_at=timezone.now())
    waiting = Job.objects.filter(state="queued").values_list("pk", flat=True)[0]
    assert worker.once("w", server.do, finish)
    return Job.objects.get(pk=waiting)


def _in_force(shop: Wiring, owner: Actor) -> str:
    plan_id = _plan(shop)
    plans.approve(owner, plan_id)
    assert _work().state == DONE
    return plan_id


def test_nobody_left_alone_by_one_plan_is_planned_for_by_another(
    actors: dict[str, Actor], shop: Wiring, tmp_path: Path
) -> None:
    """Two drafts of days that overlap, both made before either is approved (promise 6)."""
    first = _plan(shop, job="1", period="2031-01-01..2031-01-31")
    second = _plan(shop, job="2", period="2031-01-20..2031-02-10", budget=0, minutes={})
    held = set(pq.read_table(tmp_path / "shop" / "plans" / second / "plan_holdout.parquet")["customer_id"].to_pylist())
    line = pq.read_table(tmp_path / "shop" / "plans" / first / "plan_line.parquet")["customer_id"].to_pylist()
    assert held & set(line)
    for one, other in ((second, first), (first, second)):
        store = Workspace(tmp_path / "shop")
        acting.approve(store, store.plans.get(one), "周")
        with pytest.raises(InputError, match="对照组"):
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
    plan_id = _in_force(shop, actors["owner"])
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
    _in_force(shop, actors["owner"])
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
    _in_force(shop, actors["owner"])
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
    assert _work().state == DONE
    assert Task.objects.get(pk=second.pk).booked


def test_a_task_of_a_withdrawn_plan_stays_ended(actors: dict[str, Actor], shop: Wiring) -> None:
    plan_id = _in_force(shop, actors["owner"])
    task = Task.objects.filter(owner="顾问甲")[0]
    tasks.decline(actors["adviser"], task.pk)
    plans.withdraw(actors["owner"], plan_id)
    _work()
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
