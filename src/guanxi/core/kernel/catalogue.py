"""What an enterprise may do for a customer: actions with their cost, minutes, rules, and effects thought likely."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from guanxi.core.kernel.condition import compile_condition
from guanxi.core.kernel.options import require

DEPTHS = ("surprise", "companionship", "circle")
PURPOSES = ("care", "service", "sell")
QUADRANTS = ("growth_stock", "cash_cow", "sleeping_gold", "low_yield")
SCALES = ("value", "money")
LATEST = 300  # days: what begins later in a year would be stated by the few days left of it
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class ActionOptions:
    """One action: names, depth, channel, purpose; what it costs; who may get it; what it is thought to bring.

    `money` is spent in any case, `when_used` only by those who buy (a coupon); `minutes` by team. `eligible`:
    a condition over looks, value and life; empty: everybody. `cooling_off`: days before somebody may get it again,
    `cap_month`: how many of it a person may get in 30 days. `effect`: by quadrant, mean and standard deviation of the
    contribution it adds within a year, in multiples of a buyer's mean yearly value (`effect_in` value) or in
    money; within a quadrant people count by their score. `delay`: days until it begins to pay, `lasts`: days for which
    it pays from then on (0: as long as anybody looks); `off`: not used.
    """

    name_zh: str
    name_en: str
    depth: str
    channel: str
    purpose: str
    money: float = 0.0
    when_used: float = 0.0
    minutes: dict[str, float] = field(default_factory=dict)
    eligible: str = ""
    cooling_off: int = 30
    cap_month: int = 1
    effect: dict[str, list[float]] = field(default_factory=dict)
    effect_in: str = "value"
    delay: int = 0
    lasts: int = 0
    off: bool = False

    def __post_init__(self) -> None:
        require(bool(self.name_zh.strip()), "name_zh", self.name_zh, "a Chinese name")
        require(bool(self.name_en.strip()), "name_en", self.name_en, "an English name")
        for name, allowed in (("depth", DEPTHS), ("purpose", PURPOSES), ("effect_in", SCALES)):
            require(getattr(self, name) in allowed, name, getattr(self, name), f"one of {', '.join(allowed)}")
        require(bool(_NAME.fullmatch(self.channel)), "channel", self.channel, "up to 40 letters a-z, digits and _")
        for name in ("money", "when_used"):
            require(0 <= getattr(self, name) < 1e9, name, getattr(self, name), "an amount from 0")
        for team, minutes in self.minutes.items():
            require(bool(_NAME.fullmatch(team)), "minutes", team, "a team's name: up to 40 letters a-z, digits and _")
            require(0 < minutes <= 10_000, f"minutes.{team}", minutes, "minutes above 0, at most 10,000")
        require(0 <= self.cooling_off <= 3650, "cooling_off", self.cooling_off, "0 to 3,650 days")
        require(1 <= self.cap_month <= 100, "cap_month", self.cap_month, "1 to 100")
        require(0 <= self.delay <= LATEST, "delay", self.delay, f"0 to {LATEST} days")
        require(0 <= self.lasts <= 3650, "lasts", self.lasts, "0 to 3,650 days")
        for quadrant, pair in self.effect.items():
            self._check_effect(quadrant, pair)
        try:
            compile_condition(self.eligible)
        except ValueError as error:
            raise ValueError(f"eligible = {self.eligible!r} is not allowed: {error}") from error

    def _check_effect(self, quadrant: str, pair: list[float]) -> None:
        """Refuse an effect of no quadrant, or without mean and standard deviation."""
        require(quadrant in QUADRANTS, "effect", quadrant, f"one of {', '.join(QUADRANTS)}")
        fits = len(pair) == 2 and abs(pair[0]) < 1e9 and 0 <= pair[1] < 1e9
        require(fits, f"effect.{quadrant}", pair, "[mean, standard deviation]")


@dataclass(frozen=True, slots=True)
class TeamOptions:
    """One team: the role whose minutes it gives, whose customers (by owner) are its own, and its minutes a period.

    `role` is the name that actions ask minutes of; empty: the team's own name. Without `owners` it serves everybody.
    `rate`: what an hour costs; returns on cost count it.
    """

    role: str = ""
    owners: list[str] = field(default_factory=list)
    minutes: float = 0.0
    rate: float = 0.0

    def __post_init__(self) -> None:
        require(0 <= self.rate < 1e6, "rate", self.rate, "money an hour from 0")
        require(not self.role or bool(_NAME.fullmatch(self.role)), "role", self.role, "letters a-z, digits and _")
        require(0 <= self.minutes < 1e9, "minutes", self.minutes, "minutes from 0")


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """How plans are made: whom to contact, how often, over what time effects count, and how boldly.

    `consent`: granted (only who granted the purpose over the channel) or not_denied (who neither denied nor revoked).
    `contacts_month`: contacts of any kind in 30 days, beyond which nobody is planned for. `no_selling`: days after a
    caring contact within which nothing is sold to a person. `book`: customers an owner
    can take on in a period; 0: no limit. `risk`: standard deviations of an effect taken off it before choosing.
    `return_months`: within which an effect counts. `holdout`: share of candidates, by quadrant, whom a plan leaves
    alone to learn from; `global_holdout`: share of all people whom no plan ever touches.
    """

    consent: str = "granted"
    contacts_month: int = 4
    no_selling: int = 90
    book: int = 0
    risk: float = 0.0
    return_months: int = 12
    holdout: float = 0.1
    global_holdout: float = 0.02

    def __post_init__(self) -> None:
        for name in ("holdout", "global_holdout"):
            require(0 <= getattr(self, name) <= 0.5, name, getattr(self, name), "a share from 0 to 0.5")
        require(self.consent in ("granted", "not_denied"), "consent", self.consent, "granted or not_denied")
        require(1 <= self.contacts_month <= 100, "contacts_month", self.contacts_month, "1 to 100")
        require(0 <= self.no_selling <= 3650, "no_selling", self.no_selling, "0 to 3,650 days")
        require(0 <= self.book <= 1_000_000, "book", self.book, "0 to 1,000,000 customers")
        require(0 <= self.risk <= 5, "risk", self.risk, "0 to 5 standard deviations")
        require(1 <= self.return_months <= 60, "return_months", self.return_months, "1 to 60 months")


@cache
def raw_catalogue() -> dict[str, dict[str, Any]]:
    """The actions that guanxi ships, as written: of the three reference cases."""
    return tomllib.loads(resources.files("guanxi.core.kernel").joinpath("catalogue.toml").read_text(encoding="utf-8"))


def default_catalogue() -> dict[str, ActionOptions]:
    """The actions that guanxi ships, by id."""
    return {name: ActionOptions(**given) for name, given in raw_catalogue().items()}
