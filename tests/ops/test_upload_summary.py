"""What the page says in the end of a file: orders that may count twice, a file of which nothing could be used."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from guanxi.ops.ground.wiring import Wiring
from guanxi.ops.imports.models import Upload
from tests.ops.uploads import ENGLISH, bring, fresh, page, work


@pytest.fixture(autouse=True)
def wired(tmp_path: Path) -> Iterator[Wiring]:
    with fresh(tmp_path / "shop") as made:
        yield made


def imported(client: Client, name: str, text: str) -> str:
    """Bring a file, import it, and return what its page says of it."""
    bring(client, (name, text))
    work()
    upload = Upload.objects.get(name=name)
    tried = page(client, upload)
    client.post(f"/imports/{upload.pk}/load/", {})
    work()
    return tried + page(client, upload)


def test_orders_brought_again_in_another_writing_are_told(clients: dict[str, Client]) -> None:
    imported(clients["owner"], "a.csv", ENGLISH)
    told = imported(clients["owner"], "b.csv", ENGLISH.replace("2026-01-", "2026/01/"))
    assert told.count("2 rows belong to 2 orders that are loaded already") == 2  # on trial, and when it is done


def test_a_file_of_which_nothing_can_be_used_is_not_called_imported(clients: dict[str, Client]) -> None:
    told = imported(clients["owner"], "a.csv", ENGLISH.replace("2026", "Dez"))
    assert "没有载入任何一行" in told
    assert "已导入" not in told
