"""Which releases of a dossier discharge a clause, which may, and when the acts they are or tell of took place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from monitor.core.dossier import Dossier
from monitor.core.moment import Moment
from monitor.core.release import Release
from monitor.core.statement import Role


class Answers(NamedTuple):
    """Releases that discharge a clause, and those of which that cannot be excluded."""

    sure: tuple[Release, ...]
    doubtful: tuple[Release, ...]
    acts: tuple[tuple[Moment, ...], ...]  # of the sure ones, one moment for each reading
    captures: tuple[str, ...]  # ids of what was kept of all of them

    @classmethod
    def among(cls, releases: Sequence[Release], doubtful: Sequence[Release]) -> Answers:
        """These releases, with what follows from them."""
        captures = dict.fromkeys(capture for release in (*releases, *doubtful) for capture in release.captures)
        acts = tuple(release.acted() for release in releases)
        return cls(tuple(releases), tuple(doubtful), acts, tuple(captures))

    def of(self, agency: str) -> Answers:
        """Those of one agency; a medium that relays an authority may relay any."""
        return Answers.among(
            [release for release in self.sure if release.agency == agency],
            [release for release in self.doubtful if release.agency == agency or release.relays],
        )


def answers(accepts: Collection[Role], dossier: Dossier) -> Answers:
    """What of a dossier has, or may have, one of the accepted roles, and comes from a body that is answerable."""
    sure: list[Release] = []
    doubtful: list[Release] = []
    for release in dossier.releases:
        accepted = release.role in accepts
        if not accepted and not any(role in accepts for role in release.maybe):
            continue
        if release.relays or (release.official and dossier.answerable(release.agency)):
            certain = accepted and release.official and not release.relays and not release.link.doubtful
            (sure if certain else doubtful).append(release)
    return Answers.among(sure, doubtful)


def possible_acts(
    release: Release, accepts: Collection[Role], first: datetime | None
) -> tuple[tuple[Moment, ...], ...]:
    """When the acts took place that a page in doubt may be or tell of, for each reading.

    A medium that relays an authority tells of an act at any time before, unless the ``first`` act
    that is surely one may be what it tells of.
    """
    told = release.told()
    latest = told[0].latest
    if release.relays and (first is None or latest is None or first >= latest):
        return tuple((one,) for one in told)
    return release.may_have_acted(accepts)
