"""Reprints and mirrors: how alike two texts are by their imprints (MinHash), without the texts themselves."""

from __future__ import annotations

from collections.abc import Sequence
from operator import eq

PERMUTATIONS = 64
ALIKE = 0.72
"""Share of equal places from which one text is a copy of the other. With 64 places the standard error at .72 is
.056; a notice and its next number (通报二) share less than half of their shingles, a reprint with another
dateline and signature more than four fifths."""
SIMILAR = 0.5
"""Share from which two texts tell of the same matter in the same words."""


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """The estimated share of common shingles, 0 where one of them has no imprint."""
    if not one or len(one) != len(other):
        return 0.0
    same: int = sum(map(eq, one, other))
    return same / len(one)
