"""What the data could not carry, in both languages: which model is missing, what stands for it, and why."""

import re
from collections.abc import Mapping
from typing import Any

from guanxi.core.kernel.words import Words

_USUAL = {"purchases": "BG/NBD", "spend": "Gamma-Gamma", "cross_buy": "EASE^R"}
_INSTEAD: dict[str, Words] = {
    "purchases": {
        "zh": "数据不足以拟合购买模型，购买次数用同类客户的经验复购率代替",
        "en": "The data carry no purchase model: purchases are the repeat rate of people silent as long",
    },
    "spend": {
        "zh": "数据不足以拟合金额模型，客单价用本人与品牌均值的折中代替",
        "en": "The data carry no spend model: spend per purchase lies between the person's own and the brand's mean",
    },
    "cross_buy": {
        "zh": "没有足够的品类可比，交叉购买潜力记为 0",
        "en": "There are too few categories to compare: cross-buy potential is 0",
    },
}
_UNLEARNED: Words = {
    "zh": "机器学习没有参与预测，只用公式",
    "en": "The learner has no part in the forecast: formulas alone",
}
_RENEWED: Words = {
    "zh": "会员“{kind}”的到期记录还撑不起续费模型，续费机会用全部会员的续费比例代替",
    "en": "Memberships of kind {kind} carry no model: the share renewed of all stands for the chance to renew",
}
_REASONS = {  # what the models say, in Chinese
    r"There are no buyers to learn purchase rhythms from\.": "还没有买家",
    r"None of (.+) buyers has bought again\.": "{} 位买家还没有一位回头购买",
    r"Only (.+) of (.+) buyers bought again; at least (.+) are needed\.": (
        "{1} 位买家里只有 {0} 位回头购买，至少要 {2} 位"
    ),
    r"All customers are new today: .+": "所有客户都是当天才来的，还看不出会留多久",
    r"No repeat purchase with money was found to learn order values from\.": "没有带金额的复购",
    r"Only (.+) buyers have repeat purchases with money; at least (.+) are needed\.": (
        "只有 {} 位买家有带金额的复购，至少要 {} 位"
    ),
    r"Gamma-Gamma puts the mean purchase at (.+), but purchases were worth (.+)\.": (
        "模型算出平均每次 {}，实际却是 {}；请查看是否有金额异常的订单"
    ),
    r"(.+) items of (.+) customers leave nothing to compare\.": "{1} 位客户只有 {0} 个品类，无从比较",
    r"Only (.+) terms have ended; at least (.+) are needed\.": "只有 {} 期会员到期，至少要 {} 期",
    r"All of the (.+) terms that ended were renewed\.": "到期的 {} 期全部续了费",
    r"All of the (.+) terms that ended were lost\.": "到期的 {} 期没有一期续费",
    r"The past teaches too little: (.+) customers at past origins, (.+) purchases after\.": (
        "过去的数据太少：检验时只有 {} 人次、之后 {} 次购买"
    ),
    r"LightGBM cannot be loaded: (.+)": "这台机器上无法加载 LightGBM：{}",
}


def notes(facts: Mapping[str, Any]) -> list[Words]:
    """What the data could not carry, and what stands in its place."""
    found: list[Words] = []
    for part, usual in _USUAL.items():
        fact = facts.get(part, {"model": usual})
        if fact.get("model") != usual:
            found.append(_because(_INSTEAD[part], fact))
    unlearned = facts.get("forecast", {}).get("unlearned_because")
    if unlearned and facts["purchases"]["model"] == _USUAL["purchases"]:  # else there is nothing to add to
        found.append(_because(_UNLEARNED, {"because": unlearned}))
    for kind, fact in facts.get("memberships", {}).items():
        if "because" in fact:
            found.append(_because({tongue: text.format(kind=kind) for tongue, text in _RENEWED.items()}, fact))
    return found


def _because(words: Words, fact: Mapping[str, Any]) -> Words:
    """What stands in a model's place, with the reason."""
    because = str(fact.get("because", ""))
    return {"zh": f"{words['zh']}（{in_chinese(because)}）", "en": f"{words['en']} ({because})"}


def in_chinese(reason: str) -> str:
    """Say a model's reason in Chinese; one that is not known stays as it is."""
    for pattern, words in _REASONS.items():
        found = re.fullmatch(pattern, reason)
        if found:
            return words.format(*found.groups())
    return reason
