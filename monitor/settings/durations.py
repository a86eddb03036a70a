"""Lengths of time as people write them in the settings: 30s, 15m, 1h, 2d."""

from __future__ import annotations

import re
from datetime import timedelta

_SHAPE = re.compile(r"([0-9]{1,6})(s|m|h|d)\Z")
_LOOSE = re.compile(r"\s*([0-9]{1,6})\s*([a-z\u4e00-\u9fff]*)\s*\Z", re.IGNORECASE)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_MEANT = {
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "秒": "s",
    "min": "m", "mins": "m", "minute": "m", "minutes": "m", "分": "m", "分钟": "m", "": "m",
    "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "时": "h", "小时": "h",
    "day": "d", "days": "d", "天": "d", "日": "d",
}  # fmt: skip


def read_duration(words: str) -> timedelta | None:
    """``15m`` and its like; None where the words are no such length."""
    found = _SHAPE.match(words)
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None


def suggest_duration(words: str) -> str:
    """What was most likely meant: ``10m`` for "10 mins"."""
    found = _LOOSE.match(words)
    unit = None if found is None else _MEANT.get(found[2].lower(), found[2].lower())
    if found is not None and unit in _UNITS:
        return f"write {found[1]}{unit}"
    return "write such as 30s, 15m, 1h or 2d"
