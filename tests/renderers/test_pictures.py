"""Pictures: well-formed, self-contained, told in words too, and nothing in them cut off."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from monitor.core.periods import month, year
from monitor.core.response_times import Spread
from monitor.core.turnbull import turnbull
from monitor.core.verdict import Status, judge_all
from monitor.core.weekly import FeedHealth, compile_week
from monitor.renderers.pictures import coverage_calendar, incident_timeline, period_overview, response_curve
from monitor.renderers.pictures._outcomes import OUTCOMES
from monitor.renderers.pictures._svg import FONTS, fitted, text_width, wrapped
from monitor.renderers.pictures._words import PICTURE, words
from tests.building import at, dossier, moment, release, watch
from tests.renderers.cases import CASES, INSTRUMENTS, empty_week, judged, week
from tests.renderers.golden import check

HOSTILE = '</title><script>alert(1)</script> & "x" \x1b[31m 一个很长的名字' * 6
TIMES = [(float(n % 7), None if n % 5 == 0 else float(n % 7 + 1 + n % 3)) for n in range(40)]
SPREAD = Spread("authoritative_info", tuple(sorted(TIMES, key=str)), 1, (5.0,), turnbull(TIMES))


def timeline(status: Status, lang: str) -> str:
    made, verdicts = judged(status)
    return incident_timeline(made, verdicts, lang=lang)


def hostile(lang: str) -> str:
    pages = [
        release(HOSTILE, url=f"https://e.example/{n}", speaker=HOSTILE, claimed=moment("2023-04-18 15:50"))
        for n in range(20)
    ]
    made = dossier(name=HOSTILE, releases=pages, watches=[watch(feed=f"feed-{n}") for n in range(12)])
    return incident_timeline(made, judge_all(INSTRUMENTS, made), lang=lang)


def overview(lang: str) -> str:
    report = week()
    return period_overview(report.rows, report.period, as_of=report.as_of, lang=lang)


def calendar(lang: str) -> str:
    report = week()
    return coverage_calendar(report.feeds, report.period, as_of=at("2023-04-22 08:00"), lang=lang)


def many(lang: str) -> str:
    rows = [dossier(id=f"i-{n}", name=f"滨江市第{n}号化工厂爆炸", watches=[watch()]) for n in range(200)]
    pairs = [(one, judge_all(INSTRUMENTS, one)) for one in rows]
    report = compile_week(month("2023-04"), at("2023-04-25"), now=pairs, before=[], feeds=[], instruments=[])
    return period_overview(report.rows, report.period, as_of=report.as_of, lang=lang)


def feeds(lang: str) -> str:
    lines = [
        FeedHealth(
            f"feed-{n}", "https://f.example/", 3, {}, timedelta(hours=8760 - n), timedelta(hours=8760),
            (moment("2023-03-01", f"2023-03-{2 + n % 20:02d}"),),
        )
        for n in range(60)
    ]  # fmt: skip
    return coverage_calendar(lines, year("2023"), as_of=at("2023-11-01"), lang=lang)


PICTURES: dict[str, Callable[[str], str]] = {
    **{f"timeline-{status.value}": lambda lang, status=status: timeline(status, lang) for status in CASES},  # type: ignore[misc]
    "timeline-hostile": hostile,
    "overview": overview,
    "overview-many": many,
    "overview-empty": lambda lang: period_overview((), empty_week().period, as_of=at("2023-04-24 08:00"), lang=lang),
    "calendar": calendar,
    "calendar-year": feeds,
    "calendar-none": lambda lang: coverage_calendar((), empty_week().period, as_of=at("2023-04-24"), lang=lang),
    "curve": lambda lang: response_curve(SPREAD, lang=lang),
    "curve-few": lambda lang: response_curve(replace(SPREAD, observed=SPREAD.observed[:4]), lang=lang),
}
SVG = "{http://www.w3.org/2000/svg}"
every = pytest.mark.parametrize("name", PICTURES)
both = pytest.mark.parametrize("lang", ["zh", "en"])


@every
@both
def test_a_picture_says_itself_in_words_and_needs_nothing_else(name: str, lang: str) -> None:
    text = PICTURES[name](lang)
    root = ElementTree.fromstring(text)
    assert root.attrib["role"] == "img"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert title.text
    assert desc.text
    assert root.attrib["aria-labelledby"].split() == [title.attrib["id"], desc.attrib["id"]]
    assert root.attrib["font-family"] == FONTS
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert tags <= {"svg", "title", "desc", "defs", "pattern", "path", "rect", "line", "circle", "text"}
    assert not re.search(r"style=|href|@import|url\((?!#)|<style|on\w+=", text)
    used = set(re.findall(r"url\(#([\w-]+)\)", text))
    assert used == {each.attrib["id"] for each in root.iter(f"{SVG}pattern")}


@every
@both
def test_no_words_leave_the_picture(name: str, lang: str) -> None:
    root = ElementTree.fromstring(PICTURES[name](lang))
    wide, high = (float(root.attrib[key]) for key in ("width", "height"))
    for each in root.iter(f"{SVG}text"):
        said = "".join(each.itertext()) if len(each) == 0 else (each[-1].tail or "")
        x, y, size = (float(each.attrib[key]) for key in ("x", "y", "font-size"))
        length = text_width(said, size)
        left = {"start": x, "middle": x - length / 2, "end": x - length}[each.attrib["text-anchor"]]
        assert left >= -2, said
        assert left + length <= wide + 2, said
        assert 0 < y < high, said


@every
def test_the_same_values_give_the_same_picture(name: str) -> None:
    assert PICTURES[name]("zh") == PICTURES[name]("zh")


@pytest.mark.parametrize(
    ("name", "lang"),
    [
        ("timeline-met", "zh"),
        ("timeline-unobserved", "en"),
        ("overview", "zh"),
        ("calendar", "en"),
        ("curve", "zh"),
    ],
)
def test_pictures_look_as_they_did(name: str, lang: str) -> None:
    check(f"pictures/{name}.{lang}.svg", (PICTURES[name](lang).replace("><", ">\n<") + "\n").encode())


def test_every_outcome_has_a_mark_of_its_own_or_of_its_kind() -> None:
    assert set(OUTCOMES) == set(Status)
    grave = {OUTCOMES[Status.LATE].shape, OUTCOMES[Status.NONE_FOUND].shape}
    assert len(grave) == 2
    assert OUTCOMES[Status.MET].shape not in grave


def test_what_is_not_drawn_is_counted() -> None:
    assert words("more_incidents", "zh", n=176) in many("zh")
    assert words("more_pages", "en", n=4) in hostile("en")
    assert words("more_feeds", "en", n=4) in hostile("en")
    assert words("rest_full", "en", n=36) in feeds("en")


def test_a_hole_and_a_failed_poll_are_drawn() -> None:
    text = timeline(Status.UNOBSERVED, "zh")
    assert "2023-04-18 13:00 – 2023-04-18 22:00" in text
    assert "picture-cross" not in text  # ids begin with the picture's own
    assert "timeline-cross" in text


def test_few_cases_draw_no_curve() -> None:
    assert "<path" not in PICTURES["curve-few"]("zh")


def test_every_phrase_has_both_languages() -> None:
    for key, (zh, en) in PICTURE.items():
        assert zh, key
        assert en, key
        assert sorted(re.findall(r"{\w+}", zh)) == sorted(re.findall(r"{\w+}", en)), key


def test_long_words_are_cut_and_wrapped_to_their_room() -> None:
    assert text_width(fitted("滨江市" * 40, 12, 100), 12) <= 100
    assert all(text_width(line, 12) <= 120 for line in wrapped("滨江市化工厂爆炸，现场 rescue work continues", 12, 120))
    assert "".join(wrapped("滨江市化工厂爆炸", 12, 40)) == "滨江市化工厂爆炸"
