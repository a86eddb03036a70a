"""How options are read: times, files, places. Mistakes are the user's, and are all listed."""

from __future__ import annotations

import os
import re
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
        return (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).astimezone(UTC)
    except (ValueError, OverflowError):
        mend = "write 2023-04-18T12:57 (Asia/Shanghai) or 2023-04-18T12:57:00+08:00"
        raise ConfigError([Problem(option, f"{words!r} is no time", mend)]) from None


def moment_option(words: str, option: str) -> Moment:
    """A publication time from the command line: a bare date is the whole day."""
    start = instant_option(words, option)
    try:
        date.fromisoformat(words)
        width = timedelta(days=1)
    except ValueError:
        clock = re.split(r"[T ]", words, maxsplit=1)[-1]
        width = timedelta(seconds=1) if re.match(r"\d\d:?\d\d:?\d\d", clock) else timedelta(minutes=1)
    try:
        return Moment(start, start + width, Basis.HUMAN)
    except OverflowError:
        raise ConfigError([Problem(option, f"{words!r} is beyond all calendars", "write 2023-04-18T12:57")]) from None


def read_input(name: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError):  # a NUL in the name
            raise ConfigError([Problem(repr(name), "is no name of a file", "give an existing file")]) from None
        mend = "give an existing file, or - for standard input"
        raise ConfigError([Problem(name, f"cannot be read: {error.strerror}", mend)]) from None


def write_out(text: str) -> None:
    """One result to standard output, whatever the terminal's encoding.

    Half a character pair, which some broken pages hold, is written as JSON escapes it. Where the
    reader has left (``… | head``), the rest is written to nobody.
    """
    try:
        sys.stdout.buffer.write((text + "\n").encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def decoded(data: bytes) -> str:
    """A person's text: UTF-8, or GB18030 where it is that; nothing that was given makes it fail."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    try:
        other = data.decode("gb18030")
    except UnicodeDecodeError:
        return text
    damaged = text.count("\ufffd") * 20 > len(text)  # a stray byte in UTF-8, or another encoding altogether
    return other if damaged else text


def as_of_option(words: str | None) -> datetime:
    """The instant facts must be recorded by; without the option, the present."""
    from monitor.clock import wall_clock

    return wall_clock() if words is None else instant_option(words, "--as-of")
