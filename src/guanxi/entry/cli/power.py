"""`guanxi power`: what an experiment of some size could see, before it begins."""

from math import ceil
from typing import Annotated, Any

import typer

from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.figures import count, percent
from guanxi.core.kernel.words import Language, Words
from guanxi.entry.cli.app import Json, app, console, language, print_json

_POWER: Words = {
    "zh": "{people} 人、留出 {share}：能看出的最小差异是{effect}（把握 80%，5% 水平）。",
    "en": "{people} people, {share} left alone: a difference of {effect} is found 4 times in 5 (5 % level).",
}
_NEEDED: Words = {
    "zh": "要看出{effect}的差异，需要 {people} 人，每月 {monthly} 人则要 {months} 个月。",
    "en": "To find {effect} takes {people} people; with {monthly} a month that is {months} months.",
}
_EACH: Words = {"zh": "人均 {size}", "en": "{size} each"}
_POINTS: Words = {"zh": " {size} 个百分点", "en": "{size} percentage points"}
_EXAMPLE = "guanxi power --people 10000 --rate 0.077 --holdout 0.1, or 或 --sd 300"


@app.command("power")
def power(
    people: Annotated[int, typer.Option(help="people in the experiment, or each month with --effect")] = 10_000,
    sd: Annotated[float, typer.Option(help="standard deviation of what is measured, per person")] = 0.0,
    rate: Annotated[float, typer.Option(help="or, for a share who buy: the usual share, such as 0.077")] = 0.0,
    effect: Annotated[float, typer.Option(help="the difference to be found; default: say what can be found")] = 0.0,
    holdout: Annotated[float, typer.Option(help="share left alone")] = 0.1,
    past: Annotated[float, typer.Option(help="correlation with contribution before, which narrows it")] = 0.0,
    as_json: Json = False,
) -> None:
    """What an experiment of this size could see, before it begins. 实验开始前先看能看出多大的差异。"""
    from guanxi.core.models.experiment import detectable, people_needed  # loads slowly: only where it works

    _check(people, sd, rate, holdout, past)
    spread, tongue = sd or (rate * (1 - rate)) ** 0.5, language()
    unit = _EACH if sd else _POINTS
    if effect:
        needed = people_needed(abs(effect), spread, holdout, past=past)
        said: dict[str, Any] = {"people": needed, "months": ceil(needed / people)}
        told = {"people": count(needed, tongue), "monthly": count(people, tongue), "months": said["months"]}
        words, size = _NEEDED, effect
    else:
        size = detectable(people * (1 - holdout), people * holdout, spread, past=past)
        said, words = {"detectable": size}, _POWER
        told = {"people": count(people, tongue), "share": percent(holdout)}
    line = words[tongue].format(effect=_sized(size, unit, tongue), **told)
    print_json(said) if as_json else console.print(line, highlight=False)


def _sized(size: float, unit: Words, tongue: Language) -> str:
    """Write a difference: an amount each, or percentage points of a share."""
    return unit[tongue].format(size=f"{size:,.2f}" if unit is _EACH else f"{100 * size:.2g}")


def _check(people: int, sd: float, rate: float, holdout: float, past: float) -> None:
    """Refuse what is no size, no share and no spread, naming it."""
    allowed = {"--rate": (rate, 0 <= rate < 1), "--holdout": (holdout, 0 < holdout < 1)}
    for name, (given, fits) in allowed.items():
        if not fits:
            raise InputError(
                f"{name} {given:g} is no share between 0 and 1. {name} 是0到1之间的比例。",
                f"Write 8 % as {name} 0.08. 8% 请写成 0.08。",
            )
    if not (-1 < past < 1):
        raise InputError(f"--past {past:g} is no correlation. 相关系数在 -1 与 1 之间。", "For example 例如 --past 0.5")
    if people < 2 or sd < 0:
        raise InputError("--people needs 2 or more, --sd 0 or more. 人数至少为2，离散程度不小于0。", _EXAMPLE)
    if not (sd or rate):
        raise InputError("Say how much people differ: --rate or --sd. 请给出购买率或离散程度。", _EXAMPLE)
