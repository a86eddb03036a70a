-- Made from migrations.py by `make docs` and not edited by hand: the tables of a new database.
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE captures (
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
    );
CREATE TABLE fetches (
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
    );
CREATE INDEX fetches_by_feed ON fetches (feed, at);
CREATE TABLE looks (
        id INTEGER PRIMARY KEY,
        feed TEXT NOT NULL,
        at TEXT NOT NULL,
        back_to TEXT NOT NULL,
        keys TEXT,                -- JSON list of the entries that stood there; NULL: as the look before
        parser TEXT NOT NULL
    , base INTEGER /* another look, above whose keys these stood */, gone INTEGER /* of those so many, from the first, were gone */, rest INTEGER /* and so many after these were there */);
CREATE TABLE listings (
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
    );
CREATE TABLE articles (
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
    );
CREATE INDEX articles_by_url ON articles (url, recorded_at);
CREATE TABLE incidents (
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
    );
CREATE INDEX incidents_by_id ON incidents (id, recorded_at);
CREATE INDEX incidents_by_place ON incidents (adcode, onset_earliest);
CREATE TABLE links (
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
    );
CREATE INDEX links_by_incident ON links (incident, recorded_at);
CREATE INDEX links_by_url ON links (url, recorded_at);
CREATE TABLE corrections (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        author TEXT NOT NULL,
        reason TEXT NOT NULL,
        action TEXT NOT NULL,     -- set, link, unlink, merge, split, ignore
        incident TEXT NOT NULL,
        detail TEXT NOT NULL      -- JSON
    );
CREATE TABLE verdict_changes (
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
    , cause TEXT NOT NULL DEFAULT '');
CREATE INDEX changes_by_incident ON verdict_changes (incident, clause, id);
CREATE TRIGGER fetches_no_update BEFORE UPDATE ON fetches BEGIN SELECT RAISE(ABORT, 'fetches is append-only'); END;
CREATE TRIGGER fetches_no_delete BEFORE DELETE ON fetches BEGIN SELECT RAISE(ABORT, 'fetches is append-only'); END;
CREATE TRIGGER captures_no_update BEFORE UPDATE ON captures BEGIN SELECT RAISE(ABORT, 'captures is append-only'); END;
CREATE TRIGGER captures_no_delete BEFORE DELETE ON captures BEGIN SELECT RAISE(ABORT, 'captures is append-only'); END;
CREATE TRIGGER looks_no_update BEFORE UPDATE ON looks BEGIN SELECT RAISE(ABORT, 'looks is append-only'); END;
CREATE TRIGGER looks_no_delete BEFORE DELETE ON looks BEGIN SELECT RAISE(ABORT, 'looks is append-only'); END;
CREATE TRIGGER listings_no_update BEFORE UPDATE ON listings BEGIN SELECT RAISE(ABORT, 'listings is append-only'); END;
CREATE TRIGGER listings_no_delete BEFORE DELETE ON listings BEGIN SELECT RAISE(ABORT, 'listings is append-only'); END;
CREATE TRIGGER articles_no_update BEFORE UPDATE ON articles BEGIN SELECT RAISE(ABORT, 'articles is append-only'); END;
CREATE TRIGGER articles_no_delete BEFORE DELETE ON articles BEGIN SELECT RAISE(ABORT, 'articles is append-only'); END;
CREATE TRIGGER incidents_no_update BEFORE UPDATE ON incidents BEGIN SELECT RAISE(ABORT, 'incidents is append-only'); END;
CREATE TRIGGER incidents_no_delete BEFORE DELETE ON incidents BEGIN SELECT RAISE(ABORT, 'incidents is append-only'); END;
CREATE TRIGGER links_no_update BEFORE UPDATE ON links BEGIN SELECT RAISE(ABORT, 'links is append-only'); END;
CREATE TRIGGER links_no_delete BEFORE DELETE ON links BEGIN SELECT RAISE(ABORT, 'links is append-only'); END;
CREATE TRIGGER corrections_no_update BEFORE UPDATE ON corrections BEGIN SELECT RAISE(ABORT, 'corrections is append-only'); END;
CREATE TRIGGER corrections_no_delete BEFORE DELETE ON corrections BEGIN SELECT RAISE(ABORT, 'corrections is append-only'); END;
CREATE INDEX fetches_by_url ON fetches (url, at);
CREATE TABLE standings (
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
    , kept BLOB, listed INTEGER) WITHOUT ROWID;
CREATE TABLE schedule (
        feed TEXT PRIMARY KEY,
        asked_at TEXT,            -- the last attempt
        due_at TEXT NOT NULL,     -- the next one, unless a deadline draws it nearer
        every INTEGER NOT NULL,   -- seconds between polls as the settings had it
        failures INTEGER NOT NULL, -- in a row
        rhythm TEXT NOT NULL      -- JSON: when new entries came, by hour of the week
    ) WITHOUT ROWID;
CREATE TABLE marks (
        mark TEXT NOT NULL,       -- p:city, q:province, n:name, d:month·day, k:kind
        day TEXT NOT NULL,        -- when the page may first have stood there
        url TEXT NOT NULL,        -- identity of the page
        PRIMARY KEY (mark, day, url)
    ) WITHOUT ROWID;
CREATE INDEX corrections_by_incident ON corrections (incident, at);
CREATE TABLE documents (
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
    );
