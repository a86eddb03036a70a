"""Searching titles and texts; the index is brought up to date by whoever may write."""

from __future__ import annotations

from datetime import datetime

from monitor.core.problems import ConfigError, Problem
from monitor.jobs.world import World
from monitor.store.search import Found, catch_up, search, tokens

MOST = 200
"""Pages that one search may ask for."""
AT_ONCE = 5_000
"""Articles indexed in one run of the daemon: a few seconds."""


def pages(world: World, words: str, *, as_of: datetime, feed: str | None = None, most: int = 20) -> Found:
    """Pages that hold all the words, newest first.

    Raises:
        ConfigError: no word that could be searched for, an unknown feed, or a number out of bounds.
    """
    problems = []
    if not tokens(words):
        problems.append(Problem("WORDS", f"{words!r} holds no word", "give words of a title or text, such as 地震"))
    if feed is not None and feed not in world.sources.feeds:
        problems.append(Problem("--feed", f"no feed {feed!r}", "`feeds list` shows them"))
    if not 1 <= most <= MOST:
        problems.append(Problem("--most", f"{most} is out of bounds", f"write 1 to {MOST}"))
    if problems:
        raise ConfigError(problems)
    return search(world.store, words, as_of=as_of, feed=feed, most=most)


def index(world: World, *, most: int | None = AT_ONCE) -> int:
    """Index what is not yet. Returns how many articles were added."""
    return catch_up(world.store, most=most)
