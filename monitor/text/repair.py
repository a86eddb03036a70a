"""Makes Chinese text readable for rules without moving a single character.

What was published in traditional characters, in full-width digits, with pronunciation aids put in by
a filter (发(fā)生) or with invisible characters in between still says the same; matching works on
the normalised text, evidence is shown from the original, and the offsets of both are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final
from unicodedata import decimal

from monitor.text._patterns import as_written

MASK: Final = "\ue000"  # stands where something was that a reader would skip; occurs in no real text

_TONED: Final = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_PINYIN: Final = as_written(rf"(?<=[\u4e00-\u9fff])[(（](?=[a-zü]{{0,5}}[{_TONED}])[a-zü{_TONED}]{{1,7}}[)）]")
_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e"
_DASHES: Final = "‐‑‒–—―−﹣－"
_HAN: Final = "〇\u3400-\u9fff"
# blanks that stand between a Chinese character and anything else carry no meaning; those between two
# digits do (2022 11 23)
_SKIPPED: Final = as_written(rf"{MASK}+|(?<=[{_HAN}])[ \t]+(?=[^\s])|(?<=[^\s])[ \t]+(?=[{_HAN}):])")
_FEW: Final = 12
"""So many characters are put in the place of others one by one; str.translate asks for every character of a text."""


@cache
def _translation() -> tuple[dict[int, str], frozenset[str]]:
    """One character to one character, for str.translate; and those that it changes."""
    table: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    # digits of other scripts: patterns find them as digits, so they must read as such
    digits = ((code, decimal(chr(code), None)) for code in range(0x660, 0x20000))
    table |= {code: str(value) for code, value in digits if value is not None}
    table |= {ord(char): " " for char in "\u3000\u00a0\u2002\u2003\u2009\u202f\u205f\x0b\x0c"}
    table |= {ord(char): MASK for char in _INVISIBLE}
    table |= {code: MASK for code in range(0x20) if chr(code) not in "\t\n\r\x0b\x0c"}
    table |= {ord(char): "-" for char in _DASHES}
    table |= {ord(char): "〇" for char in "○◯"}
    table |= {ord(char): "·" for char in "・•‧∙⋅"}
    table |= {ord("〜"): "~", ord("∶"): ":", ord("︰"): ":", ord("﹕"): ":", ord("﹐"): ","}
    table |= {ord("〔"): "(", ord("〕"): ")"}
    source = files("monitor.text").joinpath("tables/t2s.txt").read_text("utf-8")
    for line in source.splitlines():
        if not line.startswith("#"):
            table |= {ord(line[i]): line[i + 1] for i in range(0, len(line) - 1, 2)}
    return table, frozenset(map(chr, table))


def normalise(text: str) -> str:
    """The text as rules want it, of the same length: half-width, simplified, aids masked.

    >>> normalise("4月18日，發(fā)生火災") == "4月18日,发" + MASK * 4 + "生火灾"
    True
    """
    if "(" in text or "（" in text:
        text = _PINYIN.sub(lambda found: MASK * len(found[0]), text)
    table, strange = _translation()
    found = strange.intersection(text)
    if len(found) > _FEW or not strange.isdisjoint(map(table.__getitem__, map(ord, found))):
        return text.translate(table)
    for char in found:
        text = text.replace(char, table[ord(char)])
    return text


@lru_cache(maxsize=2)  # times and onset of one text ask one after the other
def compact(text: str) -> tuple[str, Sequence[int]]:
    """The normalised text without what a reader skips, and where each character stood.

    The second value has one entry more than the first has characters: the end of the text.
    """
    normal = normalise(text)
    if not _SKIPPED.search(normal):
        return normal, range(len(normal) + 1)
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0
    for found in _SKIPPED.finditer(normal):
        pieces.append(normal[at : found.start()])
        offsets.extend(range(at, found.start()))
        at = found.end()
    pieces.append(normal[at:])
    offsets.extend(range(at, len(normal) + 1))
    return "".join(pieces), offsets
