"""Hindsight: what was said on a past day, and what came after it."""

from guanxi.core.flow.hindsight.judged import judged
from guanxi.core.flow.hindsight.lesson import Past, lesson
from guanxi.core.flow.hindsight.outcome import Outcome, outcome
from guanxi.core.flow.hindsight.stage import remember, remember_value

__all__ = ["Outcome", "Past", "judged", "lesson", "outcome", "remember", "remember_value"]
