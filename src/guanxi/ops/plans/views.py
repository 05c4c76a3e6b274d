"""The plans: a list with a form for a new one, and a plan's page."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render

from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.figures import money
from guanxi.core.kernel.words import QUADRANT_NAMES, Language, Words, team_name
from guanxi.core.ports import Snapshot
from guanxi.core.tables.planned import for_nobody
from guanxi.core.tables.published import QUADRANTS
from guanxi.ops.ground.actors import LEADERS, READERS
from guanxi.ops.ground.doors import actor_of, door, tongue
from guanxi.ops.ground.downloads import csv_file
from guanxi.ops.ground.run import latest
from guanxi.ops.ground.wiring import wiring
from guanxi.ops.jobs.models import QUEUED, RUNNING, Job
from guanxi.ops.jobs.words import KINDS
from guanxi.ops.jobs.words import STATES as JOB_STATES
from guanxi.ops.plans import actions
from guanxi.ops.published import planned

_MOST = 50
_PRICES = 12
STATES: dict[str, Words] = {
    "draft": {"zh": "草稿", "en": "Draft"},
    "approved": {"zh": "已批准", "en": "In force"},
    "withdrawn": {"zh": "已撤回", "en": "Withdrawn"},
}
PROVENANCES: dict[str, Words] = {
    "prior": {"zh": "预设", "en": "preset"},
    "pooled": {"zh": "实验平均", "en": "experiments' mean"},
    "personal": {"zh": "按人学习", "en": "learned for the person"},
}
_HEAD = (
    "customer_id", "action_id", "quadrant", "owner", "team", "planned_on", "cost", "minutes", "effect", "reason_zh",
)  # fmt: skip


@door(READERS, "GET", "POST")
def plans(request: HttpRequest) -> HttpResponse:
    """All plans; a new one where budget and hours were given."""
    actor = actor_of(request)
    if request.method == "POST":
        job = actions.make(actor, *_wishes(request))
        return redirect("job", job.pk)
    settings, cards = wiring().desk.settings(), wiring().published.plans()
    shown = {
        "rows": [(card, card.manifest["request"]["budget"]) for card in cards], "states": STATES,
        "teams": [(name, team_name(name), team["minutes"]) for name, team in _teams(settings).items()],
        "leads": actor.role in LEADERS, "quadrants": QUADRANT_NAMES, "ready": latest() is not None,
        "jobs": Job.objects.filter(kind="plan", state__in=(QUEUED, RUNNING)), "kinds": KINDS,
        "job_states": JOB_STATES,
    }  # fmt: skip
    return render(request, "plans/list.html", shown)


def _teams(settings: Any) -> dict[str, Any]:
    """The teams there are; before any is named, those that the catalogue's actions ask minutes of."""
    asked = {team for action in settings["actions"].values() for team in action["minutes"]}
    return {**{team: {"minutes": 0.0} for team in sorted(asked)}, **settings["teams"]}


def _wishes(request: HttpRequest) -> tuple[float, dict[str, float], str, dict[str, int], float | None]:
    """Budget, minutes by team, period, floors by quadrant and caution, as the form gave them."""
    given = request.POST
    minutes = {name[8:]: 60 * _figure(given, name) for name in given if name.startswith("minutes_") and given[name]}
    floors = {name: int(_figure(given, f"floor_{name}")) for name in QUADRANTS if given.get(f"floor_{name}")}
    risk = _figure(given, "risk") if given.get("risk") else None
    return _figure(given, "budget"), minutes, given.get("period", "").strip()[:30], floors, risk


def _figure(given: Any, name: str) -> float:
    """A figure that was typed, from 0."""
    with suppress(ValueError):
        value = float(str(given.get(name, "")).replace(",", ""))
        if 0 <= value < 1e12:
            return value
    raise InputError(
        f"{name}: {given.get(name)!r} is not allowed. 数值不对。", "Give a number from 0. 请填不小于 0 的数。"
    )


