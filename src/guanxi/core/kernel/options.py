"""What an enterprise may set about the thinking, with the defaults and the bounds of each value."""

import math
import re
from dataclasses import dataclass, field
from hashlib import sha256

from guanxi.core.kernel.formula import compile_term

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def require(holds: bool, name: str, value: object, allowed: str) -> None:
    """Refuse a value outside its bounds with the name, the value and what is allowed."""
    if not holds:
        raise ValueError(f"{name} = {value!r} is not allowed; use {allowed}")


@dataclass(frozen=True, slots=True)
class IdentityOptions:
    """How records of one person are recognised.

    `shared_after`: an identifier on more than this many records belongs to nobody in particular. `secret`: goes into
    every customer's id, so that nobody computes the id from a telephone or e-mail and finds whose it is; another one
    makes all ids anew.
    """

    shared_after: int = 8
    secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        require(self.shared_after >= 1, "shared_after", self.shared_after, "a whole number of at least 1")

    @property
    def fingerprint(self) -> str:
        """By what a secret is known again without being told; empty for none."""
        return sha256(f"guanxi{self.secret}".encode()).hexdigest()[:12] if self.secret else ""


@dataclass(frozen=True, slots=True)
class ValueOptions:
    """Money: margin rates in [0, 1] of goods and of membership fees, yearly discount rate, horizon of `clv` in months.

    `fee_margin`: what remains of a fee; all of it by default, for what members get (goods at a discount or
    for nothing) shows in their order lines already. Set it lower where benefits cost money that no order line holds.
    """

    margin: float = 0.4
    category_margin: dict[str, float] = field(default_factory=dict)
    fee_margin: float = 1.0
    discount_rate: float = 0.10
    clv_months: int = 36

    def __post_init__(self) -> None:
        require(0 <= self.margin <= 1, "margin", self.margin, "a rate between 0 and 1")
        require(0 <= self.fee_margin <= 1, "fee_margin", self.fee_margin, "a rate between 0 and 1")
        for name, rate in self.category_margin.items():
            require(0 <= rate <= 1, f"category_margin.{name}", rate, "a rate between 0 and 1")
        require(
            0 <= self.discount_rate < 1,
            "discount_rate",
            self.discount_rate,
            "a yearly rate from 0 to below 1",
        )
        require(1 <= self.clv_months <= 120, "clv_months", self.clv_months, "1 to 120 months")


@dataclass(frozen=True, slots=True)
class LookOptions:
    """The four looks: horizons in days, the wallet's quantile, the least group that may speak for a person.

    Weights of engagement are those set, or learned from the brand's past (`engagement_learned`). Not counted: persons
    with a staff tag, and machines: more than so many interactions in a day or within a minute on more than
    `machine_days` days. Stages: dormant from this chance of no purchase within the horizon, lost from that chance of
    none within a year; left again at a share of `stage_hysteresis` less. `life_events`: months of a child's age;
    `life_event_categories`: the categories that matter then.
    """

    horizon_days: int = 90
    wallet_quantile: float = 0.9
    wallet_min_peers: int = 50
    wallet_min_orders: int = 2
    wallet_min_days: int = 90
    engagement_half_life_days: float = 60.0
    engagement_weights: dict[str, float] = field(
        default_factory=lambda: {
            "visit": 1.0, "view": 1.0, "check_in": 2.0, "share": 5.0,
            "review": 5.0, "reply": 4.0, "attend": 8.0, "ask": 4.0,
        }
    )  # fmt: skip
    engagement_learned: bool = False
    engagement_trend_days: int = 60
    machine_interactions_a_day: int = 200
    machine_interactions_a_minute: int = 20
    machine_days: int = 2
    staff_tags: list[str] = field(default_factory=lambda: ["员工", "内部员工", "staff", "employee"])
    dormant_chance: float = 0.5
    lost_chance: float = 0.85
    stage_hysteresis: float = 0.1
    life_events: dict[str, int] = field(
        default_factory=lambda: {"birth": 0, "weaning": 6, "first_birthday": 12, "kindergarten": 36}
    )
    life_event_categories: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require(1 <= self.horizon_days <= 730, "horizon_days", self.horizon_days, "1 to 730 days")
        require(0.5 <= self.wallet_quantile < 1, "wallet_quantile", self.wallet_quantile, "0.5 to below 1")
        require(self.wallet_min_peers >= 10, "wallet_min_peers", self.wallet_min_peers, "at least 10")
        require(self.wallet_min_orders >= 1, "wallet_min_orders", self.wallet_min_orders, "at least 1 purchase")
        require(self.wallet_min_days >= 0, "wallet_min_days", self.wallet_min_days, "days, at least 0")
        half_life = self.engagement_half_life_days
        require(0 < half_life < 36_500, "engagement_half_life_days", half_life, "days above 0, at most 100 years")
        for kind, weight in self.engagement_weights.items():
            require(0 <= weight <= 1e6, f"engagement_weights.{kind}", weight, "a weight from 0 to 1,000,000")
        require(1 <= self.engagement_trend_days <= 730, "engagement_trend_days", self.engagement_trend_days, "1 to 730")
        for name in ("machine_interactions_a_day", "machine_interactions_a_minute"):
            require(getattr(self, name) >= 1, name, getattr(self, name), "a whole number of at least 1")
        require(self.machine_days >= 0, "machine_days", self.machine_days, "a whole number of at least 0")
        for name in ("dormant_chance", "lost_chance"):
            require(0 < getattr(self, name) < 1, name, getattr(self, name), "a chance between 0 and 1")
        require(0 <= self.stage_hysteresis <= 0.5, "stage_hysteresis", self.stage_hysteresis, "0 to 0.5")
        for event, months in self.life_events.items():
            require(-9 <= months <= 240, f"life_events.{event}", months, "whole months of age, -9 to 240")
        for event in self.life_event_categories:
            known = ", ".join(self.life_events)
            require(event in self.life_events, "life_event_categories", event, f"events of life_events: {known}")


