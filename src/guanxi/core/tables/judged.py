"""What a backtest tells: the statements of past days beside what came. Made on request, published with no run."""

from guanxi.core.tables.declare import Column, Table

ORIGIN = Column("origin", "date", "last day that was known; empty: the mean of all origins")
DAY = Column("origin", "date", "last day that was known", required=True)
LOOKS = ("score", "value", "wallet", "cross_buy", "stage")
SCORES = ("uplift_score", "value", "rfm", "recency", "spend", "usual_less_recent", "usual")

BACKTEST_RANKING = Table(
    "backtest_ranking",
    "回测：谁排得准",
    "one score at one origin (or the mean of all): how much the first fifth by it held of what came",
    (),
    (
        ORIGIN,
        Column("target", "text", "what came", required=True, words=("growth", "contribution")),
        Column("score", "text", "by what people were ranked", required=True, words=SCORES),
        Column("own", "int", "1 for guanxi's own", required=True),
        Column("share", "float", "share of what came held by the first fifth", "0 to 1", required=True),
        Column("lead", "float", "how far guanxi's own is ahead in that share", required=True),
        Column("low", "float", "lower end of the lead's 90 % interval (persons drawn anew)", required=True),
        Column("high", "float", "upper end of the lead's 90 % interval", required=True),
        Column("gini", "float", "how well it ranks people by what came; 1: perfectly", required=True),
        Column("gini_lead", "float", "how far guanxi's own is ahead in Gini", required=True),
        Column("gini_low", "float", "lower end of that lead's 90 % interval", required=True),
        Column("gini_high", "float", "upper end of that lead's 90 % interval", required=True),
    ),
    ("own IN (0, 1)",),
)

BACKTEST_TENTH = Table(
    "backtest_tenth",
    "回测：十等分",
    "one tenth of the persons (cross_buy: of the offers) at one origin by what a look said, and what came",
    ("origin", "look", "decile"),
    (
        DAY,
        Column(
            "look", "text", "score: by uplift_score; value; wallet: by headroom; cross_buy: by probability; "
            "stage: by the chance of silence", required=True, words=LOOKS,
        ),
        Column("decile", "int", "10 is the highest tenth", required=True),
        Column("cases", "int", "persons or offers", required=True),
        Column("expected", "float", "what was expected in all; empty where the look states no figure"),
        Column(
            "came", "float", "what came in all: growth (score, wallet), contribution (value), first purchases "
            "(cross_buy), persons who bought nothing (stage)", required=True,
        ),
    ),
)  # fmt: skip

BACKTEST_STAGE = Table(
    "backtest_stage",
    "回测：阶段",
    "one lifecycle stage at one origin, and what its people did in the horizon after it",
    ("origin", "stage"),
    (
        DAY,
        Column("stage", "text", "the stage said then", required=True),
        Column("customers", "int", "persons", required=True),
        Column("silent", "int", "persons who bought nothing", required=True),
        Column("contribution", "float", "contribution that came", "currency", required=True),
    ),
)

BACKTEST_OFFER = Table(
    "backtest_offer",
    "回测：下一品类",
    "one rank of the next categories at one origin: how many were bought, ours and the most popular not yet owned",
    ("origin", "rank"),
    (
        DAY,
        Column("rank", "int", "1 is the likeliest", required=True),
        Column("offers", "int", "persons offered something at that rank", required=True),
        Column("expected", "float", "first purchases expected", required=True),
        Column("came", "int", "first purchases that came", required=True),
        Column("popular", "int", "those that would have come of the most popular categories", required=True),
    ),
)

BACKTEST_MARK = Table(
    "backtest_mark",
    "回测：成绩",
    "one mark of one look at one origin",
    ("origin", "look", "measure"),
    (
        DAY,
        Column("look", "text", "the look", required=True, words=LOOKS),
        Column("measure", "text", "which mark", required=True),
        Column("value", "float", "its value", required=True),
        Column("low", "float", "lower end of its 90 % interval, where there is one"),
        Column("high", "float", "upper end of its 90 % interval, where there is one"),
    ),
)

JUDGED = (BACKTEST_RANKING, BACKTEST_TENTH, BACKTEST_STAGE, BACKTEST_OFFER, BACKTEST_MARK)
