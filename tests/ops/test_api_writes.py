"""The API's verbs: audiences kept, outcomes of tasks; each noted, each refused where it makes no sense."""

from typing import Any

import pytest
from django.test import Client

from guanxi.ops.audiences.models import Audience
from guanxi.ops.audit.models import Entry
from guanxi.ops.ground.wiring import Wiring
from guanxi.ops.tasks.born import make_tasks
from guanxi.ops.tasks.models import Task
from tests.entry.shop import NAMES, PHONES
from tests.ops.program import Program, key, program
from tests.ops.test_api import complained

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks(named: Wiring) -> list[Task]:
    """The tasks of the shop's plan."""
    card, plan = named.published.plan(named.published.plans()[0].plan_id)
    make_tasks(plan, card.manifest["actions"])
    return list(Task.objects.order_by("pk"))


def test_an_audience_is_kept_counted_and_noted(named: Wiring) -> None:
    caller = key("audiences:read", "audiences:write", "customers:read")
    asked = {"quadrant": "cash_cow", "value_low": 200}
    made = Program(caller.text).post("/audiences", name=" 现金牛 ", filter=asked)
    assert made.status_code == 201
    assert Program(caller.text).get("/audiences").json() == [made.json()]
    people = Program(caller.text).pages("/customers", **made.json()["filter"])
    assert made.json()["people"] == len(people) > 0
    noted = Entry.objects.get(action="audience.save")
    assert noted.actor == f"key:{caller.key.name}" == made.json()["made_by"]
    complained(Program(caller.text).post("/audiences", name="现金牛", filter={}), 409)
    assert Audience.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "x"},
        {"name": "", "filter": {}},
        {"name": "  ", "filter": {}},
        {"name": "a\x00", "filter": {}},
        {"name": "x" * 101, "filter": {}},
        {"name": "x", "filter": {"quadrnt": "cash_cow"}},
        {"name": "x", "filter": {"quadrant": "best"}},
        {"name": "x", "filter": {"owner": "a\x00"}},
        {"name": "x", "filter": {}, "more": 1},
        {"name": "\ud800", "filter": {}},
    ],
)
def test_what_is_no_audience(named: Wiring, body: dict[str, Any]) -> None:
    complained(program("audiences:write").post("/audiences", **body), 400)
    assert not Audience.objects.exists()


def test_what_cannot_be_read_is_said_so(named: Wiring) -> None:
    good = Client(headers={"Authorization": f"Bearer {key('audiences:write').text}"})
    for text in (b"", b"{", b"[]", b"\xff", b'{"name": "x", "filter": {"score_low": NaN}}'):
        complained(good.post("/api/v1/audiences", text, content_type="application/json"), 400)
    complained(good.post("/api/v1/audiences", b"x" * 3_000_000, content_type="application/json"), 413)


def test_an_audience_by_identifier_needs_the_scope(named: Wiring) -> None:
    body = {"name": "one", "filter": {"q": PHONES[7]}}
    complained(program("audiences:write").post("/audiences", **body), 403)
    assert program("audiences:write", "identifiers:read").post("/audiences", **body).status_code == 201
    assert PHONES[7] not in program("audiences:read").get("/audiences").text
    assert PHONES[7] in program("audiences:read", "identifiers:read").get("/audiences").text


def test_tasks_are_listed_once(tasks: list[Task]) -> None:
    caller = program("tasks:read")
    assert [row["id"] for row in caller.pages("/tasks", limit=2)] == [one.pk for one in tasks]
    one = tasks[3]
    asked = {"plan_id": one.plan_id, "customer_id": one.customer_id, "owner": one.owner, "due_by": str(one.due_on)}
    assert [row["id"] for row in caller.get("/tasks", **asked, state="open").json()["rows"]] == [one.pk]
    assert caller.get("/tasks", **asked, state="done").json()["rows"] == []


def test_what_came_of_a_task_is_kept_and_noted(tasks: list[Task]) -> None:
    caller = key("tasks:write", "identifiers:read")
    bodies: list[dict[str, Any]] = [
        {"outcome": "done", "minutes": 12.5, "note": f"给{NAMES[0]}打了电话"},
        {"outcome": "postponed", "days": 3},
        {"outcome": "declined", "note": "不需要"},
    ]
    for task, body in zip(tasks, bodies, strict=False):
        told = Program(caller.text).post(f"/tasks/{task.pk}/outcome", **body)
        assert told.status_code == 200, told.text
        task.refresh_from_db()
        assert (task.state, task.note) == (body["outcome"], body.get("note", "")) == (task.state, told.json()["note"])
    assert tasks[0].minutes == 12.5
    assert tasks[0].ended_by == f"key:{caller.key.name}"
    noted = Entry.objects.filter(actor=f"key:{caller.key.name}").order_by("number")
    assert [one.action for one in noted] == ["task.done", "task.postpone", "task.decline"]
    assert NAMES[0] not in "".join(one.detail for one in noted)
    complained(Program(caller.text).post(f"/tasks/{tasks[0].pk}/outcome", outcome="declined"), 409)
    assert (
        program("tasks:write").post(f"/tasks/{tasks[1].pk}/outcome", outcome="declined", note="x").json()["note"] == ""
    )
    assert NAMES[0] not in program("tasks:read").get("/tasks").text


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"outcome": "forgotten"},
        {"outcome": "done"},
        {"outcome": "done", "minutes": -1},
        {"outcome": "done", "minutes": 1441},
        {"outcome": "done", "minutes": "long"},
        {"outcome": "postponed", "days": 0},
        {"outcome": "postponed", "days": 61},
        {"outcome": "declined", "days": 3},
        {"outcome": "declined", "note": "x" * 4001},
        {"outcome": "declined", "note": "a\x00"},
    ],
)
def test_what_is_no_outcome(tasks: list[Task], body: dict[str, Any]) -> None:
    complained(program("tasks:write").post(f"/tasks/{tasks[0].pk}/outcome", **body), 400)
    assert not Task.objects.exclude(state="open").exists()
    assert not Entry.objects.filter(action__startswith="task.").exists()


@pytest.mark.parametrize("task", [0, -1, 10**30])
def test_no_such_task(named: Wiring, task: int) -> None:
    complained(program("tasks:write").post(f"/tasks/{task}/outcome", outcome="declined"), 404)
