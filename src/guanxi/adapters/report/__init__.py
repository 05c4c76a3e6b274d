"""The pages people look at, each one file without any network, in Chinese and English."""

from guanxi.adapters.report.hindsight import Hindsight
from guanxi.adapters.report.hindsight import write as write_hindsight
from guanxi.adapters.report.page import Report, Returned, write
from guanxi.adapters.report.planned import PlanPage
from guanxi.adapters.report.planned import write as write_plan
from guanxi.adapters.report.trial import ArmRow, TrialPage
from guanxi.adapters.report.trial import write as write_trial
from guanxi.adapters.report.valuation import Valuation
from guanxi.adapters.report.valuation import write as write_valuation

__all__ = [
    "ArmRow",
    "Hindsight",
    "PlanPage",
    "Report",
    "Returned",
    "TrialPage",
    "Valuation",
    "write",
    "write_hindsight",
    "write_plan",
    "write_trial",
    "write_valuation",
]
