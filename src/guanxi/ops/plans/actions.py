"""What is done about plans."""

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from guanxi.core.kernel.errors import InputError
from guanxi.core.tables.planned import for_nobody
from guanxi.ops.ground.actions import action
from guanxi.ops.ground.actors import LEADERS, Actor
from guanxi.ops.ground.wiring import PlanCard, wiring
from guanxi.ops.jobs import queue
from guanxi.ops.jobs.models import Job


@action("plan.make", LEADERS, "制定计划", "Make a plan")
def make(
    actor: Actor,
    budget: float,
    minutes: Mapping[str, float],
    period: str,
    floors: Mapping[str, int],
    risk: float | None,
) -> Job:
    """Ask for a plan of a period, for money and minutes."""
    given = {"budget": budget, "minutes": dict(minutes), "period": period, "floors": dict(floors), "risk": risk}
    return queue.ask(actor, "plan", given)


@action("plan.approve", LEADERS, "批准计划", "Approve a plan")
def approve(actor: Actor, plan_id: str) -> Job:
    """Ask that a draft be put in force; InputError where it is no draft, or where its maker would approve it alone."""
    card, _ = wiring().published.plan(plan_id)
    if card.state != "draft":
        done = "withdrawn 已撤回" if card.state == "withdrawn" else "approved already 已经批准"
        raise InputError(f"Plan {plan_id} was {done}.", "Make a new plan 请另做一份: `guanxi plan --budget …`")
    if for_nobody(card.manifest):
        raise InputError(
            f"Plan {plan_id} plans for nobody: there is nothing to approve. 计划里没有安排任何人，无需批准。",
            "The plan's page says why. 原因见计划页面。",
        )
    web = wiring().desk.settings()["web"]
    if web["two_people"] and maker(card) == actor.name:
        raise InputError(
            "Somebody else must approve a plan that you made. 自己做的计划需要另一个人批准。",
            "Ask another owner or manager, or set [web] two_people = false. 请另一位负责人或经理批准。",
        )
    return queue.ask(actor, "approve", {"plan_id": plan_id, "by": actor.name})


@action("plan.withdraw", LEADERS, "撤回计划", "Withdraw a plan")
def withdraw(actor: Actor, plan_id: str) -> Job:
    """Ask that a plan be taken out of force, and its open tasks with it."""
    card, _ = wiring().published.plan(plan_id)
    if card.state == "withdrawn":
        raise InputError(f"Plan {plan_id} was withdrawn already. 已经撤回。", "Nothing is left to do. 无须再做。")
    return queue.ask(actor, "withdraw", {"plan_id": plan_id, "by": actor.name})


@action("plan.export", LEADERS, "导出计划", "Export a plan")
def export(actor: Actor, plan_id: str) -> None:
    """Allow a plan's lines to be taken away; that they were is on the trail."""


def maker(card: PlanCard) -> str:
    """Who asked for a plan here, by the work that it names; empty for one made on the machine."""
    with suppress(ValueError):
        job = Job.objects.filter(pk=UUID(str(card.manifest.get("job", "")))).first()
        return job.actor if job else ""
    return ""
