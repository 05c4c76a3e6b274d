"""The race between the next purchase and the end of a customer's life, to the last digit.

Somebody alive buys at rate λ ~ Gamma(k, α+t) and dies at rate μ ~ Gamma(s, β+t), and the first of the two to happen
is a death with chance f = E[μ/(λ+μ)], a purchase with chance g = 1 - f. With U ~ Beta(s, k) and ℓ = ln (β+t)/(α+t),
f = E[U / (U + (1-U)·exp ℓ)]: the ₂F₁ of Fader & Hardie (2005), eq. 19-20, without differences of large numbers.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import expit

from guanxi.core.models.fitting import Array

STEP = 0.2  # of the trapezoid rule, in standard deviations or units of the logit of U: errors near 1e-14
MARGIN = 3.5  # of the evenly spaced part, beyond where the integrand turns
FADED = 40.0  # powers of e after which a tail is left out
BLOCK = 32  # levels at a time, so that the work stays in the processor's cache


class Race(NamedTuple):
    """Of ln f or ln g, shape (10, levels, odds): the value; slopes in k, s, ℓ; bends in kk, ks, kℓ, ss, sℓ, ℓℓ."""

    dies: Array
    buys: Array


def race(k: Array, s: float, odds: Array, *, bends: bool = True) -> Race:
    """Return ln f and ln g at every level `k` > 0 and every `odds` = ℓ; their values alone unless `bends`."""
    blocks = [_race(k[start : start + BLOCK], s, odds, bends) for start in range(0, len(k), BLOCK)]
    return Race(*(np.concatenate(side, axis=1) for side in zip(*blocks, strict=True)))


def _race(k: Array, s: float, odds: Array, bends: bool) -> Race:
    logit, weight = _nodes(k, s, float(odds.min()), float(odds.max()))
    dies, buys = expit(logit[..., None] - odds), expit(odds - logit[..., None])
    if not bends:
        return Race(*(np.log(np.einsum("ln,lnp->lp", weight, chance))[None] for chance in (dies, buys)))
    parts = np.stack([-np.logaddexp(0, logit), -np.logaddexp(0, -logit)])  # ln (1-U), ln U: what k and s multiply
    parts -= np.einsum("iln,ln->il", parts, weight)[..., None]  # about their means: no large numbers to cancel
    return Race(_moments(parts, weight, dies, -buys), _moments(parts, weight, buys, dies))


def _moments(parts: Array, weight: Array, chance: Array, push: Array) -> Array:
    """Return the log of the mean chance with its derivatives, which are moments under weight · chance.

    `push` is the slope of the log-chance in ℓ; its own slope is -|push|·(1 - |push|).
    """
    tilted = weight[..., None] * chance
    mass = tilted.sum(axis=1)
    tilted /= mass[:, None]
    pushed = tilted * push
    pairs = np.stack([parts[0] * parts[0], parts[0] * parts[1], parts[1] * parts[1]])
    own, both = (np.einsum("iln,lnp->ilp", part, tilted) for part in (parts, pairs))
    spread = np.einsum("iln,ln->il", pairs, weight)[..., None]
    of_l, square = pushed.sum(axis=1), np.einsum("lnp,lnp->lp", pushed, push)
    cross = np.einsum("iln,lnp->ilp", parts, pushed) - own * of_l
    bend = both - spread - [own[0] * own[0], own[0] * own[1], own[1] * own[1]]
    turn = 2 * square - np.abs(of_l) - of_l**2
    return np.stack([np.log(mass), *own, of_l, bend[0], bend[1], cross[0], bend[2], cross[1], turn])


def _nodes(k: Array, s: float, least: float, most: float) -> tuple[Array, Array]:
    """Return nodes over the logit of U ~ Beta(s, k), shape (levels, nodes), and their weights, which add up to one.

    Evenly spaced where the density or the chances turn, then stretched exponentially, since tails fade as slowly as
    exp(-s·distance) and exp(-k·distance) (a double exponential rule).
    """
    centre = np.log((s + 1) / (k + 1))
    unit = np.minimum(1.0, np.sqrt(1 / s + 1 / k))
    left = np.clip(centre - least, 0, FADED / s) / unit + MARGIN
    right = np.clip(most - centre, 0, FADED / k) / unit + MARGIN
    low, high = left + np.log1p(FADED / (s * unit)), right + np.log1p(FADED / (k * unit))
    steps = int(np.ceil((low + high).max() / STEP))
    walk = np.linspace(-low, high, steps + 1, axis=-1)
    out, back = np.exp(walk - right[:, None]), np.exp(-walk - left[:, None])
    logit = centre[:, None] + unit[:, None] * (walk + out - back)
    log_weight = -s * np.logaddexp(0, -logit) - k[:, None] * np.logaddexp(0, logit) + np.log1p(out + back)
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    return logit, weight / weight.sum(axis=1, keepdims=True)
