"""Every stage of an appraisal on both engines: all tables, intermediate and published, row by row."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.adapters.warehouse.spark import SparkWarehouse
from guanxi.core import pipeline
from guanxi.core.flow import account, hindsight, measure
from guanxi.core.flow.allocate import Asked
from guanxi.core.flow.value import stage as value
from guanxi.core.kernel.catalogue import PlanOptions, default_catalogue
from guanxi.core.kernel.options import AppraisalOptions, LookOptions, ValueOptions
from guanxi.core.tables import CANONICAL, PUBLISHED, REMEMBERED, TABLES
from guanxi.core.tables.measured import EFFECT_EVIDENCE, MEASURED, TRIAL_PERSON
from guanxi.core.tables.planned import PLAN_LINE, PLANNED
from guanxi.entry.appraising import Quiet
from guanxi.entry.recorder import Recorder
from guanxi.handover.views import OVERLAPS, ROW_EXTRA, view_query
from tests.spark.brand import write_brand
from tests.spark.compare import assert_same
from tests.spark.conftest import Opened

AS_OF = date(2026, 6, 30)
BEFORE = date(2026, 3, 31)
OPTIONS = AppraisalOptions(
    value=ValueOptions(margin=0.35, category_margin={"奶粉": 0.22, "toys": 0.5}), looks=LookOptions(wallet_min_peers=20)
)


def _mounted(warehouse: Opened, files: dict[str, Path], previous: list[Path]) -> Opened:
    """Show the brand's files, and the last run, as the workspace does."""
    for table in CANONICAL:
        here = [files[table.name]] if table.name in files else []
        warehouse.mount(f"{table.name}__row", here, table, ROW_EXTRA[table.name])
        overlaps = files.get(f"{table.name}__overlap")
        if overlaps:
            warehouse.mount(f"{table.name}__overlap", [overlaps], OVERLAPS[table.name])
        warehouse.create(table.name, view_query(table, overlaps=bool(overlaps), both=False), stored=False)
    for table, view in REMEMBERED.items():
        warehouse.mount(f"{table.name}_before", [file for file in previous if file.stem == table.name], table)
        query = f"SELECT {', '.join(view.names)} FROM {table.name}_before"
        warehouse.create(view.name, query, stored=False)
    return warehouse


@pytest.fixture(scope="module")
def appraised(spark_session: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Recorder, Recorder]]:
    """The same brand appraised on both engines, after an earlier run that both remember."""
    folder = tmp_path_factory.mktemp("brand")
    files = write_brand(folder)
    before = [folder / f"{table.name}.parquet" for table in REMEMBERED]
    with DuckWarehouse(None) as duck:
        pipeline.appraise(_mounted(duck, files, []), BEFORE, OPTIONS, "0001", Quiet())
        for file in before:
            duck.save(f"SELECT * FROM {file.stem} ORDER BY customer_id", file)
    with DuckWarehouse(None) as duck, SparkWarehouse(folder / "warehouse.spark") as spark:
        engines: tuple[Opened, Opened] = (duck, spark)
        recorders = [Recorder(_mounted(engine, files, before)) for engine in engines]
        for recorder in recorders:
            pipeline.appraise(recorder, AS_OF, OPTIONS, "0002", Quiet())
            pipeline.follow(recorder, AS_OF, 20, Quiet())
            _planned(recorder)
            _looked_back(recorder)
            _accounted(recorder)
        yield recorders[0], recorders[1]


ASSIGNMENT = """
    SELECT 'spring' AS experiment_id, customer_id,
        CASE WHEN place % 4 = 0 THEN 'holdout' ELSE 'adviser_call' END AS arm,
        TIMESTAMP '2026-05-01' AS assigned_at, CASE WHEN place % 4 = 0 THEN 0.25 ELSE 0.75 END AS probability,
        'adviser_call/' || quadrant AS stratum
    FROM (
        SELECT customer_id, quadrant, row_number() OVER (ORDER BY customer_id) AS place FROM appraisal
    ) AS everybody"""


