"""Readers of the files people really have: text tables, workbooks, Parquet, JSON Lines, packed or not."""

from guanxi.adapters.files.raw import RawFile, admit, glance, stage_raw

__all__ = ["RawFile", "admit", "glance", "stage_raw"]
