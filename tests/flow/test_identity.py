"""Who is who, against a union-find over the same records."""

from datetime import date
from hashlib import md5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.core.flow import identity
from guanxi.core.kernel.options import IdentityOptions
from tests.flow.brand import Quiet, brand, values

AS_OF = date(2026, 6, 30)
NAMES = "source, customer_key, phone, email, open_id, id_space, load_number, first_seen_at"
Found = dict[tuple[str, str], tuple[str, str]]
Record = tuple[str, str, str | None, str | None, str | None, str | None, int]

RECORD = st.tuples(
    st.sampled_from(["shop", "app"]),
    st.sampled_from([None, *(f"+86138000012{n:02}" for n in range(6)), "186******05", "+8611111111111"]),
    st.sampled_from([None, "a@x.cn", "b@x.cn", "c@x.cn", "D@x.cn", "d@x.cn"]),
    st.sampled_from([None, "open-1", "open-2", "000000"]),
    st.sampled_from([None, "wechat"]),
)
BRAND = st.lists(RECORD, min_size=1, max_size=14).map(
    lambda drawn: [(s, f"k{n}", p, e, o, i, 1 + n // 5) for n, (s, p, e, o, i) in enumerate(drawn)]
)


def persons(records: list[Record], shared_after: int = 20) -> Found:
    """Each record's customer_id and evidence."""
    rows = [(*record, "2026-01-01") for record in records]
    with brand({"customer": values(rows, NAMES)}) as warehouse:
        identity.run(warehouse, AS_OF, IdentityOptions(shared_after=shared_after), Quiet())
        found = warehouse.read("SELECT * FROM identity").to_pylist()
    return {(row["source"], row["customer_key"]): (row["customer_id"], row["evidence"]) for row in found}


def identifiers(record: Record) -> set[tuple[str, ...]]:
    """What a record shows, after the same rules in plain Python."""
    source, _, phone, email, open_id, space, _ = record
    shown: set[tuple[str, ...]] = set()
    if phone and "*" not in phone and not phone.endswith("1111111"):
        shown.add(("phone", phone))
    if email:
        shown.add(("email", email.lower()))
    if open_id and not open_id.startswith("000"):
        shown.add(("open_id", space or source, open_id))
    return shown


def groups(records: list[Record]) -> set[frozenset[tuple[str, str]]]:
    """Connected components by brute force."""
    components: list[tuple[set[tuple[str, str]], set[tuple[str, ...]]]] = []
    for record in records:
        members, shown = {(record[0], record[1])}, identifiers(record)
        apart = []
        for component in components:
            if component[1] & shown:
                members, shown = members | component[0], shown | component[1]
            else:
                apart.append(component)
        components = [*apart, (members, shown)]
    return {frozenset(members) for members, _ in components}


def grouped(found: Found) -> set[frozenset[tuple[str, str]]]:
    together: dict[str, set[tuple[str, str]]] = {}
    for record, (customer_id, _) in found.items():
        together.setdefault(customer_id, set()).add(record)
    return {frozenset(members) for members in together.values()}


@settings(max_examples=20, deadline=None)
@given(records=BRAND)
def test_components_are_those_of_union_find(records: list[Record]) -> None:
    assert grouped(persons(records)) == groups(records)


@settings(max_examples=6, deadline=None)
@given(records=BRAND, random=st.randoms(use_true_random=False))
def test_order_of_records_does_not_matter(records: list[Record], random: object) -> None:
    shuffled = list(records)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert persons(shuffled) == persons(records)


@settings(max_examples=6, deadline=None)
@given(records=BRAND)
def test_ids_stay_when_more_loads_arrive(records: list[Record]) -> None:
    """A person keeps the id of one of the persons it grew from."""
    before = persons([record for record in records if record[6] == 1])
    after = persons(records)
    for members in grouped(after):
        ids = {before[member][0] for member in members if member in before}
        customer_id = after[next(iter(members))][0]
        assert not ids or customer_id in ids


def test_a_long_chain_is_one_person() -> None:
    phones = [f"+8613800{n:06}" for n in range(400)]
    order = [(7 * n) % 400 for n in range(400)]  # labels zigzag along the chain
    chain: list[Record] = []
    for place, n in enumerate(order):
        email = f"link{n // 2}@x.cn"
        chain.append(("shop", f"k{place:03}", phones[(n + 1) // 2], email, None, None, 1))
    found = persons(chain)
    assert len({customer_id for customer_id, _ in found.values()}) == 1
    assert found["shop", "k200"][1] == "phone+email"


@pytest.mark.parametrize(
    "shared",
    ["186******05", "0000000", "+8600000000000", "11111111", "123"],
)
def test_masked_and_placeholder_values_never_join(shared: str) -> None:
    found = persons([("shop", f"k{n}", shared, None, None, None, 1) for n in range(3)])
    assert len({customer_id for customer_id, _ in found.values()}) == 3
    assert {evidence for _, evidence in found.values()} == {""}


def test_a_value_on_many_records_belongs_to_nobody() -> None:
    records: list[Record] = [("shop", f"k{n}", "+8613800001234", None, None, None, 1) for n in range(4)]
    assert len(grouped(persons(records, shared_after=3))) == 4
    assert len(grouped(persons(records, shared_after=4))) == 1


@pytest.mark.parametrize(
    ("as_of", "evidence"),
    [(date(2023, 12, 31), {"a": "", "b": "", "c": "", "d": "email", "e": "email"}),
     (date(2024, 12, 31), {"a": "phone", "b": "phone", "c": "phone+email", "d": "email", "e": "email"})],
)  # fmt: skip
def test_what_a_later_load_tells_joins_nobody_before(as_of: date, evidence: dict[str, str]) -> None:
    told = [
        ("shop", "a", None, None, 1, "2023-05-01", "2023-06-01"),
        ("shop", "a", "+8613800001234", None, 2, "2024-05-01", "2024-06-01"),  # a telephone is learned
        ("shop", "b", "+8613800001234", None, 1, "2023-05-01", "2023-05-01"),
        ("shop", "c", "+8613800005678", None, 1, "2023-05-01", "2023-05-01"),
        ("shop", "c", "+8613800001234", "c@x.cn", 2, "2024-05-01", "2024-05-01"),  # another one
        ("shop", "d", None, "d@x.cn", 1, "2023-05-01", None),  # a file about customers
        ("shop", "d", None, "c@x.cn", 2, "2024-05-01", "2024-05-01"),  # speaks louder than an order
        ("app", "e", None, "d@x.cn", 1, "2023-05-01", "2023-05-01"),
        ("app", "f", None, "c@x.cn", 2, "2024-05-01", "2024-05-01"),
    ]
    names = "source, customer_key, phone, email, load_number, first_seen_at, evidence_at"
    with brand({"customer": values(told, names)}) as warehouse:
        identity.run(warehouse, as_of, IdentityOptions(), Quiet())
        rows = warehouse.read("SELECT customer_key, evidence FROM identity").to_pylist()
    assert {row["customer_key"]: row["evidence"] for row in rows if row["customer_key"] != "f"} == evidence


def test_open_ids_of_two_apps_are_two_things() -> None:
    records: list[Record] = [
        ("shop", "a", None, None, "open-1", None, 1),
        ("app", "b", None, None, "open-1", None, 1),
        ("till", "c", None, None, "open-1", "app", 1),
    ]
    assert grouped(persons(records)) == {
        frozenset({("shop", "a")}),
        frozenset({("app", "b"), ("till", "c")}),
    }


def test_nobody_computes_an_id_from_a_telephone_without_the_secret() -> None:
    """Where shops know people by telephone, whoever may not see telephones would find whose an id is by trying all."""
    phone = "+8613912341000"
    rows = values([("shop", phone, phone, None, None, None, 1, "2026-01-01")], NAMES)
    found = []
    for secret in ("", "one", "two"):
        with brand({"customer": rows}) as warehouse:
            identity.run(warehouse, AS_OF, IdentityOptions(secret=secret), Quiet())
            found += warehouse.read("SELECT customer_id FROM identity")["customer_id"].to_pylist()
    guessed = "c" + md5(f"shop|{phone}".encode(), usedforsecurity=False).hexdigest()[:16]
    assert found[0] == guessed
    assert len({guessed, *found[1:]}) == 3
