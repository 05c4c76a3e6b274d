"""Files that come in: the whole path from upload to undo, who may not, and files that mean harm."""

import gzip
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanxi.core.flow.ingest.mapping import TABLE_NAMES, allowed
from guanxi.core.kernel.errors import GuanxiError
from guanxi.core.tables import TABLES
from guanxi.entry.workspace import Workspace
from guanxi.handover import ledgers
from guanxi.ops.audit.models import Entry
from guanxi.ops.ground.actors import FEEDERS, Actor, Role
from guanxi.ops.ground.wiring import Wiring, wiring
from guanxi.ops.imports import actions
from guanxi.ops.imports.models import Upload
from guanxi.ops.imports.words import FIELDS, KINDS, ROWS
from guanxi.ops.jobs import queue
from guanxi.ops.jobs.models import DONE, FAILED, Job
from tests.ops.uploads import CHINESE, ENGLISH, bring, fresh, page, stored, work

OTHERS = sorted(set(Role) - FEEDERS)


@pytest.fixture
def wired(tmp_path: Path) -> Iterator[Wiring]:
    """A workspace in which nothing has been imported yet."""
    with fresh(tmp_path / "shop") as made:
        yield made


@pytest.fixture
def shop(wired: Wiring, tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "shop")


@pytest.mark.parametrize(("role", "text"), [("owner", CHINESE), ("manager", ENGLISH), ("integrator", CHINESE)])
def test_the_whole_path(clients: dict[str, Client], shop: Workspace, role: str, text: str) -> None:
    client = clients[role]
    shown = bring(client, ("门店订单.csv", text)).content.decode()
    upload = Upload.objects.get()
    assert "hx-get" in shown  # the page asks again until the trial is done
    assert (upload.name, upload.actor) == ("门店订单.csv", role)
    (file,) = stored(shop)
    assert file.name == upload.pk.hex
    assert file.stat().st_mode & 0o777 == 0o600
    seen = work().result
    assert seen["complaint"] is None
    assert not seen["known"]
    assert {name: seen["report"][name] for name in ("rows", "loaded", "quarantined", "repeated")} == {
        "rows": 5, "loaded": 2, "quarantined": 2, "repeated": 1,
    }  # fmt: skip
    assert seen["report"]["sample"]["rows"]
    assert not shop.loads.list()
    shown = page(client, upload)
    assert all(word in shown for word in ("请逐一核对", "2026-01-03 11:00:00", "不去重"))
    assert "--keep-repeats" not in shown
    client.post(f"/imports/{upload.pk}/load/", {"base": "auto", "table": "order_line"})
    came = work().result
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
    assert work().state == DONE
    assert not shop.loads.list()
    assert "已被撤销" in page(client, upload)
    assert client.post(f"/imports/loads/{load_id}/undo/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("role", OTHERS)
def test_a_denial_changes_nothing(
    clients: dict[str, Client], actors: dict[str, Actor], shop: Workspace, role: str
) -> None:
    bring(clients["owner"], ("orders.csv", CHINESE))
    work()
    upload = Upload.objects.get()
    actions.load(actors["owner"], upload.pk, {})
    load_id = work().result["load_id"]
    before = (Upload.objects.count(), Job.objects.count(), Entry.objects.count(), stored(shop), shop.loads.list())
    mine = f"/imports/{upload.pk}"
    posts = [f"{mine}/preview/", f"{mine}/load/", f"{mine}/mapping/", f"{mine}/discard/", "/imports/appraise/"]
    posts += [f"/imports/loads/{load_id}/undo/", f"/imports/loads/{load_id}/quarantine/"]
    assert [clients[role].post(path, {"name": "x"}).status_code for path in posts] == [403] * 7
    assert [clients[role].get(path).status_code for path in ("/imports/", f"{mine}/")] == [403] * 2
    assert bring(clients[role], ("more.csv", CHINESE)).status_code == 403
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
        Upload.objects.count(), Job.objects.count(), Entry.objects.count(), stored(shop), shop.loads.list()
    ) == before  # fmt: skip


def test_strangers_log_in_first(clients: dict[str, Client], shop: Workspace) -> None:
    assert clients[""].get("/imports/").url == "/login/?next=/imports/"  # type: ignore[attr-defined]
    clients[""].post("/imports/upload/", {"files": [SimpleUploadedFile("a.csv", CHINESE.encode())]})
    assert not Upload.objects.exists()
    assert not stored(shop)


