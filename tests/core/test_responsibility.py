"""Which body answers for an incident, by which rule; and in which capacity a page speaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.core.dossier import Authority, PlaceClaim
from monitor.core.incident import Agency, Level
from monitor.core.responsibility import RULES, SECTORS, Capacity, capacity_of, named, spans_places, speaker, told
from tests.building import dossier, evidence

COUNTY = Agency("county", "滨江市临江区人民政府", "990102", Level.COUNTY)
FIRE = Agency("fire", "临江区消防救援大队", "990102", Level.COUNTY, "fire")
SCHOOLS = Agency("edu", "临江区教育局", "990102", Level.COUNTY, "education")
CITY = Agency("city", "滨江市人民政府", "990100", Level.PREFECTURE)
COMMAND = Agency("command", "临江区“4·18”火灾处置指挥部", "990102", Level.COUNTY, "other")
PROVINCE = Agency("province", "东江省应急管理厅", "990000", Level.PROVINCE, "emergency")
NATION = Agency("nation", "应急管理部", "000000", Level.NATIONAL, "emergency")
OTHER = Agency("other", "云岭市人民政府", "990200", Level.PREFECTURE)
ALL = (NATION, PROVINCE, CITY, COMMAND, SCHOOLS, FIRE, COUNTY, OTHER)


@pytest.mark.parametrize(
    ("agency", "capacity"),
    [
        (COUNTY, Capacity.TERRITORIAL), (FIRE, Capacity.SECTOR), (SCHOOLS, Capacity.DEPARTMENT),
        (CITY, Capacity.ABOVE), (PROVINCE, Capacity.ABOVE), (COMMAND, Capacity.COMMAND),
        (NATION, Capacity.NATIONAL), (OTHER, Capacity.ELSEWHERE),
    ],
)  # fmt: skip
def test_each_body_is_named_by_one_rule(agency: Agency, capacity: Capacity) -> None:
    assert capacity_of(agency, "990102", "事故灾难/火灾") is capacity


def test_the_kind_decides_which_department_is_in_charge() -> None:
    assert capacity_of(SCHOOLS, "990102", "政务舆情/教育") is Capacity.SECTOR
    assert capacity_of(FIRE, "990102", "政务舆情/教育") is Capacity.DEPARTMENT
    assert len({name for name, _ in SECTORS}) == len(SECTORS)


def test_agencies_stand_in_order_nearest_first_and_bodies_elsewhere_are_left_out() -> None:
    found = named(dossier(place="990102", type="事故灾难/火灾", agencies=ALL))
    assert [one.agency for one in found] == ["county", "fire", "edu", "city", "province", "command"]
    assert all(one.answers and one.rule() and one.rule("en") for one in found)
    assert told(found)[0]["capacity"] == "territorial"


def test_several_places_go_one_level_up() -> None:
    one = dossier(place="990102", agencies=ALL)
    claim = PlaceClaim("990103", "栖凤区", Authority.AGENCY, evidence("栖凤区"))
    several = replace(one, places=(*one.places, claim))
    assert spans_places(one) is None
    assert spans_places(several) == "990100"
    assert next(body for body in named(several) if body.agency == "city").capacity is Capacity.COMMON
    further = replace(several, places=(*several.places, replace(claim, adcode="990202")))
    assert spans_places(further) == "990000"
    abroad = replace(several, places=(*several.places, replace(claim, adcode="980202")))
    assert spans_places(abroad) == "000000"


def test_without_a_place_nobody_is_named() -> None:
    assert named(dossier(place=None, agencies=ALL)) == ()
    assert not speaker(COUNTY, "", relays=False, dossier=dossier(place=None)).answers


@pytest.mark.parametrize(
    ("name", "relays", "capacity"),
    [
        ("新华社", True, Capacity.RELAY), ("滨江日报", False, Capacity.MEDIUM),
        ("滨江第三中学", False, Capacity.INSTITUTION),
        ("恒泰化工有限公司", False, Capacity.INSTITUTION), ("", False, Capacity.MEDIUM),
    ],
)  # fmt: skip
def test_who_is_no_authority_never_answers(name: str, relays: bool, capacity: Capacity) -> None:
    found = speaker(None, name, relays=relays, dossier=dossier(place="990102"))
    assert (found.capacity, found.answers) == (capacity, False)


def test_an_authority_answers_where_it_is_answerable() -> None:
    where = dossier(place="990102", agencies=ALL)
    assert speaker(CITY, "", relays=False, dossier=where).answers
    assert not speaker(OTHER, "", relays=False, dossier=where).answers
    assert not speaker(NATION, "", relays=False, dossier=where).answers


def test_every_capacity_has_its_words() -> None:
    assert set(RULES) == set(Capacity)
