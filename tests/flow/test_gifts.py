"""What coupons gave away is no loss beside their cost, by hand."""

from math import exp

import pyarrow as pa
import pytest

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.arrays import arrow
from guanxi.core.flow.respond.effects import known_effects
from guanxi.core.flow.respond.paying import READ_AFTER
from guanxi.core.kernel.catalogue import QUADRANTS, ActionOptions, PlanOptions
from guanxi.core.tables.measured import EFFECT_EVIDENCE, TRIAL_PERSON

PACE = 365 / 30  # purchases a year: one within the 30 days that a coupon lasts
HERE, AWAY = QUADRANTS[:2]


def coupon(lasts: int) -> ActionOptions:
    return ActionOptions("券", "coupon", "surprise", "sms", "sell", when_used=8.0, lasts=lasts, effect_in="money")


def known(lasts: int, months: int) -> float:
    """What is known of coupons that brought 2 less a person within some months, nothing having been thought."""
    row = {"action_id": "coupon", "quadrant": HERE, "months": months, "experiments": 1, "tau": -2.0, "sd": 1.0,
           "treated": 900, "control": 100}  # fmt: skip
    people = pa.table({
        "customer_id": ["a", "b", "c", "d"], "quadrant": [HERE, HERE, HERE, AWAY], "uplift_score": [1.0] * 4,
        "expected": [PACE, 0.0, 99.0, 99.0], "e0": [1, 1, 0, 1], "orders": [1] * 4, "value_12m": [9.0] * 4,
    })  # fmt: skip
    came = ", ".join(f"0.0 AS came_{after}" for after in READ_AFTER)
    with DuckWarehouse(None) as memory:
        for name in ("candidate", "option", "appraisal"):
            memory.write(name, people)
        memory.create("trial", f"SELECT *, {came}, 0 AS place FROM ({TRIAL_PERSON.empty_query()})")
        memory.create("later_action", "SELECT 0 AS place, 0 AS days, 0 AS action_no WHERE false")
        memory.write("effect_evidence", arrow(EFFECT_EVIDENCE, [row]))
        found = known_effects(memory, {"coupon": coupon(lasts)}, PlanOptions(return_months=months))
    return float(found.mean[0, 0])


@pytest.mark.parametrize(("lasts", "months", "within"), [(30, 1, 30), (0, 1, 30), (60, 3, 60)])
def test_what_buyers_paid_less_is_put_back_as_far_as_plans_count_it_as_a_cost(
    lasts: int, months: int, within: int
) -> None:
    """Of two who may get one, the first buys within 30 days with a chance of 1 - 1/e, the second never."""
    assert known(lasts, months) == pytest.approx(-2 + 8 * (1 - exp(-within / 30)) / 2)


def test_in_half_the_time_half_is_given_away() -> None:
    """After one of two months half of the gifts are out, and what came is taken as half of what will come."""
    half = 365.25 / 12 / 60
    assert known(60, 1) == pytest.approx(-2 + 8 * (1 - exp(-2)) / 2 * half, rel=1e-6)
