"""Files that come in: the whole path from upload to undo, who may not, and files that mean harm."""

import gzip
import io
import os
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanxi.adapters.files import guard
from guanxi.core.flow.ingest.mapping import TABLE_NAMES, allowed
from guanxi.core.kernel.errors import GuanxiError
from guanxi.core.tables import TABLES
from guanxi.entry.web import wiring as put_together
from guanxi.entry.web.aftermath import finish
from guanxi.entry.workspace import Workspace
from guanxi.handover import ledgers
from guanxi.ops.audit.models import Entry
from guanxi.ops.ground.actors import FEEDERS, Actor, Role
from guanxi.ops.ground.wiring import Wiring, rewire, wiring
from guanxi.ops.imports import actions, store
from guanxi.ops.imports.models import Upload
from guanxi.ops.imports.words import FIELDS, KINDS, ROWS
from guanxi.ops.jobs import queue, worker
from guanxi.ops.jobs.models import DONE, FAILED, Job

CHINESE = """订单号,客户编号,下单时间,数量,金额,商品名称
A1,=cmd|calc,2026-01-02 10:00:00,1,99.00,奶粉
A2,c2,2026-01-03 11:00:00,2,58.00,纸尿裤
A3,c3,不是日期,1,10.00,玩具
A4,c4,2026-01-04 09:30:00,1,=1+1,童书
A2,c2,2026-01-03 11:00:00,2,58.00,纸尿裤
"""
ENGLISH = """InvoiceNo,CustomerID,InvoiceDate,Quantity,UnitPrice,Description
A1,c1,2026-01-02 10:00:00,1,99.00,milk
A2,c2,2026-01-03 11:00:00,2,29.00,nappies
A3,c3,no day,1,10.00,toy
A4,c4,2026-01-04 09:30:00,1,dear,book
A2,c2,2026-01-03 11:00:00,2,29.00,nappies
"""
OTHERS = sorted(set(Role) - FEEDERS)


@pytest.fixture
def wired(tmp_path: Path) -> Iterator[Wiring]:
    """A workspace in which nothing has been imported yet."""
    made = put_together.of(Workspace.create(tmp_path / "shop").root)
    rewire(made)
    yield made
    rewire(None)


@pytest.fixture
def shop(wired: Wiring, tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "shop")


def _bring(client: Client, *files: tuple[str, bytes | str]) -> Any:
    """Upload files as a browser does."""
    sent = [SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text) for name, text in files]
    return client.post("/imports/upload/", {"files": sent}, follow=True)


def _work() -> Job:
    """Have the worker do the next piece of work."""
    waiting = Job.objects.filter(state="queued").order_by("asked_at").first()
    assert waiting is not None
    assert worker.once("test", wiring().workshop.work, finish)
    waiting.refresh_from_db()
    return waiting


def _page(client: Client, upload: Upload) -> str:
    return client.get(f"/imports/{upload.pk}/").content.decode()


def _stored(shop: Workspace) -> list[Path]:
    folder = shop.root / "uploads"
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize(("role", "text"), [("owner", CHINESE), ("manager", ENGLISH), ("integrator", CHINESE)])
def test_the_whole_path(clients: dict[str, Client], shop: Workspace, role: str, text: str) -> None:
    client = clients[role]
    shown = _bring(client, ("门店订单.csv", text)).content.decode()
    upload = Upload.objects.get()
    assert "hx-get" in shown  # the page asks again until the trial is done
    assert (upload.name, upload.actor) == ("门店订单.csv", role)
    (file,) = _stored(shop)
    assert file.name == upload.pk.hex
    assert file.stat().st_mode & 0o777 == 0o600
    seen = _work().result
    assert seen["complaint"] is None
    assert not seen["known"]
    assert {name: seen["report"][name] for name in ("rows", "loaded", "quarantined", "repeated")} == {
        "rows": 5, "loaded": 2, "quarantined": 2, "repeated": 1,
    }  # fmt: skip
    assert seen["report"]["sample"]["rows"]
    assert not shop.loads.list()
    page = _page(client, upload)
    assert all(word in page for word in ("请逐一核对", "2026-01-03 11:00:00", "不去重"))
    assert "--keep-repeats" not in page
    client.post(f"/imports/{upload.pk}/load/", {"base": "auto", "table": "order_line"})
    came = _work().result
    load = shop.loads.get(came["load_id"])
    assert load.load_id == "0001-门店订单"
    assert came["rows"] == came["loaded"] + came["quarantined"] + came["repeated"] == 5
    assert sum(reason["rows"] for reason in came["reasons"]) == came["quarantined"] == 2
    assert f"/imports/loads/{quote(load.load_id)}/undo/" in client.get("/imports/").content.decode()
    _quarantine_and_undo(client, upload, shop, load.load_id)


