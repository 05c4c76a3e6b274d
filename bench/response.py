"""How well effects of e-mails are told person by person (Hillstrom 2008), what acting upon them brings, at what cost.

`python -m bench.response [--file CSV] [--splits 20] [--shuffles 100] [--peers]`: 64,000 customers given nothing, men's
or women's e-mail by lot. Splits 0 to 19: 70 % to learn from, 30 % to mark on, with the same shares of every arm and of
visitors; figures are means over the splits, (±) of a lead the root mean square of its sd. Beside it: one linear
regression for each arm, the ranking by a linear forecast of the outcome, everybody. `--peers` adds EconML and CausalML
where this Python has them. Run it with OPENBLAS_NUM_THREADS=1: CPU-seconds of waiting threads are no work.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow.csv
from numpy.typing import NDArray

from bench.response_peers import Tell, peers
from guanxi.core.models.fitting import Array
from guanxi.core.models.response import (
    PersonalResponse,
    PolicyValue,
    Trial,
    best_arm,
    calibration,
    lead,
    policy_value,
    qini,
    randomised,
)
from guanxi.core.models.response.outcome_model import Kind

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
Mask = NDArray[np.bool_]
ARMS = {"No E-Mail": 0, "Mens E-Mail": 1, "Womens E-Mail": 2}
THIRDS = [1 / 3] * 3
EVERYBODY = ("nobody", "men's to all", "women's to all")
WORTHS: dict[str, tuple[Kind, float]] = {"visit": ("binary", 0.06), "spend": ("money", 0.6)}  # outcome, cost of a mail


def hillstrom(file: Path, outcome: str) -> tuple[Array, Trial, NDArray[np.int64]]:
    """Features of the customers, their trial on an outcome, and in what strata splits are drawn."""
    table = pyarrow.csv.read_csv(file).to_pydict()
    columns = [np.array(table[name], dtype=np.float64) for name in ("recency", "history", "mens", "womens", "newbie")]
    for name in ("zip_code", "channel"):
        words = np.array(table[name])
        columns += [(words == word).astype(np.float64) for word in np.unique(words)]
    arm = np.array([ARMS[name] for name in table["segment"]])
    trial = randomised(arm, np.array(table[outcome], dtype=np.float64), THIRDS)
    return np.column_stack(columns), trial, 2 * arm + np.array(table["visit"])


def split(strata: NDArray[np.int64], seed: int) -> Mask:
    """Say who is learned from: 70 % of each stratum, by lot."""
    random, learned = np.random.default_rng(seed), np.ones(len(strata), dtype=bool)
    for stratum in np.unique(strata):
        who = np.flatnonzero(strata == stratum)
        learned[random.permutation(who)[: round(0.3 * len(who))]] = False
    return learned


def by_regressions(x: Array, trial: Trial, fresh: Array) -> Array:
    """T-learner: the difference of one linear regression for each arm."""
    said = []
    for arm in range(trial.arms + 1):
        who = trial.arm == arm
        line = np.linalg.lstsq(np.column_stack([np.ones(who.sum()), x[who]]), trial.outcome[who])[0]
        said.append(line[0] + fresh @ line[1:])
    return np.column_stack([one - said[0] for one in said[1:]])


def by_outcome(x: Array, trial: Trial, fresh: Array) -> Array:
    """Rank by a linear forecast of the outcome, whatever the arm."""
    line = np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), trial.outcome)[0]
    return np.repeat((line[0] + fresh @ line[1:])[:, None], trial.arms, axis=1)


def told(kind: Kind) -> Tell:
    """guanxi's own."""
    return lambda x, trial, fresh: PersonalResponse(kind).fit(x, trial).effects(fresh).tau


def parts(
    x: Array, trial: Trial, strata: NDArray[np.int64], splits: int
) -> Iterator[tuple[Array, Trial, Array, Trial]]:
    """Features and trial to learn from, and to mark on, split by split."""
    for seed in range(splits):
        learned = split(strata, seed)
        yield x[learned], trial.among(learned), x[~learned], trial.among(~learned)


