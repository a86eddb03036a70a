"""OPML: lists of feeds as feed readers exchange them, in and out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import quoteattr

from lxml import etree

_SIZE = 16_000_000


def read_opml(data: bytes) -> list[tuple[int, dict[str, str]]] | None:
    """The outlines that lead to a feed or page: line and all attributes of each; None where it is no OPML."""
    # Entities are never resolved: no bombs, no files, no network.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(data[:_SIZE], parser)
    except etree.XMLSyntaxError:
        return None
    if not isinstance(root.tag, str) or etree.QName(root).localname.lower() != "opml":
        return None
    found = []
    for outline in root.iter("{*}outline"):
        said = {str(name): str(value).strip() for name, value in outline.attrib.items()}
        if said.get("xmlUrl") or said.get("htmlUrl"):
            found.append((int(outline.sourceline or 0), said))
    return found


def write_opml(title: str, outlines: Iterable[Mapping[str, str]]) -> str:
    """An OPML 2.0 file."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += [f"  <head><title>{_text(title)}</title></head>", "  <body>"]
    for outline in outlines:
        said = " ".join(f"{name}={quoteattr(_clean(value))}" for name, value in outline.items() if value)
        lines.append(f"    <outline {said}/>")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _text(words: str) -> str:
    return _clean(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clean(words: str) -> str:
    """Without what XML cannot hold."""
    whole = words.encode("utf-8", "replace").decode()  # without halves of character pairs
    return "".join(c for c in whole if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))