def _quarantine_and_undo(client: Client, upload: Upload, shop: Workspace, load_id: str) -> None:
    """The second half of the path."""
    answer = client.post(f"/imports/loads/{load_id}/quarantine/")
    told = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert "门店订单.csv" in told
    assert len(told.splitlines()) == 3
    assert not [cell for line in told.splitlines()[1:] for cell in line.split(",") if cell.startswith(('"=', "="))]
    assert Entry.objects.filter(action="imports.quarantine").count() == 1
    client.post(f"/imports/loads/{load_id}/undo/")
    assert _work().state == DONE
    assert not shop.loads.list()
    assert "已被撤销" in _page(client, upload)
    assert client.post(f"/imports/loads/{load_id}/undo/").status_code == 404


def test_quarantined_formulas_do_no_harm(clients: dict[str, Client], shop: Workspace) -> None:
    _bring(clients["owner"], ("orders.csv", CHINESE))
    _work()
    upload = Upload.objects.get()
    clients["owner"].post(f"/imports/{upload.pk}/load/")
    load_id = _work().result["load_id"]
    with wiring().intake.quarantine(load_id) as file:
        raw = file.read()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert '"\'=1+1"' in raw.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", OTHERS)
def test_a_denial_changes_nothing(
    clients: dict[str, Client], actors: dict[str, Actor], shop: Workspace, role: str
) -> None:
    _bring(clients["owner"], ("orders.csv", CHINESE))
    _work()
    upload = Upload.objects.get()
    actions.load(actors["owner"], upload.pk, {})
    load_id = _work().result["load_id"]
    before = (Upload.objects.count(), Job.objects.count(), Entry.objects.count(), _stored(shop), shop.loads.list())
    mine = f"/imports/{upload.pk}"
    posts = [f"{mine}/preview/", f"{mine}/load/", f"{mine}/mapping/", f"{mine}/discard/", "/imports/appraise/"]
    posts += [f"/imports/loads/{load_id}/undo/", f"/imports/loads/{load_id}/quarantine/"]
    assert [clients[role].post(path, {"name": "x"}).status_code for path in posts] == [403] * 7
    assert [clients[role].get(path).status_code for path in ("/imports/", f"{mine}/")] == [403] * 2
    assert _bring(clients[role], ("more.csv", CHINESE)).status_code == 403
    actor, denied = actors[role], pytest.raises(PermissionDenied)
    for act in (
        lambda: actions.upload(actor, upload.pk, "x", 1), lambda: actions.preview(actor, upload.pk, {}),
        lambda: actions.load(actor, upload.pk, {}), lambda: actions.save_mapping(actor, upload.pk, "x"),
        lambda: actions.discard(actor, upload.pk), lambda: actions.undo(actor, load_id),
        lambda: actions.quarantine(actor, load_id), lambda: actions.appraise(actor),
    ):  # fmt: skip
        with denied:
            act()
    assert (
        Upload.objects.count(), Job.objects.count(), Entry.objects.count(), _stored(shop), shop.loads.list()
    ) == before  # fmt: skip


def test_strangers_log_in_first(clients: dict[str, Client], shop: Workspace) -> None:
    assert clients[""].get("/imports/").url == "/login/?next=/imports/"  # type: ignore[attr-defined]
    clients[""].post("/imports/upload/", {"files": [SimpleUploadedFile("a.csv", CHINESE.encode())]})
    assert not Upload.objects.exists()
    assert not _stored(shop)


def test_an_integrator_reaches_their_own_files_alone(clients: dict[str, Client], shop: Workspace) -> None:
    _bring(clients["manager"], ("orders.csv", CHINESE))
    upload = Upload.objects.get()
    assert clients["integrator"].get(f"/imports/{upload.pk}/").status_code == 404
    assert clients["integrator"].post(f"/imports/{upload.pk}/discard/").status_code == 404
    assert clients["owner"].get(f"/imports/{upload.pk}/").status_code == 200
    assert Upload.objects.exists()


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
    shown = _bring(clients["owner"], (name, content)).content.decode()
    assert why in shown
    assert name in shown
    assert not Upload.objects.exists()
    assert not Job.objects.exists()
    assert not _stored(shop)


def test_a_file_over_the_limit_is_refused(
    clients: dict[str, Client], shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings.GUANXI_WEB, "upload_mb", 1)
    answer = _bring(clients["owner"], ("big.csv", ENGLISH.encode() + bytes(1 << 20)), ("ok.csv", ENGLISH))
    assert "big.csv is larger than 1 MB" in answer.content.decode()
    assert [upload.name for upload in Upload.objects.all()] == ["ok.csv"]
    assert len(_stored(shop)) == 1


