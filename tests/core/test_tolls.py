"""A series of figures and the grades that it admits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.dossier import Authority, Evidence, TollClaim
from monitor.core.incident import Grade
from monitor.core.statement import Harm
from monitor.core.tolls import derived_grade
from tests.building import at, moment

MINE = "事故灾难/矿山"
X, M, L, G = Grade.EXTREME, Grade.MAJOR, Grade.LARGE, Grade.GENERAL
AGENCY, MEDIA = Authority.AGENCY, Authority.MEDIA


def series(*pages: tuple[Authority, dict[Harm, int]]) -> list[TollClaim]:
    """One page an hour from 12:00, with these figures."""
    claims = []
    for hour, (whose, figures) in enumerate(pages):
        seen = at("2023-02-22 12:00") + timedelta(hours=hour)
        known = moment("2023-02-22 12:00").shift(timedelta(hours=hour))
        for kind, number in figures.items():
            claims.append(TollClaim(kind, number, number, known, whose, Evidence(f"c{hour}", "u", seen)))
    return claims


D, MISS = Harm.DEAD, Harm.MISSING


@pytest.mark.parametrize(
    ("pages", "admitted", "hour"),
    [
        ([(AGENCY, {D: 3})], {L}, 0),
        ([(AGENCY, {D: 3}), (AGENCY, {D: 12})], {M}, 1),
        ([(AGENCY, {D: 12}), (AGENCY, {D: 11})], {M}, 0),
        ([(AGENCY, {D: 12}), (AGENCY, {D: 9})], {M}, 0),
        ([(MEDIA, {D: 12}), (AGENCY, {D: 9})], {L}, 1),
        ([(AGENCY, {D: 9}), (MEDIA, {D: 12})], {L}, 0),
        ([(AGENCY, {D: 2, MISS: 53})], {X}, 0),
        ([(AGENCY, {D: 2, MISS: 53}), (AGENCY, {D: 6})], {X}, 0),
        ([(AGENCY, {D: 2, MISS: 53}), (AGENCY, {D: 6, MISS: 0})], {L}, 1),
        ([(AGENCY, {D: 3}), (AGENCY, {D: 6, MISS: 47})], {X}, 1),
        ([(AGENCY, {MISS: 4}), (AGENCY, {D: 1})], {G, L}, 0),
        ([(AGENCY, {Harm.EVACUATED: 900})], set(), None),
    ],
)
def test_figures_known_one_after_another(
    pages: list[tuple[Authority, dict[Harm, int]]], admitted: set[Grade], hour: int | None
) -> None:
    derived = derived_grade(MINE, series(*pages))
    assert derived.admitted == admitted
    since = None if hour is None else moment("2023-02-22 12:00").shift(timedelta(hours=hour))
    assert derived.known_at == since


def test_at_least_eight_after_seven_opens_what_seven_had_settled() -> None:
    claims = series((AGENCY, {D: 7}))
    later = series((AGENCY, {D: 7}), (AGENCY, {D: 8}))[1]
    assert derived_grade(MINE, [*claims, replace(later, high=None)]).admitted == {L, M, X}


def test_the_order_in_which_claims_are_given_changes_nothing() -> None:
    claims = series((AGENCY, {D: 2, MISS: 53}), (MEDIA, {D: 60}), (AGENCY, {D: 6}))
    assert derived_grade(MINE, claims) == derived_grade(MINE, list(reversed(claims)))
