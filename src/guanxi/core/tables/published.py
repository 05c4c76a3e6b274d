"""What a run publishes: the contract that pages, programs and other stages read."""

from guanxi.core.kernel.options import LOOKS
from guanxi.core.tables.declare import Column, Table
from guanxi.core.tables.valued import VALUED

EVENTS = ("purchase", "refund", "interaction", "contact", "investment", "membership")
CUSTOMER_ID = Column("customer_id", "text", "the person", required=True)
CATEGORY = Column("category", "text", "the category", required=True)
QUADRANTS = ("growth_stock", "cash_cow", "sleeping_gold", "low_yield")
STAGES = ("suspect", "prospect", "new", "growing", "mature", "declining", "dormant", "lost")

APPRAISAL = Table(
    "appraisal",
    "客户评估",
    "one customer as of the run's date",
    ("customer_id",),
    (
        CUSTOMER_ID,
        Column("as_of", "date", "last day the appraisal knows", required=True),
        Column("orders", "int", "purchases: days on which something was bought and kept", "days", required=True),
        Column("x", "int", "repeat purchases (Fader, Hardie & Lee 2005)", required=True),
        Column("t_x", "float", "time from first to last purchase", "days", required=True),
        Column("T", "float", "time from first purchase to as_of", "days", required=True),
        Column("revenue_12m", "float", "revenue of the last 365 days", "currency", required=True),
        Column("contribution_12m", "float", "contribution of the last 365 days", "currency", required=True),
        Column("wallet", "float", "realistic yearly spend in our categories anywhere; empty: unknown", "currency"),
        Column("wallet_low", "float", "lower end of the wallet's 80 % interval", "currency"),
        Column("wallet_high", "float", "upper end of the wallet's 80 % interval", "currency"),
        Column("wallet_share", "float", "our share of the wallet; empty: unknown", "0 to 1"),
        Column("headroom", "float", "wallet less what is already spent with us; empty: unknown", "currency"),
        Column(
            "wallet_confidence",
            "float",
            "how far the wallet can be trusted; 1: to the cent, 0: unknown",
            "0 to 1",
            required=True,
        ),
        Column(
            "wallet_basis",
            "text",
            "what it was read from: own statement, others' statements, orders alone, people with the same purse",
            words=("said", "learned", "orders", "peers"),
        ),
        Column(
            "wallet_reason",
            "text",
            "why the wallet is unknown",
            words=("no_purchase", "one_purchase", "short_tenure", "few_comparable"),
        ),
        Column(
            "cross_buy",
            "float",
            "contribution a year from categories not yet bought",
            "currency",
            required=True,
        ),
        Column("engagement", "float", "percentile of taking part within the brand", "0 to 100", required=True),
        Column(
            "engagement_trend",
            "text",
            "this window against the one before, beyond chance; empty: nothing in either",
            words=("rising", "steady", "falling"),
        ),
        Column("engagement_signs", "int", "doings of the last 365 days that engagement was read from"),
        Column("engagement_basis", "text", "what engagement was read from", words=("interactions", "orders")),
        Column("stage", "text", "lifecycle stage", required=True, words=STAGES),
        Column("stage_since", "date", "day on which a run first saw the person in it", required=True),
        Column("quiet", "float", "chance of no purchase within the looks' horizon; empty: no model says", "0 to 1"),
        Column("next_purchase", "date", "day by which the next purchase is as likely as not; empty: perhaps never"),
        Column("next_purchase_low", "date", "day by which it has come with a chance of one in ten"),
        Column(
            "next_purchase_high", "date", "day by which it has come with a chance of nine in ten; empty: perhaps never"
        ),
        Column("p_alive", "float", "probability that the relationship lives", "0 to 1", required=True),
        Column("expected_purchases", "float", "purchases expected in the next 12 months", required=True),
        Column(
            "value_12m",
            "float",
            "contribution expected in the next 12 months, of purchases and of memberships renewed",
            "currency",
            required=True,
        ),
        Column("value_12m_low", "float", "lower end of its 90 % interval", "currency", required=True),
        Column("value_12m_high", "float", "upper end of its 90 % interval", "currency", required=True),
        Column("clv", "float", "discounted contribution expected over the horizon", "currency", required=True),
        Column("uplift_score", "float", "value-uplift potential score", "0 to 100", required=True),
        Column("points_wallet", "float", "points of the score from the wallet", required=True),
        Column("points_cross_buy", "float", "points of the score from cross-buy potential", required=True),
        Column("points_engagement", "float", "points of the score from engagement", required=True),
        Column("points_stage", "float", "points of the score from the lifecycle stage", required=True),
        Column("vitality", "float", "contribution expected in the next 12 months as things stand", required=True),
        Column("quadrant", "text", "the quadrant", required=True, words=QUADRANTS),
        Column("reason_zh", "text", "why, in one Chinese sentence", required=True),
        Column("reason_en", "text", "why, in one English sentence", required=True),
        Column("formula_version", "text", "version of the score's formula", required=True),
        Column("run_id", "text", "the run", required=True),
    ),
    (
        "uplift_score >= 0 AND uplift_score <= 100",
        "abs(uplift_score - (points_wallet + points_cross_buy + points_engagement + points_stage)) < 0.000001",
        "p_alive >= 0 AND p_alive <= 1",
        "value_12m >= 0 AND clv >= 0 AND cross_buy >= 0",
        "value_12m_low <= value_12m AND value_12m <= value_12m_high",
        "wallet IS NULL OR (wallet_low <= wallet AND wallet <= wallet_high)",
        "(wallet IS NULL) = (wallet_reason IS NOT NULL)",
        "wallet IS NULL OR (wallet >= 0 AND headroom >= 0 AND wallet_share >= 0 AND wallet_share <= 1)",
        "engagement >= 0 AND engagement <= 100",
        "quiet >= 0 AND quiet <= 1",
        "stage_since <= as_of AND (next_purchase_low IS NULL OR next_purchase_low > as_of)",
        "next_purchase IS NULL OR next_purchase_low <= next_purchase",
        "next_purchase_high IS NULL OR next_purchase <= next_purchase_high",
    ),
)

