"""One synthetic file per preset, made from the true header row: amounts, times, statuses, encodings, refunds."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from tests.ingest.shop import Shop, export


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "shop")


def test_shopify_orders_fill_discount_refund_and_cancellation(shop: Shop, tmp_path: Path) -> None:
    first = {
        "Name": "#1001",
        "Email": "Ann@Shop.com",
        "Financial Status": "partially_refunded",
        "Currency": "USD",
        "Subtotal": "90.00",
        "Shipping": "5.00",
        "Total": "95.00",
        "Discount Amount": "10.00",
        "Refunded Amount": "30.00",
        "Created at": "2024-01-02 10:00:00 +0800",
        "Lineitem quantity": "1",
        "Lineitem name": "A",
        "Lineitem price": "33.33",
        "Lineitem sku": "SKU-A",
        "Billing Name": "Ann Li",
        "Billing Phone": "'+86 138 1111 2222",
        "Lineitem discount": "0.00",
    }
    more = {
        "Name": "#1001",
        "Email": "Ann@Shop.com",
        "Lineitem quantity": "2",
        "Lineitem name": "B",
        "Lineitem price": "33.335",
        "Lineitem sku": "SKU-B",
        "Lineitem discount": "0.00",
    }
    cancelled = {
        **first,
        "Name": "#1002",
        "Email": "bob@shop.com",
        "Cancelled at": "2024-01-03 10:00:00 +0800",
        "Financial Status": "voided",
        "Refunded Amount": "0.00",
        "Billing Phone": "",
        "Billing Name": "Bob",
    }
    pending = {**cancelled, "Name": "#1003", "Cancelled at": "", "Financial Status": "pending"}
    full = {**first, "Name": "#1004", "Financial Status": "refunded", "Refunded Amount": "95.00"}
    file = export(tmp_path / "orders_export_1.csv", "shopify_orders_export", [first, more, cancelled, pending, full])
    report = shop.imports(file)
    assert (report.mapping, report.rows, report.loaded, report.quarantined) == ("shopify_orders", 5, 5, 0)
    sums = dict(shop.query("SELECT order_id, sum(revenue) FROM order_line GROUP BY 1"))
    assert sums == {"#1001": Decimal(60), "#1002": 0, "#1003": 0, "#1004": 0}
    paid = shop.query("SELECT product_id, revenue FROM order_line WHERE order_id='#1001' AND status='paid' ORDER BY 1")
    assert paid == [("SKU-A", Decimal("30.00")), ("SKU-B", Decimal("60.00"))]
    assert shop.query("SELECT DISTINCT ordered_at FROM order_line") == [(datetime(2024, 1, 2, 2),)]
    assert dict(
        shop.query("SELECT order_id, string_agg(status, ',' ORDER BY revenue DESC) FROM order_line GROUP BY 1")
    ) == {
        "#1001": "paid,paid,refunded,refunded",
        "#1002": "cancelled,cancelled",
        "#1003": "unpaid",
        "#1004": "paid,refunded",
    }
    assert shop.query("SELECT customer_key, email, phone, name FROM customer ORDER BY 1") == [
        ("ann@shop.com", "ann@shop.com", "+8613811112222", "Ann Li"),
        ("bob@shop.com", "bob@shop.com", None, "Bob"),
    ]
    shop.tidy()


def test_shopify_lines_add_up_to_the_cent(shop: Shop, tmp_path: Path) -> None:
    base = {"Name": "#7", "Email": "a@b.co", "Lineitem quantity": "1", "Lineitem price": "10.00"}
    head = {
        "Financial Status": "paid",
        "Subtotal": "20.00",
        "Created at": "2024-01-02 10:00:00 +0000",
        "Currency": "EUR",
    }
    rows = [{**base, **(head if i == 0 else {}), "Lineitem name": f"item {i}"} for i in range(3)]
    shop.imports(export(tmp_path / "o.csv", "shopify_orders_export", rows))
    revenues = [row[0] for row in shop.query("SELECT revenue FROM order_line ORDER BY 1")]
    assert sum(revenues) == Decimal("20.00")
    assert revenues == [Decimal("6.66"), Decimal("6.67"), Decimal("6.67")]


def test_shopify_same_item_on_two_lines(shop: Shop, tmp_path: Path) -> None:
    line = {
        "Name": "#8",
        "Email": "a@b.co",
        "Lineitem quantity": "1",
        "Lineitem price": "10.00",
        "Lineitem name": "Cup",
    }
    head = {
        "Financial Status": "paid",
        "Subtotal": "30.00",
        "Created at": "2024-01-02 10:00:00 +0000",
        "Currency": "EUR",
    }
    file = export(tmp_path / "o.csv", "shopify_orders_export", [{**line, **head}, line, line])
    report = shop.imports(file)
    assert (report.loaded, report.currency) == (3, "EUR")
    assert shop.query("SELECT sum(quantity), sum(revenue) FROM order_line") == [(3.0, Decimal(30))]
    assert shop.imports(file).load_id == ""


def test_another_currency_than_before_is_quarantined(shop: Shop, tmp_path: Path) -> None:
    head = {
        "Financial Status": "paid",
        "Subtotal": "30.00",
        "Created at": "2024-01-02 10:00:00 +0000",
        "Currency": "EUR",
    }
    line = {"Lineitem quantity": "1", "Lineitem price": "30.00", "Lineitem name": "Cup", **head}
    shop.imports(export(tmp_path / "a.csv", "shopify_orders_export", [{**line, "Name": "#1"}]))
    mixed = [{**line, "Name": "#2"}, {**line, "Name": "#3", "Currency": "USD"}]
    report = shop.imports(export(tmp_path / "b.csv", "shopify_orders_export", mixed))
    assert (report.loaded, report.quarantined) == (1, 1)
    assert shop.quarantine()[0][2:4] == ("Currency", "USD")


def test_shopify_customers(shop: Shop, tmp_path: Path) -> None:
    file = export(
        tmp_path / "customers_export.csv",
        "shopify_customers_export",
        [
            {
                "Customer ID": "'601",
                "First Name": "Ann",
                "Last Name": "Li",
                "Email": "ann@shop.com",
                "Phone": "'+8613811112222",
                "Total Orders": "2",
                "Total Spent": "60.00",
                "Tags": "vip",
            },
            {"Customer ID": "'602", "First Name": "Nobody", "Email": "noreply@shop.com", "Total Orders": "0"},
        ],
    )
    report = shop.imports(file)
    assert (report.mapping, report.table, report.loaded) == ("shopify_customers", "customer", 2)
    assert shop.query(
        "SELECT customer_key, member_id, name, email, phone, id_space, tags FROM customer ORDER BY 1"
    ) == [
        ("602", "602", "Nobody", None, None, "shopify", None),
        ("ann@shop.com", "601", "Ann Li", "ann@shop.com", "+8613811112222", "shopify", "vip"),
    ]


def test_woocommerce_advanced(shop: Shop, tmp_path: Path) -> None:
    row = {
        "Order Number": "55",
        "Order Status": "Completed",
        "Order Date": "2024-05-06 07:08",
        "Email (Billing)": "c@d.org",
        "First Name (Billing)": "Cy",
        "Last Name (Billing)": "Do",
        "Item #": "1",
        "SKU": "S1",
        "Name": "Bottle",
        "Quantity": "2",
        "Item Cost": "12.50",
        "Order Line Total": "25.00",
        "Order Line Total Refunded": "12.50",
    }
    file = export(
        tmp_path / "woo.csv",
        "woocommerce_advanced_order_export",
        [
            row,
            {**row, "Item #": "2", "SKU": "S2", "Order Line Total": "7.00", "Order Line Total Refunded": "0"},
            {**row, "Order Number": "56", "Order Status": "Pending payment", "Order Line Total Refunded": ""},
            {**row, "Order Number": "57", "Order Status": "wc-cancelled"},
        ],
    )
    report = shop.imports(file)
    assert (report.mapping, report.loaded) == ("woocommerce_advanced", 4)
    sums = dict(shop.query("SELECT order_id, sum(revenue) FROM order_line GROUP BY 1"))
    assert sums == {"55": Decimal("19.50"), "56": 0, "57": 0}
    assert shop.query("SELECT DISTINCT name FROM customer") == [("Cy Do",)]
    shop.tidy()


def test_woocommerce_webtoffee_packed_items(shop: Shop, tmp_path: Path) -> None:
    row = {
        "order_id": "900",
        "order_number": "900",
        "order_date": "2024-05-06 07:08:09",
        "status": "processing",
        "order_total": "47.00",
        "order_currency": "EUR",
        "billing_email": "E@F.net",
        "billing_first_name": "Eve",
        "refund_items": "amount:10.00|reason:broken|date:2024-05-07",
        "customer_user": "12",
        "line_item_1": "name:Milk, powder|product_id:7|sku:MP|quantity:2|total:40.00|sub_total:44.00|tax:0",
    }
    done = {
        **row,
        "order_id": "901",
        "order_number": "901",
        "status": "refunded",
        "refund_items": "",
        "line_item_1": '{"name":"Hat","product_id":8,"sku":"HT","quantity":1,"total":"7.50"}',
    }
    report = shop.imports(export(tmp_path / "wt.csv", "woocommerce_webtoffee_order_export", [row, done]))
    assert (report.mapping, report.rows, report.loaded) == ("woocommerce_webtoffee", 2, 2)
    assert shop.lines("order_id, line_no, product_id, quantity, revenue, status") == [
        ("900", "1", "MP", 2.0, Decimal(40), "paid"),
        ("900", "1~back", "MP", 0.0, Decimal(-10), "refunded"),
        ("901", "1", "HT", 1.0, Decimal("7.5"), "paid"),
        ("901", "1~back", "HT", -1.0, Decimal("-7.5"), "refunded"),
    ]
    assert shop.query("SELECT name FROM product ORDER BY 1") == [("Hat",), ("Milk, powder",)]
    shop.tidy()


def test_magento(shop: Shop, tmp_path: Path) -> None:
    row = {
        "ID": "000000123",
        "Purchase Point": "Main Website",
        "Purchase Date": "Jan 5, 2024, 3:04:05 PM",
        "Status": "complete",
        "Grand Total (Base)": "$1,055.00",
        "Grand Total (Purchased)": "$1,055.00",
        "Shipping and Handling": "$5.00",
        "Customer Email": "m@n.com",
        "Customer Name": "Moe",
        "Total Refunded": "$50.00",
        "Bill-to Name": "Moe",
    }
    file = export(
        tmp_path / "magento.csv",
        "magento2_sales_order_grid",
        [
            row,
            {**row, "ID": "000000124", "Status": "closed", "Total Refunded": "$1,055.00"},
            {**row, "ID": "000000125", "Status": "canceled", "Total Refunded": "$0.00"},
            {**row, "ID": "000000126", "Status": "pending_payment", "Total Refunded": ""},
        ],
    )
    report = shop.imports(file)
    assert (report.mapping, report.loaded) == ("magento2_orders", 4)
    sums = dict(shop.query("SELECT order_id, sum(revenue) FROM order_line GROUP BY 1"))
    assert sums == {"000000123": 1000, "000000124": 0, "000000125": 0, "000000126": 0}
    assert shop.query("SELECT DISTINCT ordered_at FROM order_line") == [(datetime(2024, 1, 5, 15, 4, 5),)]
    shop.tidy()


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
