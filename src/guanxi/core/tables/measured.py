"""What is measured of experiments: readings, and evidence for the next plan."""

from guanxi.core.kernel.catalogue import QUADRANTS
from guanxi.core.tables.declare import Column, Table

SCOPES = ("all", "arm", "quadrant", "team")
VERDICTS = ("better", "worse", "no_evidence", "too_early", "broken_split", "no_holdout")
METRICS = ("", "contribution", "contribution_capped", "purchases", "conversion", "retention")

EXPERIMENT_READING = Table(
    "experiment_reading",
    "实验读数",
    "one difference between people treated and people left alone",
    ("experiment_id", "scope", "member", "metric", "months"),
    (
        Column("experiment_id", "text", "the experiment; a plan's has the plan's name", required=True),
        Column(
            "scope",
            "text",
            "everybody, one arm, one quadrant, one team whose time it takes",
            required=True,
            words=SCOPES,
        ),
        Column("member", "text", "which arm, quadrant or team", required=True),
        Column(
            "metric",
            "text",
            "a person's contribution, the same cut at the 99th percentile, purchases, share who bought, and "
            "of those who "
            "had bought in the year before",
            required=True,
            words=METRICS,
        ),
        Column("months", "int", "time since the draw; it has passed for all who count", "months", required=True),
        Column("treated", "int", "people treated who count", required=True),
        Column("control", "int", "people left alone who count", required=True),
        Column(
            "control_treated",
            "int",
            "of those left alone, people whom another plan drew to be treated within the time; they make the "
            "difference smaller than what the action does",
        ),
        Column("base", "float", "mean of those left alone, in the strata of the treated"),
        Column("difference", "float", "treated less left alone, stratum by stratum, what the past foretells taken off"),
        Column("sd", "float", "its standard deviation"),
        Column("low", "float", "lower end of its 95 % interval"),
        Column("high", "float", "upper end of its 95 % interval"),
        Column("always_low", "float", "lower end of the interval that holds however often it is looked at"),
        Column("always_high", "float", "upper end of that interval"),
        Column("p_value", "float", "chance of a difference as large where there is none", "0 to 1"),
        Column("narrowed", "float", "share of the variance that contribution before took away"),
        Column("split_p", "float", "chance of a split as odd; below 0.001 the experiment is broken", "0 to 1"),
        Column("spent", "float", "money and priced time spent on each person treated", "currency"),
        Column("returned", "float", "contribution added for one unit spent; above 1 it pays"),
        Column("returned_low", "float", "lower end of its 95 % interval"),
        Column("returned_high", "float", "upper end of its 95 % interval"),
        Column("verdict", "text", "what may be said", required=True, words=VERDICTS),
    ),
)

EFFECT_EVIDENCE = Table(
    "effect_evidence",
    "效果证据",
    "what one action changed in one quadrant, a time after",
    ("action_id", "quadrant", "months"),
    (
        Column("action_id", "text", "the action of the catalogue", required=True),
        Column("quadrant", "text", "the quadrant", required=True, words=QUADRANTS),
        Column("months", "int", "time since the draw", "months", required=True),
        Column("experiments", "int", "experiments it comes from", required=True),
        Column("tau", "float", "contribution added per person, very large ones cut", "currency", required=True),
        Column("sd", "float", "its standard deviation", "currency", required=True),
        Column("treated", "int", "people treated", required=True),
        Column("control", "int", "people left alone", required=True),
    ),
)

# Numbers that say how a person looked when drawn, as the appraisal has them: from these personal effects are learned.
LOOKED = (
    "x", "t_x", "T", "revenue_12m", "wallet", "wallet_share", "headroom", "cross_buy", "engagement", "p_alive",
    "value_12m", "uplift_score",
)  # fmt: skip

TRIAL_PERSON = Table(
    "trial_person",
    "试验中的人",
    "one person in one experiment of a plan, a time after",
    ("experiment_id", "customer_id", "months"),
    (
        Column("experiment_id", "text", "the plan", required=True),
        Column("customer_id", "text", "the person", required=True),
        Column("months", "int", "time since the draw; it has passed", "months", required=True),
        Column("action_id", "text", "the action that was drawn for or held back", required=True),
        Column("treated", "int", "whether the person was to get it", "0 or 1", required=True),
        Column("probability", "float", "chance of having been drawn to get it", "0 to 1", required=True),
        Column("outcome", "float", "contribution since, very large ones cut", "currency", required=True),
        Column("before", "float", "contribution of the 365 days before the draw", "currency", required=True),
        Column("quadrant", "text", "quadrant when drawn", required=True, words=QUADRANTS),
        *(Column(name, "float", f"{name} of the appraisal that the plan stood on") for name in LOOKED),
    ),
)

READING_PERSON = Table(
    "reading_person",
    "读数中的人",
    "one person in one experiment, a time after, as readings count them",
    ("experiment_id", "months", "customer_id"),
    (
        Column("experiment_id", "text", "the experiment", required=True),
        Column("customer_id", "text", "the person", required=True),
        Column(
            "months", "int", "time since the draw, which has passed; 0: all who were drawn", "months", required=True
        ),
        Column("treated", "int", "whether the person was drawn to be treated", "0 or 1", required=True),
        Column("arm", "text", "the arm that was drawn", required=True),
        Column("stratum", "text", "within which arms are compared", required=True),
        Column("quadrant", "text", "quadrant when drawn; empty: not told", required=True),
        Column("team", "text", "whose time it takes, or would have taken; empty: nobody's", required=True),
        Column("purchases_before", "int", "purchases in the 365 days before the draw"),
        Column("contribution", "float", "contribution since", "currency"),
        Column("purchases", "float", "purchases since"),
    ),
)

MEASURED = (EXPERIMENT_READING, EFFECT_EVIDENCE, TRIAL_PERSON, READING_PERSON)
