"""Counts by place, agency, grade and type."""

from __future__ import annotations

from monitor.core.applies import grading_of
from monitor.core.dossier import Dossier
from monitor.core.groups import Breakdown, breakdowns
from monitor.core.verdict import judge_all
from tests.building import NOTICE_61, RULES_80, dossier, moment, release, watch


def by(kind: str, *made: Dossier) -> Breakdown:
    judged = [(one, grading_of(one), judge_all([RULES_80, NOTICE_61], one)) for one in made]
    return next(each for each in breakdowns(judged) if each.by == kind)


def answered(number: int, **facts: object) -> Dossier:
    answer = release(claimed=moment("2023-04-18 15:50"))
    return dossier(id=f"i-{number}", releases=[answer], watches=[watch()], **facts)  # type: ignore[arg-type]


def silent(number: int, **facts: object) -> Dossier:
    return dossier(id=f"i-{number}", watches=[watch()], **facts)  # type: ignore[arg-type]


def test_a_county_counts_under_its_city() -> None:
    found = by("place", answered(1), silent(2, place="990102"), silent(3, place=None))
    assert [(group.key, group.name, group.incidents) for group in found.groups] == [
        ("990100", "滨江市", 2),
        ("", "", 1),
    ]
    city = found.groups[0]
    assert city.counts == {"met": 1, "none_found": 3}
    assert (city.share.surely, city.share.possibly, city.share.of, city.watched) == (1, 1, 4, 4)


def test_districts_of_a_municipality_count_under_it() -> None:
    assert [group.key for group in by("place", silent(1, place="110106")).groups] == ["110000"]


def test_every_answerable_agency_shares_in_the_duty() -> None:
    found = by("agency", silent(1))
    assert [(group.key, group.incidents) for group in found.groups] == [("binjiang-emergency", 1), ("binjiang-gov", 1)]


def test_grades_stand_in_their_own_order_and_the_unknown_last() -> None:
    found = by("grade", silent(1, dead=None), silent(2, dead=12), silent(3, dead=40), silent(4, dead=4))
    assert [group.key for group in found.groups] == ["特别重大", "重大", "较大", ""]


def test_two_documents_that_ask_for_the_same_are_one_obligation() -> None:
    once = dossier(id="i-1", watches=[watch()])
    twice = judge_all([RULES_80, NOTICE_61, NOTICE_61], once)
    found = breakdowns([(once, grading_of(once), twice)])
    assert found[0].groups[0].share.of == 2


def test_groups_are_told_apart_only_where_their_bands_do_not_meet() -> None:
    good = [answered(n, type="事故灾难/爆炸") for n in range(20)]
    bad = [silent(100 + n, type="事故灾难/坍塌") for n in range(20)]
    # Each incident of the first kind met one of its two duties, those of the second none.
    assert by("type", *good, *bad).apart == (("事故灾难/爆炸", "事故灾难/坍塌"),)
    assert by("type", *good[:3], *bad).apart == ()
