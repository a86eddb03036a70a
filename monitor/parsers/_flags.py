"""What is wrong with a page, so that nobody takes it for an article."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from monitor.core.article import Page
from monitor.parsers._guard import signs

LITTLE = 400  # characters of narrative: a page with more is no firewall's and no error page
_GATES = re.compile(r"(?:^|\.)big5\.|/gate/(?:big5|gb)/|webcache|web\.archive\.org|\.translate\.goog$", re.I)


def page_flags(page: Page, narrative: int) -> list[str]:
    """Flags of the page as a whole; ``narrative`` is how many characters of sentences its article holds."""
    flags = list(page.flags)
    if is_mirror(page.url):
        flags.append("mirror")
    if narrative < LITTLE:
        flags.extend(signs(page))
    return flags


def is_mirror(url: str) -> bool:
    """The address is a gate's or an archive's: another address holds the same article."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(_GATES.search(parts.netloc) or _GATES.search(parts.path))
