"""Everything known of one incident as of a time: the only input of judgement."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from math import inf
from typing import TypeVar, cast

from monitor.core.coverage import Hole, Look, Span, coverage, holes
from monitor.core.incident import CONCERN, Agencies, Agency, Grade, Level
from monitor.core.moment import Basis, Moment, earlier_bound
from monitor.core.release import Release
from monitor.core.statement import Harm

T = TypeVar("T")


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

    _known: list[tuple[Span, ...]] = field(default_factory=list, init=False, repr=False, compare=False)

    def spans(self) -> tuple[Span, ...]:
        """The stretches of time these looks reach; computed at the first need, since a watch never changes."""
        if not self._known:
            self._known.append(coverage(self.looks))
        return self._known[0]

    def holes(self, start: datetime, end: datetime) -> tuple[Hole, ...]:
        """What of ``[start, end)`` was not seen here, with the cause as far as it is known."""
        found = holes(self.spans(), start, end)
        if not found:
            return ()
        failures, spans = sorted(self.failures), self.spans()
        last = spans[-1].start if spans else None
        return tuple(Hole(one.start, one.end, self.feed, _cause(one, failures, last)) for one in found)


def _cause(hole: Hole, failures: Sequence[tuple[datetime, str]], last: datetime | None) -> str:
    """Attempts that failed in it; else a list that had rolled on by the next look; else no look at all."""
    if failures:
        low, high = bisect_left(failures, (hole.start, "")), bisect_left(failures, (hole.end, ""))
        if low < high:
            return "failed:" + ",".join(sorted({what for _, what in failures[low:high]}))
    return "rolled_over" if last is not None and last >= hole.end else "not_polled"


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
    _known: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def onset(self) -> OnsetClaim | None:
        """The onset to follow: most authoritative, then most precise, then latest recorded."""
        return self._once("onset", lambda: narrowest(self.onsets))

    def rival_onsets(self) -> tuple[Moment, ...]:
        """The onset followed, then each other agency's last word on it where the two cannot both be true."""
        followed = self.onset()
        if followed is None:
            return ()
        found = [_bounded(followed)]
        speakers = {release.url: release.agency for release in self.releases}
        whose = speakers.get(followed.evidence.url)
        if followed.authority is Authority.AGENCY and whose is not None:
            last: dict[str, OnsetClaim] = {}
            for claim in sorted(self.onsets, key=lambda one: (one.evidence.recorded_at, _onset_rank(one))):
                agency = speakers.get(claim.evidence.url)
                if claim.authority is Authority.AGENCY and agency is not None and agency != whose:
                    last[agency] = claim
            found += [_bounded(last[a]) for a in sorted(last) if not last[a].moment.overlaps(followed.moment)]
        return tuple(dict.fromkeys(found))

    def place(self) -> PlaceClaim | None:
        """The place to follow: most authoritative, then lowest unit, then latest recorded."""
        return self._once("place", lambda: max(self.places, key=_place_rank, default=None))

    def type(self) -> TypeClaim | None:
        """The type to follow: most authoritative, then the most specific, then the first recorded."""
        return self._once("type", lambda: max(self.types, key=_type_rank, default=None))

    def first_public(self, pick: int = 0, *, onset: Moment | None = None) -> Moment | None:
        """The earliest public mention by anybody: it may have been public earlier where nobody looked.

        ``pick`` is 0 where claims that observation contradicts are believed, -1 where they are not;
        ``onset`` is the one followed unless said. A page whose tie is in doubt, or that stood there
        before it happened, is no mention.
        """
        if onset is None:
            followed = self.onset()
            if followed is None:
                return None
            onset = followed.moment
        latest = None
        for release in self.releases:
            bound = release.publication.readings[pick].latest
            if bound is None or release.link.doubtful or (onset.earliest is not None and bound <= onset.earliest):
                continue
            latest = earlier_bound(latest, bound)
        return None if latest is None else Moment(onset.earliest, latest, Basis.DERIVED)

    def responsible(self) -> tuple[Agency, ...]:
        """Monitored agencies answerable for the place: its governments up to the province, and their
        departments (属地管理、分级负责). Where only the city is known, its counties may be the place,
        so theirs are among them. National bodies are shown and not counted."""
        return tuple(self._once("responsible", self._responsible).values())

    def _responsible(self) -> dict[str, Agency]:
        place = self.place()
        if place is None:
            return {}
        known = self.agencies if isinstance(self.agencies, Agencies) else Agencies(self.agencies)
        return {one.id: one for one in known.around(place.adcode) if one.level is not Level.NATIONAL}

    def answerable(self, agency_id: str | None) -> bool:
        """That agency may answer for this incident."""
        return agency_id in self._once("responsible", self._responsible)

    def _once(self, name: str, compute: Callable[[], T]) -> T:
        """A value of this dossier, computed at the first need: a dossier never changes."""
        if name not in self._known:
            self._known[name] = compute()
        return cast(T, self._known[name])


def narrowest(claims: Sequence[OnsetClaim]) -> OnsetClaim | None:
    """Most authoritative, then most precise, then latest recorded; ties by capture and time, so that it is stable."""
    return max(claims, key=_onset_rank, default=None)


def _bounded(claim: OnsetClaim) -> Moment:
    """It had happened when it was told: an onset without an upper bound has that one."""
    moment, told = claim.moment, claim.evidence.recorded_at
    if moment.latest is not None or (moment.earliest is not None and told <= moment.earliest):
        return moment
    return Moment(moment.earliest, told, moment.basis)


def _onset_rank(claim: OnsetClaim) -> tuple[int, float, datetime, str, str]:
    width = claim.moment.width
    return (
        claim.authority,
        -(width.total_seconds() if width is not None else inf),
        claim.evidence.recorded_at,
        claim.evidence.capture,
        str(claim.moment.earliest),
    )


def _place_rank(claim: PlaceClaim) -> tuple[int, int, datetime, str, str]:
    return claim.authority, depth(claim.adcode), claim.evidence.recorded_at, claim.evidence.capture, claim.adcode


def _type_rank(claim: TypeClaim) -> tuple[int, int, float, str, str]:
    recorded = -claim.evidence.recorded_at.timestamp()
    return claim.authority, specificity(claim.value), recorded, claim.evidence.capture, claim.value


def depth(adcode: str) -> int:
    """How low a unit is: nation 0, province 1, prefecture 2, county 3."""
    code = adcode[:6].ljust(6, "0")
    if code in ("000000", "100000"):
        return 0
    return 1 if code[2:] == "0000" else 2 if code[4:] == "00" else 3


def specificity(incident_type: str) -> int:
    """A subtype says more than its class, a class more than 突发事件."""
    if incident_type.startswith(("突发事件", CONCERN)):
        return 0
    return 2 if "/" in incident_type else 1
