"""Uploading as a browser does, in a workspace in which nothing has been imported yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanxi.entry.web import wiring as put_together
from guanxi.entry.web.aftermath import finish
from guanxi.entry.workspace import Workspace
from guanxi.ops.ground.wiring import Wiring, rewire, wiring
from guanxi.ops.imports.models import Upload
from guanxi.ops.jobs import worker
from guanxi.ops.jobs.models import Job

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


@contextmanager
def fresh(root: Path) -> Iterator[Wiring]:
    """A new workspace behind the pages."""
    made = put_together.of(Workspace.create(root).root)
    rewire(made)
    yield made
    rewire(None)


def bring(client: Client, *files: tuple[str, bytes | str]) -> Any:
    """Upload files as a browser does."""
    sent = [SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text) for name, text in files]
    return client.post("/imports/upload/", {"files": sent}, follow=True)


def work() -> Job:
    """Have the worker do the next piece of work."""
    waiting = Job.objects.filter(state="queued").order_by("asked_at").first()
    assert waiting is not None
    assert worker.once("test", wiring().workshop.work, finish)
    waiting.refresh_from_db()
    return waiting


def page(client: Client, upload: Upload) -> str:
    return client.get(f"/imports/{upload.pk}/").content.decode()


def stored(shop: Workspace) -> list[Path]:
    folder = shop.root / "uploads"
    return sorted(folder.iterdir()) if folder.exists() else []
