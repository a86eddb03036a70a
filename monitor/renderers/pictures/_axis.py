"""Time along a picture's width: from instants to pixels, and the ticks that people read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.moment import Moment
from monitor.renderers.pictures._svg import LINE, SOFT, Drawing, text_width

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEPS = (HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY)


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of time drawn from ``left`` to ``right`` (pixels)."""

    start: datetime
    end: datetime
    left: float
    right: float

    def x(self, at: datetime | None, *, low: bool = True) -> float:
        """Where the instant lies, kept inside the picture; an open bound is its edge."""
        if at is None:
            return self.left if low else self.right
        share = (at - self.start) / (self.end - self.start)
        return self.left + (self.right - self.left) * min(1.0, max(0.0, share))

    def bar(self, moment: Moment) -> tuple[float, float]:
        """Both bounds of a moment in pixels."""
        return self.x(moment.earliest), self.x(moment.latest, low=False)

    def beyond(self, moment: Moment) -> bool:
        """All of the moment lies after what is drawn."""
        return moment.earliest is not None and moment.earliest >= self.end

    def before(self, moment: Moment) -> bool:
        """All of the moment lies before what is drawn."""
        return moment.latest is not None and moment.latest <= self.start

    def ticks(self) -> Iterator[tuple[datetime, str, str]]:
        """Instants with their label (09:00) and, at the first of a day, the day (06-10)."""
        room = self.right - self.left
        length = self.end - self.start
        step = next((s for s in STEPS if room / (length / s) >= (34 if s < DAY else 44)), None)
        if step is None:
            yield from self._months()
            return
        local = self.start.astimezone(SHANGHAI)
        at = datetime(local.year, local.month, local.day, tzinfo=SHANGHAI).astimezone(UTC)
        day = None
        while at < self.end:
            if at >= self.start:
                here = at.astimezone(SHANGHAI)
                clock = here.strftime("%H:%M") if step < DAY else ""
                yield at, clock, "" if here.date() == day else here.strftime("%m-%d")
                day = here.date()
            at += step

    def _months(self) -> Iterator[tuple[datetime, str, str]]:
        local = self.start.astimezone(SHANGHAI)
        year, month = local.year, local.month
        wide = (self.right - self.left) / ((self.end - self.start) / timedelta(days=30.4)) < 50
        while True:
            at = datetime(year, month, 1, tzinfo=SHANGHAI).astimezone(UTC)
            if at >= self.end:
                return
            if at >= self.start and (not wide or month in (1, 4, 7, 10)):
                yield at, "", f"{year}-{month:02d}"
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)

    def draw(self, board: Drawing, top: float, bottom: float) -> None:
        """The ticks with their labels above ``top``, and a fine line down to ``bottom``.

        Clock times stand nearest; days stand above them, where there is room for both.
        """
        taken = -1e9
        for at, clock, day in self.ticks():
            x = self.x(at)
            board.line(x, top, x, bottom, stroke=LINE, thick=1.2 if day else 0.6)
            if clock:
                board.text(x, top - 5, clock, size=10, anchor="middle", fill=SOFT)
            if day and x - text_width(day, 11) / 2 > taken:
                y = top - 18 if clock else top - 6
                board.text(x, y, day, size=11, anchor="middle", bold=True)
                taken = x + text_width(day, 11) / 2 + 4
