"""What judgement says: the outcomes, and the verdict that holds one with all its working."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.core.applies import Grading
from monitor.core.coverage import Hole
from monitor.core.dossier import FeedWatch
from monitor.core.instrument import Clause, ClockStart, Instrument
from monitor.core.moment import Moment
from monitor.core.release import Release


class Status(StrEnum):
    """Outcomes of judgement."""

    MET = "met"  # 按时: even the worst reading is in time
    LATE = "late"  # 逾期回应: even the best reading is too late
    NONE_FOUND = "none_found"  # 未见回应: on the channels monitored, which were watched throughout
    PENDING = "pending"  # 时限内
    UNDETERMINED = "undetermined"  # 无法判定: the sources cannot tell
    UNOBSERVED = "unobserved"  # 监测不足: our watch has holes
    DISPUTED = "disputed"  # 证据矛盾: two readings give different verdicts
    NOT_APPLICABLE = "not_applicable"  # 不适用
    APPLICABILITY_UNKNOWN = "applicability_unknown"  # 适用待定


GRAVE = frozenset({Status.LATE, Status.NONE_FOUND})


@dataclass(frozen=True, slots=True)
class Finding:
    """What one reading of the evidence gives, before words are made of it."""

    status: Status
    reason: str  # key of a message
    due: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one clause on one incident, with its working."""

    incident: str
    as_of: datetime
    instrument: Instrument
    clause: Clause
    status: Status
    reason: str
    clock: ClockStart
    grading: Grading
    started: Moment | None = None
    deadline: Moment | None = None
    fulfilled: Moment | None = None
    fulfilled_by: tuple[Release, ...] = ()
    doubtful: tuple[Release, ...] = ()  # pages that may be the answer; a person should say
    elapsed: tuple[timedelta, timedelta] | None = None
    holes: tuple[Hole, ...] = ()
    watched: tuple[FeedWatch, ...] = ()
    readings: Mapping[str, Status] | None = None
    due: bool = False
    hindsight: bool = False  # the grade that makes it apply was not yet known when the window closed
    final: Status | None = None  # the outcome as finally graded, where the grade known at the deadline gives another
    publisher: str = ""  # who alone may publish by law: silence of others may be lawful
    headline: bool = True  # the strictest text in force for this duty
    stricter: tuple[str, ...] = ()  # ids of the clauses that are
    evidence: tuple[str, ...] = ()

    def displaced_by(self, stricter: tuple[str, ...]) -> Verdict:
        """The same verdict, with the stricter clauses that take the headline.

        Field by field, since `dataclasses.replace` takes as long as a tenth of the judgement.
        """
        made = object.__new__(Verdict)
        for name in Verdict.__slots__:
            object.__setattr__(made, name, getattr(self, name))
        object.__setattr__(made, "headline", False)
        object.__setattr__(made, "stricter", stricter)
        return made

    @property
    def clock_sensitive(self) -> bool:
        """Another start of the clock would give another verdict."""
        return len(set((self.readings or {}).values())) > 1

    @property
    def complete(self) -> bool:
        """Everything listed in the window on the responsible agencies' feeds could be seen."""
        return bool(self.watched) and not self.holes
