"""Whom a plan means: people by their source records, for of two who turn out to be one only one id stays."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from guanxi.handover.folders import Folder
from guanxi.handover.runs import RunStore

People = Mapping[tuple[str, str], str]
"""Ids of people by their source records (source, customer key)."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Whom a plan has lines for, and whom it leaves alone, as the run knows them that it was made from."""

    lines: People
    held: People


def drawn(plan: Folder, runs: RunStore) -> Drawn:
    """Read the people of a plan, once."""
    file = runs.get(str(plan.manifest["run_id"])).file("identity")
    identity = pq.read_table(file, columns=["source", "customer_key", "customer_id"])
    return Drawn(_people(plan, "plan_line", identity), _people(plan, "plan_holdout", identity))


def shared(people: People, others: People) -> set[str]:
    """Ids of people who are among others too, whatever ids those have."""
    return {people[record] for record in people.keys() & others.keys()}


def _people(plan: Folder, table: str, identity: pa.Table) -> People:
    """The people of one of a plan's tables."""
    ids = pq.read_table(plan.file(table), columns=["customer_id"])["customer_id"]
    found = identity.filter(pc.is_in(identity["customer_id"], ids))
    records = zip(found["source"].to_pylist(), found["customer_key"].to_pylist(), strict=True)
    return dict(zip(records, found["customer_id"].to_pylist(), strict=True))
