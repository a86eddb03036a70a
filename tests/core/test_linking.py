"""Which page speaks of which incident, and how sure that is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from monitor.core.incident import Agency, Level
from monitor.core.linking import (
    DOUBTFUL,
    TIED,
    Known,
    Match,
    Proposal,
    Sighting,
    common_place,
    decide,
    match,
    matches,
    propose,
    role_of,
    speaks_of_incident,
)  # fmt: skip
from monitor.core.moment import Moment
from monitor.core.publication import settle
from monitor.core.statement import Harm, PlaceMention, Role, RoleGuess, Statement, TimeMention, Toll
from tests.building import CITY_HALL, at, moment

BLAST = "事故灾难/爆炸"
KNOWN = Known("i-1", moment("2023-04-18 12:57"), "990102", BLAST, frozenset({"红星化工厂"}), 12)
NATIONAL = Agency("mem", "应急管理部", "000000", Level.NATIONAL)


def text(onset: Moment | str | None = "2023-04-18 12:57", place: str | None = "990102", **more: Any) -> Statement:
    when = moment(onset) if isinstance(onset, str) else onset
    return Statement(
        onset=None if when is None else TimeMention("", 0, 0, when),
        place=None if place is None else PlaceMention("", 0, 0, (place,)),
        incident_type=more.pop("kind", BLAST), **more,
    )  # fmt: skip


def sighting(
    said: Statement | None = None, *, seen: str = "2023-04-18 16:00", agency: Agency | None = CITY_HALL,
    proposes: bool = True,
) -> Sighting:  # fmt: skip
    when = at(seen)
    return Sighting("u", "t", said or text(), settle(None, when, None), agency, proposes, when)


# ---- new incidents ----------------------------------------------------------------------------------


def test_text_that_says_what_where_and_when_lately_opens_an_incident() -> None:
    assert propose(sighting()) == Proposal(moment("2023-04-18 12:57"), "990102", BLAST, ())


@pytest.mark.parametrize(
    "page",
    [
        sighting(proposes=False),
        sighting(text(kind=None)),
        sighting(text(None)),
        sighting(text(place=None), agency=None),
        sighting(text(Moment(at("2023-04-18 00:00"), None))),
        sighting(text(Moment(None, at("2023-04-18 13:00")))),
        sighting(text(Moment(at("2023-04-16 00:00"), at("2023-04-18 13:00")))),
        sighting(seen="2023-04-18 12:57"),
        sighting(seen="2023-04-21 12:59"),
        replace(sighting(), said=replace(text(), place=PlaceMention("", 0, 0, ()))),
        replace(sighting(agency=None), said=replace(text(), place=PlaceMention("", 0, 0, ("990102", "980102")))),
    ],
    ids=[
        "feed carries none", "no kind", "no time", "no place", "open end", "open beginning", "too vague",
        "read before it happened", "older than three days", "abroad", "ambiguous place",
    ],
)  # fmt: skip
def test_text_that_leaves_one_of_these_open_opens_none(page: Sighting) -> None:
    assert propose(page) is None


def test_a_local_body_s_page_without_a_place_is_about_its_own_area() -> None:
    found = propose(sighting(text(place=None)))
    assert found is not None
    assert found.adcode == CITY_HALL.adcode
    doubtful = replace(sighting(), said=replace(text(), place=PlaceMention("", 0, 0, ("990102", "980102"))))
    found = propose(doubtful)
    assert found is not None
    assert found.adcode == "990102"  # of the places that the name may mean, the one in its area


COMMENT = RoleGuess(Role.MENTION, 0.85, ("评论或转述文字",))


def test_a_medium_s_comment_that_gives_only_a_day_opens_none() -> None:
    day = moment("2023-04-18")
    assert propose(sighting(text(day), agency=None)) is not None
    assert propose(sighting(text(day, roles=(COMMENT,)), agency=None)) is None
    assert propose(sighting(text(roles=(COMMENT,)), agency=None)) is not None, "to the minute: it reports as well"
    assert propose(sighting(text(day, roles=(COMMENT,)))) is not None, "an authority does not comment"


def test_a_title_that_reports_an_event_is_not_routine_for_the_words_beside_it() -> None:
    for title in ("人才培训基地在建工地发生山体滑坡", "招聘会现场临时展棚坍塌致3人受伤"):
        assert propose(replace(sighting(), title=title)) is not None
    for title in ("应急演练：某厂发生爆炸", "一图读懂安全生产条例", "关于开展培训的通知"):
        assert propose(replace(sighting(), title=title)) is None


def test_text_of_the_third_day_still_opens_one() -> None:
    assert propose(sighting(seen="2023-04-21 12:58")) is not None


@pytest.mark.parametrize(
    ("candidates", "place"),
    [
        ((), None), (("990102",), "990102"), (("990102", "990103"), "990100"), (("990102", "990202"), "990000"),
        (("990102", "980102"), None),
    ],
)  # fmt: skip
def test_ambiguous_names_leave_the_place_they_share(candidates: tuple[str, ...], place: str | None) -> None:
    assert common_place(candidates) == place


def test_cheap_test_lets_through_whatever_has_a_mark_of_an_incident() -> None:
    dead = Toll(Harm.DEAD, 3, 3, "", 0, 0)
    assert speaks_of_incident("", Statement(incident_type=BLAST), official=True)
    assert speaks_of_incident("", Statement(tolls=(dead,)), official=True)
    assert speaks_of_incident("", Statement(names=("4·18",)), official=True)
    assert speaks_of_incident("", Statement(roles=(RoleGuess(Role.AUTHORITATIVE_INFO, 0.9, ()),)), official=True)
    assert speaks_of_incident("", text(kind=None), official=True)
    assert not speaks_of_incident("", Statement(names=("红星化工厂",)), official=True)
    assert not speaks_of_incident("", Statement(roles=(RoleGuess(Role.MENTION, 0.9, ()),)), official=True)


# ---- ties -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (text(), "tied"),
        (text("2023-04-18"), "tied"),
        (text("2023-04-18 14:30"), "tied"),
        (text("2023-04-18 20:00"), "apart"),
        (text("2023-04-20 12:57"), "apart"),
        (text(place="990100"), "tied"),
        (text(place="990103"), "doubtful"),
        (text(place="980102"), "apart"),
        (text(None, None, kind=None, names=("4·18", "红星化工厂")), "tied"),
        (text(None, None, kind=None, names=("4·19",)), "apart"),
        (text(None, "990102"), "tied"),
        (text(None, None), "doubtful"),
        (text(None, None, kind=None), "apart"),
        (replace(text(None), place=PlaceMention("国外", 0, 0, ())), "apart"),
    ],
    ids=[
        "time, place and kind", "day, place and kind", "an hour off", "seven hours off", "two days off", "its city",
        "another county of the city", "another province", "named by day and plant", "named by another day",
        "place and kind without a time", "kind alone", "nothing", "abroad",
    ],
)  # fmt: skip
def test_tie_rests_on_more_than_one_mark(said: Statement, verdict: str) -> None:
    found = match(sighting(said), KNOWN)
    assert ("tied" if found.points >= TIED else "doubtful" if found.points >= DOUBTFUL else "apart") == verdict
    assert found.link().doubtful == (verdict != "tied")


def test_lesser_marks_count_for_less() -> None:
    plain = match(sighting(), KNOWN).points
    assert match(sighting(text(kind="事故灾难/火灾")), KNOWN).points == plain - 1.0  # the class alone
    assert match(sighting(text(kind="突发事件")), KNOWN).points == plain - 1.5  # no kind at all
    dead = [match(sighting(text(tolls=(Toll(Harm.DEAD, low, low, "", 0, 0),))), KNOWN).points for low in (12, 11, 2)]
    assert dead == [plain + 1.0, plain, plain - 1.0]  # far fewer dead than others have told
    elsewhere = PlaceMention("", 0, 0, ("990102", "980000"))
    named = replace(text(place=None), places=(elsewhere,))
    assert match(sighting(named), KNOWN).points == plain
    open_ended = replace(KNOWN, onset=Moment(at("2023-04-18 12:57"), None))
    assert match(sighting(text(names=("4·18",))), open_ended).points > match(sighting(), open_ended).points


def test_page_from_before_it_happened_is_tied_to_nothing() -> None:
    assert match(sighting(seen="2023-04-18 12:57"), KNOWN).points < 0
    assert matches(sighting(seen="2023-04-18 12:57"), [KNOWN]) == []


def test_reasons_stand_on_both_sides() -> None:
    found = match(sighting(text(kind="公共卫生/食物中毒", tolls=(Toll(Harm.DEAD, 12, 12, "", 0, 0),))), KNOWN)
    assert "类型不同" in found.against
    assert any("死亡人数相同" in reason for reason in found.why)
    link = found.link()
    assert (link.by, link.score) == ("rule", found.score)
    assert "反：类型不同" in link.why


def test_a_municipality_is_the_city_of_its_districts() -> None:
    district = Known("i-1", moment("2023-04-18 12:57"), "110106", BLAST, frozenset(), 3)
    far = Known("i-1", moment("2023-04-18 12:57"), "990102", BLAST, frozenset(), 3)
    capital = match(sighting(text(None, "110000"), agency=None), district).points
    assert capital - match(sighting(text(None, "990000"), agency=None), far).points == 1.0


def test_a_day_off_is_a_slip_where_the_house_bears_the_same_name() -> None:
    day = moment("2023-04-19")
    named = match(sighting(text(day, names=("红星化工厂",)), seen="2023-04-19 20:00"), KNOWN)
    other = match(sighting(text(day, names=("蓝天纺织厂",)), seen="2023-04-19 20:00"), KNOWN)
    assert (named.tied, other.tied) == (True, False)


def test_what_a_body_numbers_is_no_series_unless_it_says_of_what() -> None:
    spoken = replace(KNOWN, speakers=frozenset({CITY_HALL.id}))
    page = sighting(Statement(), seen="2023-04-19 10:00")
    assert match(replace(page, title="情况通报（二）"), spoken).points >= DOUBTFUL
    for title in ("市领导调研重点项目建设情况（二）", "政府采购项目公告（二）"):
        assert match(replace(page, title=title), spoken).points < DOUBTFUL


def test_the_day_in_its_name_ties_what_tells_of_that_day_to_an_incident_nobody_has_dated() -> None:
    undated = replace(KNOWN, onset=Moment(None, at("2023-04-20 00:00")), sure=False, names=frozenset({"4·18"}))
    plain = replace(undated, names=frozenset())
    page = sighting(text(), agency=None)
    assert match(page, undated).points == match(page, plain).points + 2.0


def test_score_is_a_share_that_grows_with_the_points() -> None:
    scores = [Match("i", points, (), ()).score for points in (-9.0, 0.0, DOUBTFUL, TIED, 9.0)]
    assert scores == sorted(scores)
    assert 0 <= scores[0] < 0.5 < scores[3] <= scores[4] <= 1


def test_old_cases_are_cited_more_than_answered() -> None:
    fresh, month, year = (match(sighting(seen=day), KNOWN) for day in ("2023-04-18 16:00", "2023-07-18", "2025-04-18"))
    # Without a look that proves it absent before, a page has no age: nothing is held against it.
    assert fresh.points == month.points == year.points
    aged = [
        match(replace(sighting(), publication=settle(None, at(f"{seen} 16:00"), at(absent))), KNOWN).points
        for seen, absent in (("2023-04-18", "2023-04-17"), ("2023-07-18", "2023-07-17"), ("2025-04-18", "2025-04-17"))
    ]
    assert aged == sorted(aged, reverse=True)
    assert len(set(aged)) == 3


def test_jurisdiction_speaks_for_a_page_without_a_place_but_not_that_of_the_nation() -> None:
    unplaced = text(place=None)
    bodies = (CITY_HALL, NATIONAL, None)
    local, national, medium = (match(sighting(unplaced, agency=body), KNOWN).points for body in bodies)
    assert local > national == medium


# ---- several incidents ------------------------------------------------------------------------------

OTHER = replace(KNOWN, id="i-2", onset=moment("2023-04-18 12:50"), names=frozenset())


def test_text_with_its_own_onset_belongs_to_the_best_incident_alone() -> None:
    found = decide(sighting(), [OTHER, KNOWN])
    assert [one.incident for one in found] == ["i-1"]


def test_text_without_an_onset_that_fits_two_alike_is_in_doubt_for_both() -> None:
    found = decide(sighting(text(None)), [replace(KNOWN, id="i-2"), KNOWN])
    assert [one.incident for one in found] == ["i-1", "i-2"]
    assert all(one.link().doubtful and "同时符合另一事件" in one.against for one in found)


def test_a_doubtful_page_may_belong_to_up_to_three_incidents() -> None:
    others = [replace(KNOWN, id=f"i-{number}") for number in (2, 3, 4)]
    found = decide(sighting(text(None, None)), [*others, KNOWN])
    assert [one.incident for one in found] == ["i-1", "i-2", "i-3"]
    assert all(one.link().doubtful for one in found)
    assert decide(sighting(text(place="980102")), [KNOWN]) == []


def test_order_of_incidents_changes_nothing() -> None:
    third = replace(KNOWN, id="i-3", onset=moment("2023-04-18 18:00"))
    for page in (sighting(), sighting(text(None)), sighting(text("2023-04-18"))):
        assert decide(page, [KNOWN, OTHER, third]) == decide(page, [third, OTHER, KNOWN])


# ---- roles ------------------------------------------------------------------------------------------


def spoken(*guesses: tuple[Role, float], held: Moment | None = None, **more: Any) -> Statement:
    return text(roles=tuple(RoleGuess(role, score, ()) for role, score in guesses), held=held, **more)


def test_page_without_a_role_is_a_mention() -> None:
    assert role_of(sighting(text())) == (Role.MENTION, ())


def test_roles_that_cannot_be_excluded_are_kept_beside_the_first() -> None:
    said = spoken(
        (Role.AUTHORITATIVE_INFO, 0.9), (Role.PRESS_CONFERENCE, 0.35), (Role.INVESTIGATION_REPORT, 0.34),
        (Role.PRESS_CONFERENCE_NOTICE, 0.8),
    )  # fmt: skip
    assert role_of(sighting(said)) == (Role.AUTHORITATIVE_INFO, (Role.PRESS_CONFERENCE,))


def test_conference_whose_time_lies_after_its_page_was_announced() -> None:
    later, earlier = moment("2023-04-18 18:00"), moment("2023-04-18 14:00")
    assert role_of(sighting(spoken((Role.PRESS_CONFERENCE, 0.9), held=later))) == (
        Role.PRESS_CONFERENCE_NOTICE, (Role.PRESS_CONFERENCE,),
    )  # fmt: skip
    assert role_of(sighting(spoken((Role.PRESS_CONFERENCE, 0.9), held=earlier))) == (Role.PRESS_CONFERENCE, ())
    assert role_of(sighting(spoken((Role.PRESS_CONFERENCE, 0.9)))) == (Role.PRESS_CONFERENCE, ())


@pytest.mark.parametrize(
    ("title", "kind", "doubtful"),
    [
        ("情况通报（二）", None, True),
        ("警情通报", None, True),
        ("关于救治进展的通报", BLAST, True),
        ("关于表彰先进集体的通报", None, False),
    ],
)
def test_an_agency_s_notice_without_time_or_place_stays_in_doubt(title: str, kind: str | None, doubtful: bool) -> None:
    notice = (RoleGuess(Role.AUTHORITATIVE_INFO, 0.8, ()),)
    page = replace(sighting(text(None, None, kind=kind, roles=notice), seen="2023-04-19 09:00"), title=title)
    found = decide(page, [KNOWN])
    assert [one.link().doubtful for one in found] == ([True] if doubtful else [])
    assert decide(replace(page, agency=None), [KNOWN]) == []
    assert decide(replace(page, agency=NATIONAL), [KNOWN]) == []


def test_an_authority_s_own_page_on_the_incident_is_its_word_unless_marked_as_commentary() -> None:
    weak = (RoleGuess(Role.MENTION, 0.55, ()),)
    strong = (RoleGuess(Role.MENTION, 0.9, ()),)
    assert role_of(sighting(text(roles=weak))) == (Role.AUTHORITATIVE_INFO, ())
    assert role_of(sighting(text(None, roles=weak))) == (Role.MENTION, (Role.AUTHORITATIVE_INFO,))
    assert role_of(sighting(text(roles=strong))) == (Role.MENTION, ())
    assert role_of(sighting(text(roles=weak), agency=None)) == (Role.MENTION, ())
    reprint = (RoleGuess(Role.MENTION, 0.8, ("媒体报道，未见机关发布",)),)
    assert role_of(sighting(text(roles=reprint))) == (Role.AUTHORITATIVE_INFO, ())
    assert role_of(sighting(text(None, roles=reprint))) == (Role.MENTION, (Role.AUTHORITATIVE_INFO,))
    assert role_of(sighting(text(roles=reprint), agency=None)) == (Role.MENTION, ())


def test_what_is_remembered_of_a_comparison_is_of_this_page_and_of_what_was_known_then() -> None:
    page, other = sighting(), sighting(text(place="990201"))
    moved = replace(KNOWN, adcode="990201")  # the same incident, page for page, after a correction
    fits = [[match(one, known).tied for known in (KNOWN, moved)] for one in (page, other) for _ in "12"]
    assert fits == [[True, False], [True, False], [False, True], [False, True]]
