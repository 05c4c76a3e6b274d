"""The order in which records become persons."""

from datetime import date, datetime, time, timedelta

import pyarrow as pa

from guanxi.core.kernel.errors import GuanxiError
from guanxi.core.kernel.options import IdentityOptions
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

GRAPH = ("late_record", "identifier", "shared_identifier", "meeting", "linked_record", "link", "label")
RECORDS = ("joined_record", "record")
PERSONS = ("identity", "person")
MOST_ROUNDS = 200  # each round at least doubles how far a label has come; 200 is far beyond any real graph


def run(warehouse: Warehouse, as_of: date, options: IdentityOptions, progress: Progress) -> dict[str, object]:
    """Make `identity` and `person` from the records known at the end of day `as_of`; say what was joined.

    A record first seen later stands alone: what it would join is not known yet. Nor does an identifier join that
    only a load tells whose rows of the record are all later.
    """
    until = datetime.combine(as_of + timedelta(days=1), time())
    values: dict[str, Value] = {"until": until, "shared_after": options.shared_after}
    make(warehouse, __package__, GRAPH, values, progress)
    rounds = _spread(warehouse, progress)
    _tell(warehouse, [options.secret])
    make(warehouse, __package__, RECORDS, values, progress)
    _tell(warehouse, [])  # neither a query nor a table that stays says it
    make(warehouse, __package__, PERSONS, values, progress, views=("identity",))
    return _facts(warehouse) | {"rounds": rounds}


def _tell(warehouse: Warehouse, secrets: list[str]) -> None:
    """Put what goes into every id beside the records, or take it away again."""
    warehouse.write("identity_secret", pa.table({"secret": pa.array(secrets, pa.string())}))


def _spread(warehouse: Warehouse, progress: Progress) -> int:
    """Pass the smallest label on until no record meets a smaller one; return the rounds it took."""
    for done in range(MOST_ROUNDS):
        make(warehouse, __package__, ("hook",), {}, progress)
        open_ends = warehouse.read("SELECT count(*) AS n FROM hook WHERE target < root")
        if open_ends["n"][0].as_py() == 0:
            return done
        make(warehouse, __package__, ("next_label",), {}, progress)
        warehouse.create("label", "SELECT record_no, label FROM next_label")
    raise GuanxiError(
        f"The records' shared identifiers form a chain that {MOST_ROUNDS} rounds do not resolve.",
        "Lower shared_after under [identity] in guanxi.toml.",
    )


def _facts(warehouse: Warehouse) -> dict[str, object]:
    """Count records, persons, and records that were joined to another one."""
    counted = warehouse.read(
        "SELECT count(*) AS records, coalesce(max(customer_no), 0) AS persons FROM person"
    ).to_pylist()[0]
    joined = warehouse.read("SELECT count(*) AS n FROM linked_record")["n"][0].as_py()
    return {"records": counted["records"], "persons": counted["persons"], "joined_records": joined}
