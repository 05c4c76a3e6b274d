"""The workspace's own facts for pages: brand, loads, settings."""

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.core.kernel.errors import SettingsError
from guanxi.entry import settings as configuration
from guanxi.handover.loads import LoadStore

_AWAY = 0.0  # the stamp of a file that is not there
_log = logging.getLogger(__name__)


class Table:
    """Desk port on a workspace; guanxi.toml is read again when it has changed."""

    def __init__(self, root: Path) -> None:
        self._root, self._file = root, root / configuration.FILE_NAME
        self._read: tuple[float, configuration.Settings] | None = None

    def brand(self) -> Mapping[str, Any]:
        """Name, currency, and today in the brand's time zone."""
        brand = self._settings().brand
        today = datetime.now(ZoneInfo(brand.timezone)).date()
        return {"name": brand.name, "currency": brand.currency, "today": today}

    def settings(self) -> Mapping[str, Any]:
        """Everything guanxi.toml says, with defaults, but what goes into ids: no page needs to know it."""
        return self._settings().model_dump(exclude={"identity"})

    def change(self, changes: Mapping[str, Any]) -> None:
        """Write dotted keys into guanxi.toml."""
        configuration.change(self._file, changes)

    def loads(self) -> list[dict[str, Any]]:
        """The loads, newest first."""
        return [load.facts() for load in reversed(LoadStore(self._root).list())]

    def folder(self, name: str) -> Path:
        """A folder of the workspace."""
        folder = self._root / name
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def _settings(self) -> configuration.Settings:
        """The settings as the file says now; where it is away, as it said before: an editor may be writing it anew."""
        stamp = self._stamp()
        if self._read is None or stamp not in {_AWAY, self._read[0]}:
            self._read = stamp, self._fresh()
        return self._read[1]

    def _stamp(self) -> float:
        """When the file was written last."""
        try:
            return self._file.stat().st_mtime
        except FileNotFoundError:
            return _AWAY

    def _fresh(self) -> configuration.Settings:
        """The settings anew; those read last where the file cannot be understood, until somebody mends it."""
        try:
            return configuration.load(self._file)
        except SettingsError:
            if self._read is None:
                raise
            _log.exception("guanxi.toml cannot be read; what it said before counts")
            return self._read[1]