NEXT_CATEGORY = Table(
    "next_category",
    "下一品类",
    "one category a customer has not bought, by rank",
    ("customer_id", "rank"),
    (
        CUSTOMER_ID,
        Column("rank", "int", "1 for the likeliest", required=True),
        CATEGORY,
        Column(
            "probability",
            "float",
            "probability of a first purchase within the horizon",
            "0 to 1",
            required=True,
        ),
        Column("expected_contribution", "float", "probability times a newcomer's yearly contribution", "currency"),
        Column("reason", "text", "the category bought that, with its products, speaks most for it"),
        Column("product_id", "text", "the product in it that most people have who also bought the reason"),
        Column("product", "text", "that product's name"),
    ),
    ("probability >= 0 AND probability <= 1",),
)

CATEGORY_WALLET = Table(
    "category_wallet",
    "品类钱包",
    "one customer in one category bought in the last 365 days",
    ("customer_id", "category"),
    (
        CUSTOMER_ID,
        CATEGORY,
        Column("spend", "float", "revenue of the last 365 days", "currency", required=True),
        Column("wallet", "float", "realistic yearly spend in the category anywhere; empty: unknown", "currency"),
        Column("wallet_low", "float", "lower end of its 80 % interval", "currency"),
        Column("wallet_high", "float", "upper end of its 80 % interval", "currency"),
        Column("share", "float", "our share of it; empty: unknown", "0 to 1"),
    ),
    ("wallet IS NULL OR (wallet_low >= 0 AND wallet_low <= wallet AND wallet <= wallet_high AND wallet >= spend)",),
)

IDENTITY = Table(
    "identity",
    "身份",
    "one source record and the person it belongs to",
    ("source", "customer_key"),
    (
        Column("source", "text", "the record's source", required=True),
        Column("customer_key", "text", "the record's key within its source", required=True),
        CUSTOMER_ID,
        Column("evidence", "text", "what joined it to the person; empty for a record that stands alone"),
        Column("name", "text", "name as written"),
        Column("phone", "text", "telephone in E.164, or as the source wrote it where that cannot be told"),
        Column("email", "text", "e-mail in lower case"),
        Column("owner", "text", "the adviser responsible, as the source says"),
    ),
    order=("customer_id", "source", "customer_key"),
)

QUADRANT_SUMMARY = Table(
    "quadrant_summary",
    "象限汇总",
    "one quadrant",
    ("quadrant",),
    (
        Column("quadrant", "text", "the quadrant", required=True, words=QUADRANTS),
        Column("customers", "int", "people in it", required=True),
        Column("revenue_12m", "float", "their revenue of the last 365 days", "currency", required=True),
        Column(
            "value_12m",
            "float",
            "their expected contribution of the next 12 months",
            "currency",
            required=True,
        ),
        Column("clv", "float", "their customer lifetime value", "currency", required=True),
        Column("headroom", "float", "room left in the known wallets; empty: none is known", "currency"),
        Column("mean_score", "float", "mean value-uplift potential score", "0 to 100"),
        Column(
            "invested_12m", "float", "money booked on them in the last 365 days; empty: no booking is known", "currency"
        ),
        Column(
            "potential_cut",
            "float",
            "score from which potential is high, beside people of like vitality",
            required=True,
        ),
        Column("vitality_cut", "float", "vitality from which it is high", "currency", required=True),
    ),
)

