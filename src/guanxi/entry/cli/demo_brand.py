"""A demo brand in a folder of its own: simulated, exported as a shop would, then used like any other workspace."""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import tomlkit

from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.words import Language, Words
from guanxi.core.ports import Progress
from guanxi.entry import settings as configuration
from guanxi.entry.importing import Wishes, import_files
from guanxi.entry.workspace import Workspace
from guanxi.handover.collect import Report
from guanxi.world import MAPPINGS, World, simulate, write_exports

BRAND: Words = {"zh": "小树苗母婴", "en": "Little Sprout"}
END = date(2026, 6, 30)
YEARS = 2.0
SEED = 20260630
_EXPORTS = "exports"
_MARK = ".demo"
_MADE = (
    "loads", "runs", "plans", "readings", "quarantine", _EXPORTS, "warehouse.duckdb", "warehouse.duckdb.wal",
    "warehouse.spill", "warehouse.spark", "guanxi.toml", "report.html", "treasure_map.png", "treasure_map_zh.png",
    "treasure_map_en.png", "ops.sqlite3", "ops.sqlite3-wal", "ops.sqlite3-shm", "uploads",
)  # fmt: skip


def prepare(
    folder: Path, people: int, language: Language, progress: Progress
) -> tuple[Workspace, Sequence[Path], World]:
    """Make the demo's workspace, replacing an earlier demo, and its export files in the order of import; its world.

    Raises InputError when the folder holds something that is not a demo.
    """
    progress.step("simulating 模拟品牌")
    world = simulate(people, YEARS, SEED, END)
    _clear(folder)
    workspace = Workspace.create(folder, secret="")  # of people made up: the same ids each time
    (folder / _MARK).touch()
    progress.step("exporting 写出导出文件")
    files = write_exports(world, folder / _EXPORTS)
    return Workspace(_settle(workspace.root, language)), files, world


def import_all(workspace: Workspace, files: Sequence[Path], progress: Progress) -> list[Report]:
    """Import the demo's export files as anybody would: each is recognised by its header."""
    reports, failed = import_files(workspace, files, Wishes(), progress)
    for _, error in failed:
        raise error
    return reports


def _clear(folder: Path) -> None:
    """Take an earlier demo away; anything else in the folder stays, and a folder that is no demo is refused."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / _MARK).exists():
        raise InputError(
            f"{folder} is not empty and is not a guanxi demo. 该文件夹不为空，也不是演示。",
            "Name another folder, for example: guanxi demo my-demo",
        )
    for name in _MADE:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _settle(root: Path, language: Language) -> Path:
    """Write the brand, the language and the mappings of its files into guanxi.toml."""
    file = root / configuration.FILE_NAME
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    document["language"] = language
    document["brand"]["name"] = BRAND[language]
    file.write_text(tomlkit.dumps(document), encoding="utf-8")
    for name, mapping in MAPPINGS.items():
        configuration.save_mapping(file, name, mapping)
    return root
