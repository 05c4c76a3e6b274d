"""Accidents that were thought through: copies, undone loads, dates out of order, people asked for by phone."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from guanxi.entry.appraising import appraise
from guanxi.entry.workspace import Workspace
from tests.entry.shop import open_shop, run


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_shop(tmp_path_factory.mktemp("mended"))


def test_a_copy_reads_its_own_rows(shop: Workspace, tmp_path: Path) -> None:
    copy = tmp_path / "a copy é 店"
    shutil.copytree(shop.root, copy)
    moved = tmp_path / "moved"
    shutil.copytree(copy, moved)
    shutil.rmtree(copy)
    done = run("show", "order_line", "--rows", "1", "--json", cwd=moved)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == 1


def test_tables_are_shown_while_another_command_writes(shop: Workspace) -> None:
    with shop.writing(), shop.warehouse():
        assert run("show", "order_line", "--rows", "1", cwd=shop.root).returncode == 0
        assert run("import", "orders.csv", cwd=shop.root).returncode == 2


def test_an_id_never_means_two_files(tmp_path: Path) -> None:
    shop = open_shop(tmp_path)
    (first,) = shop.loads.list()
    assert run("undo", "1", cwd=shop.root).returncode == 0
    assert run("import", "orders.csv", cwd=shop.root).returncode == 0
    (second,) = shop.loads.list()
    assert (first.number, second.number) == (1, 2)
    assert first.sha256 == second.sha256


def test_people_move_from_the_run_of_the_day_before(shop: Workspace) -> None:
    later = appraise(shop, date(2025, 5, 30))
    earlier = appraise(shop, date(2025, 3, 31))
    again = appraise(shop, date(2025, 5, 31))
    assert again.manifest["previous_run"] == later.run_id
    assert earlier.manifest["previous_run"] is None


def test_a_person_is_found_by_phone_and_e_mail(tmp_path: Path) -> None:
    shop = open_shop(tmp_path)
    people = "who,since,tel,mail\np7,2025-01-01,138 1111 2233,Ann@Shop.com\n"
    (shop.root / "people.csv").write_text(people, encoding="utf-8")
    columns = ["customer_key=who", "first_seen_at=since", "phone=tel", "email=mail"]
    done = run("import", "people.csv", "--as", "customer", "--source", "tills", "--map", *columns, cwd=shop.root)
    assert done.returncode == 0, done.stdout + done.stderr
    appraise(shop)
    found = {run("customer", words, "--json", cwd=shop.root).stdout for words in ("p7", "13811112233", "ann@shop.com")}
    assert len(found) == 1
    assert json.loads(found.pop())["identities"][0]["customer_key"] == "p7"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["appraise", "--as-of", "2999-01-01"], "not come yet"),
        (["customers", "--stage", "foo"], "growing"),
        (["init", "orders.csv"], "cannot be made"),
    ],
)
def test_what_cannot_be_is_said(shop: Workspace, words: list[str], said: str) -> None:
    done = run(*words, cwd=shop.root)
    assert done.returncode == 2
    assert said in done.stderr
