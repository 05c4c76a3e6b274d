"""The customer equity statement, and the people behind each of its figures."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanxi.core.kernel.errors import InputError, NotFoundError
from guanxi.core.kernel.words import EQUITY_KINDS, EQUITY_LINES, QUADRANT_NAMES, Words, brief, equity_group
from guanxi.core.ports import Snapshot
from guanxi.core.tables.accounted import WORTH, Figure
from guanxi.ops.ground.actors import READERS
from guanxi.ops.ground.doors import actor_of, door
from guanxi.ops.ground.run import with_run
from guanxi.ops.ground.wiring import wiring
from guanxi.ops.jobs.models import DONE, Job
from guanxi.ops.published.equity import parts, total
from guanxi.ops.returns import actions
from guanxi.ops.sight.shown import rows_for

_ACROSS = (*WORTH, "money")  # lines that stand side by side, group by group
_BELOW = tuple(line for line in EQUITY_LINES if line not in _ACROSS)  # told of all customers alone
_LINES: dict[str, Words] = {line: brief(words) for line, words in EQUITY_LINES.items()}
_MOST = 50


@door(READERS, "GET", "POST")
def statement(request: HttpRequest) -> HttpResponse:
    """The last statement that was made; another where two days were given."""
    days = wiring().published.days()
    if request.method == "POST":
        since, until = _day(request, "since", days), _day(request, "until", days)
        return redirect("job", actions.statement(actor_of(request), since, until).pk)
    made = _made()
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in made.get("rows", []):
        told = {"name": equity_group(row["kind"], row["member"]), "cells": _cells(row, _ACROSS)}
        groups.setdefault(row["kind"], []).append(row | told)
    shown = {
        "days": days, "made": made, "groups": groups, "kinds": EQUITY_KINDS, "lines": _LINES, "across": _ACROSS,
        "below": [cell for row in groups.get("all", []) for cell in _cells(row, _BELOW)], "full": EQUITY_LINES,
    }  # fmt: skip
    return render(request, "returns/statement.html", shown)


@door(READERS)
@with_run
def people(request: HttpRequest, run: Snapshot) -> HttpResponse:
    """Who adds up to a figure of the last statement, the largest part first."""
    given, actor, made = request.GET, actor_of(request), _made()
    figure = Figure(given.get("kind", ""), given.get("member", ""), given.get("line", ""))
    kept = wiring().published.statement(str(made.get("kept", "")))
    if kept is None:
        raise NotFoundError("The statement is kept no more. 这份权益表已不再保留。", "Make it again. 请重新编制。")
    rows, place = parts(kept, figure, given.get("after", ""), _MOST)
    count, amount = total(kept, figure)
    shown = {
        "figure": figure, "made": made, "people": count, "amount": amount, "next": place, "after": given.get("after"),
        "rows": rows_for(actor, run, rows),
        "group": equity_group(figure.kind, figure.member), "line": EQUITY_LINES[figure.line], "lines": _LINES,
        "brief": _LINES[figure.line], "quadrants": QUADRANT_NAMES,
    }  # fmt: skip
    return render(request, "returns/people.html", shown)


def _cells(row: dict[str, Any], lines: Iterable[str]) -> list[tuple[Figure, float]]:
    """Some figures of a group, with what each comes to."""
    figures = [Figure(row["kind"], row["member"], line) for line in lines]
    return [(figure, row[figure.line] / figure.whole) for figure in figures]


def _made() -> dict[str, Any]:
    """What the last statement came to; nothing before the first."""
    job = Job.objects.filter(kind="statement", state=DONE).first()
    return dict(job.result) if job else {}


def _day(request: HttpRequest, name: str, days: list[date]) -> str:
    """An appraised day that was chosen."""
    chosen = request.POST.get(name, "")
    if chosen not in {day.isoformat() for day in days}:
        raise InputError(
            f"{chosen!r} was not appraised. 这一天没有评估。", "Choose a day from the list. 请从列表中选。"
        )
    return chosen
