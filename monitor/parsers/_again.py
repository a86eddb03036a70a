"""A list read again: most polls bring the same page with a new row, and of that only the rows have to be read.

What is kept of a whole reading is a digest of the page around its rows (the frame; counters and the like left out,
tags never) and the forms of the rows (their tags and attributes, digits and titles left out). Where the frame is the
same and every row has a known form, the tree of the page has the same shape as before, so the whole reading would
choose the same rows; each of them is plain, that is a title and a full date and nothing else, and is read as the
whole reading reads it. In every other case the answer is to read the page whole.

Most lists change at their ends only: new rows come, the oldest ones go. So a digest of all rows but the first and last
few is kept as well, their core. Where it stands in the page to the letter, only the rows around it are taken apart, and
its own entries are those of the look before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from monitor.core.article import Listing, ListItem, ListState, Page
from monitor.parsers._choice import only_list
from monitor.parsers._entry import plain_title
from monitor.parsers._html import LONGEST, base_of, tree
from monitor.parsers._rowdates import list_date
from monitor.parsers._rows import anchors_of, groups_of, links_of
from monitor.parsers._urls import absolutely

LARGEST = 2_000  # bytes that are kept of one list
_VERSION = 3
_EDGE = 3  # rows at either end that are no part of the core
_FEWEST, _MOST = 8, 200  # rows
_MOST_FORMS = 16
_BEGINNING = 400  # characters: more than what is alike in all rows
_TRIES, _REST = 4, timedelta(days=1)  # whole readings in that time after which a page is given up for as long
_FAMILIES = frozenset(("auto", "trs", "vsb", "creatorcms", "shanghai"))  # their next page is said outside the rows

_ATTRIBUTES = r"""(?:\s+[a-zA-Z][\w:-]{0,30}=(?:"[^"<>&\0]{0,300}"|'[^'"<>&\0]{0,300}'))*+\s*+"""
_DATE = r"[\[(（]?(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?[\])）]?"
_MARKED = re.compile(r"[A-Za-z]{4}|[^0-9A-Za-z ()+.,:%~\n\x80-\U0010ffff-]|顶")  # what a family could be known by
_BOXED = rf"(?P<box#><(?P<tag#>span|em|i|b|font|label|time){_ATTRIBUTES}>)\s*(?P<date#>{_DATE})\s*</(?P=tag#)>"
_BEFORE, _AFTER = (_BOXED.replace("#", number) for number in "12")
_ROW = re.compile(
    rf"(<li(?P<row>{_ATTRIBUTES})>\s*(?:{_BEFORE}\s*)?"
    rf"<a(?P<link>{_ATTRIBUTES})>\s*+(?P<words>[^<>&\"\x00-\x1f]{{5,120}}+)\s*</a>\s*"
    rf"(?:{_AFTER}|(?P<bare>{_DATE}))?\s*</li>\s*+)"
)
_Parts = tuple[str, ...]  # a row's groups: all of it, and what is named above in the order in which it stands there
_HREF = re.compile(r"""\shref=["']([^"']+)["']""")
_TITLE = re.compile(r'\stitle="([^"]*)"')
_WORDS = re.compile(r">([^<>]*)</a>")
_END = "</li>"
_BLANK = re.compile(r"\s+")
_HEX = re.compile(r"[0-9a-fA-F]{12,}")
_DIGITS = str.maketrans("123456789", "000000000")
_NO_DAY = re.compile(r"/t(?!19|20)\d{8}_")  # its digits look like a day's in a form, and are none


class Again(NamedTuple):
    """A list read again, and what to keep of it for the next time."""

    listing: Listing
    kept: bytes


class _Row(NamedTuple):
    """One row as its text says it."""

    form: str  # all of it but title and date
    href: str
    words: str
    date: str


def kept_of(
    page: Page, listing: Listing, *, asked: str, before: bytes | None = None, bare: str | None = None
) -> bytes | None:
    """What to keep of a whole reading for `read_again`, at most LARGEST bytes; None where nobody knows when it was.

    ``asked`` is the parser that read it, by the name the feed gives, ``before`` what was kept until now, and
    ``bare`` the page's text without what changes with every answer. A page that has to be read whole several times
    a day is given up until the day is over: keeping costs as much as reading.
    """
    if page.seen_at is None:
        return None
    old = json.loads(before) if before else {}
    since, tries = str(old.get("since", "")), int(old.get("tries", 0))
    if not since or page.seen_at - datetime.fromisoformat(since) >= _REST:
        since, tries = page.seen_at.isoformat(), 0
    if old.get("v") == _VERSION and tries >= _TRIES:
        return before
    counted = {"v": _VERSION, "since": since, "tries": tries + 1}
    kept = _described(page, page.text if bare is None else bare, listing, asked, counted)
    return json.dumps(counted).encode() if kept is None else kept


