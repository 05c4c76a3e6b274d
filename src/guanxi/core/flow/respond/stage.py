"""The order in which an appraisal and a catalogue become options: who may get what, and what it would change."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import pyarrow as pa

from guanxi.core.flow.respond.effects import known_effects
from guanxi.core.flow.respond.eligibility import option_query
from guanxi.core.kernel.catalogue import ActionOptions, PlanOptions
from guanxi.core.models.effects import Effects
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

TABLES = (
    "acted",
    "contacted",
    "in_care",
    "stated_consent",
    "decided_consent",
    "spent_action",
    "known_as",
    "held_out",
    "settled",
    "candidate",
    "trial",
    "later_action",
)
LATELY = 30  # days


def run(
    warehouse: Warehouse,
    start: date,
    end: date,
    actions: Mapping[str, ActionOptions],
    options: PlanOptions,
    progress: Progress,
) -> Effects:
    """Make tables `candidate` and `option` for a plan from `start` to `end`; return what each action would change.

    Reads the published tables of a run (`appraisal`, `next_category`, `life_event`, `identity`), the canonical ones,
    view `settled_line`: lines of plans for that time that are carried out already, `identity_then`: who was who when
    plans that have not ended were made, and `effect_evidence`.
    """
    _write_actions(warehouse, actions)
    day = (start - date(1970, 1, 1)).days
    over = datetime.combine(end + timedelta(days=1), time())
    quiet = datetime.combine(start - timedelta(days=options.no_selling), time()) if options.no_selling else over
    values: dict[str, Value] = {
        "start": start,
        "day": day,
        "month_ago": datetime.combine(start - timedelta(days=LATELY), time()),
        "end": over,
        "care_since": quiet,
        "contacts_month": options.contacts_month,
    }
    make(warehouse, __package__, TABLES, values, progress)
    progress.step("option")
    warehouse.create("option", option_query(actions, options.consent))
    return known_effects(warehouse, actions, options)


def left_out(warehouse: Warehouse, options: PlanOptions) -> dict[str, object]:
    """How many people there are, and how many each rule keeps out of the plan."""
    counted = {
        "people": "SELECT count(*) FROM appraisal",
        "held_out": _among("held_out"),
        "contacted_enough": f"{_among('contacted')} WHERE t.contacts >= {options.contacts_month}",
        "in_care": _among("in_care"),
        "in_other_plans": _among("settled"),
        "candidates": "SELECT count(*) FROM candidate",
        "refused": _among("(SELECT DISTINCT customer_id FROM decided_consent WHERE allowed = 0)"),
        "granted": _among("(SELECT DISTINCT customer_id FROM decided_consent WHERE allowed = 1)"),
    }
    return {name: int(warehouse.read(query).column(0)[0].as_py()) for name, query in counted.items()}


def _among(table: str) -> str:
    """Query that counts the people of a table, each once: of two ids of one person the run knows one."""
    return f"SELECT count(*) FROM {table} AS t JOIN appraisal AS a ON a.customer_id = t.customer_id"


def _write_actions(warehouse: Warehouse, actions: Mapping[str, ActionOptions]) -> None:
    """Put what queries join to of the catalogue beside the data."""
    given = list(actions.values())
    columns = {
        "action_id": pa.array(list(actions), pa.string()),
        "action_no": pa.array(range(len(given)), pa.int32()),
        "channel": pa.array([one.channel for one in given], pa.string()),
        "purpose": pa.array([one.purpose for one in given], pa.string()),
        "cooling_off": pa.array([one.cooling_off for one in given], pa.int32()),
        "cap_month": pa.array([one.cap_month for one in given], pa.int32()),
        "name_zh": pa.array([one.name_zh for one in given], pa.string()),
        "name_en": pa.array([one.name_en for one in given], pa.string()),
    }
    warehouse.write("action", pa.table(columns))
