"""What a shop sees of its people, and what any policy must keep to."""

from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from guanxi.core.models.allocation import NEVER, Allocation, Choices, Use, allocate
from guanxi.core.models.fitting import Array
from guanxi.core.models.pareto_nbd import ParetoNBD
from guanxi.world import answers
from guanxi.world.answers import CARING, MINUTES, MONEY, NONE, SELLING, WHEN_USED, Crowd, State
from guanxi.world.brand import Flags, Ints

YEAR, SEASON = 12, 3  # months
BUDGET, HOURS = 1.5, 1.0  # money and advisers' minutes a person and month
CONTACTED, CARED = 8, 10  # places among the features: contacts of the last three months, and caring ones
MONEY_SEEN = [3, 4]  # of the last year, and a purchase
FIRST = np.zeros((1, 1), dtype=np.int64)


@dataclass(slots=True)
class Shop:
    """A shop's books and its people's truth.

    By month, (months, n) each: contribution, what coupons gave away, what was done, who looked in, who complained.
    """

    people: Crowd
    state: State
    brought: list[Array] = field(default_factory=list)
    given: list[Array] = field(default_factory=list)
    done: list[Ints] = field(default_factory=list)
    visits: list[Flags] = field(default_factory=list)
    complaints: list[Flags] = field(default_factory=list)

    @classmethod
    def opened(cls, people: Crowd, months: int) -> Self:
        """Open a shop that has done nothing for anybody for so many months."""
        shop = cls(people, answers.beginning(people))
        for _ in range(months):
            shop.live(np.full(len(people), NONE))
        return shop

    def live(self, action: Ints) -> None:
        """Do a month's actions and see what comes, of who has left nothing any more.

        Who likes the brand looks in more often; three in five of those let down complain.
        """
        here, seen = self.state.here > 0, self.people.seen[self.month]
        self.visits.append(here & (seen < 0.15 + 0.6 * self.people.liking))
        self.complaints.append(here & (self.people.fails[self.month] < answers.FAILS) & (seen < 0.6))
        self.state, brought, given = answers.live(self.people, self.state, action, len(self.brought))
        self.brought.append(brought)
        self.given.append(given)
        self.done.append(action)

    @property
    def month(self) -> int:
        """The month that begins."""
        return len(self.brought)

    def earned(self, start: int, stop: int, who: Ints) -> Array:
        """Contribution of these people between two months, before coupons' gifts, which `cost` counts."""
        return np.asarray(sum(self.brought[month][who] for month in range(start, stop)))

    def allowed(self) -> Flags:
        """Which actions anybody may get, shape (n, actions)."""
        contacts = np.sum([action >= 0 for action in self.done[-SEASON:]], axis=0)
        return answers.allowed(self.state, np.asarray(contacts, dtype=np.int64))

    def buying(self) -> Array:
        """Share of the last year's months in which people bought: what a coupon will cost goes by it."""
        return np.asarray((np.array(self.brought[-YEAR:]) > 0).mean(axis=0))

    def cost(self) -> Array:
        """Money expected for each action on everybody, shape (n, actions)."""
        return np.asarray(MONEY + WHEN_USED * self.buying()[:, None])

    def look(self) -> Array:
        """What is seen of everybody, shape (n, features): no taste, trust or patience, nor who has left."""
        bought = np.array(self.brought) > 0
        money, year = np.array(self.brought[-YEAR:]), bought[-YEAR:]
        at = np.arange(self.month - len(bought), self.month)[:, None]
        count = year.sum(axis=0)
        each = np.where(count > 0, money.sum(axis=0) / np.maximum(count, 1), money.sum() / max(year.sum(), 1))
        return np.column_stack([
            np.minimum(_since(bought), YEAR), year[-SEASON:].sum(axis=0), count, money.sum(axis=0), each,
            _lately(self.visits), _lately(self.complaints), _deals(self.people, bought, at),
            self._contacts(SELLING | CARING), self._contacts(SELLING), self._contacts(CARING),
        ])  # fmt: skip

    def _contacts(self, kinds: Flags) -> Array:
        """Contacts of these kinds in the last three months."""
        done = np.array(self.done[-SEASON:])
        return np.asarray(((done >= 0) & kinds[np.maximum(done, 0)]).sum(axis=0), dtype=np.float64)

    def allocated(
        self, worth: Array, *, aside: Flags | None = None, spent: Ints | None = None
    ) -> tuple[Allocation, Choices]:
        """The best use of money and minutes by these worths, shape (n, actions), and what it was chosen from.

        Nobody `aside` gets anything; the actions of `spent` (n,) are paid first.
        """
        choices = self.choices(np.where(self.allowed(), worth, NEVER), spent)
        out = np.zeros(len(self.people), dtype=np.bool_) if aside is None else aside
        return allocate(self.choices(np.where(out[:, None], NEVER, choices.worth), spent)), choices

    def choices(self, worth: Array, spent: Ints | None = None) -> Choices:
        """Worths with the money and the minutes that there are, the actions of `spent` (n,) paid."""
        n = len(self.people)
        uses = (Use(self.cost(), FIRST), Use(MINUTES[None, :], FIRST + 1))
        whole = Choices(worth, uses, np.array([BUDGET * n, HOURS * n]))
        return whole if spent is None else replace(whole, capacity=np.maximum(whole.capacity - whole.used(spent), 0.0))

    def signs(self) -> Flags:
        """Who bought, looked in or complained, (months, n): they were here then."""
        return np.asarray((np.array(self.brought) > 0) | np.array(self.visits) | np.array(self.complaints))


def alive(signs: Flags) -> Array:
    """The chance that everybody is still here, (n,), by their signs of life, (months, n): Pareto/NBD."""
    months = len(signs)
    seen = np.column_stack([signs.sum(axis=0), np.where(signs.any(axis=0), months - _since(signs), 0.0)])
    cells, place, people = np.unique(seen, axis=0, return_inverse=True, return_counts=True)
    x, t_x, T = cells[:, 0], cells[:, 1], np.full(len(cells), float(months))
    return np.asarray(ParetoNBD().fit(x, t_x, T, people).p_alive(x, t_x, T)[place.ravel()])


def _lately(flags: list[Flags]) -> Array:
    """Months of the last three in which something was seen."""
    return np.asarray(np.sum(flags[-SEASON:], axis=0), dtype=np.float64)


def _since(bought: Flags) -> Array:
    """Months since the last purchase."""
    ever = bought.any(axis=0)
    return np.where(ever, np.argmax(bought[::-1], axis=0), len(bought)).astype(np.float64)


def _deals(people: Crowd, bought: Flags, at: Ints) -> Array:
    """Share of purchases made at a bargain, drawn towards one half: who minds prices waits for bargains."""
    bargain = bought & ((people.buys[at[:, 0]] * 997) % 1 < 0.15 + 0.7 * people.prices)
    return np.asarray((bargain.sum(axis=0) + 1) / (bought.sum(axis=0) + 2))
