"""A plan's whole way: asked for on a page, worked out, approved by a second person, tasks, outcomes, bookings."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.utils import timezone

from guanxi.core.kernel.words import Words
from guanxi.entry import acting
from guanxi.entry.planned import said
from guanxi.entry.web import server
from guanxi.entry.web.aftermath import catch_up, finish
from guanxi.entry.workspace import Workspace
from guanxi.handover.plans import Plan
from guanxi.ops.audit.models import Entry
from guanxi.ops.ground.wiring import Wiring
from guanxi.ops.jobs import worker
from guanxi.ops.jobs.models import DONE, Job
from guanxi.ops.staff.models import Staff
from guanxi.ops.tasks.models import Task

pytestmark = pytest.mark.django_db


def _login(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _work() -> Job:
    """Do what waits, and show the last of it."""
    Job.objects.filter(state="queued").update(due_at=timezone.now())
    job = Job.objects.filter(state="queued").first()
    assert job is not None
    assert worker.once("w", server.do, finish)
    job.refresh_from_db()
    assert job.state == DONE, (job.message, job.remedy)
    return job


def test_the_whole_way(cast: dict[str, Staff], shop: Wiring, tmp_path: Path) -> None:
    manager, owner, adviser = (_login(cast[name]) for name in ("manager", "owner", "adviser"))
    asked = {"budget": "2000", "minutes_advisers": "30", "period": ""}
    assert manager.post("/plans/", asked).status_code == 302
    plan_id = _work().result["plan_id"]
    page = manager.get(f"/plans/{plan_id}/").content.decode()
    assert "自己做的计划需要另一位" in page
    assert manager.post(f"/plans/{plan_id}/approve/").status_code == 400
    assert adviser.post(f"/plans/{plan_id}/approve/").status_code == 403
    assert owner.post(f"/plans/{plan_id}/approve/").status_code == 302
    _work()
    workspace = Workspace(tmp_path / "shop")
    plan = workspace.plans.get(plan_id)
    assert plan.in_force
    assert (plan.approved or {})["by"] == "owner"
    _, tables = shop.published.plan(plan_id)
    lines = {row["customer_id"]: row for row in tables.rows("SELECT * FROM plan_line WHERE minutes > 0")}
    assert lines
    assert set(Task.objects.values_list("customer_id", flat=True)) == set(lines)
    held = {row["customer_id"] for row in tables.rows("SELECT customer_id FROM plan_holdout")}
    assert held
    assert not held & set(lines)
    _outcomes(cast, shop, workspace, plan_id)


def _outcomes(cast: dict[str, Staff], shop: Wiring, workspace: Workspace, plan_id: str) -> None:
    """Done, postponed, declined; what was done is booked once, by whom and with the minutes it took."""
    adviser, other = _login(cast["adviser"]), _login(cast["other"])
    own = list(Task.objects.filter(owner="顾问甲"))
    assert len(own) >= 3
    Task.objects.update(due_on=shop.desk.brand()["today"])
    assert own[0].customer_id in adviser.get("/today/").content.decode()
    assert own[0].customer_id not in other.get("/today/").content.decode()
    assert other.post(f"/tasks/{own[0].pk}/done/", {"minutes": "5"}).status_code == 404
    assert adviser.post(f"/tasks/{own[0].pk}/done/", {"minutes": "7", "note": "聊得好"}).status_code == 302
    assert adviser.post(f"/tasks/{own[0].pk}/done/", {"minutes": "7"}).status_code == 400
    assert adviser.post(f"/tasks/{own[1].pk}/postpone/", {"days": "3"}).status_code == 302
    assert adviser.post(f"/tasks/{own[2].pk}/decline/", {"note": "不需要"}).status_code == 302
    assert adviser.post(f"/tasks/{own[1].pk}/done/", {"minutes": "many"}).status_code == 400
    assert adviser.post(f"/tasks/{own[2].pk}/reopen/").status_code == 302
    assert Task.objects.get(pk=own[2].pk).state == "open"
    assert _work().result == {"booked": 1, "customers": [own[0].customer_id]}
    assert Task.objects.get(pk=own[0].pk).booked
    assert adviser.post(f"/tasks/{own[0].pk}/reopen/").status_code == 404
    rows = [row for file in workspace.loads.files("investment") for row in pq.read_table(file).to_pylist()]
    assert [(row["plan_id"], row["minutes"], row["staff_id"]) for row in rows] == [(plan_id, 7.0, "顾问甲")]
    told = list(Entry.objects.order_by("number").values_list("action", flat=True))
    assert told[:2] == ["plan.make", "job.plan"]
    assert "plan.approve" in told
    assert told.count("task.done") == 1
    assert not Entry.objects.filter(detail__contains="聊得好").exists()


def test_a_killed_workers_plan_is_not_made_twice(cast: dict[str, Staff], shop: Wiring, tmp_path: Path) -> None:
    _login(cast["manager"]).post("/plans/", {"budget": "500"})
    job = Job.objects.get()
    first = shop.workshop.work("plan", str(job.pk), dict(job.payload), lambda _: None)  # and then it died
    _work()
    assert Job.objects.get().result == first
    assert len(Workspace(tmp_path / "shop").plans.list()) == 1


def test_a_plan_approved_on_the_command_line_becomes_tasks_too(
    cast: dict[str, Staff], shop: Wiring, tmp_path: Path
) -> None:
    ahead = f"{shop.desk.brand()['today'] + timedelta(days=1)}..{shop.desk.brand()['today'] + timedelta(days=20)}"
    asked = {"budget": "2000", "minutes_advisers": "30", "period": ahead}
    assert _login(cast["manager"]).post("/plans/", asked).status_code == 302
    plan_id = _work().result["plan_id"]
    workspace = Workspace(tmp_path / "shop")
    acting.approve(workspace, workspace.plans.get(plan_id), "console")
    catch_up()
    made = Task.objects.count()
    assert made > 0
    catch_up()
    assert Task.objects.count() == made
    acting.withdraw(workspace, workspace.plans.get(plan_id), "console")
    catch_up()
    assert set(Task.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_withdrawing_takes_tasks_back(cast: dict[str, Staff], shop: Wiring) -> None:
    _login(cast["manager"]).post("/plans/", {"budget": "2000", "minutes_advisers": "30"})
    plan_id = _work().result["plan_id"]
    owner = _login(cast["owner"])
    owner.post(f"/plans/{plan_id}/approve/")
    _work()
    assert Task.objects.filter(state="open").exists()
    owner.post(f"/plans/{plan_id}/withdraw/")
    _work()
    assert set(Task.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_a_plan_for_nobody_is_not_approved(cast: dict[str, Staff], shop: Wiring) -> None:
    _login(cast["manager"]).post("/plans/", {"budget": "0.01"})
    plan_id = _work().result["plan_id"]
    owner = _login(cast["owner"])
    assert f"/plans/{plan_id}/" in owner.get("/plans/").content.decode()
    assert 'action="approve/"' not in owner.get(f"/plans/{plan_id}/").content.decode()
    refused = owner.post(f"/plans/{plan_id}/approve/")
    assert (refused.status_code, "无需批准" in refused.content.decode()) == (400, True)


@pytest.mark.parametrize("given", [{"budget": "-1"}, {"budget": "nan"}, {"budget": ""}, {"budget": "1", "risk": "x"}])
def test_bad_wishes_are_refused(cast: dict[str, Staff], shop: Wiring, given: dict[str, str]) -> None:
    assert _login(cast["manager"]).post("/plans/", given).status_code == 400
    assert not Job.objects.exists()


def test_care_is_told_of_where_something_is_sold(named_folder: Path) -> None:
    plan = Workspace(named_folder).plans.list()[0]
    assert len(_told(plan, "[plan] no_selling")) == 1
    assert _told(plan, "90 days before the plan's first day and its last")
    actions = {name: one | {"purpose": "care"} for name, one in plan.manifest["actions"].items()}
    assert not _told(replace(plan, manifest={**plan.manifest, "actions": actions}), "[plan] no_selling")


def _told(plan: Plan, text: str) -> list[Words]:
    """What a plan says with these words in it."""
    return [words for words in said(plan, "CNY") if text in words["en"]]
