"""A workspace: one brand's folder, with its settings, loads, warehouse and runs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from filelock import FileLock, Timeout

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.kernel.errors import BusyError, InputError, NotFoundError
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.entry import settings as configuration
from guanxi.handover.loads import LoadStore
from guanxi.handover.plans import PlanStore
from guanxi.handover.readings import ReadingStore
from guanxi.handover.runs import RunStore
from guanxi.handover.statements import StatementStore

if TYPE_CHECKING:
    from guanxi.adapters.warehouse.spark import SparkWarehouse

Engine: TypeAlias = "DuckWarehouse | SparkWarehouse"


class Workspace:
    """One brand's folder; read-only until `writing()` is entered."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.settings = configuration.load(root / configuration.FILE_NAME)
        self.loads = LoadStore(root)
        self.runs = RunStore(root / "runs")
        self.plans = PlanStore(root / "plans")
        self.readings = ReadingStore(root / "readings")
        self.statements = StatementStore(root / "statements")

    @classmethod
    def create(cls, root: Path, **said: str) -> "Workspace":
        """Make a new workspace; what is `said` goes into guanxi.toml (language, currency, timezone).

        Raises InputError when the folder already is one, SettingsError when a value is not allowed.
        """
        file = root / configuration.FILE_NAME
        if file.exists():
            raise InputError(
                f"{root} already is a workspace. 这里已经是工作区。",
                "Use it as it is, or choose another folder. 请换个文件夹。",
            )
        try:
            made = not root.exists()
            root.mkdir(parents=True, exist_ok=True)
            if made:
                root.chmod(0o700)  # names, numbers and password hashes are for nobody else on the machine
            configuration.write_template(file, root.resolve().name, **said)
            for folder in ("loads", "runs", "quarantine"):
                (root / folder).mkdir(exist_ok=True)
        except OSError as error:
            raise InputError(
                f"{root} cannot be made: {error.strerror}. 无法建立工作区。", "Choose another folder. 请换个文件夹。"
            ) from error
        workspace = cls(root)
        with workspace.writing(), workspace.warehouse():
            pass  # opening it makes the file and the empty canonical tables
        return workspace

    @classmethod
    def open(cls, root: Path) -> "Workspace":
        """Open the workspace in this folder or one above it; NotFoundError says how to make one."""
        start = root.resolve()
        for folder in (start, *start.parents):
            if (folder / configuration.FILE_NAME).exists():
                return cls(folder)
        raise NotFoundError(
            f"{root} is not a guanxi workspace (no {configuration.FILE_NAME}).",
            "Make one with `guanxi init DIR`, then work inside it. 请先新建工作区，再进入其中。",
        )

    @property
    def options(self) -> AppraisalOptions:
        """What an appraisal depends on besides data and date."""
        return self.settings.options()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the one writer, after sweeping what an interrupted command left behind.

        Raises BusyError naming the process that writes.
        """
        holder = self.root / ".writer"
        lock = FileLock(self.root / ".lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise BusyError(
                f"Another guanxi command is writing to {self.root} (process {_text(holder)}). 另一个命令正在写入。",
                "Wait until it has ended; published runs can be read meanwhile. 请等它结束后再试。",
            ) from error
        try:
            holder.write_text(str(os.getpid()), encoding="utf-8")
            for store in (self.loads, self.runs, self.plans, self.readings, self.statements):
                store.sweep()
            yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()

    @contextmanager
    def warehouse(self, *, read_only: bool = False) -> Iterator[Engine]:
        """Open the engine that the settings name, with the canonical tables in place."""
        with self._engine(read_only) as engine:
            if not read_only:
                self.loads.mount(engine)
            yield engine

    @contextmanager
    def scratch(self) -> Iterator[Engine]:
        """Be the one writer and open the engine for work of which nothing is kept but what is published meanwhile."""
        with suppress(_ForgetError), self.writing(), self.warehouse() as engine:
            yield engine
            raise _ForgetError

    def _engine(self, read_only: bool) -> Engine:
        """Choose the engine."""
        chosen = self.settings.warehouse
        if chosen.engine == "spark":
            from guanxi.adapters.warehouse.spark import SparkWarehouse  # an extra: loaded only when chosen

            folder = self.root / "warehouse.spark"
            return SparkWarehouse(folder, read_only=read_only, master=chosen.spark_master, memory=chosen.memory or "4g")
        path = self.root / "warehouse.duckdb"
        return DuckWarehouse(path, read_only=read_only, memory=chosen.memory, threads=chosen.threads)


class _ForgetError(Exception):
    """Ends a unit of work so that the engine takes back everything made in it."""


def _text(file: Path) -> str:
    """Read a small file that may just have gone."""
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return "unknown"
