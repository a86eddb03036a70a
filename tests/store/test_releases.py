"""Reprints and mirrors are one release, first published when the first of them was; figures set notices apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.core.copies import ALIKE, likeness
from monitor.core.incident import Agency, Level
from monitor.core.linking import Sighting
from monitor.core.publication import settle
from monitor.core.release import Link
from monitor.core.statement import Harm, Role, RoleGuess, Statement, Toll
from monitor.jobs.imprint import imprint, terms
from monitor.store.releases import Page, releases
from tests.building import CITY_HALL, EMERGENCY, at, moment

TEXT = (
    "4月18日12时57分，滨江市临港区红星化工厂发生爆炸。接报后，市委、市政府主要负责同志第一时间赶赴现场指挥处置，"
    "应急、消防、公安、卫健等部门迅速开展救援。截至18时，事故已造成12人死亡、9人受伤，现场明火已被扑灭，"
    "事故原因正在调查中，善后工作有序进行，有关情况将及时向社会发布。"
)
REPRINT = "（滨江日报讯）" + TEXT + "（来源：滨江发布）"
TOLD = (Toll(Harm.DEAD, 12, 12, "", 0, 0),)
FAR = Agency("yunling-gov", "云岭市人民政府", "990200", Level.PREFECTURE)


def page(
    name: str, text: str = TEXT, *, agency: Agency | None = CITY_HALL, published: str = "2023-04-18 18:30",
    title: str = "情况通报", tolls: tuple[Toll, ...] = TOLD, **more: object,
) -> Page:  # fmt: skip
    said = Statement(incident_type="事故灾难/爆炸", tolls=tolls, roles=(RoleGuess(Role.AUTHORITATIVE_INFO, 0.9, ()),))
    seen = at("2023-04-20 12:00")
    sighting = Sighting(
        name, title, said, settle(moment(published), seen, None), agency, True, seen, imprint=imprint(text)
    )  # fmt: skip
    return replace(Page(sighting, Link(0.9, "rule", ()), None, f"cap-{name}", None, (), "", 0), **more)  # type: ignore[arg-type]


def folded(*pages: Page) -> list[tuple[str, tuple[str, ...]]]:
    found = releases(pages, lambda agency: agency in (CITY_HALL.id, EMERGENCY.id))
    return [(one.url, one.copies) for one in found]


def test_a_reprint_is_alike_and_another_notice_is_not() -> None:
    other = TEXT.replace("红星化工厂发生爆炸", "码头一货轮沉没")[:60]
    other += "船上8人全部获救，沉船位置已经设置航标，过往船舶请减速慢行。"
    assert likeness(imprint(TEXT), imprint(REPRINT)) >= ALIKE > likeness(imprint(TEXT), imprint(other))
    assert imprint("情况通报") == ()
    assert likeness((), ()) == 0.0


def test_an_agency_s_own_copies_are_one_release_published_when_the_first_was() -> None:
    later, first = page("a", published="2023-04-19 09:00"), page("b", REPRINT, published="2023-04-18 18:30")
    (one,) = releases((later, first), lambda agency: True)
    assert (one.url, one.copies, one.captures) == ("a", ("b",), ("cap-a", "cap-b"))
    assert one.publication.published == moment("2023-04-18 18:30").known_by(one.publication.published.basis)


def test_a_copy_that_gives_only_the_day_widens_the_beginning_and_not_the_end() -> None:
    (one,) = releases((page("a"), page("b", published="2023-04-18")), lambda agency: True)
    assert one.publication.published.earliest == at("2023-04-18 00:00")
    assert one.publication.published.latest == at("2023-04-18 18:31")


def test_a_medium_s_later_reprint_is_a_copy_and_an_earlier_one_is_not() -> None:
    official = page("gov", published="2023-04-18 18:30")
    after = page("media", REPRINT, agency=None, published="2023-04-18 19:30")
    before = page("media", REPRINT, agency=None, published="2023-04-18 17:30")
    assert folded(official, after) == [("gov", ("media",))]
    assert folded(official, before) == [("gov", ()), ("media", ())]


def test_a_relay_is_kept_since_it_says_that_somebody_has_spoken() -> None:
    relay = page("media", REPRINT, agency=None, published="2023-04-18 19:30")
    relay = replace(relay, sighting=replace(relay.sighting, relays=True))
    assert folded(page("gov"), relay) == [("gov", ()), ("media", ())]


def test_another_answerable_body_keeps_its_own_release_and_one_elsewhere_does_not() -> None:
    mirror = {"published": "2023-04-18 20:00"}
    assert folded(page("gov"), page("yjj", agency=EMERGENCY, **mirror)) == [("gov", ()), ("yjj", ())]  # type: ignore[arg-type]
    assert folded(page("gov"), page("far", agency=FAR, **mirror)) == [("gov", ("far",))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        page("b", TEXT.replace("12人死亡", "13人死亡"), tolls=(Toll(Harm.DEAD, 13, 13, "", 0, 0),)),
        page("b", title="情况通报（二）"),
        page("b", role=Role.PRESS_CONFERENCE),
        page("b", "短讯"),
    ],
    ids=["another toll", "the next number", "a person said what it is", "no imprint"],
)
def test_figures_numbers_and_people_set_notices_apart(other: Page) -> None:
    assert folded(page("a"), other) == [("a", ()), ("b", ())]


def test_a_revision_of_the_same_address_is_another_capture_of_it() -> None:
    again = replace(page("a"), capture="cap-2")
    (one,) = releases((page("a"), again), lambda agency: True)
    assert one.captures == ("cap-a", "cap-2")


def test_terms_are_what_people_call_the_matter() -> None:
    found = terms("江城通报“鼠头米线”事件", "据通报，杨某平被停职，学校将开展“回头看”专项。贯彻“四个最严”要求")
    assert "鼠头米线" in found
    assert any("杨某平" in term for term in found)
    assert "安全生产月活动" not in terms("“安全生产月活动”启动", "")
