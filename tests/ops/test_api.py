"""The interface for other systems: what each key may read, how it pages, and how it complains (promises 12 and 16)."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from guanxi.core.kernel.words import STAGE_NAMES
from guanxi.core.tables.published import QUADRANTS
from guanxi.entry.web import wiring as put_together
from guanxi.ops.api import filters
from guanxi.ops.api.interface import api
from guanxi.ops.audiences.models import Audience
from guanxi.ops.ground.actors import Actor, Role
from guanxi.ops.ground.wiring import Wiring, rewire
from guanxi.ops.jobs import queue
from guanxi.ops.jobs.models import DONE, Job
from guanxi.ops.keys import actions
from guanxi.ops.keys.models import ApiKey
from guanxi.ops.keys.scopes import SCOPES
from guanxi.ops.published.find import Order, count
from tests.entry.shop import EMAILS, NAMES, PHONES, run
from tests.ops.program import OWNER, Program, key, program

pytestmark = pytest.mark.django_db
READS = {
    "/runs/latest": "runs:read",
    "/customers": "customers:read",
    "/customers/{customer_id}": "customers:read",
    "/customers/{customer_id}/timeline": "customers:read",
    "/audiences": "audiences:read",
    "/plans": "plans:read",
    "/plans/{plan_id}": "plans:read",
    "/plans/{plan_id}/lines": "plans:read",
    "/tasks": "tasks:read",
    "/jobs/{job_id}": "jobs:read",
}
WRITES = {"/audiences": "audiences:write", "/tasks/{task_id}/outcome": "tasks:write"}


def somebody(named: Wiring) -> str:
    """The first customer's id."""
    run = named.published.latest()
    assert run is not None
    return str(run.rows("SELECT min(customer_id) AS one FROM appraisal")[0]["one"])


def filled(path: str, named: Wiring) -> str:
    """A path of things that there are."""
    job = Job.objects.first() or queue.ask(Actor("周", Role.OWNER), "appraise", {})
    plan = named.published.plans()[0].plan_id
    return path.format(customer_id=somebody(named), plan_id=plan, job_id=job.pk)


def complained(answer: Any, status: int) -> dict[str, str]:
    """What an error says."""
    assert answer.status_code == status, answer.text
    assert answer["Content-Type"].startswith("application/json")
    assert answer["Cache-Control"] == "no-store"
    said: dict[str, str] = answer.json()
    assert said.keys() == {"error", "remedy"}
    assert said["error"]
    assert said["remedy"]
    return said


def test_every_operation_is_tested_here() -> None:
    paths = api.get_openapi_schema()["paths"]
    for method, known in (("get", READS), ("post", WRITES)):
        told = {path.removeprefix("/api/v1"): one[method]["x-scope"] for path, one in paths.items() if method in one}
        assert told == known
    assert {method for one in paths.values() for method in one} == {"get", "post"}


@pytest.mark.parametrize("scope", [scope for scope in SCOPES if scope not in WRITES.values()])
def test_a_scope_opens_its_own_and_nothing_else(named: Wiring, scope: str) -> None:
    caller = program(scope)
    for path, wanted in READS.items():
        answer = caller.get(filled(path, named))
        if wanted == scope:
            assert answer.status_code == 200, (path, answer.text)
        else:
            assert wanted in complained(answer, 403)["error"]
    for path, wanted in WRITES.items():
        answer = caller.post(path.format(task_id=1), name="x", filter={}, outcome="declined")
        assert wanted in complained(answer, 403)["error"]
    assert not Audience.objects.exists()


def test_what_is_no_good_key(named: Wiring, clients: dict[str, Client]) -> None:
    rewire(named)
    good = key("runs:read").text
    prefix, other = good[:20], key("runs:read").text
    for text in ("", "guanxi", good[:-1], good + "A", prefix + other[20:], good.upper(), "guanxi_\x7f" + good[8:]):
        assert "Bearer" in complained(Program(text).get("/runs/latest"), 401)["remedy"]
    for header in ({}, {"Authorization": f"Basic {good}"}, {"Authorization": good}):
        answer = Client(headers=header).get("/api/v1/runs/latest")
        complained(answer, 401)
        assert answer["WWW-Authenticate"] == "Bearer"
    complained(clients["owner"].get("/api/v1/runs/latest"), 401)  # a page's cookie is no key
    assert Program(good).get("/runs/latest").status_code == 200


def test_a_key_that_was_revoked_or_has_ended_opens_nothing(named: Wiring) -> None:
    made, ended = key("runs:read"), key("runs:read", days=1)
    actions.revoke(OWNER, made.key.prefix)
    ApiKey.objects.filter(pk=ended.key.pk).update(expires_at=timezone.now())
    for text in (made.text, ended.text):
        complained(Program(text).get("/runs/latest"), 401)


