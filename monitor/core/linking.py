"""Which page speaks of which incident: proposals with reasons, and room for doubt.

Wrong merges move a clock, wrong ties make a silent government look prompt. So each feature gives
its reason in words, for or against; what is neither surely tied nor surely apart is *doubtful*,
blocks every grave verdict, and waits for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from zoneinfo import ZoneInfo

from monitor.core.dossier import depth, specificity
from monitor.core.incident import Agency, Level, contains_place
from monitor.core.moment import Moment
from monitor.core.publication import Publication
from monitor.core.release import FULFILLING, Link
from monitor.core.statement import Harm, Role, Statement

SHANGHAI = ZoneInfo("Asia/Shanghai")

TIED = 4.0
"""Points from which a page is tied: a day and a place, or a name and a kind, never one mark alone."""
DOUBTFUL = 2.5
"""Points from which a page may belong, and a person should say."""
FRESH = timedelta(hours=72)
"""A text opens an incident by itself only when it happened this short a time before: older cases
are cited far more often than they are first reported."""
NEAR = timedelta(hours=2)
"""Reports of one incident differ by so much (alarm against ignition, 时许 against minutes)."""
WEAK = 0.6
"""A text is a mention by default, with a score up to this, where no words of an authority were found in it."""
NOTICE_AGE = timedelta(days=7)
"""A notice that names neither time nor place is taken to be about something of the last few days."""
BARE_TITLE = re.compile(
    r"^(?:最新|有关|相关)?(?:情况|警情|事故|灾情|救援|进展)?(?:通报|续报|说明|公告)(?:[（(].{1,4}[)）])?$"
)
MONTH_DAY = re.compile(r"^(\d{1,2})·(\d{1,2})$")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One article as read, with who published it: what linking works on."""

    url: str
    title: str
    said: Statement
    publication: Publication
    agency: Agency | None  # None for media
    proposes: bool  # the feed carries incidents
    recorded_at: datetime
    relays: bool = False  # a medium that names an authority as having spoken


