"""What happens to a plan once it is made, and bookings by hand: ledgers that only grow."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guanxi.entry import acting
from guanxi.entry.workspace import Workspace
from guanxi.handover.plans import APPROVED, Plan
from tests.entry.shop import open_planning_shop, run

MAKE = ("plan", "--budget", "400", "--minutes", "advisers=120", "--json")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop whose plan was approved and carried out."""
    folder = open_planning_shop(tmp_path_factory.mktemp("acting"))
    made = json.loads(run(*MAKE, cwd=folder).stdout)["plan"]["plan_id"]
    early = run("plan", "done", made, cwd=folder)
    assert (early.returncode, "not in force" in early.stderr) == (2, True)
    assert run("plan", "approve", made, cwd=folder).returncode == 0
    done = run("plan", "done", made, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def ledger(shop: Path, table: str) -> pa.Table:
    files = Workspace.open(shop).loads.files(table)
    return pa.concat_tables([pq.read_table(file) for file in files], promote_options="default")


def plan_of(shop: Path) -> Plan:
    return Workspace.open(shop).plans.list()[0]


def test_an_approved_plan_draws_its_experiment_for_good(shop: Path) -> None:
    plan = plan_of(shop)
    drawn = ledger(shop, "assignment").to_pylist()
    lines = pq.read_table(plan.file("plan_line")).to_pylist()
    held = pq.read_table(plan.file("plan_holdout")).to_pylist()
    assert {row["experiment_id"] for row in drawn} == {plan.plan_id}
    arms = {row["customer_id"]: row["arm"] for row in drawn}
    assert len(arms) == len(drawn)
    assert arms == {row["customer_id"]: row["action_id"] for row in lines} | {
        row["customer_id"]: acting.HOLDOUT for row in held
    }
    assert {round(row["probability"], 6) for row in drawn} == {0.1, 0.9}


def test_a_stopped_machine_does_not_draw_twice(shop: Path) -> None:
    plan, here = plan_of(shop), Workspace.open(shop)
    before = ledger(shop, "assignment").num_rows
    note = plan.folder / APPROVED
    kept = note.read_bytes()
    note.unlink()  # as if the machine had stopped between booking and noting
    acting.approve(here, here.plans.get(plan.plan_id), "somebody")
    note.write_bytes(kept)
    assert ledger(shop, "assignment").num_rows == before


def test_what_was_carried_out_is_booked_once(shop: Path) -> None:
    plan = plan_of(shop)
    lines = pq.read_table(plan.file("plan_line")).to_pylist()
    assert run("plan", "done", plan.plan_id, cwd=shop).returncode == 0
    spent, contacts = ledger(shop, "investment"), ledger(shop, "contact")
    assert spent.num_rows == contacts.num_rows == len(lines) > 0
    assert float(sum(spent["money"].to_pylist())) == pytest.approx(sum(row["cost"] for row in lines), abs=1e-3)
    assert sum(spent["minutes"].to_pylist()) == pytest.approx(sum(row["minutes"] for row in lines))
    assert set(spent["plan_id"].to_pylist()) == {plan.plan_id}
    held = {row["customer_id"] for row in pq.read_table(plan.file("plan_holdout")).to_pylist()}
    identity = pq.read_table(Workspace.open(shop).runs.latest().file("identity")).to_pylist()
    who = {(row["source"], row["customer_key"]): row["customer_id"] for row in identity}
    reached = {who[row["source"], row["customer_key"]] for row in contacts.to_pylist()}
    assert reached == {row["customer_id"] for row in lines}
    assert not reached & held


def test_money_and_minutes_are_booked_and_corrected_by_hand(shop: Path) -> None:
    before = ledger(shop, "investment").num_rows
    for amount in ("12.5", "-2.5"):
        booked = run(
            "invest",
            "p1",
            "--action",
            "adviser_call",
            "--money",
            amount,
            "--on",
            "2026-01-05",
            "--staff",
            "li",
            cwd=shop,
        )
        assert booked.returncode == 0, booked.stderr
    rows = ledger(shop, "investment").to_pylist()[before:]
    assert sum(float(row["money"]) for row in rows) == pytest.approx(10)
    assert {row["staff_id"] for row in rows} == {"li"}
    assert run("appraise", cwd=shop).returncode == 0  # the engine reads its own ledgers


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["invest", "p1", "--action", "adviser_call"], "Nothing was spent"),
        (["invest", "p1", "--action", "dance", "--money", "1"], "no action 'dance'"),
        (["invest", "nobody", "--action", "adviser_call", "--money", "1"], "nobody"),
        (["invest", "p1", "--action", "adviser_call", "--money", "1", "--on", "May"], "May"),
    ],
)
def test_a_mistaken_booking_is_answered_with_a_message_and_exit_2(shop: Path, words: list[str], said: str) -> None:
    done = run(*words, cwd=shop)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr


def test_what_was_booked_cannot_be_undone(shop: Path) -> None:
    booked = next(load for load in Workspace.open(shop).loads.list() if load.mapping == "ledger")
    undone = run("undo", booked.load_id, cwd=shop)
    assert undone.returncode == 2
    assert "booked, not imported" in undone.stderr
