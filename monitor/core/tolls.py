"""A series of figures → the grades that it admits: tolls rise, missing persons are found, some are corrected.

Figures are taken page by page in the order in which they became known. A later page that says less
(only the dead, nothing of the missing) leaves open what an earlier one had settled, so it narrows
nothing and takes nothing back; only figures that contradict supersede.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from monitor.core.dossier import Authority, TollClaim
from monitor.core.grading import derive
from monitor.core.incident import Grade
from monitor.core.moment import Moment
from monitor.core.statement import Harm

Figures = Mapping[Harm, tuple[int, int | None]]


@dataclass(frozen=True, slots=True)
class Derived:
    """What a series of figures admits, since when that has been public, and by which table."""

    admitted: frozenset[Grade]
    known_at: Moment | None
    source: str


NOTHING = Derived(frozenset(), None, "")


def derived_grade(incident_type: str | None, tolls: Iterable[TollClaim]) -> Derived:
    """Fold the figures into one set of grades.

    Of each kind the most authoritative word so far is followed; within one page the highest figure,
    since a notice repeats earlier ones. A figure of the missing that a later page on the dead does
    not repeat is stale: those people may be among the dead, or safe.
    """
    current = NOTHING
    figures: dict[Harm, tuple[int, int | None]] = {}
    trust: dict[Harm, Authority] = {}
    for page in _pages(tolls):
        taken = _followed(page, trust, figures)
        if not taken:
            continue
        most = _lost(figures)
        if Harm.DEAD in taken and Harm.MISSING not in taken and Harm.MISSING in figures:
            figures[Harm.MISSING] = (0, figures[Harm.MISSING][1])
        for kind, claim in taken.items():
            figures[kind] = (claim.low, claim.high)
            trust[kind] = claim.authority
        admitted, source = derive(incident_type, figures)
        if not admitted:
            continue
        both = current.admitted & admitted
        if not current.admitted or not both or _risen(most, figures):
            current = Derived(admitted, page[0].known_at, source)
        elif both != current.admitted:
            current = Derived(both, page[0].known_at, source)
    return current


def _lost(figures: Figures) -> tuple[int, int | None]:
    """Dead and missing together: fewest and most."""
    spans = [figures[kind] for kind in (Harm.DEAD, Harm.MISSING) if kind in figures]
    highs = [high for _, high in spans]
    return sum(low for low, _ in spans), None if None in highs else sum(high for high in highs if high is not None)


def _risen(most: tuple[int, int | None], figures: Figures) -> bool:
    """More are lost now than the earlier figures allowed: what those settled no longer holds."""
    return most[1] is not None and _lost(figures)[0] > most[1]


def _pages(tolls: Iterable[TollClaim]) -> list[list[TollClaim]]:
    """The claims of each page together, in the order in which the pages were recorded."""

    def when(claim: TollClaim) -> tuple[datetime, str]:
        return claim.evidence.recorded_at, claim.evidence.capture

    def stable(claim: TollClaim) -> tuple[datetime, str, str, int]:
        return *when(claim), claim.kind.value, claim.low

    return [list(group) for _, group in groupby(sorted(tolls, key=stable), key=when)]


def _followed(
    page: Iterable[TollClaim], trust: Mapping[Harm, Authority], figures: Figures
) -> dict[Harm, TollClaim]:
    """The figures of one page that count: none of a lesser source than the one already followed, and
    no smaller number of dead from the same one, since notices repeat earlier figures and tolls rise."""
    taken: dict[Harm, TollClaim] = {}
    for claim in page:
        if claim.authority < trust.get(claim.kind, Authority.MEDIA):
            continue
        same = claim.kind is Harm.DEAD and trust.get(claim.kind) is claim.authority
        if same and claim.low < figures[claim.kind][0]:
            continue
        known = taken.get(claim.kind)
        if known is None or claim.low > known.low:
            taken[claim.kind] = claim
    return taken
