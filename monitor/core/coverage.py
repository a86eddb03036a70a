"""How far back our good looks at a list reach, and the holes between them.

Coverage is about depth, not diligence: a list page keeps its past, so one good poll on Thursday
whose list reaches back to Monday shows all that was listed from Monday to Thursday, even if nobody
polled on Tuesday. A hole is where the list had rolled on before anybody looked again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from monitor.core.article import Item
from monitor.core.moment import Moment, later_bound

UNORDERED_SHARE = 0.2
"""A list in which more than this share of neighbours stands in the wrong order proves no depth:
gov.cn's pushinfo column was seen unordered, while a few late insertions are common everywhere."""


@dataclass(frozen=True, slots=True)
class Look:
    """One good poll: everything listed in ``[back_to, at]`` could be seen in it."""

    back_to: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time without holes, both ends included."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Hole:
    """A stretch nobody can vouch for, with what is known of the cause."""

    start: datetime
    end: datetime
    feed: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one good poll leaves for the next: when it was, and which entries stood there."""

    at: datetime
    keys: frozenset[str]


def look(at: datetime, items: Sequence[Item], previous: Seen | None) -> Look:
    """The look that one good poll yields.

    ``items`` are all entries read, further pages included, in page order. Where an entry of the
    previous good poll is still there, nothing newer than it can have been lost, so the look joins
    that poll. Otherwise it reaches back to its own oldest entry, read as late as its date allows:
    a list that ends with "2023-04-18" is complete from the end of that day only.
    """
    standing = [item for item in items if not item.pinned]
    if not ordered(standing):
        return Look(at, at)
    reach = [at]
    if previous is not None and _joins(standing, previous.keys):
        reach.append(previous.at)
    dated = [item.date for item in standing if item.date is not None]
    if dated and dated[-1].latest is not None:
        reach.append(dated[-1].latest)
    return Look(min(reach), at)


def _joins(standing: Sequence[Item], keys: frozenset[str]) -> bool:
    """An entry of the previous good poll stands where its age puts it, below all that came since.

    An entry that is kept on top without a mark survives every roll-over, and proves nothing: one
    that stands above a newer one, or a few leading ones above a list that is new otherwise.
    """
    if not standing:
        return not keys  # proven empty twice: nothing came between
    old = [item.url in keys for item in standing]
    lead = old.index(False) if False in old else len(old)
    newest: datetime | None = None  # the latest that anything further down is surely not older than
    for place in range(len(standing) - 1, -1, -1):
        date = standing[place].date
        above_newer = date is not None and date.latest is not None and newest is not None and date.latest <= newest
        if old[place] and not above_newer and (place > lead or 2 * lead > len(old)):
            return True
        newest = later_bound(newest, None if date is None else date.earliest)
    return False


def ordered(items: Sequence[Item]) -> bool:
    """The list runs from new to old, but for a few late insertions."""
    dates = [item.date for item in items if item.date is not None]
    wrong = sum(map(Moment.surely_before, dates, dates[1:]))
    return wrong <= UNORDERED_SHARE * max(1, len(dates) - 1)


def coverage(looks: Iterable[Look]) -> tuple[Span, ...]:
    """The union of looks, in order, as stretches without holes."""
    spans: list[Span] = []
    start: datetime | None = None
    end: datetime | None = None
    for one in sorted(looks, key=attrgetter("back_to")):
        if start is None or end is None or one.back_to > end:
            if start is not None and end is not None:
                spans.append(Span(start, end))
            start, end = one.back_to, one.at
        elif one.at > end:
            end = one.at
    if start is not None and end is not None:
        spans.append(Span(start, end))
    return tuple(spans)


def holes(spans: Sequence[Span], start: datetime, end: datetime) -> tuple[Hole, ...]:
    """What of ``[start, end)`` no stretch reaches, in order; empty when all of it was seen.

    The stretches are in order and apart, as `coverage` gives them.
    """
    found: list[Hole] = []
    at = start
    for span in spans[bisect_left(spans, start, key=attrgetter("end")) :]:
        if span.start >= end:
            break
        if span.start > at:
            found.append(Hole(at, span.start))
        at = max(at, span.end)
    if at < end:
        found.append(Hole(at, end))
    return tuple(found)


def absence(last: Span | None, claimed: Moment | None) -> datetime | None:
    """The latest look that should have shown the item and did not.

    ``last`` is the stretch of looks without a hole that ended before the poll that first showed it.
    The item was surely not yet listed at its end if it begins before the time the item claims: had
    it been there at the claimed time, those looks would have shown it. Without a claim the last look
    bounds when it was listed, which is all that can be said.
    """
    if last is None:
        return None
    if claimed is not None and (claimed.earliest is None or claimed.earliest < last.start):
        return None
    return last.end
