"""Which body answers for an incident, by which rule; and in which capacity a page speaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.core.dossier import Authority, PlaceClaim
from monitor.core.incident import Agency, Level
from monitor.core.responsibility import RULES, SECTORS, Capacity, capacity_of, named, spans_places, speaker, told
from monitor.core.verdict import judge_all
from tests.building import RULES_80, dossier, evidence

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
    assert [one.agency for one in found if one.agency] == ["county", "fire", "edu", "city", "province", "command"]
    assert all(one.answers == bool(one.agency) and one.rule() and one.rule("en") for one in found)
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


def test_the_grade_of_an_accident_names_the_level_that_answers_with_the_text_that_says_so() -> None:
    """493 号令 19: 特别重大 by the State Council, 重大 by the province, 较大 by the city, 一般 by the county."""
    for dead, agency, name in ((30, "", "国务院"), (12, "", "省级人民政府"), (4, "city", CITY.name), (1, None, "")):
        one = dossier(place="990102", type="事故灾难/火灾", agencies=ALL, dead=dead)
        graded = [body for body in named(one) if body.capacity is Capacity.GRADED]
        assert [(body.agency, body.name) for body in graded] == ([] if agency is None else [(agency, name)])
        assert all("493" in body.rule() and "493" in body.rule("en") for body in graded)
    natural = dossier(place="990102", type="自然灾害/洪涝", agencies=ALL, dead=30)
    assert all(body.capacity is not Capacity.GRADED for body in named(natural))


def test_statutes_name_publishers_of_earthquakes_weather_and_by_clauses_of_the_catalogue() -> None:
    for kind, law in (("自然灾害/地震", "防震减灾法"), ("自然灾害/气象灾害", "气象法")):
        found = named(dossier(place="990102", type=kind, agencies=ALL))
        (body,) = [one for one in found if one.capacity is Capacity.STATUTORY]
        assert law in body.instrument
        assert not body.answers
    one = dossier(place="990102", type="公共卫生/传染病疫情", agencies=ALL)
    said = "国务院卫生行政主管部门（突发公共卫生事件应急条例第二十五条）"
    verdicts = [replace(verdict, publisher=said) for verdict in judge_all([RULES_80], one)]
    (body,) = [b for b in named(one, verdicts) if b.capacity is Capacity.STATUTORY]
    assert body.name.startswith("国务院卫生行政主管部门")
    assert body.instrument == "突发公共卫生事件应急条例第二十五条"
    assert told([body])[0]["instrument"] == body.instrument


def test_every_capacity_has_its_words() -> None:
    assert set(RULES) == set(Capacity)
