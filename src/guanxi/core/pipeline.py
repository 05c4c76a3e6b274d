"""The whole order, on one page."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from guanxi.core.flow import account as account_stage
from guanxi.core.flow import allocate as allocate_stage
from guanxi.core.flow import appraise as appraise_stage
from guanxi.core.flow import doctor as doctor_stage
from guanxi.core.flow import follow as follow_stage
from guanxi.core.flow import hindsight as hindsight_stage
from guanxi.core.flow import identity as identity_stage
from guanxi.core.flow import looks as looks_stage
from guanxi.core.flow import measure as measure_stage
from guanxi.core.flow import respond as respond_stage
from guanxi.core.flow import timeline as timeline_stage
from guanxi.core.flow import value as value_stage
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.core.ports import Progress, Warehouse


def appraise(
    warehouse: Warehouse, as_of: date, options: AppraisalOptions, run_id: str, progress: Progress
) -> dict[str, object]:
    """Appraise every customer as of the end of day `as_of` (UTC): who is who, value, looks, score, quadrant, past.

    Reads the canonical views, `customer__row` (for the first load of a record) and `previous_appraisal`
    (customer_id, stage, quadrant; empty where there is none). Leaves every published table in the warehouse and
    returns the facts for the manifest: parameters and fit, what was unknown and why, what engagement was read from.
    """
    persons = identity_stage.run(warehouse, as_of, options.identity, progress)
    worth = value_stage.run(warehouse, as_of, options.value, progress, soon=options.looks.horizon_days)
    looks = looks_stage.run(warehouse, as_of, options.looks, progress)
    basis = str(looks["engagement_basis"])
    appraise_stage.run(warehouse, as_of, options, run_id, basis, progress)
    timeline_stage.run(warehouse, as_of, progress)
    doctor_stage.run(warehouse, as_of, options, progress, appraised=True)
    return {"identity": persons, **worth, **looks}


def value(
    warehouse: Warehouse, as_of: date, options: AppraisalOptions, horizon_days: int, progress: Progress
) -> dict[str, object]:
    """Say what every customer is worth over `horizon_days` from the end of day `as_of`: who is who and value alone.

    Leaves `customer_value` and the tables value_… in the warehouse and returns the facts, as `appraise` does.
    """
    persons = identity_stage.run(warehouse, as_of, options.identity, progress)
    worth = value_stage.run(warehouse, as_of, options.value, progress, horizon_days)
    return {"identity": persons, **worth}


def doctor(warehouse: Warehouse, as_of: date, options: AppraisalOptions, progress: Progress) -> None:
    """Make `doctor`: whether the data known at the end of day `as_of` are fit, and what each look could say of them."""
    identity_stage.run(warehouse, as_of, options.identity, progress)
    value_stage.sales(warehouse, as_of, options.value, progress)
    doctor_stage.run(warehouse, as_of, options, progress, appraised=False)


def follow(warehouse: Warehouse, as_of: date, days: int, progress: Progress) -> None:
    """Make `score_decile_followup`: what each tenth of the last appraisal, as of a past date, bought afterwards."""
    follow_stage.run(warehouse, as_of, days, progress)


def look_back(
    warehouse: Warehouse,
    as_of: date,
    options: AppraisalOptions,
    expressions: Mapping[str, str],
    horizon: int,
    progress: Progress,
) -> hindsight_stage.Past:
    """Stand on a past day: looks as they were known then, standings in each expression, and what grew afterwards.

    Publishes nothing; leaves tables as of that day, and sales as of the end of the horizon, in the warehouse.
    """
    identity_stage.run(warehouse, as_of, options.identity, progress)
    value_stage.run(warehouse, as_of, options.value, progress)
    looks_stage.run(warehouse, as_of, options.looks, progress)
    appraise_stage.standings(warehouse, options.looks.horizon_days, expressions, progress)
    hindsight_stage.remember(warehouse, progress)
    value_stage.sales(warehouse, as_of + timedelta(days=horizon), options.value, progress)
    return hindsight_stage.lesson(warehouse, as_of, horizon, list(expressions), progress)


def backtest(
    warehouse: Warehouse, as_of: date, options: AppraisalOptions, horizon: int, progress: Progress
) -> hindsight_stage.Outcome:
    """Stand on a past day: appraise it as then, with looks `horizon` days ahead, and see what came.

    Publishes nothing; leaves tables as of that day, and sales as of the end of the horizon, in the warehouse.
    """
    ahead = replace(options, looks=replace(options.looks, horizon_days=horizon))
    identity_stage.run(warehouse, as_of, options.identity, progress)
    value_stage.run(warehouse, as_of, options.value, progress, horizon)
    hindsight_stage.remember_value(warehouse, progress)
    value_stage.run(warehouse, as_of, options.value, progress, soon=horizon)
    basis = str(looks_stage.run(warehouse, as_of, ahead.looks, progress)["engagement_basis"])
    appraise_stage.run(warehouse, as_of, ahead, "backtest", basis, progress)
    hindsight_stage.remember(warehouse, progress, offers=True)
    value_stage.sales(warehouse, as_of + timedelta(days=horizon), options.value, progress)
    return hindsight_stage.outcome(warehouse, as_of, horizon, progress)


def plan(
    warehouse: Warehouse, asked: allocate_stage.Asked, run_id: str, sign: str, progress: Progress
) -> dict[str, object]:
    """Plan from a published appraisal: who gets which action, under a budget, minutes and limits.

    Reads the run's tables `appraisal`, `next_category`, `life_event` and `identity`, the canonical tables, and views
    `settled_line` and `identity_then`. Leaves the tables plan_… in the warehouse and returns what was looked at.
    `sign` of money.
    """
    effects = respond_stage.run(warehouse, asked.start, asked.end, asked.actions, asked.options, progress)
    found = allocate_stage.run(warehouse, asked, effects, run_id, sign, progress)
    learned = respond_stage.learned(effects, asked.actions)
    return {**respond_stage.left_out(warehouse, asked.options), **found, "learned": learned}


def account(warehouse: Warehouse, opening: date, closing: date, progress: Progress) -> None:
    """Make `equity_person` and `equity_statement` between two days that were appraised.

    Reads the published appraisals as `opening`, `restated` (of the same day, as it would be seen now) and `closing`,
    both runs' identities as `opening_identity` and `identity`, and the canonical `investment` and `order_line`.
    """
    account_stage.run(warehouse, opening, closing, progress)


def measure(warehouse: Warehouse, as_of: date, options: AppraisalOptions, progress: Progress) -> None:
    """Make `experiment_reading`, `effect_evidence`, `trial_person` and `reading_person`: what experiments say on a day.

    Reads the canonical tables, and of plans `drawn_from` (on which run each stood), `looks_then` (their appraisals),
    `drawn_line` and `drawn_holdout` (whose time they take).
    """
    identity_stage.run(warehouse, as_of, options.identity, progress)
    value_stage.sales(warehouse, as_of, options.value, progress)
    measure_stage.run(warehouse, as_of, progress)


def misallocate(warehouse: Warehouse, asked: allocate_stage.Asked, progress: Progress) -> None:
    """Make `misallocation` and `misallocation_person`: a past period's bookings beside the best use of what they spent.

    Reads what `plan` reads; what was done before the period counts for its rules, what was done in it is judged.
    """
    day_before = asked.start - timedelta(days=1)
    effects = respond_stage.run(warehouse, asked.start, day_before, asked.actions, asked.options, progress)
    allocate_stage.misallocated(warehouse, asked, effects, progress)
