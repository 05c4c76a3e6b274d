"""When effects pay: the part of a year's effect that falls into the months that count."""

import numpy as np

from guanxi.core.kernel.catalogue import ActionOptions
from guanxi.core.models.fitting import Array

YEAR, MONTH = 365.0, 30.4375  # days
NEAR = 0.1  # of a month, by which an effect may outlast the months at which it is read
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
    """Months at which the parts of an effect end, and the part of what counts that has paid by each; shapes (J,)."""
    over = (action.delay + action.lasts) / MONTH if action.lasts else np.inf
    last = min([months for months in READ_AFTER if months >= over - NEAR] + [return_months])
    last = min(last, return_months)
    ends = [months for months in READ_AFTER if months < last] + [last]
    paid = np.array([part_paid(action, months, return_months) for months in ends])
    return ends, paid / (paid[-1] or 1.0)
