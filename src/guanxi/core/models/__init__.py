"""Models of customers as maths on arrays, in scikit-learn's shape, usable alone.

`BetaGeoNBD`, `ModifiedBetaGeoNBD` and `ParetoNBD` say how often customers will buy and whether they are still there
(every `PurchaseModel` does), `GammaGamma` how much they spend at a purchase, `customer_lifetime_value` what that is
worth today, `ShiftedBetaGeometric` whether terms on contract are renewed, `ItemModel` what they would buy next.
`__init__` stores settings, `fit` learns attributes that end in `_` and returns the model, everything takes cells with
weights. Times and money are in whatever unit the caller uses.
"""

from guanxi.core.models.beta_geo import BetaGeoNBD
from guanxi.core.models.clv import customer_lifetime_value, discounted_purchases, expected_contribution
from guanxi.core.models.gamma_gamma import GammaGamma
from guanxi.core.models.item_model import ItemModel
from guanxi.core.models.modified_beta_geo import ModifiedBetaGeoNBD
from guanxi.core.models.pareto_nbd import ParetoNBD
from guanxi.core.models.purchase import PurchaseModel
from guanxi.core.models.retention import ShiftedBetaGeometric

__all__ = [
    "BetaGeoNBD",
    "GammaGamma",
    "ItemModel",
    "ModifiedBetaGeoNBD",
    "ParetoNBD",
    "PurchaseModel",
    "ShiftedBetaGeometric",
    "customer_lifetime_value",
    "discounted_purchases",
    "expected_contribution",
]
