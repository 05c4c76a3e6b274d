"""Effects for each person, where the experiment proves that they differ; the same for everybody where it does not."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, ndtri

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.fitting import Array
from guanxi.core.models.response.basis import Basis
from guanxi.core.models.response.estimates import Mean, Slope
from guanxi.core.models.response.evidence import Verdict, richer, scores, verdict
from guanxi.core.models.response.learners import LEARNERS, Learners
from guanxi.core.models.response.outcome_model import Kind
from guanxi.core.models.response.pooled import Effects, difference
from guanxi.core.models.response.regression import folds_of
from guanxi.core.models.response.trial import Trial, check_people, numbers

QUARTILES, MANY = (0.25, 0.5, 0.75), 18_000  # where effects may bend; people an arm, from which on at all three
PROOF = 3.0  # times as likely as the same effect for all, for each arm that is tried
CHANCE = 0.05  # that some arm of a trial is said to have an effect though none has
PERSONAL = "evidence for personal targeting"
NOT_PERSONAL = "no evidence for personal targeting"
NO_EFFECT = "no evidence of any effect"


@dataclass(frozen=True, slots=True)
class ArmFacts:
    """What a trial says of one arm, in the unit of the outcome.

    `pooled`: its effect on everybody, adjusted for features; `plain`: the difference of raw means. `learner`: which
    learner is believed, or would be; `weight`: how much of what it says (0: the same effect for all); `slope`: of what
    came on what it said, out of fold; `probability` that effects differ so; `slopes` of every learner; `spread`: sd of
    the effects between people; `finding`: one of the three sentences.
    """

    arm: int
    pooled: Mean
    plain: Mean
    learner: str
    weight: float
    slope: Slope
    probability: float
    slopes: dict[str, Slope]
    spread: float
    finding: str


class PersonalResponse:
    """Effects of the arms on each person: pooled + weight x what a learner says of the person.

    Two learners: "response", effects in proportion to a linear forecast of the outcome, and "interacted", a regression
    for each arm, drawn towards the same effect for all on the link's scale. What each says of people it has not seen is
    held against doubly-robust scores. Effects of an arm are personal only where that is `proof` A times as likely as
    the same effect for all (the mean of both odds), and then by as much as it is likely; by "interacted" only where it
    is 3 A times as likely as "response". Whoever reports wants proof (3); whoever must decide anyway loses least with
    what is more likely than not (1 / A). `outcome`: "binary", "count" or "money". `fit` learns `facts_` and `design_`.
    """

    facts_: list[ArmFacts]
    design_: str

    def __init__(self, outcome: Kind = "binary", folds: int = 10, seed: int = 0, proof: float = PROOF) -> None:
        self.outcome = outcome
        self.proof = proof
        self.folds = folds
        self.seed = seed

    def fit(self, x: ArrayLike, trial: Trial) -> Self:
        """Learn from features (n, p) and the people's trial; return itself.

        InputError: features that are not finite, outcomes that are not of the kind, an arm of fewer people than two
        a fold.
        """
        features = numbers("x", x, 2)
        check_people("x", features, trial)
        _check_outcome(self.outcome, trial.outcome)
        self._check_folds(trial)
        many = np.bincount(trial.arm).min() >= MANY
        self._basis = Basis().fit(features, QUARTILES if many else QUARTILES[1:2])
        X = self._basis.of(features)
        self._learners = Learners(self.outcome, self._basis.part_).fit(X, trial)
        score, said = self._out_of_fold(X, trial)
        self._pooled = [Mean(float(one.mean()), float(one.std() / np.sqrt(len(one)))) for one in score.T]
        self._chosen = [self._choose(score[:, arm], said[:, arm].T, trial.arms) for arm in range(trial.arms)]
        self.design_ = trial.design
        parts = [self._part(X, arm) for arm in range(trial.arms)]
        self.facts_ = [
            self._facts(arm, difference(trial, arm + 1), float(part.std())) for arm, part in enumerate(parts)
        ]
        return self

    def effects(self, x: ArrayLike) -> Effects:
        """Return effects, their sds and where they come from, for people of features (n, p)."""
        X = self._columns(x)
        arms = range(len(self.facts_))
        tau = np.array([self.facts_[arm].pooled.mean + self._part(X, arm) for arm in arms]).T
        sd = np.array([self._sd(X, arm) for arm in arms]).T
        names = ["personal" if facts.weight > 0 else "pooled" for facts in self.facts_]
        return Effects(tau, sd, np.array(names), self.design_)

    def expected(self, x: ArrayLike) -> Array:
        """Return the outcome expected of people under nothing and every arm, features (n, p) → (n, A + 1)."""
        nothing = self._learners.nothing(self._columns(x))[:, None]
        table = np.hstack([nothing, nothing + self.effects(x).tau])
        return np.asarray(np.clip(table, *self._learners.bounds))

    def _out_of_fold(self, X: Array, trial: Trial) -> tuple[Array, Array]:
        """Scores of every arm's effect (n, A), and what learners say of people they have not seen (n, A, learners)."""
        n, arms = len(trial.arm), trial.arms
        expected, said = np.empty((n, arms + 1)), np.empty((n, arms, len(LEARNERS)))
        fold = folds_of(2 * trial.arm + (trial.outcome > 0), self.folds, self.seed)
        for number in range(self.folds):
            held = fold == number
            learners = Learners(self.outcome, self._basis.part_).fit(X[~held], trial.among(~held), self._learners)
            expected[held] = learners.levels(X[held])
            for arm in range(arms):
                found = learners.effects(X[held], arm)
                said[held, arm] = found - found.mean(axis=0)
        return scores(trial, expected), said

    def _choose(self, score: Array, said: Array, arms: int) -> tuple[int, list[Verdict], float, float]:
        """Which learner is believed in an arm, all verdicts, the probability that effects differ, and the weight."""
        verdicts = [verdict(score, one) for one in said]
        plain, rich = (one.log_odds for one in verdicts)
        both = float(np.logaddexp(plain, rich) - np.log(2))  # both were tried, so both must pay
        needed, probability = float(np.log(self.proof * arms)), float(expit(both))
        best = int(richer(score, *said) > np.log(PROOF * arms))
        return best, verdicts, probability, probability * verdicts[best].weight if both > needed else 0.0

    def _part(self, X: Array, arm: int) -> Array:
        """What is personal in the effect of an arm, shape (n,)."""
        best, _, _, weight = self._chosen[arm]
        if weight == 0:
            return np.zeros(len(X))
        return weight * self._learners.deviations(X, arm)[:, best]

    def _sd(self, X: Array, arm: int) -> Array:
        """How unsure the effect of an arm on each person is: the pooled effect, the weight, and what was learned."""
        best, verdicts, _, weight = self._chosen[arm]
        pooled = np.full(len(X), self._pooled[arm].sd)
        if weight == 0:
            return pooled
        unsure = verdicts[best].weight_sd * self._learners.deviations(X, arm)[:, best]
        learned = weight * self._learners.deviation_sd(X, arm) if LEARNERS[best] == "interacted" else 0.0
        return np.asarray(np.sqrt(np.square(pooled) + np.square(unsure) + np.square(learned)))

    def _facts(self, arm: int, plain: Mean, spread: float) -> ArmFacts:
        best, verdicts, probability, weight = self._chosen[arm]
        pooled = self._pooled[arm]
        surely = abs(pooled.mean) > -ndtri(CHANCE / 2 / len(self._chosen)) * pooled.sd  # Bonferroni: A arms are tried
        finding = PERSONAL if weight > 0 else NOT_PERSONAL if surely else NO_EFFECT
        slopes = {name: one.slope for name, one in zip(LEARNERS, verdicts, strict=True)}
        chosen = LEARNERS[best]
        return ArmFacts(arm + 1, pooled, plain, chosen, weight, slopes[chosen], probability, slopes, spread, finding)

    def _columns(self, x: ArrayLike) -> Array:
        features = numbers("x", x, 2)
        if features.shape[1] != self._basis.features:
            raise InputError(
                f"x has {features.shape[1]} features, the trial had {self._basis.features}",
                "give the features it was fitted to, in the same order",
            )
        return self._basis.of(features)

    def _check_folds(self, trial: Trial) -> None:
        fewest = int(np.bincount(trial.arm, minlength=trial.arms + 1).min())
        if self.folds < 2 or fewest < 2 * self.folds:
            raise InputError(
                f"{self.folds} folds for an arm of {fewest} people",
                "ask for at least 2 folds and two people a fold, or use PooledResponse",
            )


def _check_outcome(kind: Kind, outcome: Array) -> None:
    """InputError where outcomes are not of the kind that was said."""
    if kind == "binary" and not np.isin(outcome, (0.0, 1.0)).all():
        raise InputError("a binary outcome is neither 0 nor 1", 'say outcome="count" or outcome="money"')
    if kind == "count" and (outcome.min() < 0 or np.any(outcome != np.floor(outcome))):
        raise InputError("a count is negative or not whole", 'say outcome="money"')
    if kind not in ("binary", "count", "money"):
        raise InputError(f"there is no outcome {kind!r}", "say binary, count or money")
