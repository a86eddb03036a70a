"""What people read at a terminal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from monitor.core.timeline import build
from monitor.core.verdict import Status, judge_all
from monitor.renderers import terminal
from monitor.renderers._columns import Sheet, clip, tidy
from monitor.renderers._words import countdown
from tests.building import at, dossier, moment, place_name, release, watch
from tests.renderers.cases import CASES, INSTRUMENTS, judged, verdict_of
from tests.renderers.golden import check

ANSI = re.compile(r"\x1b\[[0-9;]*m")
CAPTURES = (
    terminal.CaptureLine(
        "cap-release", "https://www.binjiang.example/tb/1.html", "2023-04-18-001.warc.gz", 81234, "ab" * 32,
        at("2023-04-18 16:00"),
    ),
)  # fmt: skip


def page(status: Status, lang: str, *, width: int = 80, colour: bool = False) -> str:
    one, verdicts = judged(status)
    return terminal.timeline(
        one, verdicts, build(one, verdicts), place_name=place_name, lang=lang, width=width, colour=colour
    )


def working(status: Status, lang: str, *, width: int = 80, colour: bool = False) -> str:
    return terminal.explanation(
        CASES[status], verdict_of(status), CAPTURES, place_name=place_name, lang=lang, width=width, colour=colour
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("status", list(CASES))
def test_timeline_and_working_of_every_outcome_read_as_they_did(status: Status, lang: str) -> None:
    assert verdict_of(status).status is status
    text = page(status, lang) + "\n\n" + "=" * 80 + "\n\n" + working(status, lang) + "\n"
    check(f"terminal/{status.value}.{lang}.txt", text.encode())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_read_as_they_did(lang: str) -> None:
    rows = [judged(status) for status in CASES]
    text = (
        terminal.incidents(rows, place_name=place_name, lang=lang)
        + "\n\n"
        + terminal.verdicts(rows, lang=lang, place_name=place_name)
    )
    check(f"terminal/tables.{lang}.txt", (text + "\n").encode())


@pytest.mark.parametrize("width", [60, 72, 80, 100, 160])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_over_the_width(width: int, lang: str) -> None:
    rows = [judged(status) for status in CASES]
    texts = [draw(status, lang, width=width) for status in CASES for draw in (page, working)]
    texts += [
        terminal.incidents(rows, place_name=place_name, lang=lang, width=width),
        terminal.verdicts(rows, place_name=place_name, lang=lang, width=width),
    ]
    for line in "\n".join(texts).splitlines():
        assert cell_len(line) <= width, line


WORDS = st.text(st.sampled_from("事故通报“”（）。，、a-Z 0:/.é🚒\t\n\u200b\x1b[31m"), max_size=120)


@settings(max_examples=150, deadline=None)
@given(words=WORDS, width=st.integers(20, 100), indent=st.integers(0, 8))
def test_wrapping_loses_nothing_and_fits(words: str, width: int, indent: int) -> None:
    sheet = Sheet(width)
    sheet.put((words, ""), indent=indent)
    lines = sheet.text(colour=False).split("\n")
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(tidy(words).split())


@given(words=WORDS, width=st.integers(4, 40))
def test_clipping_fits_and_keeps_what_fits(words: str, width: int) -> None:
    clipped = clip(words, width)
    assert cell_len(clipped) <= width
    assert clipped == tidy(words) or clipped.endswith("…")


@pytest.mark.parametrize("status", list(CASES))
def test_colour_changes_no_word(status: Status) -> None:
    for draw in (page, working):
        plain, coloured = draw(status, "zh"), draw(status, "zh", colour=True)
        assert "\x1b" not in plain
        assert ANSI.search(coloured)
        assert [line.rstrip() for line in ANSI.sub("", coloured).splitlines()] == plain.splitlines()


def test_a_title_cannot_steer_the_terminal() -> None:
    one = dossier(
        name="滨江\x1b]0;owned\x07爆炸\u202e",
        releases=[release("题\x1b[2J目\r\n第二行", speaker="机\x9b31m关")],
        watches=[watch()],
    )
    verdicts = judge_all(INSTRUMENTS, one)
    rows = [(one, verdicts)]
    texts = [
        terminal.timeline(one, verdicts, build(one, verdicts)),
        terminal.incidents(rows),
        terminal.verdicts(rows),
        *(terminal.explanation(one, verdict) for verdict in verdicts),
    ]
    for text in texts:
        assert not set(text) & set("\x1b\x07\x9b\u202e\r")


def test_a_very_long_title_stays_quick() -> None:
    one = dossier(releases=[release("a" * 400_000 + "长" * 100_000)])
    text = terminal.timeline(one, (), build(one, ()))
    assert max(map(cell_len, text.splitlines())) <= 80


def test_each_verdict_of_the_working_can_be_redone_by_hand() -> None:
    text = working(Status.MET, "en")
    for line in (
        "2023-04-18 12:57 + 5 h = 2023-04-18 17:57",
        "2023-04-18 12:58 + 5 h = 2023-04-18 17:58",
        "f2 2023-04-18 15:51 ≤ 2023-04-18 17:57 d1",
        "2023-04-18-001.warc.gz @81234",
        "sha256 " + "ab" * 32,
    ):
        assert line in text


def test_a_dispute_shows_both_readings() -> None:
    text = working(Status.DISPUTED, "zh")
    believed, _, observed = text.partition("信实际观测")
    assert "f2 2023-04-18 15:01 ≤ 2023-04-18 17:57 d1" in believed
    assert "f1 2023-04-21 08:45 ≥ 2023-04-18 17:58 d2" in observed


def test_empty_lists_say_so() -> None:
    assert terminal.incidents([]) == "没有事件"
    assert terminal.verdicts([], lang="en") == "no verdicts"


@pytest.mark.parametrize(
    ("now", "zh", "en"),
    [
        ("2023-04-18 15:00:00", "剩余 02:57:00", "02:57:00 left"),
        ("2023-04-17 12:56:50", "剩余 1 天 05:00:10", "1 d 05:00:10 left"),
        ("2023-04-18 17:57:30", "时限可能已到", "the window may have closed already"),
        ("2023-04-18 17:58:00", "时限已过", "the window has closed"),
    ],
)
def test_a_live_screen_counts_down_to_the_second(now: str, zh: str, en: str) -> None:
    pending = verdict_of(Status.PENDING)
    assert pending.deadline is not None
    assert countdown(pending.deadline, at(now), "zh") == zh
    assert countdown(pending.deadline, at(now), "en") == en


def test_an_uncertain_deadline_counts_down_as_an_interval() -> None:
    deadline = moment("2023-04-18 17:00", "2023-04-18 18:00")
    assert countdown(deadline, at("2023-04-18 16:59:59"), "zh") == "剩余 00:00:01–01:00:01"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_three_lists_count_down_and_keep_their_width(lang: str) -> None:
    one, verdicts = judged(Status.PENDING)
    now = at("2023-04-18 15:30:15")
    said = "02:26:45"
    rows = [judged(status) for status in CASES]
    for text in (
        terminal.timeline(one, verdicts, build(one, verdicts), place_name=place_name, lang=lang, now=now),
        terminal.incidents(rows, place_name=place_name, lang=lang, now=now),
        terminal.verdicts(rows, place_name=place_name, lang=lang, now=now),
    ):
        assert said in text
        assert max(cell_len(line) for line in text.split("\n")) <= 80
