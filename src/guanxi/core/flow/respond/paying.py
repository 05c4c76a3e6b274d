"""When effects pay: the part of a year's effect that falls into the months that count."""

from guanxi.core.kernel.catalogue import ActionOptions

YEAR, MONTH = 365.0, 30.4375  # days
EARLY = 0.1  # evidence of less than this part of what counts says too little


def paying(action: ActionOptions, months: int) -> float:
    """The part of a year's effect that falls into the months: nothing before the delay, nothing once it is over."""
    until = action.delay + action.lasts if action.lasts else max(months * MONTH, YEAR)
    within = max(min(months * MONTH, until) - action.delay, 0.0)
    return within / max(min(until, YEAR) - action.delay, 1.0)


def part_paid(action: ActionOptions, months: int, return_months: int) -> float:
    """The part, of what counts, that has paid after some months."""
    return paying(action, months) / max(paying(action, return_months), 1e-9)
