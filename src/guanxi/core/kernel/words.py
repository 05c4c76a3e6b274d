"""What quadrants, stages, looks and lines of the statement are called, in Chinese and in English."""

from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
Words = dict[Language, str]

QUADRANT_NAMES: dict[str, Words] = {
    "growth_stock": {"zh": "潜力增长股", "en": "Growth stocks"},
    "cash_cow": {"zh": "忠诚现金牛", "en": "Cash cows"},
    "sleeping_gold": {"zh": "沉睡金矿", "en": "Sleeping gold"},
    "low_yield": {"zh": "低效资产", "en": "Low-yield assets"},
}

QUADRANT_ADVICE: dict[str, Words] = {
    "growth_stock": {
        "zh": "重点投入：潜力大、关系旺。专人跟进，按需求推荐下一个品类。",
        "en": "Invest: much room and a lively relationship. Give them an adviser and the next category.",
    },
    "cash_cow": {
        "zh": "用心维护：贡献稳定、空间不多。保证体验与关怀，不必加码促销。",
        "en": "Maintain: steady contribution, little room left. Keep service and care; no need for more promotion.",
    },
    "sleeping_gold": {
        "zh": "耐心唤醒：潜力大、关系冷。先关怀、后销售，小额试探再加码。",
        "en": "Awaken: much room, a cold relationship. Care before selling; try small, then invest more.",
    },
    "low_yield": {
        "zh": "减少花费：潜力小、关系冷。只用自动化、低成本的触达。",
        "en": "Spend less: little room, a cold relationship. Use automatic, low-cost contact only.",
    },
}

STAGE_NAMES: dict[str, Words] = {
    "suspect": {"zh": "潜在", "en": "Suspect"},
    "prospect": {"zh": "意向", "en": "Prospect"},
    "new": {"zh": "新客", "en": "New"},
    "growing": {"zh": "成长", "en": "Growing"},
    "mature": {"zh": "成熟", "en": "Mature"},
    "declining": {"zh": "衰退", "en": "Declining"},
    "dormant": {"zh": "沉睡", "en": "Dormant"},
    "lost": {"zh": "流失", "en": "Lost"},
}

LOOK_NAMES: dict[str, Words] = {
    "wallet": {"zh": "钱包空间", "en": "Wallet room"},
    "cross_buy": {"zh": "交叉购买", "en": "Cross-buy"},
    "engagement": {"zh": "行为参与", "en": "Engagement"},
    "stage": {"zh": "生命周期", "en": "Lifecycle stage"},
}

DOCTOR_NAMES: dict[str, Words] = {
    "wallet": {"zh": "钱包份额", "en": "Wallet share"},
    "cross_buy": {"zh": "交叉购买", "en": "Cross-buy"},
    "engagement": {"zh": "行为参与", "en": "Engagement"},
    "lifecycle": {"zh": "生命周期", "en": "Lifecycle"},
    "value": {"zh": "客户价值", "en": "Value"},
}
"""What the doctor judges."""

ABILITY_NAMES: dict[str, Words] = {
    "good": {"zh": "可以", "en": "able"},
    "care": {"zh": "谨慎", "en": "with care"},
    "bad": {"zh": "不能", "en": "not able"},
}
ABILITY_MARKS = {"good": "✓", "care": "!", "bad": "✗"}

FORECAST_NAMES: dict[str, Words] = {
    "bg_nbd": {"zh": "BG/NBD", "en": "BG/NBD"},
    "mbg_nbd": {"zh": "MBG/NBD", "en": "MBG/NBD"},
    "pareto_nbd": {"zh": "Pareto/NBD", "en": "Pareto/NBD"},
    "gamma_gamma": {"zh": "Gamma-Gamma", "en": "Gamma-Gamma"},
    "mean_spend": {"zh": "平均金额", "en": "mean spend"},
    "repeat_rate": {"zh": "经验复购率", "en": "repeat rate"},
    "learned": {"zh": "机器学习", "en": "learner"},
    "mixed": {"zh": "公式与学习合用", "en": "formula + learner"},
}

SCORE_NAMES: dict[str, Words] = {
    "uplift_score": {"zh": "潜力分", "en": "Uplift score"},
    "value": {"zh": "预计贡献", "en": "Value forecast"},
    "calibrated": {"zh": "学习所得公式", "en": "Calibrated formula"},
    "tried": {"zh": "试用的公式", "en": "Formula tried"},
    "present": {"zh": "现行公式", "en": "Present formula"},
    "rfm": {"zh": "RFM 五等分之和", "en": "RFM, sum of quintiles"},
    "recency": {"zh": "最近购买", "en": "Recency"},
    "spend": {"zh": "累计消费", "en": "Total spend"},
    "usual_less_recent": {"zh": "平日水平减近期消费", "en": "Long-run rate less recent spend"},
    "usual": {"zh": "平日消费水平", "en": "Long-run rate"},
}
"""By what people are ranked: guanxi's own scores, and yardsticks that anybody could think of."""

