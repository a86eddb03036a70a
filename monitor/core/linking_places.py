"""How near the places of a page are to an incident's: points, and the reason in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from monitor.core.dossier import depth
from monitor.core.incident import MUNICIPALITIES, Level, contains_place
from monitor.core.reasons import tell
from monitor.core.sighting import Known, Sighting, is_narrow

NEAR_QUAKE = timedelta(minutes=10)
"""Earthquakes are timed by instruments: what lies further apart is another shock."""
QUAKE = "自然灾害/地震"

Part = tuple[float, str]


def nearest(codes: Iterable[str], known: Known) -> Part:
    """What the best of several places says."""
    cities = known.type != QUAKE  # a shock is told of whole provinces, these four too
    return max((_nearness(code, known.adcode, cities=cities) for code in codes), key=lambda part: part[0])


def felt(page: Sighting, known: Known) -> Part | None:
    """One shock is felt in many provinces: at the same minute, or by the place that the text calls it after."""
    if _one_shock(page, known):
        return 0.5, tell("one_quake")
    called = [code for place in page.said.places for code in place.candidates]
    codes = (*called, *page.title_places)
    points = nearest(codes, known)[0] if codes else 0.0
    return (points, tell("epicentre")) if points > 0 else None


def _one_shock(page: Sighting, known: Known) -> bool:
    onset = page.said.onset
    return (
        known.type == QUAKE == page.said.incident_type and onset is not None and is_narrow(onset.moment)
        and known.sure and is_narrow(known.onset) and onset.moment.gap(known.onset) <= NEAR_QUAKE
    )  # fmt: skip


def governs(page: Sighting, known: Known) -> list[Part]:
    """What it says that its agency answers for the place; nothing where it answers for all places, or not for this."""
    agency = page.agency
    if agency is None or agency.level is Level.NATIONAL or not contains_place(agency.adcode, known.adcode):
        return []
    if agency.level is Level.COUNTY and agency.adcode[:6] == known.adcode:
        return [(2.0, tell("own_county"))]
    if agency.adcode[:6] == known.adcode:
        return [(1.5, tell("own_area"))]
    return [(1.0, tell("governs"))]


def _nearness(code: str, known: str, *, cities: bool) -> Part:
    if code == known:
        return (2.5, tell("same_place")) if depth(code) == 3 else (2.0, tell("same_place"))
    if contains_place(code, known) or contains_place(known, code):
        if min(depth(code), depth(known)) >= 2 or (cities and code[:2] in MUNICIPALITIES):
            return 1.5, tell("place_within")
        return (1.0, tell("only_province_known")) if depth(known) == 1 else (0.5, tell("same_province"))
    if code[:4] == known[:4]:
        return -3.0, tell("other_county")
    return -6.0, tell("other_place")
