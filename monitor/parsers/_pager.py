"""The address of the following page of a list, where the page tells it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.core.article import Page
from monitor.parsers import _script_pager
from monitor.parsers._html import squeeze, tree
from monitor.parsers._rows import Anchor, anchors_of
from monitor.parsers._urls import absolute

_NEXT = re.compile(
    r"^[\s\[【(（|]*(?:下一页|下页|下一頁|后一页|后页|往后|next(?:\s?page)?)[\s\]】)）|>＞»›→]*$|^\s*[>＞›»→]\s*$", re.I
)
_OPENS_NEXT = frozenset("[【(（|下后往nN>＞›»→")
_MAY_OPEN_NEXT = _OPENS_NEXT | frozenset("\u200b\u200c\u200d\u2060\ufeff")  # what has no width is not looked at
_NEXT_CLASS = re.compile(r"\bnext\b")
_TRS_CALL = re.compile(
    r"""createPageHTML\w*\(\s*(?:["'][\w.#-]*["']\s*,\s*)?(["']?[\w$.]+["']?)\s*,\s*(["']?[\w$.]+["']?)\s*,\s*["']([\w./-]+)["']\s*,\s*["'](\w+)["']"""
)
_NAMED_FIRST = re.compile(r"""createPageHTML\w*\(\s*["'][^"'\d][\w.#-]*["']""")
_PAGER_CALL = re.compile(r"\bPager\(\s*\{([^{}]{0,600})\}")
_FIELD = re.compile(r"""(\w+)\s*:\s*["']?([\w./-]*)["']?""")
_VARIABLE = r"\bvar\s+{}\s*=\s*[\"']?(\d+)"
_COUNT_VARS = re.compile(r"""\bvar\s+(?:countPage|m_nPageCount|nPageCount|pageCount)\s*=\s*["']?(\d+)""", re.I)
_CURRENT_VARS = re.compile(r"""\bvar\s+(?:currentPage|m_nCurrPage|nCurrIndex)\s*=\s*["']?(\d+)""", re.I)
_ATOB = re.compile(r"""atob\(\s*["']([A-Za-z0-9+/=]{40,20000})["']""")
_HERE = re.compile(
    r"(?:^|[\s_-])(?:cur|current|currentpage|active|on|here|now|this|cpb|selected|thispage|p_no_d)(?:$|[\s_-])", re.I
)
_OFF = re.compile(r"disabled|(?:^|[\s_-])(?:off|no)(?:$|[\s_-])", re.I)
_SENDS = re.compile(r"javascript:\s*[A-Za-z_$][\w$.]{0,60}\(|submit\(")
_CLICK = re.compile(r"""(?:location(?:\.href)?\s*=|window\.open\()\s*["']([^"']{1,300})["']""")


def next_page(page: Page, root: LexborHTMLParser, base: str, anchors: Sequence[Anchor]) -> str | None:
    """The following page; None on the last one, and where only a script knows."""
    scripted = _scripted(page.text, page.url)
    if scripted is not _UNSAID:
        return None if scripted == "" else absolute(scripted, base)
    linked = _linked(root, base, page, anchors)
    if linked is None and "atob(" in page.text:
        linked = _hidden(page, base)
    return linked


def posted(page: Page) -> bool:
    """There are further pages, but only a form sent by POST leads there: they have no address to ask for."""
    root = tree(page.text)
    post = root.css_first("form[method=post i]") is not None
    if not post and "__doPostBack" not in page.text:
        return False
    for anchor in anchors_of(root)[-400:]:
        words, attributes = squeeze(anchor.text), anchor.attributes
        call = f"{attributes.get('href') or ''} {attributes.get('onclick') or ''}"
        turns = (_NEXT.match(words) or words == "2") and "disabled" not in attributes
        if turns and ("__doPostBack(" in call or (post and _SENDS.search(call))):
            return True
    return False


_UNSAID = "\0"
_MOST_CALLS = 200


def _scripted(text: str, url: str) -> str:
    """What a pager's script call says: a relative address, "" on the last page, or nothing at all."""
    if "age" not in text:  # createPageHTML, Pager, pageCount, countPage
        return _UNSAID
    for m in _calls("createPageHTML", _TRS_CALL, text):
        total, current = _number(m[1], text), _number(m[2], text)
        if total is None or current is None:
            continue
        if _NAMED_FIRST.match(m[0]):  # 开普云 counts from one, 拓尔思 from zero
            return f"{m[3]}_{current + 1}.{m[4]}" if current < total else ""
        return f"{m[3]}_{current + 1}.{m[4]}" if current + 1 < total else ""
    if "Pager(" in text and (call := _PAGER_CALL.search(text)):
        fields = dict(_FIELD.findall(call[1]))
        size, current_text = fields.get("size", ""), fields.get("current", "0")
        if size.isdigit() and current_text.isdigit() and fields.get("prefix"):
            following = int(current_text) + 1
            return f"{fields['prefix']}_{following}.{fields.get('suffix') or 'html'}" if following < int(size) else ""
    count = _COUNT_VARS.search(text) if "ageCount" in text or "countPage" in text else None
    here = _CURRENT_VARS.search(text) if count else None
    if count and here:
        name, _, ending = urlsplit(url).path.rpartition("/")[2].partition(".")
        stem = re.sub(r"_\d+$", "", name) or "index"
        following = int(here[1]) + 1
        return f"{stem}_{following}.{ending or 'html'}" if following < int(count[1]) else ""
    return _UNSAID


def _calls(name: str, call: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Calls of a function in the page's scripts; finding the name first is a tenth of the work."""
    at = text.find(name)
    for _ in range(_MOST_CALLS):
        if at < 0:
            return
        if m := call.match(text, at):
            yield m
        at = text.find(name, at + len(name))


def _number(word: str, text: str) -> int | None:
    word = word.strip("\"'")
    if word.isdigit():
        return int(word) if len(word) < 8 else None
    if not re.fullmatch(r"[A-Za-z_$][\w$]{0,40}", word):
        return None
    m = re.search(_VARIABLE.format(re.escape(word)), text)
    return int(m[1]) if m and len(m[1]) < 8 else None


def _linked(root: LexborHTMLParser, base: str, page: Page, anchors: Sequence[Anchor]) -> str | None:
    """下一页 as a link or as a call of the page's script, or the number after the one we are on."""
    url = page.url
    rel = root.css_first("link[rel=next][href]")
    if rel is not None and (found := _lead(rel, base, url)):
        return found
    said = False
    for anchor in anchors[-400:]:
        words = anchor.text.strip()
        if words and (words[0] not in _MAY_OPEN_NEXT or len(words) > 40):
            continue
        words = squeeze(words)
        if len(words) > 12:
            continue
        node, attributes = anchor.node, anchor.attributes
        if words:
            if words[0] not in _OPENS_NEXT or not _NEXT.match(words):
                continue
        elif not (_NEXT.match(attributes.get("title") or "") or _NEXT_CLASS.search(attributes.get("class") or "")):
            continue
        if words in (">", "＞", "›", "»", "→") and not _among_numbers(node):
            continue
        said = True
        if found := _lead(node, base, url) or _called(node, base, page, root):
            return found
    if said or not any(len(anchor.text) < 40 and anchor.text.strip().isdigit() for anchor in anchors):
        return None
    return _after_current(root, base, url)


def _called(node: LexborNode, base: str, page: Page, root: LexborHTMLParser) -> str | None:
    """Where the script that the link calls would lead."""
    attributes = node.attributes
    if _OFF.search(attributes.get("class") or "") or "disabled" in attributes:
        return None
    for call in (attributes.get("href") or "", attributes.get("onclick") or ""):
        if "(" in call and (found := _script_pager.following(call, page.text, root, base)) not in (None, page.url):
            return found
    return None


def _lead(node: LexborNode, base: str, url: str) -> str | None:
    attributes = node.attributes
    if _OFF.search(attributes.get("class") or "") or "disabled" in attributes:
        return None
    for href in (attributes.get("href") or "", *_CLICK.findall(attributes.get("onclick") or "")):
        m = _CLICK.search(href) if href.lower().startswith("javascript:") else None
        found = absolute(m[1] if m else href, base)
        if found is not None and found != url.partition("#")[0]:
            return found
    return None


def _among_numbers(node: LexborNode) -> bool:
    """The arrow stands beside page numbers."""
    parent = node.parent
    for _ in range(2):
        if parent is None:
            return False
        if any(squeeze(a.text(deep=True)).isdigit() for a in parent.css("a")[:40]):
            return True
        parent = parent.parent
    return False


def _after_current(root: LexborHTMLParser, base: str, url: str) -> str | None:
    """Numbers only: the link after the number that is marked as the present page."""
    for node in root.css("span, b, strong, em, a, li, font")[-600:]:
        words = node.text(deep=True).strip()
        if not words.isdigit() or len(words) > 3:
            continue
        name = node.attributes.get("class") or ""
        bare = node.tag in ("b", "strong", "span", "em", "font") and node.css_first("a") is None
        if not (_HERE.search(name) or bare):
            continue
        following = _following(node)
        if following is not None and following.text(deep=True).strip() == str(int(words) + 1):
            return _lead(following, base, url)
    return None


def _following(node: LexborNode) -> LexborNode | None:
    """The link of the next element."""
    for start in (node, node.parent):
        after = None if start is None else start.next
        while after is not None and not after.is_element_node:
            after = after.next
        if after is not None:
            return after if after.tag == "a" else after.css_first("a")
    return None


def _hidden(page: Page, base: str) -> str | None:
    """A pager that is written by decoding a base64 string."""
    for m in _ATOB.finditer(page.text):
        try:
            html = unquote(base64.b64decode(m[1]).decode("utf-8"))
        except (binascii.Error, UnicodeDecodeError):
            continue
        root = tree(html)
        if found := _linked(root, base, page, anchors_of(root)):
            return found
    return None


def counted_page(text: str, count: re.Pattern[str], here: re.Pattern[str] | None, *, asked: str | None) -> int | None:
    """The number of the following page, of as many as the page counts; None on the last one and where none are counted.

    ``asked`` is the number in the page's own address: it goes before what the page says of itself.
    """
    total = next((int(next(g for g in m.groups() if g)) for m in count.finditer(text)), None)
    if total is None:
        return None
    shown = here.search(text) if here is not None else None
    number = int(asked) if asked and asked.isdigit() and len(asked) < 7 else int(shown[1]) if shown else 1
    return number + 1 if 0 < number < total else None


def with_parameter(url: str, name: str, value: str) -> str:
    """The address with one query parameter set, the others as they are."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if any(k == name for k, _ in pairs):
        pairs = [(k, value if k == name else v) for k, v in pairs]
    else:
        pairs.append((name, value))
    return urlunsplit(parts._replace(query=urlencode(pairs, safe="/:,")))


def parameter(url: str, name: str) -> str | None:
    """One query parameter of an address."""
    return next((v for k, v in parse_qsl(urlsplit(url).query) if k == name), None)
