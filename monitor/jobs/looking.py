"""What one answer to a poll amounts to, before anything of it is believed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

from monitor.core.article import Listing, ListState, Page, Parser
from monitor.core.feed import Fetched, Outcome
from monitor.parsers._guard import SAID

SKEW = timedelta(minutes=2)
"""Between the server's clock and ours, answers under way and rounding taken off; below it nothing is said."""

BACKFILL = timedelta(days=7)
"""Entries dated longer than this before their first sight are not fetched: a new feed would begin
with its whole past. They stay listed, and an incident may ask for them."""


def entries_of(page: Page, known: Mapping[str, Parser], *, asked: str) -> Listing:
    """The entries of a list, by the parser ``asked`` for, or by structure where that one reads none."""
    listing = (known.get(asked) or known["auto"]).list_items(page)
    if listing.state is not ListState.ITEMS and asked != "auto":
        other = known["auto"].list_items(page)
        listing = other if other.state is ListState.ITEMS else listing
    return listing


def lately(dated: datetime | None, first_seen: datetime) -> bool:
    """Whether the page of an entry is worth fetching, by when it was listed and the latest that it may be of."""
    return dated is None or dated >= first_seen - BACKFILL


def unread_because(listing: Listing, *, had_entries: bool) -> tuple[Outcome, str]:
    """The outcome of a page that came and listed nothing, and what gives it away."""
    said = "" if listing.problem is None else str(listing.problem)
    if listing.state is ListState.EMPTY:
        return Outcome.EMPTIED, said or "the page says that there is nothing, where there were entries"
    what = "" if listing.problem is None else listing.problem.what
    sign = next((name for name, words in SAID.items() if words == what), "")
    kinds = {
        "waf": Outcome.BLOCKED, "soft_404": Outcome.SOFT_404, "login": Outcome.LOGIN, "script_only": Outcome.SCRIPT_ONLY
    }  # fmt: skip
    other = Outcome.REDESIGNED if had_entries else Outcome.UNREAD
    return kinds.get(sign, other), said


def skew(headers: Iterable[tuple[str, str]], *, at: datetime) -> timedelta | None:
    """How far the server's clock is ahead of ours (negative: behind); None where it is right or not said.

    An answer out of a cache (``Age``) carries the time at which it was made.
    """
    date = ""
    for name, value in headers:
        lowered = name.lower()
        if lowered == "age":
            return None
        if lowered == "date":
            date = value
    said = _read(date) if date else None
    if said is None or said.tzinfo is None:
        return None
    ahead = said - at
    return ahead if abs(ahead) > SKEW else None


@lru_cache(maxsize=256)  # many servers, one second
def _read(date: str) -> datetime | None:
    try:
        return parsedate_to_datetime(date)
    except ValueError:
        return None


def skew_words(headers: Iterable[tuple[str, str]], *, at: datetime) -> str:
    """The same for the attempt's detail; empty where there is nothing to say."""
    ahead = skew(headers, at=at)
    return "" if ahead is None else f"clock skew {ahead.total_seconds():+.0f} s against the server's Date"


def oddities(result: Fetched) -> str:
    """What a good answer's attempt says beside its outcome: clocks that differ, and what the client noticed."""
    skewed = skew_words(result.headers, at=result.at)
    return "; ".join([skewed, result.note]) if skewed and result.note else skewed or result.note
