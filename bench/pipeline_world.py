"""guanxi's whole pipeline as a policy of the known world: from files of orders to the month's tasks."""

import calendar
import csv
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from guanxi.core.flow.ingest.mapping import from_dict
from guanxi.core.flow.respond.paying import paying
from guanxi.core.kernel.catalogue import QUADRANTS, ActionOptions, raw_catalogue
from guanxi.core.tables.planned import for_nobody
from guanxi.entry.acting import approve, carry_out
from guanxi.entry.appraising import Quiet, appraise
from guanxi.entry.importing import Wishes, import_files
from guanxi.entry.measuring import measure
from guanxi.entry.planning import Request, plan
from guanxi.entry.proving.policies import HORIZON, THOUGHT, UNSURE
from guanxi.entry.proving.proof import PAST
from guanxi.entry.proving.shop import BUDGET, HOURS, SEASON, Shop
from guanxi.entry.settings import change
from guanxi.entry.workspace import Workspace
from guanxi.handover.plans import Plan
from guanxi.handover.runs import Run
from guanxi.world import answers
from guanxi.world.answers import ACTIONS, MARGIN, NONE
from guanxi.world.brand import Ints

FIRST_YEAR = 2023  # the year before anything is done: plans begin with 2024-01
ORDER = ("order_id", "customer_key", "ordered_at", "quantity", "revenue", "cost", "category")
LASTS, MONTH, LONGEST = 30, 30, 31  # days that coupons and messages pay for, of a month, and of the longest one
STEPS = ("import", "appraise", "measure", "plan", "act")
BY = "bench"


