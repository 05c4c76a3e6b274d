"""What misallocation cost: of a past period as a whole, and by person."""

from guanxi.core.tables.declare import Column, Table

MISTAKES = ("wrong_person", "no_future", "leaving", "other", "left_out")

MISALLOCATION = Table(
    "misallocation",
    "错配成本",
    "one past period: what was done beside the best use of the same money and minutes",
    ("start", "finish"),
    (
        Column("start", "date", "first day", required=True),
        Column("finish", "date", "last day", required=True),
        Column("money", "float", "money spent", "currency", required=True),
        Column("minutes", "float", "minutes spent", "minutes", required=True),
        Column("people", "int", "people on whom it was spent", required=True),
        Column("done", "float", "expected contribution of what was done, less its money", "currency", required=True),
        Column("best", "float", "the same of the best plan", "currency", required=True),
        Column("cost", "float", "best less done", "currency", required=True),
        Column("low", "float", "lower end of its 90 % interval", "currency", required=True),
        Column("high", "float", "upper end of its 90 % interval", "currency", required=True),
        Column("outside", "float", "money spent on people who might not be planned for", "currency", required=True),
        Column("cost_wrong_person", "float", "of it: goods offered to the wrong person", "currency", required=True),
        Column("cost_no_future", "float", "of it: care for people without a future", "currency", required=True),
        Column("cost_leaving", "float", "of it: spent on those already leaving", "currency", required=True),
        Column("cost_other", "float", "of it: spent on others, better spent elsewhere", "currency", required=True),
        Column("cost_left_out", "float", "of it: those who should have got something", "currency", required=True),
    ),
)

MISALLOCATION_PERSON = Table(
    "misallocation_person",
    "错配明细",
    "one person on whom something was spent, or should have been",
    ("customer_id",),
    (
        Column("customer_id", "text", "the person", required=True),
        Column("action_id", "text", "what was done; empty: nothing"),
        Column("money", "float", "money spent on her", "currency", required=True),
        Column("minutes", "float", "minutes spent on her", "minutes", required=True),
        Column("best_action_id", "text", "what the best plan does; empty: nothing"),
        Column("cost", "float", "her part of the cost, at the best plan's prices", "currency", required=True),
        Column("mistake", "text", "which mistake", required=True, words=MISTAKES),
    ),
)

MISALLOCATED = (MISALLOCATION, MISALLOCATION_PERSON)
