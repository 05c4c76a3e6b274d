"""What experiments say where the truth is known, and on Hillstrom's trial. `python -m bench.experiment`.

Money is heavy-tailed (three in ten buy, log-normal amounts); a tenth are held out; the past foretells some of it.
"""

import csv
import gzip
import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tests.shared import DATA

from guanxi.core.models.experiment import Difference, Sums, always_valid, difference, proportions

EXPERIMENTS, PEOPLE, HOLDOUT, EFFECT = 500, 20_000, 0.1, 5.0


def money(rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Contribution after and before of one experiment's people."""
    taste = rng.gamma(2.0, 0.5, PEOPLE)
    after, before = (
        np.where(rng.random(PEOPLE) < 0.3, rng.lognormal(3.5, 1.0, PEOPLE), 0.0) * taste + 40 * taste for _ in range(2)
    )
    return after, before


def simulated(effect: float, seed: int, *, past: bool = True) -> list[Difference]:
    """Many experiments of one true effect."""
    rng, found = np.random.default_rng(seed), []
    for _ in range(EXPERIMENTS):
        after, before = money(rng)
        treated = rng.random(PEOPLE) >= HOLDOUT
        pair = (Sums.of(after[treated] + effect, before[treated]), Sums.of(after[~treated], before[~treated]))
        told = difference({"": pair}, past=past)
        assert told is not None
        found.append(told)
    return found


def covered() -> list[str]:
    """Bias, coverage and false positives."""
    told, null = simulated(EFFECT, 1), simulated(0.0, 2)
    means = np.array([one.mean for one in told])
    cover = np.mean([one.low <= EFFECT <= one.high for one in told])
    false = np.mean([one.p_value < 0.05 for one in null])
    noise = means.std() / np.sqrt(EXPERIMENTS)
    return [
        f"{EXPERIMENTS} experiments of {PEOPLE:,} people, a tenth held out, true effect {EFFECT:g}",
        f"bias                         {means.mean() - EFFECT:+.3f}   within noise: ± {1.96 * noise:.3f}",
        f"95 % intervals that cover    {cover:.3f}    wanted .93-.97",
        f"false positives              {false:.3f}    wanted .04-.06",
    ]


def narrowed() -> list[str]:
    """What the past takes away, beside what its correlation promises."""
    rng = np.random.default_rng(3)
    after, before = money(rng)
    promised = float(np.sqrt(1 - np.corrcoef(after, before)[0, 1] ** 2))
    with_past, without = (np.array([one.sd for one in simulated(0.0, 4, past=past)]) for past in (True, False))
    got = float(np.mean(with_past / without))
    return [f"interval with the past       {got:.3f} of that without, promised {promised:.3f} (± 10 %)"]


def peeked() -> list[str]:
    """False positives of somebody who looks every day for 90 days."""
    rng, wrong, plain = np.random.default_rng(5), 0, 0
    for _ in range(EXPERIMENTS):
        daily = rng.lognormal(3, 1, (90, 200)) - rng.lognormal(3, 1, (90, 200))
        sums, squares = daily.sum(axis=1).cumsum(), np.square(daily).sum(axis=1).cumsum()
        n = 200.0 * np.arange(1, 91)
        z = sums / n / np.sqrt((squares / n - (sums / n) ** 2) / n)
        wrong += bool(np.any(np.abs(z) > [always_valid(day / 90) for day in range(1, 91)]))
        plain += bool(np.any(np.abs(z) > 1.96))
    return [
        f"false with 90 daily looks    {wrong / EXPERIMENTS:.3f}    wanted <= .05; plain ones {plain / EXPERIMENTS:.3f}"
    ]


def reference() -> list[str]:
    """7.7 % beside 19 %."""
    lines = []
    for n in (300, 1000, 3000):
        pair = [Sums(n, round(share * n), round(share * n)) for share in (0.19, 0.077)]
        low, high = proportions(pair[0], pair[1])
        lines.append(
            f"19 % beside 7.7 %, {n:>5,} an arm   {low:+.3f} to {high:+.3f}   {'better' if low > 0 else 'no evidence'}"
        )
    return lines


def hillstrom() -> list[str]:
    """Visits and spend of Hillstrom's trial, by arm, beside no mail."""
    file = next(iter(sorted((DATA / "hillstrom").glob("*.csv*"))), None)
    if file is None:
        return ["Hillstrom: not measured, its file is not there"]
    rows = list(csv.DictReader(io.StringIO(_text(file))))
    arms = {name: [row for row in rows if row["segment"] == name] for name in sorted({row["segment"] for row in rows})}
    sums = {
        (arm, what): Sums.of([float(row[what]) for row in mine])
        for arm, mine in arms.items()
        for what in ("visit", "spend")
    }
    none = next(name for name in arms if name.lower().startswith("no"))
    lines = [f"Hillstrom, visits: no mail {sums[none, 'visit'].mean:.4f}"]
    for arm in sorted(set(arms) - {none}):
        low, high = proportions(sums[arm, "visit"], sums[none, "visit"])
        spend = difference({"": (sums[arm, "spend"], sums[none, "spend"])}, past=False)
        assert spend is not None
        lines.append(
            f"  {arm:<15} visits {sums[arm, 'visit'].mean:.4f} ({low:+.4f} to {high:+.4f})   "
            f"spend {spend.mean:+.3f} ({spend.low:+.3f} to {spend.high:+.3f})"
        )
    return lines


def _text(file: Path) -> str:
    """A file's text, packed or not."""
    return gzip.decompress(file.read_bytes()).decode() if file.suffix == ".gz" else file.read_text(encoding="utf-8")


def main() -> None:
    """Print the tables."""
    for part in (covered, narrowed, peeked, reference, hillstrom):
        print("\n".join(part()), flush=True)


if __name__ == "__main__":
    main()
