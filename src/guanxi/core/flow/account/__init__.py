"""The account of an investor in relationships: what they were worth, what moved them, what was spent."""

from guanxi.core.flow.account.stage import run

__all__ = ["run"]
