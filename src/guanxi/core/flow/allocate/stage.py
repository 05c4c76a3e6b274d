"""The order in which options become a plan."""

from dataclasses import replace

import numpy as np

from guanxi.core.flow.allocate import holdout, scarce
from guanxi.core.flow.allocate.asked import Asked
from guanxi.core.flow.allocate.limits import limited
from guanxi.core.flow.allocate.lines import chosen
from guanxi.core.flow.allocate.options import read_options
from guanxi.core.flow.allocate.totals import Planned, write_totals
from guanxi.core.flow.allocate.worth import worth
from guanxi.core.kernel.errors import InputError
from guanxi.core.models.allocation import NEVER, allocate, possible
from guanxi.core.models.effects import Effects
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import make


def run(
    warehouse: Warehouse, asked: Asked, effects: Effects, run_id: str, sign: str, progress: Progress
) -> dict[str, object]:
    """Make the published tables of a plan from `option`, `candidate` and `action`; return what was looked at.

    Raises InputError where floors cannot be met, naming what is missing.
    """
    progress.step("allocate")
    options = read_options(warehouse, asked.actions)
    told = effects.of(options.quadrant, options.score)
    all_choices, limits = limited(options, worth(options, told, asked), asked)
    all_choices = possible(all_choices)  # prices say nothing of what no resource is enough for
    untouched = holdout.untouched(options, asked.options.global_holdout)
    aside = holdout.held(options, asked, untouched)
    choices = replace(all_choices, worth=np.where((aside | untouched)[:, None], NEVER, all_choices.worth))
    try:
        found = allocate(choices)
    except InputError as reason:
        raise scarce.explained(choices, limits, options) from reason
    warehouse.write("chosen", chosen(options, told, found, asked))
    warehouse.write("aside", holdout.rows(options, asked, aside, holdout.would_be(all_choices, found, aside)))
    make(warehouse, __package__, ("plan_line", "plan_holdout"), {"plan_id": asked.plan_id, "sign": sign}, progress)
    progress.step("plan_curve")
    write_totals(warehouse, Planned(options, told, choices, limits, found, asked, run_id))
    counted = {"untouched": int(untouched.sum()), "aside": int(aside.sum()), "options": int(options.eligible.sum())}
    return {"candidates": len(options.quadrant), **counted}
