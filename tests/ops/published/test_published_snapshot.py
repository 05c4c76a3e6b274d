"""A snapshot reads one run for many at once, and nothing else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from guanxi.adapters.snapshot import DuckSnapshot
from guanxi.ops.published import PREPARED
from guanxi.ops.published.find import Filter, count, page
from guanxi.ops.published.person import person
from guanxi.ops.published.timeline import timeline
from tests.ops.published.brand import rows
from tests.ops.published.conftest import Published


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM listed", "DROP VIEW appraisal", "CREATE TABLE mine AS SELECT 1", "SELECT 1; DELETE FROM listed",
        "SET threads = 64", "ATTACH 'other.db'", "COPY listed TO 'listed.csv'", "INSTALL httpfs",
        "PRAGMA database_list", "CALL pragma_version()", "",
    ],
)  # fmt: skip
def test_anything_but_one_select_is_refused(published: Published, query: str) -> None:
    before = count(published.snapshot)
    with pytest.raises(ValueError, match="one SELECT"):
        published.snapshot.rows(query)
    assert count(published.snapshot) == before


def test_no_file_but_the_published_ones_can_be_read(published: Published, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    manifest = published.run.folder / "manifest.json"
    for query in (
        f"SELECT * FROM read_csv('{secret}')", f"SELECT * FROM read_text('{manifest}')", f"SELECT * FROM '{secret}'",
        f"SELECT * FROM glob('{tmp_path}/*')", "SELECT * FROM read_csv('https://example.com/a.csv')",
    ):  # fmt: skip
        with pytest.raises(duckdb.Error):
            published.snapshot.rows(query)


def test_settings_are_fixed(published: Published) -> None:
    with pytest.raises(duckdb.Error):
        published.snapshot._connection.execute("SET enable_external_access = true")  # whatever code may try


def test_values_travel_beside_the_query(published: Published) -> None:
    hostile = "'; DROP VIEW appraisal; --"
    assert published.snapshot.rows("SELECT $said AS said", {"said": hostile}) == [{"said": hostile}]


def test_fifty_readers_at_once_get_the_same_answers(published: Published) -> None:
    everybody = [row["customer_id"] for row in rows(published.run, "appraisal")]

    def read(number: int) -> object:
        one = everybody[number % len(everybody)]
        found = page(published.snapshot, Filter(text=f"{number % 240:04d}"), limit=10)
        return person(published.snapshot, one), timeline(published.snapshot, one), found

    alone = [read(number) for number in range(200)]
    with ThreadPoolExecutor(50) as crowd:
        assert list(crowd.map(read, range(200))) == alone


def test_a_run_of_an_older_version_is_read_as_far_as_it_goes(published: Published, tmp_path: Path) -> None:
    older = tmp_path / "identity.parquet"
    known = pq.read_table(published.run.file("identity"))
    pq.write_table(known.select(["source", "customer_key", "customer_id", "evidence"]), older)
    files = {"appraisal": published.run.file("appraisal"), "identity": older}
    snapshot = DuckSnapshot(published.run.run_id, published.run.as_of, files, PREPARED)
    one = rows(published.run, "appraisal")[0]["customer_id"]
    found = person(snapshot, one)
    assert found is not None
    assert found.name is None
    assert not found.next_categories
    assert timeline(snapshot, one) == []
    assert count(snapshot) == count(published.snapshot)
    assert count(snapshot, Filter(text="p141")) == 1
