"""Instants known only to lie between two others: the time type of the whole project.

A date-only page, a "12时许", two polls of a list: none of them gives a point in time, all of them
give two bounds. A `Moment` carries the bounds; its width is what the source did not say.

There is no ``<``: two uncertain moments may have no order. Ask `surely_before` or
`possibly_before`, and say in the caller what "perhaps" shall mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NoReturn

from monitor.core.packed import Packed


class Basis(StrEnum):
    """How we know a moment."""

    VISIBLE = "visible"  # a label on the page: 发布时间：…
    META = "meta"  # a machine-readable claim of the page: <meta name="PubDate">
    LIST = "list"  # the date printed beside the link on a listing page
    URL = "url"  # a date inside the address
    TEXT = "text"  # words of the narrative
    OBSERVED = "observed"  # absent in one look, present in a later one
    DERIVED = "derived"  # computed from other moments
    HUMAN = "human"  # said by a person, with name and reason


@dataclass(frozen=True, slots=True)
class Moment(Packed):
    """An instant known only to lie within ``[earliest, latest)``, and how we know.

    ``earliest`` is inclusive, ``latest`` exclusive; both are aware and kept in UTC. ``None`` on
    either side means that no bound is known there.

    Raises:
        ValueError: a naive bound, or ``latest`` not after ``earliest``.
    """

    earliest: datetime | None
    latest: datetime | None
    basis: Basis = Basis.TEXT

    def __post_init__(self) -> None:
        for name in ("earliest", "latest"):
            bound: datetime | None = getattr(self, name)
            if bound is None or bound.tzinfo is UTC:
                continue
            if bound.tzinfo is None:
                raise ValueError(f"{name} of a moment must carry a time zone: {bound!r}")
            object.__setattr__(self, name, bound.astimezone(UTC))
        if self.earliest is not None and self.latest is not None and self.latest <= self.earliest:
            raise ValueError(f"a moment must end after it begins: [{self.earliest}, {self.latest})")

    def __lt__(self, other: object) -> NoReturn:
        raise TypeError("moments have no order; ask surely_before or possibly_before")

    __le__ = __gt__ = __ge__ = __lt__

    @property
    def width(self) -> timedelta | None:
        """How much the source left open; None where a bound is open."""
        if self.earliest is None or self.latest is None:
            return None
        return self.latest - self.earliest

    def surely_before(self, other: Moment) -> bool:
        """Every reading of this lies before every reading of the other."""
        return self.latest is not None and other.earliest is not None and self.latest <= other.earliest

    def possibly_before(self, other: Moment) -> bool:
        """Some reading of this lies before some reading of the other."""
        if self.earliest is None or other.latest is None:
            return True
        return self.earliest < other.latest

    def overlaps(self, other: Moment) -> bool:
        """Both could be the same instant."""
        return not self.surely_before(other) and not other.surely_before(self)

    def contains(self, instant: datetime) -> bool:
        """The instant is one of this moment's readings."""
        return (self.earliest is None or self.earliest <= instant) and (
            self.latest is None or instant < self.latest
        )

    def within(self, other: Moment) -> bool:
        """Every reading of this is also one of the other's."""
        low = other.earliest is None or (self.earliest is not None and self.earliest >= other.earliest)
        high = other.latest is None or (self.latest is not None and self.latest <= other.latest)
        return low and high

    def intersect(self, other: Moment) -> Moment | None:
        """The readings both allow, with this moment's basis; None where there are none."""
        earliest = later_bound(self.earliest, other.earliest)
        latest = earlier_bound(self.latest, other.latest)
        if earliest is not None and latest is not None and latest <= earliest:
            return None
        return Moment(earliest, latest, self.basis)

    def hull(self, other: Moment) -> Moment:
        """The smallest moment that holds all readings of both, with this moment's basis."""
        earliest = (
            None if self.earliest is None or other.earliest is None else min(self.earliest, other.earliest)
        )
        latest = None if self.latest is None or other.latest is None else max(self.latest, other.latest)
        return Moment(earliest, latest, self.basis)

    def shift(self, by: timedelta, basis: Basis | None = None) -> Moment:
        """The same uncertainty, moved; with another basis where one is given."""
        return Moment(
            None if self.earliest is None else self.earliest + by,
            None if self.latest is None else self.latest + by,
            self.basis if basis is None else basis,
        )

    def widen(self, by: timedelta) -> Moment:
        """The same moment with ``by`` more doubt on each side."""
        return Moment(
            None if self.earliest is None else self.earliest - by,
            None if self.latest is None else self.latest + by,
            self.basis,
        )

    def known_by(self, basis: Basis) -> Moment:
        """The same bounds, known in another way."""
        return Moment(self.earliest, self.latest, basis)

    def gap(self, other: Moment) -> timedelta:
        """How far apart the two lie at least; zero where they overlap."""
        if self.latest is not None and other.earliest is not None and self.latest <= other.earliest:
            return other.earliest - self.latest
        if other.latest is not None and self.earliest is not None and other.latest <= self.earliest:
            return self.earliest - other.latest
        return timedelta(0)


def later_bound(one: datetime | None, other: datetime | None) -> datetime | None:
    """The tighter of two lower bounds; None is no bound."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)


def earlier_bound(one: datetime | None, other: datetime | None) -> datetime | None:
    """The tighter of two upper bounds; None is no bound."""
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def instant(at: datetime, basis: Basis = Basis.OBSERVED) -> Moment:
    """An instant that is known exactly: one microsecond wide, since a moment is half-open."""
    return Moment(at, at + timedelta(microseconds=1), basis)