def test_a_bomb_ends_its_own_trial_alone(
    clients: dict[str, Client], shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MOST_BYTES", 4 << 20)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders.csv", ENGLISH + "A1,c1,2026-01-02 10:00:00,1,99.00,milk\n" * 200_000)
    assert packed.tell() * guard.MOST_EXPANSION < 8_000_000
    _bring(clients["owner"], ("bomb.zip", packed.getvalue()))
    job = _work()
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
    assert _work().state == DONE
    assert [file.name for file in _stored(shop)] == [upload.pk.hex]
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


@pytest.mark.parametrize("keep", ["", "on"], ids=["once", "keep_repeats"])
def test_the_same_file_twice_counts_once(clients: dict[str, Client], shop: Workspace, keep: str) -> None:
    _bring(clients["owner"], ("orders.csv", ENGLISH), ("orders.csv", ENGLISH))
    first, second = Upload.objects.order_by("uploaded_at")
    _work()
    _work()
    came = []
    for upload in (first, second):
        clients["owner"].post(f"/imports/{upload.pk}/load/", {"keep_repeats": keep})
        came.append(_work().result)
    assert came[0]["loaded"] == (3 if keep else 2)
    assert (came[1]["loaded"], came[1]["load_id"]) == (0, "")
    assert len(shop.loads.list()) == 1
    assert "没有新内容" in _page(clients["owner"], second)


@pytest.mark.parametrize("keep", ["", "on"], ids=["once", "keep_repeats"])
def test_work_begun_again_after_a_kill_is_done_once(clients: dict[str, Client], shop: Workspace, keep: str) -> None:
    """The worker dies after its load was committed and before it could say so; another begins anew."""
    _bring(clients["owner"], ("orders.csv", ENGLISH))
    _work()
    clients["owner"].post(f"/imports/{Upload.objects.get().pk}/load/", {"keep_repeats": keep})
    job = queue.claim("first")
    assert job is not None
    work = wiring().workshop.work
    told = work(job.kind, str(job.pk), job.payload, _unheard)
    assert work(job.kind, str(job.pk), job.payload, _unheard) == told
    assert told["loaded"] == (3 if keep else 2)
    assert [load.load_id for load in shop.loads.list()] == [told["load_id"]]
    for _ in range(2):
        assert work("undo", "j", {"load_id": told["load_id"]}, _unheard)["load_id"] == told["load_id"]
        assert not shop.loads.list()
    with pytest.raises(GuanxiError, match="There is no load"):
        work("undo", "j", {"load_id": "0007-never"}, _unheard)


def _unheard(step: str) -> None:
    """Take no notice of a step."""


def test_what_the_house_booked_stays(clients: dict[str, Client], shop: Workspace) -> None:
    row = {"source": "guanxi", "contact_id": "1", "customer_key": "c1", "purpose": "care"}
    ledgers.book(shop.loads, TABLES["contact"], [{**row, "occurred_at": datetime(2026, 1, 2)}], "by hand")
    (load,) = shop.loads.list()
    assert "入账" in clients["owner"].get("/imports/").content.decode()
    clients["owner"].post(f"/imports/loads/{load.load_id}/undo/")
    job = _work()
    assert job.state == FAILED
    assert "booked, not imported" in job.message
    assert shop.loads.list() == [load]


def test_columns_chosen_by_hand_are_read_and_kept(clients: dict[str, Client], shop: Workspace) -> None:
    client = clients["integrator"]
    _bring(client, ("tills.csv", "a,b,c,d\n1,kim,2026-02-01 00:00:01,12\n2,lee,2026-02-02 00:00:01,x\n"))
    upload = Upload.objects.get()
    seen = _work().result
    assert "ordered_at" in seen["complaint"]["message"]
    assert [column["name"] for column in seen["header"]] == ["a", "b", "c", "d"]
    assert seen["header"][1]["examples"] == ["kim", "lee"]
    page = _page(client, upload)
    assert 'name="column.ordered_at"' in page
    assert "请在下面指明各列" in page
    columns = {"column.order_id": "a", "column.customer_key": "b", "column.ordered_at": "c", "column.revenue": "d"}
    chosen = {**columns, "base": "auto", "table": "order_line", "source": "tills", "zone": "Asia/Shanghai"}
    client.post(f"/imports/{upload.pk}/preview/", chosen)
    report = _work().result["report"]
    assert (report["loaded"], report["quarantined"], report["source"]) == (1, 1, "tills")
    assert report["sample"]["times"] == ["ordered_at"]
    assert report["sample"]["rows"][0][report["sample"]["names"].index("ordered_at")] == "2026-01-31 16:00:01"
    client.post(f"/imports/{upload.pk}/mapping/", {"name": "收银"})
    kept = Workspace.open(shop.root).settings.mapping["收银"]
    assert kept["columns"]["revenue"] == "d"
    assert (kept["timezone"], kept["source"]) == ("Asia/Shanghai", "tills")
    _bring(client, ("more.csv", "a,b,c,d\n3,lee,2026-02-03,9\n"))
    again = _work().result
    assert (again["known"], again["mapping"]) == (True, "收银")


