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
    binding: dict[Duty, list[tuple[timedelta, str]]] = {}
    for verdict in verdicts:
        if verdict.status not in NOT_BINDING:
            binding.setdefault(verdict.clause.duty, []).append((_length(verdict), verdict.clause.id))
    least = {duty: min(rivals)[0] for duty, rivals in binding.items() if len(rivals) > 1}
    found = []
    for verdict in verdicts:
        shortest, own = least.get(verdict.clause.duty), _length(verdict)
        if shortest is None or own <= shortest or verdict.status in NOT_BINDING:
            found.append(verdict)
            continue
        stricter = tuple(name for length, name in binding[verdict.clause.duty] if length < own)
        found.append(verdict.displaced_by(stricter))
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
