"""When effects pay, by hand."""

import numpy as np
import pytest

from guanxi.core.flow.respond.paying import part_paid, parts, paying
from guanxi.core.kernel.catalogue import ActionOptions, default_catalogue

DAYS = 30.4375  # a month


def action(delay: int = 0, lasts: int = 0) -> ActionOptions:
    return ActionOptions("电话", "Call", "companionship", "phone", "care", delay=delay, lasts=lasts)


@pytest.mark.parametrize(("delay", "lasts", "months", "part"), [
    (0, 0, 12, 365.25 / 365), (0, 0, 6, 6 * DAYS / 365), (60, 0, 1, 0.0), (60, 0, 3, (3 * DAYS - 60) / 305),
    (0, 30, 1, 1.0), (0, 30, 12, 1.0), (0, 60, 1, DAYS / 60), (30, 30, 1, (DAYS - 30) / 30), (30, 30, 6, 1.0),
    (300, 100, 12, (12 * DAYS - 300) / 65), (300, 100, 24, 100 / 65), (0, 0, 24, 24 * DAYS / 365),
])  # fmt: skip
def test_a_years_effect_falls_into_months(delay: int, lasts: int, months: int, part: float) -> None:
    assert paying(action(delay, lasts), months) == pytest.approx(part, abs=1e-9)


@pytest.mark.parametrize(("delay", "lasts", "months", "ends", "paid"), [
    (0, 0, 12, [1, 3, 6, 12], [1 / 12, 3 / 12, 6 / 12, 1]),
    (0, 0, 6, [1, 3, 6], [1 / 6, 3 / 6, 1]),
    (0, 0, 9, [1, 3, 6, 9], [1 / 9, 3 / 9, 6 / 9, 1]),
    (0, 0, 1, [1], [1]),
    (0, 30, 12, [1, 3, 6, 12], [1, 1, 1, 1]), (0, 33, 6, [1, 3, 6], [DAYS / 33, 1, 1]),
    (60, 0, 12, [1, 3, 6, 12], [0, (3 * DAYS - 60), (6 * DAYS - 60), (12 * DAYS - 60)]),
    (30, 60, 12, [1, 3, 6, 12], [(DAYS - 30) / 60, 1, 1, 1]),
    (0, 100, 12, [1, 3, 6, 12], [DAYS / 100, 3 * DAYS / 100, 1, 1]),
    (0, 400, 24, [1, 3, 6, 12, 24], [DAYS / 400, 3 * DAYS / 400, 6 * DAYS / 400, 12 * DAYS / 400, 1]),
])  # fmt: skip
def test_an_effect_comes_in_parts_as_far_as_it_is_read(
    delay: int, lasts: int, months: int, ends: list[int], paid: list[float]
) -> None:
    """Parts end where experiments are read; after an effect is over nothing is thought to come, and yet it is read."""
    found, by = parts(action(delay, lasts), months)
    assert found == ends
    assert by == pytest.approx(np.array(paid) / paid[-1])


def test_what_begins_late_in_the_year_is_refused() -> None:
    """A year's effect that falls into its last days alone would be many times as much in the years after."""
    with pytest.raises(ValueError, match="delay"):
        action(delay=301)


def test_a_coupon_that_lasts_a_month_has_said_all_after_a_month() -> None:
    """A measured nothing is nothing for good, and no twelfth of what may come."""
    assert part_paid(default_catalogue()["coupon"], 1, 12) == 1.0
    assert part_paid(action(), 1, 12) == pytest.approx(1 / 12)