def _described(page: Page, text: str, listing: Listing, asked: str, counted: dict[str, object]) -> bytes | None:
    found = _region(text) if _may_be_kept(listing) else None
    if found is None:
        return None
    start, end, rows = found
    if len(rows) != len(listing.items):
        return None
    root = tree(page.text)
    base = base_of(root, page.url)
    if not only_list(groups_of(links_of(anchors_of(root), base)), len(page.text), len(rows)):
        return None
    forms = sorted(_forms(rows))
    state = counted | {
        "asked": asked, "parser": listing.parser, "url": page.url, "base": base, "next": listing.next,
        "rows": len(rows), "start": start, "end": len(text) - end, "frame": _frame(text, start, end),
        "forms": forms,
    }  # fmt: skip
    kept = _written(state)
    again = read_again(page, kept, asked=asked, bare=text)
    if len(forms) > _MOST_FORMS or len(kept) > LARGEST or again is None or again.listing != listing:
        return None
    return again.kept


def _written(state: dict[str, object]) -> bytes:
    return json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()


def read_again(
    page: Page, kept: bytes | None, *, asked: str, bare: str | None = None, stood: Sequence[str] = ()
) -> Again | None:
    """The page's list, equal to the whole reading; None where only the whole reading can tell.

    ``bare`` is the page's text without what changes with every answer, where there is anything of the kind. The
    frame is compared in it; the rows must stand in it as they stand in the page. ``stood`` are the addresses of the
    list of which ``kept`` was kept, in their order.
    """
    if not kept:
        return None
    state = json.loads(kept)
    if state["v"] != _VERSION or state.get("asked") != asked or state["url"] != page.url:  # "asked" is there with all
        return None
    text = page.text if bare is None else bare
    start, end = state["start"], len(text) - state["end"]
    if not start < end or len(page.text) >= LONGEST or _frame(text, start, end) != state["frame"]:
        return None
    if text is not page.text and not _stands_in(page.text, text[start:end], start):
        return None
    rows = text[start:end]
    ends = _ends(rows)
    items = _around(rows, ends, page, state, stood) or _entries(rows, page, state, state["rows"])
    if items is None:
        return None
    kept = _written(state | _core(rows, ends, items))
    if len(kept) > LARGEST:
        kept = _written({name: value for name, value in state.items() if name not in _CORE})
    return Again(Listing(state["parser"], items, state["next"]), kept)


_CORE = ("core", "edges", "first", "dates", "keys")


def _core(rows: str, ends: list[int], items: tuple[ListItem, ...]) -> dict[str, object]:
    """How the rows are known again: the text of the core and of each row around it, and what their entries are."""
    last = len(ends) - _EDGE
    return {
        "core": _digest(rows[_begin(rows, ends, _EDGE) : ends[last - 1]]), "first": _row(rows, ends, _EDGE),
        "edges": [_row(rows, ends, n) for n in (*range(_EDGE), *range(last, len(ends)))],
        "dates": "|".join([item.date_text for item in items]), "keys": _digest("\n".join([item.url for item in items])),
    }  # fmt: skip


def _ends(rows: str) -> list[int]:
    """Where each row ends, without the blanks after it."""
    ends, at = [], rows.find(_END)
    while at >= 0:
        at += len(_END)
        ends.append(at)
        at = rows.find(_END, at)
    return ends


def _row(rows: str, ends: list[int], place: int) -> str:
    """The digest of one row."""
    return _digest(rows[_begin(rows, ends, place) : ends[place]])


def _begin(rows: str, ends: list[int], place: int) -> int:
    return _after(rows, ends[place - 1]) if place else 0


def _after(rows: str, end: int) -> int:
    """Where the next row begins."""
    blank = _BLANK.match(rows, end)
    return end if blank is None else blank.end()


def _around(
    rows: str, ends: list[int], page: Page, state: dict[str, Any], stood: Sequence[str]
) -> tuple[ListItem, ...] | None:
    """The entries, where the core stands there as it did; None where that cannot be told."""
    count, keys = state["rows"], stood[: state["rows"]]
    if "core" not in state or len(ends) != count or _digest("\n".join(keys)) != state["keys"]:
        return None
    titles, dates = _WORDS.findall(rows), state["dates"].split("|")
    known = _known(rows, ends, state)
    if known is None or not len(titles) == len(dates) == count:
        return None
    new = [n for n, place in enumerate(known) if place is None]
    text = "".join([rows[_begin(rows, ends, n) : _after(rows, ends[n])] for n in new])
    fresh = _entries(text, page, state, len(new)) if new else ()
    if fresh is None or _after(rows, ends[-1]) != len(rows):
        return None
    seen_at, others = page.seen_at, iter(fresh)
    items = tuple([
        replace(next(others), position=place) if was is None
        else ListItem(title.strip(), keys[was], list_date(dates[was], seen_at), dates[was], place)
        for place, was, title in zip(range(count), known, titles, strict=True)
    ])  # fmt: skip
    return items if len({item.url for item in items}) == count else None


