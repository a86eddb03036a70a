"""What is counted: verdicts that bind, and each obligation of an incident once."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.core.outcome import Status, Verdict
from monitor.core.shares import Share

POSSIBLY_MET = frozenset({Status.MET, Status.PENDING, Status.UNDETERMINED, Status.UNOBSERVED, Status.DISPUTED})
NOT_BOUND = frozenset({Status.NOT_APPLICABLE, Status.APPLICABILITY_UNKNOWN})


def binding(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The verdicts of clauses that surely apply."""
    return [verdict for verdict in verdicts if verdict.status not in NOT_BOUND]


def obligations(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """What one incident asks for, each obligation once.

    Two documents that ask for the same in the same time and come out the same are one obligation;
    a text with a stricter one beside it does not count again. What does not apply is left out.
    """
    found: dict[tuple[object, ...], Verdict] = {}
    for verdict in verdicts:
        if verdict.status is not Status.NOT_APPLICABLE and verdict.headline:
            found.setdefault((verdict.clause.duty, verdict.clause.limit, verdict.status), verdict)
    return tuple(found.values())


def share_of(verdicts: Iterable[Verdict]) -> Share:
    """Between those that surely met their window and those that possibly did (or still may)."""
    bound = binding(verdicts)
    return Share(sum(v.status is Status.MET for v in bound), sum(v.status in POSSIBLY_MET for v in bound), len(bound))
