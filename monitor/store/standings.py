"""What a poll must know of the polls before it, one row a feed: kept beside the facts and made from them.

Nothing here is a fact: the rows are rewritten with each poll, in its transaction, so that a poll costs the same
after a year as on the first day, and nothing of 42,000 feeds need stay in memory.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from monitor.core.coverage import Look, Span, coverage
from monitor.core.feed import Capture, Validators
from monitor.store.facts import Store
from monitor.store.wire import dump, instant, instant_or_none, stamp, stamp_or_none

NOTHING = Validators()
_STANDING = (
    "SELECT s.seen_at, s.spans, s.had_entries, s.digest, s.mark, s.capture, s.etag, s.last_modified, s.waiting, "
    "s.kept, s.listed, c.id, c.url, c.at, c.status, c.sha256, c.file, c.offset "
    "FROM standings s LEFT JOIN captures c ON c.id = s.capture WHERE s.feed = ? AND s.url = ?"
)
_LISTED = "SELECT l.id, l.keys, l.base, l.gone, l.rest, b.keys FROM looks l LEFT JOIN looks b ON b.id = l.base "
_LAST = "WHERE l.feed = ? AND l.keys IS NOT NULL ORDER BY l.at DESC, l.id DESC LIMIT 1"
MOST_SPANS = 50
"""Stretches of looks remembered; what lies before is only asked for by judging, which reads the looks."""

MOST_ABOVE = 4
"""A list's entries are written whole where more than one in so many came since that was done."""


class Standing(NamedTuple):
    """Where one feed's list stands after its last poll."""

    seen_at: datetime | None = None  # the last good look
    spans: tuple[Span, ...] = ()
    had_entries: bool = False
    digest: str = ""  # of the last good payload
    mark: str = ""  # of the same without what changes with every answer
    capture: str = ""  # the record that holds or repeats it
    validators: Validators = NOTHING
    waiting: bool = True  # entries may be listed whose page was not fetched yet
    held: Capture | None = None  # that record, as far as a revisit must name it
    kept: bytes | None = None  # by what the list is read again without reading all of the page
    listed: int | None = None  # number of the look that holds the entries which stood there


class Stood(NamedTuple):
    """The entries that stood on a list at its last good look, and the last look in which all of them were written."""

    keys: Sequence[str] = ()
    base: int | None = None
    written: Sequence[str] = ()


class Moved(NamedTuple):
    """A list's entries by those of an earlier look: these, and below them ``rest`` of its own after ``gone`` others."""

    above: Sequence[str]
    base: int
    gone: int
    rest: int


def standing(store: Store, feed: str, url: str) -> Standing:
    """The feed's standing; made from the looks where this file is older than standings are."""
    rows = store.rows(_STANDING, (feed, url))
    if not rows:
        return _from_facts(store, feed, url)
    (
        seen_at, spans, had_entries, digest, mark, capture, etag, last_modified, waiting, kept, listed, *held
    ) = rows[0]  # fmt: skip
    return Standing(
        instant_or_none(seen_at), tuple([Span(instant(start), instant(end)) for start, end in json.loads(spans)]),
        bool(had_entries), digest, mark, capture, Validators(etag, last_modified), bool(waiting),
        None if held[0] is None else _capture(*held), kept, listed,
    )  # fmt: skip


def save_standing(store: Store, feed: str, url: str, now: Standing) -> None:
    """The feed's standing from now on."""
    spans = dump([[stamp(span.start), stamp(span.end)] for span in now.spans[-MOST_SPANS:]])
    store.put(
        "standings",
        (
            feed, url, stamp_or_none(now.seen_at), spans, int(now.had_entries), now.digest, now.mark, now.capture,
            now.validators.etag, now.validators.last_modified, int(now.waiting), now.kept, now.listed,
        ),
    )  # fmt: skip


def stood_in(store: Store, feed: str, now: Standing) -> Stood:
    """The entries that stood on the list at its last good look, in their order."""
    if now.seen_at is None:
        return Stood()
    if now.listed is not None:
        rows = store.rows(f"{_LISTED}WHERE l.id = ?", (now.listed,))
    else:
        rows = store.rows(_LISTED + _LAST, (feed,))
    if not rows:
        return Stood()
    number, keys, base, gone, rest, written = rows[0]
    own: list[str] = json.loads(keys)
    if base is None:
        return Stood(own, number, own)
    under: list[str] = json.loads(written)
    return Stood(own + under[gone : gone + rest], base, under)


def moved(stood: Stood, keys: list[str]) -> Moved | None:
    """These entries as what came above those of an earlier look; None where they are not, or too many came.

    Lists change at their ends: of sixty addresses one or two are new, and the others need not be written again.
    """
    if stood.base is None:
        return None
    places = dict(zip(stood.written, range(len(stood.written)), strict=True))
    most = len(keys) // MOST_ABOVE
    above, gone = next(((n, places[url]) for n, url in enumerate(keys[: most + 1]) if url in places), (0, -1))
    rest = len(keys) - above
    if gone < 0 or keys[above:] != stood.written[gone : gone + rest]:
        return None
    return Moved(keys[:above], stood.base, gone, rest)


def last_good(store: Store, feed: str, url: str) -> Capture | None:
    """The last full answer for that address, as far as a revisit must name it."""
    rows = store.rows(
        "SELECT c.id, c.url, c.at, c.status, c.sha256, c.file, c.offset "
        "FROM fetches f JOIN captures c ON c.id = f.capture "
        "WHERE f.feed = ? AND f.url = ? AND f.outcome = 'fetched' ORDER BY f.at DESC, f.id DESC LIMIT 1",
        (feed, url),
    )
    return _capture(*rows[0]) if rows else None


def _capture(record: str, url: str, at: str, status: int, digest: str, file: str, offset: int) -> Capture:
    return Capture(record, url, instant(at), status, (), b"", digest, file, offset)


def _from_facts(store: Store, feed: str, url: str) -> Standing:
    good = last_good(store, feed, url)
    known = Standing(validators=store.validators(feed, url))
    if good is not None:
        known = known._replace(digest=good.sha256, capture=good.id, held=good)
    rows = store.rows("SELECT at, back_to FROM looks WHERE feed = ? ORDER BY at, id", (feed,))
    if not rows:
        return known
    spans = coverage(Look(instant(r["back_to"]), instant(r["at"])) for r in rows)[-MOST_SPANS:]
    known = known._replace(seen_at=instant(rows[-1]["at"]), spans=spans)
    return known._replace(had_entries=bool(stood_in(store, feed, known).keys))