def test_rows_of_another_kind(clients: dict[str, Client], shop: Workspace) -> None:
    client = clients["owner"]
    _bring(client, ("members.csv", "客户编号,姓名,手机号\n1,王芳,13800138000\n2,李娜,13900139000\n"))
    upload = Upload.objects.get()
    _work()
    client.post(f"/imports/{upload.pk}/preview/", {"table": "customer"})
    seen = _work().result
    assert (seen["table"], seen["report"]["loaded"]) == ("customer", 2)
    client.post(f"/imports/{upload.pk}/load/", {"table": "customer"})
    assert _work().result["tables"] == {"customer": 2}


def test_a_preset_is_recognised_and_may_be_changed(clients: dict[str, Client], shop: Workspace) -> None:
    client = clients["owner"]
    header = "订单编号,买家会员名,买家应付货款,买家实际支付金额,订单状态,订单创建时间,宝贝标题,总金额"
    _bring(client, ("taobao.csv", f"{header}\n1,妈妈甲,120,100,交易成功,2026-03-01 10:00:00,奶粉,150\n"))
    upload = Upload.objects.get()
    seen = _work().result
    assert (seen["known"], seen["mapping"], seen["zone"]) == (True, "taobao_orders", "Asia/Shanghai")
    assert _revenue(seen) == "100"
    client.post(f"/imports/{upload.pk}/preview/", {"table": "order_line", "column.revenue": "总金额"})
    changed = _work().result
    assert (changed["mapping"], _revenue(changed)) == ("taobao_orders", "150")
    assert 'value="="' in _page(client, upload)  # what the preset says can be chosen again


def _revenue(seen: dict[str, Any]) -> str:
    sample = seen["report"]["sample"]
    return str(sample["rows"][0][sample["names"].index("revenue")])


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
    _bring(clients["owner"], ("orders.csv", ENGLISH))
    upload = Upload.objects.get()
    _work()
    assert clients["owner"].post(f"/imports/{upload.pk}/preview/", chosen).status_code == 400
    assert not Job.objects.filter(state="queued").exists()


@pytest.mark.parametrize("name", ["", "a.b", "x" * 41, "../x", 'a"b'])
def test_a_mapping_needs_a_name(clients: dict[str, Client], shop: Workspace, name: str) -> None:
    _bring(clients["owner"], ("orders.csv", ENGLISH))
    _work()
    before = (shop.root / "guanxi.toml").read_bytes()
    assert clients["owner"].post(f"/imports/{Upload.objects.get().pk}/mapping/", {"name": name}).status_code == 400
    assert (shop.root / "guanxi.toml").read_bytes() == before


def test_busy_files_wait(clients: dict[str, Client], shop: Workspace) -> None:
    _bring(clients["owner"], ("orders.csv", ENGLISH))
    upload = Upload.objects.get()
    for verb in ("preview", "load", "discard"):
        assert clients["owner"].post(f"/imports/{upload.pk}/{verb}/").status_code == 400
    assert Job.objects.count() == 1


def test_discarding_forgets_the_file_and_what_was_seen(clients: dict[str, Client], shop: Workspace) -> None:
    _bring(clients["owner"], ("orders.csv.gz", gzip.compress(ENGLISH.encode())))
    _work()
    clients["owner"].post(f"/imports/{Upload.objects.get().pk}/discard/")
    assert not Upload.objects.exists()
    assert not Job.objects.exists()
    assert not _stored(shop)


def test_appraising_asks_for_the_work(clients: dict[str, Client], shop: Workspace) -> None:
    answer = clients["integrator"].post("/imports/appraise/", {"as_of": "2026-01-31"})
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    assert (job.kind, job.payload, job.actor) == ("appraise", {"as_of": "2026-01-31"}, "integrator")
    assert Entry.objects.get(action="appraise.run").actor == "integrator"
    assert clients["owner"].post("/imports/appraise/", {"as_of": "31.1.2026"}).status_code == 400
    assert Job.objects.count() == 1


def test_everything_that_can_be_mapped_has_a_name() -> None:
    assert set(KINDS) == set(ROWS) == set(TABLE_NAMES)
    assert {name for table in TABLE_NAMES for name in allowed(table)} == set(FIELDS)
