"""When a release was published: what its pages claim, what we observed, and what follows from both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.core.moment import Basis, Moment

TOLERANCE = timedelta(minutes=10)
"""Clock skew and caches between the server, its front ends and us, absorbed before a flag is raised."""


@dataclass(frozen=True, slots=True)
class Publication:
    """When it was published, under each admissible reading.

    ``published`` is the headline. ``readings`` holds one moment, or two where the claim and the
    observation contradict each other; a verdict must be computed for both.
    """

    published: Moment
    readings: tuple[Moment, ...]
    claimed: Moment | None
    observed: Moment
    basis: str  # claimed, observed, both
    flags: tuple[str, ...] = ()


class Agreement(StrEnum):
    """How a claimed time stands to what was observed."""

    INSIDE = "inside_tolerance"  # both could be true, a skewed clock allowed for
    CONTRADICTED = "contradicted"  # it claims to have stood there when a list that should have shown it did not
    IMPOSSIBLE = "impossible"  # it claims to be later than we saw it


EXPLANATIONS: Mapping[Agreement, tuple[str, ...]] = {
    Agreement.INSIDE: (),
    Agreement.CONTRADICTED: ("cache", "draft", "elsewhere", "out_of_sight"),
    Agreement.IMPOSSIBLE: ("early", "clock", "anew"),
}
"""What may explain each grade without deceit; the words stand in `wording.INNOCENT`."""


def agreement(publication: Publication) -> Agreement | None:
    """The grade of a claim; None where nothing is claimed."""
    claimed, observed = publication.claimed, publication.observed
    if claimed is None:
        return None
    if claimed.overlaps(observed) or claimed.gap(observed) <= TOLERANCE:
        return Agreement.INSIDE
    return Agreement.CONTRADICTED if claimed.surely_before(observed) else Agreement.IMPOSSIBLE


def claim_of(
    visible: Moment | None, meta: Moment | None, listed: Moment | None, url_day: Moment | None
) -> Moment | None:
    """What the pages claim, as far as a judge may rely on it.

    A visible label is the claim. Without one, a PubDate is only an upper bound, since pages exist
    whose PubDate is the build stamp of a later migration, hours to years late; the day of the list
    row or of the address is the lower bound where they do not contradict it or each other. A list
    row alone is the claim; an address alone proves nothing (it was seen ten days off both ways).
    """
    if visible is not None:
        return visible
    days = [day for day in (listed, url_day) if day is not None]
    if meta is not None:
        agree = len(days) < 2 or days[0].overlaps(days[1])
        lower = days[0].earliest if days and agree else None
        if lower is not None and meta.latest is not None and lower >= meta.latest:
            lower = None
        return Moment(lower, meta.latest, Basis.META)
    return listed


def settle(claimed: Moment | None, first_seen: datetime, absent_at: datetime | None) -> Publication:
    """Join claim and observation.

    ``first_seen`` is the capture in which it was present first, ``absent_at`` the last capture in
    which it was provably absent (None where there is none). Nothing is published after we saw it.
    """
    observed = Moment(absent_at, first_seen, Basis.OBSERVED)
    if claimed is None:
        return Publication(observed, (observed,), None, observed, "observed")
    both = claimed.intersect(observed)
    if both is not None:
        basis = "claimed" if both.earliest == claimed.earliest and both.latest == claimed.latest else "both"
        return Publication(both.known_by(claimed.basis), (both,), claimed, observed, basis)
    if claimed.surely_before(observed):
        near = claimed.intersect(observed.widen(TOLERANCE))  # all of the claim that a skewed clock explains
        if near is not None:
            return Publication(near, (near,), claimed, observed, "claimed")
        return Publication(
            claimed, (claimed, observed), claimed, observed, "claimed", ("claimed_before_observed",)
        )
    flags = () if claimed.gap(observed) <= TOLERANCE else ("postdated",)
    return Publication(observed, (observed,), claimed, observed, "observed", flags)
