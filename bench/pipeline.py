"""guanxi's whole pipeline, from files to tasks, in the world whose truth is known. `python -m bench.pipeline`.

`--seeds 2 [--first 200]`: so many worlds; `--seeds 200 205`: these. Each month the pipeline imports orders, appraises,
measures, plans, approves and carries out; beside it on the same people the oracle and the policy of `guanxi world
prove`. Profit is that beyond doing nothing, a person. `--null`: nothing that is done changes anything. `--each`: month
by month, whom each gave what, and what was believed of it beside the truth. The guanxi that is run is that of
PYTHONPATH, so versions can be compared.
"""

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

import guanxi
from bench.pipeline_lived import Lived, Policy, lived
from bench.pipeline_world import STEPS, Pipeline, first_day, opened
from guanxi.core.models.fitting import Array
from guanxi.entry.proving import policies
from guanxi.entry.proving.learning import Learner
from guanxi.entry.proving.proof import PAST, POLICIES
from guanxi.entry.proving.shop import BUDGET, HOURS, Shop
from guanxi.world import answers
from guanxi.world.answers import ACTIONS

SEEDS, FIRST, PEOPLE, MONTHS, QUARTER, LIMIT = 2, 200, 6_000, 12, 3, 15
SHOWN = ("oracle", "proof", "pipeline")


def world(seed: int, asked: argparse.Namespace) -> tuple[dict[str, Lived], Pipeline]:
    """One seed's world under every policy; profit is that beyond doing nothing."""
    crowd = answers.crowd(asked.people, PAST + asked.months, seed)
    rng = np.random.default_rng((seed, POLICIES.index("guanxi")))
    with tempfile.TemporaryDirectory() as folder:
        pipeline = opened(Path(folder), Shop.opened(crowd, PAST), seed, asked.effect_in, asked.holdout)
        oracle = policies.nothing if asked.null else policies.oracle
        each: dict[str, Policy] = {
            "nothing": policies.nothing, "oracle": oracle, "proof": Learner(rng), "pipeline": pipeline,
        }  # fmt: skip
        found = {
            name: lived(Shop.opened(crowd, PAST), policy, rng, asked.months, null=asked.null)
            for name, policy in each.items()
        }
    base = found["nothing"].profit.copy()
    for one in found.values():
        one.profit[:] -= base
    return found, pipeline


def quarters(values: Array) -> Array:
    """Sums by quarter."""
    return np.add.reduceat(values, range(0, len(values), QUARTER))


def row(name: str, one: Array, oracle: Array, spent: Array, seconds: float) -> str:
    """A line of the table: profit and money by month of one policy beside the oracle's."""
    share = "".join(f"{_share(p, o):>7}" for p, o in zip(quarters(one), quarters(oracle), strict=True))
    money = "".join(f"{m:7.2f}" for m in quarters(spent))
    took = f"{seconds:9.1f}" if seconds else ""
    return f"  {name:9}{one.sum():9.2f}{_share(one.sum(), oracle.sum()):>8}{share}{spent.sum():9.2f}{money}{took}"


def _share(one: float, oracle: float) -> str:
    """Percent of the oracle's, where it has something."""
    return f"{100 * one / oracle:.0f}%" if abs(oracle) > 1e-9 else "-"


def table(title: str, found: Sequence[Mapping[str, Lived]], seconds: float) -> None:
    """Print each policy's mean over seeds."""
    oracle = np.mean([one["oracle"].profit for one in found], axis=0)
    print(title)
    for name in SHOWN:
        profit, spent = (np.mean([getattr(one[name], of) for one in found], axis=0) for of in ("profit", "spent"))
        print(row(name, profit, oracle, spent, seconds if name == "pipeline" else 0.0), flush=True)


