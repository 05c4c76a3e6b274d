"""Hillstrom's e-mails (2008): the published effects, and women's mail going to those whom it moves."""

import numpy as np
import pyarrow.csv
import pytest
from tests.shared import dataset

from guanxi.core.models.fitting import Array
from guanxi.core.models.response import (
    PersonalResponse,
    PooledResponse,
    Trial,
    best_arm,
    calibration,
    lead,
    policy_value,
    qini,
    randomised,
)

ARMS = ["No E-Mail", "Mens E-Mail", "Womens E-Mail"]
Hillstrom = tuple[Array, Trial]


@pytest.fixture(scope="module")
def visits() -> Hillstrom:
    table = pyarrow.csv.read_csv(dataset("hillstrom", "hillstrom.csv")).to_pydict()
    columns = [table[name] for name in ("recency", "history", "mens", "womens", "newbie")]
    arm = [ARMS.index(name) for name in table["segment"]]
    trial = randomised(arm, np.array(table["visit"], dtype=np.float64), [1 / 3] * 3)
    return np.array(columns, dtype=np.float64).T, trial


def test_pooled_effects_are_the_published_ones(visits: Hillstrom) -> None:
    """Visits 18.28 %, 15.14 % and 10.62 %: 7.66 and 4.52 points more."""
    _, trial = visits
    assert PooledResponse().fit(trial).tau_ == pytest.approx([0.0766, 0.0452], abs=0.0001)


def test_womens_mail_is_personal_and_mostly_for_those_who_bought_womens_things(visits: Hillstrom) -> None:
    x, trial = visits
    model = PersonalResponse("binary").fit(x, trial)
    tau, facts = model.effects(x).tau[:, 1], model.facts_[1]
    assert facts.finding == "evidence for personal targeting"
    assert facts.learner == "interacted"
    bought = x[:, 3] == 1
    found = [trial.among(mask) for mask in (bought, ~bought)]
    plain = [part.outcome[part.arm == 2].mean() - part.outcome[part.arm == 0].mean() for part in found]
    assert [tau[bought].mean(), tau[~bought].mean()] == pytest.approx(plain, abs=0.012)


def test_people_not_seen_are_ranked_calibrated_and_served_no_worse_than_all_alike(visits: Hillstrom) -> None:
    x, trial = visits
    learned = np.random.default_rng(0).random(len(x)) < 0.7
    model = PersonalResponse("binary").fit(x[learned], trial.among(learned))
    fresh, others = x[~learned], trial.among(~learned)
    tau, expected = model.effects(fresh).tau, model.expected(fresh)
    assert qini(tau[:, 1], others, 2).relative.low > 0.15
    slope = calibration(tau[:, 1], others, expected, 2)
    assert slope.slope == pytest.approx(1, abs=0.2 + 2 * slope.sd)
    own = policy_value(best_arm(tau, 0.06), others, expected, 0.06)
    mens = policy_value(np.ones(len(fresh), dtype=int), others, expected, 0.06)
    assert lead(own, mens).high > 0
    assert own.dr.value > others.outcome[others.arm == 0].mean()
