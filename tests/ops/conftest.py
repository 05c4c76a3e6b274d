"""The cast: one of each role, a second adviser, and a shop that was appraised."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client

from guanxi.entry.web import wiring as put_together
from guanxi.ops.ground.actors import Actor, Role
from guanxi.ops.ground.wiring import Wiring, rewire
from guanxi.ops.staff.models import Staff
from tests.entry.shop import open_named_shop

PASSWORD = "correct-horse-battery-9"
OTHER = "other"  # a second adviser, whose customers the first must not identify
OWNERS = {"adviser": "顾问甲", OTHER: "顾问乙"}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as it is used: in memory, threads would share one connection's locks."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("ops") / "ops.sqlite3")


@pytest.fixture(scope="session")
def brand_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of three hundred people with names and two advisers, appraised, where everybody has agreed to all."""
    return open_named_shop(tmp_path_factory.mktemp("web"))


@pytest.fixture
def wired(brand_folder: Path) -> Iterator[Wiring]:
    """The shop, behind the pages."""
    made = put_together.of(brand_folder)
    rewire(made)
    yield made
    rewire(None)


@pytest.fixture
def shop(brand_folder: Path, tmp_path: Path) -> Iterator[Wiring]:
    """A copy of the shop that may be written to, behind the pages."""
    shutil.copytree(brand_folder, tmp_path / "shop")
    made = put_together.of(tmp_path / "shop")
    rewire(made)
    yield made
    rewire(None)


@pytest.fixture(scope="session")
def named_folder(brand_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same shop with a plan."""
    folder = shutil.copytree(brand_folder, tmp_path_factory.mktemp("named") / "shop")
    asked = {"budget": 3000, "minutes": {"advisers": 2000}}
    put_together.of(folder).workshop.work("plan", "a-job", asked, lambda _: None)
    return folder


@pytest.fixture
def named(named_folder: Path) -> Iterator[Wiring]:
    """The shop of people with names, behind the interface."""
    made = put_together.of(named_folder)
    rewire(made)
    yield made
    rewire(None)


@pytest.fixture
def cast(db: None) -> dict[str, Staff]:
    """One member of staff of each role, by the role's name, and a second adviser."""
    people, secret = {}, make_password(PASSWORD)
    for name in (*Role, OTHER):
        role = Role.ADVISER if name == OTHER else Role(name)
        owner = OWNERS.get(str(name), "")
        people[str(name)] = Staff.objects.create(username=name, role=role, owner=owner, language="zh", password=secret)
    return people


@pytest.fixture
def actors(cast: dict[str, Staff]) -> dict[str, Actor]:
    """The cast as those who act."""
    return {name: person.actor for name, person in cast.items()}


@pytest.fixture
def clients(cast: dict[str, Staff], wired: Wiring) -> dict[str, Client]:
    """A browser for each of the cast, logged in, and one for somebody unknown under ``""``."""
    found = {"": Client()}
    for name, person in cast.items():
        found[name] = Client()
        found[name].force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return found


@pytest.fixture
def unchained(transactional_db: None) -> None:
    """A database of several connections, whose rows the test's end may delete again, the audit trail's too."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_UPDATE")
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_DELETE")
