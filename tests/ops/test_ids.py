"""Ids that change: of two who turn out to be one, one id stays; and ids with a secret in them (promise 6)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from guanxi.core.kernel.errors import InputError
from guanxi.entry import acting
from guanxi.entry import settings as configuration
from guanxi.entry.web import wiring as put_together
from guanxi.entry.workspace import Workspace
from guanxi.handover.people import Drawn
from guanxi.handover.plans import Plan
from guanxi.handover.runs import RunStore
from guanxi.ops.ground.actors import Actor, console
from guanxi.ops.ground.wiring import Wiring, rewire
from guanxi.ops.jobs import queue
from guanxi.ops.staff.models import Staff
from guanxi.ops.tasks.models import Task
from guanxi.ops.tasks.queries import due
from tests.entry.shop import NAMES, open_named_shop
from tests.ops.planning import approved, held_by, ids, in_force, merge, plan, planned_by, work

pytestmark = pytest.mark.django_db
JANUARY, LATER, NEXT = "2031-01-01..2031-01-31", "2031-01-15..2031-02-10", "2031-03"


def _unknowing(shop: Wiring, folder: Path, other: str, kept: Path, period: str) -> str:
    """A draft made before another plan was approved."""
    note = folder / "plans" / other / "approved.json"
    note.rename(kept)
    made = plan(shop, job="unknowing", period=period)
    kept.rename(note)
    return made


@pytest.mark.parametrize("period", [JANUARY, NEXT], ids=["of those days", "still to come"])
def test_whoever_is_left_alone_stays_so_under_another_id(
    actors: dict[str, Actor], shop: Wiring, tmp_path: Path, period: str
) -> None:
    folder = tmp_path / "shop"
    first = in_force(shop, actors["owner"], period=period, budget=0, minutes={})
    moved = set(merge(shop, folder, held_by(folder, first)).values())
    assert not moved & planned_by(folder, plan(shop, job="2", period=LATER))
    unknowing = _unknowing(shop, folder, first, tmp_path / "kept.json", LATER)
    assert moved & planned_by(folder, unknowing)
    here = Workspace(folder)
    with pytest.raises(InputError, match="留出组"):
        acting.approve(here, here.plans.get(unknowing), "周")


def test_whoever_has_a_line_has_no_other_under_another_id(
    actors: dict[str, Actor], shop: Wiring, tmp_path: Path
) -> None:
    folder = tmp_path / "shop"
    first = in_force(shop, actors["owner"], period=JANUARY)
    moved = set(merge(shop, folder, planned_by(folder, first)).values())
    assert not moved & planned_by(folder, plan(shop, job="2", period=LATER, budget=30000))
    unknowing = _unknowing(shop, folder, first, tmp_path / "kept.json", LATER)
    assert moved & planned_by(folder, unknowing)
    here = Workspace(folder)
    with pytest.raises(InputError, match="位客户已在"):
        acting.approve(here, here.plans.get(unknowing), "周")


def test_no_task_outlasts_the_day_on_which_somebody_is_left_alone_under_another_id(
    actors: dict[str, Actor], shop: Wiring, tmp_path: Path
) -> None:
    folder, owner = tmp_path / "shop", actors["owner"]
    first = in_force(shop, owner, period="2026-01")
    moved = merge(shop, folder, set(Task.objects.values_list("customer_id", flat=True)))
    configuration.change(folder / "guanxi.toml", {"plan.holdout": 0.5})
    second = approved(owner, plan(shop, job="2", period="2026-02", budget=0, minutes={}))
    held = held_by(folder, second)
    stopped = {old for old, new in moved.items() if new in held}
    assert stopped
    tasks = Task.objects.filter(plan_id=first)
    assert set(tasks.exclude(last_on=None).values_list("customer_id", flat=True)) >= stopped
    still = set(due(owner, shop.desk.brand()["today"]).values_list("customer_id", flat=True))
    assert not stopped & still
    assert still >= {old for old, new in moved.items() if new not in held}


def test_the_people_of_each_plan_are_read_once(
    actors: dict[str, Actor], shop: Wiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [f"2031-01-{first:02d}..2031-01-{first + 4:02d}" for first in (1, 11, 21)]
    made = [plan(shop, job=period, period=period, budget=20) for period in days]
    last = plan(shop, job="all", period=JANUARY, budget=0, minutes={})
    read: list[str] = []

    def counted(one: Plan, runs: RunStore) -> Drawn:
        read.append(one.plan_id)
        return Drawn({}, {})

    monkeypatch.setattr("guanxi.handover.plans.drawn", counted)
    here = Workspace(tmp_path / "shop")
    for name in made:
        acting.approve(here, here.plans.get(name), "周")
    read.clear()
    acting.approve(here, here.plans.get(last), "周")
    assert sorted(read) == sorted([*made, last])


def test_a_lost_secret_fails_the_work_with_what_to_do(
    actors: dict[str, Actor], shop: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUANXI_IDENTITY__SECRET", "another")
    queue.ask(console("周"), "appraise", {})
    job = work()
    assert job.state == "failed"
    assert "客户编号都会改变" in job.message
    assert "--new-ids" in job.remedy


@pytest.fixture
def secretive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The shop as `guanxi init` makes it, with a secret of its own, behind the pages."""
    monkeypatch.delenv("GUANXI_IDENTITY__SECRET")
    folder = open_named_shop(tmp_path)
    rewire(put_together.of(folder))
    yield folder
    rewire(None)


def test_the_whole_way_with_a_secret(cast: dict[str, Staff], secretive: Path) -> None:
    shop = put_together.of(secretive)
    secret = configuration.load(secretive / "guanxi.toml").identity.secret
    assert len(secret) == 32
    in_force(shop, cast["owner"].actor)
    task = Task.objects.filter(owner="顾问甲")[0]
    who = {one: int(key[1:]) for key, one in ids(shop).items()}
    Task.objects.update(due_on=shop.desk.brand()["today"])
    client = Client()
    client.force_login(cast["adviser"], backend="django.contrib.auth.backends.ModelBackend")
    assert task.customer_id in client.get("/today/").content.decode()
    page = client.get(f"/customers/{task.customer_id}/").content.decode()
    assert NAMES[who[task.customer_id]] in page
    assert secret not in page
