"""Who is who: which source records are one person."""

from guanxi.core.flow.identity.stage import run

__all__ = ["run"]
