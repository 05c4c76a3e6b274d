"""What each look can say of these data: able, able with care, or not able, with the reasons."""

from collections.abc import Callable, Iterator

from guanxi.core.flow.doctor.fitness import Finding, Fitness
from guanxi.core.kernel.figures import percent
from guanxi.core.kernel.words import Words
from guanxi.core.models.wallet_said import ENOUGH

YEAR = 365
HOLDERS = 50  # people with several categories from whom the next one can be learned
STATES = ("good", "care", "bad")

Reason = tuple[str, Words]


def verdicts(fitness: Fitness) -> list[Finding]:
    """One verdict for each look, and for value: as good as its worst reason."""
    return [_verdict(look, list(reasons(fitness))) for look, reasons in LOOKS.items()]


def _verdict(look: str, reasons: list[Reason]) -> Finding:
    """Join the reasons that decide; what merely adds to them comes last."""
    worst = max((STATES.index(state) for state, _ in reasons), default=0)
    told = [words for state, words in reasons if state == STATES[worst]]
    told += [words for state, words in reasons if state == "good" and worst]
    note: Words = {"zh": "；".join(words["zh"] for words in told), "en": "; ".join(words["en"] for words in told)}
    return Finding(look, "look", None, note, STATES[worst])


def _say(state: str, zh: str, en: str) -> Reason:
    """One reason."""
    return state, {"zh": zh, "en": en}


def _value(f: Fitness) -> Iterator[Reason]:
    """Purchases and money to come."""
    yield from _buyers(f)
    yield from _prices(f)
    if f["buyers"] and not f.returning:
        yield _say("bad", *_few_return(f))
    elif f["buyers"]:
        zh = f"{f['buyers']:,.0f} 位买家中有 {f['repeaters']:,.0f} 位回头购买，足以学出购买节奏"
        en = f"{f['repeaters']:,.0f} of {f['buyers']:,.0f} buyers came back: enough to learn rhythms from"
        yield _say("good", zh, en)
    yield from _time(f)
    yield from _who(f)
    if f["paid"] and not f.priceless and f.share("costed", "paid") < 0.5:
        zh = f"没有成本：贡献按毛利率 {percent(f.options.value.margin)} 估算"
        yield _say("good", zh, f"no costs: contribution is taken as {percent(f.options.value.margin)} of revenue")


def _wallet(f: Fitness) -> Iterator[Reason]:
    """What people spend anywhere."""
    yield from _buyers(f)
    yield from _prices(f)
    least = f.options.looks.wallet_min_peers
    if f["buyers"] and f["comparable"] < least:
        zh = f"买过几次、来了一段时间的客户只有 {f['comparable']:,.0f} 位，至少要 {least} 位才能互相比较"
        en = f"only {f['comparable']:,.0f} customers have bought often and long enough to compare; {least} are needed"
        yield _say("bad", zh, en)
    if f["declared"] < ENOUGH:
        said = f"{f['declared']:,.0f}" if f["declared"] else ""
        zh = f"只有 {said} 位客户" if said else "还没有客户"
        en = f"only {said} customers have" if said else "nobody has"
        zh, en = (
            f"{zh}说过在别处花多少：可以看谁的空间大，金额别当真",
            f"{en} said what they spend elsewhere: read it as an order of people, not as amounts",
        )
        yield _say("care", zh, en)
    else:
        zh = f"{f['declared']:,.0f} 位客户说过在别处花多少"
        yield _say("good", zh, f"{f['declared']:,.0f} customers have said what they spend elsewhere")
    if 0 < f.span < YEAR - 7:
        yield _say(
            "care", "历史不满一年，年消费不完整", "the history is shorter than a year: yearly spend is incomplete"
        )
    yield from _anonymous(f)


def _cross_buy(f: Fitness) -> Iterator[Reason]:
    """Which category comes next."""
    yield from _buyers(f)
    if f["buyers"] and f["categories"] < 2:
        yield _say("bad", "订单和商品都没有品类", "neither orders nor products have categories")
    elif f["buyers"] and f["several"] < HOLDERS:
        zh = f"只有 {f['several']:,.0f} 位客户买过两个以上品类，至少要 {HOLDERS} 位"
        yield _say("bad", zh, f"only {f['several']:,.0f} customers bought in several categories; {HOLDERS} are needed")
    elif f["buyers"]:
        zh = f"{f['categories']:,.0f} 个品类，{f['several']:,.0f} 位客户买过两个以上"
        en = f"{f['categories']:,.0f} categories; {f['several']:,.0f} customers bought in several"
        yield _say("good", zh, en)
    without = f.share("uncategorised", "paid")
    if f["categories"] >= 2 and without > 0.2:
        yield _say("care", f"{percent(without)} 的订单行没有品类", f"{percent(without)} of lines have no category")
    if f.priceless:
        yield _say("care", "没有价格：只能说概率，说不了金额", "there are no prices: it tells chances, not money")
    if 0 < f.span < 2 * f.options.looks.horizon_days:
        zh, en = "历史太短，概率还没法用过去检验", "the history is too short to check the chances against the past"
        yield _say("care", zh, en)
    yield from _anonymous(f)