@dataclass(frozen=True, slots=True)
class Known:
    """What matching needs of an incident that is already there."""

    id: str
    onset: Moment
    adcode: str
    type: str
    names: frozenset[str]
    dead: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """How well a sighting fits an incident, with the reasons for and against."""

    incident: str
    points: float
    why: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def score(self) -> float:
        """The points as a share between 0 and 1, 0.5 at the edge of being tied."""
        return round(1 / (1 + exp(-(self.points - TIED + 0.5))), 3)

    def link(self) -> Link:
        """The tie as rules decide it."""
        reasons = (*self.why, *(f"反：{reason}" for reason in self.against))
        return Link(self.score, "rule", reasons, doubtful=self.points < TIED)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new incident as a text gives it."""

    onset: Moment
    adcode: str
    type: str
    names: tuple[str, ...]


def speaks_of_incident(sighting: Sighting) -> bool:
    """Cheap test before anything is compared: the text has some mark of an incident."""
    said = sighting.said
    dated = any(MONTH_DAY.match(name) for name in said.names)
    answering = bool(said.roles) and said.roles[0].role in FULFILLING
    return bool(said.incident_type or said.onset or said.tolls or dated or answering)


def propose(sighting: Sighting) -> Proposal | None:
    """A new incident, when the text says what kind of thing happened, where, and when, lately."""
    said = sighting.said
    if not sighting.proposes or said.incident_type is None or said.onset is None or said.place is None:
        return None
    onset, published = said.onset.moment, sighting.publication.published
    if onset.width is None or onset.width > timedelta(hours=36) or onset.earliest is None:
        return None
    if published.latest is None or not onset.possibly_before(published):
        return None
    if onset.latest is not None and published.latest - onset.latest > FRESH:
        return None
    adcode = common_place(said.place.candidates)
    if adcode is None:
        return None
    return Proposal(onset, adcode, said.incident_type, said.names)


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


def match(sighting: Sighting, known: Known) -> Match:
    """Compare one sighting with one incident, feature by feature."""
    parts = [
        *_time(sighting, known),
        *_place(sighting, known),
        *_kind(sighting, known),
        *_names(sighting, known),
        *_figures(sighting, known),
    ]
    # A bare notice never ties by itself, whatever else fits.
    room = TIED - 0.1 - sum(points for points, _ in parts)
    parts += [(min(points, room), words) for points, words in _bare_notice(sighting, known) if room > 0]
    return Match(
        known.id,
        round(sum(points for points, _ in parts), 2),
        tuple(words for points, words in parts if points > 0),
        tuple(words for points, words in parts if points < 0),
    )


def matches(sighting: Sighting, incidents: Iterable[Known]) -> list[Match]:
    """All incidents it may belong to, the best first; ties in the order of their ids."""
    found = [match(sighting, known) for known in incidents]
    return sorted((m for m in found if m.points >= DOUBTFUL), key=lambda m: (-m.points, m.incident))


def decide(sighting: Sighting, incidents: Iterable[Known]) -> list[Match]:
    """The ties to make: the best sure one; else the doubtful ones, which a person should look at.

    A text with its own onset belongs to one incident only (a notice about two is told apart by
    people); a text without one may report on several.
    """
    found = matches(sighting, incidents)
    sure = [m for m in found if m.points >= TIED]
    if not sure:
        return found[:3]
    if len(sure) > 1 and sure[0].points - sure[1].points < 1.0 and sighting.said.onset is None:
        return [Match(m.incident, min(m.points, TIED - 0.1), m.why, (*m.against, "同时符合另一事件")) for m in sure[:2]]
    return sure[:1]


Part = tuple[float, str]


def _time(sighting: Sighting, known: Known) -> list[Part]:
    parts: list[Part] = []
    published = sighting.publication.published
    if published.latest is not None and known.onset.earliest is not None and published.latest <= known.onset.earliest:
        return [(-9.0, "发布早于事发")]
    onset = sighting.said.onset
    if onset is not None:
        gap = onset.moment.gap(known.onset)
        narrow = onset.moment.width is not None and onset.moment.width <= timedelta(hours=3)
        if gap == timedelta(0):
            parts.append((4.0, "事发时刻相合") if narrow else (2.0, "事发日期相合"))
        elif gap <= NEAR:
            parts.append((2.0, "事发时刻相近"))
        elif gap <= timedelta(hours=12):
            parts.append((-2.0, "事发时刻相差数小时"))
        else:
            parts.append((-6.0, "事发时刻不同"))
    for name in sighting.said.names:
        dated = MONTH_DAY.match(name)
        if dated is None:
            continue
        same = (int(dated[1]), int(dated[2])) in _month_days(known.onset)
        parts.append((2.0, f"名称含“{name}”") if same else (-4.0, f"名称含“{name}”，日期不合"))
    if known.onset.latest is not None and published.earliest is not None:
        age = published.earliest - known.onset.latest
        if age > timedelta(days=365):
            parts.append((-3.0, "距事发一年以上"))
        elif age > timedelta(days=45):
            parts.append((-1.0, "距事发较久"))
    return parts


def _month_days(onset: Moment) -> set[tuple[int, int]]:
    found = set()
    for bound in (onset.earliest, onset.latest):
        if bound is not None:
            local = bound.astimezone(SHANGHAI)
            found.add((local.month, local.day))
    return found


def _place(sighting: Sighting, known: Known) -> list[Part]:
    said = sighting.said
    if said.place is not None:
        if not said.place.candidates:
            return [(-6.0, "事发地在境外")]
        return [max((_nearness(code, known.adcode) for code in said.place.candidates), key=lambda p: p[0])]
    named = [code for place in said.places for code in place.candidates if depth(code) >= 2]
    if named:
        return [max((_nearness(code, known.adcode) for code in named), key=lambda p: p[0])]
    agency = sighting.agency
    if agency is not None and agency.level is not Level.NATIONAL and contains_place(agency.adcode, known.adcode):
        return [(1.0, "发布机关管辖事发地")]
    return []


def _nearness(code: str, known: str) -> Part:
    if code == known:
        return (2.5, "地点相同") if depth(code) == 3 else (2.0, "地点相同")
    if contains_place(code, known) or contains_place(known, code):
        return (1.5, "地点相容") if min(depth(code), depth(known)) >= 2 else (0.5, "同省")
    if code[:4] == known[:4]:
        return -3.0, "同市不同县区"
    return -6.0, "地点不同"


def _kind(sighting: Sighting, known: Known) -> list[Part]:
    said = sighting.said.incident_type
    if said is None or specificity(said) == 0 or specificity(known.type) == 0:
        return []
    if said == known.type:
        return [(1.5, "类型相同")]
    if said.split("/")[0] == known.type.split("/")[0]:
        return [(0.5, "类型相近")]
    return [(-2.0, "类型不同")]


def _names(sighting: Sighting, known: Known) -> list[Part]:
    common = sorted(n for n in set(sighting.said.names) & known.names if not MONTH_DAY.match(n))
    if not common:
        return []
    return [(min(3.0, 1.0 + len(common)), f"同名：{'、'.join(common[:3])}")]


def _figures(sighting: Sighting, known: Known) -> list[Part]:
    dead = max((t.low for t in sighting.said.tolls if t.kind is Harm.DEAD), default=None)
    if dead is None or known.dead is None or dead < 3 or known.dead < 3:
        return []
    if dead == known.dead:
        return [(1.0, f"死亡人数相同（{dead}）")]
    return []


def _bare_notice(sighting: Sighting, known: Known) -> list[Part]:
    """An answerable agency's notice that names neither time nor place may be about what just happened there.

    It stays in doubt by itself: it ties nothing, but nobody may say that nothing was found.
    """
    said, agency = sighting.said, sighting.agency
    if agency is None or said.onset is not None or said.place is not None or not said.roles:
        return []
    if agency.level is Level.NATIONAL or not contains_place(agency.adcode, known.adcode):
        return []
    bare = said.incident_type is not None or BARE_TITLE.search(sighting.title) is not None
    published = sighting.publication.published
    when = published.earliest or published.latest
    if not bare or said.roles[0].role not in FULFILLING or when is None or known.onset.latest is None:
        return []
    age = when - known.onset.latest
    return [(1.5, "责任机关事发后数日内的通报，未写明时间地点")] if age <= NOTICE_AGE else []


def role_of(sighting: Sighting) -> tuple[Role, tuple[Role, ...]]:
    """The role to file it under, and the fulfilling roles that cannot be excluded.

    A conference whose stated time lies after the page's own publication was announced, not held.
    """
    said = sighting.said
    if not said.roles:
        return Role.MENTION, ()
    role = said.roles[0].role
    maybe = tuple(g.role for g in said.roles[1:] if g.score >= 0.35 and g.role in FULFILLING)
    if role is Role.MENTION and sighting.agency is not None and said.roles[0].score <= WEAK and said.incident_type:
        # Nothing marks it as commentary: an authority's own page that tells of the incident is its word.
        if said.onset is not None:
            return Role.AUTHORITATIVE_INFO, maybe
        maybe = tuple(dict.fromkeys((*maybe, Role.AUTHORITATIVE_INFO)))
    published = sighting.publication.published
    if role is Role.PRESS_CONFERENCE and said.held is not None and published.surely_before(said.held):
        return Role.PRESS_CONFERENCE_NOTICE, (Role.PRESS_CONFERENCE, *maybe)
    return role, maybe
