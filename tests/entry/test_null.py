"""Where nothing works, `measure` says so and the next plan keeps its money: a made brand, and shuffled real e-mails."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from guanxi.core.flow.ingest.mapping import from_dict
from guanxi.core.kernel.catalogue import QUADRANTS, raw_catalogue
from guanxi.core.tables import TABLES
from guanxi.entry.acting import approve
from guanxi.entry.appraising import Quiet, appraise
from guanxi.entry.importing import Wishes, import_files
from guanxi.entry.measuring import measure
from guanxi.entry.planning import Request, plan
from guanxi.entry.workspace import Workspace
from guanxi.handover.ledgers import book
from guanxi.handover.plans import Plan
from guanxi.handover.readings import Reading
from tests.shared import dataset

Rows = Iterable[Sequence[object]]
ORDER = ("order_id", "customer_key", "ordered_at", "quantity", "revenue", "category")
DAY = timedelta(days=1)


def opened(folder: Path, actions: Sequence[str], cost: float, months: int, holdout: float) -> Workspace:
    """A workspace whose catalogue has these actions alone, each thought to bring three times what it costs.

    Guesses are stated for a year; `months` of it count.
    """
    lines = [f"[actions.{name}]\noff = true" for name in raw_catalogue()]
    pairs = ", ".join(f"{name} = [{36 * cost / months}, {24 * cost / months}]" for name in QUADRANTS)
    lines += [
        f"[actions.{name}]\nname_zh = '{name}'\nname_en = '{name}'\ndepth = 'surprise'\nchannel = 'mail'\n"
        f"purpose = 'sell'\nmoney = {cost}\neffect_in = 'money'\neffect = {{ {pairs} }}"
        for name in actions
    ]
    lines.append(f"[plan]\nconsent = 'not_denied'\nreturn_months = {months}\nholdout = {holdout}")
    here = Workspace.create(folder / "brand")
    with (here.root / "guanxi.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + "\n\n".join(lines) + "\n")
    return Workspace.open(here.root)


def imported(here: Workspace, rows: Rows) -> None:
    """Import orders from a file."""
    path = here.root / "orders.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([ORDER, *rows])
    given = from_dict("rows", {"columns": {name: name for name in ORDER}})
    (report,), failed = import_files(here, [path], Wishes(given=given, source="tills"), Quiet())
    assert (failed, report.quarantined) == ([], 0)


def spent_on(found: Plan) -> set[str]:
    """The actions that a plan spends on."""
    return set(pq.read_table(found.file("plan_line"))["action_id"].to_pylist())


def nothing_found(reading: Reading) -> list[dict[str, Any]]:
    """What is read of everybody's contribution, after making sure that it sees nothing, however often looked at."""
    rows = pq.read_table(reading.file("experiment_reading")).to_pylist()
    whole = [row for row in rows if (row["scope"], row["metric"]) == ("all", "contribution")]
    assert whole
    assert {row["verdict"] for row in whole} == {"no_evidence"}
    assert all(row["always_low"] < 0 < row["always_high"] for row in whole)
    return whole


def test_a_brand_in_which_letters_change_nothing_stops_writing_them(tmp_path: Path) -> None:
    """Half are written to; purchases know nothing of it. Guesses alone would have written again."""
    here = opened(tmp_path, ["letter"], cost=6.0, months=3, holdout=0.5)
    rng, start = np.random.default_rng(5), datetime(2025, 1, 1, 12)
    imported(here, (
        (f"{who}-{turn}", f"p{who}", start + DAY * int(day), 1, round(float(rng.gamma(9, 3)), 2), "tea")
        for who in range(1_600)
        for turn, day in enumerate(rng.uniform(0, 364, 1 + rng.poisson(rng.gamma(4, 2))))
    ))  # fmt: skip
    before = appraise(here, date(2025, 6, 30))
    first = plan(here, Request(1e6, period="2025-07", run=before.run_id))
    assert first.manifest["rows"]["plan_line"] > 400
    approve(here, first, "test")
    now = appraise(here, date(2025, 12, 31))
    unread = plan(here, Request(1e6, period="2026-01", run=now.run_id))
    assert spent_on(unread) == {"letter"}
    told = nothing_found(measure(here, date(2025, 12, 31)))
    assert min(row["control"] for row in told) > 400
    after = plan(here, Request(1e6, period="2026-01", run=now.run_id))
    assert spent_on(after) == set()


@pytest.mark.slow
def test_hillstrom_with_shuffled_labels_teaches_to_send_no_mail(tmp_path: Path) -> None:
    """64,000 real people, their arms dealt anew: each mail beside its half of those left alone."""
    with dataset("hillstrom", "hillstrom.csv").open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    here = opened(tmp_path, ["mens", "womens"], cost=0.5, months=1, holdout=0.1)
    drawn = datetime(2025, 3, 1, 12)
    imported(here, _hillstrom_orders(people, drawn))
    run = appraise(here, date(2025, 2, 28))
    guessed = plan(here, Request(1e6, period="2025-05", run=run.run_id))
    assert spent_on(guessed) <= {"mens", "womens"} != set()
    looks = pq.read_table(run.file("appraisal"), columns=["customer_id", "quadrant"]).to_pylist()
    quadrants = {row["customer_id"]: row["quadrant"] for row in looks}
    keys = pq.read_table(run.file("identity"), columns=["customer_id", "customer_key"]).to_pylist()
    names = {row["customer_key"]: row["customer_id"] for row in keys}
    labels = np.random.default_rng(8).permutation([row["segment"] for row in people]).tolist()
    dealt = (_dealt(names[f"p{n}"], label, n, quadrants[names[f"p{n}"]], drawn) for n, label in enumerate(labels))
    with here.writing():
        book(here.loads, TABLES["assignment"], dealt, "shuffled mails")
    told = nothing_found(measure(here, date(2025, 4, 15)))
    assert {row["experiment_id"] for row in told} == {"mens", "womens"}
    assert all(row["treated"] > 21_000 and row["control"] > 10_000 for row in told)
    after = plan(here, Request(1e6, period="2025-05", run=run.run_id))
    assert spent_on(after) == set()


def _hillstrom_orders(people: list[dict[str, str]], drawn: datetime) -> Iterable[Sequence[object]]:
    """What is known of each: last purchase and past spend before the mail, spend in the two weeks after it."""
    for number, row in enumerate(people):
        last = drawn - DAY * (30 * int(row["recency"]) - 15)
        parts = 1 if row["newbie"] == "1" else 2
        for part in range(parts):
            worth = round(float(row["history"]) / parts, 2)
            yield f"{number}-{part}", f"p{number}", last - DAY * 90 * part, 1, worth, "clothes"
        if float(row["spend"]):
            yield f"{number}-after", f"p{number}", drawn + DAY * 7, 1, row["spend"], "clothes"


def _dealt(who: str, label: str, number: int, quadrant: str, drawn: datetime) -> dict[str, object]:
    """One person in one mail's experiment; those without mail are shared between both by their number."""
    mail = {"Mens E-Mail": "mens", "Womens E-Mail": "womens"}.get(label)
    name = mail or ("mens", "womens")[number % 2]
    return {
        "experiment_id": name, "customer_id": who, "arm": mail or "holdout", "assigned_at": drawn,
        "probability": 2 / 3 if mail else 1 / 3, "stratum": f"{name}/{quadrant}",
    }  # fmt: skip
