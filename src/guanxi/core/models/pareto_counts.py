"""Chances of a number of purchases in Pareto/NBD, by integration over the moment of death."""

from functools import partial

import numpy as np
from scipy.special import gammaln

from guanxi.core.models.cells import by_slices
from guanxi.core.models.fitting import Array

NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)
SPREADS = np.array([0.0, 3.0, 9.0])  # where the pieces of integration end, in widths of the peak
FADED = 40.0  # powers of e after which a tail is left out


def count_chance(n: Array, horizon: Array, k: Array, a: Array, s: float, b: Array) -> Array:
    """Return the chance of n purchases within `horizon` of somebody alive now, columns of one shape.

    Rates ~ Gamma(k, a) and deaths ~ Gamma(s, b): Fader & Hardie (2005), eq. 16, before integration over the death.
    """
    return by_slices(partial(_count_chance, s), n, horizon, k, a, b)


def _count_chance(s: float, n: Array, horizon: Array, k: Array, a: Array, b: Array) -> Array:
    """Add up: alive to the end with n purchases, and dead after n purchases at a moment y, over y = a·exp(step)."""
    ahead = np.maximum(horizon, np.finfo(float).tiny)
    many = gammaln(k + n) - gammaln(k) - gammaln(n + 1)
    to_the_end = _counted(n, np.log(ahead / a), k) - s * np.log1p(ahead / b)
    peak = np.minimum(np.log(ahead / a), np.log((n + 1) / (k + np.where(a > b, s, 0.0))))
    width = np.sqrt(1 / (n + 1) + 1 / (k + s)).clip(max=1.0)
    left = -SPREADS * width[..., None]
    left[..., -1] -= FADED / (n + 1)
    right = np.minimum(
        SPREADS * width[..., None] + [0, 0, 1] * (FADED / (k + s))[..., None],
        np.log(ahead / a)[..., None] - peak[..., None],
    )
    edges = peak[..., None] + np.concatenate([left[..., ::-1], right[..., 1:]], axis=-1)
    value = np.exp(many + to_the_end)
    for start, end in zip(np.moveaxis(edges, -1, 0)[:-1], np.moveaxis(edges, -1, 0)[1:], strict=True):
        for node, weight in zip(NODES, WEIGHTS, strict=True):
            step = (start + end) / 2 + (end - start) / 2 * node
            share = np.exp(step) * a / b
            log_death = np.log(s) + np.log(share) - (s + 1) * np.log1p(share)
            value += weight * (end - start) / 2 * np.exp(many + _counted(n, step, k) + log_death)
    return np.clip(np.where(horizon > 0, value, n == 0), 0.0, 1.0)


def _counted(n: Array, step: Array, k: Array) -> Array:
    """Return ln [z^n (1-z)^k] with z = y / (a+y) and step = ln y/a."""
    return -n * np.logaddexp(0, -step) - k * np.logaddexp(0, step)
