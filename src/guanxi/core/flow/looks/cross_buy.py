"""What somebody buys next: an item model fitted on persons drawn, checked one horizon ago, offered to everybody."""

import numpy as np
import pyarrow as pa

from guanxi.core.flow.looks.known import CODE, Known, Layout, Numbers, Ways
from guanxi.core.flow.looks.offers import OFFER, Offers, scored
from guanxi.core.flow.looks.ridge import Past, chosen, some
from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models import ItemModel
from guanxi.core.models.fitting import Array
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

DRAWN = 30_000  # persons that the weights need at most
FEW = 5_000  # persons whose products say which is liked beside what
LEAST_HOLDERS = 30  # persons drawn who have a good that may speak
INPUTS = 3_000  # items and goods together, at most 2,000 goods: an inverse of them takes seconds
BASKETS = ("drawn_product", "good", "good_product", "good_holding", "pace", "drawn_pace", "basket", "product_beside")
BASKET = "SELECT customer_no, p_alive, age, silence, recent, fresh, codes FROM basket"


def run(warehouse: Warehouse, values: dict[str, Value], progress: Progress) -> dict[str, object]:
    """Make `cross_buy_offer` and `next_category`; return what was fitted and how, or why nothing was."""
    make(warehouse, __package__, ("category_fact", "holding"), values, progress)
    facts = warehouse.read("SELECT * FROM category_fact ORDER BY item")
    values = values | _drawing(warehouse, facts.num_rows)
    make(warehouse, __package__, BASKETS, values, progress)
    progress.step("cross_buy_offer")
    try:
        offers, told = learned(warehouse, facts, values)
        warehouse.map_batches("cross_buy_offer", BASKET, offers, OFFER)
    except NotEnoughDataError as reason:
        told = {"model": "none", "because": reason.message}
        warehouse.write("cross_buy_offer", OFFER.empty_table())
    make(warehouse, __package__, ("next_category",), values, progress, views=("next_category",))
    return told


def _drawing(warehouse: Warehouse, items: int) -> dict[str, Value]:
    """Of how many persons one is drawn, and how many goods may speak beside the items."""
    persons = warehouse.read("SELECT count(DISTINCT customer_no) AS n FROM holding")["n"][0].as_py()
    every = max(1, -(-persons // DRAWN))
    few = every * max(1, -(-persons // (every * FEW)))
    goods = max(0, min(2_000, INPUTS - items))
    return {"every": every, "few": few, "goods": goods, "least_holders": LEAST_HOLDERS}


def learned(warehouse: Warehouse, facts: pa.Table, values: dict[str, Value]) -> tuple[Offers, dict[str, object]]:
    """Fit the item model and the chance of a first purchase; NotEnoughDataError where there is nothing to compare."""
    goods = warehouse.read("SELECT item FROM good ORDER BY input")["item"].to_numpy().astype(np.int64)
    layout = Layout(facts.num_rows, goods, int(str(values["horizon"])))
    today, past = _drawn(warehouse, layout, int(str(values["every"])))
    ridge, adoption, ratio, told = chosen(layout, past)
    model = ItemModel(ridge).fit_customers(today.inputs, layout.parents)
    few = some(today, layout)
    traits = few.traits.copy()
    traits[:, -1] = 0.0  # of the living
    adoption.levelled(scored(model, few), traits, few.open_, ratio * float(few.unseen.sum()))
    told |= {"model": "EASE^R", "categories": layout.items, "goods": len(goods), "ridge": ridge}
    told |= {"persons": today.inputs.shape[0], "newcomers_worth": _newcomers(facts)}
    worth = np.asarray(facts["yearly_contribution"].to_numpy(), dtype=np.float64) * _newcomers(facts)
    return Offers(layout, model, adoption, worth), told


def _drawn(warehouse: Warehouse, layout: Layout, every: int) -> tuple[Known, Past]:
    """Read the persons drawn, as known today and one horizon ago."""
    drawn = f"WHERE customer_no % {every} = 0 ORDER BY customer_no"
    ways = warehouse.read(f"SELECT customer_no, age, silence, recent, p_alive FROM basket {drawn}")
    then = warehouse.read("SELECT customer_no, age, silence, recent FROM drawn_pace ORDER BY customer_no")
    held = warehouse.read(f"SELECT customer_no, item, days, days_before, first_ago FROM holding {drawn}, item")
    goods = warehouse.read(f"SELECT customer_no, input, days, days_before FROM good_holding {drawn}, input")
    today = _known(layout, ways, held, goods, 0)
    known = _known(layout, then, held, goods, layout.horizon)
    row = _row(then, held)
    late = (row >= 0) & (held["days_before"].to_numpy() == 0)
    bought = np.zeros(known.open_.shape, dtype=np.bool_)
    bought[row[late], held["item"].to_numpy()[late]] = True
    return today, Past(known, bought)


def _known(layout: Layout, ways: pa.Table, held: pa.Table, goods: pa.Table, ago: int) -> Known:
    """What was known `ago` days before today (0, or one horizon) of the persons in `ways`."""
    (row, codes), (had, more) = (
        _codes(ways, rows, place, "days_before" if ago else "days")
        for rows, place in ((held, "item"), (goods, "input"))
    )
    new = _row(ways, held)[
        (held["first_ago"].to_numpy() >= ago) & (held["first_ago"].to_numpy() < ago + layout.horizon)
    ]
    fresh = np.bincount(new[new >= 0], minlength=ways.num_rows).astype(np.float64)
    age, silence, recent = (ways[name].to_numpy().astype(np.float64) for name in ("age", "silence", "recent"))
    alive = np.ones(ways.num_rows) if ago else ways["p_alive"].to_numpy()
    ways_of = Ways(age, silence, recent, fresh, alive)
    return layout.known(np.concatenate([row, had]), np.concatenate([codes, more]), ways_of)


def _codes(ways: pa.Table, rows: pa.Table, place: str, days: str) -> tuple[Numbers, Numbers]:
    """Each person's row and code, of what was bought on any day that counts, by persons of `ways`."""
    row, counted = _row(ways, rows), rows[days].to_numpy()
    kept = (row >= 0) & (counted > 0)
    codes = rows[place].to_numpy().astype(np.int64) * CODE + np.minimum(counted, CODE - 1)
    return row[kept], codes[kept]


def _row(ways: pa.Table, rows: pa.Table) -> Numbers:
    """The place of each row's person among those of `ways` (in the order of customer_no); -1 where she is not."""
    numbers, wanted = ways["customer_no"].to_numpy(), rows["customer_no"].to_numpy()
    place = np.minimum(np.searchsorted(numbers, wanted), max(len(numbers) - 1, 0))
    return np.where(numbers[place] == wanted, place, -1) if len(numbers) else np.full(len(wanted), -1)


def _newcomers(facts: pa.Table) -> float:
    """What a newcomer's year in a category brings for each yuan of a buyer's year; at most 1, and 1 where unknown."""
    brought, yearly, years = (
        np.asarray(facts[name].to_numpy(), dtype=np.float64)
        for name in ("newcomers_contribution", "yearly_contribution", "newcomers_years")
    )
    usual: Array = yearly * years
    return float(np.clip(brought.sum() / usual.sum(), 0.0, 1.0)) if usual.sum() > 0 else 1.0
