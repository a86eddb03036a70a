"""The mark of each outcome in pictures: a shape that reads without colour, and an ink that helps."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.verdict import Status
from monitor.renderers.pictures._svg import BAD, DOUBT, GOOD, OPEN, SOFT


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one status is drawn: mark, ink, and the fill of its share in a bar."""

    shape: str
    ink: str
    fill: str


OUTCOMES: dict[Status, Outcome] = {
    Status.MET: Outcome("tick", GOOD, GOOD),
    Status.LATE: Outcome("cross", BAD, BAD),
    Status.NONE_FOUND: Outcome("square", BAD, BAD),
    Status.PENDING: Outcome("ring", OPEN, "dots"),
    Status.UNDETERMINED: Outcome("triangle", DOUBT, "hatch"),
    Status.UNOBSERVED: Outcome("void", DOUBT, "cross"),
    Status.DISPUTED: Outcome("diamond", DOUBT, "hatch"),
    Status.NOT_APPLICABLE: Outcome("bar", SOFT, "#ffffff"),
    Status.APPLICABILITY_UNKNOWN: Outcome("ring", SOFT, "#ffffff"),
}


def outcome(status: Status) -> Outcome:
    """How the status is drawn."""
    return OUTCOMES[status]
