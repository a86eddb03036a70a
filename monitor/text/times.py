"""Reads the times in Chinese incident text: what they mean, where they stand, what they are the time of.

Each result carries a `Moment` as wide as the words are vague. What the words leave out (the year, the month, the day)
comes from the publication and from the mentions before; something that has happened is never put into
the future. Without a publication only what the text itself dates is given bounds; the rest is left out.

A text that is nothing but an undated time expression (周一) may look back or ahead: both readings are given, the past
one first, with the same offsets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from monitor.core.moment import Moment
from monitor.core.statement import TimeMention, TimeRole
from monitor.text import repair
from monitor.text._patterns import as_written
from monitor.text._time_assembly import expressions
from monitor.text._time_civil import DAY, Stretch, moment
from monitor.text._time_days import Context, context
from monitor.text._time_expression import Expression
from monitor.text._time_resolution import Resolver, names_a_day
from monitor.text._time_roles import (
    FRESH_LEFT,
    asks_by_then,
    following_starts,
    is_dateline,
    read_role,
    speaks_of_future,
)
from monitor.text._zones import behind_by, behind_china

_WORDS: Final = as_written(r"(?![在于从自的])[a-zA-Z\u3400-\u9fff]")
_FRAGMENT: Final = 40  # no bare expression is longer
_HEADING: Final = 3  # only the first few expressions can be a heading's
_TWICE: Final = as_written(r",?\(?(?:即|也就是|合|相当于)?(?:北京|当地)时间")
_HAPPENINGS: Final = frozenset({TimeRole.OCCURRED, TimeRole.REPORTED})
_ASIDE: Final = frozenset({TimeRole.AS_OF, TimeRole.PUBLISHED, TimeRole.HELD, TimeRole.WILL_BE_HELD})
_DATELINE_REACH: Final = timedelta(days=2)


def read_times(text: str, *, published: Moment | None) -> tuple[TimeMention, ...]:
    """The times of a text in order, each with its moment and role.

    ``published`` is when the text was published: what 昨日 and 18日 count from.
    """
    compact, offsets = repair.compact(text)
    said = expressions(compact)
    mentions = _read(text, compact, offsets, said, context(published))
    if said and len(compact) <= _FRAGMENT and _nothing_else(compact, said):
        ahead = context(published)
        ahead.future = True
        known = {(one.start, one.moment) for one in mentions}
        others = _read(text, compact, offsets, said, ahead)
        mentions += [one for one in others if (one.start, one.moment) not in known]
        mentions.sort(key=lambda one: one.start)
    return tuple(mentions)


def _read(text: str, compact: str, offsets: Sequence[int], said: list[Expression], at: Context) -> list[TimeMention]:
    """One pass over the expressions; a clock in the heading waits for the first day that is named."""
    resolver = Resolver(at)
    found: list[tuple[int, TimeMention]] = []
    waiting: list[int] = []
    ahead = at.future
    nexts = following_starts([None if one.point == "named" else one.start for one in said], len(compact))

    def settle(place: int) -> None:
        one = said[place]
        following = nexts[place]
        at.future = ahead or _is_ahead(one) or speaks_of_future(compact, one.start, one.end)
        at.fresh = FRESH_LEFT.search(compact, max(0, one.start - 18), one.start) is not None
        at.due = not at.future and asks_by_then(compact, one.start)
        role = _settled(one, read_role(compact, one.start, one.end, following, future=at.future or at.due).role)
        if role in _HAPPENINGS and one.level in (6, 7) and not names_a_day(one):
            _back_to_the_event(at)
        stretch = resolver.stretch(one)
        if stretch is None or stretch == (None, None):
            return
        start, end = offsets[one.start], offsets[one.end - 1] + 1
        at_home = _in_china(compact, one, stretch) if one.local_abroad or one.zone else stretch
        found.append((place, TimeMention(text[start:end], start, end, moment(at_home), role)))
        _remember(at, one, stretch, role, dateline=is_dateline(compact, one.start, one.end))

    for place, one in enumerate(said):
        if one.level in (6, 7) and not names_a_day(one) and not at.anchor_has_day and place < _HEADING:
            waiting.append(place)
            continue
        settle(place)
        if waiting and at.anchor_has_day:
            _settle_waiting(at, waiting, settle)
    _settle_waiting(at, waiting, settle)
    read = dict(found)
    for place in range(1, len(said)):
        if place in read and place - 1 in read and _TWICE.fullmatch(compact, said[place - 1].end, said[place].start):
            read[place - 1], read[place] = _said_twice(read[place - 1], read[place], said[place - 1].local_abroad)
    return [read[place] for place in sorted(read)]


def _said_twice(first: TimeMention, second: TimeMention, local_first: bool) -> tuple[TimeMention, TimeMention]:
    """当地时间11时(北京时间16日凌晨1时): one instant on two clocks; ours is the exact one, and both have one role."""
    role = first.role if first.role is not TimeRole.OTHER else second.role
    exact = second.moment if local_first else first.moment
    return replace(first, role=role, moment=exact), replace(second, role=role, moment=exact)


def _in_china(compact: str, said: Expression, stretch: Stretch) -> Stretch:
    """A day or a clock of a place abroad, in the time of China; as wide as the zones of that country are."""
    low, high = stretch
    if said.level < 5:
        return stretch
    shift = behind_by(said.zone) if said.zone else behind_china(compact, said.start, said.end)
    if shift is None:
        return stretch
    return None if low is None else low + shift[0], None if high is None else high + shift[1]


def _back_to_the_event(at: Context) -> None:
    """截至19日9时…起火时间为12时40分: the clock is of the day of what happened, not of the figure's or the notice's."""
    if at.anchor_aside and at.event is not None and at.event[0] is not None:
        at.anchor, at.anchor_has_day, at.anchor_stretch = at.event[0].date(), True, at.event
        at.anchor_aside = at.anchor_held = False
        at.anchor_hour, at.anchor_half_day, at.anchor_part = None, False, ""


def _settle_waiting(at: Context, waiting: list[int], settle: Callable[[int], None]) -> None:
    """Read what waited for a day, without letting it colour what follows."""
    kept = (at.anchor, at.anchor_has_day, at.anchor_hour, at.anchor_half_day, at.anchor_stretch, at.event)
    for place in waiting:
        at.anchor_hour, at.anchor_half_day, at.anchor_part = None, False, ""
        settle(place)
    at.anchor, at.anchor_has_day, at.anchor_hour, at.anchor_half_day, at.anchor_stretch, at.event = kept
    waiting.clear()


def _nothing_else(compact: str, said: list[Expression]) -> bool:
    """The text is nothing but time expressions: no word tells whether it looks back or ahead."""
    at = 0
    for one in said:
        if _WORDS.search(compact[at : one.start]):
            return False
        at = one.end
    return _WORDS.search(compact[at:]) is None


def _is_ahead(said: Expression) -> bool:
    """The expression itself speaks of what is to come: 明天, 下周, 三天内."""
    rel = (said.day_rel, said.week_rel, said.month_rel, said.year_rel, said.quarter_rel)
    return any(one is not None and one > 0 for one in rel) or said.towards == "future"


def _settled(said: Expression, role: TimeRole) -> TimeRole:
    """A name (4·18) dates nothing by itself, 现在 no occurrence."""
    if said.point == "named" and role is not TimeRole.AS_OF:
        return TimeRole.OTHER
    if said.point == "now" and role in (TimeRole.OCCURRED, TimeRole.REPORTED):
        return TimeRole.OTHER
    return role


def _remember(at: Context, said: Expression, found: Stretch, role: TimeRole, *, dateline: bool) -> None:
    """What the next expressions may lean on."""
    low, high = found
    if low is None or high is None or said.point:
        return
    if role is TimeRole.DOCUMENT_DATE:
        return
    at.anchor_held = role is TimeRole.HELD
    at.anchor_aside = role in _ASIDE
    day = low.date()
    if dateline and at.last_day is not None and timedelta(0) <= at.last_day - day <= _DATELINE_REACH:
        at.today = day
    if said.about and said.hour is not None:
        day = (low + (high - low) / 2).date()
    if high - low > 2 * DAY:
        at.anchor_has_day = at.anchor_has_day and at.anchor == day
        if said.month is None and said.year is None:
            return
    else:
        at.anchor_has_day = True
        at.anchor_stretch = found
    at.anchor = day
    at.anchor_year_said = at.anchor_year_said or said.year is not None
    own_clock = said.hour is not None and not at.anchor_held
    if at.anchor_held:
        at.anchor_hour, at.anchor_half_day = None, False
    elif own_clock:
        centre = low + (high - low) / 2
        at.anchor_hour = centre.hour
        at.anchor_half_day = centre.hour >= 12 and said.hour is not None and said.hour < 12
    else:
        at.anchor_hour, at.anchor_half_day = (low.hour, False) if said.part else (None, False)
    at.anchor_part = said.part if said.part and not own_clock and not at.anchor_aside else ""
    if role is TimeRole.OCCURRED or (at.event is None and role not in _ASIDE):
        at.event = found
