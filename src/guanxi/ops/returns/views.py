"""What experiments say."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanxi.core.kernel.words import QUADRANT_NAMES, Words, team_name
from guanxi.ops.ground.actors import READERS
from guanxi.ops.ground.doors import actor_of, door
from guanxi.ops.ground.wiring import wiring
from guanxi.ops.returns import actions

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
        "members": _members(),
    }  # fmt: skip
    return render(request, "returns/returns.html", shown)


def _members() -> dict[str, Words]:
    """What quadrants, actions and teams are called."""
    said = wiring().desk.settings()
    actions: dict[str, Words] = {
        name: {"zh": one["name_zh"], "en": one["name_en"]} for name, one in said["actions"].items()
    }
    teams = {team: team_name(team) for one in said["actions"].values() for team in one["minutes"]}
    return {**QUADRANT_NAMES, **actions, **teams}
