"""Bytes to text, once, before any parser: what the page says about its charset is checked, not believed.

Order: byte order mark, HTTP header, the page's own meta or XML declaration, strict UTF-8, strict
GB18030 (gb2312 and gbk are read as gb18030), Big5, and last a repair that is flagged. A label counts
only where the bytes decode by it without an error, and where no other reading is surely right.
"""

from __future__ import annotations

import codecs
import re
from datetime import datetime
from functools import lru_cache

from monitor.core.article import Page

LONGEST = 8 * 1024 * 1024  # bytes of one answer that are read; the rest stays in the evidence

_HEAD = 4096  # where a page may name its own charset
_FEWEST = 6  # bytes beyond ASCII from which valid UTF-8 is no accident
_SPLIT = 4  # bytes of a character that may be missing where an answer was cut off

_META = re.compile(rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,30})""", re.I)
_XML = re.compile(rb"""^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,30})["']""", re.I)
_HTTP = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,30})""", re.I)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHINESE = {"gb2312", "gbk", "gb18030", "hz", "gb2312-80", "cp936", "ms936", "x-gbk", "csgb2312", "euc-cn"}
_LATIN = {"iso8859-1", "latin-1", "cp1252", "ascii"}  # a server's default; no Chinese page is meant

# The most frequent characters of both scripts. Text read by the wrong table is full of rare ones.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学"
    "法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装"
    "這時來們產種後過說國會對發動學經進電現實兩體機當點從業開還間關與樣條無變結題問"
)


def decode(data: bytes, *, url: str, content_type: str = "", seen_at: datetime | None = None) -> Page:
    """One answer as text, with the charset it was read by and how that was found."""
    text, charset, how, flags = _read(data[:LONGEST], content_type)
    return Page(
        url=url,
        text=text,
        charset=charset,
        charset_from=how,
        seen_at=seen_at,
        content_type=content_type,
        flags=flags,
    )


def _read(data: bytes, content_type: str) -> tuple[str, str, str, tuple[str, ...]]:
    for mark, name in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(name, "replace")
            return text, name.removesuffix("-le").removesuffix("-be"), "bom", ()
    labels = _labels(data[:_HEAD], content_type)
    if data.isascii():
        text = data.decode("ascii")
        if b"\x1b$" in data:
            labels = [(n, how) for n, how in labels if n.startswith("iso2022")]
            for name, how in labels:
                if (said := _strict(data, name)) is not None:
                    return said, name, how, ()
            return text, "utf-8", "assumed", ()
        name, how = next(((n, h) for n, h in labels if n != "latin"), ("utf-8", "assumed"))
        return text, name, how, ()
    utf8 = _strict(data, "utf-8")
    sure = utf8 is not None and len(data) - len(utf8) >= _FEWEST  # each character beyond ASCII is 2 to 4 bytes
    for name, how in labels:
        if name == "latin" or (sure and name != "utf-8"):
            continue  # valid UTF-8 of any length is UTF-8, whatever the label says
        text_or_none = utf8 if name == "utf-8" else _strict(data, name)
        if text_or_none is not None:
            return text_or_none, name, how, ()
    return _unlabelled(data, utf8)


def _unlabelled(data: bytes, utf8: str | None) -> tuple[str, str, str, tuple[str, ...]]:
    """No label that holds: by the bytes alone."""
    if utf8 is not None:
        return utf8, "utf-8", "strict", ()
    gb18030, big5 = _strict(data, "gb18030"), _strict(data, "big5hkscs")
    if gb18030 is not None and (big5 is None or _plain(gb18030) >= _plain(big5)):
        return gb18030, "gb18030", "strict", ()
    if big5 is not None:
        return big5, "big5", "strict", ()
    return _repair(data)


def _repair(data: bytes) -> tuple[str, str, str, tuple[str, ...]]:
    """The reading that damages least, with marks where bytes make no character."""
    readings = [(data.decode(name, "replace"), name) for name in ("gb18030", "utf-8", "big5")]
    text, name = max(readings, key=lambda r: _plain(r[0]) - 3 * r[0].count("\ufffd"))
    return text, name, "repair", ("mojibake_repaired",)


def _labels(head: bytes, content_type: str) -> list[tuple[str, str]]:
    """What the header and the page say, in the order in which they are asked."""
    found: list[tuple[str, str]] = []
    if m := _HTTP.search(content_type):
        found.append((_named(m[1]), "http"))
    for m_head in (_XML.search(head), _META.search(head)):
        if m_head is not None:
            found.append((_named(m_head[1].decode("ascii", "replace")), "meta"))
    return [(n, how) for n, how in found if n]


@lru_cache(maxsize=256)
def _named(label: str) -> str:
    """The charset as this project writes it; the empty string for one nobody knows."""
    name = label.strip().lower().replace("_", "-")
    if name in _CHINESE:
        return "gb18030"
    if name.startswith("big5"):
        return "big5"
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return ""
    if known in _LATIN:
        return "latin"
    if known in ("gb2312", "gbk", "gb18030", "hz"):
        return "gb18030"
    # A page that could be read far enough to find this label is not in UTF-16.
    return "utf-8" if known.startswith(("utf-8", "utf-16", "utf-32", "utf-7")) else _text_only(known)


def _text_only(name: str) -> str:
    """Python's table holds codecs that are no charsets (base64, rot13): those are unknown labels."""
    try:
        b"a".decode(name)
    except (LookupError, ValueError):
        return ""
    return name


def _strict(data: bytes, name: str) -> str | None:
    """The text where every byte belongs to a character; a character cut off at the very end is left away."""
    codec = "big5hkscs" if name == "big5" else name
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        if error.start < len(data) - _SPLIT or error.start == 0:
            return None
        cut = data[: error.start]
    try:
        return cut.decode(codec)
    except UnicodeDecodeError:
        return None


def _plain(text: str) -> int:
    """How many of the text's characters are everyday Chinese."""
    sample = text if len(text) < 200_000 else text[:200_000]
    return sum(map(_COMMON.__contains__, sample))