def test_an_integrator_reaches_their_own_files_alone(clients: dict[str, Client], shop: Workspace) -> None:
    bring(clients["manager"], ("orders.csv", CHINESE))
    upload = Upload.objects.get()
    assert clients["integrator"].get(f"/imports/{upload.pk}/").status_code == 404
    assert clients["integrator"].post(f"/imports/{upload.pk}/discard/").status_code == 404
    assert clients["owner"].get(f"/imports/{upload.pk}/").status_code == 200
    assert Upload.objects.exists()


@pytest.mark.parametrize("keep", ["", "on"], ids=["once", "keep_repeats"])
def test_the_same_file_twice_counts_once(clients: dict[str, Client], shop: Workspace, keep: str) -> None:
    bring(clients["owner"], ("orders.csv", ENGLISH), ("orders.csv", ENGLISH))
    first, second = Upload.objects.order_by("uploaded_at")
    work()
    work()
    came = []
    for upload in (first, second):
        clients["owner"].post(f"/imports/{upload.pk}/load/", {"keep_repeats": keep})
        came.append(work().result)
    assert came[0]["loaded"] == (3 if keep else 2)
    assert (came[1]["loaded"], came[1]["load_id"]) == (0, "")
    assert len(shop.loads.list()) == 1
    assert "没有新内容" in page(clients["owner"], second)


@pytest.mark.parametrize("keep", ["", "on"], ids=["once", "keep_repeats"])
def test_work_begun_again_after_a_kill_is_done_once(clients: dict[str, Client], shop: Workspace, keep: str) -> None:
    """The worker dies after its load was committed and before it could say so; another begins anew."""
    bring(clients["owner"], ("orders.csv", ENGLISH))
    work()
    clients["owner"].post(f"/imports/{Upload.objects.get().pk}/load/", {"keep_repeats": keep})
    job = queue.claim("first")
    assert job is not None
    do = wiring().workshop.work
    told = do(job.kind, str(job.pk), job.payload, _unheard)
    assert do(job.kind, str(job.pk), job.payload, _unheard) == told
    assert told["loaded"] == (3 if keep else 2)
    assert [load.load_id for load in shop.loads.list()] == [told["load_id"]]
    for _ in range(2):
        assert do("undo", "j", {"load_id": told["load_id"]}, _unheard)["load_id"] == told["load_id"]
        assert not shop.loads.list()
    with pytest.raises(GuanxiError, match="There is no load"):
        do("undo", "j", {"load_id": "0007-never"}, _unheard)


def _unheard(step: str) -> None:
    """Take no notice of a step."""


def test_what_the_house_booked_stays(clients: dict[str, Client], shop: Workspace) -> None:
    row = {"source": "guanxi", "contact_id": "1", "customer_key": "c1", "purpose": "care"}
    ledgers.book(shop.loads, TABLES["contact"], [{**row, "occurred_at": datetime(2026, 1, 2)}], "by hand")
    (load,) = shop.loads.list()
    assert "入账" in clients["owner"].get("/imports/").content.decode()
    clients["owner"].post(f"/imports/loads/{load.load_id}/undo/")
    job = work()
    assert job.state == FAILED
    assert "booked, not imported" in job.message
    assert shop.loads.list() == [load]


def test_columns_chosen_by_hand_are_read_and_kept(clients: dict[str, Client], shop: Workspace) -> None:
    client = clients["integrator"]
    bring(client, ("tills.csv", "a,b,c,d\n1,kim,2026-02-01 00:00:01,12\n2,lee,2026-02-02 00:00:01,x\n"))
    upload = Upload.objects.get()
    seen = work().result
    assert "ordered_at" in seen["complaint"]["message"]
    assert [column["name"] for column in seen["header"]] == ["a", "b", "c", "d"]
    assert seen["header"][1]["examples"] == ["kim", "lee"]
    shown = page(client, upload)
    assert 'name="column.ordered_at"' in shown
    assert "请在下面指明各列" in shown
    columns = {"column.order_id": "a", "column.customer_key": "b", "column.ordered_at": "c", "column.revenue": "d"}
    chosen = {**columns, "base": "auto", "table": "order_line", "source": "tills", "zone": "Asia/Shanghai"}
    client.post(f"/imports/{upload.pk}/preview/", chosen)
    report = work().result["report"]
    assert (report["loaded"], report["quarantined"], report["source"]) == (1, 1, "tills")
    assert report["sample"]["times"] == ["ordered_at"]
    assert report["sample"]["rows"][0][report["sample"]["names"].index("ordered_at")] == "2026-01-31 16:00:01"
    client.post(f"/imports/{upload.pk}/mapping/", {"name": "收银"})
    kept = Workspace.open(shop.root).settings.mapping["收银"]
    assert kept["columns"]["revenue"] == "d"
    assert (kept["timezone"], kept["source"]) == ("Asia/Shanghai", "tills")
    bring(client, ("more.csv", "a,b,c,d\n3,lee,2026-02-03,9\n"))
    again = work().result
    assert (again["known"], again["mapping"]) == (True, "收银")


