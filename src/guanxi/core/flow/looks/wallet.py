"""The first look: what each person spends a year anywhere, how sure that is, and what it was read from."""

import numpy as np
import pyarrow as pa

from guanxi.core.arrays import floats
from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models.cells import slices
from guanxi.core.models.fitting import Array
from guanxi.core.models.wallet import PRIOR, SIGNS, TAIL, Masked, WalletShare, signs_of
from guanxi.core.models.wallet_said import ENOUGH, MANY, SaidWallet
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

BEFORE = ("wallet_peer",)
SIGHTS = (
    "wallet_drawn", "wallet_order", "wallet_day", "wallet_holding", "wallet_staple", "wallet_rhythm",
    "wallet_coverage", "wallet_child", "wallet_feature", "wallet_statement", "wallet_said",
)  # fmt: skip
AFTER = (
    "wallet_group", "wallet",
    "category_spender", "category_wallet_group", "category_guess", "category_level", "category_wallet",
)  # fmt: skip
VIEWS = ("wallet_order", "wallet_day", "wallet_rhythm", "wallet_coverage", "category_wallet")
DRAWN = 10_000  # persons masked at most
MASKED = 40_000  # masked persons from which the share is learned, at most
MASKS = 64  # masks of one person at most; an even number
SEED = 4

Facts = dict[str, object]
ESTIMATE = pa.schema(
    [("customer_no", pa.int32()), ("times", pa.float64()), ("times_low", pa.float64()), ("times_high", pa.float64())]
)
COLUMNS = ", ".join(("customer_no", "mask_no", "own", "days", *SIGNS))


def run(warehouse: Warehouse, values: dict[str, Value], progress: Progress) -> Facts:
    """Make tables `wallet` and `category_wallet`; return what they were read from.

    Reads `history`, `sale`, `category_history` and the canonical tables `customer` and `declared_spend`.
    """
    make(warehouse, __package__, BEFORE, values, progress)
    drawn = _mask(warehouse)
    make(warehouse, __package__, SIGHTS, values | _sizes(warehouse), progress, views=VIEWS)
    progress.step("wallet_estimate")
    basis, facts = "orders", Facts()
    try:
        if drawn < int(str(values["min_peers"])):
            raise NotEnoughDataError(f"Only {drawn} people can be compared.", "Import more orders.")
        basis, facts = _estimate(warehouse)
    except NotEnoughDataError as reason:
        warehouse.write("wallet_estimate", ESTIMATE.empty_table())
        facts = {"model": "none", "because": reason.message}
    make(warehouse, __package__, AFTER, values | {"basis": basis}, progress, views=VIEWS)
    return facts


