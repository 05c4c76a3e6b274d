"""Appraise a workspace: open the engine, run the pipeline, publish the run."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from importlib.metadata import version
from typing import Any

import pyarrow.parquet as pq

import guanxi
from guanxi.core import pipeline
from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.options import AppraisalOptions, FormulaOptions, IdentityOptions
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.tables import REMEMBERED
from guanxi.entry.recorder import Recorder
from guanxi.entry.same_ids import require_same_ids
from guanxi.entry.workspace import Engine, Workspace
from guanxi.handover.runs import Run

_LIBRARIES = ("duckdb", "lightgbm", "numpy", "scipy", "pyarrow", "sqlglot")
_EXTRAS = {"duckdb": (), "spark": ("pyspark",)}


class Quiet:
    """Progress that nobody watches."""

    def step(self, name: str) -> None:
        """Note nothing."""


def appraise(
    workspace: Workspace,
    as_of: date | None = None,
    progress: Progress | None = None,
    job: str = "",
    *,
    new_ids: bool = False,
) -> Run:
    """Appraise every customer as of the end of a day (default: the last order's) and publish the run.

    `job`: the name of the piece of work it is, by which a run that is there already is found again. Raises InputError
    when there is nothing to appraise by that day, SettingsError when ids would change, unless `new_ids` are wanted.
    """
    if not new_ids:
        require_same_ids(workspace)
    with workspace.writing(), workspace.warehouse() as warehouse:
        day = day_of(warehouse, as_of)
        previous = workspace.runs.before(day)
        mount_previous(warehouse, previous)
        name = workspace.runs.next_id(day)
        recorder = Recorder(warehouse)
        facts = pipeline.appraise(recorder, day, workspace.options, name, progress or Quiet())
        manifest = _manifest(workspace, day, previous, facts) | ({"job": job} if job else {})
        return workspace.runs.publish(warehouse, name, manifest, recorder.queries)


def follow_up(workspace: Workspace, run: Run, days: int) -> list[dict[str, Any]]:
    """Tell what each tenth of the run just published, by score, bought in the `days` after its date.

    Empty when the data end with the run's own date. For checking only: the appraisal never saw it.
    """
    with workspace.writing(), workspace.warehouse() as warehouse:
        last = warehouse.read("SELECT CAST(max(ordered_at) AS DATE) AS last FROM order_line")["last"][0].as_py()
        if last is None or last <= run.as_of:
            return []
        pipeline.follow(warehouse, run.as_of, days, Quiet())
        found: list[dict[str, Any]] = warehouse.read(
            "SELECT * FROM score_decile_followup ORDER BY decile DESC"
        ).to_pylist()
        return found


def day_of(warehouse: Warehouse, as_of: date | None) -> date:
    """Settle the date of the appraisal and make sure that something happened by then."""
    known = warehouse.read(
        "SELECT CAST(min(ordered_at) AS DATE) AS first, CAST(max(ordered_at) AS DATE) AS last FROM order_line"
    )
    first, last = (known.column(name)[0].as_py() for name in ("first", "last"))
    if first is None:
        raise InputError(
            "There are no orders to appraise. 还没有订单可评估。",
            "Import orders first 请先导入订单: `guanxi import FILE`",
        )
    if as_of is not None and as_of < first:
        raise InputError(
            f"Nothing is known as of {as_of}: the first order is of {first}. 那时还没有订单。",
            f"Use a date from {first} on 请用这天或以后的日期。",
        )
    latest = max(last, datetime.now(UTC).date())
    if as_of is not None and as_of > latest:
        raise InputError(f"{as_of} has not come yet. 日期还没到。", f"Use a date up to {latest} 最晚用这一天。")
    return as_of or last


def mount_previous(warehouse: Engine, previous: Run | None) -> None:
    """Show the last run's stages, with their history, and quadrants to the pipeline; what it had not is empty."""
    for table, view in REMEMBERED.items():
        files = list(previous.folder.glob(f"{table.name}.parquet")) if previous else []
        there = set(pq.read_schema(files[0]).names) if files else set(view.names)
        columns = [c.name if c.name in there else f"CAST(NULL AS {c.sql_type}) AS {c.name}" for c in view.columns]
        warehouse.mount(f"{table.name}_before", files, table)
        query = f"SELECT {', '.join(columns)} FROM {table.name}_before"
        warehouse.create(view.name, query, stored=False)


def _formula(formula: FormulaOptions) -> dict[str, Any]:
    """The formula that was used, whatever form it was given in."""
    return {"version": formula.name, "terms": {name: asdict(term) for name, term in formula.chosen.items()}}


def _identity(identity: IdentityOptions) -> dict[str, Any]:
    """How persons were recognised; of the secret its fingerprint alone."""
    told = {name: value for name, value in asdict(identity).items() if name != "secret"}
    return told | {"fingerprint": identity.fingerprint}


def _options(options: AppraisalOptions) -> dict[str, Any]:
    """Everything that was set, fit to be read by anybody."""
    return asdict(options) | {"formula": _formula(options.formula), "identity": _identity(options.identity)}


def _manifest(workspace: Workspace, day: date, previous: Run | None, facts: Mapping[str, object]) -> dict[str, Any]:
    """Everything needed to compute the run again, and what it found out about the brand."""
    engine = workspace.settings.warehouse.engine
    loads = [{"load_id": load.load_id, "file": load.file, "sha256": load.sha256} for load in workspace.loads.list()]
    return {
        "as_of": day.isoformat(),
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "guanxi": guanxi.__version__,
        "libraries": {name: version(name) for name in (*_LIBRARIES, *_EXTRAS[engine])},
        "engine": engine,
        "currency": workspace.settings.brand.currency,
        "options": _options(workspace.options),
        "loads": loads,
        "previous_run": previous.run_id if previous else None,
        "facts": dict(facts),
    }
