"""The brand's own shops and app: till receipts, members, app events, a survey, the product list."""

from pathlib import Path

import numpy as np
import xlsxwriter

from guanxi.world.brand import CATEGORIES, CITIES, NAMES, STORE, STORES, Ints
from guanxi.world.exports.writing import Spoil, dates, header_of, put, rows_of, times, untidy, where, write_csv, yuan
from guanxi.world.sales import RETURNED, Lines
from guanxi.world.signals import KINDS
from guanxi.world.truth import yearly_wallet
from guanxi.world.world import World

RECEIPTS = header_of("小票号,会员号,手机号,销售时间,商品编码,商品名称,品类,数量,单价,实收金额,门店")
MEMBERS = ("会员号", "姓名", "手机号", "宝宝生日", "预产期", "城市", "入会时间", "标签", "专属顾问")
EVENTS = ("事件编号", "会员号", "发生时间", "事件", "渠道", "主题")
CONSENTS = ("会员号", "用途", "渠道", "状态", "登记时间")
SURVEY = ("会员号", "品类", "周期", "消费金额", "填写日期")
PRODUCTS = ("商品编码", "商品名称", "品类", "零售价", "成本价")
ADVISERS = ("周敏", "吴倩", "郑洁", "钱莉", "孙妍", "何薇")
ANSWERED = 0.05  # share of members who answered the survey


def write_receipts(world: World, path: Path, rng: np.random.Generator) -> Path:
    """Write the tills' receipts; goods given back come on a receipt of their own, some days later."""
    lines = world.lines.pick(world.lines.channel == STORE)
    later = np.minimum(lines.day + 1 + lines.order % 6, world.weeks * 7 - 1)
    back = lines.state == RETURNED
    sold = _receipts(world, lines.person, "S", np.ones(len(lines), dtype=np.int64), lines.day, lines)
    returned = _receipts(world, lines.person, "T", np.full(len(lines), -1), later, lines)
    rows = sold + [row for row, given_back in zip(returned, back.tolist(), strict=True) if given_back]
    rows.sort(key=lambda row: row[3])
    return write_csv(path, RECEIPTS, untidy(rows, _spoils(), rng), "utf-8")


def write_more_receipts(world: World, lines: Lines, path: Path) -> Path:
    """Write the receipts of further purchases, each of which knows its member."""
    columns = _columns(world, lines.person, "A", np.ones(len(lines), dtype=np.int64), lines.day, lines)
    columns["会员号"] = world.records.member[lines.person].tolist()
    return write_csv(path, RECEIPTS, sorted(rows_of(RECEIPTS, columns), key=lambda row: row[3]), "utf-8")


def _receipts(world: World, person: Ints, mark: str, sign: Ints, day: Ints, lines: Lines) -> list[list[str]]:
    return rows_of(RECEIPTS, _columns(world, person, mark, sign, day, lines))


def _columns(world: World, person: Ints, mark: str, sign: Ints, day: Ints, lines: Lines) -> dict[str, list[str]]:
    goods, product = world.goods, lines.product.tolist()
    shown = (lines.order * 7919 % 100) < 88  # a cashier asks for the card; the answer holds for the receipt
    told = shown | (lines.order * 104_729 % 100 < 30)
    return {
        "小票号": [f"{mark}{1_000_000 + order}" for order in lines.order.tolist()],
        "会员号": np.where(shown, world.records.member[person], "").tolist(),
        "手机号": np.where(told, world.records.store_phone[person], "").tolist(),
        "销售时间": times(world.start, day, lines.second),
        "商品编码": [goods.code[item] for item in product],
        "商品名称": [goods.name[item] for item in product],
        "品类": [CATEGORIES[category].name for category in lines.category.tolist()],
        "数量": [str(packs) for packs in (lines.packs * sign).tolist()],
        "单价": yuan(lines.unit),
        "实收金额": yuan(lines.paid * sign),
        "门店": [STORES[store] for store in lines.store.tolist()],
    }


def _spoils() -> list[Spoil]:
    """Broken rows: days that do not exist, a formula that failed, a number in words."""
    wrong = [
        ("销售时间", "2025/02/31 18:20"),
        ("实收金额", "#REF!"),
        ("数量", "一盒"),
        ("销售时间", "0000-00-00 00:00:00"),
    ]
    return [put([RECEIPTS.index(name)], text, f"S9{n:06d}") for n, (name, text) in enumerate(wrong * 3)]


