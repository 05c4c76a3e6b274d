"""What was measured, each figure with what it means and whether it is as it should be."""

from collections.abc import Iterator
from dataclasses import replace

from guanxi.core.flow.doctor.fitness import Finding, Fitness, Row
from guanxi.core.kernel.figures import percent
from guanxi.core.kernel.words import Language, Words

YEAR = 365
_GAP: Words = {"zh": "{first_day} 至 {last_day}（{days} 天）", "en": "{first_day} to {last_day} ({days})"}
_TIMES: Words = {"zh": "{times:,.0f} 倍", "en": "{times:,.0f} times"}
_NEW_YEAR: Words = {"zh": "元旦", "en": "1 January"}
_AT_ONCE: Words = {"zh": "集中在同一时刻", "en": "all at one moment"}


def measures(fitness: Fitness) -> list[Finding]:
    """Every measurement, in the order in which they are read; without orders there is nothing else to judge."""
    parts = (_history, _lines, _people, _buying, _categories, _beside, *((_looks,) if fitness.appraised else ()))
    found = [finding for part in parts for finding in part(fitness)]
    return found if fitness["lines"] else [replace(one, state=None) if one.value == 0 else one for one in found]


def _told(measure: str, value: float | None, state: str | None, zh: str, en: str) -> Finding:
    """One measurement."""
    return Finding(measure, "measurement", value, {"zh": zh, "en": en}, state)


def _low(value: float, care: float, bad: float) -> str:
    """Judge a figure that should be high."""
    return "good" if value >= care else "care" if value >= bad else "bad"


def _high(value: float, care: float, bad: float) -> str:
    """Judge a figure that should be low."""
    return "good" if value <= care else "care" if value <= bad else "bad"


def _history(f: Fitness) -> Iterator[Finding]:
    """How long, and whether whole."""
    zh = f"历史跨度（天）：{f.first_day} 至 {f.last_day}；少于一年时年度数字不完整，两年以上才分得清季节"
    en = f"Days of history, {f.first_day} to {f.last_day}: below a year yearly figures are incomplete, seasons need two"
    if f.first_day is None:
        zh, en = "还没有订单", "There are no orders yet"
    yield _told("span_days", f.span, _low(f.span, 2 * YEAR - 7, YEAR / 2), zh, en)
    if f.gaps:
        zh = f"异常的空白天数：{_gaps(f.gaps, 'zh')}。停业，还是漏导了文件？"
        en = f"Days without any sale that chance does not explain: {_gaps(f.gaps, 'en')}. Closed, or a file missing?"
    else:
        zh, en = "没有异常的空白（一周以上没有任何销售）", "No gap of a week or more that chance does not explain"
    yield _told("gap_days", f.lost_days, _high(f.lost_days, 0, 0.1 * f.span), zh, en)
    if f.days:
        zh = f"订单数达到平常同一星期几 5 倍以上的日子：{_days(f, 'zh')}。大促，还是批量补录？"
        en = f"Days with five times their weekday's orders or more: {_days(f, 'en')}. Promotion or bulk load?"
    else:
        zh, en = "没有订单异常多的日子", "No day with several times its weekday's usual orders"
    yield _told("suspicious_days", len(f.days), "care" if f.days else "good", zh, en)


def _gaps(gaps: list[Row], language: Language) -> str:
    """The longest gaps, by their ends."""
    return _some([_GAP[language].format(**gap) for gap in gaps])


def _days(f: Fitness, language: Language) -> str:
    """The most suspicious days, with what makes them look like a bulk load."""
    texts = []
    for day in f.days:
        signs = [_NEW_YEAR[language]] * day["new_year"]
        signs += [_AT_ONCE[language]] * day["one_moment"]
        texts.append(f"{day['day']} ({', '.join([_TIMES[language].format(**day), *signs])})")
    return _some(texts)


def _some(texts: list[str], most: int = 3) -> str:
    """The first of a list, and that there are more."""
    return ", ".join(texts[:most]) + (f" … (+{len(texts) - most})" if len(texts) > most else "")


def _lines(f: Fitness) -> Iterator[Finding]:
    """Whose, and for how much."""
    zh, en = "截至评估日的订单行数", "Order lines up to the date of the appraisal"
    yield _told("order_lines", f["lines"], "good" if f["lines"] else "bad", zh, en)
    yield _told("orders", f["orders"], None, "有付款的订单数", "Orders with something paid")
    yield _told("sources", f["sources"], None, "订单来源数：店铺、应用或文件", "Sources of orders: shops, apps, files")
    anonymous = f.share("anonymous", "lines")
    money = percent(f.share("anonymous_revenue", "revenue"))
    zh = f"没有客户编号的订单行占比（占销售额 {money}）：这些消费无法归到人"
    en = f"Share of lines without a customer ({money} of revenue): nobody can be credited with them"
    yield _told("anonymous_share", anonymous, _high(anonymous, 0.05, 0.5), zh, en)
    zh, en = "没有价格（金额为零）的已付订单行占比", "Share of paid lines without a price (amount zero)"
    if f.share("as_quantity", "paid") > f.share("free", "paid") and f.priceless:
        zh, en = "金额其实就是数量：没有价格", "The amounts merely repeat the quantities: there are no prices"
    yield _told("unpriced_share", f.unpriced, _high(f.unpriced, 0.05, 0.5), zh, en)
    costed = f.share("costed", "paid")
    margin = percent(f.options.value.margin)
    zh = f"有成本的已付订单行占比；没有成本的按 guanxi.toml 的毛利率（{margin}）估算贡献"
    en = f"Share of paid lines with a cost; for the others contribution is revenue × margin of guanxi.toml ({margin})"
    yield _told("cost_share", costed, _low(costed, 0.8, 0), zh, en)
    zh, en = "退款占销售额的比例", "Refunds in revenue"
    yield _told("refund_share", f.share("given_back", "revenue"), None, zh, en)
    zh, en = "取消的订单行占比", "Share of lines cancelled"
    yield _told("cancelled_share", f.share("cancelled", "lines"), None, zh, en)


