"""Who may get which action, as one query: conditions, consent, cooling-off and caps."""

from collections.abc import Mapping

from guanxi.core.kernel.catalogue import ActionOptions
from guanxi.core.kernel.condition import compile_condition

EXPECTED = "coalesce(c.expected_purchases, 0)"  # purchases within a year: a coupon costs only when used


def option_query(actions: Mapping[str, ActionOptions], consent: str) -> str:
    """Write the query for table `option`: one candidate with a flag e<n> for each action, in the catalogue's order."""
    unsaid = 1 if consent == "not_denied" else 0
    flags = ", ".join(_flag(number, action, unsaid) for number, action in enumerate(actions.values()))
    return (
        f"WITH said AS ({_pivot('decided_consent', 'allowed', len(actions))}),\n"
        f"early AS ({_pivot('spent_action', '1', len(actions))})\n"
        f"SELECT c.customer_id, c.quadrant, c.uplift_score, c.owner, {EXPECTED} AS expected, {flags}\n"
        "FROM candidate AS c\n"
        "LEFT JOIN said AS s ON s.customer_id = c.customer_id\n"
        "LEFT JOIN early AS l ON l.customer_id = c.customer_id"
    )


def _flag(number: int, action: ActionOptions, unsaid: int) -> str:
    """Whether a candidate may get one action."""
    holds = f"{compile_condition(action.eligible)} AND coalesce(s.n{number}, {unsaid}) = 1 AND l.n{number} IS NULL"
    return f"CASE WHEN {holds} THEN 1 ELSE 0 END AS e{number}"


def _pivot(table: str, value: str, actions: int) -> str:
    """One row a person, one column n<number> an action; empty where the table says nothing."""
    columns = ", ".join(
        f"max(CASE WHEN action_no = {number} THEN {value} END) AS n{number}" for number in range(actions)
    )
    return f"SELECT customer_id, {columns} FROM {table} GROUP BY customer_id"
