"""Engagement: who counts, what counts, and whether a trend is more than chance."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.kernel.options import AppraisalOptions, LookOptions
from tests.flow.brand import appraised, values

AS_OF = date(2026, 6, 30)
DONE = "source, interaction_id, customer_key, occurred_at, kind"
PEOPLE = "source, customer_key, first_seen_at, tags"

Row = tuple[object, ...]


def done(key: str, days_ago: int, kind: str = "visit", clock: str = "12:00:00", copies: int = 1) -> list[Row]:
    """Interactions of one person on one day."""
    day = AS_OF - timedelta(days=days_ago)
    return [("shop", f"{key}-{days_ago}-{kind}-{clock}-{n}", key, f"{day} {clock}", kind) for n in range(copies)]


def made(things: list[Row], people: list[Row], looks: LookOptions | None = None) -> tuple[DuckWarehouse, Any]:
    """An appraised brand and its facts about engagement."""
    queries = {"customer": values(people, PEOPLE), "interaction": values(things, DONE)}
    warehouse, facts = appraised(queries, AS_OF, AppraisalOptions(looks=looks or LookOptions()))
    return warehouse, facts["engagement"]


def person(key: str, tags: str | None = None) -> Row:
    return ("shop", key, "2025-01-01", tags)


def standing(warehouse: DuckWarehouse, column: str = "engagement") -> dict[str, Any]:
    """A column of the appraisal by customer key."""
    rows = warehouse.read(
        f"SELECT i.customer_key, a.{column} AS told FROM appraisal AS a JOIN identity AS i USING (customer_id)"
    ).to_pylist()
    return {row["customer_key"]: row["told"] for row in rows}


@pytest.mark.parametrize(
    ("tags", "rule"),
    [
        ("员工", "staff"),
        ("VIP, Staff", "staff"),
        ('["VIP", "内部员工"]', "staff"),
        ("VIP；员工", "staff"),
        ("员工家属", None),
        ("staffordshire", None),
        (None, None),
    ],
)
def test_staff_is_known_by_whole_tags(tags: str | None, rule: str | None) -> None:
    people = [person("a"), person("b"), person("c", tags)]
    warehouse, facts = made([*done("a", 1), *done("c", 1, "share")], people)
    found = warehouse.read(
        "SELECT e.rule, i.customer_key FROM engagement_excluded AS e JOIN identity AS i USING (customer_id)"
    ).to_pylist()
    assert found == ([{"rule": "staff", "customer_key": "c"}] if rule else [])
    assert facts["excluded"] == {"staff": len(found), "machine": 0}
    places = standing(warehouse)
    assert places == ({"a": 100, "b": 0, "c": 0} if rule else {"a": 50, "b": 0, "c": 100})


def test_machines_are_known_by_pace_on_several_days() -> None:
    things = [
        *(row for day in range(3) for row in done("crawler", day, "view", copies=201)),  # too many in a day
        *(row for day in range(3) for row in done("clicker", day, "view", clock="09:30:15", copies=21)),  # in a minute
        *(row for day in range(2) for row in done("collector", day, "view", copies=500)),  # two great days only
        *(row for day in range(9) for row in done("dated", day, "view", clock="00:00:00", copies=40)),  # no clock
        *(
            row
            for day in range(9)
            for second in range(0, 60, 4)
            for row in done("busy", day, clock=f"10:00:{second:02}")
        ),
    ]
    people = [person(key) for key in ("crawler", "clicker", "collector", "dated", "busy", "quiet")]
    warehouse, facts = made(things, people)
    assert facts["excluded"] == {"staff": 0, "machine": 2}
    named = warehouse.read(
        "SELECT i.customer_key, e.days FROM engagement_excluded AS e JOIN identity AS i USING (customer_id) ORDER BY 1"
    ).to_pylist()
    assert named == [{"customer_key": "clicker", "days": 3}, {"customer_key": "crawler", "days": 3}]
    doctor = warehouse.read("SELECT value FROM doctor WHERE measure = 'engagement_excluded'")["value"].to_pylist()
    assert doctor == [2]
    lenient = LookOptions(machine_interactions_a_day=10_000, machine_interactions_a_minute=10_000)
    assert made(things, people, lenient)[1]["excluded"] == {"staff": 0, "machine": 0}


def test_replies_count_and_our_own_contacts_do_not() -> None:
    contacts = values(
        [("shop", str(n), key, "2026-06-29", "care") for n in range(9) for key in "ab"],
        "source, contact_id, customer_key, occurred_at, purpose",
    )
    queries = {
        "customer": values([person("a"), person("b")], PEOPLE),
        "interaction": values(done("b", 1, "reply"), DONE),
        "contact": contacts,
    }
    warehouse, _ = appraised(queries, AS_OF)
    assert standing(warehouse) == {"a": 0, "b": 100}
    assert standing(warehouse, "engagement_trend")["a"] is None


def test_a_trend_is_more_than_chance() -> None:
    """People at one steady pace from 1 to 40 a window, with kinds of every weight: nine in ten and more are steady."""
    draw = np.random.default_rng(3)
    things: list[Row] = []
    people = [f"p{n}" for n in range(600)]
    for number, key in enumerate(people):
        pace = (1, 3, 8, 15, 40)[number % 5]
        for event in range(draw.poisson(2 * pace)):
            kind = str(draw.choice(["visit", "share", "attend"], p=[0.8, 0.15, 0.05]))
            things += done(key, int(draw.integers(0, 120)), kind, clock=f"11:{event % 60:02}:00")
    things += [row for day in range(0, 60, 2) for row in done("up", day)] + done("up", 90)
    things += [row for day in range(60, 120, 2) for row in done("down", day)]
    warehouse, _ = made(things, [person(key) for key in [*people, "up", "down", "never"]])
    trend = standing(warehouse, "engagement_trend")
    assert (trend["up"], trend["down"], trend["never"]) == ("rising", "falling", None)
    told = [trend[key] for key in people]
    for pace in range(5):
        known = [word for word in told[pace::5] if word]
        assert known.count("steady") >= 0.9 * len(known)


def test_trend_from_orders_where_nobody_takes_part() -> None:
    names = "source, order_id, line_no, customer_key, ordered_at, quantity, revenue, category, status"
    bought = {"up": range(0, 60, 7), "down": range(60, 120, 7), "even": range(0, 120, 7)}
    lines = [
        ("shop", f"{key}{ago}", "1", key, str(AS_OF - timedelta(days=ago)), 1, 9.0, "tea", "paid")
        for key, days in bought.items()
        for ago in days
    ]
    warehouse, facts = appraised({"order_line": values(lines, names)}, AS_OF)
    assert facts["engagement_basis"] == "orders"
    assert standing(warehouse, "engagement_trend") == {"up": "rising", "down": "falling", "even": "steady"}


def test_nothing_looks_past_the_day() -> None:
    things = [row for n in range(30) for row in done(f"k{n}", n, "share", copies=1 + n % 4)]
    people = [person(f"k{n}") for n in range(30)]
    before, _ = made(things, people)
    later = [row for n in range(30) for row in done(f"k{n}", -1 - n % 5, "attend", copies=300)]
    after, facts = made(things + later, people)
    query = "SELECT customer_no, engagement, engagement_trend FROM engagement ORDER BY customer_no"
    assert before.read(query).equals(after.read(query))
    assert facts["excluded"] == {"staff": 0, "machine": 0}


def teaching_brand() -> tuple[list[Row], list[Row], str]:
    """Four hundred people; whoever asked something bought within the quarter after it, whoever viewed did not more."""
    draw = np.random.default_rng(8)
    things: list[Row] = []
    lines: list[Row] = []
    for number in range(400):
        key = f"k{number}"
        for ago in draw.choice(720, 6, replace=False):
            things += done(key, int(ago), "view")
        for ago in draw.choice(700, 4, replace=False):
            things += done(key, int(ago), "ask")
            after = int(ago) - int(draw.integers(1, 40))
            if after >= 0:
                lines.append(
                    ("shop", f"{key}{ago}", "1", key, str(AS_OF - timedelta(days=after)), 1, 50.0, "tea", "paid")
                )
        lines.append(("shop", f"{key}first", "1", key, str(AS_OF - timedelta(days=730)), 1, 50.0, "tea", "paid"))
    names = "source, order_id, line_no, customer_key, ordered_at, quantity, revenue, category, status"
    return things, [person(f"k{number}") for number in range(400)], values(lines, names)


def test_weights_are_learned_but_used_only_where_asked() -> None:
    things, people, lines = teaching_brand()
    queries = {"customer": values(people, PEOPLE), "interaction": values(things, DONE), "order_line": lines}
    told: dict[bool, Any] = {}
    for learned in (False, True):
        looks = LookOptions(engagement_learned=learned)
        _, facts = appraised(queries, AS_OF, AppraisalOptions(looks=looks))
        told[learned] = facts["engagement"]
    proposal = told[False]["learned"]["weights"]
    assert proposal["ask"] > 4 * proposal["view"] >= 0
    assert told[False]["weights_from"] == "settings"
    assert told[False]["weights"]["ask"] == 4
    assert told[True]["weights_from"] == "learned"
    assert told[True]["weights"]["ask"] == proposal["ask"]
    assert told[True]["half_life_days"] == told[True]["learned"]["half_life_days"]


def test_whoever_is_not_known_yet_teaches_nothing() -> None:
    """A record first seen tomorrow whose interactions are of last year: ignored, like the record."""
    people = [person("a"), ("shop", "z", "2026-07-05", None)]
    warehouse, facts = made([*done("a", 100), *done("z", 100, copies=600)], people)
    assert "interactions" in facts["learned"]["because"]
    assert warehouse.read("SELECT count(DISTINCT customer_no) AS n FROM engagement_past")["n"][0].as_py() == 1


def test_too_few_interactions_keep_the_set_weights_and_say_why() -> None:
    _, facts = made(done("a", 1), [person("a"), person("b")], LookOptions(engagement_learned=True))
    assert facts["weights_from"] == "settings"
    assert facts["half_life_days"] == 60
    assert "interactions" in facts["learned"]["because"]
