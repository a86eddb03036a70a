"""Everything known of one place as far as its quieter duties need it, as of a time: the only input of judging them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.core.coverage import Hole
from monitor.core.document import Document, Tie
from monitor.core.dossier import Dossier, FeedWatch
from monitor.core.duties.periods import Period
from monitor.core.incident import Agency, Level, contains_place
from monitor.core.instrument import Every
from monitor.core.publication import Publication


@dataclass(frozen=True, slots=True)
class Posting:
    """One page of a monitored body, as its lists and, where it was read, the page itself show it."""

    url: str
    title: str
    agency: str
    publication: Publication
    read: bool = True  # False: only the entry of the list is known
    captures: tuple[str, ...] = ()
    fingerprint: str = ""  # pages with the same one are copies


Named = Callable[[str, Every, Publication], Period | None]
"""Which period a title names, as monitor.text reads it; core itself reads no Chinese."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The monitored bodies of a place, their pages and documents, and how well their lists were seen."""

    place: str
    as_of: datetime
    agencies: Mapping[str, Agency]
    postings: tuple[Posting, ...] = ()
    documents: tuple[Document, ...] = ()
    ties: tuple[Tie, ...] = ()
    watches: tuple[FeedWatch, ...] = ()
    incidents: tuple[Dossier, ...] = ()
    named: Named = lambda _title, _every, _publication: None
    _seen: dict[tuple[object, ...], tuple[Hole, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def local(self) -> tuple[Agency, ...]:
        """The monitored bodies of the place and of what lies in it, by id; national ones are not among them."""
        return tuple(
            agency
            for _, agency in sorted(self.agencies.items())
            if agency.level is not Level.NATIONAL and contains_place(self.place, agency.adcode)
        )

    def government_of(self, agency: Agency) -> tuple[Agency, ...]:
        """The governments of the body's own place: what a department must publish may stand on their sites."""
        return tuple(
            one for one in self.local() if one.adcode == agency.adcode and one.sector == "government"
        )

    def watched(self, agencies: frozenset[str]) -> tuple[FeedWatch, ...]:
        """The feeds of these bodies."""
        return tuple(watch for watch in self.watches if watch.agency in agencies)

    def unseen(self, agencies: frozenset[str], start: datetime, end: datetime) -> tuple[Hole, ...]:
        """What of ``[start, end)`` was not seen on the feeds of these bodies."""
        key = (agencies, start, end)
        if key not in self._seen:
            watched = self.watched(agencies) if end > start else ()
            self._seen[key] = tuple(hole for watch in watched for hole in watch.holes(start, end))
        return self._seen[key]
