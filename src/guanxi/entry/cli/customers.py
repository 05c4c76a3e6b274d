"""`guanxi customers` and `guanxi customer`: who they are and why they stand where they stand."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from guanxi.adapters.phones import read_phones
from guanxi.adapters.reading import rows
from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.kernel.words import Words
from guanxi.core.sqlfiles import literal
from guanxi.entry.cli.app import Json, app, console, print_json, workspace
from guanxi.entry.cli.customer_page import customer_page
from guanxi.entry.cli.tables import customer_list
from guanxi.entry.workspace import Workspace
from guanxi.handover.runs import Run


class Quadrant(StrEnum):
    """The four quadrants."""

    GROWTH_STOCK = "growth_stock"
    CASH_COW = "cash_cow"
    SLEEPING_GOLD = "sleeping_gold"
    LOW_YIELD = "low_yield"


class Order(StrEnum):
    """What a list may be ordered by."""

    SCORE = "uplift_score"
    VALUE = "value_12m"
    CLV = "clv"
    HEADROOM = "headroom"
    SPEND = "revenue_12m"


class Stage(StrEnum):
    """The lifecycle stages."""

    SUSPECT = "suspect"
    PROSPECT = "prospect"
    NEW = "new"
    GROWING = "growing"
    MATURE = "mature"
    DECLINING = "declining"
    DORMANT = "dormant"
    LOST = "lost"


_LISTED = (
    "customer_id, quadrant, stage, uplift_score, value_12m, revenue_12m, headroom, cross_buy, reason_zh, reason_en"
)
_TITLE: Words = {"zh": "客户（{{most}} 位），截至 {day}", "en": "Customers ({{most}}) as of {day}"}


@app.command("customers")
def customers(
    quadrant: Annotated[Quadrant | None, typer.Option(help="only this quadrant")] = None,
    stage: Annotated[Stage | None, typer.Option(help="only this lifecycle stage")] = None,
    by: Annotated[Order, typer.Option(help="ordered by")] = Order.SCORE,
    top: Annotated[int, typer.Option(min=1, max=100_000, help="how many")] = 20,
    run_name: Annotated[str, typer.Option("--run", help="a run's name or number; default: the latest")] = "",
    as_json: Json = False,
) -> None:
    """List customers of a run, best first. 列出客户。"""
    here = workspace()
    run = here.runs.get(run_name) if run_name else here.runs.latest()
    wanted = [f"quadrant = {literal(quadrant.value)}"] if quadrant else []
    wanted += [f"stage = {literal(stage.value)}"] if stage else []
    found = rows(
        {"appraisal": run.file("appraisal")},
        f"SELECT {_LISTED} FROM appraisal WHERE {' AND '.join(wanted) or 'TRUE'} "
        f"ORDER BY {by.value} DESC NULLS LAST, customer_id LIMIT {top}",
    )
    if as_json:
        print_json(found)
    else:
        console.print(
            customer_list(
                found,
                _TITLE[here.settings.language].format(day=run.as_of),
                here.settings.language,
                here.settings.brand.currency,
            )
        )


@app.command("customer")
def customer(
    identifier: Annotated[str, typer.Argument(help="a customer_id, or a key, phone or e-mail of the person")],
    run_name: Annotated[str, typer.Option("--run", help="a run's name or number; default: the latest")] = "",
    as_json: Json = False,
) -> None:
    """Show one customer: four looks, score with reasons, next categories, identities. 查看一位客户。"""
    here = workspace()
    run = here.runs.get(run_name) if run_name else here.runs.latest()
    found = dossier(run, find_customer(here, run, identifier))
    if as_json:
        print_json(found)
    else:
        console.print(customer_page(found, here.settings.language, here.settings.brand.currency))


def find_customer(here: Workspace, run: Run, identifier: str) -> str:
    """Find whose identifier this is; NotFoundError when nobody's or several people's."""
    files = {name: run.file(name) for name in ("appraisal", "identity")}
    found = rows(
        files,
        f"SELECT customer_id FROM appraisal WHERE customer_id = {literal(identifier)} UNION "
        f"SELECT customer_id FROM identity WHERE {_any_of(_records(here, identifier))} ORDER BY customer_id",
    )
    if len(found) == 1:
        return str(found[0]["customer_id"])
    if not found:
        raise NotFoundError(
            f"Run {run.run_id} knows no customer {identifier!r}. 没有这位客户。",
            "`guanxi customers` lists them 列出全部客户。",
        )
    several = ", ".join(str(row["customer_id"]) for row in found[:10])
    raise NotFoundError(
        f"{identifier!r} is an identifier of {len(found)} people. 有 {len(found)} 位客户使用它。",
        f"Use one of their ids 请用其中一个编号: {several}",
    )


def _records(here: Workspace, identifier: str) -> list[tuple[str, str]]:
    """Source records with this key, phone or e-mail."""
    phone = read_phones([identifier], here.settings.brand.phone_region)[0]
    wanted = [f"customer_key = {literal(identifier)}", f"email = {literal(identifier.lower())}"]
    wanted += [f"phone = {literal(phone)}"] if phone else []
    with DuckWarehouse(None) as memory:
        here.loads.mount(memory)
        found = memory.read(f"SELECT source, customer_key FROM customer WHERE {' OR '.join(wanted)} LIMIT 1000")
    return [(str(row["source"]), str(row["customer_key"])) for row in found.to_pylist()]


def _any_of(records: list[tuple[str, str]]) -> str:
    """Condition that holds for these records."""
    each = [f"(source = {literal(source)} AND customer_key = {literal(key)})" for source, key in records]
    return " OR ".join(each) or "FALSE"


def dossier(run: Run, customer_id: str) -> dict[str, Any]:
    """Everything a run says about one person."""
    names = ("appraisal", "next_category", "category_wallet", "identity")
    files = {name: run.file(name) for name in names}
    whose = f"WHERE customer_id = {literal(customer_id)}"
    found = rows(files, f"SELECT * FROM appraisal {whose}")[0]
    found["horizon_days"] = run.manifest["options"]["looks"]["horizon_days"]
    found["next_categories"] = rows(files, f"SELECT * EXCLUDE (customer_id) FROM next_category {whose} ORDER BY rank")
    found["categories"] = rows(
        files, f"SELECT * EXCLUDE (customer_id) FROM category_wallet {whose} ORDER BY spend DESC, category"
    )
    found["identities"] = rows(files, f"SELECT * EXCLUDE (customer_id) FROM identity {whose} ORDER BY ALL")
    return found
