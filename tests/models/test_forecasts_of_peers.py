"""Forecasts of BG/NBD and MBG/NBD against lifetimes 0.11.3: `lifetimes.csv` holds what it answered, in weeks.

Its parameters were set to the published ones of CDNOW, so that formulas are compared rather than fits.
"""

import csv
from pathlib import Path

import numpy as np
import pytest
from tests.models.test_beta_geo import MODIFIED, PUBLISHED, known

from guanxi.core.models import BetaGeoNBD, ModifiedBetaGeoNBD

PEERS = {"bg": known(*PUBLISHED), "mbg": known(*MODIFIED, of=ModifiedBetaGeoNBD)}
HORIZONS = (1.0, 13.0, 39.0, 156.0)
NEWCOMERS = {
    "bg": (0.05326789117, 0.5344395411, 1.196723193, 2.758466112),
    "mbg": (0.05308479526, 0.5353568642, 1.182953666, 2.604750398),
}
COUNTS = {  # chances of 0, 1, 2 … purchases in the first 13 weeks
    "bg": (0.7164005501, 0.1678084371, 0.05866519879, 0.02614693991, 0.0131739641, 0.007157249405),
    "mbg": (0.7112742742, 0.1677477748, 0.06303886138, 0.02807560781, 0.01372754464, 0.007124441564),
}


def answers(name: str) -> list[dict[str, float]]:
    with Path(__file__).with_name("lifetimes.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.pop("model") == name]
    return [{column: float(value) for column, value in row.items()} for row in rows]


@pytest.mark.parametrize("name", PEERS)
def test_forecasts_of_thirty_histories(name: str) -> None:
    model: BetaGeoNBD = PEERS[name]
    rows = answers(name)
    x, t_x, T, alive = (np.array([row[column] for row in rows]) for column in ("x", "t_x", "T", "p_alive"))
    assert len(rows) == 30
    assert model.p_alive(x, t_x, T) == pytest.approx(alive, rel=1e-8)
    for horizon in HORIZONS:
        expected = np.array([row[f"h{horizon:g}"] for row in rows])
        assert model.expected_purchases(horizon, x, t_x, T) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("name", PEERS)
def test_newcomers(name: str) -> None:
    assert PEERS[name].newcomer_purchases(HORIZONS) == pytest.approx(NEWCOMERS[name], rel=1e-8)
    assert PEERS[name].newcomer_probability(range(6), 13) == pytest.approx(COUNTS[name], rel=1e-8)
