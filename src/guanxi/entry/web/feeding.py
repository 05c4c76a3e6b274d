"""The worker's side of uploads: try a file, import it, take a load back; each may be begun again after a kill."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq

from guanxi.adapters.files import glance
from guanxi.core.kernel.errors import GuanxiError
from guanxi.core.ports import Progress
from guanxi.entry.importing import import_files
from guanxi.entry.web import fitting
from guanxi.entry.web.intake import under_its_name
from guanxi.entry.workspace import Workspace
from guanxi.handover.collect import Report
from guanxi.handover.ledgers import refuse_undo
from guanxi.handover.loads import Load

Payload = Mapping[str, Any]
Result = dict[str, Any]

_COUNTS = ("rows", "loaded", "quarantined", "repeated", "updated")
_REASONS = 20


def preview(workspace: Workspace, job_id: str, payload: Payload, steps: Progress) -> Result:
    """Read a file without keeping anything: its columns, how they would be read, and what would become of its rows."""
    choice = payload["choice"]
    with _file(workspace, job_id, payload) as file:
        header, examples = glance(file, encoding=choice.get("encoding", ""))
        fit = fitting.fit(workspace, header, choice, file.name)
        reports, failed = import_files(workspace, [file], fit.wishes(choice, dry_run=True), steps)
    return {
        "href": _page(payload),
        **fitting.told(workspace, fit, header, examples, choice),
        "report": _report(reports[0]) if reports else None,
        "complaint": _complaint(failed[0][1]) if failed else None,
    }


def load(workspace: Workspace, job_id: str, payload: Payload, steps: Progress) -> Result:
    """Import a file; a load that this job brought before it was cut off is the result."""
    found, report = workspace.loads.of_job(job_id), None
    if found:
        _views(workspace)
    else:
        report = _import(workspace, job_id, payload, steps)
        found = workspace.loads.of_job(job_id)
    return {"href": _page(payload), **_came(workspace, found, report)}


def undo(workspace: Workspace, job_id: str, payload: Payload, steps: Progress) -> Result:
    """Take a load back; what is taken back already stays so."""
    name = str(payload["load_id"])
    steps.step("undoing 撤销")
    if not workspace.loads.undone(name):
        with workspace.writing():
            found = workspace.loads.get(name)
            refuse_undo(found)
            workspace.loads.undo(found)
    _views(workspace)
    return {"load_id": name, "href": "/imports/"}


def _import(workspace: Workspace, job_id: str, payload: Payload, steps: Progress) -> Report:
    """Import the file as it was chosen to be read; raises what is wrong with it."""
    choice = payload["choice"]
    with _file(workspace, job_id, payload) as file:
        header, _ = glance(file, encoding=choice.get("encoding", ""), rows=0)
        wishes = fitting.fit(workspace, header, choice, file.name).wishes(choice, job=job_id)
        reports, failed = import_files(workspace, [file], wishes, steps)
    if failed:
        raise failed[0][1]
    return reports[0]


@contextmanager
def _file(workspace: Workspace, job_id: str, payload: Payload) -> Iterator[Path]:
    """The uploaded file, under its owner's name."""
    stored = workspace.root / "uploads" / UUID(str(payload["upload"])).hex
    with under_its_name(stored, str(payload["name"]), f"job-{job_id}") as file:
        yield file


def _page(payload: Payload) -> str:
    """Where the upload is shown."""
    return f"/imports/{UUID(str(payload['upload']))}/"


def _views(workspace: Workspace) -> None:
    """Make the canonical views anew."""
    with workspace.writing(), workspace.warehouse():
        pass


def _came(workspace: Workspace, found: Load | None, report: Report | None) -> Result:
    """What came of an import: from the load that stands, or from the report where nothing was new."""
    if found is None and report is not None:
        return {"load_id": "", **_report(report)}
    assert found is not None  # noqa: S101 -- a job without a report found its load
    file = workspace.loads.quarantine_file(found)
    return {
        "load_id": found.load_id, "mapping": found.mapping, "table": found.table, "source": found.source,
        **{name: getattr(found, name) for name in _COUNTS}, "tables": found.tables,
        "reasons": _reasons(file) if file.exists() else [], "notes": _notes(report.notes if report else found.notes),
    }  # fmt: skip


def _report(report: Report) -> Result:
    """A report as the page shows it; ten rows only where it is a trial's."""
    facts = report.facts()
    facts.pop("load_id")
    return {**facts, "notes": _notes(report.notes), "sample": fitting.texts(report.sample)}


def _notes(notes: Sequence[str]) -> list[str]:
    """Notes in the words of the page: a box to tick stands there for the option of the command line."""
    return [note.replace("--keep-repeats", "“keep repeats 不去重”") for note in notes]


def _reasons(file: Path) -> list[dict[str, Any]]:
    """The most frequent reasons in a load's quarantine."""
    counted = pq.read_table(file, columns=["column", "reason"]).group_by(["column", "reason"])
    ordered = counted.aggregate([([], "count_all")]).sort_by([("count_all", "descending")]).slice(0, _REASONS)
    return [{"column": r["column"], "reason": r["reason"], "rows": r["count_all"]} for r in ordered.to_pylist()]


def _complaint(error: GuanxiError) -> dict[str, str]:
    """What is wrong, and what to do."""
    return {"message": error.message, "remedy": error.remedy}
