"""Finding pages by words of their titles and texts, two-character words included.

SQLite's own trigram tables find nothing for 地震 or 火灾: they index three characters at a time. Here every
pair of neighbouring characters is a token of a contentless full-text table, which tells where all pairs of a
word stand; the page itself then says whether they stand in that order. The table is made from the articles
in batches, beside the facts: what it does not hold yet is searched directly, so that nothing is ever missed.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from monitor.store.facts import Store
from monitor.store.wire import instant, stamp

BATCH = 500
LONGEST = 20_000
"""Characters of one text that are indexed; no notice is longer."""
MOST_LOOKED_AT = 20_000
"""Candidates looked at in one search, newest first."""
NEWEST = 400
"""Pages looked at one by one for a single character."""
MOST_TOLD = 5_000
"""Pages from which incidents are looked up; a word that stands on more of them does not narrow much."""
MOST_WORDS, LONGEST_WORD = 8, 40
_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[a-z0-9]+")
_ODD = re.compile(r"[\x00-\x7f]?[^\x00-\x7f\u4e00-\u9fff]+")
"""What NFKC may change: never Latin letters and common ideographs, but for a mark that follows a letter."""
_MAY_BECOME = re.compile(r"[^\x00-\x7f\u4e00-\u9fff·—‘’“”…\u3000、。〈〉《》「」『』【】〔〕！（），：；？]")
"""What may become letters, digits or characters by that; all else is the same, or is between words before and after."""
_HOLE = "\0"
"""Where a word of Latin letters or digits stands among the characters."""
_WIDE = "utf-32-le"  # four bytes for every character
_ACROSS = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """One page that holds all the words."""

    url: str
    title: str
    feed: str
    recorded_at: datetime
    in_title: bool
    excerpt: str  # some of the text around the first word
    capture: str
    incidents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, newest first."""

    hits: tuple[Hit, ...]
    complete: bool  # False: there may be more, older ones


def plain(text: str) -> str:
    """The form in which words are compared: full-width forms (NFKC) and letters' cases made one."""
    return _ODD.sub(_normal, text).lower()


def _normal(odd: re.Match[str]) -> str:
    return _remembered(odd[0]) if len(odd[0]) < 4 else unicodedata.normalize("NFKC", odd[0])


@lru_cache(maxsize=1024)
def _remembered(mark: str) -> str:
    return unicodedata.normalize("NFKC", mark)


def tokens(text: str) -> list[str]:
    """Each pair of neighbouring characters, each run's last one, and words of Latin letters and digits.

    >>> tokens("7.2级地震 GB")
    ['7', '2', '级地', '地震', '震', 'gb']
    """
    runs = _RUN.findall(text.lower() if _MAY_BECOME.search(text) is None else plain(text))
    if not runs:
        return []
    words = [run for run in runs if run.isascii()]
    if words:
        runs = [_HOLE if run.isascii() else run for run in runs]
    firsts = "".join(runs)
    found = _side_by_side(firsts, " ".join([run[1:] for run in runs]) + " ").split()
    at = -1
    for word in words:
        at = firsts.index(_HOLE, at + 1)
        found[at] = word
    return found


def _side_by_side(firsts: str, seconds: str) -> str:
    """The characters of two texts of one length in pairs, a blank after each: many times faster than one by one."""
    row = array("I", " ".encode(_WIDE)) * (3 * len(firsts))
    row[0::3] = array("I", firsts.encode(_WIDE))
    row[1::3] = array("I", seconds.encode(_WIDE))
    return row.tobytes().decode(_WIDE)


def words_of(title: str, text: str) -> str:
    """What the index holds of a page."""
    return " ".join(dict.fromkeys(tokens(f"{title}\n{text[:LONGEST]}")))


def catch_up(store: Store, *, most: int | None = None) -> int:
    """Index articles that are not yet, oldest first. Returns how many were added."""
    count = 0
    while most is None or count < most:
        rows = store.rows(
            "SELECT id, title, text FROM articles WHERE id > ? ORDER BY id LIMIT ?", (indexed_to(store), BATCH)
        )
        if not rows:
            break
        with store.atomic():
            for row in rows:
                store.index_words(row["id"], words_of(row["title"], row["text"]))
        count += len(rows)
    return count


def indexed_to(store: Store) -> int:
    """The number of the last article that is indexed."""
    return int(store.value("SELECT rowid FROM article_words ORDER BY rowid DESC LIMIT 1") or 0)


def compared(words: str) -> list[str]:
    """The words as they are compared with titles and texts, without those that hold no token."""
    wanted = [plain(word)[:LONGEST_WORD] for word in words.split()[:MOST_WORDS]]
    return [word for word in wanted if tokens(word)]


def search(store: Store, words: str, *, as_of: datetime, feed: str | None = None, most: int = 20) -> Found:
    """Pages recorded by then that hold all the words, newest first, each address once."""
    wanted = compared(words)
    if not wanted:
        return Found((), True)
    hits: dict[str, Hit] = {}
    for looked, row in enumerate(_candidates(store, wanted, as_of, feed), 1):
        hit = _hit(row, wanted)
        if hit is not None and hit.url not in hits:
            hits[hit.url] = hit
        if len(hits) >= most or looked >= MOST_LOOKED_AT:
            return Found(tuple(_tied(store, one, as_of) for one in hits.values()), False)
    return Found(tuple(_tied(store, one, as_of) for one in hits.values()), True)


