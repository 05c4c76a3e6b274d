"""What the web application asks of the rest of the house; the composition root fulfils it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from guanxi.core.kernel.words import Language, Words
from guanxi.core.ports import Snapshot

Rows = list[dict[str, Any]]
Chart = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlanCard:
    """One plan as pages need it: its name, days, state, what its makers noted, and what it says in sentences."""

    plan_id: str
    start: date
    end: date
    state: str
    manifest: Mapping[str, Any]
    said: tuple[Words, ...] = ()


class Published(Protocol):
    """What was published: the latest run, plans, readings; all of it read-only."""

    def latest(self) -> Snapshot | None:
        """The latest run; None before the first."""

    def plans(self) -> list[PlanCard]:
        """All plans, newest first."""

    def plan(self, plan_id: str) -> tuple[PlanCard, Snapshot]:
        """A plan with its sentences, and its tables; NotFoundError names those there are."""

    def left_alone(self, plan_id: str, earlier: Sequence[str]) -> Mapping[str, Collection[str]]:
        """Whom a plan leaves alone, by those earlier plans that have lines for them, under the ids those know."""

    def days(self) -> list[date]:
        """Days that were appraised, the earliest first."""

    def reading(self) -> Snapshot | None:
        """The latest reading of experiments; None before the first."""

    def statement(self, name: str) -> Snapshot | None:
        """Everybody's part of a customer equity statement that was made; None where it is kept no more."""


class Workshop(Protocol):
    """Where the engine works: the worker's side."""

    def work(self, kind: str, job_id: str, payload: Mapping[str, Any], step: Callable[[str], None]) -> dict[str, Any]:
        """Do a piece of work to its end and say what came of it; done before under this job's name: say that again.

        Raises GuanxiError with what a person can do; BusyError where somebody else is writing.
        """


class Desk(Protocol):
    """The workspace's own facts: brand, files, settings."""

    def brand(self) -> Mapping[str, Any]:
        """Name, currency, and today in the brand's time zone."""

    def settings(self) -> Mapping[str, Any]:
        """Everything guanxi.toml says, with defaults, but what is secret."""

    def change(self, changes: Mapping[str, Any]) -> None:
        """Write dotted keys into guanxi.toml; SettingsError and no change where one is not allowed."""

    def loads(self) -> Rows:
        """The loads, newest first."""

    def folder(self, name: str) -> Path:
        """A folder of the workspace by its name: uploads, quarantine."""


class Intake(Protocol):
    """The gate for files from outside."""

    def admit(self, stored: Path, name: str) -> None:
        """Refuse what can be no table: InputError says why, under the name its owner gave it."""

    def quarantine(self, load_id: str) -> IO[bytes]:
        """The rows of a load that could not be used, with reasons, as CSV that a spreadsheet opens without harm.

        NotFoundError where there is no such load or nothing in quarantine.
        """


class Pictures(Protocol):
    """Charts: the same functions that draw the reports."""

    def draw(self, name: str, of: str, language: Language, *, dark: bool, narrow: bool) -> Chart:
        """One chart, of a plan where it is a plan's, as a Vega-Lite document; NotFoundError where there is nothing."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """All that pages and actions reach beyond the database."""

    published: Published
    workshop: Workshop
    desk: Desk
    pictures: Pictures
    intake: Intake


_made: list[Wiring] = []


def wiring() -> Wiring:
    """The wiring named in the settings, made once."""
    if not _made:
        _made.append(import_string(settings.GUANXI_WIRING)())
    return _made[0]


def rewire(made: Wiring | None) -> None:
    """Use another wiring from now on; None: make it anew when asked."""
    _made[:] = [made] if made else []
