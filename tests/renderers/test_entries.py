"""Which entries of a timeline are shown, and what would settle a verdict that is open."""

from __future__ import annotations

import pytest

from monitor.core.instrument import ClockStart
from monitor.core.moment import instant
from monitor.core.timeline import Entry, EntryKind
from monitor.core.verdict import Status, judge
from monitor.renderers._entries import entry_words, shown
from monitor.renderers._settling import settles
from tests.building import INFO_5H, RULES_80, at, clause, dossier, moment, release, watch
from tests.renderers.cases import CASES, verdict_of


def hole(start: str, end: str, feed: str = "a") -> Entry:
    return Entry(moment(start, end), EntryKind.HOLE, feed, "not_polled")


AS_OF = Entry(instant(at("2023-04-18 20:00")), EntryKind.AS_OF, "")


@pytest.mark.parametrize(
    ("holes", "expected"),
    [
        ([hole("2023-04-18 15:00", "2023-04-18 18:00"), hole("2023-04-18 15:00", "2023-04-18 19:00")], ["15–19 a"]),
        ([hole("2023-04-18 15:00", "2023-04-18 18:00"), hole("2023-04-18 15:00", "2023-04-18 18:00")], ["15–18 a"]),
        ([hole("2023-04-18 15:00", "2023-04-18 18:00"), hole("2023-04-18 15:00", "2023-04-18 19:00", "b")],
         ["15–18 a", "15–19 b"]),
        ([hole("2023-04-18 15:00", "2023-04-18 16:00"), hole("2023-04-18 17:00", "2023-04-18 19:00")],
         ["15–16 a", "17–19 a"]),
        ([hole("2023-04-18 18:00", "2023-04-19 12:00"), hole("2023-04-18 18:00", "2023-04-20 12:00")], ["18–20 a"]),
        ([hole("2023-04-18 19:30", "2023-04-19 12:00")], []),
        ([hole("2023-04-18 21:00", "2023-04-19 12:00")], []),
    ],
)  # fmt: skip
def test_each_blind_stretch_is_told_once_and_none_of_the_future(holes: list[Entry], expected: list[str]) -> None:
    told = [
        f"{e.at.earliest.hour + 8}–{e.at.latest.hour + 8} {e.subject}"
        for e in shown([*holes, AS_OF])
        if e.kind is EntryKind.HOLE and e.at.earliest is not None and e.at.latest is not None
    ]
    assert told == expected


def test_a_deadline_names_document_duty_and_outcome() -> None:
    verdict = verdict_of(Status.NONE_FOUND)
    entry = Entry(moment("2023-04-18 17:57"), EntryKind.DEADLINE, INFO_5H.id, "none_found")
    assert entry_words(entry, [verdict], "zh") == "国办发〔2016〕80号 5 小时内发布权威信息 → 未见回应"
    assert entry_words(entry, [], "en") == "gb80-info-5h → none found"


def test_a_mention_is_not_called_a_mention_twice() -> None:
    entry = Entry(moment("2023-04-18 13:20"), EntryKind.MENTION, "现场浓烟", "mention")
    assert entry_words(entry, [], "zh") == "「现场浓烟」"


def test_a_title_that_quotes_is_quoted_by_the_outer_marks() -> None:
    entry = Entry(moment("2023-04-18 13:20"), EntryKind.RELEASE, "关于“4·18”火灾的「情况通报」", "press_conference")
    assert entry_words(entry, [], "en") == "press conference “关于‘4·18’火灾的‘情况通报’”"
    assert entry_words(entry, [], "zh") == "新闻发布会「关于“4·18”火灾的『情况通报』」"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.MET, ""),
        (Status.LATE, ""),
        (Status.NONE_FOUND, ""),
        (Status.NOT_APPLICABLE, ""),
        (Status.PENDING, "不晚于 2023-04-18 17:57"),
        (Status.UNDETERMINED, "不晚于 2023-04-18 17:57 已可见，则为按时"),
        (Status.UNOBSERVED, "binjiang-gov-news 2023-04-18 13:00–2023-04-18 17:58"),
        (Status.DISPUTED, "独立留存"),
        (Status.APPLICABILITY_UNKNOWN, "定级"),
    ],
)
def test_what_would_settle_each_outcome_is_named(status: Status, words: str) -> None:
    verdict = verdict_of(status)
    said = settles(verdict, "zh")
    assert (words in said) if words else said == ""
    assert bool(settles(verdict, "en")) == bool(said)


def test_every_outcome_has_a_case() -> None:
    assert set(CASES) == set(Status)


def test_an_answer_that_may_belong_elsewhere_is_put_to_a_person() -> None:
    page = release(relays=True, official=False, claimed=moment("2023-04-18 15:50"))
    verdict = judge(RULES_80, INFO_5H, dossier(releases=[page], watches=[watch()]))
    assert verdict.reason == "doubtful_answer"
    assert page.url in settles(verdict, "zh")


def test_an_unknown_start_asks_for_the_onset() -> None:
    late = clause(clock=ClockStart.FIRST_PUBLIC)
    verdict = judge(RULES_80, late, dossier(watches=[watch()]))
    assert verdict.reason == "start_unknown"
    assert "事发时间" in settles(verdict, "zh")


def test_a_city_that_nobody_watches_needs_a_feed() -> None:
    assert "列入监测" in settles(judge(RULES_80, INFO_5H, dossier()), "zh")