def rankings(file: Path, splits: int, learners: dict[str, Tell]) -> None:
    """Print how well each learner ranks people by what an e-mail does to their visits."""
    print(
        f"\nvisits, {splits} splits: relative Qini (± between splits) and calibration slope, of men's and women's mail"
    )
    print(" " * 24 + "     Qini men       (±)  Qini women     (±)  slope men  women    CPU-s")
    for name, tell in learners.items():
        rows = []
        for x, trial, fresh, others in parts(*hillstrom(file, "visit"), splits):
            began = time.process_time()
            tau = tell(x, trial, fresh)
            spent = time.process_time() - began
            base = np.array([others.outcome[others.arm == arm].mean() for arm in range(3)])
            expected = np.broadcast_to(base, others.propensity.shape)
            marks = [qini(tau[:, arm - 1], others, arm, draws=2).relative.value for arm in (1, 2)]
            slopes = [calibration(tau[:, arm - 1], others, expected, arm).slope for arm in (1, 2)]
            rows.append([*marks, *slopes, spent])
        mean, spread = np.mean(rows, axis=0), np.std(rows, axis=0)
        ranked = f"{mean[0]:13.4f} {spread[0]:9.3f} {mean[1]:11.4f} {spread[1]:7.3f}"
        print(f"{name:24s}{ranked} {mean[2]:10.2f} {mean[3]:6.2f} {mean[4]:8.2f}", flush=True)


def policies(file: Path, splits: int, outcome: str, learners: dict[str, Callable[[Kind], Tell]]) -> None:
    """Print what acting upon each learner's effects brings, less the cost of mails, beside mailing everybody."""
    kind, cost = WORTHS[outcome]
    print(f"\n{outcome} less {cost} a mail, per head; ahead: of men's mail for everybody")
    print(" " * 28 + "     value  self-normalised     ahead      (±)  mailed")
    rows: dict[str, list[list[float]]] = {}
    for x, trial, fresh, others in parts(*hillstrom(file, outcome), splits):
        expected = PersonalResponse(kind).fit(x, trial).expected(fresh)
        plans = {name: best_arm(tell(kind)(x, trial, fresh), cost) for name, tell in learners.items()}
        plans |= {
            name: np.full(len(fresh), arm) for arm, name in enumerate(("nobody", "men's to all", "women's to all"))
        }
        values = {name: policy_value(plan, others, expected, cost) for name, plan in plans.items()}
        for name, value in values.items():
            rows.setdefault(name, []).append(_marks(value, values["men's to all"], plans[name]))
    for name, found in rows.items():
        dr, snips, ahead, _, mailed = np.mean(found, axis=0)
        sd = np.sqrt(np.square(np.array(found)[:, 3]).mean())
        print(f"{name:28s}{dr:10.4f} {snips:16.4f} {ahead:9.4f} {sd:8.4f} {mailed:7.0%}", flush=True)


def _marks(value: PolicyValue, usual: PolicyValue, plan: NDArray[np.int64]) -> list[float]:
    ahead = lead(value, usual)
    return [value.dr.value, value.snips.value, ahead.value, ahead.sd, float((plan > 0).mean())]


def nothing_to_find(file: Path, shuffles: int) -> None:
    """Print how often shuffled arms are taken for personal effects, or for any."""
    for outcome, (kind, _) in WORTHS.items():
        x, trial, _ = hillstrom(file, outcome)
        findings = []
        for seed in range(shuffles):
            lot = np.random.default_rng(seed).permutation(trial.arm)
            model = PersonalResponse(kind).fit(x, Trial(lot, trial.outcome, trial.propensity, trial.design))
            findings += [facts.finding for facts in model.facts_]
        pooled = np.mean([finding != "evidence for personal targeting" for finding in findings])
        quiet = np.mean([finding == "no evidence of any effect" for finding in findings])
        said = f"pooled in {pooled:.1%} of arms, no evidence of any effect in {quiet:.1%}"
        print(f"\n{outcome}, {shuffles} shuffles of arms: {said}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=DATA / "hillstrom" / "hillstrom.csv")
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--shuffles", type=int, default=100)
    parser.add_argument("--peers", action="store_true")
    given = parser.parse_args()
    if not given.file.exists():
        raise SystemExit(f"{given.file} is not there: name Hillstrom's e-mail data with --file")
    learners = {"guanxi": told("binary"), "regression for each arm": by_regressions, "ranked by outcome": by_outcome}
    rankings(given.file, given.splits, learners | (peers() if given.peers else {}))
    for outcome in WORTHS:
        policies(
            given.file, given.splits, outcome, {"guanxi": told, "regression for each arm": lambda _: by_regressions}
        )
    nothing_to_find(given.file, given.shuffles)


if __name__ == "__main__":
    main()
