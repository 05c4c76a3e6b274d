"""What experiments say, and the people whom each reading counts."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.kernel.words import QUADRANT_NAMES, Words, team_name
from guanxi.core.ports import Snapshot
from guanxi.ops.ground.actors import READERS
from guanxi.ops.ground.doors import actor_of, door
from guanxi.ops.ground.run import with_run
from guanxi.ops.ground.wiring import wiring
from guanxi.ops.published.measured import Side, people_of, told
from guanxi.ops.returns import actions
from guanxi.ops.sight.shown import rows_for

VERDICTS: dict[str, Words] = {
    "better": {"zh": "有效", "en": "works"},
    "worse": {"zh": "适得其反", "en": "does harm"},
    "no_evidence": {"zh": "没有证据", "en": "no evidence"},
    "too_early": {"zh": "太早", "en": "too early"},
    "broken_split": {"zh": "分组异常，不读", "en": "broken split, not read"},
    "no_holdout": {"zh": "没有留出组", "en": "nobody was left alone"},
}
METRICS: dict[str, Words] = {
    "contribution": {"zh": "人均贡献", "en": "contribution each"},
    "contribution_capped": {"zh": "人均贡献（极端值截平）", "en": "contribution each, extremes cut"},
    "purchases": {"zh": "人均购买", "en": "purchases each"},
    "conversion": {"zh": "购买的比例", "en": "share who bought"},
    "retention": {"zh": "留存", "en": "retention"},
}
SCOPES: dict[str, Words] = {
    "all": {"zh": "全部", "en": "everybody"}, "arm": {"zh": "行动", "en": "action"},
    "quadrant": {"zh": "象限", "en": "quadrant"}, "team": {"zh": "团队", "en": "team"},
}  # fmt: skip
_MOST = 50
_MONTHS = {"1", "3", "6", "12"}
_READ = """
SELECT * FROM experiment_reading
WHERE metric IN ('', 'contribution', 'contribution_capped', 'conversion')
ORDER BY experiment_id DESC, scope, member, months, metric LIMIT 500
"""


@door(READERS, "GET", "POST")
def returns(request: HttpRequest) -> HttpResponse:
    """The latest reading, experiment by experiment; a new one where it was asked for."""
    if request.method == "POST":
        return redirect("job", actions.measure(actor_of(request)).pk)
    reading = wiring().published.reading()
    rows = reading.rows(_READ) if reading else []
    experiments: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        experiments.setdefault(row["experiment_id"], []).append(row | {"money": row["metric"].startswith("contr")})
    shown = {
        "reading": reading, "experiments": experiments, "verdicts": VERDICTS, "metrics": METRICS, "scopes": SCOPES,
        "members": _members(), "linked": reading is not None and told(reading),
    }  # fmt: skip
    return render(request, "returns/returns.html", shown)


@door(READERS)
@with_run
def people(request: HttpRequest, run: Snapshot) -> HttpResponse:
    """Whom one side of a reading counts, who brought most first."""
    reading, side, after = wiring().published.reading(), _side(request.GET.dict()), request.GET.get("after", "")
    if reading is None or not told(reading):
        raise NotFoundError("The reading does not know its people. 读数里没有人员明细。", "Read again. 请重新衡量。")
    rows, place = people_of(reading, side, after, _MOST)
    shown = {
        "side": side, "first": rows[0] if rows else None, "rows": rows_for(actor_of(request), run, rows), "next": place,
        "after": after, "scopes": SCOPES, "members": _members(), "quadrants": QUADRANT_NAMES, "as_of": reading.as_of,
    }  # fmt: skip
    return render(request, "returns/measured.html", shown)


def _side(given: Mapping[str, str]) -> Side:
    """Which side of which reading an address means."""
    experiment, scope, member, metric, months = (
        given.get(name, "") for name in ("experiment", "scope", "member", "metric", "months")
    )
    treated = int(given.get("side") != "control")
    return Side(experiment, scope, member, metric, int(months) if months in _MONTHS else 0, treated)


def _members() -> dict[str, Words]:
    """What quadrants, actions and teams are called."""
    said = wiring().desk.settings()
    actions: dict[str, Words] = {
        name: {"zh": one["name_zh"], "en": one["name_en"]} for name, one in said["actions"].items()
    }
    teams = {team: team_name(team) for one in said["actions"].values() for team in one["minutes"]}
    return {**QUADRANT_NAMES, **actions, **teams}