def _engagement(f: Fitness) -> Iterator[Reason]:
    """How people take part."""
    share = f.share("participants", "customers")
    if not f["customers"]:
        yield _say("bad", "还没有客户", "there are no customers yet")
    elif not f["participants"] and not f["buyers"]:
        yield _say("bad", "没有互动记录，也没有人买过", "there are neither interactions nor purchases")
    elif not f["participants"] and not f.returning:
        zh, en = (
            "没有互动记录，也几乎没有人回头购买，无从看出参与度",
            "there are no interactions, and hardly anybody comes back",
        )
        yield _say("bad", zh, en)
    elif not f["participants"]:
        zh, en = (
            "没有互动记录（到访、浏览、评价、分享……）：由订单推算",
            "there are no interactions (visits, views, reviews …): it is read from orders",
        )
        yield _say("care", zh, en)
    else:
        zh = f"{percent(share)} 的客户有互动记录"
        state = "good" if share >= 0.1 else "care"
        yield _say(state, zh, f"{percent(share)} of customers have taken part in anything")


def _lifecycle(f: Fitness) -> Iterator[Reason]:
    """Where the relationship stands."""
    if not f["customers"]:
        yield _say("bad", "还没有客户", "there are no customers yet")
    elif not f["buyers"]:
        zh, en = (
            "没有人买过：只分得出潜在和意向客户",
            "nobody has bought: suspects and prospects are all that can be told",
        )
        yield _say("care", zh, en)
    elif not f.returning:
        zh, en = _few_return(f)
        zh, en = f"{zh}：阶段只看离唯一一次购买过了多久", f"{en}: stages follow the days since the only purchase alone"
        yield _say("care", zh, en)
    elif f.span < YEAR / 2:
        yield _say(
            "care", "历史不到半年，还看不出成长和衰退", "half a year of history is needed to tell growth from decline"
        )
    else:
        zh = f"{f['repeaters']:,.0f} 位客户有自己的购买节奏"
        yield _say("good", zh, f"{f['repeaters']:,.0f} customers have a rhythm of their own")
    yield from _anonymous(f)
    if f["parents"]:
        zh = f"知道 {f['parents']:,.0f} 位客户孩子的生日或预产期，可以说出人生阶段"
        en = f"a child's birthday or due date is known of {f['parents']:,.0f} customers: their life stage can be told"
        yield _say("good", zh, en)


def _buyers(f: Fitness) -> Iterator[Reason]:
    """There must be somebody who bought."""
    if not f["lines"]:
        yield _say("bad", "还没有订单", "there are no orders yet")
    elif not f["buyers"]:
        yield _say("bad", "订单都没有客户编号", "no order says whose it is")


def _prices(f: Fitness) -> Iterator[Reason]:
    """There must be money."""
    if f.priceless:
        yield _say("bad", "订单没有价格", "the orders have no prices")
    elif f.unpriced > 0.1:
        yield _say("care", f"{percent(f.unpriced)} 的订单行没有价格", f"{percent(f.unpriced)} of lines have no price")


def _few_return(f: Fitness) -> tuple[str, str]:
    """Hardly anybody came back."""
    zh = f"{f['buyers']:,.0f} 位买家中只有 {f['repeaters']:,.0f} 位回头购买"
    return zh, f"only {f['repeaters']:,.0f} of {f['buyers']:,.0f} buyers came back"


def _time(f: Fitness) -> Iterator[Reason]:
    """How long the past is, and whether it is whole."""
    if 0 < f.span < YEAR - 7:
        zh, en = f"历史只有 {f.span} 天，不满一年", f"only {f.span} days of history, less than a year"
        yield _say("care", zh, en)
    elif 0 < f.span < 2 * YEAR - 7:
        zh, en = "历史不满两年，分不清季节和趋势", "less than two years of history: seasons cannot be told from trends"
        yield _say("care", zh, en)
    if f.gaps:
        zh = f"有 {f.lost_days} 天异常的空白：停业，还是漏了文件"
        yield _say("care", zh, f"{f.lost_days} days without any sale: closed, or files missing")


def _who(f: Fitness) -> Iterator[Reason]:
    """Whose past it is."""
    if f.cohort:
        zh = f"最近 {f['newest']:,.0f} 天没有一位新客：是同一批客户，说不了新客会怎样"
        en = f"no new buyer for {f['newest']:,.0f} days: one cohort, which says nothing of newcomers"
        yield _say("care", zh, en)
    if f.begun_before:
        share = percent(f.share("early", "buyers"))
        zh = f"{share} 的买家在历史的前十分之一就出现了：多半早就是客户，资历被低估"
        en = f"{share} of buyers appear in the first tenth of the history: most were customers before it begins"
        yield _say("care", zh, en)
    if f.selected:
        zh = f"几乎没有人只买一次（通常 {f['usual']:,.0f} 次）：像是挑选过的常客，不能代表新客"
        en = f"hardly anybody bought only once (usually {f['usual']:,.0f} times): frequent shoppers, selected"
        yield _say("care", zh, en)
    yield from _anonymous(f)


def _anonymous(f: Fitness) -> Iterator[Reason]:
    """Sales that nobody is credited with."""
    share = f.share("anonymous", "lines")
    if f["buyers"] and share > 0.1:
        zh = f"{percent(share)} 的订单行没有客户：常客可能看起来像流失了"
        en = f"{percent(share)} of lines have no customer: somebody who buys unnamed looks lost"
        yield _say("care", zh, en)


LOOKS: dict[str, Callable[[Fitness], Iterator[Reason]]] = {
    "wallet": _wallet,
    "cross_buy": _cross_buy,
    "engagement": _engagement,
    "lifecycle": _lifecycle,
    "value": _value,
}
