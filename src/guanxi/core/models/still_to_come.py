"""Purchases still to come from a customer who is alive: the hypergeometric part of BG/NBD's eq. 10, kept exact."""

import numpy as np
from scipy.special import expit, hyp2f1

from guanxi.core.models.fitting import Array

POLE = 1e-5  # the formula is 0/0 at a = 1; this near, the mean of both sides stands for it (error below 1e-9)
DIGITS = 1e-7  # relative loss by cancellation beyond which the formula gives way to the integral
EVEN = 20.0  # from this a on the chance of leaving is so even that the integral is exact, while the series is slow
NODES = 61  # of the integral
REACH, TAIL = 9.0, 37.0  # how far it goes: standard deviations, and powers of e in a slow tail


def purchases_if_alive(ahead: Array, x: Array, r: float, a: float, b: float) -> Array:
    """Return the purchases expected over `ahead` = horizon / (α + T) given life at T, shape of `ahead`.

    Eq. 10 of Fader, Hardie & Lee (2005) after Euler's transformation of ₂F₁, which takes x out of its upper
    parameters: (a+b+x-1)/(a-1) · [1 - (1-z)^(a-1) ₂F₁(a-1, a+b-r-1; a+b+x-1; z)], z = ahead / (1 + ahead).
    Where digits are lost or the series is slow, the integral over the chance p of leaving takes its place.
    """
    if a > EVEN:
        return _integral(ahead, x, r, a, b)
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
    """Return the mean of `_given_chance` over p ~ Beta(a, b+x).

    By the trapezoid rule over the logit of p, stretched by sinh so that both tails fade fast.
    """
    level, which = np.unique(x, return_inverse=True)
    rest = (b + level)[:, None]
    reach = np.arcsinh(max(REACH, TAIL / np.sqrt(min(a, b))))
    step = np.linspace(-reach, reach, NODES)
    logit = np.log(a / rest) + np.sqrt(1 / a + 1 / rest) * np.sinh(step)
    log_share = -a * np.logaddexp(0, -logit) - rest * np.logaddexp(0, logit) + np.log(np.cosh(step))
    share = np.exp(log_share - log_share.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    chance = expit(logit)
    total = np.zeros_like(ahead)
    for node in range(NODES):
        total += share[which, node] * _given_chance(ahead, x, r, chance[which, node])
    return total
