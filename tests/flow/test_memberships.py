"""Customers on contract: which terms are renewed or lost, and what renewals still to come are worth."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.kernel.options import AppraisalOptions, ValueOptions
from guanxi.core.models import ShiftedBetaGeometric
from guanxi.core.tables import TABLES
from tests.flow.brand import appraised, values

AS_OF = date(2026, 6, 30)
TERMS = "source, membership_id, customer_key, started_at, ends_at, fee, kind"
Term = tuple[object, ...]


def term(key: str, began: int, days: int = 365, fee: float = 100.0, kind: str = "gold") -> Term:
    """A term that began so many days before the date of the appraisal."""
    start = AS_OF - timedelta(days=began)
    return ("club", f"{key}-{kind}-{began}", key, str(start), str(start + timedelta(days=days)), fee, kind)


def club(terms: list[Term], **more: Any) -> tuple[DuckWarehouse, dict[str, Any]]:
    people = values([(row[0], row[2], "2020-01-01") for row in terms], "source, customer_key, first_seen_at")
    return appraised(
        {"membership": values(terms, TERMS), "customer": f"SELECT DISTINCT * FROM ({people})"}, AS_OF, **more
    )


def people(warehouse: DuckWarehouse) -> dict[str, dict[str, Any]]:
    rows = warehouse.read(
        "SELECT i.customer_key, a.* FROM appraisal AS a JOIN identity AS i ON i.customer_id = a.customer_id"
    ).to_pylist()
    return {row["customer_key"]: row for row in rows}


def test_terms_are_renewed_lost_or_open() -> None:
    terms = [
        term("in time", 800), term("in time", 435),  # at once
        term("late", 800), term("late", 405),  # on the last day of grace
        term("too late", 800), term("too late", 404),  # a day later: gone, and somebody new
        term("gone", 396),  # 31 days over
        term("waited for", 395),  # 30 days over
        term("early", 365), term("early", 30),  # renewed before the end
        term("two kinds", 500, kind="gold"), term("two kinds", 100, kind="pool"),
        term("tomorrow", -1),
    ]  # fmt: skip
    warehouse, _ = club(terms)
    rows = warehouse.read(
        "SELECT DISTINCT i.customer_key, t.started_ago, t.turn, t.renewed, t.lost FROM membership_term AS t"
        " JOIN customer_name AS n ON n.customer_no = t.customer_no"
        " JOIN identity AS i ON i.customer_id = n.customer_id"
    ).to_pylist()
    found = {(row["customer_key"], row["started_ago"]): (row["turn"], row["renewed"], row["lost"]) for row in rows}
    assert found == {
        ("in time", 800): (1, 1, 0), ("in time", 435): (2, 0, 1),
        ("late", 800): (1, 1, 0), ("late", 405): (2, 0, 1),
        ("too late", 800): (1, 0, 1), ("too late", 404): (1, 0, 1),
        ("gone", 396): (1, 0, 1), ("waited for", 395): (1, 0, 0),
        ("early", 365): (1, 1, 0), ("early", 30): (2, 0, 0),
        ("two kinds", 500): (1, 0, 1), ("two kinds", 100): (1, 0, 0),
    }  # fmt: skip


def test_few_ends_give_the_share_renewed_and_say_so() -> None:
    ended = [row for n in range(5) for row in (term(f"stays{n}", 465), term(f"stays{n}", 100))]
    ended += [term(f"left{n}", 600) for n in range(4)]
    warehouse, facts = club([*ended, term("grace", 375)])
    share = 6 / 11
    assert facts["memberships"]["gold"] == {
        "model": "share renewed",
        "because": "Only 9 terms have ended; at least 30 are needed.",
        "share": pytest.approx(share),
    }
    found = people(warehouse)
    stays, grace, left = found["stays0"], found["grace"], found["left0"]
    due = np.array([265, 630, 995])  # the term runs 265 more days; 36 months are 1,095 days
    worth = 100 * (share ** np.array([1, 2, 3]) * 1.1 ** (-due / 365)).sum()
    assert (stays["p_alive"], stays["value_12m"], stays["clv"]) == pytest.approx((1, 100 * share, worth))
    assert (stays["value_12m_low"], stays["value_12m_high"]) == pytest.approx((0, 100))
    late = share * 2 / 3 / (share * 2 / 3 + 1 - share)  # of those not back after ten of the thirty days
    assert grace["p_alive"] == pytest.approx(late)
    assert grace["value_12m"] == pytest.approx(100 * late)
    assert (left["p_alive"], left["value_12m"], left["clv"]) == (0, 0, 0)
    for rule, query in TABLES["appraisal"].checks().items():
        assert list(warehouse.read(query).to_pylist()[0].values()) == [0], rule


def test_enough_ends_carry_the_model() -> None:
    """Monthly terms: each person leaves for good after so many renewals; the newest of those who stay are open."""
    left, terms = (40, 20, 12, 8, 5), []
    for turn, many in enumerate(left):
        terms += [term(f"l{turn}-{n}", 600 - 30 * k, 30, 10, "m") for n in range(many) for k in range(turn + 1)]
    terms += [term(f"s{n}", 170 - 30 * k, 30, 10, "m") for n in range(25) for k in range(6)]
    terms += [term("grace", 162 - 30 * k, 30, 10, "m") for k in range(5)]
    warehouse, facts = club(terms)
    model = ShiftedBetaGeometric().fit([*range(5), 4], [1] * 5 + [0], [*left, 26])  # the newest renewal is undecided
    assert facts["memberships"]["m"] == pytest.approx(
        {"model": "shifted-beta-geometric", **model.parameters_, "customers": 111}
        | {"log_likelihood": model.log_likelihood_}
    )
    person = people(warehouse)["s0"]  # the sixth term ends in ten days: twelve renewals fall into a year
    assert person["value_12m"] == pytest.approx(10 * float(model.renewals_expected(12, 5.0)), rel=1e-9)
    certain = sum(float(model.survival(float(t), 5.0)) >= 0.95 for t in range(1, 13))
    possible = sum(float(model.survival(float(t), 5.0)) > 0.05 for t in range(1, 13))
    assert (person["value_12m_low"], person["value_12m_high"]) == pytest.approx((10 * certain, 10 * possible))

    law = beta(model.alpha_, model.beta_)

    def mean(of: Callable[[float], float]) -> float:
        return float(quad(lambda gone: of(1 - gone) * law.pdf(gone), 0, 1)[0])

    def renews(times: int) -> float:
        return mean(lambda stay: stay ** (4 + times) * 0.6) / mean(lambda stay: stay**4 * (1 - 0.4 * stay))

    waiting = people(warehouse)["grace"]  # renewed four times; 12 of the 30 days are over
    assert waiting["p_alive"] == pytest.approx(renews(1), rel=1e-6)
    assert waiting["value_12m"] == pytest.approx(10 * sum(map(renews, range(1, 14))), rel=1e-6)


def test_retention_is_not_biased_by_renewals_known_sooner_than_losses() -> None:
    """Simulated months: everybody leaves with an own chance; a third of those who stay renew some days late."""
    random, terms = np.random.default_rng(1), list[Term]()
    for n in range(2000):
        gone, began = random.beta(2, 5), int(random.integers(1, 150))
        while began > 0:
            terms.append(term(f"k{n}", began, 30, 10, "m"))
            began -= 30 + int(random.integers(0, 31) * (random.random() < 1 / 3))
            if random.random() < gone:
                break
    fitted = club(terms)[1]["memberships"]["m"]
    turn = np.arange(3)
    rates = (fitted["beta"] + turn) / (fitted["alpha"] + fitted["beta"] + turn)
    assert rates == pytest.approx((5 + turn) / (7 + turn), abs=0.03)


def test_a_share_renewed_counts_decided_ends_alone() -> None:
    renewed = [row for n in range(9) for row in (term(f"k{n}", 375), term(f"k{n}", 5))]
    _, facts = club([*renewed, term("waits", 375), term("left", 396)])
    assert facts["memberships"]["gold"]["share"] == pytest.approx(1 / 3)  # one loss and two halves
    assert facts["memberships"]["gold"]["because"].startswith("Only 1 terms")


def test_fees_are_added_to_what_purchases_bring_and_the_past_is_not() -> None:
    names = "source, order_id, line_no, customer_key, ordered_at, quantity, revenue, status"
    lines = [
        ("club", f"o{n}", "1", f"k{n % 20}", str(AS_OF - timedelta(days=10 * n)), 1, 50.0, "paid") for n in range(60)
    ]
    options = AppraisalOptions(value=ValueOptions(margin=0.5, fee_margin=0.8))
    without, _ = appraised({"order_line": values(lines, names)}, AS_OF, options)
    orders = {"order_line": values(lines, names), "membership": values([term("k3", 10, fee=80.0)], TERMS)}
    joined, facts = appraised(orders, AS_OF, options)
    kept: Any = facts["memberships"]
    assert kept["gold"]["share"] == 0.5  # nothing is known: one half
    plain, member = people(without), people(joined)
    assert member["k3"]["value_12m"] == pytest.approx(plain["k3"]["value_12m"] + 0.5 * 80 * 0.8)
    assert member["k3"]["expected_purchases"] == plain["k3"]["expected_purchases"]
    assert member["k3"]["revenue_12m"] == plain["k3"]["revenue_12m"]
    assert plain["k3"]["p_alive"] < member["k3"]["p_alive"] == 1
    assert member["k4"]["value_12m"] == plain["k4"]["value_12m"]
