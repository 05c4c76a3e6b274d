"""Plans: who may be in them, what they spend, and what they say where little can be done."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core import pipeline
from guanxi.core.kernel.catalogue import ActionOptions, TeamOptions, default_catalogue
from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.core.tables import TABLES
from guanxi.core.tables.measured import EFFECT_EVIDENCE, TRIAL_PERSON
from guanxi.core.tables.misallocated import MISTAKES
from guanxi.core.tables.planned import PLAN_LINE, PLANNED
from tests.flow.brand import Quiet, brand
from tests.flow.planning import (
    AS_OF,
    END,
    LINES,
    OPTIONS,
    PEOPLE,
    PERSONS,
    START,
    asked,
    everybody,
    free,
    lines,
    person,
    told,
    total,
)


@pytest.fixture(scope="module")
def appraised() -> Any:
    """A brand and its appraisal; plans are made upon it in any number."""
    with DuckWarehouse(None, threads=1) as warehouse:
        brand({"order_line": LINES, "customer": PERSONS}, warehouse)
        pipeline.appraise(warehouse, AS_OF, AppraisalOptions(), "0001", Quiet())
        nothing = {"settled_line": PLAN_LINE, "identity_then": TABLES["identity"]}
        for name, table in {**nothing, **{told.name: told for told in (EFFECT_EVIDENCE, TRIAL_PERSON)}}.items():
            warehouse.create(name, table.empty_query())
        warehouse.create("ended_plan", "SELECT CAST(NULL AS VARCHAR) AS plan_id WHERE 1 = 0")
        yield warehouse


def test_a_plan_keeps_its_tables_promises_and_its_limits(appraised: DuckWarehouse) -> None:
    told(appraised, consent=everybody())
    rows = lines(appraised, asked())
    for table in PLANNED:
        for rule, query in table.checks().items():
            assert appraised.read(query).column(0)[0].as_py() == 0, (table.name, rule)
    whole = total(appraised)
    assert 0 < whole["customers"] == len(rows)
    assert whole["cost"] == pytest.approx(sum(row["cost"] for row in rows))
    assert whole["cost"] <= 3_000
    assert whole["minutes"] == pytest.approx(sum(row["minutes"] for row in rows))
    assert whole["minutes"] <= 600
    assert whole["effect"] == pytest.approx(sum(row["effect"] for row in rows))
    assert whole["net"] <= whole["bound"] + 1e-6
    assert whole["gap"] < 0.01
    assert {row["provenance"] for row in rows} == {"prior"}
    for row in rows:
        assert START <= row["planned_on"] <= END
        assert row["effect"] > row["cost"]
        assert row["reason_zh"].endswith("。")
        assert row["reason_en"].endswith(".")
        if row["minutes"]:
            assert row["team"] == "advisers"


def test_the_plan_is_worth_more_than_plainer_policies(appraised: DuckWarehouse) -> None:
    told(appraised, consent=everybody())
    lines(appraised, asked())
    policies = {row["policy"]: row for row in appraised.read("SELECT * FROM plan_policy").to_pylist()}
    assert set(policies) == {"plan", "same_coupon", "rfm_top", "highest_clv", "highest_churn"}
    for policy in policies.values():
        assert policy["net"] <= policies["plan"]["net"] + 1e-6
        assert policy["cost"] <= 3_000 + 1e-6
        assert policy["minutes"] <= 600 + 1e-6


STATUSES = st.sampled_from(["GRANT", "DENY", "REVOKED"])


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    statements=st.lists(
        st.tuples(
            st.integers(0, 39), st.sampled_from(["*", "care", "sell", "service", "score"]),
            st.sampled_from(["*", "sms", "wecom", "phone"]), STATUSES, st.integers(0, 5),
        ), max_size=60,
    ),
    held=st.sets(st.integers(0, PEOPLE - 1), max_size=60),
    contacts=st.lists(st.tuples(st.integers(0, 60), st.integers(-3, 120)), max_size=80),
    bookings=st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from(list(default_catalogue())), st.integers(0, 200)), max_size=60
    ),
    month=st.integers(1, 4),
)  # fmt: skip
def test_nobody_is_planned_for_against_consent_holdout_or_caps(
    appraised: DuckWarehouse,
    statements: list[tuple[int, str, str, str, int]],
    held: set[int],
    contacts: list[tuple[int, int]],
    bookings: list[tuple[int, str, int]],
    month: int,
) -> None:
    """Held against plain Python, for people of whom anything may have been said."""
    said = [("shop", person(n), p, c, s, f"2026-03-{day + 1:02d} 00:00:00") for n, p, c, s, day in statements]
    said += [row for row in everybody() if int(row[1][1:]) >= 20]
    keys = {row["customer_key"]: row["customer_id"] for row in appraised.read("SELECT * FROM identity").to_pylist()}
    moments = [datetime(2026, 7, 1) - timedelta(days=ago) for _, ago in contacts]
    done = [datetime(2026, 7, 1) - timedelta(days=ago) for _, _, ago in bookings]
    told(
        appraised,
        consent=said,
        assignment=[("e", keys[person(n)], "holdout", "2026-01-01 00:00:00", 0.1) for n in sorted(held)],
        contact=[("shop", str(i), person(n), str(moments[i]), "care") for i, (n, _) in enumerate(contacts)],
        investment=[
            ("shop", str(i), person(n), str(done[i]), action, 1.0, 1.0) for i, (n, action, _) in enumerate(bookings)
        ],
    )
    actions = default_catalogue()
    for row in lines(
        appraised, asked(options=replace(OPTIONS, contacts_month=month), budget=1e6, minutes={"advisers": 1e6})
    ):
        number, action = int(row["customer_key"][1:]), actions[row["action_id"]]
        assert number not in held
        assert allowed(said, row["customer_key"], action)
        recent = [ago for who, ago in contacts if who == number and ago <= 30]
        assert len(recent) < month
        cared = [ago for who, ago in contacts if who == number and ago <= OPTIONS.no_selling]
        assert not (action.purpose == "sell" and cared)
        own = [ago for who, what, ago in bookings if who == number and what == row["action_id"]]
        assert all(ago >= action.cooling_off for ago in own)
        assert sum(ago <= 30 for ago in own) < action.cap_month


def allowed(said: list[tuple[Any, ...]], key: str, action: ActionOptions) -> bool:
    """Whether what was said last, of what is closest to the action, allows it; a refusal outweighs."""
    mine = [row for row in said if row[1] == key]
    latest: dict[tuple[str, str], set[str]] = {}
    for _, _, purpose, channel, _, _ in mine:
        day = max(row[5] for row in mine if row[2:4] == (purpose, channel))
        latest[purpose, channel] = {row[4] for row in mine if row[2:4] == (purpose, channel) and row[5] == day}
    if any(purpose == "score" and statuses - {"GRANT"} for (purpose, _), statuses in latest.items()):
        return False
    near = [(action.purpose, action.channel), ("*", action.channel), (action.purpose, "*"), ("*", "*")]
    return next((statuses == {"GRANT"} for spot in near if (statuses := latest.get(spot))), False)


def test_without_consent_nobody_is_planned_for_unless_the_settings_say_so(appraised: DuckWarehouse) -> None:
    told(appraised)
    assert lines(appraised, asked()) == []
    assert total(appraised)["customers"] == 0
    assert lines(appraised, asked(options=replace(OPTIONS, consent="not_denied")))
    told(appraised, consent=everybody("DENY"))
    assert lines(appraised, asked(options=replace(OPTIONS, consent="not_denied"))) == []


@pytest.mark.parametrize(("budget", "minutes"), [(0.0, 600.0), (3_000.0, 0.0), (0.0, 0.0)])
def test_without_money_or_hours_only_what_needs_none_is_planned(
    appraised: DuckWarehouse, budget: float, minutes: float
) -> None:
    told(appraised, consent=everybody())
    rows = lines(appraised, asked(budget=budget, minutes={"advisers": minutes}))
    assert sum(row["cost"] for row in rows) <= budget
    assert sum(row["minutes"] for row in rows) <= minutes
    assert bool(rows) == bool(budget or minutes)


def test_effects_that_are_not_worth_it_plan_nothing(appraised: DuckWarehouse) -> None:
    told(appraised, consent=everybody())
    worse = {name: [-0.1, 0.1] for name in ("growth_stock", "cash_cow", "sleeping_gold", "low_yield")}
    assert lines(appraised, asked(actions=free(effect=worse))) == []
    assert lines(appraised, asked(actions=free(eligible="orders > 100000"))) == []
    assert lines(appraised, asked(actions={})) == []


def test_equal_values_fill_the_budget(appraised: DuckWarehouse) -> None:
    told(appraised, consent=everybody())
    equal = {name: [50.0, 1.0] for name in ("growth_stock", "cash_cow", "sleeping_gold", "low_yield")}
    rows = lines(appraised, asked(budget=100.0, actions=free(money=10.0, effect=equal, effect_in="money")))
    assert len(rows) == 10


def test_risk_takes_what_is_unsure_down_and_exploring_is_repeatable(appraised: DuckWarehouse) -> None:
    told(appraised, consent=everybody())
    plain = lines(appraised, asked())
    careful = lines(appraised, asked(options=replace(OPTIONS, risk=2.0)))
    assert len(careful) < len(plain)
    one, again, other = (lines(appraised, asked(seed=seed)) for seed in (1, 1, 2))
    assert [row["action_id"] for row in one] == [row["action_id"] for row in again]
    assert [(r["customer_id"], r["action_id"]) for r in one] != [(r["customer_id"], r["action_id"]) for r in other]


def test_floors_and_caps_hold_and_what_cannot_be_met_is_explained(appraised: DuckWarehouse) -> None:
    told(appraised, consent=everybody())
    rows = lines(appraised, asked(floors={"low_yield": 12}, caps={"coupon": 3}))
    assert sum(row["quadrant"] == "low_yield" for row in rows) >= 12
    assert sum(row["action_id"] == "coupon" for row in rows) <= 3
    with pytest.raises(InputError, match="may get an action"):
        lines(appraised, asked(floors={"cash_cow": PEOPLE}))
    with pytest.raises(InputError, match=r"need \d+ more than the budget"):
        lines(appraised, asked(budget=10.0, floors={"cash_cow": 20}, actions=free(money=5.0)))
    with pytest.raises(InputError, match="more minutes"):
        lines(appraised, asked(minutes={}, floors={"cash_cow": 20}, actions=free(minutes={"advisers": 5.0})))


def test_owners_teams_and_books_are_kept(appraised: DuckWarehouse) -> None:
    told(appraised, consent=everybody())
    teams = {"north": TeamOptions(role="advisers", owners=["王芳"])}
    rows = lines(
        appraised, asked(teams=teams, minutes={"advisers": 100.0, "north": 60.0}, options=replace(OPTIONS, book=9))
    )
    north = [row for row in rows if row["owner"] == "王芳"]
    assert 0 < len(north) <= 9
    assert sum(row["minutes"] for row in north) <= 60
    assert {row["team"] for row in north if row["minutes"]} <= {"north"}
    assert sum(row["minutes"] for row in rows if row["owner"] != "王芳") <= 100
    assert sum(row["owner"] == "李娜" for row in rows) <= 9


def test_whoever_is_in_a_plan_in_force_is_left_out(appraised: DuckWarehouse) -> None:
    told(appraised, consent=everybody())
    first = lines(appraised, asked(budget=500.0))
    appraised.create("settled_line", f"SELECT {', '.join(PLAN_LINE.names)} FROM plan_line")
    try:
        second = lines(appraised, asked())
    finally:
        appraised.create("settled_line", PLAN_LINE.empty_query())
    assert not {row["customer_id"] for row in first} & {row["customer_id"] for row in second}


@pytest.mark.parametrize(("ago", "purpose", "days", "sold"), [
    (60, "care", 90, False), (60, "care", 30, True), (60, "care", 0, True), (60, "service", 90, True),
    (91, "care", 90, True),
])  # fmt: skip
def test_nothing_is_sold_to_who_was_cared_for_of_late(
    appraised: DuckWarehouse, ago: int, purpose: str, days: int, sold: bool
) -> None:
    moment = datetime(2026, 7, 1) - timedelta(days=ago)
    told(appraised, consent=everybody(), contact=[("shop", "1", person(3), str(moment), purpose)])
    effect = {name: [50.0, 1.0] for name in ("growth_stock", "cash_cow", "sleeping_gold", "low_yield")}
    actions = free(purpose="sell", effect=effect, effect_in="money")
    rows = lines(appraised, asked(options=replace(OPTIONS, no_selling=days), actions=actions))
    assert len(rows) > 100
    assert (person(3) in {row["customer_key"] for row in rows}) is sold


def test_a_coupon_costs_more_for_those_who_would_buy_anyway(appraised: DuckWarehouse) -> None:
    told(appraised, consent=everybody())
    effect = {name: [100.0, 1.0] for name in ("growth_stock", "cash_cow", "sleeping_gold", "low_yield")}
    rows = lines(
        appraised, asked(budget=1e6, actions=free(money=1.0, when_used=20.0, effect=effect, effect_in="money"))
    )
    found = appraised.read("SELECT customer_id, expected_purchases FROM appraisal").to_pylist()
    expected = {row["customer_id"]: row["expected_purchases"] for row in found}
    for row in rows:  # a Poisson rate, within the month for which a coupon is good
        assert row["cost"] == pytest.approx(1 + 20 * (1 - np.exp(-expected[row["customer_id"]] * 30 / 365)), abs=1e-5)
    assert max(row["cost"] for row in rows) > min(row["cost"] for row in rows)


def test_holdouts_are_drawn_by_quadrant_left_alone_and_told_what_they_would_have_got(appraised: DuckWarehouse) -> None:
    told(appraised, consent=everybody())
    wish = asked(options=replace(OPTIONS, holdout=0.2), budget=300.0)
    rows = lines(appraised, wish)
    aside = appraised.read("SELECT * FROM plan_holdout ORDER BY customer_id").to_pylist()
    assert not {row["customer_id"] for row in rows} & {row["customer_id"] for row in aside}
    people = appraised.read("SELECT quadrant, count(*) AS n FROM candidate GROUP BY quadrant").to_pylist()
    for row in people:
        assert abs(sum(one["quadrant"] == row["quadrant"] for one in aside) - 0.2 * row["n"]) <= 1
    share = sum(one["action_id"] is not None for one in aside) / len(aside)
    assert share == pytest.approx(len(rows) / (sum(row["n"] for row in people) - len(aside)), abs=0.12)
    again = lines(appraised, wish)
    assert [row["customer_id"] for row in again] == [row["customer_id"] for row in rows]
    assert appraised.read("SELECT * FROM plan_holdout ORDER BY customer_id").to_pylist() == aside


def test_those_held_out_know_whose_time_it_would_have_been(appraised: DuckWarehouse) -> None:
    told(appraised, consent=everybody())
    teams = {"north": TeamOptions(role="advisers", owners=["王芳"])}
    wish = asked(
        options=replace(OPTIONS, holdout=0.3), teams=teams, budget=1e6, minutes={"advisers": 1e6, "north": 1e6}
    )
    rows = lines(appraised, wish)
    owners = {row["customer_id"]: row["owner"] for row in appraised.read("SELECT * FROM candidate").to_pylist()}
    timed = {row["action_id"] for row in rows if row["team"]}
    aside = appraised.read("SELECT * FROM plan_holdout").to_pylist()
    assert {row["team"] for row in aside} >= {"north", "advisers"}
    for row in [*rows, *aside]:
        serves = "north" if owners[row["customer_id"]] == "王芳" else "advisers"
        assert row["team"] == (serves if row["action_id"] in timed else None)


def test_the_global_holdout_is_in_no_plan_whatever_its_name(appraised: DuckWarehouse) -> None:
    told(appraised, consent=everybody())
    generous = asked(options=replace(OPTIONS, global_holdout=0.2), budget=1e6, minutes={"advisers": 1e6})
    one = {row["customer_id"] for row in lines(appraised, generous)}
    other = {row["customer_id"] for row in lines(appraised, replace(generous, plan_id="2027-01-01"))}
    everyone = {row["customer_id"] for row in lines(appraised, replace(generous, options=OPTIONS))}
    left = everyone - one
    assert 0.1 * len(everyone) < len(left) < 0.3 * len(everyone)
    assert left == everyone - other


def test_a_plans_holdout_is_free_again_when_the_plan_has_ended(appraised: DuckWarehouse) -> None:
    key = appraised.read("SELECT customer_id FROM appraisal ORDER BY customer_id LIMIT 1")["customer_id"][0].as_py()
    told(appraised, consent=everybody(), assignment=[("2026-05-01", key, "holdout", "2026-05-01 00:00:00", 0.1)])
    generous = asked(budget=1e6, minutes={"advisers": 1e6})
    assert key not in {row["customer_id"] for row in lines(appraised, generous)}
    appraised.create("ended_plan", "SELECT '2026-05-01' AS plan_id")
    try:
        assert key in {row["customer_id"] for row in lines(appraised, generous)}
    finally:
        appraised.create("ended_plan", "SELECT CAST(NULL AS VARCHAR) AS plan_id WHERE 1 = 0")


def test_what_was_done_is_held_against_the_best_use_of_it(appraised: DuckWarehouse) -> None:
    told(appraised, consent=everybody())
    best = lines(appraised, asked())
    keys = {row["customer_id"]: row["customer_key"] for row in appraised.read("SELECT * FROM identity").to_pylist()}

    def judged(rows: list[dict[str, Any]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        done = [
            ("shop", f"b{n}", keys[row["customer_id"]], "2026-07-10 10:00:00", row["action_id"], row["cost"],
             row["minutes"]) for n, row in enumerate(rows)
        ]  # fmt: skip
        told(appraised, consent=everybody(), investment=done)
        pipeline.misallocate(appraised, asked(), Quiet())
        people = appraised.read("SELECT * FROM misallocation_person").to_pylist()
        return appraised.read("SELECT * FROM misallocation").to_pylist()[0], people

    total, people = judged(best)
    assert total["money"] == pytest.approx(sum(row["cost"] for row in best))
    assert abs(total["cost"]) <= 0.02 * total["best"]  # the best plan, carried out, costs next to nothing
    late = appraised.read(
        "SELECT customer_id FROM candidate WHERE stage IN ('declining', 'dormant', 'lost') ORDER BY customer_id"
    )["customer_id"].to_pylist()
    wasted = [{"customer_id": who, "action_id": "coupon", "cost": 20.0, "minutes": 0.0} for who in late[:40]]
    total, people = judged(wasted)
    assert total["cost"] > 0
    assert total["low"] <= total["cost"] <= total["high"]
    assert total["cost"] == pytest.approx(total["best"] - total["done"])
    parts = sum(row["cost"] for row in people)
    assert parts == pytest.approx(total["cost"], rel=0.05)
    split = sum(total[f"cost_{name}"] for name in MISTAKES)
    assert split == pytest.approx(parts)
    assert {row["mistake"] for row in people if row["action_id"]} == {"leaving"}
