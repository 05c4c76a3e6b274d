"""The gate for files from outside: what is let in, and what a load left in quarantine."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow.parquet as pq

from guanxi.adapters.export import write_csv
from guanxi.adapters.files import admit
from guanxi.core.kernel.errors import NotFoundError
from guanxi.handover.loads import LoadStore


class Gate:
    """Intake port on a workspace."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def admit(self, stored: Path, name: str) -> None:
        """Refuse what can be no table."""
        with under_its_name(stored, name, stored.name) as file:
            admit(file)

    def quarantine(self, load_id: str) -> IO[bytes]:
        """Write a load's quarantine as CSV into a file that nobody else sees and that goes when it is closed."""
        store = LoadStore(self._root)
        file = store.quarantine_file(store.get(load_id))
        if not file.exists():
            raise NotFoundError(f"Nothing of {load_id} is in quarantine. 这次导入没有隔离的行。")
        copy: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- whoever sends it closes it
        write_csv(pq.read_table(file), copy)
        copy.seek(0)
        return copy


@contextmanager
def under_its_name(stored: Path, name: str, purpose: str) -> Iterator[Path]:
    """Show a stored file under the name its owner gave it, so that loads and messages are called after that.

    What a killed worker left of the same purpose is used again.
    """
    folder = stored.with_name(f".{purpose}")
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / name
    try:
        _join(stored, file)
        yield file
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _join(stored: Path, file: Path) -> None:
    """Give a file a second name; a copy where the disk knows no second names."""
    file.unlink(missing_ok=True)
    try:
        os.link(stored, file)
    except FileNotFoundError as error:
        raise NotFoundError(f"{file.name} is no longer kept. 文件已不在。", "Upload it again. 请重新上传。") from error
    except OSError:
        shutil.copyfile(stored, file)
