"""The tables of the first version, as its migration makes them: never edited, since files made by it are about."""

from __future__ import annotations

SCHEMA_1 = (
    """CREATE TABLE captures (
        id TEXT PRIMARY KEY,      -- WARC-Record-ID
        url TEXT NOT NULL,        -- as requested
        at TEXT NOT NULL,         -- when the answer arrived
        file TEXT NOT NULL,       -- WARC file
        offset INTEGER NOT NULL,  -- of the record in it
        sha256 TEXT NOT NULL,     -- of the payload
        size INTEGER NOT NULL,
        status INTEGER NOT NULL,
        content_type TEXT NOT NULL,
        charset TEXT NOT NULL,
        charset_from TEXT NOT NULL
    )""",
    """CREATE TABLE fetches (
        id INTEGER PRIMARY KEY,
        feed TEXT NOT NULL,
        kind TEXT NOT NULL,       -- list, page (a further page of a list), article
        url TEXT NOT NULL,
        at TEXT NOT NULL,
        outcome TEXT NOT NULL,    -- fetched, not_modified, unread, or why there was no answer
        status INTEGER,
        capture TEXT,             -- evidence record, also of failures
        etag TEXT,
        last_modified TEXT,
        detail TEXT NOT NULL DEFAULT ''
    )""",
    "CREATE INDEX fetches_by_feed ON fetches (feed, at)",
    """CREATE TABLE looks (
        id INTEGER PRIMARY KEY,
        feed TEXT NOT NULL,
        at TEXT NOT NULL,
        back_to TEXT NOT NULL,
        keys TEXT,                -- JSON list of the entries that stood there; NULL: as the look before
        parser TEXT NOT NULL
    )""",
    "CREATE INDEX looks_by_feed ON looks (feed, at)",
    """CREATE TABLE listings (
        id INTEGER PRIMARY KEY,
        feed TEXT NOT NULL,
        url TEXT NOT NULL,        -- identity of the address
        address TEXT NOT NULL,    -- as linked
        title TEXT NOT NULL,
        date_text TEXT NOT NULL,
        date_earliest TEXT,
        date_latest TEXT,
        position INTEGER NOT NULL,
        pinned INTEGER NOT NULL,
        first_seen TEXT NOT NULL, -- the look that showed it first
        absent_at TEXT,           -- the last look before that, which did not show it
        chain_from TEXT           -- since when looks had reached without a hole up to absent_at
    )""",
    "CREATE UNIQUE INDEX listings_by_feed ON listings (feed, url)",
    "CREATE INDEX listings_by_url ON listings (url)",
    """CREATE TABLE articles (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL,        -- identity of the address
        feed TEXT NOT NULL,
        capture TEXT NOT NULL,
        parser TEXT NOT NULL,
        title TEXT NOT NULL,
        source TEXT,
        text TEXT NOT NULL,
        reading TEXT NOT NULL,    -- JSON: claims, document data, flags
        statement TEXT NOT NULL,  -- JSON: what the text says of an incident
        relevant INTEGER NOT NULL, -- it has some mark of an incident
        problem TEXT NOT NULL DEFAULT '',
        recorded_at TEXT NOT NULL
    )""",
    "CREATE INDEX articles_by_url ON articles (url, recorded_at)",
    "CREATE INDEX articles_by_time ON articles (relevant, recorded_at)",
    """CREATE TABLE incidents (
        id TEXT NOT NULL,
        name TEXT NOT NULL,
        type TEXT NOT NULL,
        adcode TEXT NOT NULL,
        onset_earliest TEXT,
        onset_latest TEXT,
        article INTEGER,          -- the page that gave it
        decided_by TEXT NOT NULL, -- rule, or a person's name
        reason TEXT NOT NULL DEFAULT '',
        merged_into TEXT,         -- another incident's id, from this row on
        withdrawn INTEGER NOT NULL DEFAULT 0,
        recorded_at TEXT NOT NULL
    )""",
    "CREATE INDEX incidents_by_id ON incidents (id, recorded_at)",
    "CREATE INDEX incidents_by_place ON incidents (adcode, onset_earliest)",
    """CREATE TABLE links (
        id INTEGER PRIMARY KEY,
        incident TEXT NOT NULL,
        url TEXT NOT NULL,        -- identity of the page
        role TEXT,                -- NULL: the role the page's own reading gives
        maybe TEXT NOT NULL DEFAULT '[]',
        score REAL NOT NULL,
        doubtful INTEGER NOT NULL DEFAULT 0,
        removed INTEGER NOT NULL DEFAULT 0,
        why TEXT NOT NULL,        -- JSON list of reasons
        decided_by TEXT NOT NULL,
        recorded_at TEXT NOT NULL
    )""",
    "CREATE INDEX links_by_incident ON links (incident, recorded_at)",
    "CREATE INDEX links_by_url ON links (url, recorded_at)",
    """CREATE TABLE corrections (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        author TEXT NOT NULL,
        reason TEXT NOT NULL,
        action TEXT NOT NULL,     -- set, link, unlink, merge, split, ignore
        incident TEXT NOT NULL,
        detail TEXT NOT NULL      -- JSON
    )""",
    """CREATE TABLE verdict_changes (
        id INTEGER PRIMARY KEY,
        incident TEXT NOT NULL,
        clause TEXT NOT NULL,
        old TEXT NOT NULL,
        new TEXT NOT NULL,
        reason TEXT NOT NULL,
        happened_at TEXT NOT NULL, -- in theory: the deadline that passed, the capture that came
        noticed_at TEXT NOT NULL,
        working TEXT NOT NULL,
        notified_at TEXT
    )""",
    "CREATE INDEX changes_by_incident ON verdict_changes (incident, clause, id)",
)
