"""Several texts for one duty, grades that rise after a deadline, statutes that name the publisher."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.applies import UNGRADED
from monitor.core.dossier import Authority, Dossier, TollClaim
from monitor.core.incident import Grade
from monitor.core.instrument import ClockStart, Duty, Strength, Within
from monitor.core.moment import Moment
from monitor.core.stacking import by_statute
from monitor.core.statement import Harm
from monitor.core.verdict import GRAVE, Status, Verdict, judge, judge_all
from tests.building import at, clause, dossier, instrument, moment, release, watch

HEAVY = (Grade.EXTREME, Grade.MAJOR)


def owing(name: str, hours: int, jurisdiction: str = "000000", **more: object):  # type: ignore[no-untyped-def]
    limit = Within(timedelta(hours=hours))
    made = clause(f"{name}-1", Duty.AUTHORITATIVE_INFO, limit=limit, grades=HEAVY, clock=ClockStart.ONSET)
    return instrument(made, name=name, jurisdiction=jurisdiction, **more)


def by_id(verdicts: tuple[Verdict, ...]) -> dict[str, Verdict]:
    return {verdict.clause.id: verdict for verdict in verdicts}


def known(toll: TollClaim, low: int, seen: str, *, current: str | None = None) -> TollClaim:
    when = moment(seen)
    as_of = None if current is None else moment(current)
    proof = replace(toll.evidence, recorded_at=at(seen), capture=f"cap-{seen}")
    return replace(toll, kind=Harm.DEAD, low=low, high=low, known_at=when, evidence=proof, as_of=as_of)


def with_tolls(*tolls: tuple[int, str], **more: object) -> Dossier:
    base = dossier(**more)  # type: ignore[arg-type]
    return replace(base, tolls=tuple(known(base.tolls[0], low, seen) for low, seen in tolls))


# ---- stacked texts ----------------------------------------------------------------------------------


def test_the_strictest_text_is_the_headline_and_the_looser_ones_name_it() -> None:
    verdicts = by_id(judge_all([owing("cn", 5), owing("prov", 4, "980000"), owing("city", 48, "980100")], dossier()))
    place = dossier().place()
    assert place is not None
    assert place.adcode.startswith("99"), "the example city lies elsewhere, so that only the nation binds it"
    assert list(verdicts) == ["cn-1"]
    assert verdicts["cn-1"].headline
    local = [owing("cn", 5), owing("prov", 4, place.adcode[:2] + "0000"), owing("city", 48, place.adcode[:4] + "00")]
    verdicts = by_id(judge_all(local, dossier()))
    assert {name: v.headline for name, v in verdicts.items()} == {"cn-1": False, "prov-1": True, "city-1": False}
    assert verdicts["city-1"].stricter == ("cn-1", "prov-1")
    assert verdicts["cn-1"].stricter == ("prov-1",)


def test_texts_as_strict_as_each_other_are_all_headlines() -> None:
    verdicts = judge_all([owing("one", 24), owing("two", 24)], dossier())
    assert [v.headline for v in verdicts] == [True, True]


def test_a_stricter_text_that_may_not_bind_displaces_nothing() -> None:
    unknown = replace(owing("maybe", 1), force_unknown=True)
    verdicts = by_id(judge_all([owing("cn", 5), unknown], dossier()))
    assert verdicts["cn-1"].headline
    assert verdicts["maybe-1"].status.value == "applicability_unknown"


# ---- the grade as known at the deadline ---------------------------------------------------------------


def test_a_grade_that_rose_after_the_deadline_is_hindsight() -> None:
    risen = with_tolls((3, "2023-04-18 15:00"), (12, "2023-04-19 09:00"), watches=[watch()])
    verdict = judge_all([owing("cn", 5)], risen)[0]
    assert (verdict.status.value, verdict.reason, verdict.hindsight) == ("not_applicable", "graded_later", True)
    assert verdict.final is not None
    assert verdict.final.value == "none_found"


def test_what_the_later_grade_asks_for_and_was_done_in_time_is_met() -> None:
    answered = release(claimed=moment("2023-04-18 14:00"), seen="2023-04-18 14:10", absent="2023-04-18 13:55")
    risen = with_tolls(
        (3, "2023-04-18 15:00"), (12, "2023-04-19 09:00"), watches=[watch()], releases=(answered,)
    )  # fmt: skip
    verdict = judge_all([owing("cn", 5)], risen)[0]
    assert (verdict.status.value, verdict.hindsight) == ("met", True)


def test_a_grade_that_rose_before_the_deadline_binds() -> None:
    risen = with_tolls((3, "2023-04-18 15:00"), (12, "2023-04-18 17:00"), watches=[watch()])
    verdict = judge_all([owing("cn", 5)], risen)[0]
    assert (verdict.status.value, verdict.final, verdict.hindsight) == ("none_found", None, False)


def test_a_grade_first_known_after_the_deadline_is_followed_and_marked() -> None:
    verdict = judge_all([owing("cn", 5)], with_tolls((12, "2023-04-19 09:00"), watches=[watch()]))[0]
    assert (verdict.status.value, verdict.final, verdict.hindsight) == ("none_found", None, True)


def test_a_grade_that_was_taken_back_faults_nobody() -> None:
    base = with_tolls((37, "2023-04-18 15:00"), watches=[watch()])
    misreported = replace(base.tolls[0], authority=Authority.MEDIA)
    official = replace(known(base.tolls[0], 9, "2023-04-19 09:00"), authority=Authority.AGENCY)
    verdict = judge_all([owing("cn", 5)], replace(base, tolls=(misreported, official)))[0]
    assert (verdict.status.value, verdict.reason) == ("not_applicable", "other_grade")


def test_while_the_window_runs_the_grade_of_the_hour_counts() -> None:
    running = with_tolls((3, "2023-04-18 15:00"), as_of="2023-04-18 16:00", watches=[watch(until="2023-04-18 16:00")])
    verdict = judge_all([owing("cn", 5)], running)[0]
    assert (verdict.status.value, verdict.reason) == ("not_applicable", "other_grade")


def test_deaths_long_after_the_incident_do_not_raise_its_grade() -> None:
    base = with_tolls((9, "2023-04-18 15:00"), as_of="2023-07-01 08:00")
    late = known(base.tolls[0], 10, "2023-06-20 09:00")
    assert judge_all([owing("cn", 5)], replace(base, tolls=(*base.tolls, late)))[0].final is None
    soon = known(base.tolls[0], 10, "2023-05-10 09:00")
    assert judge_all([owing("cn", 5)], replace(base, tolls=(*base.tolls, soon)))[0].final is not None


# ---- statutes -----------------------------------------------------------------------------------------

STATUTE = instrument(
    replace(
        clause("ff-43", Duty.STATUTORY_PUBLISHER, limit=None, grades=HEAVY, event_types=("自然灾害/森林火灾",)),
        strength=Strength.NO_NUMBER,
        responsible="国务院林业主管部门",
        article="第四十三条",
    ),
    name="forest-fire",
    title="森林防火条例",
)


@pytest.mark.parametrize(
    ("kind", "status", "publisher"),
    [
        ("自然灾害/森林火灾", "undetermined", "国务院林业主管部门（森林防火条例第四十三条）"),
        ("事故灾难/爆炸", "none_found", ""),
    ],
)
def test_silence_is_no_breach_where_a_statute_names_another_publisher(kind: str, status: str, publisher: str) -> None:
    verdict = by_id(judge_all([owing("cn", 5), STATUTE], dossier(type=kind, watches=[watch()])))["cn-1"]
    assert (verdict.status.value, verdict.publisher) == (status, publisher)


def test_a_response_to_other_concern_is_not_reserved_by_statutes() -> None:
    response = instrument(
        clause("r-48", Duty.RESPONSE, limit=Within(timedelta(hours=48)), grades=None, clock=ClockStart.ONSET),
        name="r",
    )
    verdict = by_id(judge_all([response, STATUTE], dossier(type="自然灾害/森林火灾", watches=[watch()])))["r-48"]
    assert verdict.status.value == "none_found"
    assert isinstance(verdict.deadline, Moment)


# ---- where only one body may publish --------------------------------------------------------------------


@pytest.mark.parametrize("duty", [Duty.FIRST_INFO, Duty.AUTHORITATIVE_INFO, Duty.PRESS_CONFERENCE, Duty.PRESS_CENTER])
def test_silence_about_what_one_body_alone_may_publish_is_undetermined(duty: Duty) -> None:
    bound = clause("c", duty, limit=Within(timedelta(hours=1)))
    watches = [watch(), watch(feed="more", agency="binjiang-emergency")]
    silent = judge(instrument(bound), bound, dossier(watches=watches))
    assert silent.status.value == "none_found"
    found = by_statute(silent, "国务院林业主管部门")
    assert (found.status.value, found.reason) == ("undetermined", "statutory_publisher")
    assert found.publisher == "国务院林业主管部门"
    running = replace(silent, status=Status.PENDING)
    assert by_statute(running, "国务院林业主管部门") == replace(running, publisher="国务院林业主管部门")
    assert by_statute(silent, "") is silent


def test_a_stricter_text_for_another_grade_displaces_nothing_and_one_of_two_rivals_does() -> None:
    other = instrument(clause("other-1", limit=Within(timedelta(hours=1)), grades=[Grade.GENERAL]), name="other")
    found = by_id(judge_all([instrument(clause("cn-1"), name="cn"), other], dossier()))
    assert (found["cn-1"].headline, found["other-1"].status.value) == (True, "not_applicable")
    found = by_id(judge_all([owing("one", 24), owing("two", 12)], dossier()))
    assert (found["one-1"].headline, found["one-1"].stricter) == (False, ("two-1",))
    assert (found["two-1"].headline, found["two-1"].stricter) == (True, ())


def test_a_verdict_is_plain_unless_said_otherwise() -> None:
    bare = Verdict("i", at("2023-04-18"), instrument(), clause(), Status.MET, "in_time", ClockStart.ONSET, UNGRADED)
    assert (bare.due, bare.hindsight, bare.headline, bare.publisher, bare.stricter) == (False, False, True, "", ())
    assert {Status.LATE, Status.NONE_FOUND} == GRAVE