def _known(rows: str, ends: list[int], state: dict[str, Any]) -> list[int | None] | None:
    """For each row the place where it stood before, None where it did not; None where the core is not there."""
    count, around = len(ends), 2 * _EDGE
    digests: list[str] = []
    for above in range(around + 1):
        digests.append(_row(rows, ends, above))
        if digests[-1] == state["first"]:
            break
    else:
        return None
    end = above + count - around
    if _digest(rows[_begin(rows, ends, above) : ends[end - 1]]) != state["core"]:
        return None
    digests[-1:] = [_row(rows, ends, n) for n in range(end, count)]
    places = dict(zip(state["edges"], (*range(_EDGE), *range(count - _EDGE, count)), strict=True))
    found = [places.get(digest) for digest in digests]
    return [*found[:above], *range(_EDGE, count - _EDGE), *found[above:]]


def _may_be_kept(listing: Listing) -> bool:
    return (
        listing.state is ListState.ITEMS
        and listing.parser in _FAMILIES
        and _FEWEST <= len(listing.items) <= _MOST
        and all(item.date is not None and not item.pinned for item in listing.items)
    )


def _region(text: str) -> tuple[int, int, list[_Row]] | None:
    """Where the longest run of plain rows begins and ends, and its rows."""
    best: tuple[int, int, list[_Row]] | None = None
    at, end = text.find("<li"), len(text)
    while at >= 0:
        rows, done = _run(text, at, end)
        if best is None or len(rows) > len(best[2]):
            best = (at, done, rows)
        at = text.find("<li", max(done, at + 1))
    return best if best is not None and best[2] else None


def _run(text: str, at: int, end: int) -> tuple[list[_Row], int]:
    """Rows that follow one another from a place on, and where they end."""
    rows: list[_Row] = []
    while len(rows) <= _MOST and (m := _ROW.match(text, at, end)) and (row := _read(m.groups(""))) is not None:
        rows.append(row)
        at = m.end()
    return rows, at


def _read(parts: _Parts) -> _Row | None:
    """A row whose link has an address and no title but its words, and that prints one date."""
    _, row, before, _, before_date, link, words, after, _, after_date, bare = parts
    href, words = _HREF.search(link), words.strip()
    date = before_date or after_date or bare
    if href is None or not date or (before_date and (after_date or bare)) or len(words) < 5:
        return None
    title = _TITLE.search(link)
    if title is not None:
        if title[1].strip() != words:
            return None
        link = f"{link[: title.start(1)]}{link[title.end(1) :]}"
    return _Row(f"{row}|{before}|{link}|{after}", href[1], words, date)


def _forms(rows: list[_Row]) -> set[str]:
    """The forms of the rows, whatever numbers their addresses hold."""
    whole = "\0".join([row.form for row in rows]).translate(_DIGITS)
    return {_digest(_HEX.sub("0", form)) for form in set(whole.split("\0"))}


def _entries(rows: str, page: Page, state: dict[str, Any], count: int) -> tuple[ListItem, ...] | None:
    """The entries of as many rows, which are all there is in this text."""
    found: list[_Parts] = _ROW.findall(rows)
    if len(found) != count or sum([len(parts[0]) for parts in found]) != len(rows):
        return None  # more or fewer rows, or something between them
    if _NO_DAY.search(rows):
        return None
    read = [row for parts in found if (row := _read(parts)) is not None]
    if len(read) != len(found):
        return None
    if not _forms(read) <= set(state["forms"]) or _MARKED.search("\n".join([row.words for row in read])):
        return None
    items = _plain(read, page, str(state["base"]))
    return items if len({item.url for item in items}) == count else None


def _plain(rows: list[_Row], page: Page, base: str) -> tuple[ListItem, ...]:
    """The entries of the rows, as `_group` reads plain ones, up to one that has to be looked at closely."""
    lead, seen_at = absolutely(base), page.seen_at
    items: list[ListItem] = []
    for place, (_, href, words, printed) in enumerate(rows):
        url, date, title = lead(href), list_date(printed, seen_at), plain_title(words, "")
        if url is None or date is None or title is None:
            break
        items.append(ListItem(title, url, date, printed, place))
    return tuple(items)


def _stands_in(text: str, rows: str, place: int) -> bool:
    """The rows stand in the text to the letter, most often in the same place; the first of them is searched for."""
    if text.startswith(rows, place):
        return True
    at = text.find(rows[:_BEGINNING])
    return at >= 0 and text.startswith(rows, at)


def _frame(text: str, start: int, end: int) -> str:
    digest = sha256(text[:start].encode("utf-8", "surrogatepass"))
    digest.update(text[end:].encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:24]


def _digest(form: str) -> str:
    return sha256(form.encode("utf-8", "surrogatepass")).hexdigest()[:16]
