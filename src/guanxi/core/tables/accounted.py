"""What a customer equity statement leaves behind: everybody's part of every figure."""

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
_HEADS = ("opening", "acquired", "recovered", "lost", "closing", "kept")

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
        *(Column(f"customers_{name}", "int", "1 where they count as such", required=True) for name in _HEADS),
    ),
)
