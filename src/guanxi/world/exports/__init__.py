"""The export files a shop of this brand would really have, and how the generic ones are to be read."""

from pathlib import Path
from typing import Any

import numpy as np

from guanxi.world.exports import store, tmall, youzan
from guanxi.world.world import World

MAPPINGS: dict[str, dict[str, Any]] = {
    "store_receipts": {
        "table": "order_line",
        "source": "store",
        "timezone": "Asia/Shanghai",
        "line_key": ["商品编码"],
        "columns": {
            "order_id": "小票号",
            "customer_key": "会员号",
            "member_id": "会员号",
            "phone": "手机号",
            "ordered_at": "销售时间",
            "product_id": "商品编码",
            "category": "品类",
            "quantity": "数量",
            "revenue": "实收金额",
            "store": "门店",
        },
    },
    "store_members": {
        "table": "customer",
        "source": "store",
        "timezone": "Asia/Shanghai",
        "columns": {
            "customer_key": "会员号",
            "member_id": "会员号",
            "name": "姓名",
            "phone": "手机号",
            "child_birthday": "宝宝生日",
            "due_date": "预产期",
            "city": "城市",
            "first_seen_at": "入会时间",
            "registered_at": "入会时间",
            "tags": "标签",
            "owner": "专属顾问",
        },
    },
    "app_events": {
        "table": "interaction",
        "source": "store",
        "timezone": "Asia/Shanghai",
        "columns": {
            "interaction_id": "事件编号",
            "customer_key": "会员号",
            "occurred_at": "发生时间",
            "kind": "事件",
            "channel": "渠道",
            "topic": "主题",
        },
    },
    "store_consents": {
        "table": "consent",
        "source": "store",
        "timezone": "Asia/Shanghai",
        "columns": {
            "customer_key": "会员号",
            "purpose": "用途",
            "channel": "渠道",
            "status": "状态",
            "stated_at": "登记时间",
        },
    },
    "member_survey": {
        "table": "declared_spend",
        "source": "store",
        "timezone": "Asia/Shanghai",
        "columns": {
            "customer_key": "会员号",
            "category": "品类",
            "period": "周期",
            "amount": "消费金额",
            "stated_at": "填写日期",
        },
    },
    "products": {
        "table": "product",
        "columns": {
            "product_id": "商品编码",
            "name": "商品名称",
            "category": "品类",
            "price": "零售价",
            "cost": "成本价",
        },
    },
    "tmall_products": {
        "table": "product",
        "columns": {
            "product_id": "宝贝标题",
            "name": "宝贝标题",
            "category": "类目",
            "price": "一口价",
            "cost": "成本价",
        },
    },
}
"""Saved mappings, by name, as they stand in guanxi.toml under `[mapping.<name>]`."""

FILES: dict[str, str] = {
    "products.xlsx": "products",
    "tmall_products.csv": "tmall_products",
    "store_members.csv": "store_members",
    "youzan_customers.csv": "",
    "youzan_order_items.csv": "",
    "tmall_ExportOrderList.csv": "",
    "store_receipts.csv": "store_receipts",
    "app_events.csv": "app_events",
    "member_survey.csv": "member_survey",
    "store_consents.csv": "store_consents",
}
"""Export files in the order in which a shop would import them, with the mapping that reads each ('': a preset)."""


def write_exports(world: World, folder: Path) -> list[Path]:
    """Write every export file of the brand into `folder` and return the paths in the order of FILES."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng((world.seed, 99))
    path = {name: folder / name for name in FILES}
    store.write_products(world, path["products.xlsx"])
    tmall.write_products(world, path["tmall_products.csv"])
    store.write_members(world, path["store_members.csv"])
    youzan.write_customers(world, path["youzan_customers.csv"])
    youzan.write_items(world, path["youzan_order_items.csv"], rng)
    tmall.write_orders(world, path["tmall_ExportOrderList.csv"], rng)
    store.write_receipts(world, path["store_receipts.csv"], rng)
    store.write_events(world, path["app_events.csv"])
    store.write_survey(world, path["member_survey.csv"], rng)
    store.write_consents(world, path["store_consents.csv"], rng)
    return list(path.values())
