"""Which page speaks of which incident: proposals with reasons, and room for doubt.

Wrong merges move a clock, wrong ties make a silent government look prompt. So each feature gives
its reason in words, for or against (`monitor.core.linking_features`); what is neither surely tied nor
surely apart is *doubtful*, blocks every grave verdict, and waits for a person (`review`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from math import exp

from monitor.core.dossier import specificity
from monitor.core.floating import goes_on, reports
from monitor.core.incident import CONCERN, MUNICIPALITIES, Level, contains_place
from monitor.core.linking_features import (
    COMMENT,
    MONTH_DAY,
    QUAKE,
    Part,
    bare_notice,
    features,
    hopeless,
    named_lately,
)
from monitor.core.moment import Moment
from monitor.core.reasons import AGAINST, tell
from monitor.core.release import FULFILLING, Link
from monitor.core.sighting import Known, Proposal, Sighting, is_narrow
from monitor.core.statement import Role, Statement, TimeRole
from monitor.core.titles import (
    AFTERMATH_TITLE,
    BARE_TITLE,
    CONCERN_TITLE,
    COURT_TITLE,
    EXPLAINS,
    NEXT_NUMBER,
    routine,
)

__all__ = [
    "CLEAR", "DOUBTFUL", "NEARLY", "TIED", "Known", "Match", "Proposal", "Sighting", "assumed_onset", "common_place",
    "decide",
    "match", "matches", "propose", "role_of", "speaks_of_incident",
]  # fmt: skip

TIED = 4.0
"""Points from which a page is tied: a day and a place, or a name and a kind, never one mark alone."""
DOUBTFUL = 2.5
"""Points from which a page may belong, and a person should say."""
CLEAR = 1.0
"""Points by which the best incident must lead the next, where the page does not say when it happened."""
CLEAR_DATED = 0.5
"""The same where the page does say so."""
FRESH = timedelta(hours=72)
"""A text opens an incident by itself only when it happened this short a time before: older cases
are cited far more often than they are first reported."""
WEAK = 0.6
"""A text is a mention by default, with a score up to this, where no words of an authority were found in it."""
NEARLY = 3.75
"""A page that fits an incident so well opens no other one: that would make two of one."""
AFTERSHOCKS = timedelta(days=7)
"""Smaller shocks of a province within so many days are aftershocks of a greater one."""
COMMENTED = re.compile(r"评论或转述|另一起事件")
"""Reasons of `monitor.text.roles` for calling a text comment, or one on another case."""
REPORTED = re.compile(r"媒体报道|转载|转述")
"""Reasons of `monitor.text.roles` for calling a report a mention."""
COMPARED = 4_096
"""Comparisons remembered: whenever pages are settled again, nearly all of them are as they were."""
UNDATED = 3
"""Days before its first report in which an incident that nobody dates is looked for."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well a sighting fits an incident, with the reasons for and against."""

    incident: str
    points: float
    why: tuple[str, ...]
    against: tuple[str, ...]
    parts: tuple[Part, ...] = ()  # every feature with its points

    @property
    def score(self) -> float:
        """The points as a share between 0 and 1, 0.5 at the edge of being tied."""
        return round(1 / (1 + exp(-(self.points - TIED + 0.5))), 3)

    @property
    def tied(self) -> bool:
        """Sure enough to count."""
        return self.points >= TIED

    def link(self) -> Link:
        """The tie as rules decide it."""
        reasons = (*self.why, *(AGAINST + reason for reason in self.against))
        return Link(self.score, "rule", reasons, doubtful=not self.tied)

    def doubted(self, reason: str) -> Match:
        """The same, held back from being sure for a reason."""
        return replace(self, points=min(self.points, TIED - 0.1), against=(*self.against, reason))


def speaks_of_incident(title: str, said: Statement, *, official: bool) -> bool:
    """Cheap test before anything is compared: the text, or the title on an ``official`` site, has some mark of one."""
    dated = any(MONTH_DAY.match(name) for name in said.names)
    answering = bool(said.roles) and said.roles[0].role in FULFILLING
    further = official and any(pattern.search(title) for pattern in (BARE_TITLE, NEXT_NUMBER, AFTERMATH_TITLE))
    heard = CONCERN_TITLE.search(title) is not None
    return bool(said.incident_type or said.onset or said.tolls or dated or answering or further or heard)


def propose(sighting: Sighting) -> Proposal | None:
    """A new incident, when the text says what kind of thing happened, where, and when, lately.

    An authority's page that does not say when opens one too where it reads like a first report: harm to people
    or the words of a notice, of a plain kind, at a plain place of its own. When it happened is then left open.
    """
    said = sighting.said
    if not sighting.proposes or said.incident_type is None or _passed_over(sighting.title):
        return None
    published = sighting.publication.published
    if published.latest is None:
        return None
    if said.onset is None:
        return _undated(sighting)
    onset = said.onset.moment
    if onset.width is None or onset.width > timedelta(hours=36) or onset.earliest is None:
        return None
    if not onset.possibly_before(published) or (_comments(sighting) and not is_narrow(onset)):
        return None
    if onset.latest is not None and published.latest - onset.latest > FRESH:
        return None
    adcode = _where(sighting)
    if adcode is None:
        return None
    return Proposal(onset, adcode, said.incident_type, _named(sighting), title=_headline(sighting))


