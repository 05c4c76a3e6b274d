"""How the numbers come about, told with the settings and cuts that this run really used."""

from collections.abc import Mapping
from typing import Any

from guanxi.core.kernel.figures import money, percent
from guanxi.core.kernel.options import FormulaOptions, TermOptions
from guanxi.core.kernel.words import LOOK_NAMES, Language, Words

_STEPS: tuple[Words, ...] = (
    {
        "zh": "谁是谁：同一手机号、邮箱、union/open id 或会员号的记录合并成一位客户；打码的、多人共用的号码不合并。",
        "en": "Who is who: records sharing a phone, e-mail, union/open id or member id are one customer; "
        "masked or widely shared ones never join.",
    },
    {
        "zh": "价值：几种公认的购买模型（BG/NBD、MBG/NBD、Pareto/NBD）与机器学习在自家的过去上比赛，"
        "更准的用来预测每个人的购买次数与金额（Gamma-Gamma）；乘以毛利率（默认 {margin}）得到贡献；"
        "终身价值取 {months} 个月，按年利率 {rate} 折现。成绩单见 guanxi value --report。",
        "en": "Value: acknowledged purchase models (BG/NBD, MBG/NBD, Pareto/NBD) and a learner compete on the "
        "brand's own past; the better forecast each person's purchases and money (Gamma-Gamma), times the margin "
        "({margin} by default); lifetime value covers {months} months discounted at {rate} a year. Their report card: "
        "guanxi value --report.",
    },
    {
        "zh": "一看钱包份额：把一部分订单或品类藏起来，学会从剩下的样子看出被藏的份额，再用来估计客户在别处的消费；"
        "有 30 人以上自报消费时，以他们的话校准水平和区间，否则水平只是假设。"
        "各品类的钱包取客单相近者消费的第 {quantile} 百分位。不足 {peers} 位可比客户就写“未知”。",
        "en": "Look 1, wallet share: part of people's orders or categories is hidden, what hiding does is learned, and "
        "from it what they spend elsewhere. From 30 statements of declared spend on these set the level; without them "
        "it is an assumption. A category's wallet is the {quantile}th percentile of what people with a like purse "
        "spend there. With fewer than {peers} comparable people it is unknown.",
    },
    {
        "zh": "二看交叉购买：由“谁还买了什么”的线性模型（EASE^R，Steck 2019）估计 {horizon} 天内首次购买各品类的概率，"
        "乘以该品类买家的年贡献。",
        "en": "Look 2, cross-buy: a linear model of what is bought together (EASE^R, Steck 2019) gives the probability "
        "of a first purchase in a category within {horizon} days, times what a buyer there contributes in a year.",
    },
    {
        "zh": "三看行为参与：访问、签到、分享、评价等互动按种类加权、按 {half_life} 天半衰期衰减，取品牌内百分位；"
        "没有互动数据时改用下单行为，并注明。",
        "en": "Look 3, engagement: visits, check-ins, shares, reviews … weighted by kind, halved every "
        "{half_life} days, as a percentile in the brand; where there are none, ordering stands in, "
        "and the table says so.",
    },
    {
        "zh": "四看生命周期：由注册、购买间隔与自己平时节奏的比较、关系存活概率和近期趋势判定八个阶段。",
        "en": "Look 4, lifecycle: eight stages from registration, the time since the last purchase against the "
        "person's own rhythm, the probability that the relationship lives, and the recent trend.",
    },
    {
        "zh": "潜力分 = 100 ×（{weights}），各项为品牌内的相对位置；"
        "权重写在 guanxi.toml，由企业自定，尚未与事后结果核对。",
        "en": "Score = 100 × ({weights}), each a standing from 0 to 1; the weights are the enterprise's own, in "
        "guanxi.toml, and have not yet been checked against what happened later.",
    },
    {
        "zh": "四象限：未来12个月预期贡献不低于 {vitality} 为活力高；潜力与活力相近的客户相比："
        "活力高的，潜力分不低于 {potential} 为潜力高；活力低的，不低于 {potential_below} 为潜力高。"
        "界线附近的客户保留上次的象限，避免来回跳。",
        "en": "Quadrants: vitality is high from an expected contribution of {vitality}. Potential is compared among "
        "people of like vitality: it is high from a score of {potential} where vitality is high, and from "
        "{potential_below} where it is low. People close to a cut keep their last quadrant, so that nobody flickers.",
    },
)


def method(
    options: Mapping[str, Mapping[str, Any]], quadrants: Mapping[str, Mapping[str, Any]], currency: str
) -> list[Words]:
    """Tell each step of the method in both languages; nothing where the run's options are not known."""
    if not options:
        return []
    steps: list[Words] = []
    for step in _STEPS:
        told: Words = {
            language: text.format(**_facts(options, quadrants, language, currency)) for language, text in step.items()
        }
        steps.append(told)
    return steps


def _facts(
    options: Mapping[str, Mapping[str, Any]],
    quadrants: Mapping[str, Mapping[str, Any]],
    language: Language,
    currency: str,
) -> dict[str, str]:
    """The figures that the sentences name."""
    value, looks, weights = options["value"], options["looks"], _look_weights(options["formula"])
    upper, lower = (quadrants.get(name, {}) for name in ("growth_stock", "sleeping_gold"))
    return {
        "margin": percent(value["margin"]),
        "months": str(value["clv_months"]),
        "rate": percent(value["discount_rate"]),
        "quantile": f"{100 * looks['wallet_quantile']:g}",
        "peers": str(looks["wallet_min_peers"]),
        "horizon": str(looks["horizon_days"]),
        "half_life": f"{looks['engagement_half_life_days']:g}",
        "weights": " + ".join(f"{weights[look]:g} × {names[language]}" for look, names in LOOK_NAMES.items()),
        "potential": f"{upper.get('potential_cut', 0.0):.1f}",
        "potential_below": f"{lower.get('potential_cut', 0.0):.1f}",
        "vitality": money(upper.get("vitality_cut", 0.0), language, currency),
    }


def _look_weights(said: Mapping[str, Any]) -> dict[str, float]:
    """What each look weighs in all: the sum of its terms', however the formula was given."""
    terms = {name: TermOptions(**term) for name, term in said.get("terms", {}).items()}
    formula = FormulaOptions(**{**said, "terms": terms}).chosen.values()
    return {look: round(sum(term.weight for term in formula if term.look == look), 6) for look in LOOK_NAMES}
