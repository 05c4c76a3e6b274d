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

from guanxi.core.ports import Snapshot
from guanxi.core.tables.accounted import FIGURES, Figure
from guanxi.entry.appraising import appraise
from guanxi.entry.settings import FILE_NAME, change
from guanxi.entry.web import wiring as put_together
from guanxi.entry.workspace import Workspace
from guanxi.ops.ground.actors import Actor
from guanxi.ops.ground.wiring import Wiring, rewire
from guanxi.ops.jobs import worker
from guanxi.ops.jobs.models import DONE, Job
from guanxi.ops.published.equity import parts, total
from guanxi.ops.returns import actions
from guanxi.ops.staff.models import Staff
from tests.entry.shop import bring_in, come_and_go

BOOKED = ["booking_id", "customer_key", "occurred_at", "action_id", "money", "minutes"]


@pytest.fixture(scope="module")
def appraised_twice(brand_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The shop and its app: people came, went, returned, were spent on between two days; the first day is said anew."""
    folder = shutil.copytree(brand_folder, tmp_path_factory.mktemp("twice") / "shop")
    last = Workspace(folder).runs.latest().as_of
    first = last - timedelta(days=120)
    columns = ["order_id", "customer_key", "ordered_at", "product_id", "category", "quantity", "revenue"]
    bring_in(folder, "order_line", columns, come_and_go(first), "app")
    for source, letter in (("tills", "p"), ("app", "a")):
        days = [first + timedelta(days=30 + n) for n in range(8)]
        rows = [f"{source}{n},{letter}{n},{day} 09:00:00,adviser_call,{n}.5,{7 * n}" for n, day in enumerate(days)]
        bring_in(folder, "investment", BOOKED, rows, source)
    for day, margin in ((first, 0.4), (first, 0.35), (last, 0.35)):
        change(folder / FILE_NAME, {"value.margin": margin})
        appraise(Workspace(folder), day)
    return folder, first.isoformat(), last.isoformat()


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


def browser(member: Staff) -> Client:
    client = Client()
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.django_db
def test_every_figure_is_the_sum_of_the_people_it_leads_to(shop: Wiring, made: Job) -> None:
    kept = shop.published.statement(made.result["kept"])
    assert kept is not None
    whole = next(row for row in made.result["rows"] if row["kind"] == "all")
    assert not [line for line in FIGURES if not whole[line]], "a figure that is nothing proves nothing"
    for row in made.result["rows"]:
        for line in FIGURES:
            figure = Figure(row["kind"], row["member"], line)
            people, amount = total(kept, figure)
            assert amount == pytest.approx(row[line] / figure.whole)
            told = everybody(kept, figure)
            assert len({one["customer_id"] for one in told}) == len(told) == people
            assert sum(one["part"] for one in told) == pytest.approx(amount)
            assert [abs(one["part"]) for one in told] == sorted((abs(one["part"]) for one in told), reverse=True)


@pytest.mark.django_db
def test_groups_share_every_figure_of_the_whole(shop: Wiring, made: Job) -> None:
    for kind in ("quadrant", "years", "channel"):
        groups = [row for row in made.result["rows"] if row["kind"] == kind]
        assert len(groups) > 1, kind
        for line in FIGURES:
            whole = next(row[line] for row in made.result["rows"] if row["kind"] == "all")
            assert sum(row[line] for row in groups) == pytest.approx(whole), (kind, line)
    channels = {row["member"]: row for row in made.result["rows"] if row["kind"] == "channel"}
    assert {"tills", "app"} <= {*channels}
    assert all(row["money"] and row["minutes"] for row in channels.values())


def everybody(kept: Snapshot, figure: Figure) -> list[dict[str, Any]]:
    """All people behind a figure, page by page."""
    told: list[dict[str, Any]] = []
    after, place = "", " "
    while place:
        rows, place = parts(kept, figure, after, 70)
        told, after = told + rows, place
    return told


@pytest.mark.django_db
def test_a_click_on_a_figure_shows_its_people_with_names_for_whom_they_are(
    shop: Wiring, made: Job, cast: dict[str, Staff]
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
@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        ("customers_opening", "期初客户数", "Customers at the opening"),
        ("minutes", "期间投入工时（分钟）", "Minutes invested"),
        ("money_winning", "花在新获得客户身上的金额", "Money spent on those won"),
    ],
)
def test_every_line_has_a_name_and_its_own_unit(
    shop: Wiring, made: Job, cast: dict[str, Staff], line: str, zh: str, en: str
) -> None:
    whole = next(row for row in made.result["rows"] if row["kind"] == "all")
    written = f"{whole[line] / Figure('all', 'all', line).whole:,.0f}"
    for language, name in (("zh", zh), ("en", en)):
        cast["owner"].language = language
        cast["owner"].save()
        client = browser(cast["owner"])
        assert f"line={line}" in client.get("/statement/").content.decode()
        page = client.get(f"/statement/people/?kind=all&member=all&line={line}").content.decode()
        assert name in page
        assert line not in page.replace(f"line={line}", "")
        assert (f"<b>¥{written}</b>" if line.startswith("money") else f"<b>{written}</b>") in page


@pytest.mark.django_db
def test_a_figure_that_is_none_or_a_statement_kept_no_more_is_said(
    shop: Wiring, made: Job, cast: dict[str, Staff], appraised_twice: tuple[Path, str, str]
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
