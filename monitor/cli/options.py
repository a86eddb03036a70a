"""How options are read: times, files, places. Mistakes are the user's, and are all listed."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.core.moment import Basis, Moment
from monitor.core.problems import ConfigError, Problem

SHANGHAI = ZoneInfo("Asia/Shanghai")


def home() -> Path:
    """The project's root: defaults are found from there, whatever the current folder."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "run.py").exists() else Path.cwd()


def instant_option(words: str, option: str) -> datetime:
    """A time from the command line; without an offset it is Asia/Shanghai, a bare date its midnight."""
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        mend = "write 2023-04-18T12:57 (Asia/Shanghai) or 2023-04-18T12:57:00+08:00"
        raise ConfigError([Problem(option, f"{words!r} is no time", mend)]) from None
    return (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def moment_option(words: str, option: str) -> Moment:
    """A publication time from the command line: a bare date is the whole day."""
    try:
        day = date.fromisoformat(words)
    except ValueError:
        at = instant_option(words, option)
        width = timedelta(seconds=1) if at.second or words.count(":") > 1 else timedelta(minutes=1)
        return Moment(at, at + width, Basis.HUMAN)
    start = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    end = start + timedelta(days=1)
    return Moment(start, end, Basis.HUMAN)


def read_input(name: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        mend = "give an existing file, or - for standard input"
        raise ConfigError([Problem(name, f"cannot be read: {error.strerror}", mend)]) from None


def write_out(text: str) -> None:
    """One result to standard output, whatever the terminal's encoding."""
    sys.stdout.buffer.write((text + "\n").encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()


def as_of_option(words: str | None) -> datetime:
    """The instant facts must be recorded by; without the option, the present."""
    from monitor.clock import wall_clock

    return wall_clock() if words is None else instant_option(words, "--as-of")
