"""From a figure of the customer equity statement down to the people whose parts add up to it."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client

from guanxi.entry.appraising import appraise
from guanxi.entry.web import wiring as put_together
from guanxi.entry.workspace import Workspace
from guanxi.ops.ground.actors import Actor
from guanxi.ops.ground.wiring import Wiring, rewire
from guanxi.ops.jobs import worker
from guanxi.ops.jobs.models import DONE, Job
from guanxi.ops.published.equity import LINES, Figure, parts, total
from guanxi.ops.returns import actions


@pytest.fixture(scope="module")
def appraised_twice(brand_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The shop, appraised on a second, earlier day too."""
    folder = shutil.copytree(brand_folder, tmp_path_factory.mktemp("twice") / "shop")
    workspace = Workspace(folder)
    last = workspace.runs.latest().as_of
    appraise(workspace, last - timedelta(days=120))
    return folder, (last - timedelta(days=120)).isoformat(), last.isoformat()


@pytest.fixture
def shop(appraised_twice: tuple[Path, str, str]) -> Iterator[Wiring]:
    """That shop, behind the pages."""
    wired = put_together.of(appraised_twice[0])
    rewire(wired)
    yield wired
    rewire(None)


@pytest.fixture
def made(shop: Wiring, appraised_twice: tuple[Path, str, str], actors: dict[str, Actor]) -> Job:
    """The statement between the two days, made by the worker."""
    job = actions.statement(actors["owner"], *appraised_twice[1:])
    while worker.once("w", shop.workshop.work, lambda *_: None):
        pass
    job.refresh_from_db()
    assert job.state == DONE, job.result
    return job


def browser(cast_member: object) -> Client:
    client = Client()
    client.force_login(cast_member, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    return client


@pytest.mark.django_db
def test_every_figure_is_the_sum_of_the_people_it_leads_to(shop: Wiring, made: Job) -> None:
    kept = shop.published.statement(made.result["kept"])
    assert kept is not None
    for row in made.result["rows"]:
        for line in LINES:
            figure = Figure(row["kind"], row["member"], line)
            people, amount = total(kept, figure)
            assert amount == pytest.approx(row[line] / figure.unit)
            told: list[dict[str, Any]] = []
            after, place = "", " "
            while place:
                rows, place = parts(kept, figure, after, 70)
                told, after = told + rows, place
            assert len({one["customer_id"] for one in told}) == len(told) == people
            assert sum(one["part"] for one in told) == pytest.approx(amount)
            assert [abs(one["part"]) for one in told] == sorted((abs(one["part"]) for one in told), reverse=True)


@pytest.mark.django_db
def test_a_click_on_a_figure_shows_its_people_with_names_for_whom_they_are(
    shop: Wiring, made: Job, cast: dict[str, object]
) -> None:
    page = browser(cast["owner"]).get("/statement/").content.decode()
    links = re.findall(r'href="(/statement/people/[^"]+)"', page)
    assert len(links) > 20
    link = next(one for one in links if "line=closing" in one and "kind=all" in one).replace("&amp;", "&")
    shown = browser(cast["owner"]).get(link).content.decode()
    masked = browser(cast["analyst"]).get(link).content.decode()
    rows = re.findall(r'<a href="/customers/(\w+)/">([^<]+)</a>', shown)
    assert rows
    names = {name for _, name in rows if name[0] > "z"}
    assert names
    assert not any(name in masked for name in names)
    assert browser(cast["owner"]).get(link + "&after=nonsense~x").status_code == 200


@pytest.mark.django_db
def test_a_figure_that_is_none_or_a_statement_kept_no_more_is_said(
    shop: Wiring, made: Job, cast: dict[str, object], appraised_twice: tuple[Path, str, str]
) -> None:
    client = browser(cast["owner"])
    for wrong in ("kind=owner&member=x&line=lost", "kind=all&member=all&line=name", "kind=all&line=opening;"):
        assert client.get(f"/statement/people/?{wrong}").status_code == 404
    store = Workspace(appraised_twice[0]).statements
    people = shop.published.statement(made.result["kept"])
    assert people is not None
    table = pa.Table.from_pylist(people.rows("SELECT * FROM equity_person"))
    for number in range(3):
        store.publish(f"later-{number}", table)
    assert store.find(made.result["kept"]) is None
    answer = client.get("/statement/people/?kind=all&member=all&line=lost")
    assert answer.status_code == 404
    assert "重新编制" in answer.content.decode()
