"""What rows, columns and ways of reading are called."""

from guanxi.core.kernel.words import Words

KINDS: dict[str, Words] = {
    "order_line": {"zh": "订单", "en": "Orders"},
    "customer": {"zh": "客户资料", "en": "Customers"},
    "product": {"zh": "商品", "en": "Products"},
    "interaction": {"zh": "客户互动", "en": "What customers did"},
    "contact": {"zh": "品牌触达", "en": "Contacts by the brand"},
    "consent": {"zh": "授权同意", "en": "Consent"},
    "membership": {"zh": "会籍与订阅", "en": "Memberships"},
    "declared_spend": {"zh": "自报消费", "en": "Spending told"},
    "investment": {"zh": "投入", "en": "Investments"},
}
ROWS: dict[str, Words] = {
    "order_line": {"zh": "一件商品或一张订单", "en": "an item of an order, or an order"},
    "customer": {"zh": "一位客户的资料", "en": "a customer's record"},
    "product": {"zh": "一件商品", "en": "a product"},
    "interaction": {"zh": "客户的一次到店、浏览、评价……", "en": "a visit, view, review … by a customer"},
    "contact": {"zh": "品牌的一次关怀、服务或销售", "en": "a contact: care, service, selling"},
    "consent": {"zh": "一条授权说明", "en": "a statement of consent"},
    "membership": {"zh": "一期会籍或订阅", "en": "a term of a membership"},
    "declared_spend": {"zh": "客户自报的一笔消费", "en": "what a customer says they spend"},
    "investment": {"zh": "一笔投入（钱或时间）", "en": "money or minutes spent"},
}
"""What one row is, where somebody chooses what the rows are."""
DATE_ORDERS: dict[str, Words] = {
    "": {"zh": "自动判断", "en": "By itself"},
    "dmy": {"zh": "日/月/年（31/12/2026）", "en": "Day/month/year (31/12/2026)"},
    "mdy": {"zh": "月/日/年（12/31/2026）", "en": "Month/day/year (12/31/2026)"},
}
ENCODINGS: dict[str, Words] = {
    "": {"zh": "自动判断", "en": "By itself"},
    **{name: {"zh": name.upper(), "en": name.upper()} for name in ("utf-8", "gb18030", "big5", "utf-16", "shift_jis")},
    "windows-1252": {"zh": "西欧（Windows-1252）", "en": "Western (Windows-1252)"},
}
COUNTS: dict[str, Words] = {
    "rows": {"zh": "行", "en": "rows"},
    "loaded": {"zh": "载入", "en": "loaded"},
    "quarantined": {"zh": "隔离", "en": "in quarantine"},
    "repeated": {"zh": "重复", "en": "repeated"},
}

_IDS: dict[str, Words] = {
    "order_id": {"zh": "订单号", "en": "Order number"},
    "line_no": {"zh": "订单行号", "en": "Line number"},
    "customer_key": {"zh": "客户编号", "en": "Customer"},
    "product_id": {"zh": "商品编号", "en": "Product number"},
    "interaction_id": {"zh": "互动编号", "en": "Number of the event"},
    "contact_id": {"zh": "触达编号", "en": "Number of the contact"},
    "booking_id": {"zh": "入账编号", "en": "Number of the booking"},
    "membership_id": {"zh": "会籍编号", "en": "Number of the term"},
    "action_id": {"zh": "动作", "en": "Action"},
    "plan_id": {"zh": "计划", "en": "Plan"},
    "staff_id": {"zh": "员工", "en": "Member of staff"},
    "union_id": {"zh": "微信 UnionID", "en": "WeChat union id"},
    "open_id": {"zh": "微信 OpenID", "en": "Id within one app"},
    "member_id": {"zh": "会员号", "en": "Membership number"},
    "id_space": {"zh": "编号所属的应用", "en": "App the ids belong to"},
}
_ORDERS: dict[str, Words] = {
    "ordered_at": {"zh": "下单时间", "en": "Ordered at"},
    "quantity": {"zh": "数量", "en": "Quantity"},
    "revenue": {"zh": "行金额（折后实收）", "en": "Amount of the line (net)"},
    "unit_price": {"zh": "单价（无行金额时用）", "en": "Unit price (if there is no amount)"},
    "order_total": {"zh": "整单金额（摊到各行）", "en": "Amount of the whole order (spread)"},
    "refund": {"zh": "该行退款", "en": "Refund of the line"},
    "order_refund": {"zh": "整单退款（摊到各行）", "en": "Refund of the order (spread)"},
    "discount": {"zh": "已扣的折扣", "en": "Discount already taken off"},
    "cost": {"zh": "成本", "en": "Cost"},
    "currency": {"zh": "币种", "en": "Currency"},
    "status": {"zh": "状态", "en": "Status"},
    "status_after": {"zh": "售后状态", "en": "After-sales status"},
    "cancelled_when": {"zh": "取消标记（有值即取消）", "en": "Mark of cancelled orders"},
    "category": {"zh": "品类", "en": "Category"},
    "channel": {"zh": "渠道", "en": "Channel"},
    "store": {"zh": "门店", "en": "Store"},
    "product_name": {"zh": "商品名称", "en": "Product name"},
    "price": {"zh": "标价", "en": "List price"},
}
_PEOPLE: dict[str, Words] = {
    "registered_at": {"zh": "注册时间", "en": "Registered at"},
    "first_seen_at": {"zh": "首次出现", "en": "First seen"},
    "name": {"zh": "名称", "en": "Name"},
    "phone": {"zh": "手机", "en": "Telephone"},
    "email": {"zh": "邮箱", "en": "E-mail"},
    "birthday": {"zh": "生日", "en": "Birthday"},
    "child_birthday": {"zh": "孩子生日", "en": "Child's birthday"},
    "due_date": {"zh": "预产期", "en": "Due date"},
    "gender": {"zh": "性别", "en": "Gender"},
    "city": {"zh": "城市", "en": "City"},
    "tags": {"zh": "标签", "en": "Tags"},
    "owner": {"zh": "专属顾问", "en": "Adviser"},
}
_OTHERS: dict[str, Words] = {
    "occurred_at": {"zh": "发生时间", "en": "When"},
    "stated_at": {"zh": "说明时间", "en": "Said at"},
    "started_at": {"zh": "开始日期", "en": "From"},
    "ends_at": {"zh": "到期日期", "en": "Until"},
    "kind": {"zh": "类型", "en": "Kind"},
    "purpose": {"zh": "目的", "en": "Purpose"},
    "programme": {"zh": "项目", "en": "Programme"},
    "topic": {"zh": "主题", "en": "Topic"},
    "value": {"zh": "数值", "en": "Size"},
    "minutes": {"zh": "分钟", "en": "Minutes"},
    "money": {"zh": "金额", "en": "Money"},
    "amount": {"zh": "金额", "en": "Amount"},
    "fee": {"zh": "会费", "en": "Fee"},
    "period": {"zh": "时段（月或年）", "en": "Period (month or year)"},
    "text": {"zh": "内容", "en": "Words"},
    "evidence": {"zh": "凭证", "en": "Evidence"},
    "url": {"zh": "网页", "en": "Page"},
    "image": {"zh": "图片", "en": "Picture"},
}
FIELDS: dict[str, Words] = {**_IDS, **_ORDERS, **_PEOPLE, **_OTHERS}

SHOWN: dict[str, Words] = {**FIELDS, "phone_written": {"zh": "手机（原样）", "en": "Telephone as written"}}
"""Also what rows hold that no file fills by itself."""
