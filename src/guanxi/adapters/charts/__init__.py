"""Pictures of an appraisal and of forecasts: one function a chart, and how a chart becomes PNG or SVG."""

from guanxi.adapters.charts.forecasts import calibration, conditional, frequency, tracking
from guanxi.adapters.charts.hindsight import HINDSIGHT
from guanxi.adapters.charts.plans import policies, return_curve, who_gets_what
from guanxi.adapters.charts.proof import proof_chart
from guanxi.adapters.charts.render import to_png, to_svg
from guanxi.adapters.charts.response import decile_chart, policy_chart, qini_chart
from guanxi.adapters.charts.returns import equity_flow, measured
from guanxi.adapters.charts.summaries import (
    lifecycle_stages,
    next_categories,
    score_composition,
    value_by_quadrant,
    wallet_shares,
)
from guanxi.adapters.charts.theme import NARROW, WIDE
from guanxi.adapters.charts.treasure import treasure_map

__all__ = [
    "HINDSIGHT",
    "NARROW",
    "WIDE",
    "calibration",
    "conditional",
    "decile_chart",
    "equity_flow",
    "frequency",
    "lifecycle_stages",
    "measured",
    "next_categories",
    "policies",
    "policy_chart",
    "proof_chart",
    "qini_chart",
    "return_curve",
    "score_composition",
    "to_png",
    "to_svg",
    "tracking",
    "treasure_map",
    "value_by_quadrant",
    "wallet_shares",
    "who_gets_what",
]
