"""A past day as a whole: every statement that was made of a person, beside what came."""

from dataclasses import dataclass
from datetime import date

from guanxi.core.arrays import floats
from guanxi.core.flow.hindsight.stage import OFFERED, Columns, one_in, window, yardsticks
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import make

DRAWN = 50_000  # persons who judge at most
CAME = ("afterwards", "first_purchase", "offer_outcome", "later_statement")
SAID = (
    "l.quiet", "l.wallet", "l.wallet_low", "l.wallet_high", "l.headroom", "s.uplift_score",
    "v.expected_purchases", "v.value", "v.value_low", "v.value_high",
)  # fmt: skip
KNOWN = ("y.silence", "y.orders", "y.spent", "y.usual", "y.recent")
SEEN = ("a.contribution", "a.purchases", "a.growth", "a.year_revenue", "t.amount")
OFFER = ("customer_no", "own", "rank", "probability", "came", "firsts")
PERSONS = f"""
SELECT y.customer_id, l.stage, {", ".join((*SAID, *KNOWN, *SEEN))}
FROM yardstick AS y
JOIN look AS l ON l.customer_no = y.customer_no
JOIN score AS s ON s.customer_no = y.customer_no
JOIN said_value AS v ON v.customer_no = y.customer_no
JOIN afterwards AS a ON a.customer_no = y.customer_no
LEFT JOIN later_statement AS t ON t.customer_no = y.customer_no
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One past day: who was known (ids), their stages, what was said and what came by column, yardsticks, offers.

    Arrays of shape (persons,), NaN for what is unknown; `offers` of shape (offers,), those of `own` 0 by popularity.
    """

    day: date
    who: tuple[str, ...]
    stage: tuple[str, ...]
    columns: Columns
    yardsticks: Columns
    offers: Columns


def outcome(warehouse: Warehouse, as_of: date, horizon: int, progress: Progress) -> Outcome:
    """Read what was said on `as_of` and what came in the `horizon` days after it.

    Reads `yardstick`, `look`, `score`, `said_value`, `said_offer`, and the sales up to the end of the horizon.
    """
    make(warehouse, __package__, CAME, window(as_of, horizon) | {"every": one_in(warehouse, OFFERED)}, progress)
    drawn = f"WHERE y.customer_no % {one_in(warehouse, DRAWN)} = 0 ORDER BY y.customer_id"
    rows = warehouse.read(f"{PERSONS}{drawn}")
    offers = warehouse.read(f"SELECT {', '.join(OFFER)} FROM offer_outcome ORDER BY customer_no, own, rank")
    columns = {name: floats(rows, name) for name in rows.column_names[2:]}
    who, stage = (tuple(rows[name].to_pylist()) for name in ("customer_id", "stage"))
    return Outcome(as_of, who, stage, columns, yardsticks(columns), {name: floats(offers, name) for name in OFFER})
