"""Posts that stand in a feed whole, as bridges bring them: what was said is in the feed, not behind its link.

A post on Weibo or WeChat can be read by people who are logged in; the bridge has copied its words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from monitor.core.article import Article, ListItem, Page
from monitor.parsers import jsonfeed, rss
from monitor.parsers._post_text import LONGEST, plain, title_of

_CUT = re.compile(r"(?:\.{3}|…)\s*(?:(?:查看|阅读|展开)?(?:全文|原文)|展开)?\s*\Z|(?:查看全文|阅读全文|展开全文)\s*\Z")
_COUNTED = re.compile(
    r"(?:转发|评论|点赞|赞|阅读|阅读量|播放|播放量|浏览|收藏|在看|分享)\s*[(（:：]?\s*\d[\d,.]*\s*[万wW]?\+?\s*[)）]?"
    r"|\d[\d,.]*\s*[万wW]?\+?\s*(?:次|人|条)?(?:转发|评论|点赞|阅读|播放|浏览|收藏|在看|分享)"
    r"|\d{1,3}\s*(?:秒|分钟|小时|天)前|刚刚"
)


def posts(page: Page) -> Mapping[str, Article]:
    """The posts of an RSS, Atom or JSON feed by their addresses; only those of which more than a title stands there.

    No time is claimed for them: the feed's own, which its entry in the list has, is the only one there is.
    """
    if rss.recognises(page):
        found = rss.contents(page)
    elif jsonfeed.recognises(page):
        found = jsonfeed.contents(page)
    else:
        return {}
    return {item.url: one for item, words in found if (one := _post(page, item, words)) is not None}


def _post(page: Page, item: ListItem, words: str) -> Article | None:
    text = plain(words)
    if not text:
        return None
    title = title_of("" if item.title == item.url else item.title, text)
    said = Article(item.url, title, text, charset=page.charset)
    return replace(said, flags=("incomplete",)) if _CUT.search(text[-40:]) or len(words) > LONGEST else said


def without_counts(text: str) -> str:
    """A post's words without what its bridge counts and tells anew each time: 转发 12, 3分钟前. Nobody edited those."""
    return _COUNTED.sub("", text)
