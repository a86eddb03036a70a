"""The words of a post out of the HTML in which its bridge sends them."""

from __future__ import annotations

import re
from html import unescape

from monitor.parsers._html import squeeze

LONGEST = 200_000
_BREAKS = re.compile(r"<(?:br|/?p|/?div|/?li|/?h[1-6]|/?blockquote|/?tr)\b[^<>]{0,400}>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b[^<>]{0,400}>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^<>]{0,2000}>")
_TITLE = 60  # characters: a post has no title of its own, and its bridge gives its whole text for one


def plain(html: str) -> str:
    """The lines that a reader sees; the empty string where there are only pictures."""
    marked = _HIDDEN.sub(" ", html[:LONGEST])
    lines = (squeeze(unescape(_TAGS.sub("", line))) for line in _BREAKS.sub("\n", marked).split("\n"))
    return "\n".join(line for line in lines if line)


def title_of(title: str, text: str) -> str:
    """What stands for the post's title: the one it was given, or its first line."""
    return (title or text.partition("\n")[0])[:_TITLE]
