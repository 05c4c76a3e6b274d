"""Every table declared once: grain, columns, types, units, invariants."""

from guanxi.core.tables.canonical import CANONICAL
from guanxi.core.tables.declare import Column, Table
from guanxi.core.tables.previous import REMEMBERED
from guanxi.core.tables.published import PUBLISHED

TABLES: dict[str, Table] = {table.name: table for table in (*CANONICAL, *PUBLISHED)}

__all__ = ["CANONICAL", "PUBLISHED", "REMEMBERED", "TABLES", "Column", "Table"]
