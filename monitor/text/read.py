"""One text, read whole: its times, place, figures, type, grade, roles and names joined in a Statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from monitor.core.grading import derive
from monitor.core.moment import Moment
from monitor.core.statement import GradeGuess, Harm, PlaceMention, Statement, TimeMention, Toll
from monitor.text.airing import read_airing
from monitor.text.casualties import read_tolls
from monitor.text.grades import read_grade
from monitor.text.names import read_names
from monitor.text.onset import find_onsets
from monitor.text.places import find_place, read_places
from monitor.text.repair import normalise
from monitor.text.roles import read_roles
from monitor.text.times import read_times
from monitor.text.types import read_type

SHANGHAI = ZoneInfo("Asia/Shanghai")
_COMES_UP = ("政务舆情", "公共卫生/食品安全")
"""Kinds of which nobody knows when they began: they begin when somebody shows them."""
_NEVER = datetime.min.replace(tzinfo=UTC)


def read(text: str, *, title: str = "", published: Moment | None = None, home: str | None = None) -> Statement:
    """Everything the text says of an incident; offsets refer to the text as given.

    ``published`` is when the text came out (for 昨日, and for years that are left out), ``home`` the
    code of the place its site speaks for (for names that many places bear). A title helps to tell
    type, roles and names, and has no offsets of its own.
    """
    plain, heading = normalise(text), normalise(title)
    times = read_times(plain, published=published)
    incident_type = read_type(plain, heading)
    tolls = read_tolls(plain, times)
    onsets = find_onsets(plain, times, published=published, title=heading) if incident_type else ()
    onset = onsets[0].mention if onsets else None
    if onset is None and (incident_type or "").startswith(_COMES_UP):
        onset = read_airing(plain, times, published=published)
    on = _day_of(onset.moment if onset is not None else published)
    places = read_places(plain, home=home, on=on)
    place = (
        find_place(plain, places, home=home, onset_at=onset.start if onset else None, title=heading)
        if incident_type
        else None
    )
    roles, held = read_roles(plain, title=heading, incident=incident_type is not None, times=times, tolls=tolls)
    grade = grade_of(f"{heading}\n{plain}", incident_type, tolls) if incident_type else GradeGuess(None, "none")
    return Statement(
        times=_as_written(times, text, plain),
        places=_places_as_written(places, text, plain),
        tolls=_tolls_as_written(tolls, text),
        onset=onset,
        onsets=onsets if len(onsets) > 1 else (),
        place=place,
        grade=grade,
        incident_type=incident_type,
        roles=roles,
        held=held,
        names=read_names(plain, heading),
    )


def _day_of(moment: Moment | None) -> date | None:
    """The local day on which division codes must hold."""
    bound = None if moment is None else (moment.earliest or moment.latest)
    return None if bound is None else bound.astimezone(SHANGHAI).date()


def grade_of(text: str, incident_type: str | None, tolls: Sequence[Toll]) -> GradeGuess:
    """The stated grade; else the only one that the text's own latest figures admit."""
    stated = read_grade(text)
    if stated.value is not None:
        return stated
    grades, source = derive(incident_type, current_tolls(tolls))
    if len(grades) == 1:
        return GradeGuess(next(iter(grades)), "derived", source)
    return GradeGuess(None, "none")


def current_tolls(tolls: Sequence[Toll]) -> dict[Harm, tuple[int, int | None]]:
    """The figure of each kind that counts now: the one current last, else the largest."""
    current: dict[Harm, Toll] = {}
    for toll in tolls:
        known = current.get(toll.kind)
        if known is None or _rank(toll) > _rank(known):
            current[toll.kind] = toll
    return {kind: (toll.low, toll.high) for kind, toll in current.items()}


def _rank(toll: Toll) -> tuple[datetime, int]:
    at = toll.as_of.latest if toll.as_of is not None else None
    return at or _NEVER, toll.low


def _as_written(times: tuple[TimeMention, ...], text: str, plain: str) -> tuple[TimeMention, ...]:
    if plain == text:
        return times
    return tuple(t if (said := text[t.start : t.end]) == t.text else replace(t, text=said) for t in times)


def _tolls_as_written(tolls: tuple[Toll, ...], text: str) -> tuple[Toll, ...]:
    return tuple(t if (said := text[t.start : t.end]) == t.text else replace(t, text=said) for t in tolls)


def _places_as_written(places: tuple[PlaceMention, ...], text: str, plain: str) -> tuple[PlaceMention, ...]:
    return places if plain == text else tuple(replace(p, text=text[p.start : p.end]) for p in places)