@dataclass(frozen=True, slots=True)
class TermOptions:
    """One term of a formula: the look it speaks for, its weight, and its value, an expression between 0 and 1."""

    look: str
    weight: float
    value: str

    def __post_init__(self) -> None:
        require(self.look in LOOKS, "look", self.look, f"one of {', '.join(LOOKS)}")
        require(0 <= self.weight <= 1, "weight", self.weight, "a weight between 0 and 1")
        try:
            compile_term(self.value)
        except ValueError as error:
            raise ValueError(f"value = {self.value!r} is not allowed: {error}") from error


@dataclass(frozen=True, slots=True)
class FormulaOptions:
    """The value-uplift potential score: weights of the four looks, or terms of one's own; weights add up to 1.

    Four weights (those left out are 0.35, 0.25, 0.20, 0.20) and `terms` exclude each other; without either the
    formula is `DEFAULT_TERMS` and its version default-2.
    """

    version: str = ""
    wallet: float | None = None
    cross_buy: float | None = None
    engagement: float | None = None
    stage: float | None = None
    terms: dict[str, TermOptions] = field(default_factory=dict)

    def __post_init__(self) -> None:
        weights = self._weights()
        for name, weight in weights.items():
            require(0 <= weight <= 1, name, weight, "a weight between 0 and 1")
        if weights and self.terms:
            raise ValueError(f"weights of looks ({', '.join(weights)}) and terms exclude each other; use one of them")
        for name in self.terms:
            require(bool(_NAME.fullmatch(name)), "name of a term", name, "up to 40 letters a-z, digits and _")
        total = math.fsum(term.weight for term in self.chosen.values())
        require(abs(total - 1) < 1e-9, "sum of the weights", round(total, 6), "weights that add up to 1")

    def _weights(self) -> dict[str, float]:
        """The weights of looks that were given."""
        given = {look: getattr(self, look) for look in LOOKS}
        return {look: weight for look, weight in given.items() if weight is not None}

    @property
    def chosen(self) -> dict[str, TermOptions]:
        """The terms by name, in whatever form the formula was given."""
        weights = self._weights()
        if self.terms or not weights:
            return self.terms or DEFAULT_TERMS
        usual = {look: weights.get(look, weight) for look, weight in LOOK_WEIGHTS.items()}
        return {look: TermOptions(look, weight, LOOK_VALUES[look]) for look, weight in usual.items()}

    @property
    def name(self) -> str:
        """The version stored with every score."""
        return self.version or ("own" if self.terms else "default-1" if self._weights() else "default-2")


LOOK_WEIGHTS = {"wallet": 0.35, "cross_buy": 0.25, "engagement": 0.20, "stage": 0.20}
LOOKS = tuple(LOOK_WEIGHTS)
LOOK_VALUES = {"wallet": "rank(headroom)", "cross_buy": "rank(cross_buy)", "engagement": "engagement", "stage": "stage"}
DEFAULT_TERMS = {
    "headroom": TermOptions("wallet", 0.10, "rank(headroom)"),
    "own_room": TermOptions("wallet", 0.30, "rank(expected - recent / 4)"),
    "cross_buy": TermOptions("cross_buy", 0.10, "rank(cross_buy)"),
    "engagement": TermOptions("engagement", 0.10, "engagement"),
    "stage": TermOptions("stage", 0.10, "stage"),
    "return": TermOptions("stage", 0.30, "rank(rise(usual, recent, swing))"),
}
"""The formula where none is set: the four looks, the room against one's own expectation, and the time to return."""


@dataclass(frozen=True, slots=True)
class QuadrantOptions:
    """Cuts between high and low, as quantiles among buyers.

    `hysteresis`: how far past a cut, in standing (0 to 1), somebody must move to change quadrant.
    """

    potential_quantile: float = 0.5
    vitality_quantile: float = 0.5
    hysteresis: float = 0.02

    def __post_init__(self) -> None:
        for name in ("potential_quantile", "vitality_quantile"):
            value = getattr(self, name)
            require(0 < value < 1, name, value, "a quantile between 0 and 1")
        require(0 <= self.hysteresis <= 0.25, "hysteresis", self.hysteresis, "0 to 0.25")


@dataclass(frozen=True, slots=True)
class AppraisalOptions:
    """Everything an appraisal depends on besides the data and the date; `currency` (ISO 4217) is named in reasons."""

    identity: IdentityOptions = field(default_factory=IdentityOptions)
    value: ValueOptions = field(default_factory=ValueOptions)
    looks: LookOptions = field(default_factory=LookOptions)
    formula: FormulaOptions = field(default_factory=FormulaOptions)
    quadrants: QuadrantOptions = field(default_factory=QuadrantOptions)
    currency: str = "CNY"
