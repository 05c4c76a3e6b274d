"""What a customer equity statement leaves behind: everybody's part of every figure."""

from dataclasses import dataclass

from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.kernel.words import EQUITY_KINDS
from guanxi.core.tables.declare import Column, Table

_PARTS = (
    ("opening", "value on the first day"), ("revaluation", "what the last appraisal of the first day says instead"),
    ("acquired", "value of who was won"), ("recovered", "value of who came back"),
    ("developed", "growth of who stayed"), ("declined", "decline of who stayed"), ("lost", "value of who went"),
    ("others", "change of who is no customer on either day"), ("closing", "value on the last day"),
)  # fmt: skip
_SPENT = (
    ("money", "money spent in between"), ("money_winning", "of it, on who was won"),
    ("money_keeping", "of it, on customers there were"),
)  # fmt: skip
_HEADS = (
    ("opening", "1 for a customer on the first day"), ("acquired", "1 for who was won in between"),
    ("recovered", "1 for who had gone before the first day and came back"), ("lost", "1 for who went in between"),
    ("closing", "1 for a customer on the last day"), ("kept", "1 for a customer on both days"),
)  # fmt: skip

EQUITY_PERSON = Table(
    "equity_person",
    "权益明细",
    "one person of two appraisals: their part of every figure of the statement",
    ("customer_id",),
    (
        Column("customer_id", "text", "the person", required=True),
        Column("quadrant", "text", "quadrant at the opening; of who was won, at the closing", required=True),
        Column("years", "text", "whole years with us", required=True),
        Column("channel", "text", "channel of the first purchase; empty: not told", required=True),
        Column("flow", "text", "what became of them", required=True),
        *(Column(name, "int", meaning, "hundredths", required=True) for name, meaning in (*_PARTS, *_SPENT)),
        Column("minutes", "float", "minutes spent in between", "minutes", required=True),
        *(Column(f"customers_{name}", "int", meaning, "people", required=True) for name, meaning in _HEADS),
    ),
)

WORTH = tuple(name for name, _ in _PARTS)
FLOWS = WORTH[1:-1]
FIGURES = tuple(column.name for column in EQUITY_PERSON.columns if column.kind != "text")
HUNDREDTHS = tuple(column.name for column in EQUITY_PERSON.columns if column.unit == "hundredths")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the statement: of which group of customers, and which line. NotFoundError: there is none such."""

    kind: str
    member: str
    line: str = "closing"

    def __post_init__(self) -> None:
        if self.kind not in EQUITY_KINDS or self.line not in FIGURES:
            raise NotFoundError(
                f"The statement has no figure {self.kind}:{self.line}. 权益表里没有这个数。",
                f"Groups 分组: {', '.join(EQUITY_KINDS)}; lines 项目: {', '.join(FIGURES)}",
            )

    @property
    def unit(self) -> str:
        """What it is counted in: hundredths of money, minutes or people."""
        return EQUITY_PERSON.column(self.line).unit

    @property
    def whole(self) -> float:
        """How much of it makes one for people to read."""
        return 100.0 if self.line in HUNDREDTHS else 1.0
