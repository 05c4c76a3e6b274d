"""Models of customers as maths on arrays, in scikit-learn's shape, usable alone.

`BetaGeoNBD` says how often customers will buy and whether they are still there, `GammaGamma` how much they spend at a
purchase, `ItemModel` what they would buy next. `__init__` stores settings, `fit` learns attributes that end in `_`
and returns the model, everything takes cells with weights. Times and money are in whatever unit the caller uses.
"""

from guanxi.core.models.beta_geo import BetaGeoNBD
from guanxi.core.models.gamma_gamma import GammaGamma
from guanxi.core.models.item_model import ItemModel

__all__ = ["BetaGeoNBD", "GammaGamma", "ItemModel"]
