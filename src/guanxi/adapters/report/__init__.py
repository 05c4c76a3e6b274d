"""The report page: one file that shows an appraisal in Chinese and English, without any network."""

from guanxi.adapters.report.page import Report, write

__all__ = ["Report", "write"]
