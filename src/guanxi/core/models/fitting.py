"""What the models share: checked columns, the climb to the top of a likelihood, and how sure the top is."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from typing import ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import cho_factor, cho_solve

from guanxi.core.kernel.errors import InputError

Array = NDArray[np.float64]
Curve = Callable[[Array], tuple[float, Array, Array]]
"""A function to climb: parameters → (value, gradient, Hessian), all analytic; a mean over customers."""

STEPS = 200  # a dozen is usual
REACH = 2.0  # longest first step, in log-parameters
NOTHING = 1e-12  # promised gain in the mean log-likelihood below which the climb has arrived
SHORT = 1e-2  # a step over which the curve is as good as a parabola
STILL = 1e-6  # a reach below which the curve's own rounding hides whether a step rises
FLAT = 1e-10  # curvature, against the greatest, below which a direction counts as level
MANY = 60  # parameters
SAMPLE = 20_000  # customers on which a climb starts when there are three times as many
SPREAD = 2.0  # of a log-parameter about which the data say nothing, in draws: a factor of seven either way


def columns(**given: ArrayLike) -> tuple[Array, ...]:
    """Return the named columns as float arrays of one common shape.

    Raises InputError when a column holds a missing, infinite or negative number, or lengths differ.
    """
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in given.items()}
    for name, values in arrays.items():
        if values.size and not (values.min() >= 0 and values.max() < np.inf):
            value = values[~np.isfinite(values) | (values < 0)].flat[0]
            raise InputError(f"{name} holds {value}.", f"Give finite numbers of at least 0 in {name}.")
    try:
        return tuple(np.broadcast_arrays(*arrays.values()))
    except ValueError:
        lengths = ", ".join(f"{name} {values.shape}" for name, values in arrays.items())
        raise InputError(f"The columns differ in length: {lengths}.", "Give columns of one length.") from None


def counts(weights: ArrayLike | None, like: Array) -> Array:
    """Return how many customers stand in each cell: `weights`, or one each."""
    if weights is None:
        return np.ones_like(like)
    return columns(weights=weights, cells=like)[0]


def total(weights: Array, values: Array) -> float:
    """Return Σ weights · values, summed pairwise: the same on any number of cores, which threaded BLAS is not."""
    return float((weights * values).sum())


class Top(NamedTuple):
    """Where a climb ended: parameters, value and Hessian there, and which parameters stand at a bound."""

    theta: Array
    value: float
    bend: Array
    bound: NDArray[np.bool_]


def climb(curve: Curve, start: Array, low: Array, high: Array) -> Array:
    """Return the parameters within [low, high] at which `curve` is greatest, as seen from `start`."""
    return ascend(curve, start, low, high).theta


def ascend(curve: Curve, start: Array, low: Array, high: Array) -> Top:
    """Climb `curve` from `start` to the top within [low, high], never lower than the start.

    Newton's method with the curvature taken as positive in every direction (Dauphin et al. 2014, saddle-free Newton)
    and a reach that shrinks when a step disappoints. Ends calmly on ridges, levels and bounds.
    """
    theta = np.clip(start, low, high)
    value, slope, bend = curve(theta)
    reach = REACH
    for _ in range(STEPS):
        step = _newton(theta, slope, bend, low, high)
        length, promised = float(np.sqrt(total(step, step))), total(step, slope) / 2
        if not promised > NOTHING or reach < STILL:
            break
        there = _within(theta, step * min(1.0, reach / length), low, high)
        found = curve(there)
        if found[0] > value:
            theta, (value, slope, bend) = there, found
            reach = max(reach, 2 * length)
        else:
            reach = min(reach, length) / 4
    if 0 < promised <= NOTHING and length < SHORT:  # so near the top that nobody need look where the step leads
        theta, value = _within(theta, step, low, high), value + promised
    return Top(theta, value, bend, (theta <= low) | (theta >= high))


def ascend_from_sample(
    curve_of: Callable[[slice], Curve], rows: int, starts: Sequence[Array], low: Array, high: Array
) -> Top:
    """Climb on every so-manieth of the rows, from the best of `starts`, and from there on all of them.

    `curve_of(rows)` is the curve of some of the customers.
    """
    every = rows // SAMPLE if rows > 3 * SAMPLE else 1
    curve = curve_of(slice(None, None, every))
    start = max(starts, key=lambda at: curve(np.clip(at, low, high))[0])
    if every == 1:
        return ascend(curve, start, low, high)
    return ascend(curve_of(slice(None)), ascend(curve, start, low, high).theta, low, high)


def _newton(theta: Array, slope: Array, bend: Array, low: Array, high: Array) -> Array:
    """Return the step to where the slope would vanish, over the parameters that no bound holds."""
    free = ~(((theta <= low) & (slope < 0)) | ((theta >= high) & (slope > 0)))
    while True:
        step = np.zeros_like(theta)
        if not free.any() or not np.isfinite(bend).all():
            return step
        step[free] = _solved(-bend[np.ix_(free, free)], slope[free])
        held = free & (((theta <= low) & (step < 0)) | ((theta >= high) & (step > 0)))
        if not held.any():
            return step
        free &= ~held


def _solved(curvature: Array, slope: Array) -> Array:
    """Solve curvature · step = slope with every curvature taken as positive, and never as less than nearly level."""
    if len(slope) > MANY:  # a tenth of the work, where the curve is concave
        level = max(FLAT * float(np.diagonal(curvature).max()), 1e-300)
        with suppress(np.linalg.LinAlgError):
            return np.asarray(cho_solve(cho_factor(curvature + level * np.eye(len(slope))), slope))
    heights, ways = np.linalg.eigh(curvature)
    size = np.abs(heights)
    size = np.maximum(size, max(FLAT * float(size.max()), 1e-300))
    return np.asarray(np.einsum("ij,j->i", ways, np.einsum("ij,i->j", ways, slope) / size))


def _within(theta: Array, step: Array, low: Array, high: Array) -> Array:
    """Go along the step as far as the first bound, and stand on it exactly."""
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(step > 0, (high - theta) / step, np.where(step < 0, (low - theta) / step, np.inf))
    there = np.clip(theta + step * min(1.0, float(room.min())), low, high)
    there = np.where(there - low < 1e-9, low, there)
    return np.where(high - there < 1e-9, high, there)


def covariance(information: Array, bound: NDArray[np.bool_]) -> Array | None:
    """Return the covariance of the log-parameters (zero for those at a bound), or None on a ridge.

    `information` is minus the Hessian of the whole log-likelihood there (Laplace's approximation).
    """
    free = ~bound
    result = np.zeros_like(information)
    if free.any():
        inner = information[np.ix_(free, free)]
        heights = np.linalg.eigvalsh(inner)
        if not heights[0] > FLAT * max(float(heights[-1]), 1e-300):
            return None
        result[np.ix_(free, free)] = np.linalg.inv(inner)
    return result


def draws(theta: Array, information: Array, bound: NDArray[np.bool_], count: int, seed: int) -> Array:
    """Draw log-parameters from Laplace's approximation, shape (count, parameters); those at a bound stay there.

    A wide normal law around the fit (`SPREAD`) keeps draws sensible in directions the data leave open.
    """
    moves = np.zeros((count, len(theta)))
    free = ~bound
    if free.any():
        heights, ways = np.linalg.eigh(information[np.ix_(free, free)])
        sure = np.maximum(heights, 0.0) + SPREAD**-2
        root = np.linalg.cholesky(np.einsum("ij,j,kj->ik", ways, 1 / sure, ways))
        normal = np.random.default_rng(seed).standard_normal((count, int(free.sum())))
        moves[:, free] = np.einsum("ij,kj->ik", normal, root)
    return theta + moves


class Fitted:
    """What every fitted model knows of its parameters: their names, their values and how sure they are.

    A model names its parameters in NAMES and keeps each as an attribute `<name>_`, in the caller's units. `learn`
    notes a climb's end.
    """

    NAMES: ClassVar[tuple[str, ...]]
    LEAST: ClassVar[dict[str, float]] = {}  # what a drawn parameter may not fall below

    log_likelihood_: float
    customers_: float
    information_: Array  # minus the Hessian of the log-likelihood, in log-parameters
    covariance_: Array | None  # of the log-parameters; None where the data leave a direction open
    at_bound_: tuple[str, ...]  # parameters which ran as far as they may: the brand has none of that variety

    @property
    def parameters_(self) -> dict[str, float]:
        """The parameters by name, in the caller's units."""
        return {name: float(getattr(self, f"{name}_")) for name in self.NAMES}

    def learn(self, top: Top, scales: Array, customers: float) -> None:
        """Note where the climb in log-parameters ended; `scales` turn parameters into the caller's units."""
        self._put(np.exp(top.theta) * scales)
        self.customers_, self.log_likelihood_ = customers, top.value * customers
        self.information_ = -top.bend * customers
        self.covariance_ = covariance(self.information_, top.bound)
        self.at_bound_ = tuple(name for name, at in zip(self.NAMES, top.bound, strict=True) if at)

    def near(self, start: Mapping[str, float] | None, scales: Array) -> list[Array]:
        """Return where a climb may start, in log-parameters: at `start`, parameters in the caller's units, if given."""
        return [] if start is None else [np.log(np.array([start[name] for name in self.NAMES]) / scales)]

    def draws(self, count: int, seed: int) -> list[Self]:
        """Return `count` models whose parameters are drawn around the fit (Laplace, in log-parameters)."""
        bound = np.array([name in self.at_bound_ for name in self.NAMES])
        theta = np.log(list(self.parameters_.values()))
        models = []
        for values in np.exp(draws(theta, self.information_, bound, count, seed)):
            models.append(copy(self))
            models[-1]._put(values)
        return models

    def _put(self, values: Array) -> None:
        for name, value in zip(self.NAMES, values, strict=True):
            setattr(self, f"{name}_", max(float(value), self.LEAST.get(name, 0.0)))