def _comments(sighting: Sighting) -> bool:
    """A medium's comment on an accident or a disaster: what it gives a day for is seldom the day it happened."""
    said = sighting.said
    if sighting.agency is not None or not said.roles or said.roles[0].role is not Role.MENTION:
        return False
    plain = (said.incident_type or "").startswith(("事故灾难", "自然灾害"))
    return plain and any(COMMENTED.search(reason) for reason in said.roles[0].why)


def _passed_over(title: str) -> bool:
    """Routine, statistics, memory and court news open nothing."""
    return bool(routine(title) or COURT_TITLE.search(title))


def _undated(sighting: Sighting) -> Proposal | None:
    said, published = sighting.said, sighting.publication.published
    role = said.roles[0] if said.roles else None
    spoken = role is not None and role.role in FULFILLING and role.score >= WEAK
    titled = BARE_TITLE.search(sighting.title) or EXPLAINS.search(sighting.title)
    concern = (said.incident_type or "").startswith(CONCERN) and titled is not None
    old = any(MONTH_DAY.match(name) and not named_lately(name, published) for name in said.names)
    kind = said.incident_type
    if kind is None or old or not (concern or (specificity(kind) == 2 and (sighting.harmed() or spoken))):
        return None
    if role is not None and role.role is Role.MENTION and role.score > WEAK:
        return None
    adcode, agency = _where(sighting), sighting.agency
    if adcode is None or published.latest is None or published.width is None or published.width > timedelta(days=2):
        return None
    if agency is None or agency.level is Level.NATIONAL or not contains_place(agency.adcode, adcode):
        return None  # media and other places cite old cases without a date
    return Proposal(assumed_onset(published), adcode, kind, _named(sighting), sure=False, title=_headline(sighting))


def assumed_onset(told: Moment) -> Moment:
    """Where nobody says when it happened: at some time in the days before it was first told."""
    assert told.latest is not None
    return Moment(told.latest - timedelta(days=UNDATED), told.latest, told.basis)


def _headline(sighting: Sighting) -> str:
    """By which a matter of concern is known, that has no other name; a notice's bare title says nothing."""
    said, bare = sighting.said.incident_type or "", BARE_TITLE.search(sighting.title)
    return sighting.title if said.startswith(CONCERN) and bare is None else ""


def _named(sighting: Sighting) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*sighting.said.names, *sighting.terms)))


def _where(sighting: Sighting) -> str | None:
    """The incident's place as the text gives it, or the title; else the area of the county or city that speaks."""
    own, agency = sighting.own_place(), sighting.agency
    if own is not None:
        return common_place(own)
    if agency is None or agency.level is Level.NATIONAL:
        return None
    if any(set(place.candidates) - {agency.adcode[:6]} for place in sighting.said.places):
        return None  # it names other places than its own, and which of them is the incident's is not clear
    city = agency.level is Level.PREFECTURE or agency.adcode[:2] in MUNICIPALITIES
    dated = sighting.said.onset is not None and specificity(sighting.said.incident_type or "") > 0
    return agency.adcode if agency.level is Level.COUNTY or (dated and city) else None


def common_place(candidates: Sequence[str]) -> str | None:
    """The one place that the candidates leave: itself, or the city or province they share."""
    if not candidates:
        return None
    if len(candidates) == 1:
        return candidates[0]
    for length, padding in ((4, "00"), (2, "0000")):
        shared = {code[:length] for code in candidates}
        if len(shared) == 1:
            return shared.pop() + padding
    return None


@lru_cache(maxsize=COMPARED)
def match(sighting: Sighting, known: Known) -> Match:
    """Compare one sighting with one incident, feature by feature."""
    parts = features(sighting, known)
    # A bare notice never ties by itself, whatever else fits.
    room = TIED - 0.1 - sum(points for points, _ in parts)
    parts += [(min(points, room), words) for points, words in bare_notice(sighting, known) if room > 0]
    return Match(
        known.id,
        round(sum(points for points, _ in parts), 2),
        tuple(words for points, words in parts if points > 0),
        tuple(words for points, words in parts if points < 0),
        tuple(parts),
    )


def matches(sighting: Sighting, incidents: Iterable[Known]) -> list[Match]:
    """All incidents it may belong to, the best first; ties in the order of their ids.

    Of incidents that were merged into one, only the one that fits best: they are no rivals.
    """
    best: dict[str, Match] = {}
    for known in incidents:
        if hopeless(sighting, known):
            continue
        one = match(sighting, known)
        if one.points < DOUBTFUL:
            continue
        shown = known.shown or known.id
        if shown not in best or (-one.points, one.incident) < (-best[shown].points, best[shown].incident):
            best[shown] = one
    return sorted(best.values(), key=lambda m: (-m.points, m.incident))


