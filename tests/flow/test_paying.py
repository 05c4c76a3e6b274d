"""When effects pay, by hand."""

import pytest

from guanxi.core.flow.respond.paying import part_paid, paying
from guanxi.core.kernel.catalogue import ActionOptions, default_catalogue

DAYS = 30.4375  # a month


def action(delay: int = 0, lasts: int = 0) -> ActionOptions:
    return ActionOptions("电话", "Call", "companionship", "phone", "care", delay=delay, lasts=lasts)


@pytest.mark.parametrize(("delay", "lasts", "months", "part"), [
    (0, 0, 12, 365.25 / 365), (0, 0, 6, 6 * DAYS / 365), (60, 0, 1, 0.0), (60, 0, 3, (3 * DAYS - 60) / 305),
    (0, 30, 1, 1.0), (0, 30, 12, 1.0), (0, 60, 1, DAYS / 60), (30, 30, 1, DAYS / 30 - 1), (30, 30, 6, 1.0),
    (300, 100, 12, 1.0), (0, 0, 24, 730.5 / 365),
])  # fmt: skip
def test_a_years_effect_falls_into_months(delay: int, lasts: int, months: int, part: float) -> None:
    assert paying(action(delay, lasts), months) == pytest.approx(
        min(part, 1.0) if lasts else part, abs=1e-2 * bool(lasts) + 1e-9
    )


def test_a_coupon_that_lasts_a_month_has_said_all_after_a_month() -> None:
    """A measured nothing is nothing for good, and no twelfth of what may come."""
    assert part_paid(default_catalogue()["coupon"], 1, 12) == 1.0
    assert part_paid(action(), 1, 12) == pytest.approx(1 / 12)
