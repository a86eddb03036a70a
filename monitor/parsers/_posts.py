"""Posts that stand in a feed whole, as bridges bring them: what was said is in the feed, not behind its link.

A post on Weibo or WeChat can be read by people who are logged in; the bridge has copied its words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape

from monitor.core.article import Article, ListItem, Page
from monitor.parsers import rss
from monitor.parsers._html import squeeze

_BREAKS = re.compile(r"<(?:br|/?p|/?div|/?li|/?h[1-6]|/?blockquote|/?tr)\b[^<>]{0,400}>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b[^<>]{0,400}>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^<>]{0,2000}>")
_CUT = re.compile(r"(?:\.{3}|…)\s*(?:(?:查看|阅读|展开)?(?:全文|原文)|展开)?\s*\Z|(?:查看全文|阅读全文|展开全文)\s*\Z")
_LONGEST = 200_000
_TITLE = 60  # characters: a post has no title of its own, and its bridge gives its whole text for one


def posts(page: Page) -> Mapping[str, Article]:
    """The posts of an RSS or Atom feed by their addresses; only those of which more than a title stands there.

    No time is claimed for them: the feed's own, which its entry in the list has, is the only one there is.
    """
    if not rss.recognises(page):
        return {}
    return {item.url: one for item, words in rss.contents(page) if (one := _post(page, item, words)) is not None}


def _post(page: Page, item: ListItem, words: str) -> Article | None:
    marked = _HIDDEN.sub(" ", words[:_LONGEST])
    lines = (squeeze(unescape(_TAGS.sub("", line))) for line in _BREAKS.sub("\n", marked).split("\n"))
    text = "\n".join(line for line in lines if line)
    if not text:
        return None
    said = Article(item.url, item.title[:_TITLE], text, charset=page.charset)
    return replace(said, flags=("incomplete",)) if _CUT.search(text[-40:]) or len(words) > _LONGEST else said