def write_members(world: World, path: Path) -> Path:
    """Write the members: number, telephone, and due date or child's birthday where they told it."""
    who = np.flatnonzero(world.records.member != "")
    people, seen = world.people, world.records
    joined = np.floor(people.joined[who]).astype(np.int64)
    due = np.floor(people.due[who]).astype(np.int64)
    expecting, told = due > joined, seen.stated_child[who]
    child = dates(world.start, due)
    columns = {
        "会员号": seen.member[who].tolist(),
        "姓名": seen.name[who].tolist(),
        "手机号": seen.store_phone[who].tolist(),
        "宝宝生日": where(told & ~expecting, child),
        "预产期": where(told & expecting, child),
        "城市": [CITIES[city] for city in people.city[who].tolist()],
        "入会时间": times(world.start, joined, 36_000 + who % 30_000),
        "标签": ["孕期入会" if early else "产后入会" for early in expecting.tolist()],
        "专属顾问": [ADVISERS[person % len(ADVISERS)] for person in who.tolist()],
    }
    return write_csv(path, MEMBERS, rows_of(MEMBERS, columns), "utf-8-sig")


def write_events(world: World, path: Path) -> Path:
    """Write what members did in the app."""
    events = world.events
    columns = {
        "事件编号": [f"EV{number:08d}" for number in range(len(events))],
        "会员号": world.records.member[events.person].tolist(),
        "发生时间": times(world.start, events.day, events.second),
        "事件": [KINDS[kind] for kind in events.kind.tolist()],
        "渠道": ["app"] * len(events),
        "主题": [NAMES[topic] if topic >= 0 else "" for topic in events.topic.tolist()],
    }
    return write_csv(path, EVENTS, rows_of(EVENTS, columns), "utf-8")


def write_consents(world: World, path: Path, rng: np.random.Generator) -> Path:
    """Write what members allowed when they joined: most everything, some no advertising by SMS; a few took it back."""
    who = np.flatnonzero(world.records.member != "")
    joined = np.floor(world.people.joined[who]).astype(np.int64)
    kind = rng.random(len(who))
    agreed, no_sms, later = kind < 0.9, (kind > 0.6) & (kind < 0.72), kind < 0.03
    last = np.minimum(joined + 200, world.weeks * 7 - 1)
    said = [
        *_stated(world, who[agreed], joined[agreed], "*", "*", "同意"),
        *_stated(world, who[no_sms], joined[no_sms], "营销", "sms", "拒绝"),
        *_stated(world, who[later], last[later], "*", "*", "撤回"),
    ]
    return write_csv(path, CONSENTS, said, "utf-8-sig")


def _stated(world: World, who: Ints, day: Ints, purpose: str, channel: str, status: str) -> list[list[str]]:
    """Rows of one kind of statement."""
    when = times(world.start, day, np.full(len(who), 37_000))
    return [
        [member, purpose, channel, status, moment]
        for member, moment in zip(world.records.member[who].tolist(), when, strict=True)
    ]


def write_survey(world: World, path: Path, rng: np.random.Generator) -> Path:
    """Write what some members said they spend a year anywhere: about right, rounded to ten yuan."""
    wallet = yearly_wallet(world)
    member = world.records.member != ""
    asked = member & (rng.random(len(member)) < ANSWERED) & (world.people.joined < world.weeks * 7 - 60)
    person, category = np.nonzero(asked[:, None] & (wallet > 30_000))
    said = wallet[person, category] / 100 * np.exp(rng.normal(0, 0.2, len(person)))
    day = np.full(len(person), world.weeks * 7 - 20)
    columns = {
        "会员号": world.records.member[person].tolist(),
        "品类": [NAMES[which] for which in category.tolist()],
        "周期": ["年"] * len(person),
        "消费金额": [f"{round(value, -1):.0f}" for value in said.tolist()],
        "填写日期": dates(world.start, day + person % 15),
    }
    return write_csv(path, SURVEY, rows_of(SURVEY, columns), "utf-8")


def write_products(world: World, path: Path) -> Path:
    """Write the product list as a spreadsheet."""
    goods = world.goods
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("商品")
        sheet.write_row(0, 0, PRODUCTS)
        for number, code in enumerate(goods.code):
            category = CATEGORIES[int(goods.category[number])].name
            money = (int(goods.price[number]) / 100, int(goods.cost[number]) / 100)
            sheet.write_row(number + 1, 0, (code, goods.name[number], category, *money))
    return path
