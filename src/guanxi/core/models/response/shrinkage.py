"""Estimates drawn together, and estimates joined: what several say of each other, and two of the same thing."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.fitting import Array

POINTS = 600  # of the between-groups spread that is averaged over
ENOUGH = 3  # groups for which a flat prior of their spread gives a proper posterior


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Estimates drawn together: `mean` and `sd` (J,), their `middle` and its `middle_sd`, the spread `between` them.

    `between` is the posterior median, `moment` the estimate of DerSimonian and Laird.
    """

    mean: Array
    sd: Array
    middle: float
    middle_sd: float
    between: float
    moment: float


class Joined(NamedTuple):
    """Two statements joined: mean, standard deviation and provenance, in the shape given."""

    mean: Array
    sd: Array
    provenance: NDArray[np.str_]


def shrink(estimates: Array, sd: Array) -> Shrunk:
    """Draw J independent estimates together by averaging over the spread between them, which is not known.

    `estimates` and `sd` (J,), sd above 0 or infinite where nothing is known. Gelman et al. (2013), Bayesian Data
    Analysis (3rd ed.), §5.4, eqs. 5.17-5.21: flat prior of the spread; for fewer than three groups half-Cauchy (§5.7).
    InputError: no estimate at all, or a sd that is not above 0.
    """
    y, s = np.asarray(estimates, dtype=np.float64), np.asarray(sd, dtype=np.float64)
    known = np.isfinite(s) & np.isfinite(y)
    if y.ndim != 1 or y.shape != s.shape or not known.any() or np.any(s <= 0):
        raise InputError("estimates and sd are not of one shape (J,) with sd above 0", "leave out what is not known")
    between, weight, total = _spreads(y[known], s[known])
    middle = (total @ y[known]) / total.sum(axis=1)
    middle_var = 1 / total.sum(axis=1)
    own = np.where(known, 1 / np.square(s), 0.0)
    pull = 1 / np.square(between)[:, None]
    means = (own * np.where(known, y, 0.0) + pull * middle[:, None]) / (own + pull)
    variances = 1 / (own + pull) + np.square(pull / (own + pull)) * middle_var[:, None]
    mean = weight @ means
    spread = weight @ (variances + np.square(means - mean))
    centre = float(weight @ middle)
    centre_sd = float(np.sqrt(weight @ (middle_var + np.square(middle - centre))))
    median = float(between[np.searchsorted(np.cumsum(weight), 0.5)])
    return Shrunk(mean, np.sqrt(spread), centre, centre_sd, median, moment(y[known], s[known]))


def _spreads(y: Array, s: Array) -> tuple[Array, Array, Array]:
    """Spreads between the estimates, their posterior weights, and the precisions 1 / (sd² + spread²) under each."""
    scale = np.sqrt(np.square(s).mean() + y.var())
    u = (np.arange(POINTS) + 0.5) / POINTS
    between = scale * u / (1 - u)  # from nought to beyond any size
    total = 1 / (np.square(s) + np.square(between)[:, None])
    middle = (total @ y) / total.sum(axis=1)
    fit = 0.5 * np.log(total).sum(axis=1) - 0.5 * np.log(total.sum(axis=1))
    fit -= 0.5 * (total * np.square(y - middle[:, None])).sum(axis=1) + 2 * np.log1p(-u)
    if len(y) < ENOUGH:
        fit -= np.log1p(np.square(between / np.sqrt(np.square(s).mean())))
    weight = np.exp(fit - fit.max())
    return between, weight / weight.sum(), total


def moment(estimates: Array, sd: Array) -> float:
    """Return the spread between estimates (J,) by moments, 0 or more.

    DerSimonian & Laird (1986), Meta-analysis in clinical trials, Controlled Clinical Trials 7, eq. for Δ²_w.
    """
    w = 1 / np.square(sd)
    middle = (w @ estimates) / w.sum()
    q = float(w @ np.square(estimates - middle))
    room = w.sum() - np.square(w).sum() / w.sum()
    return float(np.sqrt(max(0.0, (q - (len(w) - 1)) / room))) if room > 0 else 0.0


def join(prior: tuple[ArrayLike, ArrayLike], evidence: tuple[ArrayLike, ArrayLike], provenance: str) -> Joined:
    """Join two independent statements (mean, sd) of the same effects, each weighing as much as it is sure.

    Gelman et al. (2013), BDA3, eqs. 2.11-2.12. Means and sds in shapes that broadcast; sd infinite where nothing is
    known. `provenance` is what the result is called where there is evidence; "prior" elsewhere. InputError: a sd that
    is not above 0.
    """
    (m0, s0), (m1, s1) = (tuple(np.asarray(part, dtype=np.float64) for part in pair) for pair in (prior, evidence))
    if np.any(~(s0 > 0)) or np.any(~(s1 > 0)):
        raise InputError(
            "a standard deviation is not above 0", "nothing is known without doubt; leave out what is empty"
        )
    p0, p1 = 1 / np.square(s0), 1 / np.square(s1)
    total = p0 + p1
    said = p0 * np.where(p0 > 0, m0, 0.0) + p1 * np.where(p1 > 0, m1, 0.0)
    mean = np.divide(said, total, out=np.zeros_like(said), where=total > 0)
    sd = np.sqrt(np.divide(1.0, total, out=np.full_like(said, np.inf), where=total > 0))
    names = np.where(np.broadcast_to(p1, mean.shape) > 0, provenance, "prior")
    return Joined(np.asarray(mean), np.asarray(sd), np.asarray(names, dtype=np.str_))
