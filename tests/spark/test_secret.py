"""The secret in customers' ids: the same ids on both engines, and nothing of it left in the warehouse."""

from datetime import date
from hashlib import md5
from pathlib import Path

from guanxi.core.flow import identity
from guanxi.core.kernel.options import IdentityOptions
from guanxi.core.tables import TABLES
from guanxi.entry.appraising import Quiet
from guanxi.entry.recorder import Recorder
from tests.spark.conftest import Open

SECRET = "0123456789abcdeffedcba9876543210"
ROW_TYPES = {"load_number": "INTEGER", "evidence_at": "TIMESTAMP"}


def _record(key: str) -> str:
    """One customer's row as a load tells it."""
    told = {"source": "'shop'", "customer_key": f"'{key}'", "first_seen_at": "'2026-01-01 00:00:00'"}
    told |= {"phone": f"'{key}'", "load_number": "1"}
    types = {column.name: column.sql_type for column in TABLES["customer"].columns} | ROW_TYPES
    return "SELECT " + ", ".join(f"CAST({told.get(name, 'NULL')} AS {kind}) AS {name}" for name, kind in types.items())


def test_ids_have_the_secret_and_nothing_else_has(open_warehouse: Open, tmp_path: Path) -> None:
    keys = ["+8613912341000", "+8613912341017"]
    with open_warehouse(tmp_path) as warehouse:
        recorder = Recorder(warehouse)
        recorder.create("customer__row", " UNION ALL ".join(map(_record, keys)))
        recorder.create("customer", f"SELECT {', '.join(TABLES['customer'].names)} FROM customer__row", stored=False)
        identity.run(recorder, date(2026, 6, 30), IdentityOptions(secret=SECRET), Quiet())
        found = warehouse.read("SELECT customer_key, customer_id FROM identity ORDER BY customer_key").to_pylist()
    said = {key: md5(f"{SECRET}shop|{key}".encode(), usedforsecurity=False).hexdigest() for key in keys}
    assert {row["customer_key"]: row["customer_id"] for row in found} == {key: f"c{said[key][:16]}" for key in keys}
    assert SECRET not in str(recorder.queries)
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()]
