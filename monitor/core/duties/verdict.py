"""The outcome of one duty that was owed once: by one body, for one period, document or date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.core.coverage import Hole
from monitor.core.document import Document, Tie
from monitor.core.dossier import FeedWatch
from monitor.core.duties.scene import Posting
from monitor.core.incident import Agency
from monitor.core.instrument import Clause, Instrument
from monitor.core.moment import Moment
from monitor.core.outcome import Status


@dataclass(frozen=True, slots=True)
class DutyVerdict:
    """What was owed, what was found, and what follows, with its working."""

    id: str  # clause, body and subject: the same for the same duty whenever it is judged
    as_of: datetime
    instrument: Instrument
    clause: Clause
    status: Status
    reason: str
    subject: str  # 2016年第12周（3月21日—27日）, 《…办法》
    owed_by: tuple[Agency, ...] = ()
    scored: bool = True  # False: shown, and counted nowhere
    as_worded: Status | None = None  # where the outcome was held back: what the words taken strictly would give
    started: Moment | None = None
    deadline: Moment | None = None
    fulfilled: Moment | None = None
    fulfilled_by: tuple[Posting, ...] = ()
    doubtful: tuple[Posting, ...] = ()
    document: Document | None = None  # the one that opened the window
    ties: tuple[Tie, ...] = ()
    found: int = 0
    need: int = 1
    holes: tuple[Hole, ...] = ()
    watched: tuple[FeedWatch, ...] = ()
    readings: Mapping[str, Status] | None = None
    due: bool = False
    evidence: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Everything listed in the window on the owing bodies' feeds could be seen."""
        return bool(self.watched) and not self.holes
