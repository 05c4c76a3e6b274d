"""What actions such as coupons give away to whoever buys while they are good."""

import numpy as np

from guanxi.core.kernel.catalogue import ActionOptions
from guanxi.core.models.fitting import Array

YEAR = 365.0  # days
USED = 30  # days within which a coupon is used that does not say how long it lasts


def given_away(action: ActionOptions, expected: Array) -> Array:
    """Money that an action is expected to give away to people of whom so many purchases a year are `expected`, (n,).

    What it gives to whoever buys (`when_used`) times the chance of a purchase while it lasts, at a steady pace
    (Poisson).
    """
    return np.asarray(action.when_used * -np.expm1(-expected * (action.lasts or USED) / YEAR))