SCORE_POINT = Table(
    "score_point",
    "分项得分",
    "one customer and one term of the formula, of looks that have several terms",
    ("customer_id", "term"),
    (
        CUSTOMER_ID,
        Column("term", "text", "the term's name in the formula", required=True),
        Column("look", "text", "the look it speaks for", required=True, words=LOOKS),
        Column("points", "float", "points of the score from this term", required=True),
    ),
    ("points >= 0 AND points <= 100.000001",),
)

QUADRANT_TRANSITION = Table(
    "quadrant_transition",
    "象限迁移",
    "one pair of quadrants between the last run and this one",
    ("from_quadrant", "to_quadrant"),
    (
        Column("from_quadrant", "text", "quadrant in the last run; absent for somebody new", required=True),
        Column("to_quadrant", "text", "quadrant in this run", required=True, words=QUADRANTS),
        Column("customers", "int", "people", required=True),
        Column("value_12m", "float", "their expected contribution of the next 12 months", "currency", required=True),
        Column("clv", "float", "their customer lifetime value", "currency", required=True),
    ),
)

STAGE_TRANSITION = Table(
    "stage_transition",
    "阶段迁移",
    "one pair of stages between the last run and this one",
    ("from_stage", "to_stage"),
    (
        Column("from_stage", "text", "stage in the last run; absent for somebody new", required=True),
        Column("to_stage", "text", "stage in this run", required=True, words=STAGES),
        Column("customers", "int", "people", required=True),
    ),
)

STAGE_ENTRY = Table(
    "stage_entry",
    "阶段历史",
    "one entry of one person into one stage, over all runs",
    ("customer_id", "entered", "stage"),
    (
        CUSTOMER_ID,
        Column(
            "entered", "date", "day of the run that first saw the person in it; a first purchase's own", required=True
        ),
        Column("stage", "text", "the stage entered", required=True, words=STAGES),
        Column("from_stage", "text", "the stage left; empty for somebody new", words=STAGES),
    ),
)

LIFE_EVENT = Table(
    "life_event",
    "人生大事",
    "one event in the life of a person's child",
    ("customer_id", "date", "event"),
    (
        CUSTOMER_ID,
        Column("event", "text", "the event, as named in life_events", required=True),
        Column("date", "date", "its day: the birth, known or expected, and so many months later", required=True),
        Column("status", "text", "whether the day has come", required=True, words=("due", "happened")),
        Column("months", "int", "the child's age then", "months", required=True),
        Column("categories", "text", "the categories that matter then, as named in life_event_categories"),
    ),
)

TIMELINE = Table(
    "timeline",
    "往来记录",
    "one thing that happened between a person and the brand (interactions of the last 365 days); at most the newest "
    "200 of one person",
    (),
    (
        CUSTOMER_ID,
        Column("occurred_at", "timestamp", "when; of purchases the day", "UTC", required=True),
        Column("kind", "text", "what it was", required=True, words=EVENTS),
        Column("word", "text", "the interaction's kind, the contact's purpose, the booking's action"),
        Column(
            "title", "text", "a purchase's categories, the first and the last by name; a topic, programme or membership"
        ),
        Column("amount", "float", "money: paid or given back, a fee, a cost", "currency"),
        Column("minutes", "float", "time spent on the person", "minutes"),
        Column("channel", "text", "where it happened"),
        Column("staff", "text", "the adviser"),
    ),
    order=("customer_id", "occurred_at", "kind", "title", "amount"),
)

DOCTOR = Table(
    "doctor",
    "数据体检",
    "one finding about the data: a measurement, what a look can say, or a piece of advice",
    ("place",),
    (
        Column("place", "int", "1 for the first to be read; advice that would help most comes first", required=True),
        Column("kind", "text", "what kind of finding", required=True, words=("measurement", "look", "advice")),
        Column("measure", "text", "what was measured; the look; what to do", required=True),
        Column(
            "state",
            "text",
            "good: as it should be, able; care: able with care; bad: not able; empty: says nothing by itself",
            words=("good", "care", "bad"),
        ),
        Column("value", "float", "the figure; of advice: how much it would help, 0 to 100; of a look: empty"),
        Column("note_zh", "text", "what it means, in Chinese", required=True),
        Column("note_en", "text", "what it means, in English", required=True),
    ),
)

PUBLISHED = (
    APPRAISAL,
    NEXT_CATEGORY,
    CATEGORY_WALLET,
    IDENTITY,
    QUADRANT_SUMMARY,
    QUADRANT_TRANSITION,
    SCORE_POINT,
    STAGE_TRANSITION,
    STAGE_ENTRY,
    LIFE_EVENT,
    TIMELINE,
    DOCTOR,
    *VALUED,
)
