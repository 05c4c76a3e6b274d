"""Calibration."""


def days_back(span: int, horizon: int, origins: int) -> list[int]:
    """How many days before today to stand: `origins` whose growth is known today, and as many a horizon earlier.

    They lie a sixth of the horizon apart; each has half a horizon of history before it.
    """
    step = max(horizon // 6, 1)
    found = [start + step * number for start in (horizon, 2 * horizon) for number in range(origins)]
    return sorted({back for back in found if span - back >= horizon / 2})
