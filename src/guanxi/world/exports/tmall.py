"""Tmall flagship store: ExportOrderList in GBK, order numbers as formulas, telephones behind an apostrophe."""

from pathlib import Path

import numpy as np

from guanxi.world.brand import CATEGORIES, CITIES, TMALL
from guanxi.world.exports.writing import Spoil, header_of, put, rows_of, times, untidy, write_csv, yuan
from guanxi.world.sales import CANCELLED, PAID, PARTLY, RETURNED, UNPAID, Lines
from guanxi.world.truth import second_account
from guanxi.world.world import World

HEADER = header_of(
    "订单编号,买家会员名,买家支付宝账号,支付单号,支付详情,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,"
    "买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,"
    "订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,"
    "买家服务费,发票抬头,是否手机订单,分阶段订单信息,特权订金订单id,是否上传合同照片,是否上传小票,是否代付,定金排名,"
    "修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,新零售交易类型,新零售导购门店名称,"
    "新零售导购门店id,新零售发货门店名称,新零售发货门店id,退款金额,预约门店,确认收货时间,打款商家金额,"
    "含应开票给个人的个人红包,是否信用购,体验期结束时间,前N有礼,配送类型,主订单编号"
)
STATUS = {PAID: "交易成功", RETURNED: "交易关闭", PARTLY: "交易成功", CANCELLED: "交易关闭", UNPAID: "等待买家付款"}
CLOSED = {PAID: "", RETURNED: "退款", PARTLY: "", CANCELLED: "买家不想买了", UNPAID: ""}
PRODUCTS = ("宝贝标题", "商家编码", "类目", "一口价", "成本价")


def write_orders(world: World, path: Path, rng: np.random.Generator) -> Path:
    """Write the orders of the flagship store, one product each."""
    lines = world.lines.pick(world.lines.channel == TMALL)
    seen, state = world.records, lines.state.tolist()
    number = [f'="{2_500_000_000_000_000_000 + order}"' for order in lines.order.tolist()]
    made = times(world.start, lines.day, lines.second)
    paid_at = times(world.start, lines.day, lines.second + 45)
    columns = {
        "订单编号": number,
        "买家会员名": _accounts(world, lines),
        "买家应付货款": yuan(lines.unit * lines.packs),
        "买家应付邮费": ["0.00"] * len(lines),
        "总金额": yuan(lines.unit * lines.packs),
        "买家实际支付金额": yuan(lines.paid),
        "订单状态": [STATUS[kind] for kind in state],
        "收货人姓名": seen.name[lines.person].tolist(),
        "收货地址 ": [f"{CITIES[city]}市****" for city in world.people.city[lines.person].tolist()],
        "运送方式": ["快递"] * len(lines),
        "联系手机": [f"'{phone}" if phone else "" for phone in seen.tmall_phone[lines.person].tolist()],
        "订单创建时间": made,
        "订单付款时间 ": ["" if kind == UNPAID else text for kind, text in zip(state, paid_at, strict=True)],
        "宝贝标题 ": [world.goods.title[product] for product in lines.product.tolist()],
        "宝贝种类 ": ["1"] * len(lines),
        "宝贝总数量": [str(packs) for packs in lines.packs.tolist()],
        "店铺名称": ["安禾母婴旗舰店"] * len(lines),
        "订单关闭原因": [CLOSED[kind] for kind in state],
        "是否手机订单": ["手机订单"] * len(lines),
        "退款金额": yuan(lines.back),
        "主订单编号": number,
    }
    return write_csv(path, HEADER, untidy(rows_of(HEADER, columns), _spoils(), rng), "gbk")


def _accounts(world: World, lines: Lines) -> list[str]:
    """The account of each line: a few people use a second one every third order."""
    first, second = world.records.tmall_nick[lines.person], world.records.tmall_second[lines.person]
    return list(np.where(second_account(world, lines), second, first).tolist())


def _spoils() -> list[Spoil]:
    """Broken rows: no amount, days that do not exist, pieces in words."""
    when = ("订单创建时间", "订单付款时间 ")
    wrong = [(("买家实际支付金额",), "暂无"), (when, "2025-13-01 09:00:00"), (("宝贝总数量",), "若干")]
    wrong.append((("买家实际支付金额",), "1,2,3.4.5"))
    return [
        put([HEADER.index(name) for name in names], text, f'="19000000000000000{number:02d}"')
        for number, (names, text) in enumerate(wrong * 2)
    ]


def write_products(world: World, path: Path) -> Path:
    """Write the flagship store's own list: titles with category, price and cost."""
    goods = world.goods
    columns = {
        "宝贝标题": goods.title,
        "商家编码": goods.code,
        "类目": [CATEGORIES[category].name for category in goods.category.tolist()],
        "一口价": yuan(goods.price),
        "成本价": yuan(goods.cost),
    }
    return write_csv(path, PRODUCTS, rows_of(PRODUCTS, columns), "gbk")
