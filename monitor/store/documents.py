"""Documents and their ties in the database: written as pages are read, read back as of a time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from monitor.core.document import Document, Imprint, Kind, Tie, marks_of
from monitor.store.facts import Store
from monitor.store.publications import publication_of
from monitor.store.wire import dump, instant, moment_in, moment_out, stamp

_MOMENTS = ("written", "issued", "effective", "expires", "asks_from", "asks_until")
_WORDS = ("effective_words", "validity")
_LISTS = ("headings", "names", "numbers", "holds")


def imprint_out(imprint: Imprint) -> dict[str, Any]:
    """What has no column of its own, as JSON takes it; empty values are left out."""
    value: dict[str, Any] = {
        **{name: moment_out(getattr(imprint, name)) for name in _MOMENTS},
        **{name: getattr(imprint, name) for name in _WORDS},
        **{name: list(getattr(imprint, name)) for name in _LISTS},
        "maybe": sorted(imprint.maybe),
        "own": imprint.own,
        "meeting": imprint.meeting,
    }
    return {name: one for name, one in value.items() if one not in (None, "", [], False) or name == "own"}


def imprint_in(row: Mapping[str, Any] | sqlite3.Row) -> Imprint:
    """The reverse of `imprint_out`, with the row's columns."""
    value = json.loads(row["imprint"])
    return Imprint(
        title=row["title"],
        number=row["number"],
        issuer=row["issuer"],
        kinds=frozenset(Kind(word) for word in json.loads(row["kinds"])),
        maybe=frozenset(Kind(word) for word in value.get("maybe", [])),
        own=value.get("own"),
        meeting=bool(value.get("meeting")),
        written=moment_in(value.get("written")),
        issued=moment_in(value.get("issued")),
        effective=moment_in(value.get("effective")),
        expires=moment_in(value.get("expires")),
        asks_from=moment_in(value.get("asks_from")),
        asks_until=moment_in(value.get("asks_until")),
        effective_words=value.get("effective_words", ""),
        validity=value.get("validity", ""),
        headings=tuple(value.get("headings", [])),
        names=tuple(value.get("names", [])),
        numbers=tuple(value.get("numbers", [])),
        holds=tuple(value.get("holds", [])),
    )


def save_document(
    store: Store, *, url: str, feed: str, article: int, title: str, links: Iterable[str], imprint: Imprint,
    at: datetime,
) -> None:  # fmt: skip
    """One reading of a page, whose ``title`` and ``links`` these are, as a document."""
    marks = marks_of(
        title, links, explains=Kind.INTERPRETATION in imprint.kinds, numbers=(imprint.number, *imprint.numbers),
        headings=imprint.headings, names=imprint.names,
    )  # fmt: skip
    store.save_document_marks(url, marks)
    store.insert(
        "documents",
        {
            "url": url, "feed": feed, "article": article, "title": imprint.title, "number": imprint.number,
            "issuer": imprint.issuer, "kinds": dump(sorted(imprint.kinds)), "imprint": dump(imprint_out(imprint)),
            "recorded_at": stamp(at),
        },
    )  # fmt: skip


def save_tie(store: Store, tie: Tie, *, at: datetime) -> None:
    """One decision that a page explains a document."""
    store.insert(
        "document_ties",
        {
            "page": tie.page, "document": tie.document, "score": tie.score, "doubtful": int(tie.doubtful),
            "why": dump(list(tie.why)), "decided_by": tie.by, "recorded_at": stamp(at),
        },
    )  # fmt: skip


def documents_of(
    store: Store, feeds: Mapping[str, str | None], *, as_of: datetime, where: str = "", values: Sequence[object] = ()
) -> list[Document]:
    """The documents of these feeds (and their agencies) as of a time, each page once, in order of first sight.

    ``where`` narrows by columns of the table ``d``.
    """
    found: dict[str, Document] = {}
    narrowed = f" AND ({where})" if where else ""
    rows = store.rows(
        "SELECT d.*, a.title AS page_title, a.reading, a.capture FROM documents d JOIN articles a ON a.id = d.article "
        f"WHERE d.recorded_at <= ?{narrowed} ORDER BY d.recorded_at, d.id",
        (stamp(as_of), *values),
    )
    for row in rows:
        if row["feed"] not in feeds:
            continue
        reading = json.loads(row["reading"])
        old = found.get(row["url"])
        first = old.publication if old else publication_of(store, row["url"], reading, instant(row["recorded_at"]))
        found[row["url"]] = Document(
            row["url"], row["page_title"], feeds[row["feed"]], imprint_in(row), first,
            links=tuple(reading.get("links", [])),
            attachments=tuple((words, address) for words, address in reading.get("attachments", [])),
            captures=(*(old.captures if old else ()), row["capture"]),
        )  # fmt: skip
    return list(found.values())


def ties_of(store: Store, documents: Iterable[Document], *, as_of: datetime) -> list[Tie]:
    """What explains these documents, the last decision on each pair."""
    wanted = {one.url for one in documents}
    found: dict[tuple[str, str], Tie] = {}
    rows = store.rows("SELECT * FROM document_ties WHERE recorded_at <= ? ORDER BY recorded_at, id", (stamp(as_of),))
    for row in rows:
        if row["document"] in wanted:
            found[row["page"], row["document"]] = Tie(
                row["page"], row["document"], row["score"], tuple(json.loads(row["why"])), bool(row["doubtful"]),
                row["decided_by"],
            )  # fmt: skip
    return list(found.values())
