"""Normative documents and their clauses, as data: who must say what, how soon, from which start.

Duty, grades, limit and clock start are fields of a clause, never constants in code. What the texts
leave open (when the clock starts, which form counts) is printed with every verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from monitor.core.incident import NATION, Grade, contains_place
from monitor.core.matter import Matter
from monitor.core.statement import Role


class Duty(StrEnum):
    """What a clause obliges to do."""

    FIRST_INFO = "first_info"
    AUTHORITATIVE_INFO = "authoritative_info"
    RESPONSE = "response"
    PRESS_CONFERENCE = "press_conference"
    PRESS_CENTER = "press_center"
    POLICY_INTERPRETATION = "policy_interpretation"
    DOCUMENT_PUBLICATION = "document_publication"
    PLAN_PUBLICATION = "plan_publication"
    PERIODIC_PUBLICATION = "periodic_publication"
    ANNUAL_REPORT = "annual_report"
    REPORT_PUBLICATION = "report_publication"
    PUBLIC_CONSULTATION = "public_consultation"
    COUNT_MIN = "count_min"
    CONTINUING_RELEASE = "continuing_release"  # no number: gaps are shown, nobody fails
    CLARIFICATION = "clarification"
    STATUTORY_PUBLISHER = "statutory_publisher"
    INTERNAL_REPORT = "internal_report"  # never visible on the web: shown, never scored
    PLAN_ADOPTION = "plan_adoption"
    INVESTIGATION_REPORT = "investigation_report"
    DEADLINE_TASK = "deadline_task"


INCIDENT_DUTIES = frozenset(
    {Duty.FIRST_INFO, Duty.AUTHORITATIVE_INFO, Duty.RESPONSE, Duty.PRESS_CONFERENCE, Duty.PRESS_CENTER}
)
"""Duties whose window opens with an incident and that a public page can show as done."""


UNSEEN_DUTIES = frozenset({Duty.INTERNAL_REPORT, Duty.PLAN_ADOPTION, Duty.INVESTIGATION_REPORT})
"""Duties whose discharge no public page has to show: their absence from the web proves nothing."""


class ClockStart(StrEnum):
    """Which moment opens the window."""

    ONSET = "onset"  # 发生后
    FIRST_PUBLIC = "first_public"  # 舆情: the earliest public mention by anybody
    REPORTED = "reported"  # 接到报告, 发现
    DOCUMENT_PUBLIC = "document_public"  # 文件公开后
    DOCUMENT_ISSUED = "document_issued"  # 印发后
    INFORMATION_FORMED = "information_formed"  # 形成或者变更之日起
    CALENDAR = "calendar"  # a date or a period


class ClockBasis(StrEnum):
    """Whether the clause names its start, or a sister text had to be asked."""

    STATED = "stated"
    INFERRED = "inferred"


class Strength(StrEnum):
    """How hard the words bind."""

    MUST = "must"  # 应, 要, 最迟
    IN_PRINCIPLE = "in_principle"  # 原则上, 力争
    CONDITIONAL = "conditional"  # 必要时
    NO_NUMBER = "no_number"  # 及时, 第一时间


@dataclass(frozen=True, slots=True)
class Within:
    """So many hours (or minutes), through nights and holidays; exactly at the limit is inside."""

    window: timedelta


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """So many working days, counted from the day after the start to 24:00 of the last."""

    days: int


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """So many days, counted from the day after the start to 24:00 of the last."""

    days: int


@dataclass(frozen=True, slots=True)
class Months:
    """So many months from the day of the start."""

    months: int


@dataclass(frozen=True, slots=True)
class ByDate:
    """Not later than the end of this day, ``count`` times by then."""

    day: date
    count: int = 1


@dataclass(frozen=True, slots=True)
class YearlyBy:
    """Each year not later than the end of this day."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Every:
    """At least ``count`` times in each period of so many days or months."""

    count: int
    days: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class SameTime:
    """Together with what it belongs to: not later than the end of the day on which that came."""


@dataclass(frozen=True, slots=True)
class Before:
    """Before something that has a date of its own, such as the day a document takes effect."""


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Not shorter than so many days: a floor under a period that the text leaves open."""

    days: int


Limit = Within | WorkingDays | CalendarDays | Months | ByDate | YearlyBy | Every | SameTime | Before | AtLeast


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: whom it binds, what it asks, how soon, and the words it stands on."""

    id: str
    duty: Duty
    grades: frozenset[Grade] | None  # None: any grade, and matters without one
    limit: Limit | None  # None: no number (及时)
    clock: ClockStart
    quote: str  # at most 40 characters of the text, as grounding
    clock_basis: ClockBasis = ClockBasis.STATED
    strength: Strength = Strength.MUST
    verified: bool = False  # the figure was read in the text or in a public page of it
    accepts: tuple[Role, ...] = ()  # acceptance table: which roles discharge it
    each: bool = False  # each responsible agency owes its own; otherwise any of them suffices
    article: str = ""
    about: str = ""  # what it is about, as the text says: 突发事件, 饮用水水源监测信息
    event_types: tuple[str, ...] = ()  # incident types it is limited to; () is all
    responsible: str = ""
    notes: str = ""
    matter: Matter | None = None  # how a duty that no incident opens is recognised on the web

    @property
    def scored(self) -> bool:
        """Verdicts are given only for verified, binding clauses with a number that the web can show."""
        return (
            self.verified
            and self.strength is Strength.MUST
            and self.limit is not None
            and self.duty not in UNSEEN_DUTIES
            and (self.duty not in INCIDENT_DUTIES or bool(self.accepts))
        )


@dataclass(frozen=True, slots=True)
class Instrument:
    """A normative document with its clauses."""

    id: str
    title: str
    jurisdiction: str  # GB/T 2260 code, "000000" for the nation
    clauses: tuple[Clause, ...]
    number: str | None = None  # 文号
    issuer: str = ""
    jurisdiction_name: str = ""
    issued: date | None = None
    effective_from: date | None = None  # incidents are matched from this day on; None: not known
    effective_to: date | None = None  # last day; None: open
    in_force_by: date | None = None  # where the first day is not known: in force by then at the latest
    dates_assumed: bool = False
    force_unknown: bool = False  # whether it still binds is not known: nobody is judged by it
    source: str = ""  # URL or name of the text that was read
    file: str = ""  # file it was loaded from
    notes: str = ""

    def covers_place(self, adcode: str) -> bool:
        """The place lies in the document's jurisdiction."""
        return contains_place(self.jurisdiction or NATION, adcode)
