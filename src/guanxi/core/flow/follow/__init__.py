"""What came after an appraisal: the later revenue of each score decile, apart from the appraisal itself."""

from guanxi.core.flow.follow.stage import run

__all__ = ["run"]
