"""Lists: every filter against Python's own loops, pages that leave nobody out, texts that mean no harm."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.core.tables.published import QUADRANTS, STAGES
from guanxi.ops.published.find import Filter, Listed, Order, choices, count, ids, page
from tests.ops.published.brand import KINDS, NAMES, OWNERS, PEOPLE, rows
from tests.ops.published.conftest import Published

CALM = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class People:
    """Everything published of everybody, as Python's own lists."""

    def __init__(self, published: Published) -> None:
        self.appraisal = {row["customer_id"]: row for row in rows(published.run, "appraisal")}
        self.records: dict[str, list[dict[str, Any]]] = {one: [] for one in self.appraisal}
        for row in rows(published.run, "identity"):
            self.records[row["customer_id"]].append(row)
        self.bought = {(row["customer_id"], row["category"]) for row in rows(published.run, "category_wallet")}
        self.next = {r["customer_id"]: r["category"] for r in rows(published.run, "next_category") if r["rank"] == 1}

    def first(self, customer_id: str, column: str) -> str | None:
        """The first word of a column over a person's records."""
        return min((row[column] for row in self.records[customer_id] if row[column]), default=None)

    def wanted(self, asked: Filter) -> set[str]:
        """Whom a filter lets through."""
        return {one for one in self.appraisal if all(rule(self, one, asked) for rule in RULES)}


def _within(value: float, span: tuple[float | None, float | None]) -> bool:
    return (span[0] is None or value >= span[0]) and (span[1] is None or value <= span[1])


def _alike(people: People, one: str, text: str) -> bool:
    text = text.strip().lower()
    if not text or text == one or (len(text) >= 4 and one.startswith(text)):
        return True
    return any(_said(record, text) for record in people.records[one])


def _said(record: dict[str, Any], text: str) -> bool:
    key, phone = record["customer_key"].lower(), (record["phone"] or "").replace("+", "")
    if key == text or (len(text) >= 4 and key.startswith(text)):
        return True
    if text.isdigit() and len(text) >= 4 and phone.endswith(text):
        return True
    return bool(text == record["email"] if "@" in text else text in (record["name"] or "").lower())


RULES: tuple[Callable[[People, str, Filter], bool], ...] = (
    lambda p, one, f: f.quadrant in {None, p.appraisal[one]["quadrant"]},
    lambda p, one, f: f.stage in {None, p.appraisal[one]["stage"]},
    lambda p, one, f: f.owner is None or f.owner == p.first(one, "owner"),
    lambda p, one, f: f.bought is None or (one, f.bought) in p.bought,
    lambda p, one, f: f.next_category is None or p.next.get(one) == f.next_category,
    lambda p, one, f: _within(p.appraisal[one]["uplift_score"], f.score),
    lambda p, one, f: _within(p.appraisal[one]["value_12m"], f.value),
    lambda p, one, f: _within(p.appraisal[one]["uplift_score"], f.potential),
    lambda p, one, f: _within(p.appraisal[one]["vitality"], f.vitality),
    lambda p, one, f: f.among is None or one in f.among,
    lambda p, one, f: _alike(p, one, f.text),
)


@pytest.fixture(scope="module")
def people(published: Published) -> People:
    return People(published)


def _span(most: float) -> st.SearchStrategy[tuple[float | None, float | None]]:
    end = st.none() | st.floats(0, most)
    return st.tuples(end, end)