def _people(f: Fitness) -> Iterator[Finding]:
    """Who they are, and how they can be recognised elsewhere."""
    yield _told("customers", f["customers"], None, "已识别的客户数", "Persons known")
    known = f.share("recognisable", "customers")
    zh = "有手机号、邮箱或会员号等可用标识的客户占比：同一个人在不同来源靠它合并"
    en = "Share of persons with a telephone, e-mail or member id: by these one person is recognised across sources"
    yield _told("recognisable_share", known, _low(known, 0.8, 0 if f["sources"] < 2 else 0.2), zh, en)
    yield _told("phone_share", f.share("phones", "customers"), None, "有手机号的客户占比", "Share with a telephone")
    yield _told("email_share", f.share("emails", "customers"), None, "有邮箱的客户占比", "Share with an e-mail")
    zh, en = "由多条记录合并而成的客户占比", "Share of persons joined from several records"
    yield _told("joined_share", f.share("joined", "customers"), None, zh, en)


def _buying(f: Fitness) -> Iterator[Finding]:
    """Who buys, and comes back."""
    yield _told("buyers", f["buyers"], None, "至少购买过一次的客户", "Persons with at least one purchase")
    zh, en = (
        "购买过两次以上的客户：购买节奏模型由他们得出",
        "Persons who came back: the purchase model learns from them",
    )
    yield _told("repeat_buyers", f["repeaters"], _low(f["repeaters"], 100, 10), zh, en)
    again = f.share("repeaters", "buyers")
    zh, en = "复购客户占购买客户的比例", "Share of buyers who came back"
    yield _told("repeat_share", again, _low(again, 0.1, 0.01), zh, en)
    zh, en = "最近365天有消费的客户", "Persons with revenue in the last 365 days"
    yield _told("active_buyers", f["active"], None, zh, en)
    zh, en = "购买次数（按客户和日期）", "Purchases: days on which a customer bought"
    yield _told("purchases", f["purchases"], None, zh, en)
    zh, en = "购买客户通常（中位数）的购买次数", "Purchases of the usual buyer (median)"
    yield _told("usual_purchases", f["usual"], None, zh, en)
    if f["buyers"]:
        zh, en = "最近一位新客距今天数", "Days since the newest buyer's first purchase"
        yield _told("newest_buyer_days", f["newest"], "care" if f.cohort else "good", zh, en)


def _categories(f: Fitness) -> Iterator[Finding]:
    """What they buy."""
    zh, en = "品类数：至少要有两个才能推荐下一品类", "Categories: next categories need at least two"
    yield _told("categories", f["categories"], _low(f["categories"], 5, 2), zh, en)
    without = f.share("uncategorised", "paid")
    zh, en = "没有品类的已购订单行占比", "Share of bought lines without a category"
    yield _told("uncategorised_share", without, _high(without, 0.2, 0.8), zh, en)
    zh, en = (
        "买过两个以上品类的客户：下一品类由他们得出",
        "Persons who bought in several categories: next ones are learned from them",
    )
    yield _told("several_categories", f["several"], _low(f["several"], 500, 50), zh, en)


def _beside(f: Fitness) -> Iterator[Finding]:
    """What is known beside orders."""
    counted = f["counted"] if f.appraised else f["participants"]
    zh, en = (
        "有互动记录的客户；为零时参与度由订单推算",
        "Persons with interactions; where there are none, engagement is read from orders",
    )
    yield _told("participants", counted, "good" if counted else "care", zh, en)
    zh, en = (
        "说过在别处花多少的客户：钱包的大小由他们校准",
        "Persons who said what they spend elsewhere: they set the size of wallets",
    )
    yield _told("declared_spenders", f["declared"], _low(f["declared"], 100, 0), zh, en)
    for measure, count, zh, en in (
        ("contacts", "contacts", "品牌触达次数", "Contacts made by the brand"),
        ("memberships", "memberships", "付费会籍期数", "Paid terms of memberships"),
        ("consents", "consents", "有授权记录的客户", "Customers with a statement of consent"),
        ("parents", "parents", "知道孩子生日或预产期的客户", "Customers whose child's birthday or due date is known"),
        ("registered", "registered", "有注册时间的客户", "Customers with a date of registration"),
    ):
        yield _told(measure, f[count], None, zh, en)


def _looks(f: Fitness) -> Iterator[Finding]:
    """How many persons the looks said something of."""
    zh = "钱包大小未知的购买客户占比：购买太少、太新或可比客户太少"
    en = "Share of buyers whose wallet is unknown: too few purchases, too new, or too few comparable persons"
    yield _told("wallet_unknown_share", f.share("wallet_unknown", "buyers"), None, zh, en)
    yield _told("cross_buy_offered", f["offered"], None, "有下一品类推荐的客户", "Persons with a next category")
    zh = "不计入参与度的账号：员工标签，或机器般的频率（名单见 engagement_excluded 表）"
    en = "Accounts whose doings are not counted: tagged staff, or the pace of a machine (table engagement_excluded)"
    yield _told("engagement_excluded", f["excluded"], None, zh, en)
