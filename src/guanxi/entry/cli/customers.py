"""`guanxi customers` and `guanxi customer`: who they are and why they stand where they stand."""

from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from guanxi.adapters.reading import rows
from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.sqlfiles import literal
from guanxi.entry.cli.app import Json, app, console, print_json, workspace
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


_MOST = 12  # entries of one list on the screen; --json has them all
_LISTED = "customer_id, quadrant, stage, uplift_score, value_12m, revenue_12m, headroom, cross_buy"


@app.command("customers")
def customers(
    quadrant: Annotated[Quadrant | None, typer.Option(help="only this quadrant")] = None,
    stage: Annotated[str, typer.Option(help="only this lifecycle stage")] = "",
    by: Annotated[Order, typer.Option(help="ordered by")] = Order.SCORE,
    top: Annotated[int, typer.Option(min=1, max=100_000, help="how many")] = 20,
    as_json: Json = False,
) -> None:
    """List customers of the latest run, best first. 列出客户。"""
    here = workspace()
    run = here.runs.latest()
    wanted = [f"quadrant = {literal(quadrant.value)}"] if quadrant else []
    wanted += [f"stage = {literal(stage)}"] if stage else []
    reason = f"reason_{here.settings.language}"
    found = rows(
        {"appraisal": run.file("appraisal")},
        f"SELECT {_LISTED}, {reason} AS reason FROM appraisal WHERE {' AND '.join(wanted) or 'TRUE'} "
        f"ORDER BY {by.value} DESC NULLS LAST, customer_id LIMIT {top}",
    )
    if as_json:
        print_json(found)
    else:
        _print_list(found)


def _print_list(found: list[dict[str, Any]]) -> None:
    """Lay a list of customers out for the screen."""
    grid = Table()
    for name in (*_LISTED.split(", "), "reason"):
        grid.add_column(name, overflow="fold")
    for row in found:
        grid.add_row(*(escape(_cell(value)) for value in row.values()))
    console.print(grid)


@app.command("customer")
def customer(
    identifier: Annotated[str, typer.Argument(help="a customer_id, or a key, phone or e-mail of the person")],
    as_json: Json = False,
) -> None:
    """Show one customer: four looks, score with reasons, next categories, identities. 查看一位客户。"""
    here = workspace()
    run = here.runs.latest()
    found = dossier(run, _customer_id(run, identifier))
    if as_json:
        print_json(found)
    else:
        _print_one(found, here.settings.language)


def _customer_id(run: Run, identifier: str) -> str:
    """Find whose identifier this is; NotFoundError when nobody's or several people's."""
    files = {name: run.file(name) for name in ("appraisal", "identity")}
    wanted = literal(identifier)
    found = rows(
        files,
        f"SELECT customer_id FROM appraisal WHERE customer_id = {wanted} "
        f"UNION SELECT customer_id FROM identity WHERE customer_key = {wanted} ORDER BY customer_id",
    )
    if len(found) == 1:
        return str(found[0]["customer_id"])
    if not found:
        raise NotFoundError(f"Run {run.run_id} knows no customer {identifier!r}.", "`guanxi customers` lists them.")
    several = ", ".join(str(row["customer_id"]) for row in found[:10])
    raise NotFoundError(f"{identifier!r} is a key of {len(found)} people.", f"Use one of their ids: {several}")


def dossier(run: Run, customer_id: str) -> dict[str, Any]:
    """Everything a run says about one person."""
    names = ("appraisal", "next_category", "category_wallet", "identity")
    files = {name: run.file(name) for name in names}
    whose = f"WHERE customer_id = {literal(customer_id)}"
    found = rows(files, f"SELECT * FROM appraisal {whose}")[0]
    found["next_categories"] = rows(files, f"SELECT * EXCLUDE (customer_id) FROM next_category {whose} ORDER BY rank")
    found["categories"] = rows(
        files, f"SELECT * EXCLUDE (customer_id) FROM category_wallet {whose} ORDER BY spend DESC, category"
    )
    found["identities"] = rows(files, f"SELECT * EXCLUDE (customer_id) FROM identity {whose} ORDER BY ALL")
    return found


def _print_one(found: dict[str, Any], language: str) -> None:
    """Lay one customer out for the screen."""
    console.print(f"[bold]{found['customer_id']}[/]  {found['quadrant']} · {found['stage']} · as of {found['as_of']}")
    console.print(escape(found[f"reason_{language}"]))
    looks = Table(show_header=False, box=None)
    hidden = {"customer_id", "as_of", "reason_zh", "reason_en", "quadrant", "stage"}
    for name, value in found.items():
        if name not in hidden and not isinstance(value, list):
            looks.add_row(name, escape(_cell(value)))
    console.print(looks)
    for name in ("next_categories", "categories", "identities"):
        if found[name]:
            console.print(_part(name, found[name]))


def _part(title: str, part: list[dict[str, Any]]) -> Table:
    """Lay one list of a customer's page out."""
    grid = Table(title=title, title_justify="left")
    for name in part[0]:
        grid.add_column(name)
    for row in part[:_MOST]:
        grid.add_row(*(escape(_cell(value)) for value in row.values()))
    if len(part) > _MOST:
        grid.add_row(f"… +{len(part) - _MOST}")
    return grid


def _cell(value: Any) -> str:
    """Write one value for the screen; unknown is a dash."""
    if value is None:
        return "—"
    return f"{value:,.2f}" if isinstance(value, float) else str(value)
