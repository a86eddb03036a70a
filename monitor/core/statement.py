"""What one text says of an incident: the result of reading Chinese incident text.

Offsets count Unicode code points of the text as it was given.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.core.incident import Grade
from monitor.core.moment import Moment


class TimeRole(StrEnum):
    """What a time in a text is the time of."""

    OCCURRED = "occurred"
    REPORTED = "reported"  # 接报, 接警
    AS_OF = "as_of"  # 截至: when a figure was current
    PUBLISHED = "published"
    HELD = "held"  # a press conference that took place
    WILL_BE_HELD = "will_be_held"
    DOCUMENT_DATE = "document_date"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression, its reading, and its role."""

    text: str
    start: int
    end: int
    moment: Moment
    role: TimeRole = TimeRole.OTHER


@dataclass(frozen=True, slots=True)
class OnsetReport:
    """When the incident happened according to one of those whom the text quotes."""

    mention: TimeMention
    source: str  # who says so in the text's words (目击者, 市地震局); empty: the text itself


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place expression; an ambiguous name keeps all its candidates (GB/T 2260 codes)."""

    text: str
    start: int
    end: int
    candidates: tuple[str, ...]


class Harm(StrEnum):
    """Kinds of casualties and losses."""

    DEAD = "dead"
    MISSING = "missing"
    INJURED = "injured"
    SERIOUSLY_INJURED = "seriously_injured"
    TRAPPED = "trapped"
    POISONED = "poisoned"
    EVACUATED = "evacuated"
    LOSS_YUAN = "loss_yuan"
    HOUSES_COLLAPSED = "houses_collapsed"
    HOUSES_DAMAGED = "houses_damaged"


@dataclass(frozen=True, slots=True)
class Toll:
    """One figure, with the span of time at which it was current where the text says."""

    kind: Harm
    low: int
    high: int | None  # None: no upper bound (数十人以上)
    text: str
    start: int
    end: int
    as_of: Moment | None = None


class Role(StrEnum):
    """What a text is, with respect to an incident."""

    FIRST_REPORT = "first_report"
    AUTHORITATIVE_INFO = "authoritative_info"
    PRESS_CONFERENCE = "press_conference"  # one that was held
    PRESS_CONFERENCE_NOTICE = "press_conference_notice"  # one announced: fulfils nothing
    INVESTIGATION_REPORT = "investigation_report"
    RUMOUR_REFUTATION = "rumour_refutation"
    POLICY_INTERPRETATION = "policy_interpretation"
    MENTION = "mention"  # commentary, campaign, anniversary, drill, other place's case: fulfils nothing


@dataclass(frozen=True, slots=True)
class RoleGuess:
    """One role a text may have, how surely, and why in words."""

    role: Role
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GradeGuess:
    """The grade a text states, or that its own figures give."""

    value: Grade | None
    basis: str  # stated, derived, none
    text: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything read in one text.

    ``onset``, ``place``, ``grade`` and ``incident_type`` are those of the incident that the text
    is about; None when it is about none (a campaign, a forecast, a statistic).
    """

    times: tuple[TimeMention, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    tolls: tuple[Toll, ...] = ()
    onset: TimeMention | None = None
    onsets: tuple[OnsetReport, ...] = ()  # all that is said of it where reports conflict, ``onset``'s own first
    place: PlaceMention | None = None
    grade: GradeGuess = GradeGuess(None, "none")
    incident_type: str | None = None  # 事故灾难/火灾 and so on: class, slash, subtype
    roles: tuple[RoleGuess, ...] = ()  # best first
    held: Moment | None = None  # when the press conference it reports took place
    names: tuple[str, ...] = ()  # named things: hospitals, roads, companies, 4·18
