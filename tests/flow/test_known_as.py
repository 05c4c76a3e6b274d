"""People whom plans in force know by an id they have no more: left alone, planned for once, counted once."""

from collections.abc import Iterator

import pytest

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core import pipeline
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.core.tables import TABLES, Table
from guanxi.core.tables.measured import EFFECT_EVIDENCE, TRIAL_PERSON
from guanxi.core.tables.planned import PLAN_LINE
from tests.flow.brand import Quiet, brand
from tests.flow.planning import AS_OF, LINES, PERSONS, asked, everybody, lines, person, told


@pytest.fixture
def appraised() -> Iterator[DuckWarehouse]:
    """A brand and its appraisal, where person 3 was somebody else when the plans in force were made."""
    unknown = "SELECT 'shop' AS source, 'later' AS customer_key, TIMESTAMP '2026-07-02' AS first_seen_at, NULL AS owner"
    with DuckWarehouse(None, threads=1) as warehouse:
        brand({"order_line": LINES, "customer": f"{PERSONS} UNION ALL {unknown}"}, warehouse)
        pipeline.appraise(warehouse, AS_OF, AppraisalOptions(), "0001", Quiet())
        for table in (PLAN_LINE, EFFECT_EVIDENCE, TRIAL_PERSON):
            warehouse.create(table.name.replace("plan_line", "settled_line"), table.empty_query())
        warehouse.create("ended_plan", "SELECT CAST(NULL AS VARCHAR) AS plan_id WHERE 1 = 0")
        then = _full(TABLES["identity"], source="'shop'", customer_key=f"'{person(3)}'", customer_id="'once'")
        warehouse.create("identity_then", then)
        yield warehouse


def _full(table: Table, **given: str) -> str:
    """One row of a table; what is not given is empty."""
    cells = (f"CAST({given.get(c.name, 'NULL')} AS {c.sql_type}) AS {c.name}" for c in table.columns)
    return f"SELECT {', '.join(cells)}"


def _left_out(warehouse: DuckWarehouse) -> dict[str, object]:
    return pipeline.plan(warehouse, asked(), "0001", "¥", Quiet())


def test_whoever_has_a_line_under_an_earlier_id_gets_no_other(appraised: DuckWarehouse) -> None:
    told(appraised, consent=everybody())
    generous = asked(budget=1e6, minutes={"advisers": 1e6})
    assert person(3) in {row["customer_key"] for row in lines(appraised, generous)}
    appraised.create("settled_line", _full(PLAN_LINE, customer_id="'once'"))
    rows = lines(appraised, generous)
    assert len(rows) > 100
    assert person(3) not in {row["customer_key"] for row in rows}
    assert _left_out(appraised)["in_other_plans"] == 1


def test_whoever_is_left_alone_under_an_earlier_id_is_counted_once(appraised: DuckWarehouse) -> None:
    told(appraised, consent=everybody(), assignment=[("2026-08", "once", "holdout", "2026-08-01 00:00:00", 0.1)])
    assert _left_out(appraised)["held_out"] == 1


def test_only_people_whom_the_run_knows_are_counted(appraised: DuckWarehouse) -> None:
    """A record first seen after the day of the appraisal is nobody yet."""
    contacts = [
        ("shop", f"{who} {number}", who, f"2026-06-{20 + number} 10:00:00", "care")
        for who in ("later", person(5))
        for number in range(9)
    ]
    consent = [("shop", who, "*", "*", status, "2026-01-01 00:00:00")
               for who, status in (("later", "DENY"), (person(5), "DENY"), (person(6), "GRANT"))]  # fmt: skip
    told(appraised, consent=consent, contact=contacts)
    found = _left_out(appraised)
    names = ("in_care", "contacted_enough", "refused", "granted")
    assert {name: found[name] for name in names} == dict.fromkeys(names, 1)
