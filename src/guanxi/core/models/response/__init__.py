"""What actions change: effects of arms on everybody, by stratum and for each person, and how well that is known.

From a trial (`randomised`, or `observed` with care) to effects (`PooledResponse`, `PersonalResponse`), to how good
they are (`qini`, `uplift_by_decile`, `calibration`) and what acting upon them would bring (`policy_value`, `lead`).
"""

from guanxi.core.models.response.estimates import Estimate, Mean, Slope
from guanxi.core.models.response.looks import even, standardised
from guanxi.core.models.response.overlap import Overlap, observed
from guanxi.core.models.response.personal import ArmFacts, PersonalResponse
from guanxi.core.models.response.policy import PolicyValue, best_arm, lead, policy_value
from guanxi.core.models.response.pooled import Effects, PooledResponse, difference
from guanxi.core.models.response.propensity import Propensity
from guanxi.core.models.response.qini import Deciles, Qini, calibration, qini, uplift_by_decile
from guanxi.core.models.response.shrinkage import Joined, Shrunk, join, shrink
from guanxi.core.models.response.trial import Trial, randomised
from guanxi.core.models.response.unfolding import Seen, Thought, UnfoldingResponse

__all__ = [
    "ArmFacts",
    "Deciles",
    "Effects",
    "Estimate",
    "Joined",
    "Mean",
    "Overlap",
    "PersonalResponse",
    "PolicyValue",
    "PooledResponse",
    "Propensity",
    "Qini",
    "Seen",
    "Shrunk",
    "Slope",
    "Thought",
    "Trial",
    "UnfoldingResponse",
    "best_arm",
    "calibration",
    "difference",
    "even",
    "join",
    "lead",
    "observed",
    "policy_value",
    "qini",
    "randomised",
    "shrink",
    "standardised",
    "uplift_by_decile",
]
