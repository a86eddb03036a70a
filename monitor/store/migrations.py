"""The schema of storage/monitor.db, as migrations: append only, never edit one that has shipped.

Fact tables take rows and give them back; triggers forbid changing or deleting them. Times are UTC
with microseconds in one fixed form, so that text order is time order.
"""

from __future__ import annotations

import json

from sqlite_utils import Database, Migrations

from monitor.core.document import marks_of
from monitor.core.sighting import place_marks
from monitor.store.first_schema import SCHEMA_1

MIGRATIONS = Migrations("monitor")

FACT_TABLES = ("fetches", "captures", "looks", "listings", "articles", "incidents", "links", "corrections")


@MIGRATIONS()
def m001_facts(db: Database) -> None:
    """Everything that was fetched, seen, read, declared and decided."""
    for statement in SCHEMA_1:
        db.execute(statement)
    for table in FACT_TABLES:
        for verb in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


@MIGRATIONS()
def m002_fetches_by_url(db: Database) -> None:
    """Each poll asks for the last answer from an address, each new article for how often it was tried."""
    db.execute("CREATE INDEX fetches_by_url ON fetches (url, at)")


@MIGRATIONS()
def m009_causes(db: Database) -> None:
    """Why a verdict changed: capture, correction, rules, time; empty where it was noted before this was kept."""
    db.execute("ALTER TABLE verdict_changes ADD COLUMN cause TEXT NOT NULL DEFAULT ''")


@MIGRATIONS()
def m004_standings(db: Database) -> None:
    """What a poll must know of the polls before it, and when each feed is due: rewritten, never judged by."""
    for statement in SCHEMA_4:
        db.execute(statement)