def _maybe(words: tuple[str | None, ...]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from([word for word in words if word] + ["nothing of the kind"])


_TEXTS = st.one_of(
    st.just(""),
    st.sampled_from(
        ["张", "ANNA", "o'brien", "%", "_", "100", "0014", "14", "p1", "p141", "昵称", "p9@example.com", "138"]
    ),
    st.integers(0, PEOPLE).map(lambda n: f"{n:04d}"),
    st.text(max_size=4),
)
FILTERS = st.builds(
    Filter,
    quadrant=_maybe(QUADRANTS), stage=_maybe(STAGES), owner=_maybe(OWNERS), bought=_maybe(KINDS),
    next_category=_maybe(KINDS), score=_span(100), value=_span(900), potential=_span(100), vitality=_span(900),
    text=st.just(""),
)  # fmt: skip


@CALM
@given(asked=FILTERS)
def test_a_filter_lets_through_whom_it_says(published: Published, people: People, asked: Filter) -> None:
    wanted = people.wanted(asked)
    assert list(ids(published.snapshot, asked)) == sorted(wanted)
    assert count(published.snapshot, asked) == len(wanted)


@CALM
@given(text=_TEXTS, quadrant=_maybe(QUADRANTS))
def test_a_text_finds_ids_keys_telephones_mails_and_names(
    published: Published, people: People, text: str, quadrant: str | None
) -> None:
    asked = Filter(text=text, quadrant=quadrant)
    if text.isprintable() and text.isascii() | (text in str(NAMES)):  # others are normalised before they are compared
        assert set(ids(published.snapshot, asked)) == people.wanted(asked)
    else:
        assert set(ids(published.snapshot, asked)) <= people.wanted(Filter(quadrant=quadrant))


@CALM
@given(asked=FILTERS, order=st.sampled_from(Order), limit=st.integers(1, 80))
def test_pages_visit_everybody_once_and_in_order(
    published: Published, people: People, asked: Filter, order: Order, limit: int
) -> None:
    wanted = people.wanted(asked)
    met: list[Listed] = []
    after = ""
    while True:
        here = page(published.snapshot, asked, order, after, limit)
        met += here.rows
        assert len(here.rows) == limit or not here.next
        if not here.next:
            break
        after = here.next

    def place(one: str) -> tuple[float, str]:
        height = people.appraisal[one][order.value]
        return (float("inf") if height is None else -height, one)

    assert [row.customer_id for row in met] == sorted(wanted, key=place)


def test_orders_with_empty_figures_are_among_those_tried(people: People) -> None:
    for order in (Order.HEADROOM, Order.QUIET):
        empty = sum(row[order.value] is None for row in people.appraisal.values())
        assert 0 < empty < len(people.appraisal)


def test_a_row_shows_what_was_published(published: Published, people: People) -> None:
    shown = page(published.snapshot, limit=1000).rows
    assert len(shown) == len(people.appraisal)
    own = {"name", "owner", "next_category"}
    for row in shown:
        appraised = people.appraisal[row.customer_id]
        assert row.name == people.first(row.customer_id, "name")
        assert row.owner == people.first(row.customer_id, "owner")
        assert row.next_category == people.next.get(row.customer_id)
        assert {f.name: getattr(row, f.name) for f in fields(Listed) if f.name not in own} == {
            f.name: appraised[f.name] for f in fields(Listed) if f.name not in own
        }


HOSTILE = [
    "' OR 1=1 --", "'; DROP TABLE listed; --", '" OR ""="', "%", "%%", "____", "p%", "p_1", "\\", "\0", "$text",
    "{wanted}", "{height}", "x' UNION ALL SELECT no FROM listed --", "*", ".*", "c________________",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_finds_only_what_is_written_so(published: Published, people: People, text: str) -> None:
    found = {row.customer_id for row in page(published.snapshot, Filter(text=text), limit=1000).rows}
    assert found == people.wanted(Filter(text=text))
    assert len(found) < len(people.appraisal) / 4
    for field in ("quadrant", "stage", "owner", "bought", "next_category"):
        assert count(published.snapshot, Filter(**{field: text})) == 0  # type: ignore[arg-type]
    assert count(published.snapshot, Filter(among=(text,))) == 0
    assert count(published.snapshot) == len(people.appraisal)


@pytest.mark.parametrize(
    "after", ["x", "[1]", '["1", 2]', "[1, 2, 3]", "{}", "[1, 1.5]", "[true", "1; DROP TABLE listed"]
)
def test_a_place_that_no_page_gave_is_refused(published: Published, after: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # json's own is one too
        page(published.snapshot, after=after)


def test_a_telephone_is_found_by_its_end_in_any_writing(published: Published, people: People) -> None:
    (phone, who) = next(
        (row["phone"], one) for one, records in people.records.items() for row in records if row["phone"][0] == "+"
    )
    for text in (phone, phone[3:], f"{phone[3:6]}-{phone[6:10]} {phone[10:]}", f"　{phone[-8:]} "):
        assert who in set(ids(published.snapshot, Filter(text=text)))
    assert set(ids(published.snapshot, Filter(text=phone[-3:]))) == people.wanted(Filter(text=phone[-3:]))


def test_only_these(published: Published, people: People) -> None:
    some = tuple(sorted(people.appraisal)[::7])
    asked = Filter(among=some, quadrant="cash_cow")
    assert set(ids(published.snapshot, asked)) == people.wanted(asked) != set()
    assert count(published.snapshot, Filter(among=())) == 0


def test_choices_tell_how_many_they_leave(published: Published) -> None:
    found = choices(published.snapshot)
    assert {one.field for one in found} == {"owner", "next_category", "bought"}
    for one in found:
        assert count(published.snapshot, Filter(**{one.field: one.word})) == one.people  # type: ignore[arg-type]