PROXY: Words = {
    "zh": "注意：这里数的是自然增长，不是投入带来的增长；后者只有随机对照（留出组）才能证明。",
    "en": "Mind: this is growth as it came, a proxy for growth because of investment, which only holdouts show.",
}

POLICY_NAMES: dict[str, Words] = {
    "plan": {"zh": "本计划", "en": "This plan"},
    "same_coupon": {"zh": "人人发一样的券", "en": "The same coupon for everybody"},
    "rfm_top": {"zh": "RFM 最高的人先做", "en": "Highest RFM first"},
    "highest_clv": {"zh": "终身价值最高的人先做", "en": "Highest lifetime value first"},
    "highest_churn": {"zh": "最可能流失的人先做", "en": "Likeliest to leave first"},
}
"""Ways to choose whom to spend on."""

EQUITY_LINES: dict[str, Words] = {
    "opening": {"zh": "期初", "en": "Opening"},
    "revaluation": {"zh": "重估（方法、设置或补录的数据变了）", "en": "Revalued (method, settings, late records)"},
    "acquired": {"zh": "新获得", "en": "Acquired"},
    "recovered": {"zh": "挽回", "en": "Recovered"},
    "developed": {"zh": "成长", "en": "Developed"},
    "declined": {"zh": "走低", "en": "Declined"},
    "lost": {"zh": "流失", "en": "Lost"},
    "others": {"zh": "其他（意向客户与早已流失的）", "en": "Others (prospects and those long gone)"},
    "closing": {"zh": "期末", "en": "Closing"},
    "money": {"zh": "期间投入金额", "en": "Money invested"},
    "money_winning": {"zh": "花在新获得客户身上的金额", "en": "Money spent on those won"},
    "money_keeping": {"zh": "花在原有客户身上的金额", "en": "Money spent on customers there were"},
    "minutes": {"zh": "期间投入工时（分钟）", "en": "Minutes invested"},
    "customers_opening": {"zh": "期初客户数", "en": "Customers at the opening"},
    "customers_acquired": {"zh": "新获得客户数", "en": "Customers acquired"},
    "customers_recovered": {"zh": "挽回客户数", "en": "Customers recovered"},
    "customers_lost": {"zh": "流失客户数", "en": "Customers lost"},
    "customers_closing": {"zh": "期末客户数", "en": "Customers at the closing"},
    "customers_kept": {"zh": "留住客户数", "en": "Customers kept"},
}
"""Lines of the customer equity statement, in the order in which they are told."""

EQUITY_KINDS: dict[str, Words] = {
    "all": {"zh": "全部客户", "en": "All customers"},
    "quadrant": {"zh": "期初所在象限", "en": "By quadrant at the opening"},
    "years": {"zh": "成为客户几年", "en": "By years with us"},
    "channel": {"zh": "首次购买的渠道", "en": "By channel of the first purchase"},
}
REST = "*"
"""The group of those channels that are not told one by one."""

_UNNAMED: dict[str, Words] = {
    REST: {"zh": "其他渠道", "en": "Other channels"},
    "": {"zh": "没有购买", "en": "No purchase"},
}


def equity_group(kind: str, member: str) -> Words:
    """What a group of customers of the statement is called."""
    if kind == "all":
        return EQUITY_KINDS["all"]
    if kind == "quadrant" and member in QUADRANT_NAMES:
        return QUADRANT_NAMES[member]
    if kind == "years" and member:
        return {"zh": f"{member} 年", "en": f"{member} years"}
    return _UNNAMED.get(member, {"zh": member, "en": member})


def brief(words: Words) -> Words:
    """A name without what explains it in brackets."""
    return {"zh": words["zh"].split("（")[0], "en": words["en"].split(" (")[0]}


_TEAM_NAMES: dict[str, Words] = {
    "advisers": {"zh": "顾问", "en": "advisers"},
    "managers": {"zh": "会员经理", "en": "member managers"},
}


def team_name(team: str) -> Words:
    """What a team is called: a shipped one by its name, another as it is written."""
    return _TEAM_NAMES.get(team, {"zh": f"“{team}”", "en": team})
