"""How people look, as features of effects: on one scale, and nobody further out than a little."""

import numpy as np

from guanxi.core.models.fitting import Array

FAR = 2.0  # standard deviations, beyond which looking different says no more


def even(money: Array) -> Array:
    """Return money by its logarithm, losses as far below nought as gains above; any shape."""
    return np.asarray(np.sign(money) * np.log1p(np.abs(money)))


def standardised(now: Array, first: Array) -> Array:
    """Return looks (n, p) in standard deviations of the `first` people's (m, p), none further than `FAR`."""
    scale = first.std(axis=0)
    return np.asarray(np.clip((now - first.mean(axis=0)) / np.where(scale > 0, scale, 1.0), -FAR, FAR))
