"""One person and her timeline, beside the published files and the rows they stand on."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from guanxi.core.flow.timeline.stage import MOST as PUBLISHED_MOST
from guanxi.core.kernel.options import LOOKS
from guanxi.ops.published.person import person
from guanxi.ops.published.timeline import MOST, timeline
from tests.ops.published.brand import AS_OF, rows
from tests.ops.published.conftest import Published


def _of(published: Published, table: str, customer_id: str) -> list[dict[str, Any]]:
    return [row for row in rows(published.run, table) if row["customer_id"] == customer_id]


def test_a_person_is_what_the_run_says(published: Published) -> None:
    for appraised in rows(published.run, "appraisal")[::20]:
        one = appraised["customer_id"]
        found = person(published.snapshot, one)
        assert found is not None
        assert found.figures == appraised
        assert found.value == tuple(appraised[f"value_12m{end}"] for end in ("", "_low", "_high"))
        records = _of(published, "identity", one)
        assert [(r.source, r.customer_key, r.name, r.phone, r.email, r.owner) for r in found.identities] == [
            (r["source"], r["customer_key"], r["name"], r["phone"], r["email"], r["owner"]) for r in records
        ]
        assert [(n.rank, n.category, n.probability) for n in found.next_categories] == [
            (n["rank"], n["category"], n["probability"]) for n in _of(published, "next_category", one)
        ]
        assert {(c.category, c.spend, c.share) for c in found.categories} == {
            (c["category"], c["spend"], c["share"]) for c in _of(published, "category_wallet", one)
        }
        assert [c.spend for c in found.categories] == sorted((c.spend for c in found.categories), reverse=True)
        assert [(e.date, e.event) for e in found.life_events] == sorted(
            (e["date"], e["event"]) for e in _of(published, "life_event", one)
        )
        assert [s.stage for s in found.stages] == [appraised["stage"]]


def test_points_add_up_look_by_look(published: Published) -> None:
    several = 0
    for appraised in rows(published.run, "appraisal")[::15]:
        found = person(published.snapshot, appraised["customer_id"])
        assert found is not None
        assert [points.look for points in found.points] == list(LOOKS)
        assert abs(sum(points.points for points in found.points) - appraised["uplift_score"]) < 1e-6
        for points in found.points:
            assert not points.terms or abs(sum(points.terms.values()) - points.points) < 1e-6
            several += len(points.terms) > 1
    assert several > 10


def test_joined_records_and_masked_telephones_are_shown(published: Published) -> None:
    records = rows(published.run, "identity")
    joined = [one for one in {r["customer_id"] for r in records} if len(_of(published, "identity", one)) > 1]
    found = person(published.snapshot, joined[0])
    assert found is not None
    assert {record.source for record in found.identities} == {"app", "tills"}
    assert any(record["phone"].startswith("138****") for record in records)


def test_nobody_of_that_id(published: Published) -> None:
    for stranger in ("", "c0", "' OR 1=1 --", "%"):
        assert person(published.snapshot, stranger) is None
        assert timeline(published.snapshot, stranger) == []


Happened = tuple[datetime, str, str | None, str | None, float | None, float | None, str | None, str | None]


def _everything(published: Published) -> dict[str, list[Happened]]:
    """What happened to everybody by the end of the day, from the canonical rows."""
    who = {(row["source"], row["customer_key"]): row["customer_id"] for row in published.canonical["person"]}
    until = datetime.combine(AS_OF + timedelta(days=1), time())
    met: dict[str, list[Happened]] = defaultdict(list)
    days: dict[tuple[str, datetime], list[dict[str, Any]]] = defaultdict(list)
    for row in published.canonical["order_line"]:
        day = datetime.combine(row["ordered_at"].date(), time())
        days[who[row["source"], row["customer_key"]], day].append(row)
    for (one, day), lines in days.items():
        if day >= until:
            continue
        money, kinds = float(sum(line["revenue"] for line in lines)), sorted({line["category"] for line in lines})
        kind = "refund" if money < 0 else "purchase"
        title = kinds[0] if len(kinds) == 1 else f"{kinds[0]} · {kinds[-1]}"
        met[one].append((day, kind, None, title, money, None, None, None))
    for table, told in TOLD.items():
        for row in published.canonical[table]:
            happened = told(row)
            if happened[0] < until and (table != "interaction" or happened[0] >= until - timedelta(days=365)):
                met[who[row["source"], row["customer_key"]]].append(happened)
    return met


TOLD: dict[str, Callable[[dict[str, Any]], Happened]] = {
    "interaction": lambda r: (
        r["occurred_at"], "interaction", r["kind"], r["topic"], None, None, r["channel"], None
    ),
    "contact": lambda r: (
        r["occurred_at"], "contact", r["purpose"], r["text"], float(r["cost"]), r["minutes"], r["channel"],
        r["staff_id"],
    ),
    "investment": lambda r: (
        r["occurred_at"], "investment", r["action_id"], r["programme"], float(r["money"]), r["minutes"], None,
        r["staff_id"],
    ),
    "membership": lambda r: (
        r["started_at"], "membership", None, r["kind"], float(r["fee"]), None, None, None
    ),
}  # fmt: skip


def _sortable(event: Happened) -> tuple[Any, ...]:
    return tuple((value is None, value or "") if not isinstance(value, float) else (False, value) for value in event)


def test_timelines_hold_what_happened_and_nothing_later(published: Published) -> None:
    met = _everything(published)
    assert {event[1] for events in met.values() for event in events} == {
        "purchase", "refund", "interaction", "contact", "investment", "membership",
    }  # fmt: skip
    for one, events in met.items():
        if len(events) > MOST:
            continue
        found = timeline(published.snapshot, one)
        shown = [(e.occurred_at, e.kind, e.word, e.title, e.amount, e.minutes, e.channel, e.staff) for e in found]
        assert sorted(shown, key=_sortable) == sorted(events, key=_sortable), one
        assert [e.occurred_at for e in found] == sorted((e.occurred_at for e in found), reverse=True)


def test_of_somebody_with_very_much_the_newest(published: Published) -> None:
    assert MOST == PUBLISHED_MOST
    crowded = {one: events for one, events in _everything(published).items() if len(events) > MOST}
    assert len(crowded) == 1
    ((one, events),) = crowded.items()
    newest = sorted((event[0] for event in events), reverse=True)[:MOST]
    assert [event.occurred_at for event in timeline(published.snapshot, one)] == newest
    assert [event.occurred_at for event in timeline(published.snapshot, one, 5)] == newest[:5]
    assert len(_of(published, "timeline", one)) == MOST
