"""The pages people look at, in Chinese and English, each one file without any network: an appraisal, a valuation."""

from guanxi.adapters.report.page import Report, write
from guanxi.adapters.report.valuation import Valuation
from guanxi.adapters.report.valuation import write as write_valuation

__all__ = ["Report", "Valuation", "write", "write_valuation"]
