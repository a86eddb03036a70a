"""A list read again: most polls bring the same page with a new row, and of that only the rows have to be read.

What is kept of a whole reading is a digest of the page around its rows (the frame; counters and the like left out,
tags never) and the forms of the rows (their tags and attributes, digits and titles left out). Where the frame is the
same and every row has a known form, the tree of the page has the same shape as before, so the whole reading would
choose the same rows; each of them is plain, that is a title and a full date and nothing else, and is read as the
whole reading reads it. In every other case the answer is to read the page whole.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from hashlib import blake2b, sha256
from typing import NamedTuple

from monitor.core.article import Listing, ListItem, ListState, Page
from monitor.parsers._choice import only_list
from monitor.parsers._entry import plain_title
from monitor.parsers._html import LONGEST, base_of, tree
from monitor.parsers._rowdates import list_date
from monitor.parsers._rows import anchors_of, groups_of, links_of
from monitor.parsers._urls import absolutely

LARGEST = 2_000  # bytes that are kept of one list
_VERSION = 2
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
_HEX = re.compile(r"[0-9a-fA-F]{12,}")
_DIGITS = str.maketrans("123456789", "000000000")
_NO_DAY = re.compile(r"/t(?!19|20)\d{8}_")  # its digits look like a day's in a form, and are none


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
    kept = json.dumps(state, ensure_ascii=False).encode()
    if len(forms) > _MOST_FORMS or len(kept) > LARGEST or read_again(page, kept, asked=asked, bare=text) != listing:
        return None
    return kept


def read_again(page: Page, kept: bytes | None, *, asked: str, bare: str | None = None) -> Listing | None:
    """The page's list, equal to the whole reading; None where only the whole reading can tell.

    ``bare`` is the page's text without what changes with every answer, where there is anything of the kind. The
    frame is compared in it; the rows must stand in it as they stand in the page.
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
    if text is not page.text and not _stands_in(page.text, text[start:end]):
        return None
    items = _items(text, start, end, page, state)
    return None if items is None else Listing(state["parser"], items, state["next"])


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


def _items(text: str, start: int, end: int, page: Page, state: dict[str, object]) -> tuple[ListItem, ...] | None:
    found: list[_Parts] = _ROW.findall(text, start, end)
    if len(found) != state["rows"] or sum([len(parts[0]) for parts in found]) != end - start:
        return None  # more or fewer rows, or something between them
    if _NO_DAY.search(text, start, end):
        return None
    rows = [row for parts in found if (row := _read(parts)) is not None]
    if len(rows) != len(found):
        return None
    forms = state["forms"]
    assert isinstance(forms, list)
    if not _forms(rows) <= set(forms) or _MARKED.search("\n".join([row.words for row in rows])):
        return None
    items = _plain(rows, page, str(state["base"]))
    return items if len({item.url for item in items}) == len(rows) else None


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


def _stands_in(text: str, rows: str) -> bool:
    """The rows stand in the text to the letter; the first of them is searched for, which is quicker."""
    at = text.find(rows[:_BEGINNING])
    return at >= 0 and text.startswith(rows, at)


def _frame(text: str, start: int, end: int) -> str:
    digest = sha256(text[:start].encode("utf-8", "surrogatepass"))
    digest.update(text[end:].encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:24]


def _digest(form: str) -> str:
    return blake2b(form.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
