"""Several texts in force for one duty, and statutes that name who alone may publish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from monitor.core.instrument import Duty, Within
from monitor.core.outcome import GRAVE, Status, Verdict

NOT_BINDING = frozenset({Status.NOT_APPLICABLE, Status.APPLICABILITY_UNKNOWN})
PUBLISHING = frozenset({Duty.FIRST_INFO, Duty.AUTHORITATIVE_INFO, Duty.PRESS_CONFERENCE, Duty.PRESS_CENTER})
"""Duties to publish about an emergency. A response to other public concern is not what statutes reserve."""


def stacked(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """The same verdicts, of which only the strictest of each duty stays the headline.

    A looser local text never displaces a stricter national one: it names it. Of texts that are as
    strict, all stay headlines, since each was breached or kept by itself.
    """
    found = []
    for verdict in verdicts:
        stricter = tuple(
            other.clause.id
            for other in verdicts
            if other.clause.duty is verdict.clause.duty
            and not {other.status, verdict.status} & NOT_BINDING
            and _length(other) < _length(verdict)
        )
        found.append(replace(verdict, headline=False, stricter=stricter) if stricter else verdict)
    return tuple(found)


def _length(verdict: Verdict) -> timedelta:
    limit = verdict.clause.limit
    return limit.window if isinstance(limit, Within) else timedelta.max


def by_statute(verdict: Verdict, publisher: str) -> Verdict:
    """A grave verdict on a body that the law may forbid to speak is none: nobody can tell from outside."""
    if not publisher or verdict.clause.duty not in PUBLISHING or verdict.status in NOT_BINDING:
        return verdict
    if verdict.status in GRAVE:
        return replace(verdict, status=Status.UNDETERMINED, reason="statutory_publisher", publisher=publisher)
    return replace(verdict, publisher=publisher)
