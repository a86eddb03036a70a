"""Releases: articles as acts of answering, with who spoke, in which role, and when."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.moment import Moment
from monitor.core.publication import Publication
from monitor.core.statement import Role

FULFILLING = frozenset(
    {
        Role.FIRST_REPORT,
        Role.AUTHORITATIVE_INFO,
        Role.PRESS_CONFERENCE,
        Role.INVESTIGATION_REPORT,
        Role.RUMOUR_REFUTATION,
        Role.POLICY_INTERPRETATION,
    }
)
"""Roles that can discharge some duty; which one discharges which is data in the rule files."""


@dataclass(frozen=True, slots=True)
class Link:
    """"This page belongs to that incident": how surely, why, and who decided."""

    score: float
    by: str  # rule, or the name of a person
    why: tuple[str, ...]
    doubtful: bool = False  # in the abstain band: it may belong, a person should say


@dataclass(frozen=True, slots=True)
class Release:
    """One page tied to one incident."""

    url: str
    title: str
    role: Role
    publication: Publication
    link: Link
    agency: str | None = None  # id of the agency on whose feed it stood
    speaker: str = ""  # who speaks, as printed (来源) or the agency's name
    official: bool = False  # an authority's own publication, as against a medium's
    relays: bool = False  # a medium that names an authority as having spoken
    maybe: tuple[Role, ...] = ()  # other roles that cannot be excluded
    held: Moment | None = None  # when the press conference it reports took place
    copies: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    captures: tuple[str, ...] = ()

    def acted(self) -> tuple[Moment, ...]:
        """When the act took place, one moment for each reading of the evidence.

        A press conference counts when held; it was held before the page that reports it was
        published. Everything else counts when published.
        """
        if self.role is not Role.PRESS_CONFERENCE:
            return self.publication.readings
        readings: list[Moment] = []
        for published in self.publication.readings:
            bound = Moment(None, published.latest, published.basis)
            readings.append(bound if self.held is None else (self.held.intersect(bound) or self.held))
        return tuple(dict.fromkeys(readings))
