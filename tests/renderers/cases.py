"""One invented incident for each outcome, and a week made of all of them."""

from __future__ import annotations

from datetime import timedelta

from monitor.core.dossier import Dossier
from monitor.core.statement import Role
from monitor.core.verdict import Status, Verdict, judge_all
from monitor.core.weekly import FeedHealth, WeeklyReport, compile_week, iso_week
from monitor.renderers.formats import Context
from tests.building import INFO_5H, NOTICE_61, RULES_80, at, dossier, moment, place_name, release, watch

INSTRUMENTS = (NOTICE_61, RULES_80)
CONTEXT = Context(place_name, INSTRUMENTS)
CONFERENCE = "https://www.binjiang.example/xwfbh/20230419.html"


def conference(held: str = "2023-04-19 09:00", **more: object):  # type: ignore[no-untyped-def]
    """The city's press conference, reported on its own site."""
    return release(
        "滨江市举行新闻发布会通报爆炸事故情况", url=CONFERENCE, role=Role.PRESS_CONFERENCE,
        held=moment(held), captures=("cap-conference",), **{"claimed": moment("2023-04-19 11:00"),
        "seen": "2023-04-19 11:15", "absent": "2023-04-19 11:00", **more},
    )  # fmt: skip


def notice(**more: object):  # type: ignore[no-untyped-def]
    """The city's first information."""
    return release(**{"claimed": moment("2023-04-18 15:50"), **more})


CASES: dict[Status, Dossier] = {
    Status.MET: dossier(id="i-1", releases=[notice(), conference()], watches=[watch()]),
    Status.LATE: dossier(
        id="i-2", name="临港区粮库坍塌", place="990102", type="事故灾难/坍塌",
        releases=[notice(claimed=moment("2023-04-18 21:00"), seen="2023-04-18 21:10", absent="2023-04-18 20:55")],
        watches=[watch()],
    ),
    Status.NONE_FOUND: dossier(id="i-3", name="滨江大桥垮塌", type="事故灾难/坍塌", watches=[watch()]),
    Status.PENDING: dossier(
        id="i-4", as_of="2023-04-18 15:00", name="滨江市客车坠河", type="事故灾难/道路交通",
        known=moment("2023-04-18 14:10"), watches=[watch(until="2023-04-18 14:55")],
    ),
    Status.UNDETERMINED: dossier(
        id="i-5", name="滨江市冷库火灾", type="事故灾难/火灾",
        releases=[notice(claimed=moment("2023-04-18"), seen="2023-04-20 09:00", absent=None)], watches=[watch()],
    ),
    Status.UNOBSERVED: dossier(
        id="i-6", name="滨江市煤矿透水", type="事故灾难/矿山",
        watches=[watch(
            looks=[("2023-04-10", "2023-04-18 13:00"), ("2023-04-18 22:00", "2023-04-25")],
            failures=[("2023-04-18 14:00", "timeout"), ("2023-04-18 15:00", "http_error")],
        )],
    ),
    Status.DISPUTED: dossier(
        id="i-7", name="滨江市码头油罐起火", type="事故灾难/火灾",
        releases=[notice(claimed=moment("2023-04-18 15:00"), seen="2023-04-21 09:00", absent="2023-04-21 08:45")],
        watches=[watch()],
    ),
    Status.NOT_APPLICABLE: dossier(id="i-8", name="滨江市民房倒塌", type="事故灾难/坍塌", dead=4, watches=[watch()]),
    Status.APPLICABILITY_UNKNOWN: dossier(
        id="i-9", name="滨江市某中学师生不适", type="公共卫生/食物中毒", dead=None, unconfirmed=True, watches=[watch()],
    ),
}  # fmt: skip
"""The outcome named is that of ``gb80-info-5h``."""


def judged(status: Status) -> tuple[Dossier, tuple[Verdict, ...]]:
    """The incident with all its verdicts."""
    return CASES[status], judge_all(INSTRUMENTS, CASES[status])


def verdict_of(status: Status) -> Verdict:
    """The verdict that has this outcome."""
    return next(v for v in judged(status)[1] if v.clause.id == INFO_5H.id)


FEEDS = (
    FeedHealth(
        "binjiang-gov-news", "https://www.binjiang.example/list/", 600, {"timeout": 3, "http_error": 1},
        timedelta(hours=163), timedelta(hours=168), (moment("2023-04-18 15:00", "2023-04-18 20:00"),),
    ),
    FeedHealth("east-media", "https://news.example/", 672, {}, timedelta(hours=168), timedelta(hours=168), ()),
)  # fmt: skip
RULES = tuple((one.id, one.number or one.title, str(one.effective_from)) for one in INSTRUMENTS)


def week(*extra: Dossier) -> WeeklyReport:
    """All outcomes in one week; last week's report knew only the first incident, then open."""
    now = [judged(status) for status in CASES] + [(one, judge_all(INSTRUMENTS, one)) for one in extra]
    young = dossier(id="i-1", as_of="2023-04-18 14:00", watches=[watch(until="2023-04-18 14:00")])
    return compile_week(
        iso_week("2023-W16"), at("2023-04-25 08:00"), now=now, before=[(young, judge_all(INSTRUMENTS, young))],
        feeds=FEEDS, instruments=RULES, unread=2,
    )  # fmt: skip


def empty_week() -> WeeklyReport:
    """Nothing happened."""
    return compile_week(iso_week("2023-W16"), at("2023-04-24 08:00"), now=[], before=[], feeds=FEEDS, instruments=RULES)
