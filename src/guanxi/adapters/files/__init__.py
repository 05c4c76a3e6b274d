"""Readers of the files people really have: text tables, workbooks, Parquet, JSON Lines, packed or not."""

from guanxi.adapters.files.raw import RawFile, stage_raw

__all__ = ["RawFile", "stage_raw"]
