"""What is read of a plan: totals, prices, the curve, plainer policies, lines."""

from collections.abc import Iterator
from typing import Any

from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.ports import Snapshot
from guanxi.ops.published.sql import text_of

Rows = list[dict[str, Any]]
_STRETCH = 5000


def totals(plan: Snapshot) -> dict[str, Any]:
    """What a plan spends and brings; NotFoundError where its files hold nothing."""
    found = plan.rows(text_of("plan_totals"))
    if not found:
        raise NotFoundError(f"Plan {plan.run_id} is empty. 计划是空的。", "Make it again. 请重新制定。")
    return found[0]


def prices(plan: Snapshot) -> Rows:
    """The limits and what one more of each would bring."""
    return plan.rows(text_of("plan_prices"))


def curve(plan: Snapshot) -> Rows:
    """What the best plan would bring with each budget, least first."""
    return plan.rows(text_of("plan_curve"))


def policies(plan: Snapshot) -> Rows:
    """The plan and plainer ways to spend the same, best first."""
    return plan.rows(text_of("plan_policies"))


def lines(plan: Snapshot, after: str, most: int) -> Rows:
    """Lines by customer, those after one."""
    return plan.rows(text_of("plan_lines"), {"after": after, "most": most})


def summary(plan: Snapshot) -> Rows:
    """What goes to whom, by quadrant and action, those worth most first."""
    return plan.rows(text_of("plan_summary"))


def best(plan: Snapshot, action_id: str, start: int, most: int) -> Rows:
    """Lines worth most, of one action where it is named, from a place on."""
    return plan.rows(text_of("plan_best"), {"action": action_id, "start": start, "most": most})


def every_line(plan: Snapshot) -> Iterator[dict[str, Any]]:
    """All lines by customer, never many at once in memory."""
    after = ""
    while found := lines(plan, after, _STRETCH):
        yield from found
        after = found[-1]["customer_id"]
