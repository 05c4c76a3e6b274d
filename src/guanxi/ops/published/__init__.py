"""What pages read of a published run: the treasure map, lists, one person, the person's timeline."""

from guanxi.ops.published.sql import PREPARED

__all__ = ["PREPARED"]
