"""What a person should know of an import beside its counts: what to mind, and why rows could not be used."""

from dataclasses import dataclass

import pyarrow as pa

from guanxi.core.flow.ingest.stage import Outcome, quarantine_query
from guanxi.core.ports import Warehouse
from guanxi.core.sqlfiles import literal

Reasons = tuple[tuple[str, str, int], ...]

_READ = 100_000  # unreadable rows looked through for reasons
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Bad:
    """One row that could not be used: where it stands and what is wrong with it."""

    line: int
    column: str
    value: str
    reason: str


def notes(scratch: Warehouse, outcome: Outcome) -> tuple[str, ...]:
    """What to mind of the lines that came in: in orders known already, without a customer, taken for repeats."""
    if outcome.reading.table.name != "order_line" or not outcome.loaded:
        return ()
    found = [_added(*outcome.added)] if outcome.added[0] else []
    count = scratch.read("SELECT count(DISTINCT row_no) AS n FROM line WHERE customer_key IS NULL")["n"][0].as_py()
    if count:
        found.append(f"{count:,} rows name no customer: anonymous sales 没有客户信息的行, 计入销售但不属于任何人")
    if outcome.repeated:
        found.append(
            f"{outcome.repeated:,} rows equal another in every cell and count as repeats; if they are separate"
            " purchases, undo and import with --keep-repeats 完全相同的行按重复计;"
            " 若确是多次购买, 请撤销后加 --keep-repeats"
        )
    return tuple(found)


def _added(rows: int, orders: int) -> str:
    """That lines were added to orders of earlier loads, where they may be the same lines written another way."""
    return (
        f"{rows:,} rows belong to {orders:,} orders that are loaded already, and differ from their lines. If they are"
        " the same lines written another way (date, price, an added column), they count twice: undo this load, and"
        " import either the old writing or the new one, not both. If they are further lines, all is well."
        f" 有 {rows:,} 行属于已导入的 {orders:,} 张订单, 但内容与已有的行不同。若只是日期、价格等写法不同,"
        " 这些订单会被重复计算: 请撤销本次导入, 新旧两种写法只保留一种; 若确是补充的明细, 则无需处理"
    )


def reasons(scratch: Warehouse, unsplit: pa.Table) -> Reasons:
    """The most frequent reasons of quarantine: column, reason, rows."""
    found = scratch.read(
        f'SELECT "column", reason, count(*) AS n FROM ({quarantine_query("")}) AS q GROUP BY 1, 2 ORDER BY n DESC, 1, 2'
        f" LIMIT {_SHOWN}"
    ).to_pylist()
    counted = {(row["column"], row["reason"]): int(row["n"]) for row in found}
    for row in unsplit.select(["column", "reason"]).to_pylist()[:_READ]:
        key = (row["column"] or "", row["reason"])
        counted[key] = counted.get(key, 0) + 1
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple((column, reason, n) for (column, reason), n in ordered[:_SHOWN])


def example(scratch: Warehouse, unsplit: pa.Table, found: Reasons) -> Bad | None:
    """The first row that could not be used for the most frequent reason."""
    if not found:
        return None
    column, reason, _ = found[0]
    rows = scratch.read(
        f'SELECT line, value FROM ({quarantine_query("")}) AS q WHERE "column" = {literal(column)}'
        f" AND reason = {literal(reason)} ORDER BY line LIMIT 1"
    ).to_pylist()
    rows += [row for row in unsplit.slice(0, _READ).to_pylist() if row["reason"] == reason]
    return Bad(int(rows[0]["line"] or 0), column, rows[0]["value"] or "", reason) if rows else None
