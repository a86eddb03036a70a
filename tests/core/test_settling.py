"""Settling pages: the outcome is a function of the set of pages, never of their order."""

from __future__ import annotations

import random
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.incident import Agency, Level
from monitor.core.linking import Known, Sighting
from monitor.core.moment import Basis, Moment
from monitor.core.publication import settle as published
from monitor.core.settling import Decided, Settlement, settle
from monitor.core.statement import Harm, PlaceMention, Role, RoleGuess, Statement, TimeMention, Toll
from tests.building import CITY_HALL, at, moment

KINDS = ("事故灾难/爆炸", "事故灾难/火灾", "事故灾难/道路交通", "突发事件", None)
PLACES = ("990102", "990103", "990100", "990202", None)
COUNTY = Agency("county", "滨江市临江区人民政府", "990102", Level.COUNTY)
START = at("2023-04-18 08:00")


@st.composite
def sightings(draw: st.DrawFn, number: int) -> Sighting:
    """A page of some dossier: several incidents within two days, told more or less fully."""
    case = draw(st.integers(0, 3))
    onset = START + timedelta(hours=13 * case)
    told = draw(st.sampled_from((None, timedelta(minutes=2), timedelta(hours=1), timedelta(hours=24))))
    place, kind = draw(st.sampled_from(PLACES)), draw(st.sampled_from(KINDS))
    dead = draw(st.integers(0, 6))
    said = Statement(
        onset=None if told is None else TimeMention("18日8时", 0, 5, Moment(onset, onset + told)),
        place=None if place is None else PlaceMention("", 0, 0, (place,)),
        incident_type=kind, names=(f"红星{case}号工厂",) if draw(st.booleans()) else (),
        tolls=(Toll(Harm.DEAD, dead, dead, "", 0, 0),) if dead else (),
        roles=(RoleGuess(Role.AUTHORITATIVE_INFO, 0.9, ()),),
    )  # fmt: skip
    stood = onset + timedelta(minutes=draw(st.integers(5, 2000)))
    seen = START + timedelta(days=30)
    when = published(Moment(stood, stood + timedelta(minutes=1), Basis.VISIBLE), seen, None)
    agency = draw(st.sampled_from((None, CITY_HALL, COUNTY)))
    return Sighting(f"u{number}", "情况通报", said, when, agency, draw(st.booleans()), seen)


pages = st.integers(1, 9).flatmap(lambda count: st.tuples(*(sightings(number) for number in range(count))))


def shape(found: Settlement) -> object:
    """Groups by their pages, ties by the page that opened the incident."""
    return (
        {(group.known.id, frozenset(group.pages)) for group in found.groups},
        {url: [(one.incident, one.points) for one in some] for url, some in found.ties.items()},
    )  # fmt: skip


@given(pages, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_of_the_pages_changes_nothing(some: tuple[Sighting, ...], draw: random.Random) -> None:
    other = list(some)
    draw.shuffle(other)
    assert shape(settle(some)) == shape(settle(other))


@given(pages)
@settings(max_examples=100, deadline=None)
def test_every_page_is_surely_in_one_incident_at_most(some: tuple[Sighting, ...]) -> None:
    found = settle(some)
    inside = [url for group in found.groups for url in group.pages]
    assert len(inside) == len(set(inside))
    for url, ties in found.ties.items():
        assert sum(one.tied for one in ties) == (url in inside)


def known() -> Known:
    return Known("i-kept", moment("2023-04-18 08:00"), "990102", "事故灾难/爆炸", frozenset())


def page(name: str = "u", *, place: str = "990102") -> Sighting:
    said = Statement(
        onset=TimeMention("18日8时", 0, 5, moment("2023-04-18 08:00")), place=PlaceMention("", 0, 0, (place,)),
        incident_type="事故灾难/爆炸",
    )  # fmt: skip
    return Sighting(name, "t", said, published(None, at("2023-04-18 12:00"), None), None, True, at("2023-04-18 12:00"))


def test_what_a_person_said_of_a_page_stands() -> None:
    untied = settle([page()], [known()], {"u": Decided(untied=frozenset({"i-kept"}))})
    assert all(not group.pages for group in untied.groups)
    tied = settle([page(place="990202")], [known()], {"u": Decided(tied=frozenset({"i-kept"}))})
    assert [group.pages for group in tied.groups] == [["u"]]
    assert tied.ties == {}


def test_a_page_stays_where_somebody_left_it_unless_another_fits_clearly_better() -> None:
    twin = Known("i-a", moment("2023-04-18 08:00"), "990102", "事故灾难/爆炸", frozenset())
    found = settle([page()], [known(), twin], held={"u": "i-kept"})
    assert {group.known.id: group.pages for group in found.groups} == {"i-a": [], "i-kept": ["u"]}
    vague = Known("i-kept", moment("2023-04-18"), "990100", "突发事件", frozenset())
    found = settle([page()], [vague, twin], held={"u": "i-kept"})
    assert {group.known.id: group.pages for group in found.groups} == {"i-a": ["u"], "i-kept": []}


@given(sightings(1), sightings(2))
@settings(max_examples=200, deadline=None)
def test_what_is_passed_over_unread_would_never_have_been_in_doubt(one: Sighting, other: Sighting) -> None:
    from monitor.core.linking import DOUBTFUL, match
    from monitor.core.linking_features import hopeless

    incident = known().learnt(other)
    assert not (hopeless(one, incident) and match(one, incident).points >= DOUBTFUL)
