"""What a trial says, in words that a shop owner understands, and its page."""

from pathlib import Path
from typing import TYPE_CHECKING

import guanxi
from guanxi.core.kernel.figures import count, percent
from guanxi.core.kernel.words import LANGUAGES, Language, Words
from guanxi.core.models.interval import LIKELY, SURELY
from guanxi.entry.responding import ArmTold, Response
from guanxi.entry.response_advice import advice

if TYPE_CHECKING:
    from guanxi.adapters.report import ArmRow

PERSONAL: Words = {"zh": "各人选最合适的", "en": "whoever gains most"}
NOBODY: Words = {"zh": "都不做", "en": "nobody"}
_ALL: Words = {"zh": "都做“{arm}”", "en": "{arm} to all"}
_EFFECT: dict[str, Words] = {
    "better": {
        "zh": "“{arm}”有效：每{heads}人 {difference}（95%区间 {low} 到 {high}；对照组 {base}）。",
        "en": "“{arm}” works: {difference} {heads} (95% interval {low} to {high}; left alone: {base}).",
    },
    "worse": {
        "zh": "“{arm}”有害：每{heads}人变化 {difference}（95%区间 {low} 到 {high}；对照组 {base}）。",
        "en": "“{arm}” harms: {difference} {heads} (95% interval {low} to {high}; left alone: {base}).",
    },
    "unknown": {
        "zh": "“{arm}”没有证据：每{heads}人变化 {difference}（95%区间 {low} 到 {high}，包含0；对照组 {base}）。",
        "en": "No evidence for “{arm}”: {difference} {heads} (95% interval {low} to {high}, 0 within; left "
        "alone: {base}).",
    },
}
FINDINGS: dict[str, Words] = {
    "evidence for personal targeting": {
        "zh": "有证据表明效果因人而异",
        "en": "evidence that the effect differs by person",
    },
    "no evidence for personal targeting": {
        "zh": "没有证据表明效果因人而异",
        "en": "no evidence that the effect differs by person",
    },
    "no evidence of any effect": {"zh": "没有证据表明有任何效果", "en": "no evidence of any effect"},
}
_CHOICE: dict[str, Words] = {
    "better": {
        "zh": "挑人去做，比“{usual}”每千人多得 {ahead}（90%区间 {low} 到 {high}）。",
        "en": "Choosing for each person brings {ahead} more per 1,000 people than “{usual}” (90% interval {low} to "
        "{high}).",
    },
    "worse": {
        "zh": "挑人去做不如“{usual}”：每千人差 {ahead}（90%区间 {low} 到 {high}）。",
        "en": "Choosing for each person brings less than “{usual}”: {ahead} per 1,000 people (90% interval {low} to "
        "{high}).",
    },
    "unknown": {
        "zh": "挑人去做，与“{usual}”相比看不出差别：每千人 {ahead}（90%区间 {low} 到 {high}）。那就用简单的办法。",
        "en": "Choosing for each person cannot be told from “{usual}”: {ahead} per 1,000 people (90% interval {low} to "
        "{high}). Then keep it simple.",
    },
}
_SAME: Words = {
    "zh": "对每个人来说，最合适的都是“{usual}”：不必挑人。",
    "en": "“{usual}” is best for every single person: there is nothing to choose.",
}
_WATCHED: Words = {
    "zh": "注意：这些人不是随机分组的。已按特征加权使各组可比，但没有记录的差别无法排除；只能当线索，不能当证明。",
    "en": "Mind: these people were not drawn by lot. They are weighted so that the arms compare, but what was not "
    "recorded may still differ: a hint, no proof.",
}
_REASONS: dict[str, Words] = {
    "later": {
        "zh": "各组之间有差别，只能是分组之后才发生的",
        "en": "differs between the arms, so it happened after the draw",
    },
    "same": {"zh": "与结果几乎是一回事", "en": "is nearly the outcome itself"},
    "many": {"zh": "几乎每人一个值", "en": "hardly ever repeats"},
    "constant": {"zh": "所有人都一样", "en": "is the same for all"},
}
_LEFT: Words = {"zh": "没有使用“{column}”一列：{reason}。", "en": "Column “{column}” was not used: it {reason}."}


def said(found: Response) -> list[Words]:
    """What to mind, every arm's effect and finding, whether choosing pays, what was left out, and what to do."""
    words = [*_minded(found)]
    for arm in found.arms:
        words += [_effect(arm, found), _joined(arm)]
    words.append(_choice(found))
    words += [
        {tongue: _LEFT[tongue].format(column=name, reason=_REASONS[why][tongue]) for tongue in LANGUAGES}
        for name, why in found.features.left_out.items()
    ]
    return [*words, advice(found)]


def policy_name(policy: str) -> Words:
    """A policy's name."""
    if policy in ("nobody", "personal"):
        return NOBODY if policy == "nobody" else PERSONAL
    return {tongue: _ALL[tongue].format(arm=policy) for tongue in LANGUAGES}


def amount(found: Response, value: float, *, sign: bool = False) -> str:
    """An outcome written for people: per 100 people where it is yes or no, a person's otherwise."""
    return f"{heads(found) * value:{'+' if sign else ''},.2f}"


def heads(found: Response) -> int:
    """People an outcome is told for."""
    return 100 if found.kind == "binary" else 1


