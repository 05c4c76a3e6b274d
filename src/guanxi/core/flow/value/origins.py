"""Which past days to look ahead from."""

from guanxi.core.models.panel import Origin

MOST = 4  # origins
YEAR, MOST_YEARS = 365, 3
SEASON = 183  # days: beyond, seasons level out
LEAST_DAYS = 14  # of a horizon that says anything of a longer one


def origins(span: int, horizon: int) -> tuple[Origin, ...]:
    """Return today (number 0) and the past origins for a brand of `span` days of history, asked for `horizon` days.

    Their horizon stands to the history before the latest of them as today's does to all of it:
    h : (span - h) = horizon : span, so that what is learned there holds here. Earlier origins, a third of h apart,
    have at least h/2 of history. A horizon within a season adds the same days of earlier years.
    """
    today = Origin(0, 0, horizon)
    ahead = round(span * horizon / max(span + horizon, 1))
    if ahead < min(LEAST_DAYS, max(horizon // 2, 1)):
        return (today,)
    step = max(ahead // 3, 1)
    backs = [ahead + step * index for index in range(MOST)]
    told = [back for back in backs if span - back >= ahead / 2] or backs[:1]
    told += [back for back in _years(span, horizon, ahead) if back not in told]
    return (today, *(Origin(number, back, ahead) for number, back in enumerate(told, start=1)))


def _years(span: int, horizon: int, ahead: int) -> list[int]:
    """Return whole years back, for the season ahead: two of them at least, one to say it and one to prove it."""
    years = [YEAR * number for number in range(1, MOST_YEARS + 1) if span - YEAR * number >= ahead / 2]
    return years if len(years) > 1 and horizon <= SEASON else []
