"""What is done with files that come in, and asking for an appraisal of what is there."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import IO, Any
from uuid import UUID

from django.utils import timezone

from guanxi.core.kernel.errors import InputError, NotFoundError
from guanxi.ops.ground.actions import action
from guanxi.ops.ground.actors import FEEDERS, Actor
from guanxi.ops.ground.wiring import wiring
from guanxi.ops.imports import store
from guanxi.ops.imports.models import Upload
from guanxi.ops.imports.reach import load_named, named
from guanxi.ops.jobs import queue
from guanxi.ops.jobs.models import Job

KEPT = timedelta(days=30)
"""How long an uploaded file is kept unless somebody discards it before."""
_NAME = re.compile(r"[\w-]{1,40}")
_HEADER = ("columns",)  # of a file without a header it is the first person


@action("imports.upload", FEEDERS, "上传文件", "Upload a file")
def upload(actor: Actor, key: UUID, name: str, size: int) -> Upload:
    """Take up a file that lies in the store and try it; files of long ago are forgotten."""
    for old in Upload.objects.filter(uploaded_at__lt=timezone.now() - KEPT):
        _forget(old)
    made = Upload.objects.create(id=key, name=name, size=size, actor=actor.name)
    _try(actor, made, {})
    return made


@action("imports.preview", FEEDERS, "试读文件", "Try a file", secret=_HEADER)
def preview(actor: Actor, upload_id: UUID, choice: Mapping[str, Any]) -> Job:
    """Read a file as chosen without keeping anything."""
    found = _idle(actor, upload_id)
    last, found.loading = found.preview, None
    job = _try(actor, found, choice)
    if last:
        last.delete()
    return job


@action("imports.load", FEEDERS, "导入文件", "Import a file", secret=_HEADER)
def load(actor: Actor, upload_id: UUID, choice: Mapping[str, Any]) -> Job:
    """Import a file as chosen."""
    found = _idle(actor, upload_id)
    found.choice = dict(choice)
    found.loading = queue.ask(actor, "import", _payload(found))
    found.save()
    return found.loading


@action("imports.save_mapping", FEEDERS, "保存映射", "Save a mapping")
def save_mapping(actor: Actor, upload_id: UUID, name: str) -> None:
    """Keep under a name how a file was read when it was last tried."""
    found = named(actor, upload_id)
    used = found.preview.result.get("used") if found.preview else None
    if not used or not used.get("columns"):
        raise InputError("There is no mapping to keep yet. 还没有可保存的映射。", "Try the file first. 请先试读。")
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} is no name for a mapping. 映射名称不对。",
            "Use up to 40 letters, digits, - or _. 请用不超过 40 个的文字、数字、- 或 _。",
        )
    wiring().desk.change({f"mapping.{name}": used})


@action("imports.discard", FEEDERS, "删除上传的文件", "Discard an uploaded file")
def discard(actor: Actor, upload_id: UUID) -> None:
    """Forget an uploaded file and what was seen of it; what was imported of it stays."""
    _forget(_idle(actor, upload_id))


@action("imports.undo", FEEDERS, "撤销一次导入", "Take an import back")
def undo(actor: Actor, load_id: str) -> Job:
    """Take a load back; NotFoundError where there is none of that name."""
    return queue.ask(actor, "undo", {"load_id": load_named(load_id)["load_id"]})


@action("imports.quarantine", FEEDERS, "下载隔离的行", "Download rows in quarantine")
def quarantine(actor: Actor, load_id: str) -> IO[bytes]:
    """The rows of a load that could not be used, as CSV."""
    return wiring().intake.quarantine(str(load_named(load_id)["load_id"]))


@action("appraise.run", FEEDERS, "评估全部客户", "Appraise every customer")
def appraise(actor: Actor, as_of: str = "") -> Job:
    """Appraise every customer as of the end of a day; without one, of the last order's."""
    try:
        day = date.fromisoformat(as_of).isoformat() if as_of else ""
    except ValueError as error:
        raise InputError(
            f"{as_of!r} is not a day. 日期写法不对。", "Write it as YYYY-MM-DD, e.g. 2026-06-30. 请这样写。"
        ) from error
    return queue.ask(actor, "appraise", {"as_of": day})


def _try(actor: Actor, found: Upload, choice: Mapping[str, Any]) -> Job:
    """Ask for a trial of a file."""
    found.choice = dict(choice)
    found.preview = queue.ask(actor, "preview", _payload(found))
    found.save()
    return found.preview


def _payload(found: Upload) -> dict[str, Any]:
    """What the worker has to know."""
    return {"upload": str(found.pk), "name": found.name, "choice": found.choice}


def _idle(actor: Actor, upload_id: UUID) -> Upload:
    """An upload on which nobody works."""
    found = named(actor, upload_id)
    if found.busy:
        raise InputError(f"{found.name} is being worked on. 文件正在处理。", "Wait until it has ended. 请等它结束。")
    if not store.path_of(found.pk).exists():
        raise NotFoundError(f"{found.name} is no longer kept. 文件已不在。", "Upload it again. 请重新上传。")
    return found


def _forget(found: Upload) -> None:
    """Delete a file and what was seen of it."""
    key, seen = found.pk, found.preview
    found.delete()
    if seen:
        seen.delete()
    store.drop(key)
