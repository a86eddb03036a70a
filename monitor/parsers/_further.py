"""An article that runs over several pages: where its further pages are."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from monitor.parsers._body import Body
from monitor.parsers._outline import Outline
from monitor.parsers._urls import absolute

MOST = 15  # further pages of one article
_NEAR = 14  # lines below the article in which its pager stands
_NUMBER = re.compile(r"^[\s\[【(（第]*(\d{1,2})[\s\]】)）页]*$")
_NEXT = re.compile(r"^[\s\[【(（]*(?:下一?页|后一?页|next)[\s\]】)）>＞»›]*$", re.I)
_PAGED = frozenset(("page", "p", "pageno", "pageindex", "curpage", "pn", "currentpage"))
_CALL = re.compile(
    r"""\bcreatePageHTML\w*\(\s*["']?(\d{1,3})["']?\s*,\s*["']?(\d{1,3})["']?\s*,\s*["']([\w./-]{1,120})["']\s*,\s*["'](\w{3,5})["']"""
)


def further_pages(page: Outline, body: Body, url: str, base: str, text: str) -> tuple[str, ...]:
    """Addresses of the pages that follow the one read; only such as differ from it by the page's number alone."""
    found: dict[int, str] = _called(text, url, base)
    for anchor in page.anchors:
        if not body.first - 2 <= anchor.line <= body.end + _NEAR or len(anchor.words) > 8:
            continue
        numbered = _NUMBER.match(anchor.words)
        if (numbered is None or int(numbered[1]) < 2) and not _NEXT.match(anchor.words):
            continue
        address = absolute(anchor.href, base)
        number = None if address is None else page_number(address, url)
        if address is not None and number is not None:
            found.setdefault(number, address)
    return tuple(found[n] for n in sorted(found))[:MOST]


def page_number(address: str, first: str) -> int | None:
    """The number by which an address differs from an article's own one: ``_2`` in the name, or ``page=2``.

    Page names count from one (a_2 is the second page) or from zero (a_1 is); in either case the order
    is that of the numbers. None where the two are not pages of one article.
    """
    one, other = urlsplit(first), urlsplit(address)
    if one.netloc.lower() != other.netloc.lower():
        return None
    if one.path == other.path:
        own, theirs = dict(parse_qsl(one.query)), dict(parse_qsl(other.query))
        apart = [k for k in own.keys() | theirs.keys() if own.get(k) != theirs.get(k)]
        value = theirs.get(apart[0], "") if len(apart) == 1 and apart[0].lower() in _PAGED else ""
        return int(value) if value.isdigit() and 0 < len(value) < 3 and int(value) > 1 else None
    return _in_name(one.path, other.path) if one.query == other.query else None


def _in_name(first: str, other: str) -> int | None:
    folder, _, name = first.rpartition("/")
    theirs, _, their_name = other.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    their_stem, _, their_ending = their_name.rpartition(".")
    if folder != theirs or not dot or ending != their_ending:
        return None
    m = re.fullmatch(rf"{re.escape(stem)}[_-](\d{{1,2}})", their_stem)
    return int(m[1]) if m else None


def _called(text: str, url: str, base: str) -> dict[int, str]:
    """What the pager's script call says, where it names this very article and not a list."""
    if "createPageHTML" not in text:
        return {}
    name = urlsplit(url).path.rpartition("/")[2].partition(".")[0]
    for m in _CALL.finditer(text):
        if m[3].rpartition("/")[2] != name or name in ("index", "default", ""):
            continue
        addresses = ((n, absolute(f"{m[3]}_{n}.{m[4]}", base)) for n in range(int(m[2]) + 1, min(int(m[1]), MOST + 1)))
        return {n: address for n, address in addresses if address is not None}
    return {}
