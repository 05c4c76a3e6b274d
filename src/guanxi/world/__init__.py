"""A simulated maternity brand with known truth, for the demo and for proving policies.

`simulate` makes the brand, `write_exports` the files its shops would have, `write_truth` what only the simulator
knows, `answer` what comes of a plan. `MAPPINGS` reads the files that no preset knows; `FILES` lists all of them in the
order of import.
"""

from guanxi.world.afterwards import answer
from guanxi.world.exports import FILES, MAPPINGS, write_exports
from guanxi.world.truth import write_truth
from guanxi.world.world import World, simulate

__all__ = ["FILES", "MAPPINGS", "World", "answer", "simulate", "write_exports", "write_truth"]
