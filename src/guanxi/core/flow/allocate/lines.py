"""The chosen options as rows: who gets what, whose time it is, and on which day."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guanxi.core.flow.allocate.asked import Asked
from guanxi.core.flow.allocate.limits import roles, team_of
from guanxi.core.flow.allocate.options import Numbers, Options
from guanxi.core.kernel.catalogue import QUADRANTS
from guanxi.core.models.allocation import Allocation
from guanxi.core.models.effects import PersonalEffects
from guanxi.core.models.fitting import Array


def chosen(options: Options, told: PersonalEffects, found: Allocation, asked: Asked) -> pa.Table:
    """Rows of table `chosen`."""
    who = np.flatnonzero(found.choice >= 0)
    what = found.choice[who]
    effect, sd, provenance = told.chosen(who, what)
    minutes, team = time_of(options, asked, who, what)
    columns = {
        "customer_id": options.customer_id.take(pa.array(who)).combine_chunks(),
        "action_no": pa.array(what, pa.int32()),
        "quadrant": pa.array(np.array(QUADRANTS)[options.quadrant[who]].tolist(), pa.string()),
        "cost": pa.array(options.cost[who, what]),
        "minutes": pa.array(minutes),
        "team": pa.array([name or None for name in team], pa.string()),
        "owner": pa.array([options.owners[n] if n >= 0 else None for n in options.owner[who]], pa.string()),
        "planned_on": pa.array(_days(effect, minutes, team, asked), pa.date32()),
        "effect": pa.array(effect),
        "effect_sd": pa.array(sd),
        "provenance": pa.array(provenance.tolist(), pa.string()),
    }
    return pa.table(columns)


def time_of(options: Options, asked: Asked, who: Numbers, what: Numbers) -> tuple[Array, list[str]]:
    """Minutes of each chosen option, and the team that gives most of them."""
    total, most, team = np.zeros(len(who)), np.zeros(len(who)), np.full(len(who), "", dtype=object)
    for role in roles(asked):
        needed = np.array([action.minutes.get(role, 0.0) for action in asked.actions.values()])[what]
        names, of = team_of(options, asked, role)
        more = needed > most
        team[more] = np.array(names, dtype=object)[of[who[more]]]
        total, most = total + needed, np.maximum(most, needed)
    return total, team.tolist()


def _days(effect: Array, minutes: Array, team: list[str], asked: Asked) -> list[date]:
    """Spread each team's work evenly over the plan's days, the most effect for a minute first."""
    days = (asked.end - asked.start).days + 1
    place = np.zeros(len(effect), dtype=np.int64)
    teams: NDArray[np.str_] = np.array(team, dtype=str)
    for name in np.unique(teams):
        mine = np.flatnonzero(teams == name)
        order = mine[np.argsort(-effect[mine] / np.maximum(minutes[mine], 1.0), kind="stable")]
        place[order] = np.arange(len(order)) * days // max(len(order), 1)
    return [asked.start + timedelta(days=day) for day in place.tolist()]
