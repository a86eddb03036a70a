"""Finding incidents by id, by words, or by place and date; and telling one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.core.incident import contains_place
from monitor.jobs.judge import Judged, judge_everything, judge_incident
from monitor.jobs.world import World
from monitor.store.dossiers import IncidentRow, incident_rows, shown_by
from monitor.store.search import told_with
from monitor.store.wire import stamp

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = re.compile(r"(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of incidents or verdicts is narrowed to."""

    place: str | None = None  # adcode
    grade: str | None = None
    status: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def find(world: World, words: str, *, as_of: datetime) -> list[IncidentRow]:
    """Incidents that the words may mean, best first: an id, words of a name or of a linked page,
    or a place with a date (丰台 2023-04-18)."""
    exact = shown_by(world.store, words.strip(), as_of)
    if exact is not None:
        return [exact]
    day = DAY.search(words)
    rest = DAY.sub(" ", words).split()
    rows = incident_rows(world.store, as_of, only=_narrowed(world, rest))
    if day is not None:
        wanted = _date(int(day[1]), int(day[2]), int(day[3]))
        rows = [row for row in rows if wanted is not None and _on(row, wanted)]
        if not rest:
            return rows
    scored = [(_fit(world, row, rest, as_of), row) for row in rows]
    return [row for points, row in sorted(scored, key=lambda pair: (-pair[0], pair[1].id)) if points > 0]


def _narrowed(world: World, words: list[str]) -> set[str] | None:
    """Ids outside of which no incident can answer to all the words, as far as that is quickly known; None: any may."""
    found: set[str] | None = None
    for word in words:
        told = told_with(world.store, word)
        if told is not None:
            answering = told | _named_or_placed(world, word)
            found = answering if found is None else found & answering
    return found


def _named_or_placed(world: World, word: str) -> set[str]:
    rows = world.store.rows("SELECT DISTINCT id, name, adcode FROM incidents")
    return {row["id"] for row in rows if word in row["name"] or _place_has(word, row["adcode"])}


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _on(row: IncidentRow, day: date) -> bool:
    if row.onset is None:
        return False
    bounds = [bound.astimezone(SHANGHAI).date() for bound in (row.onset.earliest, row.onset.latest) if bound]
    return bool(bounds) and min(bounds) <= day <= max(bounds)


def _fit(world: World, row: IncidentRow, words: list[str], as_of: datetime) -> int:
    """How many of the words the incident answers to; 0 when one of them is nowhere."""
    missing = [word for word in words if word not in row.name]
    pages = [] if not missing else world.store.rows(
        "SELECT a.title, a.text FROM links l JOIN articles a ON a.url = l.url "
        "WHERE l.incident = ? AND l.removed = 0 AND l.recorded_at <= ? AND a.recorded_at <= ?",
        (row.id, stamp(as_of), stamp(as_of)),
    )  # fmt: skip
    points = 3 * (len(words) - len(missing))
    for word in missing:
        if any(word in page["title"] for page in pages):
            points += 2
        elif any(word in page["text"] for page in pages) or _place_has(word, row.adcode):
            points += 1
        else:
            return 0
    return points


def _place_has(word: str, adcode: str) -> bool:
    from monitor.text.places import find_code

    return any(contains_place(code, adcode) for code in find_code(word))


def incidents(world: World, *, as_of: datetime, filters: Filters) -> list[Judged]:
    """All incidents with their verdicts, narrowed as asked."""
    return [judged for judged in judge_everything(world, as_of=as_of) if _keeps(judged, filters)]


def one(world: World, incident: str, *, as_of: datetime) -> Judged | None:
    """One incident with its verdicts."""
    return judge_incident(world, incident, as_of=as_of)


def _keeps(judged: Judged, filters: Filters) -> bool:
    from monitor.core.applies import grading_of

    dossier, verdicts = judged
    place, onset = dossier.place(), dossier.onset()
    if filters.place is not None and (place is None or not contains_place(filters.place, place.adcode)):
        return False
    if filters.grade is not None and filters.grade not in {g.value for g in grading_of(dossier).admitted}:
        return False
    if filters.status is not None and filters.status not in {v.status.value for v in verdicts}:
        return False
    if onset is not None:
        if filters.since is not None and onset.moment.latest is not None and onset.moment.latest <= filters.since:
            return False
        if filters.until is not None and onset.moment.earliest is not None and onset.moment.earliest >= filters.until:
            return False
    return True
