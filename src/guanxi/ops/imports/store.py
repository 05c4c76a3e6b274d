"""Where uploaded files lie: in the workspace's folder `uploads`, under names of our own, readable by us alone."""

import os
import shutil
import time
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from guanxi.core.kernel.errors import InputError
from guanxi.ops.ground.wiring import wiring

_LONGEST = 120  # characters of a name, and …
_MOST_BYTES = 200  # … bytes: what every disk can hold
_FORBIDDEN = set('/\\:*?"<>|')
_LEFT_BEHIND = 24 * 3600  # seconds after which a folder of work is nobody's


def keep(file: "UploadedFile[Any]") -> UUID:
    """Store an uploaded file; InputError, and nothing stored, where it is too large or no table."""
    name, most = plain_name(file.name or ""), settings.GUANXI_WEB.upload_mb
    if (file.size or 0) > most << 20:
        raise InputError(
            f"{name} is larger than {most} MB. 文件超过 {most} MB。",
            "Pack it (.gz, .zip) or split it; the owner can raise [web] upload_mb. 请压缩或拆分后上传。",
        )
    key = uuid4()
    try:
        _write(file, path_of(key))
        wiring().intake.admit(path_of(key), name)
    except BaseException:
        drop(key)
        raise
    return key


def path_of(key: UUID) -> Path:
    """Where a file lies."""
    return wiring().desk.folder("uploads") / key.hex


def drop(key: UUID) -> None:
    """Forget a file."""
    path_of(key).unlink(missing_ok=True)


def sweep() -> None:
    """Remove the folders in which killed work had a file open, a day later."""
    for folder in wiring().desk.folder("uploads").glob(".*"):
        if folder.is_dir() and time.time() - folder.stat().st_mtime > _LEFT_BEHIND:
            shutil.rmtree(folder, ignore_errors=True)


def plain_name(given: str) -> str:
    """A name that is only a name: no folders, nothing invisible, nothing that hides, of a bearable length."""
    last = unicodedata.normalize("NFC", given.replace("\\", "/").rsplit("/", maxsplit=1)[-1])
    seen = "".join(c for c in last if c.isprintable() and c not in _FORBIDDEN).strip(" .")
    stem, ending = PurePosixPath(seen).stem, PurePosixPath(seen).suffix[:10]
    while stem and (len(stem + ending) > _LONGEST or len((stem + ending).encode()) > _MOST_BYTES):
        stem = stem[:-1]
    return stem + ending or "file"


def _write(file: "UploadedFile[Any]", target: Path) -> None:
    """Write it once, for our eyes only."""
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for piece in file.chunks(1 << 20):
            out.write(piece)