def test_rows_of_another_kind(clients: dict[str, Client], shop: Workspace) -> None:
    client = clients["owner"]
    bring(client, ("members.csv", "客户编号,姓名,手机号\n1,王芳,13800138000\n2,李娜,13900139000\n"))
    upload = Upload.objects.get()
    work()
    client.post(f"/imports/{upload.pk}/preview/", {"table": "customer"})
    seen = work().result
    assert (seen["table"], seen["report"]["loaded"]) == ("customer", 2)
    client.post(f"/imports/{upload.pk}/load/", {"table": "customer"})
    assert work().result["tables"] == {"customer": 2}


def test_a_preset_is_recognised_and_may_be_changed(clients: dict[str, Client], shop: Workspace) -> None:
    client = clients["owner"]
    header = "订单编号,买家会员名,买家应付货款,买家实际支付金额,订单状态,订单创建时间,宝贝标题,总金额"
    bring(client, ("taobao.csv", f"{header}\n1,妈妈甲,120,100,交易成功,2026-03-01 10:00:00,奶粉,150\n"))
    upload = Upload.objects.get()
    seen = work().result
    assert (seen["known"], seen["mapping"], seen["zone"]) == (True, "taobao_orders", "Asia/Shanghai")
    assert _revenue(seen) == "100"
    client.post(f"/imports/{upload.pk}/preview/", {"table": "order_line", "column.revenue": "总金额"})
    changed = work().result
    assert (changed["mapping"], _revenue(changed)) == ("taobao_orders", "150")
    assert 'value="="' in page(client, upload)  # what the preset says can be chosen again


def _revenue(seen: dict[str, Any]) -> str:
    sample = seen["report"]["sample"]
    return str(sample["rows"][0][sample["names"].index("revenue")])


def test_busy_files_wait(clients: dict[str, Client], shop: Workspace) -> None:
    bring(clients["owner"], ("orders.csv", ENGLISH))
    upload = Upload.objects.get()
    for verb in ("preview", "load", "discard"):
        assert clients["owner"].post(f"/imports/{upload.pk}/{verb}/").status_code == 400
    assert Job.objects.count() == 1


def test_discarding_forgets_the_file_and_what_was_seen(clients: dict[str, Client], shop: Workspace) -> None:
    bring(clients["owner"], ("orders.csv.gz", gzip.compress(ENGLISH.encode())))
    work()
    clients["owner"].post(f"/imports/{Upload.objects.get().pk}/discard/")
    assert not Upload.objects.exists()
    assert not Job.objects.exists()
    assert not stored(shop)


def test_appraising_asks_for_thework(clients: dict[str, Client], shop: Workspace) -> None:
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


def test_the_trail_keeps_no_first_person_of_a_file_without_a_header(
    clients: dict[str, Client], shop: Workspace
) -> None:
    bring(clients["integrator"], ("people.csv", "王丽甲,13912341001,a\n王丽乙,13912342001,b\n"))
    work()
    upload = Upload.objects.get()
    chosen = {"base": "hand", "table": "customer"}
    clients["integrator"].post(f"/imports/{upload.pk}/preview/", chosen)
    work()
    read = {"column.name": "王丽甲", "column.phone": "13912341001", "column.customer_key": "a"}
    for verb in ("preview", "load"):
        assert clients["integrator"].post(f"/imports/{upload.pk}/{verb}/", {**chosen, **read}).status_code == 302
        assert work().state == DONE
    assert Entry.objects.filter(action="imports.load").exists()
    assert not [e.detail for e in Entry.objects.all() if "王丽甲" in e.detail or "13912341001" in e.detail]