def _mask(warehouse: Warehouse) -> int:
    """Write table `wallet_mask`: what part of drawn persons' orders or categories stays; return how many persons."""
    everybody = int(warehouse.read("SELECT count(*) AS n FROM wallet_peer")["n"][0].as_py())
    every = max(1, -(-everybody // DRAWN))
    drawn = warehouse.read(f"SELECT customer_no, lot FROM wallet_peer WHERE lot % {every} = 0 ORDER BY lot")
    person, lot = (np.asarray(drawn[name].to_numpy(), dtype=np.int64) for name in ("customer_no", "lot"))
    masks = int(np.clip(MASKED // max(len(person), 1) // 2 * 2, 2, MASKS))
    kept = np.clip(np.random.default_rng(SEED).beta(*PRIOR, (len(person), masks)), 0.05, 1)
    number = np.tile(np.arange(1, masks + 1), len(person))
    by_orders = number % 2 == 1
    columns = {
        "customer_no": pa.array(np.repeat(person, masks), pa.int32()),
        "lot": pa.array(np.repeat(lot, masks), pa.int32()),
        "mask_no": pa.array(number, pa.int32()),
        "orders_kept": pa.array(np.where(by_orders, kept.ravel(), 1.0)),
        "categories_kept": pa.array(np.where(by_orders, 1.0, kept.ravel())),
    }
    warehouse.write("wallet_mask", pa.table(columns))
    return len(person)


def _sizes(warehouse: Warehouse) -> dict[str, Value]:
    """What a small and a large purchase is in this brand: a third of purchases are smaller, a quarter larger."""
    found = warehouse.read(
        "SELECT percentile_cont(0.33) WITHIN GROUP (ORDER BY CAST(revenue AS DOUBLE)) AS small,"
        " percentile_cont(0.75) WITHIN GROUP (ORDER BY CAST(revenue AS DOUBLE)) AS large"
        " FROM customer_day WHERE purchase = 1 AND days_ago < 365"
    ).to_pylist()[0]
    return {name: float(found[name] or 0.0) for name in ("small", "large")}


def _estimate(warehouse: Warehouse) -> tuple[str, Facts]:
    """Learn shares, correct them by what people told, and make `wallet_estimate` of everybody."""
    share = _learn(warehouse)
    said, told = _listen(warehouse, share)
    everybody = f"SELECT {COLUMNS} FROM wallet_feature WHERE mask_no = 0"
    warehouse.map_batches("wallet_estimate", everybody, Estimator(share, said), ESTIMATE)
    facts: Facts = {
        "model": "statements" if said else "self-masking", "statements": told,
        "statements_used": "none" if said is None else "some" if told < MANY else "many",
        "hidden_orders_found": share.found[0], "hidden_categories_found": share.found[1],
        "elsewhere_by_category": float(share.weight[1]), "trust": share.trust,
    }  # fmt: skip
    if said:
        facts |= {"error": said.error, "learned_weight": said.weight}
    return ("learned" if said else "orders"), facts


def _learn(warehouse: Warehouse) -> WalletShare:
    """Learn what hidden orders and hidden categories look like."""
    today = warehouse.read(
        f"SELECT {_of_feature()} FROM wallet_feature AS f"
        " JOIN wallet_mask AS m ON m.customer_no = f.customer_no AND m.mask_no = 1"
        " WHERE f.mask_no = 0 ORDER BY m.lot"
    )
    rows = warehouse.read(
        f"SELECT {_of_feature()}, m.lot, f.own / nullif(t.own, 0) AS kept,"
        " CAST(CASE WHEN m.orders_kept < 1 THEN 1 ELSE 0 END AS DOUBLE) AS by_orders"
        " FROM wallet_feature AS f JOIN wallet_feature AS t ON t.customer_no = f.customer_no AND t.mask_no = 0"
        " JOIN wallet_mask AS m ON m.customer_no = f.customer_no AND m.mask_no = f.mask_no"
        " WHERE f.mask_no > 0 ORDER BY f.mask_no, m.lot"
    )
    part = {name: floats(rows, name) for name in (*SIGNS, "kept", "by_orders", "lot", "days")}
    masked = Masked(signs_of(part), part["kept"], part["by_orders"], part["lot"], part["days"])
    return WalletShare().fit(masked, _signs(today))


def _listen(warehouse: Warehouse, share: WalletShare) -> tuple[SaidWallet | None, int]:
    """Learn from those who told their wallet, where they are enough."""
    rows = warehouse.read(
        f"SELECT {_of_feature()}, s.amount"
        " FROM wallet_feature AS f JOIN wallet_said AS s ON s.customer_no = f.customer_no"
        " JOIN wallet_peer AS p ON p.customer_no = f.customer_no"
        " WHERE f.mask_no = 0 ORDER BY p.lot"
    )
    if rows.num_rows < ENOUGH:
        return None, rows.num_rows
    told = np.log(np.maximum(floats(rows, "amount") / floats(rows, "own"), 1.0))
    return SaidWallet(share).fit(_signs(rows), told), rows.num_rows


def _of_feature() -> str:
    """The columns of table `wallet_feature`, called f."""
    return ", ".join(f"f.{name}" for name in COLUMNS.split(", "))


class Estimator:
    """A fitted share, and what statements taught, as a function of Arrow batches of today's signs."""

    def __init__(self, share: WalletShare, said: SaidWallet | None) -> None:
        self.share = share
        self.said = said

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return rows of table `wallet_estimate`."""
        signs = _signs(batch)
        parts = [self._times(signs[rows]) for rows in slices(max(len(signs), 1))]
        times = [np.concatenate(part) for part in zip(*parts, strict=True)]
        who = batch.column("customer_no").cast(pa.int32())
        return pa.RecordBatch.from_arrays([who, *map(pa.array, times)], schema=ESTIMATE)

    def _times(self, signs: Array) -> tuple[Array, Array, Array]:
        """How many times own spend the wallet is: middle, low and high."""
        if self.said:
            middle, low, high = map(np.exp, self.said.predict(signs))
            return middle, low, high
        middle, low, high = (1 / share for share in self.share.shares(signs, (0.0, TAIL, -TAIL)))
        return middle, low, high


def _signs(rows: pa.Table | pa.RecordBatch) -> Array:
    return signs_of({name: floats(rows, name) for name in SIGNS})