def first_day(month: int) -> date:
    """The first day of a month of the world."""
    return date(FIRST_YEAR + month // 12, 1 + month % 12, 1)


@dataclass(slots=True)
class Pipeline:
    """The policy: what it imported, how long each step took in each month, and what each plan told."""

    workspace: Workspace
    seed: int
    known: int = 0
    seconds: list[dict[str, float]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, shop: Shop, _: np.random.Generator) -> Ints:
        """Import what came, appraise, measure, plan the month that begins, approve it and carry it out."""
        day, marks = first_day(shop.month) - timedelta(days=1), [time.perf_counter()]
        imported(self.workspace, shop, range(self.known, shop.month), self.seed)
        self.known = shop.month
        marks.append(time.perf_counter())
        run = appraise(self.workspace, day)
        marks.append(time.perf_counter())
        if shop.month > PAST:
            measure(self.workspace, day)
        marks.append(time.perf_counter())
        made = plan(self.workspace, request(shop, run))
        marks.append(time.perf_counter())
        if not for_nobody(made.manifest):
            approve(self.workspace, made, BY)
            carry_out(self.workspace, made, BY)
        marks.append(time.perf_counter())
        self.seconds.append(dict(zip(STEPS, np.diff(marks).tolist(), strict=True)))
        self.told.append(told(made, run))
        return chosen(made, run, len(shop.people))


def opened(folder: Path, shop: Shop, seed: int, effect_in: str, holdout: float) -> Pipeline:
    """Make a workspace with the world's actions alone; its ids are the same whenever it is made again."""
    yearly = shop.earned(shop.month - PAST, shop.month, np.arange(len(shop.people)))
    unit = float(yearly[yearly > 0].mean()) if effect_in == "value" else 1.0
    root = Workspace.create(folder / "brand", secret=f"{seed:032x}").root
    changes: dict[str, Any] = {f"actions.{name}.off": True for name in raw_catalogue() if name not in ACTIONS}
    changes |= {f"actions.{name}": action(number, unit, effect_in) for number, name in enumerate(ACTIONS)}
    changes |= {"plan.consent": "not_denied", "plan.return_months": HORIZON, "plan.holdout": holdout}
    change(root / "guanxi.toml", changes | {"plan.contacts_month": -(-answers.CONTACTS // SEASON)})
    return Pipeline(Workspace.open(root), seed)


def action(number: int, unit: float, effect_in: str) -> dict[str, Any]:
    """One action of the world as guanxi.toml says it; of its effect counts what the proof's catalogue thinks."""
    minutes = float(answers.MINUTES[number])
    said: dict[str, Any] = {
        "name_zh": ACTIONS[number], "name_en": ACTIONS[number], "depth": "surprise", "channel": ACTIONS[number],
        "purpose": "care" if answers.CARING[number] else "sell", "money": float(answers.MONEY[number]),
        "when_used": float(answers.WHEN_USED[number]), "minutes": {"advisers": minutes} if minutes else {},
        "cooling_off": LONGEST * int(answers.COOLING_OFF[number]) + 1, "cap_month": 1, "effect_in": effect_in,
        "eligible": "", "delay": 0, "lasts": LASTS if number in (answers.COUPON, answers.MESSAGE) else 0, "off": False,
    }  # fmt: skip
    counts = unit * paying(ActionOptions(**said), HORIZON)
    pair = [float(THOUGHT[number] / counts), float(UNSURE[number] / counts)]
    return said | {"effect": dict.fromkeys(QUADRANTS, pair)}


def imported(here: Workspace, shop: Shop, months: range, seed: int) -> None:
    """Import the orders of some months from a file."""
    path = here.root / f"orders-{months.start}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([ORDER, *(row for month in months for row in orders(shop, month, seed))])
    given = from_dict("rows", {"columns": {name: name for name in ORDER}})
    (report,), failed = import_files(here, [path], Wishes(given=given, source="tills"), Quiet())
    if failed or report.quarantined:
        raise RuntimeError(f"{path.name}: {failed}, {report.quarantined} rows put aside")


def orders(shop: Shop, month: int, seed: int) -> Iterator[tuple[object, ...]]:
    """One month's orders, at any time of the month: contribution is what was brought less what the coupon gave away."""
    start = datetime.combine(first_day(month), datetime.min.time())
    seconds = 86400 * calendar.monthrange(start.year, start.month)[1]
    at = np.random.default_rng((seed, 73, month)).integers(0, seconds, len(shop.people)).tolist()
    full, given = shop.brought[month] / MARGIN, shop.given[month]
    for who in np.flatnonzero(full > 0).tolist():
        revenue, cost = round(full[who] - given[who], 4), round((1 - MARGIN) * full[who], 4)
        yield f"{month}-{who}", f"p{who}", start + timedelta(seconds=at[who]), 1, revenue, cost, "goods"


def request(shop: Shop, run: Run) -> Request:
    """The money and the minutes that every policy has, for the month that begins."""
    n = len(shop.people)
    return Request(BUDGET * n, {"advisers": HOURS * n}, f"{first_day(shop.month):%Y-%m}", run=run.run_id)


def chosen(made: Plan, run: Run, people: int) -> Ints:
    """Who gets which action by the plan, shape (people,)."""
    rows = pq.read_table(run.file("identity"), columns=["customer_id", "customer_key"]).to_pylist()
    number = {row["customer_id"]: int(row["customer_key"][1:]) for row in rows}
    found = np.full(people, NONE)
    for row in pq.read_table(made.file("plan_line"), columns=["customer_id", "action_id"]).to_pylist():
        found[number[row["customer_id"]]] = ACTIONS.index(row["action_id"])
    return found


def told(made: Plan, run: Run) -> dict[str, Any]:
    """What a plan tells: its money, minutes, prices and facts, and the mean effect expected of each action it chose."""
    (total,) = pq.read_table(made.file("plan"), columns=["cost", "minutes", "customers"]).to_pylist()
    lines = pq.read_table(made.file("plan_line"), columns=["action_id", "effect", "effect_sd", "cost", "provenance"])
    means = lines.group_by("action_id").aggregate([
        ("effect", "mean"), ("effect_sd", "mean"), ("cost", "mean"), ("effect", "count"), ("provenance", "max"),
    ])  # fmt: skip
    prices = pq.read_table(made.file("plan_price"), columns=["kind", "price"]).to_pylist()
    return {
        **total, "prices": prices, "chosen": {row["action_id"]: row for row in means.to_pylist()},
        "facts": dict(made.manifest["facts"]), "known": pq.read_metadata(run.file("appraisal")).num_rows,
    }  # fmt: skip
