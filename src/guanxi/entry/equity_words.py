"""What the customer equity statement calls its lines and its groups of customers."""

from guanxi.core.kernel.words import QUADRANT_NAMES, Words
from guanxi.entry.accounting import REST, Row

LINES: dict[str, Words] = {
    "opening": {"zh": "期初", "en": "Opening"},
    "revaluation": {"zh": "重估（方法、设置或补录的数据变了）", "en": "Revaluation (method, settings, late records)"},
    "acquired": {"zh": "新获得", "en": "Acquired"},
    "recovered": {"zh": "挽回", "en": "Recovered"},
    "developed": {"zh": "成长", "en": "Developed"},
    "declined": {"zh": "走低", "en": "Declined"},
    "lost": {"zh": "流失", "en": "Lost"},
    "others": {"zh": "意向客户与早已流失的", "en": "Prospects and those long gone"},
    "closing": {"zh": "期末", "en": "Closing"},
    "money": {"zh": "期间投入金额", "en": "Money invested"},
    "minutes": {"zh": "期间投入工时（分钟）", "en": "Minutes invested"},
    "money_winning": {"zh": "花在新获得客户身上的金额", "en": "Money spent on those won"},
    "money_keeping": {"zh": "花在原有客户身上的金额", "en": "Money spent on customers there were"},
    "customers_opening": {"zh": "期初客户数", "en": "Customers at the opening"},
    "customers_acquired": {"zh": "新获得客户数", "en": "Customers acquired"},
    "customers_recovered": {"zh": "挽回客户数", "en": "Customers recovered"},
    "customers_lost": {"zh": "流失客户数", "en": "Customers lost"},
    "customers_closing": {"zh": "期末客户数", "en": "Customers at the closing"},
    "customers_kept": {"zh": "留住客户数", "en": "Customers kept"},
}
KINDS: dict[str, Words] = {
    "all": {"zh": "全部", "en": "All"},
    "quadrant": {"zh": "期初所在象限", "en": "By quadrant at the opening"},
    "years": {"zh": "成为客户几年", "en": "By years with us"},
    "channel": {"zh": "首次购买的渠道", "en": "By channel of the first purchase"},
}
_REST: Words = {"zh": "其他渠道", "en": "Other channels"}
_NOT_BOUGHT: Words = {"zh": "没有购买", "en": "No purchase"}


def group(row: Row) -> Words:
    """What a group of the statement is called."""
    kind, member = str(row["kind"]), str(row["member"])
    if kind in {"all", "quadrant"}:
        return KINDS["all"] if kind == "all" else QUADRANT_NAMES[member]
    if kind == "years" and member:
        return {"zh": f"{member} 年", "en": f"{member} years"}
    return _REST if member == REST else {"zh": member, "en": member} if member else _NOT_BOUGHT


def short(line: str) -> Words:
    """A line's name without what explains it."""
    return {"zh": LINES[line]["zh"].split("（")[0], "en": LINES[line]["en"].split(" (")[0]}
