"""Captured pages with what a person read in them, as `make evaluate` measures on them.

A set is a folder with pages and an ``index.jsonl``; nothing of it is part of the project. Two shapes of
index are understood: one line per page with ``truth``, or with ``published`` and ``items``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from unicodedata import normalize
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOWHERE = "http://page.invalid/a.html"
STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d))?")
EMPTIED = re.compile(rb"""(href\s*=\s*["']?)javascript:;?""", re.IGNORECASE)
SPACE = re.compile(r"[\s\u200b\ufeff]+")


@dataclass(frozen=True, slots=True)
class When:
    """What a reader of the page is told: a day, to the minute where the page says it."""

    day: date
    minute: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One captured page and the truth about it; None where it was not labelled, or says nothing."""

    name: str
    file: Path
    url: str
    kind: str  # article, list, other
    when: When | None
    silent: bool  # the page shows no time of publication
    title: str | None
    source: str | None
    charset: str | None
    entries: tuple[str, ...] | None  # titles of a list's entries
    next_page: bool | None
    emptied: bool = False  # whoever copied the page emptied its links

    def body(self) -> bytes:
        """The page as it was captured; emptied links lead somewhere again, so that entries are links."""
        raw = self.file.read_bytes()
        if not self.emptied:
            return raw
        number = count(1)
        return EMPTIED.sub(lambda found: found[1] + b"/emptied/%d.html" % next(number), raw)


def cases(folder: Path) -> Iterator[Case]:
    """Every page of the set, in the order of its index."""
    for line in (folder / "index.jsonl").read_text("utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            yield _labelled(folder, row) if "truth" in row else _described(folder, row)


def _labelled(folder: Path, row: dict[str, Any]) -> Case:
    truth = row["truth"]
    said = truth["publish_date"]
    return Case(
        row["file"], folder / row["file"], row["url"] or NOWHERE, row["kind"],
        read_when(said) if row["kind"] == "article" else None, row["kind"] == "article" and said is None,
        truth["title"], truth["source_name"], row["actual_charset"], None, None,
    )  # fmt: skip


def _described(folder: Path, row: dict[str, Any]) -> Case:
    raw = row.get("raw_bytes")
    file = folder / (raw if isinstance(raw, str) else row["file"])
    if row["kind"] == "list":
        entries = tuple(item["title"] for item in row["items"])
        following = (row["next_page"] or {}).get("has_next")
        emptied = any(item.get("href_emptied_by_copier") for item in row["items"])
        return Case(row["file"], file, _url(row), "list", None, False, None, None, None, entries, following, emptied)
    shown = row["published"]["iso"]
    when = read_when(shown)
    if when is not None and "midnight_time" in row["flags"]:
        when = When(when.day)
    return Case(
        row["file"], file, _url(row), "article", when, shown is None, row["title"], row["source"],
        row["provenance"].get("source_encoding"), None, None,
    )  # fmt: skip


def _url(row: dict[str, Any]) -> str:
    if str(row["url"]).startswith("http"):
        return str(row["url"])
    return f"http://{row['host']}/index.html" if row["host"] else NOWHERE


def read_when(said: str | None) -> When | None:
    """A label such as 2024-05-01 10:23 or one with an offset; None where it gives no whole date."""
    if not said:
        return None
    if re.search(r"T.*(?:[+-]\d\d:\d\d|Z)$", said):
        local = datetime.fromisoformat(said).astimezone(SHANGHAI)
        return When(local.date(), local.replace(second=0, microsecond=0))
    found = STAMP.match(said)
    if found is None:
        return None
    year, month, day, hour, minute = (None if part is None else int(part) for part in found.groups())
    assert year is not None
    assert month is not None
    assert day is not None
    if hour is None or minute is None:
        return When(date(year, month, day))
    return When(date(year, month, day), datetime(year, month, day, hour, minute, tzinfo=SHANGHAI))


def same_words(one: str | None, other: str | None) -> bool:
    """Equal, or one holds the other, whatever the spaces and the width of the characters."""
    a, b = (SPACE.sub("", normalize("NFKC", words or "")).lower() for words in (one, other))
    return bool(a) and bool(b) and (a in b or (len(b) > 1 and b in a))


def same_charset(one: str, other: str) -> bool:
    """One family counts as one: gb2312 and gbk are read as gb18030."""
    return _family(one) == _family(other)


def _family(name: str) -> str:
    plain = name.lower().replace("_", "-").replace("utf8", "utf-8").removesuffix("-sig")
    if plain.startswith("utf-16"):
        return "utf-16"
    return "gb18030" if plain in ("gb2312", "gbk", "cp936", "gb-18030") else plain


def verdict(said: dict[str, Any] | None, case: Case) -> str:
    """How a reading of the date stands to the page.

    right, right minute, wrong, missing (none, or too wide to name the day); and for a page that shows no
    time: null, from metadata (said to be from there, an upper bound only), invented.
    """
    if case.when is None:
        if not case.silent:
            return "unlabelled"
        return "null" if said is None else "from metadata" if said["from"].startswith("meta") else "invented"
    if said is None:
        return "missing"
    low, high = (None if said[key] is None else datetime.fromisoformat(said[key]) for key in ("earliest", "latest"))
    start = datetime(case.when.day.year, case.when.day.month, case.when.day.day, tzinfo=SHANGHAI)
    end = start + timedelta(days=1)
    if low is None or high is None or low >= end or high <= start:
        return "wrong"
    if low < start or high > end:
        return "missing"
    exact = case.when.minute is not None and low >= case.when.minute and high <= case.when.minute + timedelta(minutes=1)
    return "right minute" if exact else "right"
