"""How each feed is watched, at a terminal."""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len

from monitor.renderers.feed_health import WORDS, feed_health
from tests.renderers.golden import check


def row(feed: str, **other: Any) -> dict[str, Any]:
    """A feed that was read five minutes ago."""
    said = {
        "feed": feed, "enabled": True, "last_good": "2026-11-20T10:05:00+08:00", "last_outcome": "not_modified",
        "detail": "", "next_due": "2026-11-20T11:05:00+08:00", "failures_24h": {}, "entries": 20,
    }  # fmt: skip
    return {**said, **other}


ANSWER = {
    "feeds": [
        row("hz-gov-news"),
        row("hz-emergency-management-bureau-notices-and-announcements", failures_24h={"timeout": 3, "blocked": 1}),
        row("wz-gov", last_outcome="http_error", detail="503 Service Unavailable", failures_24h={"http_error": 24}),
        row("nb-gov", last_good=None, last_outcome=None, next_due=None, entries=None),
        row("old", enabled=False),
    ],
    "next_deadline": {"at": "2026-11-20T12:05:00+08:00", "incident": "i-20261120-330100-1", "rule": "gb80-info-5h"},
    "outbox": 2,
}  # fmt: skip
NOTHING = {"feeds": [], "next_deadline": None, "outbox": 0}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_feeds_read_as_they_did(lang: str) -> None:
    text = feed_health(ANSWER, lang=lang) + "\n\n" + feed_health(NOTHING, lang=lang) + "\n"
    check(f"terminal/feeds.{lang}.txt", text.encode())


@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_over_the_width_and_colours_only_where_asked(lang: str, width: int) -> None:
    text = feed_health(ANSWER, lang=lang, width=width)
    assert "\x1b" not in text
    assert max(cell_len(line) for line in text.split("\n")) <= width
    assert "\x1b[" in feed_health(ANSWER, lang=lang, width=width, colour=True)


def test_trouble_is_marked_and_counted() -> None:
    text = feed_health(ANSWER)
    assert [line[0] for line in text.split("\n")[1:] if line[:1] in "✓!✗-" and line] == ["✓", "!", "✗", "✗", "-"]
    assert "共 5 个，正常 2，有问题 2，停用 1" in text
    assert "503 Service Unavailable" in text


def test_every_word_has_both_languages() -> None:
    assert all(zh and en for zh, en in WORDS.values())
