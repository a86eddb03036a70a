"""`--watch`: one screen that is drawn again every second, until Ctrl-C.

The countdown runs with the clock; the facts are looked up and judged again every few seconds, less
often where that takes long. Nothing is left on the screen's history: it uses the terminal's second
screen, as `less` does.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event
from typing import TypeVar

from monitor.core.problems import ConfigError, Problem

T = TypeVar("T")
TICK = 1.0
"""Seconds between two drawings."""
AGAIN = timedelta(seconds=5)
"""The least between two judgements; the rest is as long as one took, several times over."""
SHARE = 5
ENTER, LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"
HOME, REST_OF_LINE, REST_OF_SCREEN = "\x1b[H", "\x1b[K", "\x1b[J"


def refuse(*, watch: bool, as_of: str | None, as_json: bool) -> None:
    """A live screen shows the present, to a person.

    Raises:
        ConfigError: asked for with a time, for a program, or where there is no terminal.
    """
    if not watch:
        return
    said = []
    if as_of is not None:
        said.append(Problem("--watch", "shows the present, not --as-of", "leave one of the two out"))
    if as_json:
        said.append(Problem("--watch", "is for people, --json for programs", "leave one of the two out"))
    if not sys.stdout.isatty():
        said.append(Problem("--watch", "needs a terminal", "run it without --watch, or not in a pipe"))
    if said:
        raise ConfigError(said)


def live(
    judge: Callable[[datetime], T],
    draw: Callable[[T, datetime], str],
    *,
    lang: str,
    size: Callable[[], tuple[int, int]],
) -> None:
    """Draw until Ctrl-C or SIGTERM, and leave the terminal as it was."""
    from monitor.clock import wall_clock

    stop = Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    out = sys.stdout
    out.write(ENTER)
    try:
        judged, due = judge(wall_clock()), wall_clock() + AGAIN
        while True:
            now = wall_clock()
            if now >= due:
                judged = judge(now)
                due = wall_clock() + max(AGAIN, SHARE * (wall_clock() - now))
            out.write(_screen(draw(judged, now), now, lang, size()))
            out.flush()
            if stop.wait(TICK):
                return
    finally:
        out.write(LEAVE)
        out.flush()
        for number, handler in before.items():
            signal.signal(number, handler)


def _screen(text: str, now: datetime, lang: str, size: tuple[int, int]) -> str:
    """As many lines as the screen has; what does not fit is counted, and the last line tells the time."""
    from monitor.core.explain import SHANGHAI

    lines, room = text.split("\n"), max(3, size[1] - 1)
    if len(lines) > room:
        hidden = len(lines) - room + 1
        more = f"… 下面还有 {hidden} 行" if lang == "zh" else f"… {hidden} more lines below"
        lines = [*lines[: room - 1], more]
    clock = now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    foot = f"{clock}  Ctrl-C 退出" if lang == "zh" else f"{clock}  Ctrl-C to leave"
    body = "".join(f"{line}{REST_OF_LINE}\r\n" for line in lines)
    return f"{HOME}{body}{foot}{REST_OF_LINE}{REST_OF_SCREEN}"
