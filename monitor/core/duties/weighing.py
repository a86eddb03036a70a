"""One window of a quieter duty against the pages found: the table of docs/semantics, for any shape of limit.

Every limit comes down to when an act counts: from an opening (or from ever), surely in time until one
instant, surely too late from another on. The rest is the same for working days, months, dates,
periods and events, and the same as for the hour windows: grave only where no reading allows `met`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.core.moment import Moment
from monitor.core.outcome import GRAVE, Finding, Status


@dataclass(frozen=True, slots=True)
class Frame:
    """When an act counts: from ``opens`` on, in time by every reading until ``sure``, by none from ``shut`` on."""

    opens: datetime | None  # None: what came before counts as well
    sure: datetime
    shut: datetime

    def surely(self, act: Moment) -> bool:
        """Every reading of the act lies in the window."""
        begun = self.opens is None or (act.earliest is not None and act.earliest >= self.opens)
        return begun and act.latest is not None and act.latest <= self.sure

    def possibly(self, act: Moment) -> bool:
        """Some reading of the act lies in the window."""
        begun = self.opens is None or act.latest is None or act.latest > self.opens
        return begun and (act.earliest is None or act.earliest < self.shut)

    def after(self, act: Moment) -> bool:
        """Every reading of the act lies after the window."""
        return act.earliest is not None and act.earliest >= self.shut


@dataclass(frozen=True, slots=True)
class Done:
    """One act under one reading of the evidence; a page may stand for several (26 catalogues in one)."""

    act: Moment
    count: int = 1


def weigh(
    frame: Frame,
    done: Sequence[Done],
    doubtful: Sequence[Done],
    *,
    as_of: datetime,
    complete: Callable[[], bool],
    need: int = 1,
) -> Finding:
    """The outcome of one window under one reading.

    ``complete`` tells whether all that was listed in the window on the owing bodies' feeds could be
    seen; it is asked only where that decides.
    """
    known = [one for one in done if one.act.earliest is None or one.act.earliest <= as_of]
    if _count(one for one in known if frame.surely(one.act)) >= need:
        return Finding(Status.MET, "in_time" if need == 1 else "enough")
    possible = _count(one for one in known if frame.possibly(one.act))
    if possible >= need:
        return Finding(Status.UNDETERMINED, "spans_deadline" if need == 1 else "spans_count")
    doubt = possible + _count(one for one in doubtful if frame.possibly(one.act)) >= need
    if as_of < frame.shut:
        return Finding(Status.PENDING, "doubtful_answer" if doubt else "running", due=as_of >= frame.sure)
    if doubt:
        return Finding(Status.UNDETERMINED, "doubtful_answer")
    if possible + _count(one for one in known if frame.after(one.act)) >= need:
        return Finding(Status.LATE, "too_late") if complete() else Finding(Status.UNDETERMINED, "late_but_unobserved")
    if complete():
        return Finding(Status.NONE_FOUND, "too_few" if possible else "nothing_found")
    return Finding(Status.UNOBSERVED, "holes")


def _count(found: Iterable[Done]) -> int:
    return sum(one.count for one in found)


def joined(findings: Sequence[Finding]) -> Finding:
    """What all admissible readings of the evidence give together: one outcome, or a dispute."""
    if len({one.status for one in findings}) > 1:
        return Finding(Status.DISPUTED, "readings_differ")
    return findings[0]


def softened(finding: Finding, *, binding: bool, public: bool, applies: bool) -> Finding:
    """Where a grave outcome is not the evidence's to give, what can honestly be said instead.

    ``binding``: the text obliges (应当) with a figure. ``public``: the duty is to publish, so that its
    absence from the web says something. ``applies``: it is sure that the duty is this body's.
    """
    if finding.status not in GRAVE:
        return finding
    if not applies:
        return Finding(Status.APPLICABILITY_UNKNOWN, "binding_unsure")
    if not public:
        return Finding(Status.UNDETERMINED, "need_not_show")
    if not binding:
        return Finding(Status.UNDETERMINED, "shown_only")
    return finding