def interval(arm: ArmTold) -> tuple[float, float]:
    """Ends of an effect's 95 % interval."""
    return arm.effect.mean - SURELY * arm.effect.sd, arm.effect.mean + SURELY * arm.effect.sd


def _minded(found: Response) -> list[Words]:
    """What to mind before anything else."""
    words: list[Words] = [_WATCHED] if found.design == "observational" else []
    return [*words, *found.warnings]


def _verdict(low: float, high: float) -> str:
    return "better" if low > 0 else "worse" if high < 0 else "unknown"


def _effect(arm: ArmTold, found: Response) -> Words:
    low, high = interval(arm)
    text = _EFFECT[_verdict(low, high)]
    many = {"zh": "百" if heads(found) > 1 else "", "en": "per 100 people" if heads(found) > 1 else "a person"}
    figures = {
        "arm": arm.name, "difference": amount(found, arm.effect.mean, sign=True), "low": amount(found, low, sign=True),
        "high": amount(found, high, sign=True), "base": amount(found, found.control_mean),
    }  # fmt: skip
    return {tongue: text[tongue].format(heads=many[tongue], **figures) for tongue in LANGUAGES}


def _joined(arm: ArmTold) -> Words:
    """An arm's finding as a sentence."""
    finding = FINDINGS[arm.facts.finding]
    chance = percent(arm.facts.probability)
    return {
        "zh": f"“{arm.name}”：{finding['zh']}（因人而异的可能性 {chance}）。",
        "en": f"“{arm.name}”: {finding['en']} (probability that it differs: {chance}).",
    }


def _choice(found: Response) -> Words:
    ahead = found.ahead
    text = _CHOICE[_verdict(ahead.low, ahead.high)] if ahead.sd > 0 else _SAME
    ends = {"ahead": ahead.value, "low": ahead.low, "high": ahead.high}
    figures = {name: f"{1000 * value:+,.1f}" for name, value in ends.items()}
    usual = policy_name(found.usual)
    return {tongue: text[tongue].format(usual=usual[tongue], **figures) for tongue in LANGUAGES}


def write_page(found: Response, path: Path, language: Language) -> Path:
    """Write the page of a trial."""
    from guanxi.adapters import report

    page = report.TrialPage(
        file=found.file,
        control=found.control,
        control_people=found.control_people,
        control_mean=amount(found, found.control_mean),
        heads=heads(found),
        people=found.people,
        arms=[_row(report.ArmRow, arm, found) for arm in found.arms],
        policies=found.policies,
        treated=found.treated,
        names={name: policy_name(name) for name in found.policies},
        said=said(found),
        features=found.features.names,
        design=found.design,
        version=guanxi.__version__,
    )
    return report.write_trial(page, path, language)


def _row(row: "type[ArmRow]", arm: ArmTold, found: Response) -> "ArmRow":
    """An arm as the page shows it."""
    low, high = interval(arm)
    return row(
        name=arm.name,
        people=arm.people,
        mean=amount(found, arm.mean),
        difference=amount(found, arm.effect.mean, sign=True),
        low=amount(found, low, sign=True),
        high=amount(found, high, sign=True),
        finding=FINDINGS[arm.facts.finding],
        ranking=arm.ranking,
        groups=arm.groups,
        slope=f"{arm.slope.slope:.2f} ± {LIKELY * arm.slope.sd:.2f}",
    )


def as_json(found: Response) -> dict[str, object]:
    """Everything a program may want."""
    return {
        "file": found.file, "kind": found.kind, "design": found.design, "people": found.people,
        "split_p": found.split_p,
        "control": {"name": found.control, "people": found.control_people, "mean": found.control_mean},
        "arms": [_arm_json(arm) for arm in found.arms],
        "policies": {
            name: {"value": value.dr.value, "low": value.dr.low, "high": value.dr.high, "snips": value.snips.value,
                   "treated": found.treated[name]} for name, value in found.policies.items()
        },
        "ahead": {"of": found.usual, "value": found.ahead.value, "low": found.ahead.low, "high": found.ahead.high},
        "features": found.features.names, "left_out": found.features.left_out, "said": said(found),
    }  # fmt: skip


def _arm_json(arm: ArmTold) -> dict[str, object]:
    low, high = interval(arm)
    ranking = arm.ranking.relative
    return {
        "name": arm.name, "people": arm.people, "mean": arm.mean, "difference": arm.effect.mean, "low": low,
        "high": high,
        "finding": arm.facts.finding, "probability": arm.facts.probability, "learner": arm.facts.learner,
        "relative_qini": ranking.value, "relative_qini_low": ranking.low, "relative_qini_high": ranking.high,
        "auuc": arm.ranking.auuc.value, "slope": arm.slope.slope, "slope_sd": arm.slope.sd,
    }  # fmt: skip


def line(arm: ArmTold, found: Response, language: Language) -> tuple[str, ...]:
    """An arm as a line of a table."""
    low, high = interval(arm)
    ranking = arm.ranking.relative
    return (
        arm.name, count(arm.people, language), amount(found, arm.mean), amount(found, arm.effect.mean, sign=True),
        f"{amount(found, low, sign=True)} … {amount(found, high, sign=True)}",
        f"{ranking.value:.2f} ({ranking.low:.2f} … {ranking.high:.2f})", FINDINGS[arm.facts.finding][language],
    )  # fmt: skip
