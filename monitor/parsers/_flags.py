"""What is wrong with a page, so that nobody takes it for an article."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from monitor.core.article import Page
from monitor.parsers._body import Body
from monitor.parsers._guard import LEAST_LINKS, signs
from monitor.parsers._outline import Outline

LITTLE = 400  # characters of narrative: a page with more is no firewall's and no error page
_FEW_WORDS = 40  # characters beside a film or a picture: its caption, a name, a date
_GATES = re.compile(r"(?:^|\.)big5\.|/gate/(?:big5|gb)/|webcache|web\.archive\.org|\.translate\.goog$", re.I)


def page_flags(page: Page, outline: Outline, narrative: int) -> list[str]:
    """Flags of the page as a whole; ``narrative`` is how many characters of sentences its article holds."""
    flags = list(page.flags)
    if is_mirror(page.url):
        flags.append("mirror")
    if narrative < LITTLE and len(outline.anchors) < LEAST_LINKS:  # else there is nothing to look for
        flags.extend(signs(page))
    return flags


def wordless(outline: Outline, body: Body, text: str) -> list[str]:
    """``video_only`` or ``image_only``, where what the article has to say stands in no words."""
    if len(text) >= _FEW_WORDS:
        return []
    if outline.films:
        return ["video_only"]
    first, end = body.first - 2, body.end + 3
    return ["image_only"] if any(first <= line <= end for line in outline.pictures) else []


def is_mirror(url: str) -> bool:
    """The address is a gate's or an archive's: another address holds the same article."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(_GATES.search(parts.netloc) or _GATES.search(parts.path))