def _planned(recorder: Recorder) -> None:
    """Plan upon the appraisal."""
    recorder.create("settled_line", PLAN_LINE.empty_query())
    recorder.create("identity_then", TABLES["identity"].empty_query())
    recorder.create("effect_evidence", EFFECT_EVIDENCE.empty_query())
    recorder.create("trial_person", TRIAL_PERSON.empty_query())
    recorder.create("ended_plan", "SELECT CAST(NULL AS STRING) AS plan_id WHERE 1 = 0")
    days = (date(2026, 7, 1), date(2026, 7, 31))
    options = PlanOptions(consent="not_denied", contacts_month=2)
    asked = Asked("2026-07-01", *days, 500.0, {"advisers": 300.0}, default_catalogue(), {}, options)
    pipeline.plan(recorder, asked, "0002", "¥", Quiet())


def _looked_back(recorder: Recorder) -> None:
    """Hold what was said against the twenty days after, as a backtest does."""
    hindsight.remember_value(recorder, Quiet())
    hindsight.remember(recorder, Quiet(), offers=True)
    value.sales(recorder, AS_OF + timedelta(days=20), OPTIONS.value, Quiet())
    hindsight.outcome(recorder, AS_OF, 20, Quiet())


def _accounted(recorder: Recorder) -> None:
    """Read an experiment on everybody, and account from a tenth less to what the appraisal says."""
    recorder.create("assignment", ASSIGNMENT)
    one = "SELECT max(run_id) AS run_id FROM appraisal"
    recorder.create(
        "drawn_from", f"SELECT DISTINCT a.experiment_id, r.run_id FROM assignment AS a CROSS JOIN ({one}) AS r"
    )
    recorder.create("looks_then", "SELECT * FROM appraisal", stored=False)
    team = "substr(customer_id, 2, 1) < '8'"
    drawn = (
        f"SELECT experiment_id AS plan_id, customer_id, CASE WHEN {team} THEN 'advisers' END AS team FROM assignment"
    )
    recorder.create("drawn_line", f"{drawn} WHERE arm <> 'holdout'")
    recorder.create("drawn_holdout", f"{drawn} WHERE arm = 'holdout'")
    recorder.create("minute_price", "SELECT 'coupon' AS action_id, 0.5 AS price")
    measure.run(recorder, AS_OF + timedelta(days=20), Quiet())
    for name, times in (("opening", "0.9"), ("restated", "0.95"), ("closing", "1.0")):
        columns = f'customer_id, clv * {times} AS clv, orders, stage, quadrant, "T"'
        recorder.create(name, f"SELECT {columns} FROM appraisal", stored=False)
    recorder.create("opening_identity", "SELECT * FROM identity", stored=False)
    account.run(recorder, BEFORE, AS_OF, Quiet())


@pytest.mark.spark
def test_every_table_is_the_same_on_both_engines(appraised: tuple[Recorder, Recorder]) -> None:
    duck, spark = appraised
    assert list(duck.queries) == list(spark.queries)
    assert {table.name for table in (*PUBLISHED, *PLANNED, *MEASURED)} <= set(duck.queries)
    assert duck.read("SELECT count(*) AS n FROM plan_line")["n"][0].as_py() > 20
    assert duck.read("SELECT count(*) AS n FROM effect_evidence")["n"][0].as_py() >= 3
    assert duck.read("SELECT count(*) AS n FROM trial_person WHERE treated = 0")["n"][0].as_py() > 20
    assert duck.read("SELECT count(*) AS n FROM offer_outcome WHERE came = 1")["n"][0].as_py() > 5
    different = []
    for name in duck.queries:
        query = f"SELECT * FROM {name}"
        try:
            assert_same(duck.read(query), spark.read(query), name)
        except AssertionError as difference:
            different.append(str(difference).splitlines()[0])
    assert different == []


@pytest.mark.spark
def test_the_brand_exercises_the_stages(appraised: tuple[Recorder, Recorder]) -> None:
    duck, _ = appraised
    for name in (
        "late_record", "joined_record", "next_category", "category_wallet", "stage_transition", "wallet", "outcome",
        "value_frequency", "value_tracking", "membership_open", "membership_cell", "timing_past", "stage_entry",
        "life_event", "near_event", "engagement_past", "engagement_excluded",
    ):  # fmt: skip
        rows = duck.read(f"SELECT count(*) AS n FROM {name}")["n"][0].as_py()
        assert rows > 5, name
    stages = duck.read("SELECT count(DISTINCT stage) AS s, count(DISTINCT quadrant) AS q FROM appraisal").to_pylist()
    assert stages[0]["s"] >= 6
    assert stages[0]["q"] == 4
