"""Search over what is stored: incidents by the job that looks them up, pages by their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.jobs import lookup
from monitor.jobs.world import World
from monitor.store.dossiers import IncidentRow
from monitor.store.wire import instant, stamp

MOST = 50
WORDS = 6
AROUND = 60
"""Characters shown on each side of the first word found."""


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page in which all the words occur."""

    title: str
    url: str
    capture: str
    at: datetime
    before: str
    hit: str
    after: str


def incidents(world: World, words: str, *, as_of: datetime) -> list[IncidentRow]:
    """Incidents that the words may mean, best first."""
    return lookup.find(world, words, as_of=as_of)[:MOST]


def pages(world: World, words: str, *, as_of: datetime) -> list[FoundPage]:
    """Pages whose title or text holds every word, the latest first."""
    wanted = words.split()[:WORDS]
    if not wanted:
        return []
    every = " AND ".join("(title LIKE ? ESCAPE '\\' OR text LIKE ? ESCAPE '\\')" for _ in wanted)
    marks = [pattern for word in wanted for pattern in (_like(word), _like(word))]
    rows = world.store.rows(
        f"SELECT url, title, text, capture, recorded_at FROM articles WHERE problem = '' AND recorded_at <= ? "
        f"AND {every} ORDER BY recorded_at DESC, id DESC LIMIT ?",
        (stamp(as_of), *marks, MOST),
    )
    return [_found(row, wanted[0]) for row in rows]


def _like(word: str) -> str:
    return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _found(row: object, word: str) -> FoundPage:
    text = str(row["text"])  # type: ignore[index]
    place = text.lower().find(word.lower())
    start, end = (0, 0) if place < 0 else (place, place + len(word))
    lead = max(0, start - AROUND)
    return FoundPage(
        row["title"], row["url"], row["capture"], instant(row["recorded_at"]),  # type: ignore[index]
        ("…" if lead else "") + text[lead:start], text[start:end],
        text[end : end + AROUND + 20] + ("…" if len(text) > end + AROUND + 20 else ""),
    )  # fmt: skip
