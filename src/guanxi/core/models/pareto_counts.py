"""Chances of a number of purchases in Pareto/NBD, by integration over a moment: of a death, or of the n-th purchase.

Somebody alive now buys at a rate ~ Gamma(k, a) and dies at a rate ~ Gamma(s, b). Fader & Hardie (2005), eq. 16 and 17,
before their integrals are written as ₂F₁: every term is positive, so that no digit is lost for any n, k or horizon.
"""

from functools import partial
from itertools import pairwise

import numpy as np
from scipy.special import betaln, expit, gammaln

from guanxi.core.models.cells import by_slices
from guanxi.core.models.fitting import Array

NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
PIECES = (3.0, 0.0), (6.0, 8.0), (9.0, 40.0)  # ends on either side of the peak: its widths, and powers of e of the tail
HALVINGS = 10  # to find the peak: near is enough


def exactly(n: Array, horizon: Array, k: Array, a: Array, s: float, b: Array) -> Array:
    """Return the chance of n purchases within `horizon`, columns of one shape: alive to its end, or dead before."""
    return by_slices(partial(_exactly, s), n, horizon, k, a, b)


def at_least(n: Array, horizon: Array, k: Array, a: Array, s: float, b: Array) -> Array:
    """Return the chance of n ≥ 1 or more purchases within `horizon`: the n-th comes while the customer lives."""
    return by_slices(partial(_at_least, s), n, horizon, k, a, b)


def _exactly(s: float, n: Array, horizon: Array, k: Array, a: Array, b: Array) -> Array:
    end = _log_of(horizon / a)
    many = gammaln(k + n) - gammaln(k) - gammaln(n + 1)
    lived = many - n * np.logaddexp(0, -end) - k * np.logaddexp(0, end) - s * np.log1p(horizon / b)
    log_scale = many + np.log(s * a / b)
    died = _integral(log_scale, n + 1, n + k, s + 1, np.log(a / b), end)
    return np.where(horizon > 0, np.minimum(np.exp(lived) + died, 1.0), n == 0)


def _at_least(s: float, n: Array, horizon: Array, k: Array, a: Array, b: Array) -> Array:
    reached = _integral(-betaln(n, k), n, n + k, s, np.log(a / b), _log_of(horizon / a))
    return np.where(horizon > 0, np.minimum(reached, 1.0), 0.0)


def _integral(log_scale: Array, up: Array, down: Array, power: float, shift: Array, end: Array) -> Array:
    """Return e^log_scale ∫ e^(up·y) (1 + e^y)^-down (1 + e^(y+shift))^-power dy up to `end`, in pieces."""
    peak = np.minimum(_peak(up, down, power, shift), end)
    buys, dies = expit(peak), expit(peak + shift)
    slope = np.abs(up - down * buys - power * dies)
    curve = np.sqrt(down * buys * (1 - buys) + power * dies * (1 - dies))
    width = 1 / np.maximum(np.maximum(curve, slope / 3), 1.0)
    before = [peak - (spread * width + fade / up) for spread, fade in reversed(PIECES)]
    after = [np.minimum(peak + spread * width + fade / (down + power - up), end) for spread, fade in PIECES]
    value = np.zeros_like(peak)
    for start, stop in pairwise([*before, peak, *after]):
        half = (stop - start) / 2
        for node, weight in zip(NODES, WEIGHTS, strict=True):
            y = start + half * (1 + node)
            log_height = up * y - down * np.logaddexp(0, y) - power * np.logaddexp(0, y + shift)
            value += weight * half * np.exp(log_scale + log_height)
    return value


def _peak(up: Array, down: Array, power: float, shift: Array) -> Array:
    """Return about where down·expit(y) + power·expit(y + shift) = up."""
    even = np.log(up / (down + power - up))
    low, high = even - np.maximum(shift, 0), even - np.minimum(shift, 0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        beyond = down * expit(middle) + power * expit(middle + shift) > up
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    return np.asarray((low + high) / 2)


def _log_of(ahead: Array) -> Array:
    return np.log(np.clip(ahead, 1e-300, 1e300))
