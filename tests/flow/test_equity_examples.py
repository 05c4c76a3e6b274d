"""Customer equity as the literature reckons it, by our own renewals and our own statement.

Berger & Nasr (1998), "Customer Lifetime Value: Marketing Models and Applications", Journal of Interactive Marketing
12(1), 17-30, case 1 (eq. 1) and its example: a contribution of 260 a year and 50 of promotion, 75 % retained, 20 % a
year, ten years: 568.78. Gupta & Lehmann (2003), "Customers as Assets", Journal of Interactive Marketing 17(1), 9-24: a
margin that goes on for ever is worth r / (1 + i - r) times itself, beginning with the next term. Wiesel, Skiera &
Villanueva (2008), Journal of Marketing 72(2), 1-14: what relationships were worth, and what moved it, add up.
"""

from datetime import date

import pyarrow as pa
import pytest

from guanxi.core.flow.value.contracts import YEAR, Renewals
from guanxi.core.models.retention import SteadyRetention
from tests.flow.test_account import FLOWS, Row, accounted, state

RETAINED, YEARS = 0.75, 10
FOR_EVER = 300  # years: what comes after is less than 1e-12 of it
MULTIPLES = {  # Gupta & Lehmann, table of margin multiples: by retention, at 10, 12, 14 and 16 % a year
    0.60: (1.20, 1.15, 1.11, 1.07),
    0.70: (1.75, 1.67, 1.59, 1.52),
    0.80: (2.67, 2.50, 2.35, 2.22),
    0.90: (4.50, 4.09, 3.75, 3.46),
}


def renewed(share: float, rate: float, first: float, years: float) -> float:
    """What one unit at every renewal is worth, the first due in `first` years, within `years`."""
    model = SteadyRetention()
    model.share_ = share
    renewals = Renewals({"": model}, YEAR, years * YEAR, rate)
    one = {
        "kind": "", "customer_no": 1, "survived": 0.0, "ahead": first * YEAR, "fee": 1.0, "waited": 0.0, "days": YEAR,
        "runs": 1.0,
    }  # fmt: skip
    found = renewals(pa.RecordBatch.from_pylist([one]))
    return float(found.column("fees_discounted")[0].as_py())


def berger_nasr(rate: float) -> float:
    """Case 1: contributions now and at each year's end, promotions in the middle of each year, sure in the first."""
    contribution = 1 + renewed(RETAINED, rate, 1, YEARS)
    promotion = renewed(RETAINED, rate, 0.5, YEARS - 0.5) / RETAINED
    return 260 * contribution - 50 * promotion


def test_berger_and_nasr_case_1() -> None:
    assert berger_nasr(0.2) == pytest.approx(568.78, abs=0.005)


@pytest.mark.parametrize("share", MULTIPLES)
def test_gupta_and_lehmann_margin_multiples(share: float) -> None:
    for rate, published in zip((0.10, 0.12, 0.14, 0.16), MULTIPLES[share], strict=True):
        found = renewed(share, rate, 1, FOR_EVER)
        assert found == pytest.approx(share / (1 + rate - share))
        assert found == pytest.approx(published, abs=0.00501)


def test_a_year_of_berger_and_nasr_customers_adds_up() -> None:
    """Forty customers of case 1; 12 % a year from then on; three in four stay, fifteen are won, one comes back."""
    worth, restated = berger_nasr(0.2), berger_nasr(0.12)
    opening = [state(n, worth, 2, "mature", "cash_cow") for n in range(40)] + [state(40, 0, 1, "lost", "low_yield")]
    again = [row | {"clv": restated if row["clv"] else 0.0} for row in opening]
    stay = [_later(row, restated, "mature") for row in again[:30]]
    gone = [_later(row, 0.0, "lost") for row in again[30:40]]
    won = [state(n, restated, 1, "new", "growth_stock") for n in range(40, 56)]
    rows, people = accounted(opening, again, [*stay, *gone, *won], [])
    total = next(row for row in rows if row["kind"] == "all")
    each, then = 56878, round(restated * 100)
    assert (total["opening"], total["revaluation"]) == (40 * each, 40 * (then - each))
    assert (total["lost"], total["acquired"], total["recovered"]) == (-10 * then, 15 * then, then)
    assert (total["developed"], total["declined"], total["others"]) == (0, 0, 0)
    assert total["opening"] + sum(total[flow] for flow in FLOWS) == total["closing"] == 46 * then
    assert total["customers_kept"] / total["customers_opening"] == RETAINED
    assert len(people) == 56


def _later(row: Row, worth: float, stage: str) -> Row:
    """The same customer a year later."""
    return row | {"clv": worth, "stage": stage, "T": row["T"] + (date(2025, 7, 31) - date(2025, 1, 31)).days}
