"""A list read again: most polls bring the same page with a new row, and of that only the rows have to be read.

What is kept of a whole reading is a digest of the page around its rows (the frame; counters and the like left out,
tags never) and the forms of the rows (their tags and attributes, digits and titles left out). Where the frame is the
same and every row has a known form, the tree of the page has the same shape as before, so the whole reading would
choose the same rows; each of them is plain, that is a title and a full date and nothing else, and is read as the
whole reading reads it. In every other case the answer is to read the page whole.

Most lists change at their ends only: new rows come, the oldest ones go. So a digest of all rows but the first and last
few is kept as well, their core. Where it stands in the page to the byte, only the rows around it are taken apart, and
its own entries are those of the look before.

All this is told by the bytes as they came, of which few have to be read: in the charsets that lists come in, "<" is
never a part of another character.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import repeat
from typing import Any, NamedTuple

from monitor.core.article import KnownItem, Listing, ListItem, ListState, Page
from monitor.parsers._choice import only_list
from monitor.parsers._entry import plain_title
from monitor.parsers._html import LONGEST, base_of, tree
from monitor.parsers._likeness import likeness
from monitor.parsers._rowdates import full_date, list_date
from monitor.parsers._rows import anchors_of, groups_of, links_of
from monitor.parsers._urls import absolutely

LARGEST = 2_000  # bytes that are kept of one list
_VERSION = 4
_EDGE = 3  # rows at either end that are no part of the core
_AROUND = 2 * _EDGE
_FEWEST, _MOST = 8, 200  # rows
_MOST_FORMS = 16
_BEGINNING = 400  # bytes: more than what is alike in all rows
_TRIES, _REST = 4, timedelta(days=1)  # whole readings in that time after which a page is given up for as long
_FAMILIES = frozenset(("auto", "trs", "vsb", "creatorcms", "shanghai"))  # their next page is said outside the rows
_STORED = ("<recordset", "dataStore")  # where 大汉's entries stand, unless they are rows of the page itself
_CODECS = {"utf-8": "utf-8", "gb18030": "gb18030", "big5": "big5hkscs"}  # by the names of a page's charset

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
_END = b"</li>"
_BLANK = re.compile(rb"\s*")
_HEX = re.compile(r"[0-9a-fA-F]{12,}")
_DIGITS = str.maketrans("123456789", "000000000")
_NO_DAY = re.compile(r"/t(?!19|20)\d{8}_")  # its digits look like a day's in a form, and are none

_MADE = partial(tuple.__new__, KnownItem)  # of a list that changed, most entries are made so: a sixth of the time

_Item = ListItem | KnownItem
_Place = tuple[int, int]  # where a row begins and ends, without the blanks around it


class Again(NamedTuple):
    """A list read again, and what to keep of it for the next time."""

    parser: str
    items: tuple[_Item, ...]
    next: str | None
    kept: bytes


class _Row(NamedTuple):
    """One row as its text says it."""

    form: str  # all of it but title and date
    href: str
    words: str
    date: str


class _Cut(NamedTuple):
    """The rows at both ends; those between need not be taken apart."""

    top: list[_Place]  # from the first one on
    bottom: list[_Place]  # from the last one up


class _Core(NamedTuple):
    """How the rows are known again: by the bytes of the core and of each row around it; and what they said."""

    core: str
    first: str  # row of the core
    keys: str  # the addresses of all entries
    edges: list[str]
    dates: list[str]  # of all entries, as printed

    def written(self) -> bytes:
        """Two lines, after that of the frame."""
        digests = " ".join((self.core, self.first, self.keys, *self.edges))
        return f"\n{digests}\n{'|'.join(self.dates)}".encode()


def kept_of(
    page: Page, body: bytes, listing: Listing, *, asked: str, before: bytes | None = None, bare: bytes | None = None
) -> bytes | None:
    """What to keep of a whole reading for `read_again`, at most LARGEST bytes; None where nobody knows when it was.

    ``body`` is the page as it came, and ``bare`` the same without what changes with every answer; ``asked`` is the
    parser that read it, by the name the feed gives, and ``before`` what was kept until now. A page that has to be
    read whole several times a day is given up until the day is over: keeping costs as much as reading.
    """
    if page.seen_at is None:
        return None
    old = _kept_in(before)[0] if before else {}
    since, tries = str(old.get("since", "")), int(old.get("tries", 0))
    if not since or page.seen_at - datetime.fromisoformat(since) >= _REST:
        since, tries = page.seen_at.isoformat(), 0
    if old.get("v") == _VERSION and tries >= _TRIES:
        return before
    counted = {"v": _VERSION, "since": since, "tries": tries + 1}
    return _described(page, body, body if bare is None else bare, listing, asked, counted) or _written(counted)


def _described(
    page: Page, body: bytes, bare: bytes, listing: Listing, asked: str, counted: dict[str, object]
) -> bytes | None:
    text = _text(bare, page.charset) if _may_be_kept(page, listing) else None
    found = _region(text) if text is not None else None
    if text is None or found is None:
        return None
    first, last, rows = found
    if len(rows) != len(listing.items):
        return None
    root = tree(page.text)
    base = base_of(root, page.url)
    if not only_list(groups_of(links_of(anchors_of(root), base)), len(page.text), len(rows)):
        return None
    codec = _CODECS[page.charset]
    start, after = len(text[:first].encode(codec)), len(text[last:].encode(codec))
    forms = sorted(_forms(rows))
    state = counted | {
        "asked": asked, "parser": listing.parser, "url": page.url, "charset": page.charset, "base": base,
        "next": listing.next, "rows": len(rows), "start": start, "end": after,
        "frame": _frame(bare, start, len(bare) - after), "forms": forms,
    }  # fmt: skip
    kept = _written(state)
    again = read_again(page, body, kept, asked=asked, bare=bare)
    if len(forms) > _MOST_FORMS or len(kept) > LARGEST or again is None or again.items != listing.items:
        return None
    return again.kept


def _text(content: bytes, charset: str) -> str | None:
    """The bytes decoded; None where they do not tell, or in a charset that may have "<" within a character."""
    codec = _CODECS.get(charset)
    try:
        return None if codec is None else content.decode(codec)
    except UnicodeDecodeError:
        return None


def _written(state: dict[str, object]) -> bytes:
    return json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()


def read_again(
    page: Page, body: bytes, kept: bytes | None, *, asked: str, bare: bytes | None = None, stood: Sequence[str] = ()
) -> Again | None:
    """The page's list, equal to the whole reading; None where only the whole reading can tell.

    ``body`` is the page as it came, and ``bare`` the same without what changes with every answer, where there is
    anything of the kind. The frame is compared in it; the rows must stand in it as they stand in the page. ``stood``
    are the addresses of the list of which ``kept`` was kept, in their order; of a row that has not changed since, the
    address and the date are told, and not its title once more.
    """
    if not kept:
        return None
    state, core = _kept_in(kept)
    if state["v"] != _VERSION or state.get("asked") != asked or state["url"] != page.url:  # "asked" is there with all
        return None
    bare = body if bare is None else bare
    start, end = state["start"], len(bare) - state["end"]
    if not start < end or len(page.text) >= LONGEST or page.charset != state["charset"]:
        return None
    rows = bare[start:end]
    if _frame(bare, start, end) != state["frame"] or rows.count(_END) != state["rows"]:
        return None
    if bare is not body and not _stands_in(body, rows, start):
        return None
    cut = _cut(rows)
    items = None if core is None else _around(rows, cut, page, state, core, stood)
    if items is None:
        items = _entries(rows, page, state, range(state["rows"]))
    if items is None:
        return None
    frame = kept.partition(b"\n")[0]
    kept = frame + _core(rows, cut, items).written()
    return Again(state["parser"], items, state["next"], kept if len(kept) <= LARGEST else frame)


def _kept_in(kept: bytes) -> tuple[dict[str, Any], _Core | None]:
    """What is kept of the page around the rows, and of the rows; most of the time only the latter is new."""
    frame, _, rows = kept.partition(b"\n")
    if not rows:
        return json.loads(frame), None
    digests, dates = rows.decode().split("\n")
    core, first, keys, *edges = digests.split(" ")
    return json.loads(frame), _Core(core, first, keys, edges, dates.split("|"))


def _cut(rows: bytes) -> _Cut:
    """One row more than there are around the core, at both ends."""
    top: list[_Place] = []
    bottom: list[_Place] = []
    begin, end = 0, rows.rfind(_END) + len(_END)
    for _ in range(_AROUND + 1):
        top.append((begin, rows.find(_END, begin) + len(_END)))
        begin = _after(rows, top[-1][1])
        above = rows.rfind(_END, 0, end - len(_END)) + len(_END)
        bottom.append((_after(rows, above), end))
        end = above
    return _Cut(top, bottom)


def _after(rows: bytes, end: int) -> int:
    """Where the next row begins."""
    blank = _BLANK.match(rows, end)
    return end if blank is None else blank.end()


def _core(rows: bytes, cut: _Cut, items: tuple[_Item, ...]) -> _Core:
    """By what these rows are known again."""
    edges = (*cut.top[:_EDGE], *reversed(cut.bottom[:_EDGE]))
    return _Core(
        _digest(rows[cut.top[_EDGE][0] : cut.bottom[_EDGE][1]]), _row(rows, cut.top[_EDGE]),
        _named([item.url for item in items]), [_row(rows, place) for place in edges],
        [item.date_text for item in items],
    )  # fmt: skip


def _row(rows: bytes, place: _Place) -> str:
    """The digest of one row."""
    return _digest(rows[place[0] : place[1]])


def _named(urls: Sequence[str]) -> str:
    """The digest of a list's addresses."""
    return _digest("\n".join(urls).encode("utf-8", "surrogatepass"))


