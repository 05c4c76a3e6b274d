"""One file per preset of Chinese shops, from the true header row: amounts, times, statuses, encodings, refunds."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from tests.ingest.shop import Shop, export


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "shop")


def test_taobao_gbk_with_wrapped_numbers(shop: Shop, tmp_path: Path) -> None:
    row = {
        "订单编号": '="123456789012345678"',
        "买家会员名": "小明妈妈",
        "买家支付宝账号": "ming@qq.com",
        "买家应付邮费": "10.00",
        "买家实际支付金额": "110.00",
        "订单状态": "交易成功",
        "联系手机": "'13811112222",
        "订单创建时间": "2017-01-03 07:30:00",
        "订单付款时间": "2017-01-03 07:31:00",
        "宝贝标题": "奶粉 800克",
        "宝贝总数量": "2",
        "退款金额": "0.00",
        "收货人姓名": "王明",
    }
    file = export(
        tmp_path / "ExportOrderList201701.csv",
        "taobao_tmall_ExportOrderList",
        [
            row,
            {**row, "订单编号": '="2"', "退款金额": "40.00"},
            {**row, "订单编号": '="3"', "订单状态": "交易关闭", "买家实际支付金额": "0.00", "订单付款时间": ""},
            {**row, "订单编号": '="4"', "订单状态": "等待买家付款", "买家会员名": "小红", "联系手机": "'138****2222"},
        ],
        encoding="gb18030",
    )
    report = shop.imports(file)
    assert (report.mapping, report.loaded, report.source) == ("taobao_orders", 4, "taobao")
    sums = dict(shop.query("SELECT order_id, sum(revenue) FROM order_line GROUP BY 1"))
    assert sums == {"123456789012345678": 100, "2": 60, "3": 0, "4": 0}
    assert shop.query("SELECT DISTINCT ordered_at FROM order_line") == [(datetime(2017, 1, 2, 23, 30),)]
    assert shop.query("SELECT customer_key, phone, phone_written, email FROM customer ORDER BY 1") == [
        ("小明妈妈", "+8613811112222", "13811112222", "ming@qq.com"),
        ("小红", None, "138****2222", "ming@qq.com"),
    ]
    assert shop.query("SELECT DISTINCT product_id FROM order_line") == [("奶粉 800克",)]
    shop.tidy()


def test_jd_spreads_the_order(shop: Shop, tmp_path: Path) -> None:
    row = {
        "订单号": "77001",
        "商品ID": "100",
        "商品名称": "尿裤",
        "订购数量": "1",
        "下单时间": "2024/3/1 0:30:00",
        "京东价": "100.00",
        "订单金额": "200.00",
        "结算金额": "150.00",
        "应付金额": "150.00",
        "订单状态": "完成",
        "下单帐号": "jd_小花",
        "客户姓名": "花",
        "联系电话": "186******05",
        "运费金额": "0.00",
    }
    file = export(
        tmp_path / "jd.csv",
        "jd_pop_orders",
        [
            row,
            {**row, "商品ID": "101", "商品名称": "湿巾", "订购数量": "2", "京东价": "50.00"},
            {**row, "订单号": "77002", "订单状态": "(删除)等待出库", "应付金额": "100.00", "订单金额": "100.00"},
        ],
    )
    report = shop.imports(file)
    assert (report.mapping, report.loaded) == ("jd_orders", 3)
    assert dict(shop.query("SELECT order_id, sum(revenue) FROM order_line GROUP BY 1")) == {"77001": 150, "77002": 0}
    assert shop.query("SELECT revenue, quantity FROM order_line WHERE order_id='77001' ORDER BY product_id") == [
        (Decimal(75), 1.0),
        (Decimal(75), 2.0),
    ]
    assert shop.query("SELECT DISTINCT ordered_at FROM order_line") == [(datetime(2024, 2, 29, 16, 30),)]
    assert shop.query("SELECT customer_key, phone, phone_written FROM customer") == [("jd_小花", None, "186******05")]
    shop.tidy()


YOUZAN = {
    "订单号": "E2024",
    "订单状态": "已完成",
    "订单创建时间": "2024-03-01 12:00:00",
    "订单实付金额": "108.00",
    "运费": "8.00",
    "订单已退款金额": "20.00",
    "买家昵称": "豆豆妈",
    "买家手机号": "13811112222",
    "全部商品名称": "奶粉;湿巾",
    "归属店铺": "总店",
    "分销员": "张三",
}
ITEM = {
    "订单号": "E2024",
    "商品名称": "奶粉",
    "订单创建时间": "2024-03-01 12:00:00",
    "运费": "8.00",
    "订单实付金额": "108.00",
    "买家姓名": "豆豆妈",
    "买家手机号": "13811112222",
    "订单商品状态": "已完成",
    "商品类目": "奶粉",
    "商品编码": "P1",
    "商品单价": "75.00",
    "商品数量": "1",
    "商品已退款金额": "20.00",
}
ITEM2 = {**ITEM, "商品名称": "湿巾", "商品编码": "P2", "商品单价": "25.00", "商品类目": "洗护", "商品已退款金额": "0"}


def test_youzan_orders_items_and_customers(shop: Shop, tmp_path: Path) -> None:
    orders = export(
        tmp_path / "orders.csv",
        "youzan_orders",
        [
            YOUZAN,
            {**YOUZAN, "订单号": "E2", "订单状态": "已关闭", "订单已退款金额": "", "买家手机号": "186******05"},
        ],
    )
    report = shop.imports(orders)
    assert (report.mapping, report.loaded) == ("youzan_orders", 2)
    assert shop.money() == 80
    assert shop.query("SELECT customer_key FROM customer ORDER BY 1") == [("+8613811112222",), ("豆豆妈",)]
    before = shop.tables()
    report = shop.imports(export(tmp_path / "items.csv", "youzan_order_items", [ITEM, ITEM2]))
    assert (report.mapping, report.loaded) == ("youzan_order_items", 2)
    assert shop.money() == 80
    assert [row[0] for row in shop.query("SELECT product_id FROM order_line WHERE order_id='E2024' ORDER BY 1")] == [
        "P1",
        "P1",
        "P2",
    ]
    shop.tidy()
    shop.store.undo(shop.store.get(2))
    assert shop.tables() == before
    customers = export(
        tmp_path / "customers.csv",
        "youzan_customers",
        [
            {
                "客户姓名": "王豆",
                "客户昵称": "豆豆妈",
                "客户手机号": "13811112222",
                "客户生日": "1990-05-06",
                "成为客户时间": "2023-01-01 08:00:00",
            },
            {
                "客户姓名": "李",
                "客户昵称": "小李",
                "客户手机号": "186******05",
                "客户生日": "未知",
                "成为客户时间": "2023-01-01 08:00:00",
            },
        ],
    )
    report = shop.imports(customers)
    assert (report.mapping, report.loaded, report.quarantined) == ("youzan_customers", 2, 0)
    found = shop.query("SELECT customer_key, name, phone, birthday::VARCHAR, first_seen_at FROM customer ORDER BY 1")
    assert found == [
        ("+8613811112222", "王豆", "+8613811112222", "1990-05-06", datetime(2023, 1, 1)),
        ("小李", "李", None, None, datetime(2023, 1, 1)),
        ("豆豆妈", "豆豆妈", None, None, datetime(2024, 3, 1, 4)),
    ]
    shop.tidy()


def test_youzan_items_win_in_either_order(tmp_path: Path) -> None:
    orders = export(tmp_path / "orders.csv", "youzan_orders", [YOUZAN])
    items = export(tmp_path / "items.csv", "youzan_order_items", [ITEM, ITEM2])
    one, two = Shop(tmp_path / "one"), Shop(tmp_path / "two")
    one.imports(orders), one.imports(items)
    two.imports(items), two.imports(orders)
    assert one.tables()["order_line"] == two.tables()["order_line"]
    two.store.undo(two.store.get(1))
    assert two.money() == 80
    assert len(two.lines()) == 2


def test_douyin_tabs_and_encrypted_receivers(shop: Shop, tmp_path: Path) -> None:
    row = {
        "主订单编号": "\t6900",
        "子订单编号": "\t6901",
        "选购商品": "纸尿裤L",
        "商品数量": "3",
        "订单应付金额": "90.00",
        "运费": "0.00",
        "收件人": "##Zx==",
        "收件人手机号": "$$abc==",
        "订单提交时间": "2024-03-01 08:00:00",
        "订单状态": "已完成",
        "售后状态": "",
    }
    file = export(
        tmp_path / "douyin.csv",
        "douyin_orders",
        [
            row,
            {**row, "子订单编号": "\t6902", "售后状态": "退款成功"},
            {**row, "子订单编号": "\t6903", "订单状态": "待支付"},
            {**row, "子订单编号": "\t6904", "订单状态": "已关闭"},
            {**row, "子订单编号": "\t6905", "售后状态": "售后关闭"},
        ],
        encoding="utf-8-sig",
    )
    report = shop.imports(file)
    assert (report.mapping, report.loaded) == ("douyin_orders", 5)
    sums = dict(shop.query("SELECT left(line_no, 4), sum(revenue) FROM order_line GROUP BY 1"))
    assert sums == {"6901": 90, "6902": 0, "6903": 0, "6904": 0, "6905": 90}
    assert shop.query("SELECT count(*), count(customer_key) FROM order_line")[0][1] == 0
    assert shop.query("SELECT DISTINCT order_id, ordered_at FROM order_line") == [("6900", datetime(2024, 3, 1))]
    shop.tidy()


def test_pinduoduo_is_anonymous(shop: Shop, tmp_path: Path) -> None:
    row = {
        "订单成交时间": "2024-03-01 08:00:00",
        "商品": "湿巾80抽",
        "订单号": "240301-1",
        "订单状态": "已收货",
        "邮费(元)": "0.00",
        "商家实收金额(元)": "19.90",
        "商品数量(件)": "1",
        "商品id": "555",
        "售后状态": "无售后或售后取消",
    }
    file = export(
        tmp_path / "pdd.csv",
        "pinduoduo_orders",
        [
            row,
            {**row, "订单号": "2", "订单状态": "已发货,退款成功", "售后状态": "退款成功"},
            {**row, "订单号": "3", "订单状态": "已取消"},
        ],
    )
    report = shop.imports(file)
    assert (report.mapping, report.loaded) == ("pinduoduo_orders", 3)
    assert shop.money() == 19.9
    assert shop.query("SELECT count(*) FROM customer") == [(0,)]
    shop.tidy()


def test_linkwechat_customers(shop: Shop, tmp_path: Path) -> None:
    file = export(
        tmp_path / "wecom.csv",
        "linkwechat_customers",
        [
            {
                "客户姓名": "豆豆妈",
                "userid": "wm1",
                "unionid": "o1",
                "生日": "1990-01-02",
                "添加时间": "2024-01-01 00:00:00",
                "手机号": "１３８１１１１２２２２",
                "邮箱": "A@B.CN",
                "跟进员工": "小赵",
                "企业标签": "孕期",
            },
            {"客户姓名": "无名", "userid": "", "unionid": "", "添加时间": "2024-01-01 00:00:00"},
        ],
    )
    report = shop.imports(file)
    assert (report.mapping, report.loaded, report.quarantined) == ("linkwechat_customers", 1, 1)
    columns = "source, customer_key, union_id, open_id, id_space, phone, email, owner, first_seen_at"
    assert shop.query(f"SELECT {columns} FROM customer") == [
        ("wecom", "wm1", "o1", "wm1", "wecom", "+8613811112222", "a@b.cn", "小赵", datetime(2023, 12, 31, 16)),
    ]
    assert shop.quarantine()[0][1:3] == (3, "userid / unionid")
    shop.tidy()
