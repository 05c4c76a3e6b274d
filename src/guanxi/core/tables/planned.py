"""What a plan publishes: lines, totals with their certificate, prices, the curve of returns, plainer policies."""

from collections.abc import Mapping
from typing import Any

from guanxi.core.kernel.catalogue import QUADRANTS
from guanxi.core.tables.declare import Column, Table

PLAN_ID = Column("plan_id", "text", "the plan", required=True)
CUSTOMER_ID = Column("customer_id", "text", "the person", required=True)
PROVENANCES = ("prior", "pooled", "personal")
POLICIES = ("plan", "same_coupon", "rfm_top", "highest_clv", "highest_churn")
RESOURCES = ("budget", "minutes", "action_cap", "floor", "book")

PLAN = Table(
    "plan",
    "计划",
    "one plan: its totals and its certificate",
    ("plan_id",),
    (
        PLAN_ID,
        Column("run_id", "text", "the appraisal it stands on", required=True),
        Column("start", "date", "first day", required=True),
        Column("finish", "date", "last day", required=True),
        Column("budget", "float", "money there was, less what was spent already", "currency", required=True),
        Column("customers", "int", "customers who get something", required=True),
        Column("cost", "float", "money it spends", "currency", required=True),
        Column("minutes", "float", "minutes it spends", "minutes", required=True),
        Column("effect", "float", "contribution it is expected to add", "currency", required=True),
        Column("effect_low", "float", "lower end of that effect's 90 % interval", "currency", required=True),
        Column("effect_high", "float", "upper end of that effect's 90 % interval", "currency", required=True),
        Column("net", "float", "effect less cost", "currency", required=True),
        Column("bound", "float", "what no plan within these limits could exceed, net", "currency", required=True),
        Column("gap", "float", "how far the plan may be below the best at most, as a share", required=True),
    ),
    ("cost >= 0", "effect_low <= effect AND effect <= effect_high", "gap >= -0.000001"),
)

PLAN_LINE = Table(
    "plan_line",
    "计划明细",
    "one customer who gets one action",
    ("customer_id",),
    (
        PLAN_ID,
        CUSTOMER_ID,
        Column("action_id", "text", "the action of the catalogue", required=True),
        Column("quadrant", "text", "the customer's quadrant", required=True, words=QUADRANTS),
        Column("cost", "float", "money expected to be spent", "currency", required=True),
        Column("minutes", "float", "time", "minutes", required=True),
        Column("team", "text", "whose time it is; empty: nobody's"),
        Column("owner", "text", "the adviser responsible"),
        Column("planned_on", "date", "the day it is planned for", required=True),
        Column("effect", "float", "contribution it is expected to add", "currency", required=True),
        Column("effect_sd", "float", "standard deviation of that effect", "currency", required=True),
        Column("provenance", "text", "where the effect comes from", required=True, words=PROVENANCES),
        Column("reason_zh", "text", "why, in one Chinese sentence", required=True),
        Column("reason_en", "text", "why, in one English sentence", required=True),
    ),
    ("cost >= 0 AND minutes >= 0 AND effect_sd >= 0",),
)

PLAN_PRICE = Table(
    "plan_price",
    "影子价格",
    "one limit of a plan: how much there was, how much is used, what one more would bring",
    ("kind", "name"),
    (
        PLAN_ID,
        Column("kind", "text", "what is limited", required=True, words=RESOURCES),
        Column("name", "text", "which: a team, an action, a quadrant, an owner; empty for the budget"),
        Column("capacity", "float", "how much there was (a floor: how many at least)", required=True),
        Column("used", "float", "how much the plan uses", required=True),
        Column("price", "float", "net contribution of one more (a floor: of one fewer)", "currency", required=True),
    ),
    ("price >= 0",),
)

PLAN_CURVE = Table(
    "plan_curve",
    "回报曲线",
    "one budget: what the best plan would bring with it, all other limits as they are",
    ("budget",),
    (
        PLAN_ID,
        Column("budget", "float", "money", "currency", required=True),
        Column("net", "float", "net contribution of the best plan", "currency", required=True),
        Column("price", "float", "net contribution of one more of money there", required=True),
    ),
)

PLAN_POLICY = Table(
    "plan_policy",
    "与常见做法相比",
    "one way to spend the same money and minutes, under the same effects",
    ("policy",),
    (
        PLAN_ID,
        Column("policy", "text", "how people are chosen", required=True, words=POLICIES),
        Column("customers", "int", "customers who get something", required=True),
        Column("cost", "float", "money spent", "currency", required=True),
        Column("minutes", "float", "minutes spent", "minutes", required=True),
        Column("effect", "float", "contribution expected to be added", "currency", required=True),
        Column("net", "float", "effect less cost", "currency", required=True),
    ),
)

PLAN_HOLDOUT = Table(
    "plan_holdout",
    "留出组",
    "one customer whom the plan leaves alone to learn from",
    ("customer_id",),
    (
        PLAN_ID,
        CUSTOMER_ID,
        Column("quadrant", "text", "the customer's quadrant", required=True, words=QUADRANTS),
        Column("action_id", "text", "what the plan would have given; empty: nothing"),
        Column("team", "text", "whose time it would have been; empty: nobody's"),
        Column("probability", "float", "probability of being held out", "0 to 1", required=True),
    ),
    ("probability > 0 AND probability <= 1",),
)

PLANNED = (PLAN, PLAN_LINE, PLAN_HOLDOUT, PLAN_PRICE, PLAN_CURVE, PLAN_POLICY)


def for_nobody(manifest: Mapping[str, Any]) -> bool:
    """Whether a plan, by its manifest, has something to give and nobody to give it to.

    A plan that was asked to give nothing is one that leaves people alone on purpose, to learn from them.
    """
    asked = manifest["request"]
    return not manifest["rows"]["plan_line"] and bool(asked["budget"] or any(asked["minutes"].values()))
