"""What every option is worth: what it is expected to change, less its cost."""

import numpy as np

from guanxi.core.flow.allocate.asked import Asked
from guanxi.core.flow.allocate.options import EXACT, Options
from guanxi.core.models.allocation import NEVER
from guanxi.core.models.effects import PersonalEffects
from guanxi.core.models.fitting import Array


def worth(options: Options, told: PersonalEffects, asked: Asked) -> Array:
    """Effect less cost of every option, shape (customers, actions); NEVER where it may not be done.

    Effects are taken down by `risk` standard deviations, or drawn at random where the plan is to explore.
    """
    away = np.full(told.effects.sd.shape, -asked.options.risk)
    if asked.seed is not None:
        away += np.random.default_rng(asked.seed).standard_normal(away.shape)
    return np.where(options.eligible, np.round(told.table(away), EXACT) - options.cost, NEVER)
