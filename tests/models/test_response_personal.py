"""Effects for each person: found where they are, the same for all where they are not."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.fitting import Array
from guanxi.core.models.response import PersonalResponse, Trial, calibration, difference, qini, randomised
from guanxi.core.models.response.outcome_model import Kind

KINDS: tuple[Kind, ...] = ("binary", "count", "money")


def world(kind: Kind, seed: int, n: int = 12_000, differ: float = 1.0) -> tuple[np.ndarray, Trial, np.ndarray]:
    """Two arms: the first works by feature 0 on people alike, the second not at all. Features, trial, true effects."""
    random = np.random.default_rng(seed)
    x = np.column_stack([random.normal(size=n), random.gamma(2, 1, n), random.integers(0, 2, n)])
    arm = random.integers(0, 3, n)
    base = -1.0 + 0.3 * x[:, 1]
    moved = base + 0.3 + differ * 0.5 * x[:, 0]
    links: dict[str, Callable[[Array], Array]] = {
        "binary": lambda eta: 1 / (1 + np.exp(-eta)),
        "count": np.exp,
        "money": lambda eta: 100 / (1 + np.exp(-eta)),
    }
    link = links[kind]
    mean = link(np.where(arm == 1, moved, base))
    if kind == "money":
        y = np.where(random.random(n) < mean / 100, random.gamma(4, 25, n), 0.0)
    else:
        y = random.poisson(mean) if kind == "count" else random.random(n) < mean
    return x, randomised(arm, y.astype(float), [1 / 3] * 3), link(moved) - link(base)


@pytest.mark.parametrize("kind", KINDS)
def test_known_effects_are_recovered(kind: Kind) -> None:
    x, trial, truth = world(kind, 1)
    model = PersonalResponse(kind).fit(x, trial)
    found = model.effects(x)
    assert [facts.finding for facts in model.facts_] == [
        "evidence for personal targeting",
        "no evidence of any effect",
    ]
    assert found.provenance.tolist() == ["personal", "pooled"]
    assert np.corrcoef(found.tau[:, 0], truth)[0, 1] > 0.93
    assert found.tau[:, 0].mean() == pytest.approx(truth.mean(), abs=4 * model.facts_[0].pooled.sd)
    assert np.ptp(found.tau[:, 1]) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_intervals_of_people_hold_the_truth_nine_times_in_ten(kind: Kind) -> None:
    held = []
    for seed in range(8):
        x, trial, truth = world(kind, seed, 8_000)
        found = PersonalResponse(kind).fit(x, trial).effects(x)
        held.append(np.abs(found.tau[:, 0] - truth) < 1.645 * found.sd[:, 0])
    assert np.mean(held) == pytest.approx(0.9, abs=0.1)


@pytest.mark.parametrize("kind", KINDS)
def test_people_not_seen_are_ranked_and_calibrated(kind: Kind) -> None:
    x, trial, _ = world(kind, 2)
    fresh, others, _ = world(kind, 3, 30_000)
    model = PersonalResponse(kind).fit(x, trial)
    tau = model.effects(fresh).tau[:, 0]
    assert qini(tau, others, 1).relative.low > 0
    slope = calibration(tau, others, model.expected(fresh), 1)
    assert slope.slope == pytest.approx(1, abs=0.1 + 3 * slope.sd)


def test_a_plain_ranking_is_enough_where_effects_go_with_the_outcome() -> None:
    random = np.random.default_rng(4)
    x = random.normal(size=(20_000, 3))
    base, arm = 5 + x @ [1.0, 1.0, 0.5], random.integers(0, 2, 20_000)
    trial = randomised(arm, base * (1 + 0.2 * arm) + random.normal(size=20_000), [0.5, 0.5])
    facts = PersonalResponse("money").fit(x, trial).facts_[0]
    assert facts.learner == "response"
    assert facts.weight > 0.9
    assert facts.spread == pytest.approx(0.2 * 1.5, rel=0.1)


def test_shuffled_arms_give_everybody_the_same_effect() -> None:
    named = 0
    for seed in range(60):
        x, trial, _ = world("binary", seed, 2_000)
        lot = np.random.default_rng(seed).permutation(trial.arm)
        model = PersonalResponse("binary", folds=5).fit(x, Trial(lot, trial.outcome, trial.propensity, trial.design))
        named += sum(facts.finding == "evidence for personal targeting" for facts in model.facts_)
        for arm, facts in enumerate(model.facts_):
            if facts.weight == 0:
                assert np.all(model.effects(x).tau[:, arm] == facts.pooled.mean)
    assert named <= 0.05 * 120


def test_the_same_effect_for_all_is_said_to_be_so() -> None:
    random = np.random.default_rng(6)
    x, arm = random.normal(size=(4_000, 2)), random.integers(0, 2, 4_000)
    trial = randomised(arm, x[:, 0] + 0.5 * arm + random.normal(size=4_000), [0.5, 0.5])
    model = PersonalResponse("money").fit(x, trial)
    facts = model.facts_[0]
    assert facts.finding == "no evidence for personal targeting"
    assert facts.plain == difference(trial, 1)
    assert facts.pooled.mean == pytest.approx(0.5, abs=4 * facts.pooled.sd)
    assert facts.pooled.sd < 0.8 * facts.plain.sd  # features explain half of the outcome's variance


def test_money_in_another_currency_is_the_same() -> None:
    x, trial, _ = world("money", 7, 5_000)
    cents = Trial(trial.arm, trial.outcome * 100, trial.propensity, trial.design)
    one, other = (PersonalResponse("money").fit(x, part) for part in (trial, cents))
    assert other.effects(x).tau == pytest.approx(100 * one.effects(x).tau, rel=1e-6)
    assert other.effects(x).sd == pytest.approx(100 * one.effects(x).sd, rel=1e-6)


def test_units_and_order_of_features_do_not_matter() -> None:
    x, trial, _ = world("binary", 8, 5_000)
    one = PersonalResponse("binary").fit(x, trial).effects(x)
    other = PersonalResponse("binary").fit(x[:, ::-1] * 12 - 3, trial).effects(x[:, ::-1] * 12 - 3)
    assert other.tau == pytest.approx(one.tau, rel=1e-6)


def test_a_feature_that_never_varies_and_one_twice_do_no_harm() -> None:
    x, trial, truth = world("binary", 9)
    more = np.column_stack([x, np.full(len(x), 7.0), x[:, 0]])
    found = PersonalResponse("binary").fit(more, trial).effects(more)
    assert np.corrcoef(found.tau[:, 0], truth)[0, 1] > 0.95


def test_expected_outcomes_agree_with_effects_and_with_what_came() -> None:
    x, trial, _ = world("count", 10)
    model = PersonalResponse("count").fit(x, trial)
    expected = model.expected(x)
    assert expected[:, 2] - expected[:, 0] == pytest.approx(model.effects(x).tau[:, 1], abs=1e-9)
    for arm in range(3):
        mine = trial.arm == arm
        assert expected[mine, arm].mean() == pytest.approx(trial.outcome[mine].mean(), rel=0.03)


def test_any_number_of_threads_gives_the_same() -> None:
    code = (
        "import numpy as np; from guanxi.core.models.response import *; r = np.random.default_rng(0);"
        "x = r.normal(size=(20000, 8)); a = r.integers(0, 3, 20000);"
        "y = (r.random(20000) < .3 + .1 * (a == 1) * (x[:, 0] > 0)).astype(float);"
        "m = PersonalResponse().fit(x, randomised(a, y, [1/3] * 3)); print(m.effects(x).tau.sum(axis=0).tolist())"
    )
    said = []
    for threads in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code],
            env={"OPENBLAS_NUM_THREADS": threads, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        said.append(np.array(json.loads(run.stdout)))
    assert said[0] == pytest.approx(said[1], rel=1e-9)


@pytest.mark.parametrize(
    ("kind", "outcome", "said"),
    [("binary", 2.0, "neither 0 nor 1"), ("count", 0.5, "not whole"), ("count", -1.0, "negative"), ("odd", 1.0, "odd")],
)
def test_outcomes_of_another_kind_are_refused(kind: Any, outcome: float, said: str) -> None:
    x, trial, _ = world("binary", 11, 300)
    wrong = Trial(trial.arm, np.where(np.arange(300) == 5, outcome, trial.outcome), trial.propensity, trial.design)
    with pytest.raises(InputError, match=said):
        PersonalResponse(kind).fit(x, wrong)


def test_features_that_do_not_fit_are_refused() -> None:
    x, trial, _ = world("binary", 12, 300)
    with pytest.raises(InputError, match="x has 299 rows"):
        PersonalResponse().fit(x[1:], trial)
    with pytest.raises(InputError, match="empty or infinite"):
        PersonalResponse().fit(np.where(x == x[0, 0], np.nan, x), trial)
    with pytest.raises(InputError, match="folds"):
        PersonalResponse(folds=80).fit(x, trial)
    model = PersonalResponse(folds=5).fit(x, trial)
    with pytest.raises(InputError, match="2 features, the trial had 3"):
        model.effects(x[:, :2])


def test_whoever_must_decide_is_misled_by_less_than_what_is_not_known_anyway() -> None:
    facts = []
    for seed in range(40):
        random = np.random.default_rng(seed)
        x, arm = random.gamma(2, 1, (2_000, 6)), (random.random(2_000) < 0.7).astype(int)
        trial = randomised(arm, random.gamma(1.0, 10 + 3 * x[:, 0]), [0.3, 0.7])
        facts.append(PersonalResponse("money", proof=1.0).fit(x, trial).facts_[0])
    assert np.mean([one.weight > 0 for one in facts]) < 0.35
    assert np.mean([one.spread / one.pooled.sd for one in facts]) < 0.4
    assert all(one.weight <= one.probability for one in facts)
