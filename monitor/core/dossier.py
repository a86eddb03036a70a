"""Everything known of one incident as of a time: the only input of judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from monitor.core.coverage import Hole, Look, Span, coverage, holes
from monitor.core.incident import Agency, Grade, Level, contains_place
from monitor.core.moment import Basis, Moment, earlier_bound
from monitor.core.release import Release
from monitor.core.statement import Harm


class Authority(IntEnum):
    """Whose word a claim is; the higher one is followed."""

    MEDIA = 1
    OTHER_BODY = 2  # an agency not answerable for the place
    AGENCY = 3  # an agency answerable for the place
    PERSON = 4  # a correction with author and reason


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a claim stands: capture, offsets of the words, and when we recorded it."""

    capture: str
    url: str
    recorded_at: datetime
    text: str = ""
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class OnsetClaim:
    """Somebody's word on when it happened."""

    moment: Moment
    authority: Authority
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class PlaceClaim:
    """Somebody's word on where it happened."""

    adcode: str
    name: str
    authority: Authority
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class TypeClaim:
    """What kind of incident a text makes of it."""

    value: str
    authority: Authority
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class TollClaim:
    """One figure, with when it was current and when it became public."""

    kind: Harm
    low: int
    high: int | None
    known_at: Moment
    authority: Authority
    evidence: Evidence
    as_of: Moment | None = None


@dataclass(frozen=True, slots=True)
class GradeClaim:
    """A grade stated by somebody, and when it became public."""

    value: Grade
    known_at: Moment
    authority: Authority
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class FeedWatch:
    """One feed that carries releases, with every good look at it and the failures between them."""

    feed: str
    url: str
    agency: str | None
    channel: str
    looks: tuple[Look, ...]
    failures: tuple[tuple[datetime, str], ...] = ()  # when, outcome

    def spans(self) -> tuple[Span, ...]:
        """The stretches of time these looks reach."""
        return coverage(self.looks)

    def holes(self, start: datetime, end: datetime) -> tuple[Hole, ...]:
        """What of ``[start, end)`` was not seen here, with the cause as far as it is known."""
        return tuple(self._explained(hole) for hole in holes(self.spans(), start, end))

    def _explained(self, hole: Hole) -> Hole:
        failed = sorted({what for at, what in self.failures if hole.start <= at < hole.end})
        if failed:
            cause = "failed:" + ",".join(failed)
        elif any(one.at > hole.start for one in self.looks):
            cause = "rolled_over" if any(one.back_to >= hole.end for one in self.looks) else "not_polled"
        else:
            cause = "not_polled"
        return Hole(hole.start, hole.end, self.feed, cause)


@dataclass(frozen=True, slots=True)
class Dossier:
    """All facts recorded at or before ``as_of`` about one incident."""

    id: str
    as_of: datetime
    name: str
    onsets: tuple[OnsetClaim, ...] = ()
    places: tuple[PlaceClaim, ...] = ()
    types: tuple[TypeClaim, ...] = ()
    tolls: tuple[TollClaim, ...] = ()
    grades: tuple[GradeClaim, ...] = ()
    releases: tuple[Release, ...] = ()
    watches: tuple[FeedWatch, ...] = ()
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    unconfirmed: bool = True  # proposed by rules, not yet confirmed by a person

    def onset(self) -> OnsetClaim | None:
        """The onset to follow: most authoritative, then most precise, then latest recorded."""
        return narrowest(self.onsets)

    def place(self) -> PlaceClaim | None:
        """The place to follow: most authoritative, then lowest unit, then latest recorded."""
        return max(
            self.places,
            key=lambda c: (c.authority, depth(c.adcode), c.evidence.recorded_at, c.evidence.capture),
            default=None,
        )

    def type(self) -> TypeClaim | None:
        """The type to follow: most authoritative, then the most specific, then the first recorded."""
        return max(
            self.types,
            key=lambda c: (c.authority, specificity(c.value), -c.evidence.recorded_at.timestamp()),
            default=None,
        )

    def first_public(self) -> Moment | None:
        """The earliest public mention by anybody: it may have been public earlier where nobody looked."""
        onset = self.onset()
        if onset is None:
            return None
        latest = None
        for release in self.releases:
            latest = earlier_bound(latest, release.publication.published.latest)
        if latest is None:
            return None
        if onset.moment.earliest is not None and latest <= onset.moment.earliest:
            latest = onset.moment.latest
        return Moment(onset.moment.earliest, latest, Basis.DERIVED)

    def responsible(self) -> tuple[Agency, ...]:
        """Monitored agencies answerable for the place: its governments up to the province, and their
        departments (属地管理、分级负责). National bodies are shown and not counted."""
        place = self.place()
        if place is None:
            return ()
        found = [
            agency
            for agency in self.agencies.values()
            if agency.level is not Level.NATIONAL and contains_place(agency.adcode, place.adcode)
        ]
        return tuple(sorted(found, key=lambda agency: agency.id))

    def answerable(self, agency_id: str | None) -> bool:
        """That agency may answer for this incident. Where only the city is known, its counties may too."""
        place = self.place()
        agency = self.agencies.get(agency_id or "")
        if place is None or agency is None or agency.level is Level.NATIONAL:
            return False
        return contains_place(agency.adcode, place.adcode) or contains_place(place.adcode, agency.adcode)


def narrowest(claims: Sequence[OnsetClaim]) -> OnsetClaim | None:
    """Most authoritative, then most precise, then latest recorded; ties by capture, so that it is stable."""

    def rank(claim: OnsetClaim) -> tuple[int, float, float, str]:
        width = claim.moment.width
        return (
            claim.authority,
            -(width.total_seconds() if width is not None else 1e12),
            claim.evidence.recorded_at.timestamp(),
            claim.evidence.capture,
        )

    return max(claims, key=rank, default=None)


def depth(adcode: str) -> int:
    """How low a unit is: nation 0, province 1, prefecture 2, county 3."""
    code = adcode[:6].ljust(6, "0")
    if code in ("000000", "100000"):
        return 0
    return 1 if code[2:] == "0000" else 2 if code[4:] == "00" else 3


def specificity(incident_type: str) -> int:
    """A subtype says more than its class, a class more than 突发事件."""
    if incident_type.startswith(("突发事件", "政务舆情")):
        return 0
    return 2 if "/" in incident_type else 1
