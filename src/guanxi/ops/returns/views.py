"""What experiments say, and the customer equity statement."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.words import QUADRANT_NAMES, Words, team_name
from guanxi.ops.ground.actors import READERS
from guanxi.ops.ground.doors import actor_of, door
from guanxi.ops.ground.wiring import wiring
from guanxi.ops.jobs.models import DONE, Job
from guanxi.ops.returns import actions

VERDICTS: dict[str, Words] = {
    "better": {"zh": "有效", "en": "works"},
    "worse": {"zh": "适得其反", "en": "does harm"},
    "no_evidence": {"zh": "没有证据", "en": "no evidence"},
    "too_early": {"zh": "太早", "en": "too early"},
    "broken_split": {"zh": "分组异常，不读", "en": "broken split, not read"},
    "no_holdout": {"zh": "没有对照组", "en": "nobody was left alone"},
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
FLOWS: dict[str, Words] = {
    "opening": {"zh": "期初", "en": "Opening"}, "revaluation": {"zh": "重估", "en": "Revaluation"},
    "acquired": {"zh": "新获", "en": "Acquired"}, "recovered": {"zh": "挽回", "en": "Recovered"},
    "developed": {"zh": "增长", "en": "Developed"}, "declined": {"zh": "下降", "en": "Declined"},
    "lost": {"zh": "流失", "en": "Lost"}, "others": {"zh": "其他", "en": "Others"},
    "closing": {"zh": "期末", "en": "Closing"},
}  # fmt: skip
KINDS: dict[str, Words] = {
    "all": {"zh": "全部客户", "en": "All customers"}, "quadrant": {"zh": "按象限", "en": "By quadrant"},
    "years": {"zh": "按相识年数", "en": "By years with us"}, "channel": {"zh": "按渠道", "en": "By channel"},
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


@door(READERS, "GET", "POST")
def statement(request: HttpRequest) -> HttpResponse:
    """The last statement that was made; another where two days were given."""
    days = wiring().published.days()
    if request.method == "POST":
        since, until = _day(request, "since", days), _day(request, "until", days)
        return redirect("job", actions.statement(actor_of(request), since, until).pk)
    job = Job.objects.filter(kind="statement", state=DONE).first()
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in job.result["rows"] if job else []:
        cells = [(name, row[name] / 100) for name in FLOWS]
        groups.setdefault(row["kind"], []).append(row | {"cells": cells, "spent": row["money"] / 100})
    shown = {
        "days": days, "made": job.result if job else None, "groups": groups, "flows": FLOWS, "kinds": KINDS,
        "quadrants": QUADRANT_NAMES,
    }  # fmt: skip
    return render(request, "returns/statement.html", shown)


def _day(request: HttpRequest, name: str, days: list[date]) -> str:
    """An appraised day that was chosen."""
    chosen = request.POST.get(name, "")
    if chosen not in {day.isoformat() for day in days}:
        raise InputError(
            f"{chosen!r} was not appraised. 这一天没有评估。", "Choose a day from the list. 请从列表中选。"
        )
    return chosen
