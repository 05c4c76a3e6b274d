"""Files and forms that mean harm: refused with a reason, or harmless."""

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from guanxi.adapters.files import guard
from guanxi.entry.workspace import Workspace
from guanxi.ops.ground.wiring import Wiring, wiring
from guanxi.ops.imports import store
from guanxi.ops.imports.models import Upload
from guanxi.ops.jobs.models import DONE, FAILED, Job
from tests.ops.uploads import CHINESE, ENGLISH, bring, fresh, stored, work


@pytest.fixture
def wired(tmp_path: Path) -> Iterator[Wiring]:
    """A workspace in which nothing has been imported yet."""
    with fresh(tmp_path / "shop") as made:
        yield made


@pytest.fixture
def shop(wired: Wiring, tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "shop")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.csv", b"", "empty"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(64), "a picture"),
        ("tool.exe", b"MZ" + bytes(range(256)) * 40, "NUL"),
        ("page.xlsx", b"<html><body><table></table></body></html>", "web page"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "2007"),
        ("cut.zip", b"PK\x03\x04" + bytes(64), "damaged"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(
    clients: dict[str, Client], shop: Workspace, name: str, content: bytes, why: str
) -> None:
    shown = bring(clients["owner"], (name, content)).content.decode()
    assert why in shown
    assert name in shown
    assert not Upload.objects.exists()
    assert not Job.objects.exists()
    assert not stored(shop)


def test_a_file_over_the_limit_is_refused(
    clients: dict[str, Client], shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings.GUANXI_WEB, "upload_mb", 1)
    answer = bring(clients["owner"], ("big.csv", ENGLISH.encode() + bytes(1 << 20)), ("ok.csv", ENGLISH))
    assert "big.csv is larger than 1 MB" in answer.content.decode()
    assert [upload.name for upload in Upload.objects.all()] == ["ok.csv"]
    assert len(stored(shop)) == 1


def test_a_bomb_ends_its_own_trial_alone(
    clients: dict[str, Client], shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MOST_BYTES", 4 << 20)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders.csv", ENGLISH + "A1,c1,2026-01-02 10:00:00,1,99.00,milk\n" * 200_000)
    assert packed.tell() * guard.MOST_EXPANSION < 8_000_000
    bring(clients["owner"], ("bomb.zip", packed.getvalue()))
    job = work()
    complaint = job.message if job.state == FAILED else job.result["complaint"]["message"]
    assert complaint.startswith("bomb.zip")
    assert "unpacks to more than" in complaint
    assert not shop.loads.list()


@pytest.mark.parametrize(
    "name",
    ["../../guanxi.toml", "..\\..\\guanxi.toml", "/etc/passwd", "C:\\x\\orders.csv", ".secret_key", "a\0b"],
)
def test_a_path_in_the_name_leads_nowhere(clients: dict[str, Client], shop: Workspace, name: str) -> None:
    before = (shop.root / "guanxi.toml").read_bytes()
    _send_raw(clients["owner"], name)
    (upload,) = Upload.objects.all()
    assert not set("/\\\0") & set(upload.name)
    assert upload.name.strip(".")
    assert work().state == DONE
    assert [file.name for file in stored(shop)] == [upload.pk.hex]
    assert (shop.root / "guanxi.toml").read_bytes() == before


def _send_raw(client: Client, name: str) -> None:
    """Upload under a name that Django's own client would clean."""
    body = (
        f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        f"Content-Type: text/csv\r\n\r\n{ENGLISH}\r\n--x--\r\n"
    )
    client.generic("POST", "/imports/upload/", body.encode(), "multipart/form-data; boundary=x")


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\u202egnp.csv", "agnp.csv"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("...", "file"),
        ('a<b>:"|?*.csv', "ab.csv"),
        ("订" * 300 + ".csv", "订" * 65 + ".csv"),
    ],
)
def test_plain_names(given: str, plain: str) -> None:
    assert store.plain_name(given) == plain
    assert len(os.fsencode(store.plain_name(given))) <= 200


def test_quarantined_formulas_do_no_harm(clients: dict[str, Client], shop: Workspace) -> None:
    bring(clients["owner"], ("orders.csv", CHINESE))
    work()
    upload = Upload.objects.get()
    clients["owner"].post(f"/imports/{upload.pk}/load/")
    load_id = work().result["load_id"]
    with wiring().intake.quarantine(load_id) as file:
        raw = file.read()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert '"\'=1+1"' in raw.decode()


@pytest.mark.parametrize(
    "chosen",
    [
        {"base": "file:///etc/passwd"}, {"table": "staff"}, {"zone": "../etc"}, {"encoding": "idna"},
        {"date_order": "x"},
        {"column.revenue": "no such column", "table": "order_line"},
    ],
)  # fmt: skip
def test_what_the_form_does_not_offer_is_refused(
    clients: dict[str, Client], shop: Workspace, chosen: dict[str, str]
) -> None:
    bring(clients["owner"], ("orders.csv", ENGLISH))
    upload = Upload.objects.get()
    work()
    assert clients["owner"].post(f"/imports/{upload.pk}/preview/", chosen).status_code == 400
    assert not Job.objects.filter(state="queued").exists()


@pytest.mark.parametrize("name", ["", "a.b", "x" * 41, "../x", 'a"b'])
def test_a_mapping_needs_a_name(clients: dict[str, Client], shop: Workspace, name: str) -> None:
    bring(clients["owner"], ("orders.csv", ENGLISH))
    work()
    before = (shop.root / "guanxi.toml").read_bytes()
    assert clients["owner"].post(f"/imports/{Upload.objects.get().pk}/mapping/", {"name": name}).status_code == 400
    assert (shop.root / "guanxi.toml").read_bytes() == before
