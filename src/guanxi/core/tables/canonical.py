"""The canonical tables: what every import becomes and every stage reads."""

from guanxi.core.tables.declare import Column, Table

SOURCE = Column("source", "text", "the shop, app or file family the record comes from", required=True)
CUSTOMER_KEY = Column("customer_key", "text", "the customer's key within its source", required=True)
CHANNEL = Column("channel", "text", "where it happened: app, shop, WeChat, phone …")

ORDER_LINE = Table(
    "order_line",
    "订单行",
    "one line of one order; refunds and cancellations are negative lines",
    ("source", "order_id", "line_no"),
    (
        SOURCE,
        Column("order_id", "text", "the order's number within its source", required=True),
        Column("line_no", "text", "what tells the lines of one order apart", required=True),
        Column("customer_key", "text", "the customer's key within its source; empty for an anonymous sale"),
        Column("ordered_at", "timestamp", "when the order was placed", "UTC", required=True),
        Column("quantity", "float", "units sold; negative when given back", "units", required=True),
        Column("revenue", "money", "money kept for the line, net of discount", "currency", required=True),
        Column("product_id", "text", "the product's number, or its name where there is no number"),
        Column("category", "text", "the product's category"),
        Column("discount", "money", "discount already taken off revenue", "currency"),
        Column("cost", "money", "what the goods cost the brand", "currency"),
        CHANNEL,
        Column("store", "text", "the shop or branch"),
        Column(
            "status",
            "text",
            "paid; refunded (money given back); cancelled (a pair that adds up to 0); unpaid (revenue 0)",
            required=True,
            words=("paid", "refunded", "cancelled", "unpaid"),
        ),
    ),
    ("status <> 'unpaid' OR revenue = 0", "status <> 'refunded' OR revenue <= 0"),
)

INTERACTION = Table(
    "interaction",
    "互动",
    "one thing a person did",
    ("source", "interaction_id"),
    (
        SOURCE,
        Column("interaction_id", "text", "the event's number within its source", required=True),
        CUSTOMER_KEY,
        Column("occurred_at", "timestamp", "when it happened", "UTC", required=True),
        Column("kind", "text", "visit, view, check_in, share, review, reply, attend, ask …", required=True),
        CHANNEL,
        Column("topic", "text", "what it was about"),
        Column("product_id", "text", "the product it was about"),
        Column("value", "float", "its size, where a kind has one"),
    ),
)

CONTACT = Table(
    "contact",
    "触达",
    "one thing the brand did to or with a person",
    ("source", "contact_id"),
    (
        SOURCE,
        Column("contact_id", "text", "the contact's number within its source", required=True),
        CUSTOMER_KEY,
        Column("occurred_at", "timestamp", "when it happened", "UTC", required=True),
        Column("purpose", "text", "why", required=True, words=("care", "service", "sell")),
        CHANNEL,
        Column("staff_id", "text", "the adviser"),
        Column("programme", "text", "the programme it belongs to"),
        Column("topic", "text", "what it was about"),
        Column("minutes", "float", "time spent", "minutes"),
        Column("cost", "money", "money spent", "currency"),
        Column("text", "text", "the words"),
    ),
)

INVESTMENT = Table(
    "investment",
    "投入",
    "one booking of money or minutes on a person",
    ("source", "booking_id"),
    (
        SOURCE,
        Column("booking_id", "text", "the booking's number within its source", required=True),
        CUSTOMER_KEY,
        Column("occurred_at", "timestamp", "when it was spent", "UTC", required=True),
        Column("action_id", "text", "the action of the catalogue", required=True),
        Column("money", "money", "money spent", "currency", required=True),
        Column("minutes", "float", "time spent", "minutes", required=True),
        Column("programme", "text", "the programme it belongs to"),
        Column("plan_id", "text", "the plan it carries out"),
        Column("staff_id", "text", "the adviser"),
    ),
)