CREATE INDEX documents_by_url ON documents (url, recorded_at);
CREATE INDEX documents_by_number ON documents (number);
CREATE INDEX documents_by_title ON documents (title);
CREATE INDEX documents_by_feed ON documents (feed, recorded_at);
CREATE TABLE document_ties (
        id INTEGER PRIMARY KEY,
        page TEXT NOT NULL,       -- the page that explains
        document TEXT NOT NULL,   -- the page that carries the document
        score REAL NOT NULL,
        doubtful INTEGER NOT NULL DEFAULT 0,
        why TEXT NOT NULL,        -- JSON list of reasons
        decided_by TEXT NOT NULL,
        recorded_at TEXT NOT NULL
    );
CREATE INDEX ties_by_document ON document_ties (document, recorded_at);
CREATE INDEX ties_by_page ON document_ties (page, recorded_at);
CREATE TRIGGER documents_no_update BEFORE UPDATE ON documents BEGIN SELECT RAISE(ABORT, 'documents is append-only'); END;
CREATE TRIGGER documents_no_delete BEFORE DELETE ON documents BEGIN SELECT RAISE(ABORT, 'documents is append-only'); END;
CREATE TRIGGER document_ties_no_update BEFORE UPDATE ON document_ties BEGIN SELECT RAISE(ABORT, 'document_ties is append-only'); END;
CREATE TRIGGER document_ties_no_delete BEFORE DELETE ON document_ties BEGIN SELECT RAISE(ABORT, 'document_ties is append-only'); END;
CREATE TABLE delistings (
        id INTEGER PRIMARY KEY,
        feed TEXT NOT NULL,
        url TEXT NOT NULL,        -- identity of the address
        at TEXT NOT NULL,         -- the look that found the change
        before TEXT NOT NULL,     -- the look before, which found it as it had been
        listed INTEGER NOT NULL   -- 0: no longer listed; 1: listed again
    );
CREATE INDEX delistings_by_url ON delistings (url, at);
CREATE INDEX delistings_by_feed ON delistings (feed, at);
CREATE TRIGGER delistings_no_update BEFORE UPDATE ON delistings BEGIN SELECT RAISE(ABORT, 'delistings is append-only'); END;
CREATE TRIGGER delistings_no_delete BEFORE DELETE ON delistings BEGIN SELECT RAISE(ABORT, 'delistings is append-only'); END;
CREATE TABLE alarms (
        key TEXT PRIMARY KEY,      -- the same news has the same key, so that it is written once
        news TEXT NOT NULL,        -- opened, due_soon, closed, met, changed, blind, feed_trouble
        incident TEXT NOT NULL,    -- empty where it is about none
        happened_at TEXT NOT NULL, -- in theory
        noticed_at TEXT NOT NULL,
        expires_at TEXT,           -- no use after that
        body TEXT NOT NULL         -- JSON: what webhooks get (docs/webhook.md)
    );
CREATE INDEX alarms_by_time ON alarms (noticed_at);
CREATE INDEX alarms_by_incident ON alarms (incident, noticed_at);
CREATE TABLE deliveries (
        id INTEGER PRIMARY KEY,
        alarm TEXT NOT NULL,      -- key; empty where it is about the channel itself
        channel TEXT NOT NULL,    -- its name, never its address
        attempt INTEGER NOT NULL,
        outcome TEXT NOT NULL,    -- joined, before, sending, sent, failed, unsure, gave_up, expired, passed, stale
        at TEXT NOT NULL,
        retry_at TEXT,            -- of failed and unsure
        detail TEXT NOT NULL DEFAULT ''
    );
CREATE INDEX deliveries_by_alarm ON deliveries (channel, alarm, id);
CREATE UNIQUE INDEX deliveries_once ON deliveries (channel, alarm, attempt) WHERE outcome = 'sending';
CREATE TRIGGER alarms_no_update BEFORE UPDATE ON alarms BEGIN SELECT RAISE(ABORT, 'alarms is append-only'); END;
CREATE TRIGGER alarms_no_delete BEFORE DELETE ON alarms BEGIN SELECT RAISE(ABORT, 'alarms is append-only'); END;
CREATE TRIGGER deliveries_no_update BEFORE UPDATE ON deliveries BEGIN SELECT RAISE(ABORT, 'deliveries is append-only'); END;
CREATE TRIGGER deliveries_no_delete BEFORE DELETE ON deliveries BEGIN SELECT RAISE(ABORT, 'deliveries is append-only'); END;
CREATE INDEX listings_by_time ON listings (feed, first_seen, url);
CREATE INDEX looks_reach ON looks (feed, at, back_to);
CREATE INDEX fetches_failed ON fetches (feed, at, outcome) WHERE kind = 'list' AND outcome NOT IN ('fetched', 'not_modified');
CREATE INDEX schedule_by_due ON schedule (due_at);
CREATE INDEX incidents_merges ON incidents (merged_into, id) WHERE merged_into IS NOT NULL;
CREATE TABLE document_marks (
        mark TEXT NOT NULL,       -- l: a page it links to, n: a number it quotes, t: a title it names, p: its own title
        url TEXT NOT NULL,
        PRIMARY KEY (mark, url)
    ) WITHOUT ROWID;
CREATE INDEX document_marks_by_url ON document_marks (url);
CREATE UNIQUE INDEX listings_by_page ON listings (url, feed);
CREATE VIRTUAL TABLE article_words USING fts5(words, content='', detail='none', tokenize='ascii');
CREATE INDEX articles_whole ON articles (feed, recorded_at, url) WHERE problem = '' AND text <> '' AND instr(reading, '"incomplete"') = 0;
