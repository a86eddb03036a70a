"""Reads the times in Chinese incident text: what they mean, where they stand, what they are the time of.

Each result carries a `Moment` as wide as the words are vague. What the words leave out (the year, the month, the day)
comes from the publication and from the mentions before; something that has happened is never put into
the future. Without a publication only what the text itself dates is given bounds; the rest is left out.

A text that is nothing but an undated time expression (周一) may look back or ahead: both readings are given, the past
one first, with the same offsets.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from monitor.core.moment import Moment
from monitor.core.statement import TimeMention, TimeRole
from monitor.text import repair
from monitor.text._time_assembly import expressions
from monitor.text._time_days import DAY, Context, Stretch, context, moment
from monitor.text._time_grammar import Expression
from monitor.text._time_resolution import Resolver
from monitor.text._time_roles import FRESH_LEFT, is_dateline, read_role, speaks_of_future

_WORDS: Final = re.compile(r"[a-zA-Z\u3400-\u9fff]")
_DATELINE_REACH: Final = timedelta(days=2)
_AHEAD: Final = frozenset({"later", "future"})


def read_times(text: str, *, published: Moment | None) -> tuple[TimeMention, ...]:
    """The times of a text in order, each with its moment and role.

    ``published`` is when the text was published: what 昨日 and 18日 count from.
    """
    compact, offsets = repair.compact(text)
    said = expressions(compact)
    at = context(published)
    resolver = Resolver(at)
    mentions: list[TimeMention] = []
    for place, one in enumerate(said):
        following = said[place + 1].start if place + 1 < len(said) else len(compact)
        at.future = _is_ahead(one) or speaks_of_future(compact, one.start, one.end)
        at.fresh = FRESH_LEFT.search(compact, max(0, one.start - 18), one.start) is not None
        found = resolver.stretch(one)
        if found is None or found == (None, None):
            continue
        reading = read_role(compact, one.start, one.end, following, future=at.future)
        role = _settled(one, reading.role)
        start, end = offsets[one.start], offsets[one.end - 1] + 1
        mentions.append(TimeMention(text[start:end], start, end, moment(found), role))
        _remember(at, one, found, role, dateline=is_dateline(compact, one.start, one.end))
    if len(said) == 1 and mentions and not _WORDS.search(compact[: said[0].start] + compact[said[0].end :]):
        mentions += _other_reading(published, said[0], mentions[0])
    return tuple(mentions)


def _is_ahead(said: Expression) -> bool:
    """The expression itself speaks of what is to come: 明天, 下周, 三天内."""
    rel = (said.day_rel, said.week_rel, said.month_rel, said.year_rel, said.quarter_rel)
    return any(one is not None and one > 0 for one in rel) or said.towards == "future"


def _settled(said: Expression, role: TimeRole) -> TimeRole:
    """A name (4·18) or a vague 近日 never dates an occurrence by itself."""
    if said.point == "named" and role in (TimeRole.OCCURRED, TimeRole.REPORTED):
        return TimeRole.OTHER
    return role


def _remember(at: Context, said: Expression, found: Stretch, role: TimeRole, *, dateline: bool) -> None:
    """What the next expressions may lean on."""
    low, high = found
    if low is None or high is None or said.point:
        return
    if role is TimeRole.DOCUMENT_DATE:
        return
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
    own_clock = said.hour is not None
    if own_clock:
        centre = low + (high - low) / 2
        at.anchor_hour = centre.hour
        at.anchor_half_day = centre.hour >= 12 and said.hour is not None and said.hour < 12
    else:
        at.anchor_hour, at.anchor_half_day = (low.hour, False) if said.part else (None, False)
    if role is TimeRole.OCCURRED or at.event is None:
        at.event = found


def _other_reading(published: Moment | None, said: Expression, first: TimeMention) -> list[TimeMention]:
    """The reading that looks ahead, where the bare words allow one."""
    at = context(published)
    at.future = True
    found = Resolver(at).stretch(said)
    if found is None or found == (None, None):
        return []
    other = moment(found)
    return [] if other == first.moment else [TimeMention(first.text, first.start, first.end, other, first.role)]
