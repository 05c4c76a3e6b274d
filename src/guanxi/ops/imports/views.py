"""Pages of incoming files: bring them, map them, import them, take them back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanxi.core.kernel.errors import GuanxiError
from guanxi.core.kernel.words import Words
from guanxi.ops.ground.actors import FEEDERS, Actor
from guanxi.ops.ground.doors import actor_of, door, tongue
from guanxi.ops.imports import actions, queries, store
from guanxi.ops.imports.choices import choice
from guanxi.ops.imports.models import Upload
from guanxi.ops.imports.reach import named

_NOTHING: Words = {"zh": "没有选择文件。", "en": "No file was chosen."}
_SAVED: Words = {"zh": "映射已保存为“{}”。", "en": "The mapping is kept as “{}”."}
_GONE: Words = {"zh": "已删除上传的文件。", "en": "The uploaded file is deleted."}


@door(FEEDERS)
def desk(request: HttpRequest) -> HttpResponse:
    """Files at hand, the imports made of them, and a place to bring more."""
    return render(request, "imports/desk.html", queries.desk(actor_of(request)))


@door(FEEDERS, "POST")
def upload(request: HttpRequest) -> HttpResponse:
    """Bring files; each is taken or refused by itself."""
    taken = [found for file in request.FILES.getlist("files") if (found := _take(request, file))]
    if not request.FILES:
        messages.error(request, _NOTHING[tongue(request)])
    if len(taken) == len(request.FILES.getlist("files")) == 1:
        return redirect("imports_file", taken[0].pk)
    return redirect("imports")


def _take(request: HttpRequest, file: "UploadedFile[Any]") -> Upload | None:
    """Store and take up one file; say why where it is refused."""
    store.sweep()
    try:
        key = store.keep(file)
        return _taken(actor_of(request), key, file)
    except GuanxiError as error:
        messages.error(request, str(error))
        return None


def _taken(actor: Actor, key: UUID, file: "UploadedFile[Any]") -> Upload:
    """Take up a stored file; what is not taken up is not kept."""
    try:
        return actions.upload(actor, key, store.plain_name(file.name or ""), file.size or 0)
    except BaseException:
        store.drop(key)
        raise


@door(FEEDERS)
def file(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """One file: how far it is, how it would be read, what came of it."""
    return render(request, "imports/file.html", queries.file(named(actor_of(request), upload_id)))


@door(FEEDERS, "POST")
def preview(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Try a file as chosen."""
    actions.preview(actor_of(request), upload_id, _chosen(request, upload_id))
    return redirect("imports_file", upload_id)


@door(FEEDERS, "POST")
def load(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Import a file as chosen."""
    actions.load(actor_of(request), upload_id, _chosen(request, upload_id))
    return redirect("imports_file", upload_id)


def _chosen(request: HttpRequest, upload_id: UUID) -> dict[str, Any]:
    """The form, read against what the last trial showed."""
    found = named(actor_of(request), upload_id)
    seen = found.preview.result if found.preview else {}
    return choice(request.POST.dict(), seen, found.choice)


@door(FEEDERS, "POST")
def save_mapping(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Keep under a name how a file was read."""
    name = request.POST.get("name", "").strip()
    actions.save_mapping(actor_of(request), upload_id, name)
    messages.success(request, _SAVED[tongue(request)].format(name))
    return redirect("imports_file", upload_id)


@door(FEEDERS, "POST")
def discard(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Forget an uploaded file."""
    actions.discard(actor_of(request), upload_id)
    messages.success(request, _GONE[tongue(request)])
    return redirect("imports")


@door(FEEDERS, "POST")
def undo(request: HttpRequest, load_id: str) -> HttpResponse:
    """Take a load back."""
    return redirect("job", actions.undo(actor_of(request), load_id).pk)


@door(FEEDERS, "POST")
def quarantine(request: HttpRequest, load_id: str) -> FileResponse:
    """Download what of a load could not be used."""
    rows = actions.quarantine(actor_of(request), load_id)
    return FileResponse(rows, as_attachment=True, filename=f"{load_id}-quarantine.csv", content_type="text/csv")


@door(FEEDERS, "POST")
def appraise(request: HttpRequest) -> HttpResponse:
    """Appraise every customer."""
    return redirect("job", actions.appraise(actor_of(request), request.POST.get("as_of", "").strip()).pk)
