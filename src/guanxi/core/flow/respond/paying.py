"""When effects pay: the part of a year's effect that falls into the months that count."""

import numpy as np

from guanxi.core.kernel.catalogue import ActionOptions
from guanxi.core.models.fitting import Array

YEAR, MONTH = 365.0, 30.4375  # days
READ_AFTER = (1, 3, 6, 12)  # months after a draw at which is read what came
EARLY = 0.1  # evidence of less than this part of what counts says too little


def paying(action: ActionOptions, months: int) -> float:
    """The part of a year's effect that falls into the months: nothing before the delay, nothing once it is over."""
    until = action.delay + action.lasts if action.lasts else max(months * MONTH, YEAR)
    within = max(min(months * MONTH, until) - action.delay, 0.0)
    return within / max(min(until, YEAR) - action.delay, 1.0)


def part_paid(action: ActionOptions, months: int, return_months: int) -> float:
    """The part, of what counts, that has paid after some months."""
    return paying(action, months) / max(paying(action, return_months), 1e-9)


def parts(action: ActionOptions, return_months: int) -> tuple[list[int], Array]:
    """Months at which the parts of an effect end, and the part of what counts that has paid by each; shapes (J,).

    Also what is over is read to the end: what a coupon brings early may be missing in the months after it (van Heerde,
    Leeflang & Wittink 2000, The estimation of pre- and postpromotion dips).
    """
    ends = [months for months in READ_AFTER if months < return_months] + [return_months]
    paid = np.array([part_paid(action, months, return_months) for months in ends])
    return ends, paid / (paid[-1] or 1.0)
