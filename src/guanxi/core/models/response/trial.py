"""A trial: who was given which arm, with what chance, and what came of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.fitting import Array

Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Trial:
    """People of a trial: `arm` (n,) from 0 (nothing) to A, `outcome` (n,), `propensity` (n, A + 1), and its `design`.

    `propensity`: each person's chance of each arm, known ("randomised") or estimated ("observational").
    """

    arm: Codes
    outcome: Array
    propensity: Array
    design: str

    @property
    def arms(self) -> int:
        """Arms beside nothing, A."""
        return int(self.propensity.shape[1]) - 1

    def among(self, mask: Mask | Numbers) -> "Trial":
        """Return the trial of some of its people, `mask` of shape (n,) or their numbers."""
        return Trial(self.arm[mask], self.outcome[mask], self.propensity[mask], self.design)

    def weight(self, arm: int) -> Array:
        """Return by how many each person given `arm` stands for, 0 for the others; shape (n,)."""
        return np.where(self.arm == arm, 1 / self.propensity[:, arm], 0.0)


def randomised(arm: ArrayLike, outcome: ArrayLike, propensity: ArrayLike) -> Trial:
    """Return the trial of people whose arms were drawn by known chances.

    `arm` (n,) codes 0 (nothing) to A, `outcome` (n,), `propensity` (A + 1,) the same for all or (n, A + 1).
    InputError: lengths that differ, codes without a propensity, an arm of fewer than two people, outcomes that are not
    numbers, propensities that are not above 0 or do not sum to 1.
    """
    outcomes, chances = numbers("outcome", outcome, 1), np.asarray(propensity, dtype=np.float64)
    arms = chances.shape[-1] - 1 if chances.ndim else 0
    codes = arm_codes(arm, arms, len(outcomes))
    if chances.ndim not in (1, 2) or (chances.ndim == 2 and len(chances) != len(codes)):
        raise InputError(
            f"propensity has shape {chances.shape} for {len(codes)} people",
            "give one chance an arm, nothing first, or one row a person",
        )
    if not (np.all(chances > 0) and np.allclose(chances.sum(axis=-1), 1, atol=1e-6)):
        raise InputError(
            "propensities are not all above 0, or do not sum to 1",
            "give every arm's chance, nothing first; people who could not get an arm are not part of the trial",
        )
    return Trial(codes, outcomes, np.broadcast_to(chances, (len(codes), arms + 1)), "randomised")


def arm_codes(arm: ArrayLike, arms: int, people: int) -> Codes:
    """Return arm codes as numbers 0 to `arms`, each given to two people or more; InputError otherwise."""
    given = np.asarray(arm)
    if given.shape != (people,):
        raise InputError(f"arm has shape {given.shape} for {people} outcomes", "give one arm and one outcome a person")
    if people == 0 or given.dtype.kind not in "iufb" or not np.all(given == np.floor(given)):
        raise InputError("arms are not whole numbers", "number the arms: 0 for nothing, then 1, 2, …")
    codes = given.astype(np.int64)
    if codes.min() < 0 or codes.max() > arms:
        raise InputError(
            f"arms go from {codes.min()} to {codes.max()}, propensities from 0 to {arms}",
            "number the arms 0 (nothing) to A and give A + 1 propensities",
        )
    few = np.flatnonzero(np.bincount(codes, minlength=arms + 1) < 2)
    if arms < 1 or len(few):
        said = f"arm {few[0]} was given to fewer than two people" if len(few) else "there is one arm only"
        raise InputError(said, "an effect is a difference: both nothing and every arm need people")
    return codes


def numbers(name: str, values: ArrayLike, dimensions: int) -> Array:
    """Return values as finite numbers of so many dimensions; InputError naming them otherwise."""
    try:
        found = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as reason:
        raise InputError(f"{name} holds what is not a number: {reason}", "code words as 0/1 columns") from reason
    if found.ndim != dimensions:
        raise InputError(f"{name} has {found.ndim} dimensions, not {dimensions}", "see the shapes in the reference")
    if not np.isfinite(found).all():
        raise InputError(f"{name} holds empty or infinite values", "fill them or leave these people out")
    return found


def check_arm(trial: Trial, arm: int) -> None:
    """InputError where the trial has no such arm."""
    if not 1 <= arm <= trial.arms:
        raise InputError(f"the trial has arms 1 to {trial.arms}, not {arm}", "name one of its arms")


def check_people(name: str, values: Array, trial: Trial) -> None:
    """InputError where there is not one row for each of the trial's people."""
    if len(values) != len(trial.arm):
        raise InputError(f"{name} has {len(values)} rows, the trial {len(trial.arm)} people", "give one row a person")


def check_expected(expected: Array, trial: Trial) -> None:
    """InputError where there is not one expected outcome for each person under nothing and every arm."""
    if expected.shape != trial.propensity.shape:
        raise InputError(
            f"expected has shape {expected.shape}, not {trial.propensity.shape}",
            "give one row a person and one column an arm, nothing first",
        )
