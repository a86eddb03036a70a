"""Releases: articles as acts of answering, with who spoke, in which role, and when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from monitor.core.moment import Moment
from monitor.core.publication import Publication
from monitor.core.revision import Absence, Revision
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
    revisions: tuple[Revision, ...] = ()  # silent edits that later looks found
    absences: tuple[Absence, ...] = ()  # stretches in which later looks did not find it as it had stood

    def acted(self) -> tuple[Moment, ...]:
        """When the act took place, one moment for each reading of the evidence.

        A press conference counts when held; it was held before the page that reports it was
        published. Everything else counts when published.
        """
        if self.role is not Role.PRESS_CONFERENCE:
            return self.publication.readings
        if len(self.publication.readings) == 1:
            return (self._held(self.publication.published),)
        return tuple(dict.fromkeys(self._held(published) for published in self.publication.readings))

    def may_have_acted(self, accepted: Collection[Role]) -> tuple[tuple[Moment, ...], ...]:
        """When acts that cannot be excluded took place, for each reading of the evidence.

        A page that may report a conference may report one held long before the page stood there.
        """
        roles = {self.role, *self.maybe} & set(accepted)
        found = []
        for published in self.publication.readings:
            acts = [published] if roles - {Role.PRESS_CONFERENCE} else []
            if Role.PRESS_CONFERENCE in roles:
                acts.append(self._held(published))
            found.append(tuple(acts))
        return tuple(found)

    def told(self) -> tuple[Moment, ...]:
        """When what the page tells of took place: at any time before the page stood there."""
        return tuple(Moment(None, published.latest, published.basis) for published in self.publication.readings)

    def _held(self, published: Moment) -> Moment:
        """It was held before the page stood there: as it claims, or else as it was seen."""
        if self.held is None:
            return Moment(None, published.latest, published.basis)
        bounds = (published.latest, self.publication.observed.latest)
        return next((m for b in bounds if (m := self.held.intersect(Moment(None, b))) is not None), self.held)
