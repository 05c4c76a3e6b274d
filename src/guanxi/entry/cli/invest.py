"""`guanxi invest`: book money and minutes spent on one person."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape

from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.figures import exact
from guanxi.core.kernel.words import Words
from guanxi.entry.cli.app import Json, app, console, print_json, workspace
from guanxi.entry.cli.appraise import parse_day
from guanxi.entry.cli.customers import find_customer
from guanxi.entry.cli.tables import called

_BOOKED: Words = {
    "zh": "[green]✓[/] 已入账：{customer}，{action}，{money}、{minutes:g} 分钟（{number}）",
    "en": "[green]✓[/] Booked: {customer}, {action}, {money} and {minutes:g} minutes ({number})",
}


@app.command("invest")
def invest(
    customer: Annotated[str, typer.Argument(help="a customer_id, or a key, phone or e-mail of the person")],
    action: Annotated[str, typer.Option(help="an action of the catalogue")],
    money: Annotated[float, typer.Option(help="money spent; below 0 corrects an earlier booking")] = 0.0,
    minutes: Annotated[float, typer.Option(help="minutes spent")] = 0.0,
    on: Annotated[str, typer.Option("--on", help="YYYY-MM-DD; default: today")] = "",
    staff: Annotated[str, typer.Option(help="who did it")] = "",
    as_json: Json = False,
) -> None:
    """Book money and minutes spent on one person; corrections are new bookings. 登记一笔投入。"""
    from guanxi.entry.acting import invest as book  # loads slowly: only where it works

    here = workspace()
    if not money and not minutes:
        raise InputError("Nothing was spent. 没有金额也没有工时。", "Give --money or --minutes.")
    who = find_customer(here, here.runs.latest(), customer)
    day = parse_day(on) or datetime.now(UTC).date()
    number = book(here, who, action, money=money, minutes=minutes, on=day, staff=staff)
    if as_json:
        print_json({"booking_id": number, "customer_id": who, "action_id": action, "money": money, "minutes": minutes})
    else:
        tongue = here.settings.language
        spent = exact(money, here.settings.brand.currency)
        told = {"customer": who, "action": escape(called(here.settings.actions)[action][tongue]), "number": number}
        console.print(_BOOKED[tongue].format(money=spent, minutes=minutes, **told), highlight=False, soft_wrap=True)
