"""Turnbull's estimate of a distribution from intervals: how soon something happens, known only between looks.

The nonparametric maximum likelihood estimate (Peto 1973; Turnbull 1976) puts mass on the innermost
intervals only; where inside one the mass lies the data cannot tell, and the estimate does not say.
With exact and right-censored times alone it is the Kaplan-Meier estimate. Found by self-consistency
(EM), stopped by the size of the gradient, which bounds how far the likelihood is from its maximum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import inf

Interval = tuple[float, float | None]
"""``(low, high]``; equal ends are an exact time, None is: not until ``low``, perhaps never."""

TOLERANCE = 1e-4
"""The log-likelihood lies within ``n * TOLERANCE`` of its maximum."""
ROUNDS = 20_000


@dataclass(frozen=True, slots=True)
class Step:
    """So much of the distribution lies in ``(low, high]``; nobody can say where in it."""

    low: float
    high: float | None
    mass: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """The distribution: steps in order, their masses adding to one."""

    steps: tuple[Step, ...]

    def by(self, time: float) -> tuple[float, float]:
        """The share that had happened by then: at least, and at most."""
        sure = sum(step.mass for step in self.steps if step.high is not None and step.high <= time)
        may = sum(step.mass for step in self.steps if step.low < time or step.high == step.low <= time)
        return sure, max(sure, may)

    def quantile(self, share: float) -> Interval | None:
        """The interval in which that share is reached; its end is None where it may never be."""
        reached = 0.0
        for step in self.steps:
            reached += step.mass
            if reached >= share - 1e-9:
                return step.low, step.high
        return None


def turnbull(observed: Iterable[Interval], *, tolerance: float = TOLERANCE) -> Estimate:
    """The estimate from intervals of non-negative times; empty where nothing was observed.

    Raises:
        ValueError: an interval that ends before it begins.
    """
    weights = Counter(observed)
    if not weights:
        return Estimate(())
    cells = _innermost(weights)
    reach = [(_first(cells, low, high), _last(cells, high), count) for (low, high), count in sorted_items(weights)]
    masses = _consistent(len(cells), reach, sum(weights.values()), tolerance)
    return Estimate(
        tuple(Step(low, high, mass) for (low, high), mass in zip(cells, masses, strict=True) if mass > 1e-6)
    )


def sorted_items(weights: Counter[Interval]) -> list[tuple[Interval, int]]:
    """In the order of their bounds, whatever the order in which they came."""
    return sorted(weights.items(), key=lambda item: (item[0][0], inf if item[0][1] is None else item[0][1]))


def _innermost(observed: Iterable[Interval]) -> list[Interval]:
    """Intervals from a left end to the right end next to it: only there can mass raise the likelihood.

    At one value an exact time opens first, then right ends close, then open left ends begin.
    """
    ends: set[tuple[float, int]] = set()
    for low, high in observed:
        if high is not None and high < low:
            raise ValueError(f"an interval must not end before it begins: ({low}, {high}]")
        ends.add((low, -1 if high == low else 1))
        ends.add((inf if high is None else high, 0))
    return [
        (low, None if high == inf else high)
        for (low, opens), (high, closes) in pairwise(sorted(ends))
        if opens != 0 and closes == 0
    ]


def _first(cells: list[Interval], low: float, high: float | None) -> int:
    """The first cell inside an interval that begins at ``low``."""
    exact = low == high
    for i, (start, end) in enumerate(cells):
        if start > low or (start == low and (exact or end != start)):
            return i
    return len(cells) - 1


def _last(cells: list[Interval], high: float | None) -> int:
    """One after the last cell inside an interval that ends at ``high``."""
    top = inf if high is None else high
    return sum(1 for _, end in cells if (inf if end is None else end) <= top)


def _consistent(number: int, reach: list[tuple[int, int, int]], total: int, tolerance: float) -> list[float]:
    """Masses that share out each observation over its cells and get themselves back.

    An observation reaches over cells next to each other, so one round costs as many steps as there
    are observations and cells.
    """
    masses = [1.0 / number] * number
    for _ in range(ROUNDS):
        sums = [0.0, *accumulate(masses)]
        slopes = [0.0] * (number + 1)
        for first, last, count in reach:
            part = count / (sums[last] - sums[first])
            slopes[first] += part
            slopes[last] -= part
        gradient = [slope / total for slope in accumulate(slopes[:-1])]
        masses = [mass * slope for mass, slope in zip(masses, gradient, strict=True)]
        if max(gradient) <= 1 + tolerance:
            break
    return masses
