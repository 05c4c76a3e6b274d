"""Offers of a past day judged beside the most popular categories that somebody did not have."""

import numpy as np

from guanxi.core.flow.hindsight.outcome import Outcome
from guanxi.core.models.fitting import Array
from guanxi.core.models.interval import LIKELY

TOP = 5

Row = dict[str, object]


def offer_rows(day: Outcome) -> list[Row]:
    """Rank by rank: offers, first purchases expected and come, and those of the most popular."""
    own, popular = (day.offers["own"] == who for who in (1, 0))
    rank, came = day.offers["rank"], day.offers["came"]
    return [
        {
            "rank": int(place),
            "offers": int((own & (rank == place)).sum()),
            "expected": float(day.offers["probability"][own & (rank == place)].sum()),
            "came": int(came[own & (rank == place)].sum()),
            "popular": int(came[popular & (rank == place)].sum()),
        }
        for place in np.unique(rank[own])
    ]


def offer_tenths(day: Outcome) -> tuple[Array, Array, Array]:
    """Probability, expected and come of our own offers, shape (offers,)."""
    own = day.offers["own"] == 1
    chance = day.offers["probability"][own]
    return chance, chance, day.offers["came"][own]


def offer_marks(day: Outcome) -> list[Row]:
    """Recall of the first five offers and the lead over popularity; expected over come of all offers together.

    Recall: first purchases among the first five, of min(5, all first purchases), mean over those who bought any.
    """
    own = day.offers["own"] == 1
    expected, came = float(day.offers["probability"][own].sum()), float(day.offers["came"][own].sum())
    ours, theirs = (_recalls(day, who) for who in (1, 0))
    if not len(ours) or not came:
        return []
    lead = ours - theirs
    error = float(lead.std(ddof=1)) / len(lead) ** 0.5 if len(lead) > 1 else 0.0
    ahead = float(lead.mean())
    return [
        {"measure": "recall", "value": float(ours.mean()), "low": None, "high": None},
        {"measure": "popular_recall", "value": float(theirs.mean()), "low": None, "high": None},
        {"measure": "lead", "value": ahead, "low": ahead - LIKELY * error, "high": ahead + LIKELY * error},
        {"measure": "expected_for_came", "value": expected / came, "low": None, "high": None},
    ]


def _recalls(day: Outcome, own: int) -> Array:
    """Each person's recall by our offers (own 1) or the most popular (0), of those who bought anything first."""
    who = day.offers["customer_no"]
    persons, place = np.unique(who, return_inverse=True)
    firsts = np.zeros(len(persons))
    firsts[place] = day.offers["firsts"]
    mine = day.offers["own"] == own
    hits = np.bincount(place[mine], weights=day.offers["came"][mine], minlength=len(persons))
    bought = firsts > 0
    return np.asarray(hits[bought] / np.minimum(firsts[bought], TOP), dtype=np.float64)
