"""A dossier as ordered entries."""

from __future__ import annotations

from dataclasses import replace

from monitor.core.dossier import Authority, TollClaim
from monitor.core.incident import Grade
from monitor.core.moment import Basis, Moment, instant
from monitor.core.statement import Harm, Role
from monitor.core.timeline import Entry, EntryKind, build
from monitor.core.verdict import judge_all
from tests.building import NOTICE_61, RULES_80, at, dossier, evidence, moment, release, watch


def kinds(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.kind.value for entry in entries]


def test_everything_dated_stands_in_order_with_deadlines_and_now() -> None:
    pages = [
        release("通报", claimed=moment("2023-04-18 15:50")),
        release(
            "发布会", url="https://www.binjiang.example/2", claimed=moment("2023-04-19 11:00"),
            role=Role.PRESS_CONFERENCE, held=moment("2023-04-19 10:00"), seen="2023-04-19 11:30", absent=None,
        ),
        release(
            "媒体", agency=None, official=False, speaker="滨江日报", claimed=moment("2023-04-18 14:00"), absent=None
        ),
    ]  # fmt: skip
    made = dossier(releases=pages, watches=[watch()], grade=Grade.MAJOR)
    entries = build(made, judge_all([RULES_80, NOTICE_61], made))
    assert kinds(entries) == [
        "onset", "mention", "release", "grade", "toll", "deadline", "press_conference", "release", "deadline", "as_of",
    ]  # fmt: skip
    assert entries[1].agency == "滨江日报"
    assert entries[2].detail == "authoritative_info"
    assert (entries[3].subject, entries[4].subject, entries[4].detail) == ("重大", "dead", "12")
    assert (entries[5].subject, entries[5].detail) == ("gb80-info-5h", "met")
    assert entries[6].at == moment("2023-04-19 10:00")
    assert entries[-1].at == instant(made.as_of)


def test_hole_stands_once_however_many_verdicts_it_touches() -> None:
    blind = watch(looks=[("2023-04-10", "2023-04-18 14:00"), ("2023-04-18 15:00", "2023-04-25")])
    made = dossier(watches=[blind])
    entries = build(made, judge_all([RULES_80, NOTICE_61], made))
    holes = [entry for entry in entries if entry.kind is EntryKind.HOLE]
    assert [(hole.subject, hole.detail) for hole in holes] == [("binjiang-gov-news", "rolled_over")]
    assert holes[0].at == moment("2023-04-18 14:00", "2023-04-18 15:00", basis=Basis.OBSERVED)


def test_toll_stands_where_it_rises_and_when_it_was_current() -> None:
    def toll(
        low: int, high: int | None, hour: int, *, kind: Harm = Harm.DEAD, as_of: Moment | None = None
    ) -> TollClaim:
        proof = evidence(capture=f"c{hour}", recorded=f"2023-04-18 {hour}:00")
        return TollClaim(kind, low, high, moment(f"2023-04-18 {hour}:00"), Authority.AGENCY, proof, as_of)

    current = moment("2023-04-18 16:30")
    dead = (toll(3, 3, 14), toll(3, 3, 15), toll(2, 2, 16), toll(5, None, 17, as_of=current), toll(6, 8, 18))
    tolls = (*dead, toll(0, 0, 19, kind=Harm.MISSING))
    entries = build(replace(dossier(), tolls=tolls), ())
    found = [(entry.detail, entry.at) for entry in entries if entry.kind is EntryKind.TOLL]
    assert found == [
        ("3", moment("2023-04-18 14:00")), ("5–", current), ("6–8", moment("2023-04-18 18:00")),
        ("0", moment("2023-04-18 19:00")),
    ]  # fmt: skip


def test_moments_open_below_stand_where_they_end_and_nothing_known_is_no_fault() -> None:
    unbounded = release(claimed=None, seen="2023-04-18 16:00", absent=None)
    made = dossier(onset=None, dead=None, releases=[unbounded])
    assert kinds(build(made, judge_all([RULES_80], made))) == ["release", "as_of"]
    assert build(made, ())[0].at == Moment(None, at("2023-04-18 16:00"), Basis.OBSERVED)
    nameless = dossier(releases=[release(speaker="", agency=None, official=False)])
    assert [e.agency for e in build(nameless, ()) if e.kind is EntryKind.MENTION] == [""]
