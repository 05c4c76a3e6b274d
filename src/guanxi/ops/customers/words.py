"""What lists and a customer's page say."""

from dataclasses import dataclass

from guanxi.core.kernel.figures import percent
from guanxi.core.kernel.words import STAGE_NAMES, Language, Words
from guanxi.ops.published.person import Person

ORDERS: dict[str, Words] = {
    "uplift_score": {"zh": "增值潜力分", "en": "Uplift score"},
    "value_12m": {"zh": "未来12个月贡献", "en": "Next 12 months"},
    "clv": {"zh": "终身价值", "en": "Lifetime value"},
    "revenue_12m": {"zh": "近12个月消费", "en": "Spent in 12 months"},
    "headroom": {"zh": "钱包空间", "en": "Room in wallet"},
    "quiet": {"zh": "流失风险", "en": "Risk of silence"},
}
TIMELINE: dict[str, Words] = {
    "purchase": {"zh": "购买", "en": "Purchase"},
    "refund": {"zh": "退款", "en": "Refund"},
    "interaction": {"zh": "互动", "en": "Interaction"},
    "contact": {"zh": "联系", "en": "Contact"},
    "investment": {"zh": "投入", "en": "Investment"},
    "membership": {"zh": "会籍", "en": "Membership"},
}
HAPPENED: dict[str, Words] = {
    "visit": {"zh": "到店", "en": "visit"},
    "view": {"zh": "浏览", "en": "view"},
    "check_in": {"zh": "签到", "en": "check-in"},
    "share": {"zh": "分享", "en": "share"},
    "review": {"zh": "评价", "en": "review"},
    "reply": {"zh": "回复", "en": "reply"},
    "attend": {"zh": "参加活动", "en": "attended"},
    "ask": {"zh": "咨询", "en": "question"},
    "care": {"zh": "关怀", "en": "care"},
    "service": {"zh": "服务", "en": "service"},
    "sell": {"zh": "推荐", "en": "offer"},
    "birth": {"zh": "出生", "en": "birth"},
    "weaning": {"zh": "断奶", "en": "weaning"},
    "first_birthday": {"zh": "周岁", "en": "first birthday"},
    "kindergarten": {"zh": "入园", "en": "kindergarten"},
}
_SAID: dict[str, Words] = {
    "wallet": {"zh": "我们占其消费的 {share}", "en": "our share of what they spend: {share}"},
    "wallet_unknown": {
        "zh": "未知：记录还太少，按中等计分",
        "en": "unknown: too little is on record; scored as average",
    },
    "cross_buy": {
        "zh": "最可能的下一品类：{category}（{chance}）",
        "en": "likeliest next category: {category} ({chance})",
    },
    "cross_buy_none": {"zh": "没有明显的下一品类", "en": "no next category stands out"},
    "engagement": {"zh": "高于 {place} 的客户{trend}", "en": "above {place} of customers{trend}"},
    "stage": {"zh": "{stage}，自 {since} 起", "en": "{stage}, since {since}"},
}
_TRENDS: dict[str, Words] = {
    "rising": {"zh": "，近来更活跃", "en": ", rising"},
    "falling": {"zh": "，近来不如以前", "en": ", falling"},
}


@dataclass(frozen=True, slots=True)
class Look:
    """One look as the page shows it: its points of the score, how sure it is (0 to 1), and what it says."""

    look: str
    points: float
    sure: float
    said: str


def looks_of(person: Person, language: Language) -> list[Look]:
    """The four looks of a person, with what each rests on in one line."""
    said, sure = _said(person, language), _sure(person)
    return [Look(one.look, one.points, sure[one.look], said[one.look]) for one in person.points]


def _sure(person: Person) -> dict[str, float]:
    """How far each look can be trusted: by its own confidence, the signs and orders it rests on."""
    figures = person.figures
    signs, orders = float(figures["engagement_signs"] or 0), float(figures["orders"])
    rank = min(orders / 6, 1.0)
    return {
        "wallet": float(figures["wallet_confidence"]), "cross_buy": rank, "engagement": signs / (signs + 4),
        "stage": abs(2 * float(figures["quiet"] or 0.5) - 1),
    }  # fmt: skip


def _said(person: Person, language: Language) -> dict[str, str]:
    """What each look says."""
    figures = person.figures
    wallet, first = figures["wallet_share"], next(iter(person.next_categories), None)
    given = {"share": percent(wallet or 0)}
    likely = {"category": first.category, "chance": percent(first.probability)} if first else {}
    trend = _TRENDS.get(str(figures["engagement_trend"]), {"zh": "", "en": ""})[language]
    stage = {"stage": STAGE_NAMES[figures["stage"]][language], "since": figures["stage_since"]}
    return {
        "wallet": _SAID["wallet" if wallet is not None else "wallet_unknown"][language].format(**given),
        "cross_buy": _SAID["cross_buy" if first else "cross_buy_none"][language].format(**likely),
        "engagement": _SAID["engagement"][language].format(place=percent(figures["engagement"] / 100), trend=trend),
        "stage": _SAID["stage"][language].format(**stage),
    }
