"""What the manifest says of the models behind the values: parameters, fit, choice, and what data could not carry."""

from guanxi.core.models.forecast import ValueForecast
from guanxi.core.models.gamma_gamma import GammaGamma
from guanxi.core.models.purchase import PurchaseModel

Facts = dict[str, object]
TIMES = {"bg_nbd": ("alpha",), "mbg_nbd": ("alpha",), "pareto_nbd": ("alpha", "beta")}
"""Parameters that are times, in days, of each model."""


def told(forecast: ValueForecast) -> Facts:
    """Facts of a fitted forecast.

    `purchases` are BG/NBD's parameters whichever model was chosen, so that runs compare; `models` those of every
    model fitted; `spend` those of the money at a purchase; `forecast` the choice and why.
    """
    models = {name: _parameters(name, model) for name, model in forecast.models.items()}
    purchases: Facts = {"model": "BG/NBD", **models["bg_nbd"]} if "bg_nbd" in models else _without(forecast.facts)
    return {"purchases": purchases, "models": models, "spend": _spend(forecast), "forecast": forecast.facts}


def _parameters(name: str, model: PurchaseModel) -> Facts:
    """Parameters of a purchase model, times in days, and its fit."""
    times = TIMES[name]
    found: Facts = {(f"{key}_days" if key in times else key): value for key, value in model.parameters_.items()}
    return found | {"log_likelihood": model.log_likelihood_, "buyers": int(model.customers_)}


def _without(facts: Facts) -> Facts:
    """What stands for a purchase model, and why."""
    return {"model": "empirical repeat rate by recency", "because": str(facts.get("because", ""))}


def _spend(forecast: ValueForecast) -> Facts:
    """Parameters of the money at a purchase, or what stands for them, and why."""
    model = forecast.spend
    if isinstance(model, GammaGamma):
        found: Facts = {"model": "Gamma-Gamma", "p": model.p_, "q": model.q_, "v": model.v_}
        return found | {"log_likelihood": model.log_likelihood_, "buyers": int(model.customers_)}
    because = str(forecast.facts.get("spend_because", ""))
    return {"model": "shrunken mean", "because": because, "mean": model.mean_}
