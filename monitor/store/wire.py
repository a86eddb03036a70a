"""How values are written in the database: JSON for readings, one fixed form for times."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from monitor.core.article import Article, Claim
from monitor.core.incident import Grade
from monitor.core.moment import Basis, Moment
from monitor.core.statement import (
    GradeGuess,
    Harm,
    OnsetReport,
    PlaceMention,
    Role,
    RoleGuess,
    Statement,
    TimeMention,
    TimeRole,
    Toll,
)

Json = dict[str, Any]


_WHOLE = len("2025-03-03T00:00:00+00:00")
"""Characters of a time without fractions of a second, as `isoformat` writes it."""


@lru_cache(maxsize=1024)  # one poll writes the same few times into several rows
def stamp(at: datetime) -> str:
    """UTC with microseconds, always the same length: text order is time order."""
    text = (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat()
    return f"{text[:19]}.000000Z" if len(text) == _WHOLE else f"{text[:26]}Z"


def stamp_or_none(at: datetime | None) -> str | None:
    """The same, for a bound that may be open."""
    return None if at is None else stamp(at)


def instant(text: str) -> datetime:
    """The reverse of `stamp`."""
    return datetime.fromisoformat(text)


def instant_or_none(text: str | None) -> datetime | None:
    """The reverse of `stamp_or_none`."""
    return None if text is None else instant(text)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def dump(value: object) -> str:
    """JSON in one stable form."""
    return _ENCODER.encode(value)


def moment_out(moment: Moment | None) -> list[str | None] | None:
    """A moment as [earliest, latest, basis]."""
    if moment is None:
        return None
    return [stamp_or_none(moment.earliest), stamp_or_none(moment.latest), moment.basis.value]


def moment_in(value: list[str | None] | None) -> Moment | None:
    """The reverse of `moment_out`."""
    if value is None:
        return None
    return Moment(instant_or_none(value[0]), instant_or_none(value[1]), Basis(str(value[2])))


def sure_moment(value: list[str | None]) -> Moment:
    """A moment that must be there."""
    moment = moment_in(value)
    assert moment is not None
    return moment


def reading_out(article: Article, *, listed: Moment | None, url_day: Moment | None) -> Json:
    """Everything read in an article but its title, text and source, which have columns."""
    visible = meta = None
    if article.published is not None:
        if article.published_from.startswith("meta"):
            meta = article.published
        else:
            visible = article.published
    return {
        "visible": moment_out(visible),
        "meta": moment_out(meta),
        "listed": moment_out(listed),
        "url_day": moment_out(url_day),
        "claims": [[moment_out(c.moment), c.origin, c.raw] for c in article.claims],
        "published_from": article.published_from,
        "document_date": moment_out(article.document_date),
        "doc_number": article.doc_number,
        "site": article.site,
        "author": article.author,
        "column": article.column,
        "site_code": article.site_code,
        "attachments": [list(a) for a in article.attachments],
        **({"record": [list(pair) for pair in article.record]} if article.record else {}),
        **({"links": list(article.links)} if article.links else {}),
        "flags": list(article.flags),
    }


def claims_in(reading: Json) -> tuple[Claim, ...]:
    """The claims of a stored reading."""
    return tuple(Claim(sure_moment(m), origin, raw) for m, origin, raw in reading["claims"])


def statement_out(said: Statement) -> Json:
    """A statement, with nothing left out that judging or showing needs."""
    return {
        "times": [_time_out(t) for t in said.times],
        "places": [_place_out(p) for p in said.places],
        "tolls": [
            [t.kind.value, t.low, t.high, t.text, t.start, t.end, moment_out(t.as_of)] for t in said.tolls
        ],
        "onset": None if said.onset is None else _time_out(said.onset),
        "onsets": [[_time_out(o.mention), o.source] for o in said.onsets],
        "place": None if said.place is None else _place_out(said.place),
        "grade": [None if said.grade.value is None else said.grade.value.value, said.grade.basis, said.grade.text],
        "type": said.incident_type,
        "roles": [[r.role.value, r.score, list(r.why)] for r in said.roles],
        "held": moment_out(said.held),
        "names": list(said.names),
    }


def unread_out(published: Moment, home: str | None, office: str | None) -> Json:
    """In a statement's place: with what the words are read, should somebody ask what they say."""
    return {"unread": [moment_out(published), home, office]}


def said_in(row: Mapping[str, Any] | sqlite3.Row) -> Statement:
    """What an article's row says; read now, where nothing in it was of use when it came."""
    value = json.loads(row["statement"])
    if "unread" not in value:
        return statement_in(value)
    from monitor.text.framing import Frame, read_framed  # the tables of the text reader; looking up needs none

    published, home, office = value["unread"]
    return read_framed(row["title"], row["text"], row["source"], Frame(sure_moment(published), home, office))


def statement_in(value: Json) -> Statement:
    """The reverse of `statement_out`."""
    grade, basis, words = value["grade"]
    return Statement(
        times=tuple(_time_in(t) for t in value["times"]),
        places=tuple(_place_in(p) for p in value["places"]),
        tolls=tuple(
            Toll(Harm(k), low, high, text, start, end, moment_in(as_of))
            for k, low, high, text, start, end, as_of in value["tolls"]
        ),
        onset=None if value["onset"] is None else _time_in(value["onset"]),
        onsets=tuple(OnsetReport(_time_in(mention), source) for mention, source in value.get("onsets", ())),
        place=None if value["place"] is None else _place_in(value["place"]),
        grade=GradeGuess(None if grade is None else Grade(grade), basis, words),
        incident_type=value["type"],
        roles=tuple(RoleGuess(Role(r), score, tuple(why)) for r, score, why in value["roles"]),
        held=moment_in(value["held"]),
        names=tuple(value["names"]),
    )


def _time_out(time: TimeMention) -> list[Any]:
    return [time.text, time.start, time.end, moment_out(time.moment), time.role.value]


def _time_in(value: list[Any]) -> TimeMention:
    text, start, end, moment, role = value
    return TimeMention(text, start, end, sure_moment(moment), TimeRole(role))


def _place_out(place: PlaceMention) -> list[Any]:
    return [place.text, place.start, place.end, list(place.candidates)]


def _place_in(value: list[Any]) -> PlaceMention:
    text, start, end, candidates = value
    return PlaceMention(text, start, end, tuple(candidates))
