"""What experiments changed in what is thought of actions, for whoever reads the next plan."""

from collections.abc import Iterable, Iterator

import numpy as np

from guanxi.core.kernel.catalogue import QUADRANTS
from guanxi.core.models.effects import Effects

MOST = 0.05, 0.95  # of people's effects: nine of ten lie between


def learned(found: Effects, actions: Iterable[str]) -> list[dict[str, object]]:
    """One row an action and quadrant that experiments spoke of: effect `thought` before and `now`, and its `sd`.

    An action learned for each person also has one row without quadrant: `low` and `high` of nine in ten people, and
    `idle`, the chance that it does nothing.
    """
    return [row for number, name in enumerate(actions) for row in _of(found, number, name)]


def _of(found: Effects, number: int, name: str) -> Iterator[dict[str, object]]:
    if number in found.personal and len(found.personal[number][0]):
        low, high = np.quantile(found.personal[number][0], MOST)
        yield {"action_id": name, "quadrant": "", "low": float(low), "high": float(high), "idle": found.idle[number]}
    for place, quadrant in enumerate(QUADRANTS):
        if found.provenance[number, place] != "prior":
            cell = number, place
            figures = {"thought": found.thought[cell], "now": found.mean[cell], "sd": found.sd[cell]}
            yield {"action_id": name, "quadrant": quadrant} | {key: float(value) for key, value in figures.items()}
