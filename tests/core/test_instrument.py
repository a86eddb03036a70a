"""Clauses as data: the words that rule files and answers share, which clauses are scored, and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

import pytest

from monitor.core.incident import NATION, Agency, Grade, Level, ancestors, contains_place
from monitor.core.instrument import (
    ByDate,
    Clause,
    ClockBasis,
    ClockStart,
    Duty,
    Every,
    Instrument,
    Limit,
    Months,
    Strength,
    Within,
    WorkingDays,
)
from monitor.core.statement import Role

BARE = Clause("c-1", Duty.FIRST_INFO, frozenset(Grade), Within(timedelta(hours=5)), ClockStart.ONSET, "五小时内发布")
BINDING = replace(BARE, verified=True, accepts=(Role.FIRST_REPORT,))
DOCUMENT = Instrument("d-1", "某办法", "620100", (BINDING,))

WITH_AN_INCIDENT = "first_info authoritative_info response press_conference press_center"
UNSEEN = "internal_report plan_adoption investigation_report"
OTHERS = (
    "policy_interpretation document_publication plan_publication periodic_publication annual_report "
    "report_publication public_consultation count_min continuing_release clarification statutory_publisher "
    "deadline_task"
)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Duty, f"{WITH_AN_INCIDENT} {UNSEEN} {OTHERS}"),
        (
            ClockStart,
            "onset first_public reported document_public document_issued information_formed calendar",
        ),
        (ClockBasis, "stated inferred"),
        (Strength, "must in_principle conditional no_number"),
        (Grade, "特别重大 重大 较大 一般 其他"),
        (Level, "national province prefecture county"),
    ],
)
def test_the_words_that_rule_files_and_answers_are_written_in_stay(kind: type[StrEnum], words: str) -> None:
    assert sorted(member.value for member in kind) == sorted(words.split())


@pytest.mark.parametrize("name", Duty)
def test_a_duty_that_arises_with_an_incident_is_scored_only_where_a_page_can_discharge_it(name: Duty) -> None:
    clause = replace(BINDING, duty=name)
    assert clause.scored is (name.value not in UNSEEN.split())
    if name.value not in UNSEEN.split():
        assert replace(clause, accepts=()).scored is (name.value not in WITH_AN_INCIDENT.split())


@pytest.mark.parametrize(
    ("clause", "scored", "why"),
    [
        (BINDING, True, "verified, binding, with a number, and a page can show it"),
        (replace(BINDING, verified=False), False, "nobody has read the figure in the text"),
        (replace(BINDING, limit=None), False, "及时 is no number"),
        *(
            (replace(BINDING, strength=strength), False, "does not bind")
            for strength in (Strength.IN_PRINCIPLE, Strength.CONDITIONAL, Strength.NO_NUMBER)
        ),
        (replace(BINDING, grades=None), True, "any grade is no reason against it"),
        (replace(BINDING, clock_basis=ClockBasis.INFERRED), True, "an inferred start is told, not left out"),
        (BARE, False, "what is not said in the file is not taken for granted"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_scored_clauses_are_verified_binding_and_have_a_number(clause: Clause, scored: bool, why: str) -> None:
    assert clause.scored is scored, why


def test_what_a_file_leaves_out_is_unlimited_unproven_and_unnamed() -> None:
    assert (BARE.clock_basis, BARE.strength, BARE.verified, BARE.each) == (
        ClockBasis.STATED, Strength.MUST, False, False,
    )  # fmt: skip
    assert (BARE.accepts, BARE.event_types) == ((), ()), "no page discharges it; it is of incidents of every type"
    assert not any((BARE.article, BARE.about, BARE.responsible, BARE.notes))
    assert (DOCUMENT.number, DOCUMENT.issued, DOCUMENT.effective_from, DOCUMENT.effective_to) == (None,) * 4
    assert (DOCUMENT.dates_assumed, DOCUMENT.force_unknown) == (False, False)
    assert not any((DOCUMENT.issuer, DOCUMENT.jurisdiction_name, DOCUMENT.source, DOCUMENT.file, DOCUMENT.notes))


def test_a_period_is_of_days_or_of_months_never_of_both_unasked() -> None:
    assert (Every(1).days, Every(1).months) == (0, 0)
    assert Every(2, days=7) == Every(2, 7, 0)
    assert Every(2, months=3) == Every(2, 0, 3)


@pytest.mark.parametrize(
    "limit", [Within(timedelta(hours=1)), WorkingDays(3), Months(1), ByDate(date(2026, 1, 31)), Every(1, months=3)]
)
def test_any_kind_of_number_makes_a_clause_scored(limit: Limit) -> None:
    assert replace(BINDING, limit=limit).scored


@pytest.mark.parametrize(
    ("jurisdiction", "place", "covered"),
    [
        ("620100", "620102", True),
        ("620100", "620100", True),
        ("620100", "620000", False),
        ("620100", "620200", False),
        ("620000", "620102", True),
        ("620102", "620104", False),
        ("000000", "620102", True),
        ("100000", "620102", True),
        ("000000", "100000", True),
        ("620000", "000000", False),
        ("", "620102", True),
        ("62", "620102", True),
        ("620102001", "620102", True),
        ("620102", "620102001", True),
    ],
)
def test_a_document_reaches_its_place_and_every_place_below(jurisdiction: str, place: str, covered: bool) -> None:
    assert replace(DOCUMENT, jurisdiction=jurisdiction).covers_place(place) is covered


def test_the_nation_has_two_codes_and_no_place_above() -> None:
    assert ancestors("000000") == ancestors("100000") == (NATION,)
    assert contains_place("100000", "000000")
    assert contains_place("000000", "100000")
    assert not contains_place("110000", "100000")
    assert ancestors("110106") == ("110106", "110100", "110000", NATION)
    assert ancestors("") == (NATION,)


def test_a_body_is_a_government_where_nothing_else_is_said() -> None:
    assert Agency("a", "某市人民政府", "620100", Level.PREFECTURE).sector == "government"
