"""Customers who live by Pareto/NBD and spend by Gamma-Gamma, and their orders of two years; seeded, in slices."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

DAYS = 730
START = np.datetime64("2024-07-01", "s")
AS_OF = date(2026, 6, 30)  # the last day
PER_SLICE = 100_000
R, ALPHA, S, BETA = 0.8, 22.32, 0.6, 200.0  # in days; makes 9.74 orders a customer
P, Q, V = 6.0, 4.0, 60.0  # a mean order of 120


def write_orders(file: Path, customers: int, seed: int = 7) -> int:
    """Write customers' orders (customer_id, ordered_at, revenue), in no order, as Parquet; return how many."""
    orders = 0
    with pq.ParquetWriter(file, _SCHEMA, compression="zstd") as writer:
        for part in _slices(customers, seed):
            writer.write_table(part)
            orders += part.num_rows
    return orders


_SCHEMA = pa.schema([("customer_id", pa.int64()), ("ordered_at", pa.timestamp("s")), ("revenue", pa.float64())])


def _slices(customers: int, seed: int) -> Iterator[pa.Table]:
    for first in range(0, customers, PER_SLICE):
        random = np.random.default_rng([seed, first])
        yield _orders(random, first, min(PER_SLICE, customers - first))


def _orders(random: np.random.Generator, first: int, people: int) -> pa.Table:
    acquired = random.uniform(0, DAYS, people)
    rate = random.gamma(R, 1 / ALPHA, people)
    life = random.exponential(1, people) / np.maximum(random.gamma(S, 1 / BETA, people), 1e-12)
    known = np.minimum(life, DAYS - acquired)
    count = 1 + random.poisson(rate * known)
    owner = np.repeat(np.arange(people), count)
    begins = np.concatenate([[True], owner[1:] != owner[:-1]])
    moment = acquired[owner] + np.where(begins, 0.0, random.random(len(owner)) * known[owner])
    taste = random.gamma(Q, 1 / V, people)
    revenue = np.round(random.gamma(P, 1 / taste[owner]), 2)
    mixed = random.permutation(len(owner))
    seconds = (moment * 86400).astype("timedelta64[s]")
    columns = (first + owner, START + seconds, revenue)
    return pa.table([pa.array(column[mixed]) for column in columns], schema=_SCHEMA)