CUSTOMER = Table(
    "customer",
    "客户记录",
    "one source record of a person",
    ("source", "customer_key"),
    (
        SOURCE,
        CUSTOMER_KEY,
        Column("first_seen_at", "timestamp", "when the record first appeared", "UTC", required=True),
        Column("registered_at", "timestamp", "when the person became a member", "UTC"),
        Column("name", "text", "name as written"),
        Column("phone", "text", "telephone in E.164; empty when masked, shared by design or unreadable"),
        Column("phone_written", "text", "telephone as the source wrote it"),
        Column("email", "text", "e-mail in lower case"),
        Column("union_id", "text", "WeChat union id or another id that spans apps"),
        Column("open_id", "text", "id within one app"),
        Column("member_id", "text", "membership number"),
        Column(
            "id_space",
            "text",
            "the app or scheme in which open_id and member_id count; the source by default",
        ),
        Column("birthday", "date", "birthday"),
        Column("child_birthday", "date", "the child's birthday"),
        Column("due_date", "date", "the date a child is expected"),
        Column("gender", "text", "gender as written"),
        Column("city", "text", "city"),
        Column("tags", "text", "tags as written"),
        Column("owner", "text", "the adviser responsible"),
    ),
)

PRODUCT = Table(
    "product",
    "商品",
    "one product",
    ("product_id",),
    (
        Column("product_id", "text", "the product's number, or its name where there is no number", required=True),
        Column("name", "text", "name", required=True),
        Column("category", "text", "category"),
        Column("price", "money", "list price", "currency"),
        Column("cost", "money", "what one unit costs the brand", "currency"),
        Column("url", "text", "page"),
        Column("image", "text", "picture"),
    ),
)

DECLARED_SPEND = Table(
    "declared_spend",
    "自报消费",
    "one statement of what a person spends in a category anywhere",
    ("source", "customer_key", "category", "period"),
    (
        SOURCE,
        CUSTOMER_KEY,
        Column("category", "text", "category; * for everything", required=True),
        Column(
            "period",
            "text",
            "the time the amount covers: month or year",
            required=True,
            words=("month", "year"),
        ),
        Column("amount", "money", "what is spent anywhere in that time", "currency", required=True),
        Column("stated_at", "timestamp", "when it was said", "UTC"),
    ),
    ("amount >= 0",),
)

CONSENT = Table(
    "consent",
    "授权",
    "one statement of consent",
    ("source", "customer_key", "purpose", "channel", "stated_at"),
    (
        SOURCE,
        CUSTOMER_KEY,
        Column("purpose", "text", "for what: care, service, sell, score …", required=True),
        Column("channel", "text", "over which channel; * for all", required=True),
        Column("status", "text", "what was said", required=True, words=("GRANT", "DENY", "REVOKED")),
        Column("stated_at", "timestamp", "when it was said", "UTC", required=True),
        Column("evidence", "text", "where it can be seen"),
    ),
)

ASSIGNMENT = Table(
    "assignment",
    "实验分组",
    "one person in one experiment arm, for ever",
    ("experiment_id", "customer_id"),
    (
        Column("experiment_id", "text", "the experiment", required=True),
        Column("customer_id", "text", "the person", required=True),
        Column("arm", "text", "the arm", required=True),
        Column("assigned_at", "timestamp", "when it was drawn", "UTC", required=True),
        Column("probability", "float", "probability with which this arm was drawn", required=True),
        Column("stratum", "text", "the stratum it was drawn in"),
    ),
    ("probability > 0 AND probability <= 1",),
)

MEMBERSHIP = Table(
    "membership",
    "会籍",
    "one paid term of one membership or subscription; a renewal is a row of its own",
    ("source", "membership_id"),
    (
        SOURCE,
        Column("membership_id", "text", "the term's number within its source", required=True),
        CUSTOMER_KEY,
        Column("started_at", "timestamp", "when the term begins", "UTC", required=True),
        Column("ends_at", "timestamp", "when it ends unless it is renewed", "UTC", required=True),
        Column(
            "fee",
            "money",
            "paid for the term, here only: a fee that is an order line too would count twice",
            "currency",
            required=True,
        ),
        Column("kind", "text", "which membership: terms of one kind follow each other", required=True),
    ),
    ("ends_at >= started_at", "fee >= 0"),
)

CANONICAL = (
    ORDER_LINE,
    INTERACTION,
    CONTACT,
    INVESTMENT,
    CUSTOMER,
    PRODUCT,
    DECLARED_SPEND,
    CONSENT,
    ASSIGNMENT,
    MEMBERSHIP,
)
