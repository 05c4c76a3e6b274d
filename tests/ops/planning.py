"""Plans made, approved and read behind the pages."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.utils import timezone

from guanxi.entry.appraising import appraise
from guanxi.entry.web import server
from guanxi.entry.web.aftermath import finish
from guanxi.entry.workspace import Workspace
from guanxi.ops.ground.actors import Actor
from guanxi.ops.ground.wiring import Wiring
from guanxi.ops.jobs import worker
from guanxi.ops.jobs.models import DONE, Job
from guanxi.ops.plans import actions as plans
from tests.entry.shop import PHONES, bring_in

ASKED = {"budget": 3000, "minutes": {"advisers": 2000}}


def plan(shop: Wiring, **asked: Any) -> str:
    """Make a plan; `job`: the piece of work it is."""
    made = shop.workshop.work("plan", asked.pop("job", "a-job"), {**ASKED, **asked}, lambda _: None)
    return str(made["plan_id"])


def work() -> Job:
    """Do what waits."""
    Job.objects.filter(state="queued").update(due_at=timezone.now())
    waiting = Job.objects.filter(state="queued").values_list("pk", flat=True)[0]
    assert worker.once("w", server.do, finish)
    return Job.objects.get(pk=waiting)


def approved(owner: Actor, plan_id: str) -> str:
    """Put a plan in force."""
    plans.approve(owner, plan_id)
    assert work().state == DONE
    return plan_id


def in_force(shop: Wiring, owner: Actor, **asked: Any) -> str:
    """Make a plan and put it in force."""
    return approved(owner, plan(shop, **asked))


def held_by(folder: Path, plan_id: str) -> set[str]:
    """Whom a plan leaves alone."""
    return _people(folder, plan_id, "plan_holdout")


def planned_by(folder: Path, plan_id: str) -> set[str]:
    """Whom a plan has lines for."""
    return _people(folder, plan_id, "plan_line")


def _people(folder: Path, plan_id: str, table: str) -> set[str]:
    return set(pq.read_table(folder / "plans" / plan_id / f"{table}.parquet")["customer_id"].to_pylist())


def ids(shop: Wiring) -> dict[str, str]:
    """Everybody's id by the key that the till knows."""
    latest = shop.published.latest()
    assert latest is not None
    return {row["customer_key"]: row["customer_id"] for row in latest.rows("SELECT * FROM identity")}


def merge(shop: Wiring, folder: Path, people: set[str]) -> dict[str, str]:
    """Let people turn out to be others, known longer, and appraise; return their new ids by those they had."""
    before = ids(shop)
    keys = sorted((key for key, one in before.items() if one in people), reverse=True)
    others = sorted(before.keys() - set(keys))
    rows = [f"{key},{PHONES[int(other[1:])]}" for key, other in zip(keys, others, strict=False) if other < key]
    bring_in(folder, "customer", ["customer_key", "phone"], rows)
    appraise(Workspace(folder))
    moved = {before[key]: one for key, one in ids(shop).items() if key in keys and one != before[key]}
    assert len(moved) > 10
    return moved
