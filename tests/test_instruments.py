"""The documents that come with the monitor: complete, grounded, and true to their words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.core.dossier import Dossier
from monitor.core.incident import Agency, Grade, Level
from monitor.core.instrument import Clause, ClockBasis, ClockStart, Duty, Instrument, Strength, Within
from monitor.core.moment import Moment
from monitor.core.statement import Role
from monitor.core.verdict import Status, judge
from monitor.rulebook import FindingKind, load_rules, packaged_rules, render_catalogue, validate
from monitor.rulebook.binding import scorable
from monitor.rulebook.documents import CLAUSE_KEYS, INSTRUMENT_KEYS
from tests import building

ROOT = Path(__file__).parent.parent
RULES = load_rules([packaged_rules()])
CLAUSES = [(one, clause) for one in RULES.values() for clause in one.clauses]
SECOND = timedelta(seconds=1)


def clause(name: str) -> Clause:
    return next(clause for _, clause in CLAUSES if clause.id == name)


def test_the_catalogue_is_whole() -> None:
    assert len(RULES) == 57
    assert len(CLAUSES) == 145


@pytest.mark.parametrize("one", RULES.values(), ids=lambda one: getattr(one, "id", str(one)))
def test_a_document_names_what_a_reader_needs(one: Instrument) -> None:
    assert one.title
    assert one.issuer
    assert one.source
    assert one.jurisdiction_name
    assert one.file == f"{one.jurisdiction}-{one.id}.yaml"
    assert one.effective_from is not None or not any(scorable(one, clause) for clause in one.clauses)


@pytest.mark.parametrize(("one", "clause"), CLAUSES, ids=[clause.id for _, clause in CLAUSES])
def test_a_clause_stands_on_words_of_the_text(one: Instrument, clause: Clause) -> None:
    assert 4 <= len(clause.quote) <= 40
    assert clause.about
    assert clause.limit is not None or clause.strength is not Strength.MUST
    if isinstance(clause.limit, Within):
        assert clause.limit.window > timedelta(0)
    if clause.duty is Duty.INTERNAL_REPORT:
        assert not clause.scored
    if clause.duty is Duty.PRESS_CONFERENCE:
        assert clause.accepts == (Role.PRESS_CONFERENCE,)
    assert Role.MENTION not in clause.accepts
    assert Role.PRESS_CONFERENCE_NOTICE not in clause.accepts


@pytest.mark.parametrize(
    ("name", "duty", "hours", "grades", "clock", "basis"),
    [
        ("gb16-19-press-24h", Duty.PRESS_CONFERENCE, 24, "特别重大 重大", ClockStart.ONSET, ClockBasis.STATED),
        ("gb61-press-24h", Duty.PRESS_CONFERENCE, 24, "特别重大 重大", ClockStart.ONSET, ClockBasis.INFERRED),
        ("gb61-response-48h", Duty.RESPONSE, 48, "较大 一般 其他", ClockStart.FIRST_PUBLIC, ClockBasis.INFERRED),
        ("gb80-info-5h", Duty.AUTHORITATIVE_INFO, 5, "特别重大 重大", ClockStart.ONSET, ClockBasis.INFERRED),
        ("gb80-press-24h", Duty.PRESS_CONFERENCE, 24, "特别重大 重大", ClockStart.ONSET, ClockBasis.INFERRED),
        ("lz16-press-24h", Duty.PRESS_CONFERENCE, 24, "特别重大 重大", ClockStart.ONSET, ClockBasis.STATED),
        ("bz17-press-24h", Duty.PRESS_CONFERENCE, 24, "特别重大", ClockStart.ONSET, ClockBasis.INFERRED),
        ("bz17-info-48h", Duty.AUTHORITATIVE_INFO, 48, "", ClockStart.FIRST_PUBLIC, ClockBasis.INFERRED),
        ("ha17-hot-24h", Duty.RESPONSE, 24, "较大 一般 其他", ClockStart.FIRST_PUBLIC, ClockBasis.INFERRED),
        ("js16-first-6h", Duty.FIRST_INFO, 6, "特别重大 重大", ClockStart.ONSET, ClockBasis.STATED),
        ("jx14-press-4h", Duty.PRESS_CONFERENCE, 4, "特别重大 重大", ClockStart.ONSET, ClockBasis.STATED),
    ],
)
def test_the_clauses_about_incidents_say_what_their_texts_say(
    name: str, duty: Duty, hours: int, grades: str, clock: ClockStart, basis: ClockBasis
) -> None:
    found = clause(name)
    assert found.duty is duty
    assert found.limit == Within(timedelta(hours=hours))
    assert found.grades == (frozenset(Grade(word) for word in grades.split()) or None)
    assert (found.clock, found.clock_basis) == (clock, basis)
    assert found.verified


@pytest.mark.parametrize(
    ("name", "since"),
    [("cn-gbf-2016-19", "2016-04-18"), ("cn-gbf-2016-61", "2016-08-12"), ("cn-gbf-2016-80", "2016-11-15")],
)
def test_the_national_windows_bind_from_the_day_they_were_public(name: str, since: str) -> None:
    assert str(RULES[name].effective_from) == since


@pytest.mark.parametrize(
    "name",
    [
        "gb16-19-interp-3wd", "gb80-interp-sync",  # not read in the text
        "jl23-press-24h-soft",  # 必要时
        "gb61-continue", "erl24-7-publish", "plan06-first-info",  # no number
        "r493-9-1h", "phe-20-2h", "env17-2h",  # reports upwards
        "bj21-center-24h",  # a press centre is no conference, and the web cannot show it
        "ogi19-33-reply-20wd", "hf17-complaint-15wd",  # answers to one person
        "hf17-info-5h",  # no first day known
        "sh19-gazette-before-effect", "sh19-interp-all", "md-15-30d",  # a goal, a principle
        "bz17-plan-20wd", "lz16-head-hearing-1", "yy15-training-1",  # to be done, not to be published
    ],
)  # fmt: skip
def test_what_is_unverified_soft_or_invisible_is_never_scored(name: str) -> None:
    (one,) = [one for one, clause in CLAUSES if clause.id == name]
    assert not scorable(one, clause(name))


def test_nothing_in_the_catalogue_overlaps_or_is_misnamed_or_without_a_source() -> None:
    kinds = {finding.kind for finding in validate(RULES)}
    assert not kinds & {FindingKind.OVERLAP, FindingKind.MISNAMED, FindingKind.UNSOURCED, FindingKind.GAP}


def test_the_printed_catalogue_is_the_one_in_the_docs() -> None:
    stored = (ROOT / "docs" / "instruments.md").read_text(encoding="utf-8")
    assert stored == render_catalogue(RULES), "run: make docs"


def test_the_example_in_the_docs_loads_and_names_every_key(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "instruments.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    (tmp_path / "990100-binjiang-2020.yaml").write_text(example, encoding="utf-8")
    rules = load_rules([tmp_path])
    assert validate(rules) == ()
    assert scorable(rules["binjiang-2020"], rules["binjiang-2020"].clauses[0])
    for key in (INSTRUMENT_KEYS | CLAUSE_KEYS) - {"public"}:
        assert f"`{key}" in page or f"{key}:" in page, f"the docs do not name {key}"


def _timed() -> Iterator[tuple[str, Status, Instrument, Clause, timedelta]]:
    for one, rule in CLAUSES:
        if scorable(one, rule) and isinstance(rule.limit, Within) and rule.clock is ClockStart.ONSET:
            for delay, status in ((-SECOND, Status.MET), (timedelta(0), Status.UNDETERMINED), (SECOND, Status.LATE)):
                yield f"{rule.id} {status}", status, one, rule, rule.limit.window + delay


TIMED = list(_timed())


@pytest.mark.parametrize(
    ("status", "one", "rule", "delay"), [case[1:] for case in TIMED], ids=[case[0] for case in TIMED]
)
def test_an_answer_is_met_a_second_before_the_limit_and_late_a_second_after(
    status: Status, one: Instrument, rule: Clause, delay: timedelta
) -> None:
    """Onset and answer are known to the second, so at the limit itself the sources cannot tell."""
    assert one.effective_from is not None
    day = (one.in_force_by or one.effective_from) + timedelta(days=3)
    onset = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    verdict = judge(one, rule, _dossier(one, rule, onset, onset + delay))
    assert verdict.status is status, verdict.reason


def _dossier(one: Instrument, rule: Clause, onset: datetime, answered: datetime) -> Dossier:
    """An incident of the gravest grade with one answer, on a site that was watched throughout."""
    place = building.CITY if one.jurisdiction == "000000" else one.jurisdiction
    hall = Agency("binjiang-gov", "政府", place, Level.PREFECTURE)
    act = Moment(answered, answered + SECOND)
    seen = (answered + timedelta(hours=1)).astimezone(building.SHANGHAI)
    words = [when.strftime("%Y-%m-%d %H:%M") for when in (seen - timedelta(days=9), seen + timedelta(days=9))]
    answer = building.release(
        role=rule.accepts[0],
        claimed=act,
        held=act if rule.accepts[0] is Role.PRESS_CONFERENCE else None,
        seen=seen.strftime("%Y-%m-%d %H:%M"),
        absent=(seen - timedelta(days=8)).strftime("%Y-%m-%d %H:%M"),
    )
    return building.dossier(
        as_of=words[1],
        onset=Moment(onset, onset + SECOND),
        place=place,
        type=rule.event_types[0] if rule.event_types else "事故灾难/爆炸",
        dead=None,
        grade=Grade.EXTREME,
        known=Moment(onset, onset + SECOND),
        releases=[answer],
        watches=[building.watch(*words)],
        agencies=[hall],
    )