def test_the_latest_run(named: Wiring) -> None:
    answer = program("runs:read").get("/runs/latest")
    assert answer["Cache-Control"] == "no-store"  # of people nothing is kept on the way
    told = answer.json()
    assert told["customers"] == 300
    assert {one["quadrant"] for one in told["quadrants"]} == set(QUADRANTS)
    assert told["run_id"].endswith(told["as_of"])


def said_of_people(caller: Program, named: Wiring) -> str:
    """All that a program can read of everybody, as it is sent."""
    ids = [row["customer_id"] for row in caller.pages("/customers", limit=60)]
    assert len(ids) == 300
    paths = [f"/customers/{one}{more}" for one in ids[::6] for more in ("", "/timeline")]
    paths += ["/customers?limit=500", *(filled(path, named) for path in READS if "{plan_id}" in path)]
    answers = [caller.get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {200}
    return "\n".join(answer.content.decode() for answer in answers)


@pytest.mark.parametrize("role", ["manager", "analyst"])
def test_identifiers_are_never_sent_without_the_scope(named: Wiring, role: str) -> None:
    sent = said_of_people(program("customers:read", "plans:read", role=role), named)
    assert "兰" not in sent
    for one in (*NAMES, *PHONES, *EMAILS):
        assert one not in sent
    assert "139****" in sent


def test_identifiers_are_sent_with_the_scope(named: Wiring) -> None:
    sent = said_of_people(program("customers:read", "identifiers:read", "plans:read"), named)
    for all_of_them in (NAMES, PHONES, EMAILS):
        assert sum(one in sent for one in all_of_them) >= 50
    assert "请回电" in sent


def test_nobody_is_found_by_an_identifier_without_the_scope(named: Wiring) -> None:
    blind, seeing = program("customers:read"), program("customers:read", "identifiers:read")
    for text in (NAMES[7], PHONES[7], PHONES[7][-4:], EMAILS[7], "p7"):
        assert "identifiers:read" in complained(blind.get("/customers", q=text), 403)["error"]
        assert len(seeing.get("/customers", q=text).json()["rows"]) >= 1
    assert seeing.get("/customers", q=PHONES[7]).json()["rows"][0]["name"] == NAMES[7]


def test_a_customer_is_told_with_confidence_points_and_an_interval(named: Wiring) -> None:
    told = program("customers:read").get(f"/customers/{somebody(named)}").json()
    assert [look["look"] for look in told["looks"]] == ["wallet", "cross_buy", "engagement", "stage"]
    assert sum(look["points"] for look in told["looks"]) == pytest.approx(told["uplift_score"])
    assert all(0 <= look["confidence"] <= 1 and look["said_zh"] and look["said_en"] for look in told["looks"])
    value = told["value"]
    assert value["value_12m_low"] <= value["value_12m"] <= value["value_12m_high"]
    assert told["reason_zh"]
    assert told["next_categories"][0]["rank"] == 1


@pytest.mark.parametrize("order", Order)
def test_paging_visits_everybody_once(named: Wiring, order: Order) -> None:
    rows = program("customers:read").pages("/customers", limit=37, order=order.value)
    ids = [row["customer_id"] for row in rows]
    assert len(ids) == len(set(ids)) == 300
    heights = [row[order.value] if row[order.value] is not None else float("-inf") for row in rows]
    assert heights == sorted(heights, reverse=True)


def test_paging_visits_every_line_of_a_plan_once(named: Wiring) -> None:
    path = filled("/plans/{plan_id}/lines", named)
    ids = [row["customer_id"] for row in program("plans:read").pages(path, limit=3)]
    total = program("plans:read").get(path.removesuffix("/lines")).json()["customers"]
    assert len(ids) == len(set(ids)) == total > 3


@pytest.mark.parametrize(
    "query",
    [
        {"quadrant": "cash_cow"},
        {"stage": "growing"},
        {"owner": "顾问甲"},
        {"bought": "奶粉"},
        {"score_low": 50.0},
        {"value_high": 300.0},
        {"vitality_low": 10.0, "vitality_high": 200.0},
    ],
)
def test_a_filter_lets_through_whom_the_reader_does(named: Wiring, query: dict[str, Any]) -> None:
    rows = program("customers:read").pages("/customers", limit=100, **query)
    latest = named.published.latest()
    assert latest is not None
    asked = filters.filter_of(OWNER, filters.Wanted(**query))
    assert 0 < len(rows) == count(latest, asked) < 300
    for row in rows:
        assert all(row[name] == query[name] for name in ("quadrant", "stage", "owner") if name in query)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"quadrnt": "cash_cow"}, "quadrnt"),
        ({"quadrant": "best"}, "quadrant"),
        ({"limit": 501}, "limit"),
        ({"limit": 0}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"order": "name"}, "order"),
        ({"score_low": "nan"}, "score_low"),
        ({"score_low": "1e400"}, "score_low"),
        ({"owner": "x" * 201}, "owner"),
        ({"after": "xyz"}, "after"),
        ({"after": "WyJ4Il0:1:2"}, "after"),
    ],
)
def test_a_wrong_parameter_is_named(named: Wiring, query: dict[str, Any], said: str) -> None:
    assert said in complained(program("customers:read").get("/customers", **query), 400)["error"]


