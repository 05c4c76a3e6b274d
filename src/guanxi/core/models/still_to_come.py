"""Purchases still to come from a customer who is alive: the hypergeometric part of BG/NBD's eq. 10, kept exact."""

import numpy as np
from scipy.special import betaincinv, hyp2f1

from guanxi.core.models.fitting import Array

POLE = 1e-5  # the formula is 0/0 at a = 1; this near, the mean of both sides stands for it (error below 1e-9)
DIGITS = 1e-7  # relative loss by cancellation beyond which the formula gives way to the integral
NODES = 32


def purchases_if_alive(ahead: Array, x: Array, r: float, a: float, b: float) -> Array:
    """Return the purchases expected over `ahead` = horizon / (α + T) given life at T, shape of `ahead`.

    Eq. 10 of Fader, Hardie & Lee (2005) after Euler's transformation of ₂F₁, which takes x out of its upper
    parameters: (a+b+x-1)/(a-1) · [1 - (1-z)^(a-1) ₂F₁(a-1, a+b-r-1; a+b+x-1; z)], z = ahead / (1 + ahead).
    Where digits are lost, the integral over the chance p of leaving takes its place.
    """
    if abs(a - 1) < POLE:
        return (_formula(ahead, x, r, 1 - POLE, b) + _formula(ahead, x, r, 1 + POLE, b)) / 2
    return _formula(ahead, x, r, a, b)


def _formula(ahead: Array, x: Array, r: float, a: float, b: float) -> Array:
    factor = (a + b + x - 1) / (a - 1)
    with np.errstate(all="ignore"):
        tail = np.exp((1 - a) * np.log1p(ahead))
        rest = tail * hyp2f1(a - 1, a + b - r - 1, a + b + x - 1, ahead / (1 + ahead))
        value = np.where(ahead > 0, factor * (1 - rest), 0.0)
        loss = np.abs(factor) * (1 + np.abs(rest)) * np.finfo(float).eps
        lost = ~(loss < DIGITS * value) & (ahead > 0)
    if lost.any():
        value[lost] = _integral(ahead[lost], x[lost], r, a, b)
    return np.clip(value, _given_chance(ahead, x, r, a / (a + b + x)), (r + x) * ahead)


def _given_chance(ahead: Array, x: Array, r: float, p: Array) -> Array:
    """Return the purchases expected when the chance of leaving is p: (1 - (1 + p·ahead)^-(r+x)) / p.

    Convex and falling in p: its value at the mean of p is a lower bound of its mean, its value at p = 0 an upper one.
    """
    p = np.maximum(p, 1e-300)
    return np.asarray(-np.expm1(-(r + x) * np.log1p(p * ahead)) / p)


def _integral(ahead: Array, x: Array, r: float, a: float, b: float) -> Array:
    """Return the mean of `_given_chance` over p ~ Beta(a, b+x), by Gauss-Legendre on the quantiles of p."""
    at, share = np.polynomial.legendre.leggauss(NODES)
    level, which = np.unique(x, return_inverse=True)
    chances = np.nan_to_num(betaincinv(a, b + level[:, None], (at + 1) / 2), nan=0.0)
    total = np.zeros_like(ahead)
    for node in range(NODES):
        total += share[node] / 2 * _given_chance(ahead, x, r, chances[which, node])
    return total
