"""What a run publishes of how it values relationships: models, their fit, and their proof on the brand's past."""

from guanxi.core.tables.declare import Column, Table

FORECASTS = ("bg_nbd", "mbg_nbd", "pareto_nbd", "repeat_rate", "learned", "mixed")

VALUE_CARD = Table(
    "value_card",
    "预测成绩单",
    "one forecast at one past origin: what it said of the horizon after it, and what came, over the persons drawn",
    ("origin_no", "forecast"),
    (
        Column("origin_no", "int", "the origin; 1 is the latest", required=True),
        Column("origin", "date", "last day that the forecast knew", required=True),
        Column("horizon_days", "int", "how far it looked ahead", "days", required=True),
        Column("forecast", "text", "which forecast; mixed: formula and learner", required=True, words=FORECASTS),
        Column("chosen", "int", "1 for the one that values today's customers", required=True),
        Column("customers", "int", "persons drawn who were known then", required=True),
        Column("actual_purchases", "float", "purchases that came", required=True),
        Column("forecast_purchases", "float", "purchases expected", required=True),
        Column("total_error", "float", "forecast ÷ actual − 1 of purchases; empty: none came"),
        Column("deviance", "float", "mean Poisson deviance of purchases"),
        Column("mae", "float", "mean absolute error of purchases"),
        Column("rmse", "float", "root mean square error of purchases"),
        Column("gini", "float", "how well it ranks people by purchases; 1: perfectly"),
        Column("top_share", "float", "share of the revenue that came held by the tenth forecast highest", "0 to 1"),
        Column("actual_revenue", "float", "revenue that came", "currency"),
        Column("forecast_revenue", "float", "revenue expected", "currency"),
        Column("revenue_error", "float", "forecast ÷ actual − 1 of revenue; empty: none came"),
        Column("revenue_rmse", "float", "root mean square error of revenue", "currency"),
        Column("revenue_gini", "float", "how well it ranks people by revenue; 1: perfectly"),
        Column("coverage", "float", "share of people whose revenue fell into their 90 % interval", "0 to 1"),
    ),
    ("chosen IN (0, 1)", "coverage >= 0 AND coverage <= 1"),
)

VALUE_PARAMETER = Table(
    "value_parameter",
    "模型参数",
    "one parameter of one model as fitted on what is known at the run's date",
    ("model", "parameter"),
    (
        Column("model", "text", "the model", required=True),
        Column("parameter", "text", "the parameter, by its name in the paper", required=True),
        Column("value", "float", "its value", required=True),
        Column("low", "float", "lower end of its 90 % interval (Laplace)"),
        Column("high", "float", "upper end of its 90 % interval (Laplace)"),
        Column("unit", "text", "its unit"),
        Column("log_likelihood", "float", "log-likelihood of the model over the persons drawn"),
    ),
)

VALUE_FREQUENCY = Table(
    "value_frequency",
    "购买次数分布",
    "one number of repeat purchases and one model: persons drawn who made so many, and how many the model expects",
    ("model", "x"),
    (
        Column("model", "text", "the model", required=True),
        Column("x", "int", "repeat purchases; 11: more than ten", required=True),
        Column("actual", "float", "persons", required=True),
        Column("expected", "float", "persons expected by the model", required=True),
    ),
)

VALUE_TRACKING = Table(
    "value_tracking",
    "累计复购",
    "one week since the brand's first purchase: repeat purchases up to its last day by the persons drawn whom the "
    "latest past origin that could judge knew (today where none could), "
    "and those expected by the chosen purchase model as fitted on that day",
    ("week",),
    (
        Column("week", "int", "weeks since the brand's first purchase", required=True),
        Column("day", "date", "the week's last day", required=True),
        Column("actual", "float", "repeat purchases up to then", required=True),
        Column("expected", "float", "repeat purchases expected up to then", required=True),
        Column("ahead", "int", "1 after the origin: the fit did not see it", required=True),
    ),
    ("ahead IN (0, 1)",),
)

VALUE_CONDITIONAL = Table(
    "value_conditional",
    "条件期望",
    "one number of repeat purchases at the latest past origin: purchases made in the horizon after it, and expected",
    ("x",),
    (
        Column("x", "int", "repeat purchases by the origin; the last one: that many or more", required=True),
        Column("customers", "int", "persons drawn", required=True),
        Column("actual", "float", "mean purchases that came", required=True),
        Column("expected", "float", "mean purchases expected", required=True),
    ),
)

VALUE_CALIBRATION = Table(
    "value_calibration",
    "校准",
    "one tenth of the persons drawn at the latest past origin that could judge, by forecast: "
    "what was expected of them, and what came",
    ("decile",),
    (
        Column("decile", "int", "10 is the tenth forecast highest", required=True),
        Column("customers", "int", "persons drawn", required=True),
        Column("forecast_purchases", "float", "purchases expected", required=True),
        Column("actual_purchases", "float", "purchases that came", required=True),
        Column("forecast_revenue", "float", "revenue expected", "currency", required=True),
        Column("actual_revenue", "float", "revenue that came", "currency", required=True),
        Column("coverage", "float", "share of people whose revenue fell into their 90 % interval", "0 to 1"),
    ),
)

VALUE_TOTAL = Table(
    "value_total",
    "总量预测",
    "one horizon from the run's date: what all customers known today will buy, with 90 % intervals; "
    "fees of memberships are left out",
    ("horizon_days",),
    (
        Column("horizon_days", "int", "how far ahead", "days", required=True),
        Column("purchases", "float", "purchases", required=True),
        Column("purchases_low", "float", "lower end of their interval", required=True),
        Column("purchases_high", "float", "upper end of their interval", required=True),
        Column("revenue", "float", "revenue, net of refunds", "currency", required=True),
        Column("revenue_low", "float", "lower end of its interval", "currency", required=True),
        Column("revenue_high", "float", "upper end of its interval", "currency", required=True),
    ),
    (
        "purchases_low <= purchases AND purchases <= purchases_high",
        "revenue_low <= revenue AND revenue <= revenue_high",
    ),
)

VALUED = (
    VALUE_CARD,
    VALUE_PARAMETER,
    VALUE_FREQUENCY,
    VALUE_TRACKING,
    VALUE_CONDITIONAL,
    VALUE_CALIBRATION,
    VALUE_TOTAL,
)