def _around(
    rows: bytes, cut: _Cut, page: Page, state: dict[str, Any], core: _Core, stood: Sequence[str]
) -> tuple[_Item, ...] | None:
    """The entries, where the core stands there as it did; None where that cannot be told."""
    count, keys, dates = state["rows"], stood[: state["rows"]], core.dates
    known = _known(rows, cut, core, count) if _named(keys) == core.keys else None
    if known is None or _after(rows, cut.bottom[0][1]) != len(rows):
        return None
    above, below = known
    places = (*enumerate(above), *enumerate(below, count - len(below)))
    new = [place for place, was in places if was is None]
    spans = [cut.top[place] if place < len(above) else cut.bottom[count - 1 - place] for place in new]
    fresh = _entries(b"".join([rows[begin:end] for begin, end in spans]), page, state, new) if new else ()
    if fresh is None:
        return None
    others = iter(fresh)
    before = tuple(map(_MADE, zip(keys, map(full_date, dates), dates, repeat(False))))
    first, last = ([next(others) if was is None else before[was] for was in ends] for ends in known)
    items = (*first, *before[_EDGE : count - _EDGE], *last)
    return items if len({item.url for item in items}) == count else None


def _known(
    rows: bytes, cut: _Cut, core: _Core, count: int
) -> tuple[list[int | None], list[int | None]] | None:
    """For each row above the core and below it the place where it stood, None for a new one; None without the core."""
    above: list[str] = []
    for place in cut.top:
        digest = _row(rows, place)
        if digest == core.first:
            break
        above.append(digest)
    else:
        return None
    below = _AROUND - len(above)
    if _digest(rows[cut.top[len(above)][0] : cut.bottom[below][1]]) != core.core:
        return None
    stood = dict(zip(core.edges, (*range(_EDGE), *range(count - _EDGE, count)), strict=True))
    last = [_row(rows, place) for place in reversed(cut.bottom[:below])]
    return [stood.get(digest) for digest in above], [stood.get(digest) for digest in last]


