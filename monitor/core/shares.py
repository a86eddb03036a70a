"""Shares that are known only between two counts, and when two of them may be told apart.

A share is an interval twice over: the evidence leaves it between those that surely did and those
that possibly did, and a small number of cases says little about the next ones. Both go into `band`,
and only shares whose bands do not meet may be put in an order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

SMALL = 10
"""Below this many cases a share in per cent says more than it knows; only counts are given."""
Z95 = 1.959964
"""Two-sided 95 % of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Share:
    """Of ``of`` cases, between ``surely`` and ``possibly`` did it."""

    surely: int
    possibly: int
    of: int

    @property
    def enough(self) -> bool:
        """So many cases that per cent may be said."""
        return self.of >= SMALL

    @property
    def band(self) -> tuple[float, float]:
        """From the Wilson lower bound of those that surely did to the upper bound of those that may have."""
        return wilson(self.surely, self.of)[0], wilson(self.possibly, self.of)[1]

    def per_cent(self) -> tuple[int, int] | None:
        """Both ends, rounded outwards; None where there are too few cases."""
        if not self.enough:
            return None
        return 100 * self.surely // self.of, -(-100 * self.possibly // self.of)


def wilson(count: int, of: int, *, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a proportion (Wilson 1927); everything where there is no case.

    >>> tuple(round(bound, 4) for bound in wilson(81, 263))
    (0.2553, 0.3662)
    """
    if of == 0:
        return 0.0, 1.0
    share, square = count / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return (0.0 if count == 0 else middle - half), (1.0 if count == of else middle + half)


def told_apart(groups: Mapping[str, Share]) -> tuple[tuple[str, str], ...]:
    """Pairs (higher, lower) whose bands do not meet, by name; groups with few cases are in none.

    This is the only comparison that a report may make: no rank, no order of the rest.
    """
    bands = {name: share.band for name, share in sorted(groups.items()) if share.enough}
    return tuple((high, low) for high in bands for low in bands if high != low and bands[high][0] > bands[low][1])