@door(READERS)
def plan(request: HttpRequest, plan_id: str) -> HttpResponse:
    """One plan: what it says, who gets what and why, what more money would bring."""
    actor, (card, tables), language = actor_of(request), wiring().published.plan(plan_id), tongue(request)
    start, chosen = max(_whole(request.GET.get("start", "")), 0), request.GET.get("action", "")[:100]
    lines = planned.best(tables, chosen, start, _MOST + 1)
    maker = actions.maker(card)
    shown = {
        "card": card, "state": STATES[card.state],
        "summary": planned.summary(tables),
        "prices": _prices(tables, language), "curve": _curve(tables, language, str(card.manifest["currency"])),
        "own": _own(tables),
        "lines": lines[:_MOST], "next": start + _MOST if len(lines) > _MOST else None, "chosen": chosen,
        "actions": _names(card.manifest["actions"]), "quadrants": QUADRANT_NAMES,
        "empty": for_nobody(card.manifest), "provenances": PROVENANCES, "leads": actor.role in LEADERS, "maker": maker,
        "mine": maker == actor.name and wiring().desk.settings()["web"]["two_people"],
    }  # fmt: skip
    return render(request, "plans/plan.html", shown)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _names(catalogue: Any) -> dict[str, Words]:
    """Names of the actions when the plan was made."""
    return {name: {"zh": action["name_zh"], "en": action["name_en"]} for name, action in catalogue.items()}


def _prices(tables: Snapshot, language: Language) -> list[dict[str, Any]]:
    """What one more of each scarce thing would bring, those that bind first."""
    kinds: dict[str, Words] = {
        "budget": {"zh": "预算", "en": "Budget"}, "minutes": {"zh": "工时（分钟）", "en": "Minutes"},
        "action_cap": {"zh": "行动上限", "en": "Cap"}, "floor": {"zh": "象限下限", "en": "Floor"},
        "book": {"zh": "顾问名额", "en": "Book of an owner"},
    }  # fmt: skip
    rows = sorted(planned.prices(tables), key=lambda row: -row["price"])[:_PRICES]
    return [row | {"what": f"{kinds[row['kind']][language]} {_what(row, language)}".strip()} for row in rows]


def _what(row: dict[str, Any], language: Language) -> str:
    """Which team, action, quadrant or owner a limit is of."""
    return team_name(row["name"])[language] if row["kind"] == "minutes" else row["name"] or ""


def _curve(tables: Snapshot, language: Language, currency: str) -> list[dict[str, str]]:
    """What the slider says at each budget of the curve."""
    said: Words = {
        "zh": "预算 {budget} → 预计净得 {net}；再多 1 元带来 {price}",
        "en": "budget {budget} → net {net}; one more brings {price}",
    }
    return [
        {
            "text": said[language].format(
                budget=money(row["budget"], language, currency), net=money(row["net"], language, currency),
                price=money(row["price"], language, currency),
            )
        }
        for row in planned.curve(tables)
    ]  # fmt: skip


def _own(tables: Snapshot) -> int:
    """The place on the curve of the plan's own budget."""
    budget = planned.totals(tables)["budget"]
    return sum(point["budget"] < budget for point in planned.curve(tables))


@door(LEADERS, "POST")
def approve(request: HttpRequest, plan_id: str) -> HttpResponse:
    """Put it in force."""
    return redirect("job", actions.approve(actor_of(request), plan_id).pk)


@door(LEADERS, "POST")
def withdraw(request: HttpRequest, plan_id: str) -> HttpResponse:
    """Take it out of force."""
    return redirect("job", actions.withdraw(actor_of(request), plan_id).pk)


@door(LEADERS, "POST")
def export(request: HttpRequest, plan_id: str) -> StreamingHttpResponse:
    """Take its lines away as CSV."""
    _, tables = wiring().published.plan(plan_id)
    actions.export(actor_of(request), plan_id)
    return csv_file(f"{plan_id}.csv", _HEAD, ([line[name] for name in _HEAD] for line in planned.every_line(tables)))