def decide(sighting: Sighting, incidents: Iterable[Known]) -> list[Match]:
    """The ties to make: the best sure one; else the doubtful ones, which a person should look at.

    Where the next best is as good, nobody can say which it is, and both are in doubt. A notice that tells
    of a second matter with a time of its own is in doubt for that one as well: it may answer both.
    """
    known = _main_shocks(sighting, incidents)
    found = matches(sighting, known)
    sure = [m for m in found if m.tied]
    if not sure:
        return found[:3]
    lead = CLEAR if sighting.said.onset is None else CLEAR_DATED
    if len(sure) > 1 and sure[0].points - sure[1].points < lead:
        return [one.doubted(tell("fits_another")) for one in sure[:2]]
    others = [one for one in known if one.id != sure[0].incident]
    return [sure[0], *_second_matter(sighting, others)]


def _main_shocks(sighting: Sighting, incidents: Iterable[Known]) -> list[Known]:
    """All of them; for a page on “the earthquake” without time or magnitude, none that only followed a greater one."""
    known, said = list(incidents), sighting.said
    if said.incident_type != QUAKE or said.onset is not None or sighting.strength():
        return known
    shocks = [one for one in known if one.type == QUAKE and one.strength]
    return [
        one for one in known
        if not any(
            one.strength < other.strength and one.adcode[:2] == other.adcode[:2]
            and other.onset.possibly_before(one.onset) and one.onset.gap(other.onset) <= AFTERSHOCKS
            for other in shocks if one in shocks and other.id != one.id
        )
    ]  # fmt: skip


def _second_matter(sighting: Sighting, others: Iterable[Known]) -> list[Match]:
    """Incidents that fit another time of the text at which something happened."""
    said = sighting.said
    found: dict[str, Match] = {}
    for time in said.times:
        if time.role is not TimeRole.OCCURRED or not is_narrow(time.moment):
            continue
        if said.onset is None or time.moment.overlaps(said.onset.moment):
            continue
        told = replace(sighting, said=replace(said, onset=time, place=None, tolls=(), names=()), imprint=())
        for one in matches(told, others):
            if one.tied and (one.incident not in found or found[one.incident].points < one.points):
                found[one.incident] = one.doubted(tell("second_matter"))
    return sorted(found.values(), key=lambda m: (-m.points, m.incident))[:2]


def role_of(sighting: Sighting) -> tuple[Role, tuple[Role, ...]]:
    """The role to file it under, and the fulfilling roles that cannot be excluded.

    A conference whose stated time lies after the page's own publication was announced, not held.
    """
    said = sighting.said
    if not said.roles:
        return Role.MENTION, ()
    role = said.roles[0].role
    maybe = tuple(g.role for g in said.roles[1:] if g.score >= 0.35 and g.role in FULFILLING)
    named = BARE_TITLE.search(sighting.title) is not None
    if role is Role.MENTION and sighting.agency is not None and said.roles[0].score < COMMENT and named:
        return Role.AUTHORITATIVE_INFO, maybe  # an authority calls it its notice
    if role is Role.MENTION and said.roles[0].score < COMMENT and goes_on(sighting):
        return (Role.INVESTIGATION_REPORT if reports(sighting) else Role.AUTHORITATIVE_INFO), maybe
    telling = said.incident_type is not None or sighting.harmed()
    if role is Role.MENTION and sighting.agency is not None and said.roles[0].score <= WEAK and telling:
        # Nothing marks it as commentary: an authority's own page that tells of the incident is its word.
        if said.onset is not None or sighting.harmed():
            return Role.AUTHORITATIVE_INFO, maybe
        maybe = tuple(dict.fromkeys((*maybe, Role.AUTHORITATIVE_INFO)))
    elif role is Role.MENTION and sighting.agency is not None and telling and _reported(said):
        # Whether the sentence names the speaking body does not matter, since the site does; without the
        # incident's time it may be an answer, and nobody is faulted for it.
        if said.onset is not None:
            return Role.AUTHORITATIVE_INFO, maybe
        maybe = tuple(dict.fromkeys((*maybe, Role.AUTHORITATIVE_INFO)))
    published = sighting.publication.published
    if role is Role.PRESS_CONFERENCE and said.held is not None and published.surely_before(said.held):
        return Role.PRESS_CONFERENCE_NOTICE, (Role.PRESS_CONFERENCE, *maybe)
    return role, maybe


def _reported(said: Statement) -> bool:
    """It is a mention because a medium reports it, and not because it comments, drills or campaigns."""
    return any(REPORTED.search(reason) for reason in said.roles[0].why)
