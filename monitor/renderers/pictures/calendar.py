"""A calendar of coverage: day by day, how much of each feed was seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from monitor.core.periods import Period
from monitor.core.weekly import FeedHealth
from monitor.renderers._words import WEEKDAYS
from monitor.renderers.pictures._svg import INK, LINE, SOFT, Drawing, text_width
from monitor.renderers.pictures._words import words

WIDTH, LABELS, TOP, ROW = 960, 210, 84, 24
FEEDS = 24
DAYS = 35
"""Longer periods are drawn by the week, so that cells stay large enough to be read."""
GREY = "#6f6f6f"


def coverage_calendar(
    feeds: Sequence[FeedHealth], period: Period, *, as_of: datetime, lang: str = "zh", ident: str = "calendar"
) -> str:
    """The picture as SVG text. Feeds that were seen least stand first where not all can be drawn."""
    cells = _cells(period)
    unit = words("day" if cells[0][1] - cells[0][0] == timedelta(days=1) else "week", lang)
    shown = sorted(feeds, key=lambda f: f.feed)
    if len(shown) > FEEDS:
        worst = sorted(shown, key=lambda f: (f.covered / f.of if f.of else 1.0, f.feed))[:FEEDS]
        shown = sorted(worst, key=lambda f: f.feed)
    separator = "；" if lang == "zh" else "; "
    told = separator.join(f"{f.feed} {_share(f)}" for f in shown) or words("no_feeds", lang)
    title = words("calendar", lang, period=period.name)
    board = Drawing(WIDTH, 0, title, words("calendar_desc", lang, unit=unit, feeds=told), ident)
    board.text(14, 26, title, size=17, bold=True, room=WIDTH - 28)
    wide = (WIDTH - LABELS - 74) / len(cells)
    _heads(board, cells, wide, lang)
    y = float(TOP)
    for health in shown:
        board.text(14, y + 16, health.feed, size=12, room=LABELS - 22)
        for number, (first, last) in enumerate(cells):
            _cell(board, health, first, last, min(period.end, as_of), LABELS + number * wide, y, wide)
        board.text(WIDTH - 14, y + 16, _share(health), size=12, anchor="end")
        y += ROW
    if not shown:
        board.text(14, y + 16, words("no_feeds", lang), size=12, fill=SOFT)
        y += ROW
    if len(feeds) > len(shown):
        board.text(14, y + 16, words("rest_full", lang, n=len(feeds) - len(shown)), size=12, fill=SOFT)
        y += ROW
    board.height = _legend(board, y + 22, lang) + 14
    return board.svg()


def _cells(period: Period) -> list[tuple[datetime, datetime]]:
    """The days of the period, or its weeks where it is long."""
    days = (period.last - period.first).days + 1
    step = 1 if days <= DAYS else 7
    starts = [period.first + timedelta(days=n) for n in range(0, days, step)]
    marks = [*(period.midnight(day) for day in starts), period.end]
    return list(pairwise(marks))


def _heads(board: Drawing, cells: list[tuple[datetime, datetime]], wide: float, lang: str) -> None:
    by_day = cells[0][1] - cells[0][0] == timedelta(days=1)
    month = None
    for number, (start, _) in enumerate(cells):
        day = Period.day(start)
        x = LABELS + (number + 0.5) * wide
        if by_day:
            head = f"{day:%m-%d}" if wide > 40 or number == 0 or day.day == 1 else f"{day:%d}"
            board.text(x, TOP - 8, head, size=11, anchor="middle", bold=day.weekday() > 4)
            if wide > 20:
                name = WEEKDAYS[day.weekday()][0 if lang == "zh" else 1]
                board.text(x, TOP - 24, name, size=11, anchor="middle", fill=SOFT)
        elif (day.year, day.month) != month and wide * 4 > 30:
            board.text(x, TOP - 8, _month(day, first=month is None), size=11)
        month = (day.year, day.month)


def _month(day: date, *, first: bool) -> str:
    return f"{day:%Y-%m}" if first or day.month == 1 else f"{day:%m}"


def _cell(
    board: Drawing, health: FeedHealth, first: datetime, last: datetime, until: datetime, x: float, y: float,
    wide: float,
) -> None:  # fmt: skip
    gap = 2 if wide > 12 else 1
    left, width, height = x + gap / 2, wide - gap, ROW - 4
    end = min(last, until)
    if end <= first:
        board.rect(left, y + 2, width, height, stroke=LINE)
        return
    share = 1 - _blind(health, first, end) / (end - first)
    tip = f"{Period.day(first):%Y-%m-%d} {int(share * 1000) / 10:g}%"
    if share >= 1:
        board.rect(left, y + 2, width, height, fill=GREY, stroke=INK, thick=0.6, tip=tip)
    elif share <= 0:
        board.rect(left, y + 2, width, height, fill="cross", stroke=INK, thick=0.6, tip=tip)
    else:
        board.rect(left, y + 2, width, height, fill="hatch", stroke=INK, thick=0.6, tip=tip)
        solid = height * share
        board.rect(left, y + 2 + height - solid, width, solid, fill=GREY, tip=tip)


def _blind(health: FeedHealth, start: datetime, end: datetime) -> timedelta:
    """How much of the stretch nobody saw on this feed."""
    blind = timedelta(0)
    for hole in health.holes:
        low, high = max(start, hole.earliest or start), min(end, hole.latest or end)
        blind += max(high - low, timedelta(0))
    if not health.of:
        return end - start
    return blind


def _share(health: FeedHealth) -> str:
    return f"{int(1000 * (health.covered / health.of)) / 10:g}%" if health.of else "–"


def _legend(board: Drawing, y: float, lang: str) -> float:
    x = 14.0
    for key, fill in (("full", GREY), ("part", "hatch"), ("none", "cross"), ("future", "none")):
        board.rect(x, y - 9, 16, 14, fill=fill, stroke=LINE if key == "future" else INK, thick=0.6)
        if key == "part":
            board.rect(x, y - 2, 16, 7, fill=GREY)
        said = words(f"key_{key}", lang)
        board.text(x + 22, y + 2, said, size=11, fill=SOFT)
        x += 22 + text_width(said, 11) + 20
    return y