@MIGRATIONS()
def m003_marks(db: Database) -> None:
    """Pages by place, day and name, so that a new page meets those it may belong with, however many there are."""
    db.execute(
        """CREATE TABLE marks (
        mark TEXT NOT NULL,       -- p:city, q:province, n:name, d:month·day, k:kind
        day TEXT NOT NULL,        -- when the page may first have stood there
        url TEXT NOT NULL,        -- identity of the page
        PRIMARY KEY (mark, day, url)
    ) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX corrections_by_incident ON corrections (incident, at)")
    db.execute("CREATE INDEX incidents_by_target ON incidents (merged_into) WHERE merged_into IS NOT NULL")
    rows = db.execute("SELECT url, statement, recorded_at FROM articles WHERE relevant = 1").fetchall()
    for url, statement, recorded_at in rows:
        said = json.loads(statement)
        marks = {f"n:{name}" for name in said.get("names", ()) if len(name) >= 3}
        for place in (*said.get("places", ()), *([said["place"]] if said.get("place") else ())):
            marks |= {mark for code in place[3] for mark in place_marks(code)}
        db.conn.executemany(
            "INSERT OR IGNORE INTO marks VALUES (?, ?, ?)", [(mark, recorded_at[:10], url) for mark in sorted(marks)]
        )


SCHEMA_4 = (
    """CREATE TABLE standings (
        feed TEXT PRIMARY KEY,
        url TEXT NOT NULL,        -- the address these are of: a feed that moved begins anew
        seen_at TEXT,             -- the last good look
        spans TEXT NOT NULL,      -- JSON: stretches that looks reach, the last ones
        had_entries INTEGER NOT NULL,
        digest TEXT NOT NULL,     -- of the last good payload
        mark TEXT NOT NULL,       -- of the same without counters, tokens and the day's date
        capture TEXT NOT NULL,
        etag TEXT,
        last_modified TEXT,
        waiting INTEGER NOT NULL  -- entries may be listed whose page was not fetched yet
    ) WITHOUT ROWID""",
    """CREATE TABLE schedule (
        feed TEXT PRIMARY KEY,
        asked_at TEXT,            -- the last attempt
        due_at TEXT NOT NULL,     -- the next one, unless a deadline draws it nearer
        every INTEGER NOT NULL,   -- seconds between polls as the settings had it
        failures INTEGER NOT NULL, -- in a row
        rhythm TEXT NOT NULL      -- JSON: when new entries came, by hour of the week
    ) WITHOUT ROWID""",
)

@MIGRATIONS()
def m008_documents(db: Database) -> None:
    """Documents as pages carry them, and which page explains which document."""
    for statement in SCHEMA_8:
        db.execute(statement)
    for table in DOCUMENT_TABLES:
        for verb in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


DOCUMENT_TABLES = ("documents", "document_ties")

SCHEMA_8 = (
    """CREATE TABLE documents (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL,        -- identity of the page that carries it
        feed TEXT NOT NULL,
        article INTEGER NOT NULL, -- the reading it was found in
        title TEXT NOT NULL,      -- without issuer and 关于印发…的通知
        number TEXT,              -- 文号, with 〔〕
        issuer TEXT NOT NULL,
        kinds TEXT NOT NULL,      -- JSON list: policy, normative, interpretation, …
        imprint TEXT NOT NULL,    -- JSON: its own dates, what it names, what it may be
        recorded_at TEXT NOT NULL
    )""",
    "CREATE INDEX documents_by_url ON documents (url, recorded_at)",
    "CREATE INDEX documents_by_number ON documents (number)",
    "CREATE INDEX documents_by_title ON documents (title)",
    "CREATE INDEX documents_by_feed ON documents (feed, recorded_at)",
    """CREATE TABLE document_ties (
        id INTEGER PRIMARY KEY,
        page TEXT NOT NULL,       -- the page that explains
        document TEXT NOT NULL,   -- the page that carries the document
        score REAL NOT NULL,
        doubtful INTEGER NOT NULL DEFAULT 0,
        why TEXT NOT NULL,        -- JSON list of reasons
        decided_by TEXT NOT NULL,
        recorded_at TEXT NOT NULL
    )""",
    "CREATE INDEX ties_by_document ON document_ties (document, recorded_at)",
    "CREATE INDEX ties_by_page ON document_ties (page, recorded_at)",
)


@MIGRATIONS()
def m005_delistings(db: Database) -> None:
    """Entries that a list stopped showing though it still reached back to them, and their return."""
    db.execute(
        """CREATE TABLE delistings (
        id INTEGER PRIMARY KEY,
        feed TEXT NOT NULL,
        url TEXT NOT NULL,        -- identity of the address
        at TEXT NOT NULL,         -- the look that found the change
        before TEXT NOT NULL,     -- the look before, which found it as it had been
        listed INTEGER NOT NULL   -- 0: no longer listed; 1: listed again
    )"""
    )
    db.execute("CREATE INDEX delistings_by_url ON delistings (url, at)")
    db.execute("CREATE INDEX delistings_by_feed ON delistings (feed, at)")
    for verb in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER delistings_no_{verb.lower()} BEFORE {verb} ON delistings "
            "BEGIN SELECT RAISE(ABORT, 'delistings is append-only'); END"
        )


@MIGRATIONS()
def m007_alarms(db: Database) -> None:
    """What is to be told, and what became of telling it; both are only ever added to."""
    for statement in SCHEMA_7:
        db.execute(statement)
    for table in ("alarms", "deliveries"):
        for verb in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


SCHEMA_7 = (
    """CREATE TABLE alarms (
        key TEXT PRIMARY KEY,      -- the same news has the same key, so that it is written once
        news TEXT NOT NULL,        -- opened, due_soon, closed, met, changed, blind, feed_trouble
        incident TEXT NOT NULL,    -- empty where it is about none
        happened_at TEXT NOT NULL, -- in theory
        noticed_at TEXT NOT NULL,
        expires_at TEXT,           -- no use after that
        body TEXT NOT NULL         -- JSON: what webhooks get (docs/webhook.md)
    )""",
    "CREATE INDEX alarms_by_time ON alarms (noticed_at)",
    "CREATE INDEX alarms_by_incident ON alarms (incident, noticed_at)",
    """CREATE TABLE deliveries (
        id INTEGER PRIMARY KEY,
        alarm TEXT NOT NULL,      -- key; empty where it is about the channel itself
        channel TEXT NOT NULL,    -- its name, never its address
        attempt INTEGER NOT NULL,
        outcome TEXT NOT NULL,    -- joined, before, sending, sent, failed, unsure, gave_up, expired, passed, stale
        at TEXT NOT NULL,
        retry_at TEXT,            -- of failed and unsure
        detail TEXT NOT NULL DEFAULT ''
    )""",
    "CREATE INDEX deliveries_by_alarm ON deliveries (channel, alarm, id)",
    "CREATE UNIQUE INDEX deliveries_once ON deliveries (channel, alarm, attempt) WHERE outcome = 'sending'",
)


@MIGRATIONS()
def m006_words(db: Database) -> None:
    """Titles and texts by pairs of characters (made from the articles in batches), and what lookups ask for."""
    db.execute(
        "CREATE VIRTUAL TABLE article_words USING fts5("
        "words, content='', detail='none', tokenize='unicode61 remove_diacritics 0')"
    )
    db.execute("CREATE INDEX incidents_merged ON incidents (id) WHERE merged_into IS NOT NULL")
    db.execute("CREATE INDEX listings_by_time ON listings (feed, first_seen, url)")
    db.execute("CREATE INDEX looks_reach ON looks (feed, at, back_to)")
    db.execute(
        "CREATE INDEX fetches_failed ON fetches (feed, at, outcome) "
        "WHERE kind = 'list' AND outcome NOT IN ('fetched', 'not_modified')"
    )
    db.execute("CREATE INDEX articles_read ON articles (url, recorded_at) WHERE problem = ''")


@MIGRATIONS()
def m014_due(db: Database) -> None:
    """Who is due next, without reading all rows."""
    db.execute("CREATE INDEX schedule_by_due ON schedule (due_at)")


@MIGRATIONS()
def m015_whole(db: Database) -> None:
    """Which pages were read wholly, told by an index alone; one of merged incidents in the place of two."""
    db.execute(
        "CREATE INDEX articles_whole ON articles (url, recorded_at) "
        "WHERE problem = '' AND text <> '' AND instr(reading, '\"incomplete\"') = 0"
    )
    db.execute("DROP INDEX articles_read")
    db.execute("CREATE INDEX incidents_merges ON incidents (merged_into, id) WHERE merged_into IS NOT NULL")
    db.execute("DROP INDEX incidents_by_target")
    db.execute("DROP INDEX incidents_merged")


@MIGRATIONS()
def m016_looks(db: Database) -> None:
    """One index of looks in the place of two that began alike; how a list is read again by its rows alone."""
    db.execute("DROP INDEX looks_by_feed")
    db.execute("ALTER TABLE standings ADD COLUMN kept BLOB")


@MIGRATIONS()
def m019_explained(db: Database) -> None:
    """What a document's page names and links to, so that what explains it is found without reading all of them."""
    db.execute(
        """CREATE TABLE document_marks (
        mark TEXT NOT NULL,       -- l: a page it links to, n: a number it quotes, t: a title it names, p: its own title
        url TEXT NOT NULL,
        PRIMARY KEY (mark, url)
    ) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX document_marks_by_url ON document_marks (url)")
    rows = db.execute(
        "SELECT d.url, a.title, a.reading, d.number, d.kinds, d.imprint FROM documents d "
        "JOIN articles a ON a.id = d.article"
    ).fetchall()
    for url, title, reading, number, kinds, imprint in rows:
        said = json.loads(imprint)
        marks = marks_of(
            title, json.loads(reading).get("links", ()), explains="interpretation" in json.loads(kinds),
            numbers=(number, *said.get("numbers", ())), headings=said.get("headings", ()), names=said.get("names", ()),
        )  # fmt: skip
        db.conn.executemany("INSERT OR IGNORE INTO document_marks VALUES (?, ?)", [(mark, url) for mark in marks])


@MIGRATIONS()
def m020_listed(db: Database) -> None:
    """One index of listings in the place of two; which look holds the entries that stood on a list last."""
    db.execute("CREATE UNIQUE INDEX listings_by_page ON listings (url, feed)")
    db.execute("DROP INDEX listings_by_feed")
    db.execute("DROP INDEX listings_by_url")
    db.execute("ALTER TABLE standings ADD COLUMN listed INTEGER")


@MIGRATIONS()
def m021_words(db: Database) -> None:
    """The words of the index, which are of Han and of plain letters and digits only, are parted at spaces, which takes
    half as long; a table that holds some already finds the same and stays. An index that no query used is gone."""
    db.execute("DROP INDEX articles_by_time")
    if db.execute("SELECT 1 FROM article_words LIMIT 1").fetchone() is None:
        db.execute("DROP TABLE article_words")
        db.execute(
            "CREATE VIRTUAL TABLE article_words USING fts5(words, content='', detail='none', tokenize='ascii')"
        )


@MIGRATIONS()
def m022_above(db: Database) -> None:
    """What stood on a list, told by an earlier look where it has only moved on since."""
    db.execute("ALTER TABLE looks ADD COLUMN base INTEGER /* another look, above whose keys these stood */")
    db.execute("ALTER TABLE looks ADD COLUMN gone INTEGER /* of those so many, from the first, were gone */")
    db.execute("ALTER TABLE looks ADD COLUMN rest INTEGER /* and so many after these were there */")


@MIGRATIONS()
def m023_read(db: Database) -> None:
    """The pages of a feed that were read wholly, in the order of reading: those of some weeks stand together."""
    db.execute("DROP INDEX articles_whole")
    db.execute(
        "CREATE INDEX articles_whole ON articles (feed, recorded_at, url) "
        "WHERE problem = '' AND text <> '' AND instr(reading, '\"incomplete\"') = 0"
    )
