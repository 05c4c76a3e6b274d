"""Keys: who may make which, what is kept of them, and that a key ends when it is said to (promises 12 and 14)."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from guanxi.core.kernel.errors import InputError, NotFoundError
from guanxi.ops.audit.models import Entry
from guanxi.ops.ground.actions import ACTIONS
from guanxi.ops.ground.actors import Actor, Role
from guanxi.ops.keys import actions
from guanxi.ops.keys.models import ApiKey
from guanxi.ops.keys.scopes import KEY_ROLES, SCOPES, held_by
from guanxi.ops.keys.secrets import find
from tests.ops.program import Program, key

pytestmark = pytest.mark.django_db
PAGE = "/settings/keys/"
FORM = {"name": "till", "role": "integrator", "scopes": ["runs:read"], "days": "30"}


def stored() -> str:
    """Everything the database holds, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.parametrize("role", ["manager", "adviser", "analyst", "auditor"])
def test_a_denial_changes_nothing(clients: dict[str, Client], actors: dict[str, Actor], role: str) -> None:
    made = key("runs:read").key
    noted = Entry.objects.count()
    for answer in (
        clients[role].get(PAGE),
        clients[role].post(PAGE, FORM),
        clients[role].post(f"{PAGE}{made.prefix}/revoke/"),
    ):
        assert answer.status_code == 403
    with pytest.raises(PermissionDenied):
        actions.create(actors[role], "till", "integrator", ["runs:read"], 0)
    assert [one.revoked_at for one in ApiKey.objects.all()] == [None]
    assert Entry.objects.count() == noted


@pytest.mark.parametrize("role", [role for role in KEY_ROLES if role is not Role.INTEGRATOR])
def test_an_integrator_gives_no_more_than_they_hold(actors: dict[str, Actor], role: Role) -> None:
    with pytest.raises(PermissionDenied):
        actions.create(actors["integrator"], "till", role, ["runs:read"], 0)
    with pytest.raises(InputError):
        actions.create(actors["integrator"], "till", "integrator", ["customers:read"], 0)
    assert not ApiKey.objects.exists()
    made = actions.create(actors["integrator"], "till", "integrator", held_by(Role.INTEGRATOR), 0)
    assert made.key.actor.role is Role.INTEGRATOR


@pytest.mark.parametrize(
    ("name", "role", "scopes", "days"),
    [
        ("", "manager", ["runs:read"], 0),
        ("x" * 61, "manager", ["runs:read"], 0),
        ("a\x00b", "manager", ["runs:read"], 0),
        ("taken", "manager", ["runs:read"], 0),
        ("till", "owner", ["runs:read"], 0),
        ("till", "adviser", ["runs:read"], 0),
        ("till", "king", ["runs:read"], 0),
        ("till", "manager", [], 0),
        ("till", "manager", ["everything"], 0),
        ("till", "analyst", ["identifiers:read"], 0),
        ("till", "manager", ["runs:read"], -1),
        ("till", "manager", ["runs:read"], 3651),
    ],
)
def test_what_makes_no_key(actors: dict[str, Actor], name: str, role: str, scopes: list[str], days: int) -> None:
    actions.create(actors["owner"], "taken", "manager", ["runs:read"], 0)
    with pytest.raises(InputError):
        actions.create(actors["owner"], name, role, scopes, days)
    assert ApiKey.objects.count() == 1


def test_the_page_shows_a_key_once(clients: dict[str, Client]) -> None:
    shown = clients["integrator"].post(PAGE, FORM)
    text = shown.context["made"].text
    assert text in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert ApiKey.objects.get().created_by == "integrator"
    again = clients["integrator"].get(PAGE).text
    assert text not in again
    assert ApiKey.objects.get().prefix in again
    assert clients["integrator"].post(f"{PAGE}{ApiKey.objects.get().prefix}/revoke/").status_code == 302
    assert ApiKey.objects.get().revoked_at is not None
    assert clients["owner"].post(PAGE, FORM | {"days": "soon"}).status_code == 400


def test_the_page_offers_what_one_may_give(clients: dict[str, Client]) -> None:
    assert clients["integrator"].get(PAGE).context["roles"] == (Role.INTEGRATOR,)
    assert clients["owner"].get(PAGE).context["roles"] == KEY_ROLES


def test_both_languages(clients: dict[str, Client], cast: dict[str, Any]) -> None:
    assert "新建密钥" in clients["owner"].get(PAGE).text
    cast["owner"].language = "en"
    cast["owner"].save()
    page = clients["owner"].get(PAGE).text
    assert "Make a key" in page
    assert "新建密钥" not in page


def test_a_key_ends(wired: None) -> None:
    made = key("runs:read", days=1)
    assert find(made.text) == made.key
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert find(made.text) is None
    ApiKey.objects.update(expires_at=None)
    assert find(made.text) == made.key
    actions.revoke(Actor("周", Role.OWNER), made.key.prefix)
    assert find(made.text) is None
    first = ApiKey.objects.get().revoked_at
    actions.revoke(Actor("周", Role.OWNER), made.key.prefix)
    assert ApiKey.objects.get().revoked_at == first
    with pytest.raises(NotFoundError):
        actions.revoke(Actor("周", Role.OWNER), "nothing")


def test_the_last_use_is_told_to_the_minute() -> None:
    made = key("runs:read")
    assert ApiKey.objects.get().last_used_at is None
    find(made.text)
    used = ApiKey.objects.get().last_used_at
    find(made.text)
    assert ApiKey.objects.get().last_used_at == used
    ApiKey.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    find(made.text)
    again = ApiKey.objects.get().last_used_at
    assert used is not None
    assert again is not None
    assert again > used


def test_no_secret_is_kept_or_logged(named: None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = key("runs:read")
    secret = made.text.removeprefix(f"guanxi_{made.key.prefix}_")
    assert Program(made.text).get("/runs/latest").status_code == 200
    assert Program(made.text[:-1]).get("/runs/latest").status_code == 401
    kept = stored()
    assert made.key.prefix in kept
    assert secret not in kept
    assert secret[:-1] not in caplog.text
    assert secret not in repr(made)


def test_making_and_revoking_are_noted(actors: dict[str, Actor]) -> None:
    made = actions.create(actors["owner"], "till", "manager", ["runs:read"], 30)
    actions.revoke(actors["integrator"], made.key.prefix)
    noted = list(Entry.objects.order_by("number").values_list("actor", "action"))
    assert noted == [("owner", "key.create"), ("integrator", "key.revoke")]
    assert '"scopes": ["runs:read"]' in Entry.objects.get(action="key.create").detail


def test_scopes_open_actions_that_there_are() -> None:
    for name, scope in SCOPES.items():
        for opened in scope.actions:
            assert scope.roles <= ACTIONS[opened].roles, (name, opened)


def test_a_key_never_holds_more_than_its_role(actors: dict[str, Actor]) -> None:
    made = key("customers:read", "identifiers:read").key
    assert made.actor.may_identify("顾问甲")
    made.role = "analyst"
    assert "identifiers:read" not in made.actor.scopes
    assert "customers:read" in made.actor.scopes
    made.role = "auditor"
    assert made.actor.scopes  # empty would mean a person, whom no scope limits
    with pytest.raises(PermissionDenied):
        actions.create(made.actor, "another", "manager", ["runs:read"], 0)
