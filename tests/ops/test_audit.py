"""The audit trail: append-only, chained, and every rewriting is found (promise 13)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from guanxi.ops.audit.chain import note, verify
from guanxi.ops.audit.models import Entry, Head
from guanxi.ops.ground.actors import Actor
from guanxi.ops.staff import actions
from guanxi.ops.staff.models import Staff

pytestmark = pytest.mark.django_db


def _unguarded(query: str) -> None:
    """Rewrite the trail as somebody would who owns the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_UPDATE")
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_DELETE")
        else:
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
        cursor.execute(query)


@pytest.fixture
def trail() -> None:
    for number in range(5):
        note("周", "plan.approve", {"plan": f"2026-07-0{number}", "note": "批准"})


def test_whole(trail: None) -> None:
    assert verify() == (5, "")
    assert [entry.number for entry in Entry.objects.order_by("number")] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("query", ["UPDATE audit_entry SET actor = 'x' WHERE number = 2", "DELETE FROM audit_entry"])
def test_the_database_refuses(trail: None, query: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query)
    assert verify() == (5, "")


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("UPDATE audit_entry SET actor = 'x' WHERE number = 2", "entry 2 was changed"),
        ("UPDATE audit_entry SET detail = '{}' WHERE number = 5", "entry 5 was changed"),
        ("DELETE FROM audit_entry WHERE number = 3", "entry 3 is missing"),
        ("DELETE FROM audit_entry WHERE number = 5", "the end of the trail is missing"),
    ],
)
def test_a_planted_edit_is_found(trail: None, query: str, fault: str) -> None:
    _unguarded(query)
    assert verify()[1] == fault
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER ALL")


def test_an_action_is_noted_without_its_secrets(actors: dict[str, Actor]) -> None:
    actions.create(actors["owner"], "新员工", "a-long-passphrase-7", "adviser")
    entry = Entry.objects.get(number=Head.objects.get().number)
    assert (entry.actor, entry.action) == ("owner", "staff.create")
    assert "新员工" in entry.detail
    assert "a-long-passphrase-7" not in entry.detail


@pytest.mark.parametrize("role", ["manager", "adviser", "analyst", "integrator", "auditor"])
def test_a_denial_changes_nothing(actors: dict[str, Actor], role: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.create(actors[role], "新员工", "a-long-passphrase-7", "owner")
    assert not Staff.objects.filter(username="新员工").exists()
    assert not Entry.objects.exists()