def test_a_place_of_another_list_is_refused(named: Wiring) -> None:
    caller = program("customers:read", "plans:read")
    after = caller.get("/customers", limit=2).json()["next"]
    complained(caller.get("/customers", limit=2, after=after, order="clv"), 409)
    complained(caller.get(filled("/plans/{plan_id}/lines", named), after=after), 409)
    assert caller.get("/customers", limit=2, after=after).status_code == 200


@pytest.mark.parametrize(
    "path", ["/customers/c0", "/customers/c0/timeline", "/plans/none", "/plans/none/lines", "/x", "/"]
)
def test_what_is_not_there(named: Wiring, path: str) -> None:
    complained(program("customers:read", "plans:read").get(path), 404)


def test_a_wrong_method_and_a_wrong_id(named: Wiring) -> None:
    caller = program("customers:read", "jobs:read")
    answer = caller.post("/customers")
    complained(answer, 405)
    assert answer["Allow"] == "GET"
    complained(caller.get("/jobs/17"), 400)
    complained(caller.get("/jobs/00000000-0000-4000-8000-000000000000"), 404)


def test_work_is_told_to_whoever_asked_and_to_leaders(named: Wiring) -> None:
    caller = key("jobs:read", role="integrator")
    own, other = queue.ask(caller.key.actor, "import", {}), queue.ask(OWNER, "import", {})
    Job.objects.update(state=DONE, result={"rows": 3, "sample": [[NAMES[0]]]})
    told = Program(caller.text).get(f"/jobs/{own.pk}").json()
    assert (told["state"], told["result"]) == ("done", {"rows": 3})
    complained(Program(caller.text).get(f"/jobs/{other.pk}"), 403)
    assert program("jobs:read").get(f"/jobs/{other.pk}").status_code == 200


def test_no_traceback_reaches_a_caller(named: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the engine's own words")

    monkeypatch.setattr("guanxi.ops.api.runs.overview", broken)
    answer = program("runs:read").get("/runs/latest")
    complained(answer, 500)
    assert "engine" not in answer.text


def test_before_the_first_run(db: None, tmp_path: Path) -> None:
    assert run("init", str(tmp_path / "shop"), cwd=tmp_path).returncode == 0
    rewire(put_together.of(tmp_path / "shop"))
    caller = program("runs:read", "customers:read", "plans:read")
    for path in ("/runs/latest", "/customers", "/customers/c0"):
        assert "appraise" in complained(caller.get(path), 404)["remedy"]
    assert caller.get("/plans").json() == []
    rewire(None)


def test_calls_are_counted_for_each_key(named: Wiring, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.GUANXI_WEB = settings.GUANXI_WEB.model_copy(update={"calls_a_minute": 3})
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0 + 20.5)
    first, second = program("runs:read"), program("runs:read")
    assert [first.get("/runs/latest").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    answer = first.get("/runs/latest")
    complained(answer, 429)
    assert answer["Retry-After"] == "40"
    assert second.get("/runs/latest").status_code == 200
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0 + 60.5)
    assert first.get("/runs/latest").status_code == 200


def test_choices_are_those_of_the_tables() -> None:
    assert filters.Quadrant.__args__ == tuple(QUADRANTS)  # type: ignore[attr-defined]
    assert filters.Stage.__args__ == tuple(STAGE_NAMES)  # type: ignore[attr-defined]


def test_the_description_is_open_and_names_every_error(named: Wiring) -> None:
    told = Client().get("/api/v1/openapi.json").json()
    for path, operations in told["paths"].items():
        for operation in operations.values():
            assert {"400", "401", "403", "404", "409", "429"} < operation["responses"].keys(), path
            assert operation["description"]
            assert operation["security"] == [{"Key": []}]
