"""A policy text made readable: simplified, without injected pinyin, with the marks of its parts restored, in sentences.

Copies of government documents come from hijacked sites: traditional characters, pronunciation aids put
in by a filter, headings cut at half a character, a title of spam. What the text obliges to survives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from monitor.text.repair import MASK, normalise

_SHIFTED: Final = re.compile(r"[?�]([。．][^\n]{2,12})")
_HEADING: Final = re.compile(r"^（[一二三四五六七八九十]{1,3}）")
_BLANKS: Final = re.compile(r"(?<=[^\x00-\x7f])[ \t]+(?=\S)|(?<=\S)[ \t]+(?=[^\x00-\x7f])")
_TITLE: Final = re.compile(
    r"[一-龥0-9《》〈〉“”\"（）()、·\[\]〔〕—-]{6,80}(?:的通知|工作要点|的意见|实施意见|实施方案|工作方案|的决定|办法|条例|规定|细则|预案|方案|的函|的公告|机制)"
)
_SPAM: Final = re.compile(r"免费|无码|在线观看|色|国产|视频|彩票|娱乐城|博彩|赌|成人|棋牌|下载app|欧美|亚洲", re.I)
_SENTENCE: Final = re.compile(r"[^。;\n!?]+")
_NUMBERING: Final = re.compile(r"^[\s(]*(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2}|[A-Z])[)、.．]\s*")
LONGEST: Final = 1_000_000
_SHORTEST: Final = 5
LONGEST_TITLE: Final = 120
LONGEST_SENTENCE: Final = 1500


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the readable text, and where it stands in it."""

    text: str
    start: int


def readable(text: str) -> str:
    """The text as people meant it: half characters joined again, simplified, without aids and stray blanks."""
    joined = _SHIFTED.sub(_unshifted, text[:LONGEST])
    plain = normalise(joined).replace(MASK, "")
    return "\n".join(_BLANKS.sub("", line).strip() for line in plain.splitlines())


def _unshifted(found: re.Match[str]) -> str:
    """A heading whose first byte was lost, read one byte on: ?。ㄒ唬 is （一）."""
    raw = found[1].encode("gb18030", "replace")
    again = raw[1:].decode("gb18030", "replace")
    heading = _HEADING.match(again)
    if heading is None:
        return found[0]
    used = len(heading[0].encode("gb18030"))
    rest = raw[1 + used + 1 :].decode("gb18030", "ignore") if (1 + used) % 2 else again[heading.end() :]
    return heading[0] + rest


def sentences(plain: str) -> Iterator[Sentence]:
    """The sentences of a readable text, in order; a line is one at most."""
    for found in _SENTENCE.finditer(plain):
        words = found[0].strip()
        start = found.start() + (found[0].index(words) if words else 0)
        words = words[:LONGEST_SENTENCE]
        numbering = _NUMBERING.match(words)
        if numbering:
            start += numbering.end()
            words = words[numbering.end() :]
        if len(words) > _SHORTEST:
            yield Sentence(words, start)


def title_of(plain: str) -> str:
    """The document's title among the first lines: what is called 通知, 要点, 意见 …, and is no spam."""
    for line in plain.splitlines()[:60]:
        found = _TITLE.search(line) if len(line) < LONGEST_TITLE else None
        if found and not _SPAM.search(line):
            return found[0]
    named = re.search(r"《([^《》\n]{4,60}(?:意见|办法|方案|要点|条例|规定|细则|预案))》", plain[:2000])
    if named:
        return named[1]
    first = next((line for line in plain.splitlines() if len(line) > 5 and not _SPAM.search(line)), "")
    return first[:80]
