"""Search over what is stored: incidents by the job that looks them up, pages by the job that searches their words."""

from __future__ import annotations

import re
from datetime import datetime

from monitor.core.problems import ConfigError
from monitor.jobs import lookup, search
from monitor.jobs.world import World
from monitor.store.dossiers import IncidentRow, shown_by
from monitor.store.search import Found, compared, plain

MOST = 50


def incidents(world: World, words: str, *, as_of: datetime) -> list[IncidentRow]:
    """Incidents that the words may mean, best first."""
    return lookup.find(world, words, as_of=as_of)[:MOST]


def pages(world: World, words: str, *, as_of: datetime) -> Found:
    """Pages whose title or text holds every word, the latest first."""
    try:
        return search.pages(world, words, as_of=as_of, most=MOST)
    except ConfigError:  # all that a reader gives is words: there is none among them, so no page holds them
        return Found((), complete=True)


def tied_to(world: World, names: tuple[str, ...], *, as_of: datetime) -> list[IncidentRow]:
    """The incidents that show these ones now: where they were merged to, without those withdrawn."""
    rows = [shown_by(world.store, name, as_of) for name in names]
    return list({row.id: row for row in rows if row is not None and not row.withdrawn}.values())


def parted(text: str, words: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words, found as the search finds them."""
    forms = [plain(character) for character in text]
    owners = [place for place, form in enumerate(forms) for _ in form]
    pieces: list[tuple[str, bool]] = []
    at = 0
    for hit in _any(compared(words)).finditer("".join(forms)):
        start, end = owners[hit.start()], owners[hit.end() - 1] + 1
        if start >= at:  # else one character whose plain form holds the end of one hit and the start of the next
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    return [piece for piece in (*pieces, (text[at:], False)) if piece[0]]


def _any(words: list[str]) -> re.Pattern[str]:
    """Any of the words, the longest first; a Latin one or a number at its own beginning. None matches nothing."""
    ones = [
        ("(?<![a-z0-9])" if word[0].isascii() and word[0].isalnum() else "") + re.escape(word)
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile("|".join(ones) or r"(?!)")
