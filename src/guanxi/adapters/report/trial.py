"""Fills the page of a trial: what each arm changed, for whom, and what acting upon it would bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from guanxi.adapters import charts
from guanxi.adapters.report import paper
from guanxi.core.kernel.words import Language, Words
from guanxi.core.models.response import Deciles, PolicyValue, Qini


@dataclass(frozen=True, slots=True)
class ArmRow:
    """One arm, its figures written for people, its ranking and groups for the charts."""

    name: str
    people: int
    mean: str
    difference: str
    low: str
    high: str
    finding: Words
    ranking: Qini
    groups: Deciles
    slope: str


@dataclass(frozen=True, slots=True)
class TrialPage:
    """What the page of a trial shows; means and differences per `heads` people, policies per 1,000."""

    file: str
    control: str
    control_people: int
    control_mean: str
    heads: int
    people: int
    arms: Sequence[ArmRow]
    policies: Mapping[str, PolicyValue]
    treated: Mapping[str, float]
    names: Mapping[str, Words]
    said: Sequence[Words]
    features: Sequence[str]
    design: str
    version: str = ""


def write(page: TrialPage, path: Path, language: Language = "zh") -> Path:
    """Write the page as one HTML file; both languages are in it, `language` is shown first."""
    return paper.write("trial.html", _contents(page), path, language)


def _contents(page: TrialPage) -> dict[str, Any]:
    """Everything the template names."""
    pictures = {"policies": paper.drawn(partial(_policies, page))}
    for place, arm in enumerate(page.arms):
        pictures[f"qini{place}"] = paper.drawn(partial(_drawn, charts.qini_chart, arm.ranking))
        pictures[f"groups{place}"] = paper.drawn(partial(_drawn, charts.decile_chart, arm.groups))
    best = sorted(page.policies, key=lambda name: -page.policies[name].dr.value)
    return {"report": page, "charts": pictures, "best": best, "thousand": lambda value: f"{1000 * value:,.1f}"}


def _policies(page: TrialPage, tongue: Language, width: int) -> Any:
    """The chart of policies."""
    return charts.policy_chart(page.policies, page.names, tongue, width=width)


def _drawn(draw: Any, marks: Qini | Deciles, tongue: Language, width: int) -> Any:
    """One of the charts of an arm."""
    return draw(marks, tongue, width=width)
