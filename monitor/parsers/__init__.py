"""Pages in, listings and articles out: one CMS family or feed format per file, found by discovery."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from monitor.core.article import Parser
from monitor.parsers._again import Again, kept_of, read_again
from monitor.parsers._attached import is_document, may_read, names_document
from monitor.parsers._decoding import decode
from monitor.parsers._document_file import document
from monitor.parsers._guard import signs
from monitor.parsers._likeness import likeness
from monitor.parsers._pager import posted
from monitor.parsers._posts import posts, without_counts
from monitor.parsers._urls import canonical
from monitor.plugins import discover

__all__ = [
    "Again",
    "canonical",
    "decode",
    "document",
    "is_document",
    "kept_of",
    "likeness",
    "load",
    "may_read",
    "names_document",
    "posted",
    "posts",
    "read_again",
    "signs",
    "without_counts",
]


@cache
def load() -> Mapping[str, Parser]:
    """Every parser by its name and by the other names a feeds.yaml may use for it.

    Raises:
        TypeError: a module's PARSER is none.
        ValueError: two parsers claim one name.
    """
    named: dict[str, Parser] = {}
    for module, parser in discover(sys.modules[__name__], "PARSER").items():
        if not isinstance(parser, Parser):
            raise TypeError(f"monitor.parsers.{module}: PARSER is {parser!r}, no Parser")
        for name in (parser.name, *parser.also):
            if named.setdefault(name, parser) is not parser:
                raise ValueError(f"monitor.parsers.{module}: the name {name!r} belongs to {named[name].name!r}")
    return MappingProxyType(named)
