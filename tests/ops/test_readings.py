"""From a reading of an experiment down to the people it comes from, on both sides."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from guanxi.core.ports import Snapshot
from guanxi.entry import acting
from guanxi.entry.appraising import appraise
from guanxi.entry.measuring import measure
from guanxi.entry.planning import Request, plan
from guanxi.entry.web import wiring as put_together
from guanxi.entry.workspace import Workspace
from guanxi.ops.ground.wiring import Wiring, rewire
from guanxi.ops.published.measured import Side, people_of
from guanxi.ops.staff.models import Staff


@pytest.fixture(scope="module")
def measured(brand_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop, whose plan for July was approved and measured in December."""
    folder = Path(shutil.copytree(brand_folder, tmp_path_factory.mktemp("measured") / "shop"))
    workspace = Workspace(folder)
    run = appraise(workspace, date(2025, 6, 30)).run_id
    made = plan(workspace, Request(400, {"advisers": 600}, "2025-07", run=run))
    acting.approve(workspace, made, "周")
    measure(workspace)
    return folder


@pytest.fixture
def shop(measured: Path) -> Iterator[Wiring]:
    """That shop, behind the pages."""
    wired = put_together.of(measured)
    rewire(wired)
    yield wired
    rewire(None)


def browser(member: Staff) -> Client:
    client = Client()
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    return client


def everybody(reading: Snapshot, side: Side) -> list[dict[str, Any]]:
    """All people of one side, page by page."""
    told: list[dict[str, Any]] = []
    after, place = "", " "
    while place:
        rows, place = people_of(reading, side, after, 7)
        told, after = told + rows, place
    return told


def test_both_sides_of_every_reading_are_the_people_it_counts(shop: Wiring) -> None:
    reading = shop.published.reading()
    assert reading is not None
    rows = reading.rows("SELECT * FROM experiment_reading")
    assert {"all", "arm", "quadrant", "team"} == {row["scope"] for row in rows}
    assert {"contribution", "conversion", "retention"} <= {row["metric"] for row in rows}
    for row in rows:
        kind = (row["experiment_id"], row["scope"], row["member"], row["metric"], row["months"])
        for treated, count in ((1, row["treated"]), (0, row["control"])):
            told = everybody(reading, Side(*kind, treated))
            assert len({one["customer_id"] for one in told}) == len(told) == count > 0, kind
            assert {one["people"] for one in told} == {count}
            if row["metric"] == "contribution":
                brought = [one["contribution"] for one in told]
                assert brought == sorted(brought, reverse=True)
                assert sum(brought) / count == pytest.approx(told[0]["each"])


@pytest.mark.django_db
def test_a_click_on_a_count_shows_its_people_with_names_for_whom_they_are(shop: Wiring, cast: dict[str, Staff]) -> None:
    page = browser(cast["owner"]).get("/returns/").content.decode()
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/returns/people/[^"]+)"', page)]
    assert len(links) > 20
    for link in links[:12]:
        assert browser(cast["owner"]).get(link).status_code == 200
    shown = browser(cast["owner"]).get(links[0]).content.decode()
    masked = browser(cast["analyst"]).get(links[0]).content.decode()
    names = {name for _, name in re.findall(r'<a href="/customers/(\w+)/">([^<]+)</a>', shown) if name[0] > "z"}
    assert names
    assert not any(name in masked for name in names)
    assert browser(cast["owner"]).get(links[0] + "&after=nonsense~x").status_code == 200


@pytest.mark.django_db
def test_what_is_no_reading_is_said(shop: Wiring, cast: dict[str, Staff]) -> None:
    client = browser(cast["owner"])
    for wrong in ("", "?experiment=x&scope=everything&metric=contribution&months=1", "?scope=all&metric=sums"):
        assert client.get(f"/returns/people/{wrong}").status_code == 404
    nobody = client.get("/returns/people/?experiment=none&scope=all&metric=contribution&months=1")
    assert "这一边没有人" in nobody.content.decode()
