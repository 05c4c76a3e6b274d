"""The way down from a reading of an experiment to the people it comes from."""

from dataclasses import asdict, dataclass

from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.ports import Snapshot
from guanxi.core.tables.measured import METRICS, SCOPES
from guanxi.ops.published.paged import Rows, beyond, cut
from guanxi.ops.published.sql import text_of


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a reading: those treated, or those left alone. NotFoundError: no reading is of that kind."""

    experiment: str
    scope: str
    member: str
    metric: str
    months: int
    treated: int

    def __post_init__(self) -> None:
        if self.scope not in SCOPES or self.metric not in METRICS or self.treated not in {0, 1}:
            raise NotFoundError("There is no such reading. 没有这个读数。")


def told(reading: Snapshot) -> bool:
    """Whether a reading knows its people: those that older versions of guanxi made do not."""
    return bool(reading.rows("SELECT 1 AS one FROM reading_person LIMIT 1"))


def people_of(reading: Snapshot, side: Side, after: str, most: int) -> tuple[Rows, str]:
    """Some of them, who brought most first, beyond a place that a page before gave; and the next place, or nothing.

    Each row also says how many they are in all (`people`), and what they brought on average (`each`).
    """
    given = asdict(side) | beyond(after) | {"most": most + 1}
    return cut(reading.rows(text_of("reading_people"), given), most)