def _may_be_kept(page: Page, listing: Listing) -> bool:
    plain = listing.parser == "jpage" and not any(sign in page.text for sign in _STORED)
    return (
        listing.state is ListState.ITEMS
        and (plain or listing.parser in _FAMILIES)
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
    return {_digest(_HEX.sub("0", form).encode("utf-8", "surrogatepass")) for form in set(whole.split("\0"))}


def _entries(rows: bytes, page: Page, state: dict[str, Any], places: Sequence[int]) -> tuple[ListItem, ...] | None:
    """The entries of as many rows, which are all there is in these bytes."""
    text = _text(rows, page.charset) or ""
    found: list[_Parts] = _ROW.findall(text)
    if len(found) != len(places) or sum([len(parts[0]) for parts in found]) != len(text):
        return None  # more or fewer rows, or something between them
    if _NO_DAY.search(text):
        return None
    read = [row for parts in found if (row := _read(parts)) is not None]
    if len(read) != len(found):
        return None
    if not _forms(read) <= set(state["forms"]) or _MARKED.search("\n".join([row.words for row in read])):
        return None
    items = _plain(read, page, str(state["base"]), places)
    return items if len({item.url for item in items}) == len(places) else None


def _plain(rows: list[_Row], page: Page, base: str, places: Sequence[int]) -> tuple[ListItem, ...]:
    """The entries of the rows, as `_group` reads plain ones, up to one that has to be looked at closely."""
    lead, seen_at = absolutely(base), page.seen_at
    items: list[ListItem] = []
    for place, (_, href, words, printed) in zip(places, rows, strict=True):
        url, date, title = lead(href), list_date(printed, seen_at), plain_title(words, "")
        if url is None or date is None or title is None:
            break
        items.append(ListItem(title, url, date, printed, place))
    return tuple(items)


def _stands_in(body: bytes, rows: bytes, place: int) -> bool:
    """The rows stand in the page to the byte, most often in the same place; the first of them is searched for."""
    if body.startswith(rows, place):
        return True
    at = body.find(rows[:_BEGINNING])
    return at >= 0 and body.startswith(rows, at)


def _frame(bare: bytes, start: int, end: int) -> str:
    return likeness(bare[:start] + bare[end:])


def _digest(content: bytes) -> str:
    return likeness(content)[:16]
