"""Write every query of the pipeline, filled in, in both dialects, so that reviewers see what a change changes.

`python tools/golden.py` writes tests/golden/{duckdb,spark}/<stage>/<table>.sql; with `--check` it compares
instead, names what differs and exits 1.
"""

import argparse
import sys
from datetime import date
from importlib import resources
from pathlib import Path

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.adapters.warehouse.transpile import DIALECTS, to_dialect
from guanxi.core import pipeline, sqlfiles
from guanxi.core.flow.allocate import Asked
from guanxi.core.kernel.catalogue import PlanOptions, default_catalogue
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.core.tables import CANONICAL, REMEMBERED, TABLES
from guanxi.core.tables.measured import EFFECT_EVIDENCE, TRIAL_PERSON
from guanxi.core.tables.planned import PLAN_HOLDOUT, PLAN_LINE
from guanxi.entry.appraising import Quiet
from guanxi.entry.recorder import Recorder
from guanxi.handover.views import ROW_EXTRA

ROOT = Path(__file__).resolve().parents[1] / "tests" / "golden"
AS_OF = date(2026, 6, 30)

# Two records of one person and nothing else: no model can be fitted, so every value in a query is a
# setting or a stated fallback, the same on every machine.
_RECORDS = (
    "SELECT 'shop' AS source, key AS customer_key, TIMESTAMP '2026-01-01 00:00:00' AS first_seen_at,"
    " '+8613800138000' AS phone, 1 AS load_number, TIMESTAMP '2026-01-01 00:00:00' AS evidence_at"
    " FROM (VALUES ('a'), ('b')) AS two(key)"
)


def golden() -> dict[Path, str]:
    """Text of every golden file by its path below tests/golden."""
    queries = _filled()
    found = {}
    for stage, table in _tables():
        text = queries.get(table) or sqlfiles.find(table) or ""
        for dialect in DIALECTS:
            shown = text if dialect == "duckdb" else to_dialect(text, dialect)
            found[Path(dialect, stage, f"{table}.sql")] = shown.strip() + "\n"
    return found


def _tables() -> list[tuple[str, str]]:
    """Stage and name of every table that a SQL file makes."""
    stages = [stage for stage in resources.files("guanxi.core.flow").iterdir() if stage.is_dir()]
    found = [(stage.name, file.name) for stage in stages for file in stage.iterdir()]
    return sorted((stage, name.removesuffix(".sql")) for stage, name in found if name.endswith(".sql"))


ENDS = {"opening": "appraisal", "restated": "appraisal", "closing": "appraisal", "opening_identity": "identity"}


def _filled() -> dict[str, str]:
    """Run the whole order on the smallest brand and note each query."""
    with DuckWarehouse(None) as warehouse:
        for table in CANONICAL:
            warehouse.create(table.name, table.empty_query())
        nobody = TABLES["customer"].empty_query().replace(" WHERE", f"{ROW_EXTRA['customer']} WHERE")
        warehouse.create("customer__row", f"{nobody} UNION ALL BY NAME {_RECORDS}")
        warehouse.create("customer", f"SELECT {', '.join(TABLES['customer'].names)} FROM customer__row", stored=False)
        for table in REMEMBERED.values():
            warehouse.create(table.name, table.empty_query())
        recorder = Recorder(warehouse)
        pipeline.appraise(recorder, AS_OF, AppraisalOptions(), "0001-2026-06-30", Quiet())
        pipeline.follow(recorder, AS_OF, 90, Quiet())
        _planned(recorder)
        _accounted(recorder)
        back = Recorder(warehouse)
        pipeline.backtest(back, AS_OF, AppraisalOptions(), 90, Quiet())
        return back.queries | recorder.queries


def _planned(recorder: Recorder) -> None:
    """Plan upon the appraisal just made, with nothing carried out yet."""
    recorder.create("settled_line", PLAN_LINE.empty_query())
    recorder.create("identity_then", TABLES["identity"].empty_query())
    recorder.create("effect_evidence", EFFECT_EVIDENCE.empty_query())
    recorder.create("trial_person", TRIAL_PERSON.empty_query())
    recorder.create("ended_plan", "SELECT CAST(NULL AS VARCHAR) AS plan_id WHERE 1 = 0")
    first, last = date(2026, 7, 1), date(2026, 7, 31)
    asked = Asked("2026-07-01", first, last, 1000.0, {}, default_catalogue(), {}, PlanOptions())
    pipeline.plan(recorder, asked, "0001-2026-06-30", "¥", Quiet())


def _accounted(recorder: Recorder) -> None:
    """Read experiments and account for the time between the appraisal and itself."""
    recorder.create("drawn_from", "SELECT CAST(NULL AS VARCHAR) AS experiment_id, CAST(NULL AS VARCHAR) AS run_id")
    recorder.create("looks_then", "SELECT * FROM appraisal", stored=False)
    recorder.create("drawn_line", PLAN_LINE.empty_query())
    recorder.create("drawn_holdout", PLAN_HOLDOUT.empty_query())
    recorder.create("minute_price", "SELECT CAST(NULL AS VARCHAR) AS action_id, CAST(NULL AS DOUBLE) AS price")
    pipeline.measure(recorder, AS_OF, AppraisalOptions(), Quiet())
    for name, table in ENDS.items():
        recorder.create(name, f"SELECT * FROM {table}", stored=False)
    judged = Asked(
        "misallocation", date(2026, 7, 1), date(2026, 7, 31), 0.0, {}, default_catalogue(), {}, PlanOptions()
    )
    pipeline.misallocate(recorder, judged, Quiet())
    pipeline.account(recorder, AS_OF, AS_OF, Quiet())


def differences() -> list[str]:
    """Golden files that are missing, left over, or say something else than the pipeline does."""
    wanted = golden()
    there = {file.relative_to(ROOT): file.read_text(encoding="utf-8") for file in ROOT.rglob("*.sql")}
    return sorted(str(path) for path in wanted.keys() | there.keys() if wanted.get(path) != there.get(path))


def write() -> None:
    """Write all golden files and remove those of tables that are gone."""
    wanted = golden()  # first: where it fails, nothing is lost
    for file in ROOT.rglob("*.sql"):
        file.unlink()
    for path, text in wanted.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")


def main() -> int:
    """Write or check."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    if not parser.parse_args().check:
        write()
        return 0
    found = differences()
    print("\n".join(found) if found else "golden SQL is up to date")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