def told_with(store: Store, word: str) -> set[str] | None:
    """Incidents of which some page may hold the word, and few others; None where that takes too long to tell:
    for a single character, for Latin letters or digits alone (which may stand inside of others), for frequent words.
    """
    last, newest = indexed_to(store), int(store.value("SELECT max(id) FROM articles") or 0)
    terms = _whole_terms(plain(word[:LONGEST_WORD]))
    if not terms or newest - last > MOST_TOLD:
        return None
    rows = store.rows(
        "SELECT rowid FROM article_words WHERE article_words MATCH ? LIMIT ?",
        (" ".join(terms), MOST_TOLD + 1),
    )
    if len(rows) > MOST_TOLD:
        return None
    numbers = [row["rowid"] for row in rows] + list(range(last + 1, newest + 1))
    found = store.rows(
        "SELECT DISTINCT l.incident FROM json_each(?) n "
        "CROSS JOIN articles a ON a.id = n.value CROSS JOIN links l ON l.url = a.url",
        (json.dumps(numbers),),
    )
    return {row["incident"] for row in found}


def _whole_terms(word: str) -> list[str]:
    """What the index surely has of a text in which these characters stand: pairs, and runs of Latin letters or
    digits that begin within the word."""
    terms: list[str] = []
    for run in _RUN.finditer(word):
        if not run[0].isascii():
            terms += [f'"{pair}"' for pair in tokens(run[0]) if len(pair) == 2]
        elif run.start():
            terms.append(f'"{run[0]}"' + ("*" if run.end() == len(word) else ""))
    return list(dict.fromkeys(terms))


def _candidates(store: Store, wanted: Sequence[str], as_of: datetime, feed: str | None) -> Iterator[sqlite3.Row]:
    """Articles not indexed yet, then those whose pairs are all there; newest first.

    Single characters stand in hundreds of pairs: what is frequent is found among the newest pages before those
    are gathered.
    """
    last = indexed_to(store)
    if all(len(word) == 1 and not word.isascii() for word in wanted):
        last = max(0, last - NEWEST)
    columns = "a.url, a.title, a.text, a.feed, a.recorded_at, a.capture"
    only, values = "", [stamp(as_of)]
    if feed is not None:
        only, values = " AND a.feed = ?", [*values, feed]
    yield from store.each(
        f"SELECT {columns} FROM articles a WHERE a.id > ? AND a.problem = '' AND a.recorded_at <= ?{only} "
        "ORDER BY a.id DESC",
        (last, *values),
    )
    yield from store.each(
        f"SELECT {columns} FROM article_words w JOIN articles a ON a.id = w.rowid "
        f"WHERE article_words MATCH ? AND w.rowid <= ? AND a.problem = '' AND a.recorded_at <= ?{only} "
        "ORDER BY w.rowid DESC",
        (_query(wanted), last, *values),
    )


def _query(wanted: Sequence[str]) -> str:
    """All pairs of all words; a single character begins some pair or ends a run, Latin words may go on."""
    terms: list[str] = []
    for word in wanted:
        pairs = tokens(word)
        whole = [pair for pair in pairs if len(pair) > 1 or pair.isascii()]
        terms += [f'"{pair}"' + ("*" if pair.isascii() else "") for pair in whole] or [f'"{pairs[0]}"*']
    return " ".join(dict.fromkeys(terms))


def _hit(row: sqlite3.Row, wanted: Sequence[str]) -> Hit | None:
    title, text = plain(row["title"]), plain(row["text"])
    if not all(_holds(title, word) or _holds(text, word) for word in wanted):
        return None
    at = _place(row["text"], max(0, text.find(wanted[0])))
    low = max(0, at - _ACROSS // 3)
    words = " ".join(row["text"][low : low + _ACROSS].split())
    excerpt = ("…" if low else "") + words + ("…" if low + _ACROSS < len(row["text"]) else "")
    in_title = all(_holds(title, word) for word in wanted)
    return Hit(
        row["url"], row["title"], row["feed"], instant(row["recorded_at"]), in_title, excerpt, row["capture"], ()
    )


def _place(text: str, at: int) -> int:
    """Where in the text itself that character of its plain form stands: "…" alone is three of them there."""
    return bisect_right(range(len(text)), at, key=lambda length: len(plain(text[:length]))) - 1 if at else 0


def _holds(text: str, word: str) -> bool:
    """The word stands there; a Latin one or a number at its own beginning, not inside another."""
    if not (word[0].isascii() and word[0].isalnum()):
        return word in text
    at = text.find(word)
    while at > 0 and text[at - 1].isascii() and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at >= 0


def _tied(store: Store, hit: Hit, as_of: datetime) -> Hit:
    rows = store.rows(
        "SELECT DISTINCT incident FROM links WHERE url = ? AND removed = 0 AND recorded_at <= ? ORDER BY incident",
        (hit.url, stamp(as_of)),
    )
    names = tuple(row["incident"] for row in rows)
    return Hit(
        hit.url, hit.title, hit.feed, hit.recorded_at, hit.in_title, hit.excerpt, hit.capture, names
    )
