"""Which clauses bind an incident, and how sure that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitor.core.applies import OF_CONCERN, UNGRADED, Applies, applicability, figures_of, grading_of, gravest
from monitor.core.dossier import Authority, Dossier, GradeClaim, TollClaim
from monitor.core.incident import Grade
from monitor.core.instrument import Clause, ClockStart, Duty, Instrument
from monitor.core.moment import Moment
from monitor.core.statement import Harm
from tests.building import INFO_5H, RESPONSE_48H, at, clause, dossier, evidence, instrument, moment

EXTREME, MAJOR, LARGE, GENERAL, OTHER = Grade
OVER_MIDNIGHT = Moment(at("2023-04-18 20:00"), at("2023-04-19 02:00"))
FIRE = "事故灾难/火灾"


def answer(bound: Clause = INFO_5H, document: Instrument | None = None, **facts: Any) -> tuple[str, str]:
    made = dossier(**facts)
    found = applicability(document or instrument(bound), bound, made, grading=grading_of(made))
    return found.applies.value, found.reason


# ---- time -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("onset", "since", "until", "said"),
    [
        ("2023-04-18 12:57", date(2023, 4, 18), None, ("yes", "binds")),
        ("2023-04-18 00:00", date(2023, 4, 18), None, ("yes", "binds")),
        ("2023-04-17 23:59", date(2023, 4, 18), None, ("no", "not_in_force")),
        ("2023-04-18 23:59", date(2016, 1, 1), date(2023, 4, 18), ("yes", "binds")),
        ("2023-04-19 00:00", date(2016, 1, 1), date(2023, 4, 18), ("no", "not_in_force")),
        ("2023-04-18 12:57", None, None, ("unknown", "effect_unknown")),
        ("2023-04-18 12:57", None, date(2022, 1, 1), ("no", "not_in_force")),
        (Moment(at("2023-04-17 20:00"), at("2023-04-18 02:00")), date(2023, 4, 18), None, ("unknown", "onset_at_edge")),
        (OVER_MIDNIGHT, date(2016, 1, 1), date(2023, 4, 18), ("unknown", "onset_at_edge")),
        (Moment(None, at("2023-04-18 13:00")), date(2016, 8, 12), None, ("unknown", "onset_at_edge")),
        (None, date(2016, 8, 12), None, ("unknown", "onset_unknown")),
    ],
)  # fmt: skip
def test_clause_binds_what_happens_while_its_document_is_in_force(
    onset: Moment | str | None, since: date | None, until: date | None, said: tuple[str, str]
) -> None:
    assert answer(document=instrument(INFO_5H, since=since, until=until), onset=onset) == said


def test_a_matter_of_concern_that_nobody_dates_is_judged_by_what_was_in_force_when_it_was_told() -> None:
    undated = Moment(None, at("2023-04-18 13:00"))
    concern = {"onset": undated, "type": "政务舆情/教育", "dead": None}
    assert answer(RESPONSE_48H, instrument(RESPONSE_48H, since=date(2016, 8, 12)), **concern) == ("yes", "binds")
    lately = instrument(RESPONSE_48H, since=date(2023, 4, 10))
    assert answer(RESPONSE_48H, lately, **concern) == ("unknown", "onset_at_edge")


def test_document_of_unknown_force_judges_nobody_but_surely_not_the_time_before_it() -> None:
    unknown = replace(instrument(INFO_5H, since=date(2023, 1, 1)), force_unknown=True)
    assert answer(document=unknown) == ("unknown", "effect_unknown")
    assert answer(document=unknown, onset="2022-12-31 23:00") == ("no", "not_in_force")


# ---- place ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "jurisdiction", "said"),
    [
        ("990102", "000000", ("yes", "binds")),
        ("990102", "990000", ("yes", "binds")),
        ("990102", "990100", ("yes", "binds")),
        ("990102", "990102", ("yes", "binds")),
        ("990102", "990103", ("no", "other_place")),
        ("990102", "990200", ("no", "other_place")),
        ("990100", "990102", ("unknown", "place_unknown")),
        ("990000", "990102", ("unknown", "place_unknown")),
        ("990000", "980100", ("no", "other_place")),
        ("990110", "990112", ("no", "other_place")),
        ("991000", "991100", ("no", "other_place")),
        (None, "000000", ("yes", "binds")),
        (None, "990000", ("unknown", "place_unknown")),
    ],
    ids=[
        "national", "provincial", "city", "county", "another county", "another city", "only the city is known",
        "only the province is known", "another province", "a county whose code ends in nought",
        "a city whose code ends in noughts", "no place, national text", "no place, local text",
    ],
)  # fmt: skip
def test_clause_binds_what_happens_in_its_jurisdiction(
    place: str | None, jurisdiction: str, said: tuple[str, str]
) -> None:
    assert answer(document=instrument(INFO_5H, jurisdiction=jurisdiction), place=place) == said


# ---- type -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "named", "said"),
    [
        (FIRE, (), ("yes", "binds")),
        (FIRE, ("事故灾难",), ("yes", "binds")),
        (FIRE, ("自然灾害", FIRE), ("yes", "binds")),
        (FIRE, ("自然灾害",), ("no", "other_type")),
        ("事故灾难", (FIRE,), ("unknown", "type_unknown")),
        ("突发事件", ("公共卫生",), ("unknown", "type_unknown")),
        ("政务舆情", ("公共卫生",), ("no", "other_type")),
        (None, (FIRE,), ("unknown", "type_unknown")),
        (None, (), ("unknown", "grade_unknown")),
    ],
)
def test_clause_binds_the_types_it_names(kind: str | None, named: tuple[str, ...], said: tuple[str, str]) -> None:
    assert answer(clause(event_types=named), type=kind) == said


# ---- grade ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dead", "grades", "said"),
    [
        (12, (EXTREME, MAJOR), ("yes", "binds")),
        (9, (EXTREME, MAJOR), ("no", "other_grade")),
        (9, (LARGE, GENERAL, OTHER), ("yes", "binds")),
        (None, (EXTREME, MAJOR), ("unknown", "grade_unknown")),
        (None, None, ("yes", "binds")),
        (None, tuple(Grade), ("yes", "binds")),
    ],
)
def test_clause_binds_the_grades_it_names(dead: int | None, grades: Any, said: tuple[str, str]) -> None:
    assert answer(clause(grades=grades), dead=dead) == said


def test_first_doubt_is_named_and_a_sure_no_beats_every_doubt() -> None:
    province = instrument(INFO_5H, jurisdiction="990000")
    assert answer(document=province, place=None, dead=None) == ("unknown", "place_unknown")
    assert answer(document=instrument(INFO_5H, since=None), dead=3) == ("no", "other_grade")
    assert answer(document=instrument(INFO_5H, since=None, jurisdiction="110000")) == ("no", "other_place")


def test_duties_not_about_incidents_bind_none() -> None:
    assert answer(clause(duty=Duty.PLAN_PUBLICATION)) == ("no", "not_about_incidents")
    assert answer(clause(clock=ClockStart.CALENDAR)) == ("no", "not_about_incidents")


# ---- the grade of an incident -----------------------------------------------------------------------


def stated(
    value: Grade, hour: int, *, authority: Authority = Authority.AGENCY, capture: str = "c", known: Moment | None = None
) -> GradeClaim:
    proof = evidence(value.value, capture=capture, recorded=f"2023-04-18 {hour}:00", url=f"https://{capture}.example/{hour}")
    return GradeClaim(value, known or moment(f"2023-04-18 {hour}:00"), authority, proof)


def toll(
    low: int, high: int | None, hour: int, *, authority: Authority = Authority.AGENCY, kind: Harm = Harm.DEAD
) -> TollClaim:
    proof = evidence(capture=f"t{hour}", recorded=f"2023-04-18 {hour}:00")
    return TollClaim(kind, low, high, moment(f"2023-04-18 {hour}:00"), authority, proof)


def graded(*claims: GradeClaim, tolls: tuple[TollClaim, ...] = (), type: str | None = "事故灾难/爆炸") -> Dossier:  # noqa: A002
    return replace(dossier(dead=None, type=type), grades=claims, tolls=tolls)


def test_grade_is_unknown_without_a_word_or_a_figure() -> None:
    assert grading_of(graded()) == UNGRADED
    assert UNGRADED.admitted == frozenset(Grade)
    assert UNGRADED.value is None
    assert grading_of(graded(tolls=(toll(12, 12, 14),), type=None)) == UNGRADED


def test_stated_grade_beats_the_figures_and_a_later_one_supersedes() -> None:
    found = grading_of(graded(stated(MAJOR, 15), stated(EXTREME, 18), tolls=(toll(3, 3, 14),)))
    assert (found.value, found.basis) == (EXTREME, "stated")
    assert found.known_at == moment("2023-04-18 18:00")
    assert found.source == "https://c.example/18"


def test_grade_is_known_since_it_was_first_stated() -> None:
    found = grading_of(graded(stated(MAJOR, 15), stated(MAJOR, 18)))
    assert (found.known_at, found.source) == (moment("2023-04-18 15:00"), "https://c.example/18")


def test_word_of_a_person_beats_an_agency_and_an_agency_another_body() -> None:
    other, agency, person = Authority.OTHER_BODY, Authority.AGENCY, Authority.PERSON
    assert grading_of(graded(stated(LARGE, 19, authority=other), stated(MAJOR, 15, authority=agency))).value is MAJOR
    assert grading_of(graded(stated(LARGE, 19, authority=agency), stated(MAJOR, 15, authority=person))).value is MAJOR


def test_grade_that_only_media_state_is_believed_where_the_figures_allow_it() -> None:
    media = stated(MAJOR, 15, authority=Authority.MEDIA)
    assert grading_of(graded(media)).admitted == {MAJOR, OTHER}
    assert grading_of(graded(media, tolls=(toll(12, 12, 14),))).admitted == {MAJOR}
    assert grading_of(graded(media, tolls=(toll(9, 12, 14),))).admitted == {MAJOR}
    assert grading_of(graded(media, tolls=(toll(3, 3, 14),))).admitted == {MAJOR, LARGE}
    earlier = stated(LARGE, 13, authority=Authority.MEDIA, capture="b")
    found = grading_of(graded(media, earlier))
    assert (found.known_at, found.source, found.basis) == (moment("2023-04-18 13:00"), "https://b.example/13", "stated")


def test_grade_as_known_at_a_deadline_leaves_out_what_was_public_later() -> None:
    made = graded(stated(MAJOR, 18), tolls=(toll(3, 3, 14),))
    assert grading_of(made, known_before=at("2023-04-18 14:00")) == UNGRADED
    assert grading_of(made, known_before=at("2023-04-18 14:01")).value is LARGE
    assert grading_of(made, known_before=at("2023-04-18 18:01")).value is MAJOR
    open_ended = stated(MAJOR, 15, known=Moment(at("2023-04-18 15:00"), None))
    assert grading_of(graded(open_ended), known_before=at("2023-04-25")) == UNGRADED


def test_derived_grade_follows_the_highest_toll_of_the_best_source() -> None:
    rising = graded(tolls=(toll(3, 3, 14), toll(12, 12, 16)))
    found = grading_of(rising)
    assert (found.value, found.basis, found.known_at) == (MAJOR, "derived", moment("2023-04-18 16:00"))
    assert found.source
    falling = graded(tolls=(toll(12, 12, 14), toll(3, 3, 16)))
    assert grading_of(falling).value is MAJOR
    assert grading_of(falling).known_at == moment("2023-04-18 14:00")
    corrected = graded(tolls=(toll(12, 12, 14), toll(3, 3, 16, authority=Authority.PERSON)))
    assert grading_of(corrected).value is LARGE
    rumour = graded(tolls=(toll(30, 30, 17, authority=Authority.MEDIA), toll(12, 12, 14)))
    assert grading_of(rumour).value is MAJOR
    assert grading_of(rumour).known_at == moment("2023-04-18 14:00")


def test_figures_to_show_are_those_that_judgement_follows() -> None:
    made = graded(tolls=(toll(5, 5, 14, kind=Harm.INJURED), toll(4, 4, 16, kind=Harm.INJURED), toll(3, None, 14)))
    assert figures_of(made) == {Harm.INJURED: (4, 4), Harm.DEAD: (3, None)}


def test_range_that_straddles_a_border_admits_both_grades() -> None:
    found = grading_of(graded(tolls=(toll(9, 10, 14),)))
    assert found.admitted == {LARGE, MAJOR}
    assert found.value is None


def test_gravest_of_those_admitted() -> None:
    assert gravest(frozenset({LARGE, MAJOR, OTHER})) is MAJOR
    assert gravest(frozenset({OTHER})) is None


def test_applicability_keeps_the_grade_it_was_decided_by() -> None:
    made = dossier()
    found = applicability(instrument(INFO_5H), INFO_5H, made, grading=grading_of(made))
    assert found.applies is Applies.YES
    assert found.grading.value is MAJOR


# ---- a matter of public concern ---------------------------------------------------------------------


def test_what_everybody_takes_for_a_matter_of_concern_is_no_emergency() -> None:
    concern = dossier(type="政务舆情/教育", dead=None)
    found = grading_of(concern)
    assert (found, found.value) == (OF_CONCERN, OTHER)
    assert answer(RESPONSE_48H, type="政务舆情/教育", dead=None) == ("yes", "binds")
    assert answer(INFO_5H, type="政务舆情/教育", dead=None) == ("no", "other_grade")


def test_a_toll_a_grade_or_another_kind_leaves_its_grade_to_them() -> None:
    concern = dossier(type="政务舆情/教育", dead=None)
    emergency = dossier(type=FIRE, dead=None)
    assert grading_of(replace(concern, types=(*concern.types, *emergency.types))) is UNGRADED
    assert grading_of(dossier(type="政务舆情/教育", dead=1)) is not OF_CONCERN
    assert grading_of(dossier(type="政务舆情/教育", dead=None, grade=MAJOR)).admitted == {MAJOR}
    assert grading_of(replace(concern, types=())) is UNGRADED
