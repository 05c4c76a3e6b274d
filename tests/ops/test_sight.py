"""Nobody is found, counted or told by what they may not see, on whatever page; nothing of it stays on the trail."""

import json
from pathlib import Path

import pytest
from django.test import Client

from guanxi.entry import settings as configuration
from guanxi.ops.audiences.models import Audience
from guanxi.ops.audit.models import Entry
from guanxi.ops.ground.wiring import Wiring
from guanxi.ops.published.find import count
from guanxi.ops.sight.found import visible
from guanxi.ops.staff.models import Staff
from guanxi.ops.tasks.models import Task

pytestmark = pytest.mark.django_db
SEARCHES = ("/customers/", "/customers/how-many/", "/customers/chosen/")


@pytest.fixture
def row(wired: Wiring) -> dict[str, str]:
    """One of the second adviser's customers."""
    run = wired.published.latest()
    assert run is not None
    found: dict[str, str] = run.rows("SELECT * FROM identity WHERE owner = '顾问乙' ORDER BY customer_id")[0]
    return found


@pytest.mark.parametrize("role", ["adviser", "analyst"])
@pytest.mark.parametrize("kind", ["name", "phone", "email"])
def test_no_page_finds_by_an_identifier(clients: dict[str, Client], row: dict[str, str], role: str, kind: str) -> None:
    for page in SEARCHES:
        answer = clients[role].get(page, {"q": row[kind]})
        if answer.status_code == 200:
            said = answer.content.decode()
            assert row["customer_id"] not in said
            assert page != "/customers/how-many/" or said.strip() == "0"
    assert row["customer_id"] in clients["owner"].get("/customers/chosen/", {"q": row[kind]}).content.decode()


def test_everybody_is_found_by_id(clients: dict[str, Client], row: dict[str, str]) -> None:
    for role in ("adviser", "analyst", "owner"):
        assert row["customer_id"] in clients[role].get("/customers/", {"q": row["customer_id"]}).content.decode()


def test_an_audience_tells_no_identifier_and_counts_nobody_by_it(
    clients: dict[str, Client], wired: Wiring, row: dict[str, str]
) -> None:
    clients["manager"].post("/audiences/", {"name": "一个人", "query": f"q={row['name']}"})
    assert '<td class="n">1</td>' in clients["manager"].get("/audiences/").content.decode()
    said = clients["analyst"].get("/audiences/").content.decode()
    assert "一个人" in said
    assert row["name"] not in said
    assert "%E" not in said.split("一个人")[0][-200:]
    assert '<td class="n">0</td>' in said


def test_who_may_not_see_identifiers_keeps_no_search_by_them(clients: dict[str, Client], row: dict[str, str]) -> None:
    assert clients["analyst"].post("/audiences/", {"name": "x", "query": f"q={row['phone']}"}).status_code == 400
    assert not Audience.objects.exists()


def test_the_trail_keeps_no_identifier(clients: dict[str, Client], row: dict[str, str]) -> None:
    for kind in ("name", "phone", "email"):
        clients["manager"].post("/audiences/", {"name": kind, "query": f"q={row[kind]}&quadrant=cash_cow"})
        b"".join(clients["manager"].post(f"/customers/export/?q={row[kind]}"))  # read to its end
    told = [entry.detail for entry in Entry.objects.all()]
    assert len(told) == 6
    assert not [detail for detail in told if any(row[kind] in detail for kind in ("name", "phone", "email"))]
    assert json.loads(told[0])["query"] == {"q": "****", "quadrant": "cash_cow"}


def test_today_goes_by_who_is_in_charge_now(clients: dict[str, Client], wired: Wiring, row: dict[str, str]) -> None:
    task = Task.objects.create(
        plan_id="p", customer_id=row["customer_id"], action_id="adviser_call", owner="顾问甲",
        due_on=wired.desk.brand()["today"],
    )  # fmt: skip
    said = clients["adviser"].get("/today/").content.decode()
    assert task.customer_id in said
    assert row["name"] not in said
    assert row["phone"] not in said


def test_what_is_visible_is_never_more_than_what_was_asked(
    cast: dict[str, Staff], wired: Wiring, row: dict[str, str]
) -> None:
    run = wired.published.latest()
    assert run is not None
    for role in ("owner", "manager", "adviser", "analyst"):
        for text in (row["name"], row["phone"][-6:], row["customer_id"], "nobody at all"):
            query = {"q": text}
            assert count(run, visible(cast[role].actor, run, query)) <= count(
                run, visible(cast["owner"].actor, run, query)
            )


def test_a_broken_settings_file_takes_no_page_down(cast: dict[str, Staff], shop: Wiring, tmp_path: Path) -> None:
    client = Client()
    client.force_login(cast["owner"], backend="django.contrib.auth.backends.ModelBackend")
    file = tmp_path / "shop" / "guanxi.toml"
    configuration.change(file, {"brand.name": "小店甲"})
    assert client.get("/plans/").status_code == 200
    file.write_text("[brand\nname = ", encoding="utf-8")
    for page in ("/plans/", "/account/", "/imports/", "/map/", "/charts/treasure_map.json"):
        assert client.get(page).status_code == 200, page
    for broken in ("[brand\nname = ", "brand = 3\n", "a.b = 1\na = 2\n"):
        file.write_text(broken, encoding="utf-8")
        assert client.post("/settings/", {"brand.name": "x"}).status_code == 400, broken
        assert file.read_text(encoding="utf-8") == broken
    file.unlink()
    assert "小店甲" in client.get("/plans/").content.decode()
