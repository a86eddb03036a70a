"""What is followed among the facts of one incident, and who may answer for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from monitor.core.dossier import Authority, OnsetClaim, PlaceClaim, TypeClaim, depth, narrowest, specificity
from monitor.core.incident import Agency, Level, ancestors, contains_place
from monitor.core.moment import Basis, Moment
from monitor.core.release import Link, Release
from monitor.core.statement import Role
from tests.building import CITY_HALL, EMERGENCY, at, dossier, evidence, moment, release
from tests.core.cases import COUNTY, NATIONAL, NEIGHBOUR, PROVINCE

MEDIA, OTHER_BODY, AGENCY, PERSON = Authority


def onset(
    words: str, authority: Authority = AGENCY, *, hour: int = 14, capture: str = "c", until: str | None = None
) -> OnsetClaim:
    return OnsetClaim(moment(words, until), authority, evidence(capture=capture, recorded=f"2023-04-18 {hour}:00"))


OPEN = OnsetClaim(Moment(None, at("2023-04-18 13:00")), AGENCY, evidence())


@pytest.mark.parametrize(
    ("claims", "followed"),
    [
        ([onset("2023-04-18 12:57"), onset("2023-04-18")], 0),
        ([onset("2023-04-18 12:57", MEDIA), onset("2023-04-18")], 1),
        ([onset("2023-04-18 12:57"), onset("2023-04-18", PERSON)], 1),
        ([onset("2023-04-18 12:57", OTHER_BODY), onset("2023-04-18 12:57", MEDIA)], 0),
        ([onset("2023-04-18 12:57", hour=15), onset("2023-04-18 12:58", hour=14)], 0),
        ([onset("2023-04-18 12:57", capture="a"), onset("2023-04-18 12:58", capture="b")], 1),
        ([onset("2023-04-18 12:57"), onset("2023-04-18 12:58")], 1),
        ([OPEN, onset("2022-01-01", until="2023-04-18")], 1),
    ],
    ids=["precise", "authority before precision", "a person", "another body", "later", "capture", "time", "open end"],
)  # fmt: skip
def test_onset_followed_is_the_most_authoritative_then_precise_then_latest(
    claims: list[OnsetClaim], followed: int
) -> None:
    assert narrowest(claims) == claims[followed]
    assert narrowest(claims[::-1]) == claims[followed]
    assert replace(dossier(), onsets=tuple(claims)).onset() == claims[followed]


def test_nothing_is_followed_where_nothing_was_said() -> None:
    bare = dossier(onset=None, place=None, type=None, releases=[release()])
    assert (bare.onset(), bare.place(), bare.type(), bare.first_public()) == (None, None, None, None)
    assert bare.rival_onsets() == ()
    assert bare.responsible() == ()
    assert not bare.answerable("binjiang-gov")


def test_place_followed_is_the_most_authoritative_then_the_lowest_unit() -> None:
    def place(code: str, authority: Authority = AGENCY) -> PlaceClaim:
        return PlaceClaim(code, "", authority, evidence())

    low, high, media = place("990102"), place("990100"), place("990103", MEDIA)
    assert replace(dossier(), places=(high, media, low)).place() == low
    assert replace(dossier(), places=(media, high)).place() == high


def test_type_followed_is_the_most_authoritative_then_specific_then_first_recorded() -> None:
    def kind(value: str, authority: Authority = AGENCY, hour: int = 14) -> TypeClaim:
        return TypeClaim(value, authority, evidence(recorded=f"2023-04-18 {hour}:00"))

    fire, blast, wide = kind("事故灾难/火灾"), kind("事故灾难/爆炸", hour=15), kind("事故灾难")
    media = kind("公共卫生/食物中毒", MEDIA)
    assert replace(dossier(), types=(wide, blast, media, fire)).type() == fire
    assert replace(dossier(), types=(media, wide)).type() == wide


@pytest.mark.parametrize(
    ("place", "ids"),
    [
        ("990102", ["binjiang-emergency", "binjiang-gov", "dongjiang-gov", "lingang-gov"]),
        ("990103", ["binjiang-emergency", "binjiang-gov", "dongjiang-gov"]),
        ("990100", ["binjiang-emergency", "binjiang-gov", "dongjiang-gov", "lingang-gov"]),
        ("990000", ["binjiang-emergency", "binjiang-gov", "dongjiang-gov", "lingang-gov", "nangang-gov"]),
        ("990200", ["dongjiang-gov", "nangang-gov"]),
        ("980100", []),
    ],
)
def test_governments_of_the_place_answer_and_where_it_is_known_roughly_those_below(place: str, ids: list[str]) -> None:
    agencies = [PROVINCE, NATIONAL, NEIGHBOUR, COUNTY, CITY_HALL, EMERGENCY]
    made = dossier(place=place, agencies=agencies)
    assert [agency.id for agency in made.responsible()] == ids
    assert [agency.id for agency in sorted(agencies, key=lambda a: a.id) if made.answerable(agency.id)] == ids
    assert not made.answerable(None)
    assert not made.answerable("nobody")


def test_national_body_with_a_local_code_still_is_national() -> None:
    office = Agency("office", "驻滨江办事处", "990100", Level.NATIONAL)
    assert dossier(agencies=[office]).responsible() == ()


# ---- first public mention ---------------------------------------------------------------------------


def mention(words: str, **more: Any) -> Release:
    return release(claimed=moment(words), seen="2023-04-20 08:00", absent=None, role=Role.MENTION, **more)


def test_first_public_lies_between_the_onset_and_the_earliest_mention_by_anybody() -> None:
    made = dossier(releases=[mention("2023-04-18 15:00"), mention("2023-04-18 14:00", agency=None, official=False)])
    assert made.first_public() == Moment(at("2023-04-18 12:57"), at("2023-04-18 14:01"), Basis.DERIVED)


def test_doubtful_pages_and_pages_from_before_it_happened_are_no_mention() -> None:
    doubt = Link(0.4, "rule", (), doubtful=True)
    pages = [mention("2023-04-18 13:00", link=doubt), mention("2023-04-18 12:56"), mention("2023-04-18 15:00")]
    made = dossier(releases=pages)
    assert made.first_public() == Moment(at("2023-04-18 12:57"), at("2023-04-18 15:01"), Basis.DERIVED)
    assert dossier(releases=pages[:2]).first_public() is None
    assert dossier().first_public() is None


def test_first_public_follows_the_reading_and_the_onset_asked_for() -> None:
    backdated = release(claimed=moment("2023-04-18 14:00"), seen="2023-04-18 20:00", absent="2023-04-18 19:00")
    made = dossier(releases=[backdated])
    assert made.first_public() == Moment(at("2023-04-18 12:57"), at("2023-04-18 14:01"), Basis.DERIVED)
    assert made.first_public(-1) == Moment(at("2023-04-18 12:57"), at("2023-04-18 20:00"), Basis.DERIVED)
    other = moment("2023-04-18 13:30")
    assert made.first_public(onset=other) == Moment(other.earliest, at("2023-04-18 14:01"), Basis.DERIVED)
    assert made.first_public(onset=OPEN.moment) == Moment(None, at("2023-04-18 14:01"), Basis.DERIVED)


# ---- units ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "level"), [("000000", 0), ("100000", 0), ("990000", 1), ("990100", 2), ("990102", 3)])
def test_depth_of_a_unit(code: str, level: int) -> None:
    assert depth(code) == level


@pytest.mark.parametrize(
    ("kind", "value"), [("突发事件", 0), ("政务舆情", 0), ("突发事件/其他", 0), ("自然灾害", 1), ("自然灾害/地震", 2)]
)
def test_specificity_of_a_type(kind: str, value: int) -> None:
    assert specificity(kind) == value


def test_places_lie_in_what_is_above_them() -> None:
    assert ancestors("990102") == ("990102", "990100", "990000", "000000")
    assert ancestors("") == ("000000",)
    assert contains_place("100000", "990102")
    assert not contains_place("990102", "990100")


def test_onset_told_before_its_own_beginning_keeps_its_open_end() -> None:
    odd = OnsetClaim(Moment(at("2023-04-18 12:57"), None), AGENCY, evidence(recorded="2023-04-18 12:57"))
    assert replace(dossier(), onsets=(odd,)).rival_onsets() == (odd.moment,)
    later = replace(odd, evidence=evidence(recorded="2023-04-18 12:58"))
    assert replace(dossier(), onsets=(later,)).rival_onsets() == (moment("2023-04-18 12:57"),)
    unknown = OnsetClaim(Moment(None, None), AGENCY, evidence(recorded="2023-04-18 12:58"))
    assert replace(dossier(), onsets=(unknown,)).rival_onsets() == (Moment(None, at("2023-04-18 12:58")),)
