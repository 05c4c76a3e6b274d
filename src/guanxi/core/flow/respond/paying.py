"""When effects pay: the part of a year's effect that falls into the months that count."""

YEAR, MONTH = 365.0, 30.4375  # days
EARLY = 0.1  # evidence of less than this part of what counts says too little


def paying(delay: int, months: int) -> float:
    """The part of a year's effect that falls into the months, what comes before the delay (days) left out."""
    return max(months * MONTH - delay, 0.0) / max(YEAR - delay, 1.0)


def part_paid(delay: int, months: int, return_months: int) -> float:
    """The part, of what counts, that has paid after some months."""
    return paying(delay, months) / max(paying(delay, return_months), 1e-9)
