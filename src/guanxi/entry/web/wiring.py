"""Puts the web application together: pages and actions on one side, folders and the engine on the other."""

from pathlib import Path

from django.conf import settings

from guanxi.entry.web.desk import Table
from guanxi.entry.web.intake import Gate
from guanxi.entry.web.pictures import Easel
from guanxi.entry.web.published import Shelf
from guanxi.entry.web.workshop import Bench
from guanxi.ops.ground.wiring import Wiring


def wire() -> Wiring:
    """The wiring of the workspace that the settings name."""
    return of(Path(settings.WORKSPACE))


def of(root: Path) -> Wiring:
    """The wiring of a workspace."""
    return Wiring(Shelf(root), Bench(root), Table(root), Easel(root), Gate(root))
