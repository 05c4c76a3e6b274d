"""What the pages of incoming files show."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings

from guanxi.ops.ground.actors import Actor
from guanxi.ops.ground.wiring import wiring
from guanxi.ops.imports.choices import AS_IT_IS
from guanxi.ops.imports.models import Upload
from guanxi.ops.imports.reach import loads, uploads
from guanxi.ops.imports.words import COUNTS, DATE_ORDERS, ENCODINGS, KINDS, ROWS, SHOWN
from guanxi.ops.jobs.words import KINDS as WORK
from guanxi.ops.jobs.words import STATES

_MANY = 50
_ENDINGS = ".csv,.tsv,.txt,.xlsx,.xlsm,.parquet,.json,.jsonl,.ndjson,.gz,.zip"


def desk(actor: Actor) -> dict[str, Any]:
    """The page of all files: those at hand, and the loads made of them."""
    return {
        **_words(), "uploads": uploads(actor)[:_MANY], "loads": loads(), "most": settings.GUANXI_WEB.upload_mb,
        "endings": _ENDINGS, "today": wiring().desk.brand()["today"],
    }  # fmt: skip


def file(found: Upload) -> dict[str, Any]:
    """The page of one file: how far it is, how it would be read, or what came of it."""
    made = {**_words(), "upload": found, "work": found.work, "busy": found.busy}
    if found.loading and found.loading.state == "done":
        return {**made, "came": found.loading.result, "stands": _stands(found.loading.result)}
    if found.preview and found.preview.state == "done":
        return {**made, "seen": found.preview.result, "form": _form(found.preview.result, found.choice)}
    return made


def _stands(came: Mapping[str, Any]) -> bool:
    """Whether the load of an import was not taken back since."""
    return any(load["load_id"] == came["load_id"] for load in loads())


def _form(seen: Mapping[str, Any], choice: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping form as it was last sent, filled up with what was recognised."""
    fields = [_field(field, choice.get("columns", {})) for field in seen["fields"]]
    return {
        "base": choice.get("base", "auto"), "table": seen["table"],
        "zone": choice.get("zone", ""), "zones": sorted(available_timezones()),
        "date_order": choice.get("date_order", ""), "encoding": choice.get("encoding", ""),
        "source": choice.get("source", ""), "keep_repeats": choice.get("keep_repeats", False),
        "first": [field for field in fields if field["first"]], "more": [f for f in fields if not f["first"]],
    }  # fmt: skip


def _field(field: Mapping[str, Any], changed: Mapping[str, str]) -> dict[str, Any]:
    """One canonical column: what is chosen for it, and whether it stands among the first."""
    chosen = changed.get(field["name"], AS_IT_IS if field["base"] else "")
    return {**field, "chosen": chosen, "first": bool(field["required"] or field["own"] or field["base"] or chosen)}


def _words() -> dict[str, Any]:
    """What things are called."""
    return {
        "kinds": KINDS, "kinds_of_rows": ROWS, "columns": SHOWN, "counts": COUNTS, "date_orders": DATE_ORDERS,
        "encodings": ENCODINGS, "work_kinds": WORK, "states": STATES,
    }  # fmt: skip
