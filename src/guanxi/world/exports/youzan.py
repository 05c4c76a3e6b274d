"""Youzan mini-programme shop: order items and customers, UTF-8 with byte-order mark."""

from pathlib import Path

import numpy as np

from guanxi.world.brand import CATEGORIES, CITIES, YOUZAN, Ints
from guanxi.world.exports.writing import Spoil, header_of, put, rows_of, times, untidy, where, write_csv, yuan
from guanxi.world.sales import CANCELLED, PAID, PARTLY, RETURNED, UNPAID, Lines
from guanxi.world.world import World

ITEMS = header_of(
    "订单号,商品名称,订单创建时间,运费,订单实付金额,课程简称,收货人/提货人,收货人手机号/提货人手机号,"
    "详细收货地址/提货地址,买家备注,买家姓名,买家手机号,商家订单备注,订单商品状态,商品类型,商品类目,商品规格,商品编码,"
    "商品单价,商品数量,商品留言,商品发货物流公司,商品发货物流单号,商品退款状态,商品已退款金额"
)
CUSTOMERS = header_of(
    "客户姓名,客户昵称,客户手机号,客户生日,客户性别,标签,是否会员,成长值,免费等级,付费等级,权益卡,客户积分,"
    "客户储值余额,消费次数,消费金额,累计退款金额,累计退款订单数,笔单价,上次消费时间,分销员,导购员,企微好友,来源渠道,"
    "来源方式,成为客户时间,成为会员时间,成为会员店铺,公众号,公众号关注时间,最近浏览时间,微信地域,所属区域,"
    "指定时间消费次数,指定时间消费金额,"
)
STATUS = {PAID: "交易完成", RETURNED: "交易关闭", PARTLY: "交易完成", CANCELLED: "交易关闭", UNPAID: "待付款"}
AFTER = {PAID: "", RETURNED: "退款成功", PARTLY: "部分退款", CANCELLED: "退款成功", UNPAID: ""}
FREE_POST = 8_800  # fen; below it the buyer pays the parcel
POST = 1_000


def write_items(world: World, path: Path, rng: np.random.Generator) -> Path:
    """Write the order items of the Youzan shop."""
    lines = world.lines.pick(world.lines.channel == YOUZAN)
    goods, seen = world.goods, world.records
    who, product, state = lines.person.tolist(), lines.product.tolist(), lines.state.tolist()
    when = times(world.start, lines.day, lines.second)
    post, paid = _of_order(lines)
    name = seen.name[lines.person].tolist()
    columns = {
        "订单号": [f"E{t[:10].replace('-', '')}{n:010d}" for t, n in zip(when, lines.order.tolist(), strict=True)],
        "商品名称": [goods.name[item] for item in product],
        "订单创建时间": when,
        "运费": yuan(post),
        "订单实付金额": yuan(paid),
        "收货人/提货人": name,
        "收货人手机号/提货人手机号": seen.youzan_phone[lines.person].tolist(),
        "详细收货地址/提货地址": [f"{CITIES[city]}市****" for city in world.people.city[lines.person].tolist()],
        "买家姓名": seen.youzan_nick[lines.person].tolist(),
        "买家手机号": seen.youzan_phone[lines.person].tolist(),
        "订单商品状态": [STATUS[kind] for kind in state],
        "商品类型": ["普通商品"] * len(who),
        "商品类目": [CATEGORIES[category].name for category in lines.category.tolist()],
        "商品规格": [goods.name[item].split(" ")[-1] for item in product],
        "商品编码": [goods.code[item] for item in product],
        "商品单价": yuan(lines.unit),
        "商品数量": [str(packs) for packs in lines.packs.tolist()],
        "商品退款状态": [AFTER[kind] for kind in state],
        "商品已退款金额": yuan(lines.back),
    }
    return write_csv(path, ITEMS, untidy(rows_of(ITEMS, columns), _spoils(), rng), "utf-8-sig")


def _of_order(lines: Lines) -> tuple[Ints, Ints]:
    """Parcel money and money paid of each line's whole order, in fen."""
    goods = np.bincount(lines.order, lines.paid).astype(np.int64)[lines.order]
    post = np.where((goods > 0) & (goods < FREE_POST), POST, 0)
    return post, goods + post


def _spoils() -> list[Spoil]:
    """Broken rows: days that do not exist, amounts and numbers that are none, an order without number."""
    when = [("订单创建时间", "2025-02-30 10:11:12"), ("订单创建时间", "昨天"), ("订单创建时间", "")]
    wrong = [*when, ("商品单价", "面议"), ("商品数量", "两件"), ("商品单价", "12..5")]
    spoils = [put([ITEMS.index(name)], text, f"E20250101{n:010d}") for n, (name, text) in enumerate(wrong * 2)]
    return [*spoils, put([], "", "")]


def write_customers(world: World, path: Path) -> Path:
    """Write the customers of the Youzan shop: buyers, and followers who have not bought."""
    of = world.lines.pick((world.lines.channel == YOUZAN) & (world.lines.state != UNPAID))
    n = len(world.people)
    orders = np.bincount(np.unique(np.stack([of.order, of.person]), axis=1)[1], minlength=n)
    follower = (world.people.channels[:, YOUZAN] > 0.3) & (np.arange(n) % 3 > 0)
    who = np.flatnonzero((orders > 0) | follower)
    last = np.zeros(n, dtype=np.int64)
    np.maximum.at(last, of.person, of.day)
    met = np.floor(world.people.joined[who]).astype(np.int64)
    noon = np.full(len(who), 43_200)
    paid, back = (np.bincount(of.person, money, minlength=n).astype(np.int64)[who] for money in (of.paid, of.back))
    bought = orders[who] > 0
    since = times(world.start, met, noon)
    columns = {
        "客户姓名": world.records.name[who].tolist(),
        "客户昵称": world.records.youzan_nick[who].tolist(),
        "客户手机号": world.records.youzan_phone[who].tolist(),
        "客户性别": ["女" if person % 12 else "男" for person in who.tolist()],
        "是否会员": ["是" if is_member else "否" for is_member in world.people.app[who].tolist()],
        "消费次数": [str(count) for count in orders[who].tolist()],
        "消费金额": yuan(paid - back),
        "累计退款金额": yuan(back),
        "上次消费时间": where(bought, times(world.start, last[who], noon)),
        "来源渠道": ["微信小程序"] * len(who),
        "成为客户时间": since,
        "成为会员时间": where(world.people.app[who], since),
        "微信地域": [CITIES[city] for city in world.people.city[who].tolist()],
    }
    return write_csv(path, CUSTOMERS, rows_of(CUSTOMERS, columns), "utf-8-sig")
