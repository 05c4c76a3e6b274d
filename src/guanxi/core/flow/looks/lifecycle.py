"""The fourth look: the stage somebody is in, since when, and what happens in their life."""

import pyarrow as pa

from guanxi.core.kernel.options import LookOptions
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

TABLES = ("life_stage", "stage_entry", "life_event", "near_event")


def run(warehouse: Warehouse, values: dict[str, Value], options: LookOptions, progress: Progress) -> None:
    """Make `life_stage`, the published `stage_entry` and `life_event`, and `near_event` for the reasons.

    Reads views `previous_appraisal` and `previous_stage_entry`, the last run, empty where there is none.
    """
    events = options.life_events
    about = [", ".join(options.life_event_categories.get(event, [])) for event in events]
    rows = {
        "event": pa.array(list(events), pa.string()),
        "months": pa.array(list(events.values()), pa.int32()),
        "categories": pa.array(about, pa.string()),
    }
    warehouse.write("life_event_setting", pa.table(rows))
    bounds: dict[str, Value] = {
        "dormant": options.dormant_chance,
        "lost": options.lost_chance,
        "keep": 1 - options.stage_hysteresis,
    }
    make(warehouse, __package__, TABLES, values | bounds, progress)