def each_month(found: Mapping[str, Lived], pipeline: Pipeline) -> None:
    """Print month by month whom each policy gave what, and what was believed of it beside the truth."""
    print("  month    action   oracle  proof  pipeline   expected  truly  everybody  learned (by quadrant, or range)")
    for month, told in enumerate(pipeline.told):
        for number, name in enumerate(ACTIONS):
            gave = "".join(f"{found[of].people[month, number]:{w}.0f}" for of, w in zip(SHOWN, (8, 7, 10), strict=True))
            expected = told["chosen"].get(name, {}).get("effect_mean", np.nan)
            truth = found["pipeline"].truly[month, number], found["pipeline"].usually[month, number]
            line = f"{gave}{expected:11.1f}{truth[0]:7.1f}{truth[1]:11.1f}  {_learned(told, name)}"
            print(f"  {first_day(PAST + month):%Y-%m}  {name:8}{line}")
        print(_left_over(month, found["pipeline"], told), flush=True)


def _learned(told: Mapping[str, Any], name: str) -> str:
    """What experiments have taught of an action."""
    rows = [one for one in told["facts"].get("learned", []) if one["action_id"] == name]
    return ", ".join(
        f"{one['now']:.1f}±{one['sd']:.1f}" if one["quadrant"] else f"{one['low']:.1f} to {one['high']:.1f}"
        for one in rows
    )


def _left_over(month: int, one: Lived, told: Mapping[str, Any]) -> str:
    """What the pipeline left of its money and minutes, and whom it gave something in vain."""
    left = f"money {told['cost']:.0f} planned, {100 * one.spent[month] / BUDGET:.0f} % of the budget really spent"
    gone = f"given to {one.gone[month]:.0f} who had left, {one.early[month]:.0f} too early"
    return f"           {left}; minutes {100 * one.minutes[month] / HOURS:.0f} %; {gone}; {told['known']} known"


def saved(file: Path, found: Mapping[int, tuple[Mapping[str, Lived], Pipeline]], asked: argparse.Namespace) -> None:
    """Write everything as JSON."""
    worlds = {
        seed: {
            "policies": {name: {key: value.tolist() for key, value in asdict(one).items()} for name, one in by.items()},
            "seconds": pipeline.seconds, "told": pipeline.told,
        }
        for seed, (by, pipeline) in found.items()
    }  # fmt: skip
    said = {name: value for name, value in vars(asked).items() if name != "out"}
    file.write_text(json.dumps({"guanxi": guanxi.__version__, "asked": said, "worlds": worlds}), encoding="utf-8")


def read_arguments() -> argparse.Namespace:
    """Read what is asked for; `seeds` becomes the seeds themselves."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[SEEDS], help="how many, or two and more by number")
    for name, default in (("first", FIRST), ("people", PEOPLE), ("months", MONTHS)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--holdout", type=float, default=0.1, help="share that each plan leaves alone")
    parser.add_argument("--effect-in", choices=("value", "money"), default="value", help="of the catalogue's guesses")
    for name in ("null", "each"):
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    if len(asked.seeds) == 1:
        asked.seeds = list(range(asked.first, asked.first + asked.seeds[0]))
    return asked


def main() -> None:
    """Live and print."""
    asked, found = read_arguments(), {}
    print(
        f"{asked.people:,} people, {asked.months} months{', null world' if asked.null else ''}; a person: profit beyond"
    )
    print("  doing nothing, its part of the oracle's in all and by quarter; money spent, by quarter; seconds a month")
    for seed in asked.seeds:
        by, pipeline = found[seed] = world(seed, asked)
        took = {step: float(np.mean([one[step] for one in pipeline.seconds])) for step in STEPS}
        table(f"seed {seed}: " + ", ".join(f"{step} {s:.1f} s" for step, s in took.items()), [by], sum(took.values()))
        if asked.each:
            each_month(by, pipeline)
    seconds = np.mean([sum(month.values()) for _, pipeline in found.values() for month in pipeline.seconds])
    table(f"mean of {len(found)}; wanted at most {LIMIT} s a month", [by for by, _ in found.values()], float(seconds))
    if asked.out:
        saved(asked.out, found, asked)


if __name__ == "__main__":
    main()
