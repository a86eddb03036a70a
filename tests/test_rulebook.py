"""Rule documents: what a person may write, what is refused, what binds a place, what to look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.core.incident import Grade
from monitor.core.instrument import (
    ByDate,
    CalendarDays,
    Clause,
    ClockBasis,
    ClockStart,
    Duty,
    Every,
    Limit,
    Months,
    Strength,
    Within,
    WorkingDays,
)
from monitor.core.problems import ConfigError
from monitor.core.statement import Role
from monitor.rulebook import FindingKind, InForce, Rulebook, binding, load_rules, say_limit, stricter, validate

DOCUMENT = """\
id: bj-2020
title: 滨江市政务舆情回应办法
jurisdiction: "990100"
effective_from: 2020-01-01
source: https://www.binjiang.example/art/1.html
clauses:
  - id: bj20-press
    grades: [特别重大, 重大]
    duty: press_conference
    within: 12h
    clock: onset
    verified: true
    quote: 应在12小时内举行新闻发布会
"""


def load(tmp_path: Path, *texts: str, **named: str) -> Rulebook:
    """Documents of a folder; unnamed ones are called 990100-bj-2020.yaml, then 1.yaml and so on."""
    files = {("990100-bj-2020.yaml" if n == 0 else f"{n}.yaml"): text for n, text in enumerate(texts)}
    files |= {f"{name}.yaml": text for name, text in named.items()}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return load_rules([tmp_path])


def problems(tmp_path: Path, *texts: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, *texts)
    return [str(problem).replace(f"{tmp_path}/", "") for problem in caught.value.problems]


def one(tmp_path: Path, **lines: str | None) -> Clause:
    """The clause of the document with some of its lines changed, added or (None) left out."""
    (clause,) = load(tmp_path, _changed(lines))["bj-2020"].clauses
    return clause


def _changed(lines: Mapping[str, str | None]) -> str:
    kept = [row for row in DOCUMENT.splitlines() if row.split(":")[0].strip("- ") not in lines or "id: bj" in row]
    added = [f"    {key}: {value}" for key, value in lines.items() if value is not None]
    return "\n".join(kept + added) + "\n"


@pytest.mark.parametrize(
    ("key", "words", "limit"),
    [
        ("within", "24h", Within(timedelta(hours=24))),
        ("within", "0.5h", Within(timedelta(minutes=30))),
        ("within", "15m", Within(timedelta(minutes=15))),
        ("within", "3wd", WorkingDays(3)),
        ("within", "30d", CalendarDays(30)),
        ("within", "0d", CalendarDays(0)),
        ("within", "2w", CalendarDays(14)),
        ("within", "3mo", Months(3)),
        ("within", "1y", Months(12)),
        ("by", "2021-03-31", ByDate(date(2021, 3, 31))),
        ("every", "1w", Every(1, days=7)),
        ("every", "3mo\n    times: 2", Every(2, months=3)),
        ("every", "1y", Every(1, months=12)),
    ],
)
def test_a_limit_is_written_as_people_say_it(tmp_path: Path, key: str, words: str, limit: Limit) -> None:
    changes = {"within": None, key: words}
    assert one(tmp_path, **changes).limit == limit


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("-24h", 'within "-24h" is a negative window; write a number of 0 or more'),
        ("24x", 'within "24x" has the unknown unit "x"; write one of 30m, 24h'),
        ("24小时", 'within "24小时" has the unknown unit "小时"'),
        ("24", 'within "24" has no unit'),
        ("soon", 'within "soon" is no limit; write a number and a unit'),
        ("0h", 'within "0h" is no time at all'),
        ("1.5wd", 'within "1.5wd" is no whole number'),
        ("999999d", 'within "999999d" is longer than a century'),
    ],
)
def test_a_limit_that_is_none_is_refused(tmp_path: Path, words: str, said: str) -> None:
    (found,) = problems(tmp_path, DOCUMENT.replace("12h", words))
    assert found.startswith(f"990100-bj-2020.yaml:10:13: {said}")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("duty: press_conference", "duty: press_conferense", '9:11: "press_conferense" is no duty; write "press'),
        ("[特别重大, 重大]", "[特别重大, 重]", '8:20: "重" is no grade; write "重大"'),
        ("[特别重大, 重大]", "[]", "8:13: grades is an empty list: it binds nothing"),
        ("[特别重大, 重大]", "[重大, 重大]", '8:13: grades names "重大" twice'),
        ("clock: onset", "clock: onse", '11:12: "onse" is no clock; write "onset"'),
        ("clock: onset", "starts: someday", '11:13: "someday" is no start; write one of'),
        ("    clock: onset\n", "", "7:5: clock is missing; add clock: onset"),
        ("verified: true", "verified: yes", '12:15: verified is "yes"; write true or false'),
        ("verified: true", "strength: no_number", "12:15: strength is no_number, yet a limit is given"),
        ("    within: 12h\n", "    strength: must\n", "10:15: strength is must, yet no limit is given"),
        ("within: 12h", "within: 12h\n    by: 2021-01-01", "11:9: a clause has one limit, and within is one"),
        ("within: 12h", "within: 12h\n    times: 2", "11:12: times needs a period; add every: 1y"),
        ("within: 12h", "within: 12h\n    wihtin: 13h", '11:5: unknown key "wihtin"; write "within"'),
        ("within: 12h", "by: 2021-02-30", '10:9: "2021-02-30" is no day; write it as 2016-07-30'),
        ("within: 12h", "every: 5h", '10:12: every "5h" has a unit that is no period'),
        ("quote: 应", f"quote: {'应' * 41}", "13:12: the quote has 54 characters; keep the 40"),
        ("    quote: 应在12小时内举行新闻发布会\n", "", "7:5: quote is missing; add quote:"),
        ("id: bj20-press", "id: BJ 20", '7:9: "BJ 20" is no id; use lower-case letters'),
        ("id: bj20-press", "id: bj-2020", '7:9: the id "bj-2020" is taken already (at 990100-bj-2020.yaml:1:5)'),
        ('"990100"', "99", '3:15: "99" is no place code; write the six digits'),
        ("title: 滨江市政务舆情回应办法\n", "", "1:1: title is missing"),
        ("2020-01-01", "2020-01-01\neffective_to: 2019-12-31", "5:15: effective_to 2019-12-31 is before"),
        ("2020-01-01", "2020-01-01\npublic: 2020-01-02", "5:9: public and effective_from say the same"),
        ("2020-01-01", "1 January", '4:17: "1 January" is no day'),
        ("clauses:", "clauses: none\nextra:", '6:10: clauses is "none", not a list'),
        ("verified: true", "accepts: [press_conferences]", '12:15: "press_conferences" is no role; write "press'),
    ],
)
def test_a_mistake_is_named_with_file_line_column_and_mend(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = problems(tmp_path, DOCUMENT.replace(old, new, 1))
    assert any(words.startswith(f"990100-bj-2020.yaml:{said}") for words in found), found


def test_every_mistake_of_every_file_is_reported_at_once(tmp_path: Path) -> None:
    wrong = DOCUMENT.replace("12h", "-1h").replace("title", "titel")
    found = problems(tmp_path, wrong, DOCUMENT, "clauses: [\n")
    assert {words.split(":")[0] for words in found} == {"2.yaml", "990100-bj-2020.yaml"}
    assert sum("is taken already" in words for words in found) == 2
    assert any("negative window" in words for words in found)
    assert any('unknown key "titel"; write "title"' in words for words in found)
    assert any("is no valid YAML" in words for words in found)


def test_a_folder_that_is_missing_or_empty_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_rules([tmp_path / "nowhere", tmp_path])
    assert [problem.what for problem in caught.value.problems] == [
        "there is no such folder of rules",
        "holds no rule document",
    ]


def test_only_the_named_documents_are_kept_and_unknown_names_are_refused(tmp_path: Path) -> None:
    other = DOCUMENT.replace("bj-2020", "bj-2021").replace("bj20-", "bj21-")
    assert set(load(tmp_path, DOCUMENT, other)) == {"bj-2020", "bj-2021"}
    assert list(load_rules([tmp_path], only=["bj-2021"])) == ["bj-2021"]
    with pytest.raises(ConfigError) as caught:
        load_rules([tmp_path], only=["bj-2020", "bj-202l"], only_at=["feeds.yaml:2:9", "feeds.yaml:2:18"])
    (problem,) = caught.value.problems
    assert str(problem) == 'feeds.yaml:2:18: there is no rule document "bj-202l"; write "bj-2021"'


def test_what_is_left_out_takes_the_careful_default(tmp_path: Path) -> None:
    clause = one(tmp_path, verified=None)
    assert clause.verified is False
    assert clause.scored is False
    assert clause.clock_basis is ClockBasis.STATED
    assert clause.strength is Strength.MUST
    assert clause.accepts == (Role.PRESS_CONFERENCE,)
    assert one(tmp_path, within=None).strength is Strength.NO_NUMBER
    assert one(tmp_path, grades=None).grades is None
    assert one(tmp_path, grades="any").grades is None


@pytest.mark.parametrize(
    ("starts", "duty", "grades", "clock", "basis"),
    [
        ("opinion_event", "press_conference", "[特别重大, 重大]", ClockStart.ONSET, ClockBasis.INFERRED),
        ("opinion_event", "authoritative_info", "[特别重大]", ClockStart.ONSET, ClockBasis.INFERRED),
        ("opinion_event", "response", "[较大, 一般, 其他]", ClockStart.FIRST_PUBLIC, ClockBasis.INFERRED),
        ("opinion_event", "authoritative_info", "any", ClockStart.FIRST_PUBLIC, ClockBasis.INFERRED),
        ("opinion_found", "response", "any", ClockStart.FIRST_PUBLIC, ClockBasis.INFERRED),
        ("event_occurred", "press_conference", "any", ClockStart.ONSET, ClockBasis.STATED),
        ("onset", "press_conference", "any", ClockStart.ONSET, ClockBasis.STATED),
        ("known_or_reported", "response", "any", ClockStart.REPORTED, ClockBasis.STATED),
    ],
)
def test_a_start_in_the_words_of_the_text_is_read_as_decided(
    tmp_path: Path, starts: str, duty: str, grades: str, clock: ClockStart, basis: ClockBasis
) -> None:
    clause = one(tmp_path, clock=None, starts=starts, duty=duty, grades=grades)
    assert (clause.clock, clause.clock_basis) == (clock, basis)


NATION = DOCUMENT.replace("bj-2020", "cn-2016").replace("bj20-", "cn16-").replace("990100", "000000")
NATION = NATION.replace("12h", "24h").replace("2020-01-01", "2016-08-12")
LOOSE = DOCUMENT.replace("bj-2020", "bj-2021").replace("bj20-", "bj21-").replace("12h", "48h")


def test_texts_stack_and_the_strictest_is_the_headline(tmp_path: Path) -> None:
    rules = load(tmp_path, DOCUMENT, NATION, LOOSE)
    found = {bound.clause.id: bound for bound in binding(rules, "990102", date(2021, 5, 1))}
    assert next(iter(found)) == "cn16-press", "the nation comes first"
    assert found["bj20-press"].headline == {Grade.EXTREME, Grade.MAJOR}
    assert found["cn16-press"].headline == frozenset()
    assert found["cn16-press"].stricter == ("bj20-press",)
    assert set(found["bj21-press"].stricter) == {"cn16-press", "bj20-press"}
    elsewhere = {bound.clause.id for bound in binding(rules, "980100", date(2021, 5, 1))}
    assert elsewhere == {"cn16-press"}


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), InForce.YES),
        (date(2020, 12, 31), InForce.YES),
        (date(2021, 1, 1), None),
    ],
)
def test_a_document_binds_from_its_first_day_to_its_last(tmp_path: Path, on: date, state: InForce | None) -> None:
    rules = load(tmp_path, DOCUMENT.replace("2020-01-01", "2020-01-01\neffective_to: 2020-12-31"))
    assert [bound.in_force for bound in binding(rules, "990100", on)] == ([] if state is None else [state])


def test_a_document_without_a_first_day_is_shown_and_never_scored(tmp_path: Path) -> None:
    rules = load(tmp_path, DOCUMENT.replace("effective_from: 2020-01-01\n", ""))
    (bound,) = binding(rules, "990100", date(2021, 1, 1))
    assert bound.in_force is InForce.UNKNOWN
    assert bound.scored is False
    assert bound.headline == frozenset()
    assert FindingKind.UNDATED in {finding.kind for finding in validate(rules)}


def test_a_clause_for_one_type_of_incident_never_displaces_the_general_one(tmp_path: Path) -> None:
    special = DOCUMENT.replace("within: 12h", "within: 12h\n    event_types: [事故灾难/环境污染]")
    found = {b.clause.id: b for b in binding(load(tmp_path, special, NATION), "990100", date(2021, 1, 1))}
    assert found["cn16-press"].headline == {Grade.EXTREME, Grade.MAJOR}
    assert found["cn16-press"].stricter == ("bj20-press",)
    assert found["bj20-press"].headline == {Grade.EXTREME, Grade.MAJOR}


def test_a_sound_document_gives_no_finding(tmp_path: Path) -> None:
    assert validate(load(tmp_path, DOCUMENT)) == ()


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        (
            DOCUMENT + "  - {id: x, duty: press_conference, within: 6h, grades: [重大], clock: onset, quote: 六}\n",
            FindingKind.OVERLAP,
            "990100-bj-2020.yaml:14:10: owes press_conference at 重大, as bj20-press does",
        ),
        (
            DOCUMENT.replace("quote", "accepts: []\n    quote"),
            FindingKind.DEAD,
            "990100-bj-2020.yaml:7:9: has a limit, but no role discharges it",
        ),
        (
            DOCUMENT.replace("[特别重大, 重大]", "[特别重大, 较大]"),
            FindingKind.GAP,
            "990100-bj-2020.yaml:1:5: owes press_conference above and below 重大, but not at it",
        ),
        (
            DOCUMENT.replace("source: https://www.binjiang.example/art/1.html\n", ""),
            FindingKind.UNSOURCED,
            "990100-bj-2020.yaml:1:5: no source is named",
        ),
        (
            DOCUMENT.replace("990100", "990200"),
            FindingKind.MISNAMED,
            '990100-bj-2020.yaml:1:5: the file is called "990100-bj-2020.yaml"; call it "990200-bj-2020.yaml"',
        ),
        (
            DOCUMENT.replace("2020-01-01", "2020-01-01\nissued: 2021-01-01"),
            FindingKind.DATES,
            "990100-bj-2020.yaml:1:5: issued 2021-01-01, after its first day in force 2020-01-01",
        ),
    ],
)
def test_what_a_lawyer_should_look_at_is_found(tmp_path: Path, text: str, kind: FindingKind, said: str) -> None:
    (finding,) = validate(load(tmp_path, text))
    assert finding.kind is kind
    assert str(finding).replace(f"{tmp_path}/", "").startswith(said)


def test_a_looser_text_under_a_stricter_one_is_found_unreachable(tmp_path: Path) -> None:
    found = [f for f in validate(load(tmp_path, DOCUMENT, NATION, LOOSE)) if f.kind is FindingKind.SHADOWED]
    assert [(finding.clause, "bj20-press, cn16-press" in finding.problem.what) for finding in found] == [
        ("bj21-press", False)
    ]
    assert "asks for more all the time it is in force" in found[0].problem.what


def test_days_between_two_documents_on_which_nothing_binds_are_found(tmp_path: Path) -> None:
    first = DOCUMENT.replace("2020-01-01", "2020-01-01\neffective_to: 2020-06-30")
    second = DOCUMENT.replace("bj-2020", "bj-2021").replace("bj20-", "bj21-").replace("2020-01-01", "2021-01-01")
    gaps = [f.problem.what for f in validate(load(tmp_path, first, second)) if f.kind is FindingKind.GAP]
    assert gaps == ["nothing asks for press_conference at 990100 from 2020-07-01 to 2020-12-31"]


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (None, "无数字"),
        (Within(timedelta(hours=5)), "5小时"),
        (Within(timedelta(minutes=15)), "15分钟"),
        (WorkingDays(3), "3个工作日"),
        (CalendarDays(30), "30日"),
        (CalendarDays(0), "同日"),
        (Months(3), "3个月"),
        (ByDate(date(2021, 3, 31)), "2021-03-31前"),
        (Every(1, days=7), "每7日"),
        (Every(2, months=12), "每12个月至少2次"),
    ],
)
def test_a_limit_is_said_in_chinese(limit: Limit | None, words: str) -> None:
    assert say_limit(limit) == words


def test_less_time_is_stricter_and_no_number_is_loosest(tmp_path: Path) -> None:
    day, none = one(tmp_path, within="24h"), one(tmp_path, within=None)
    half = one(tmp_path, within="12h")
    assert stricter(half, day)
    assert not stricter(day, half)
    assert not stricter(day, day)
    assert stricter(day, none)
    assert not stricter(none, day)
    assert {half.duty, day.duty} == {Duty.PRESS_CONFERENCE}
