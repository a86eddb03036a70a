"""Whose a figure is, the case's own or another's, and as of when it was current."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from monitor.core.statement import TimeMention, Toll
from monitor.text import _toll_words as words
from monitor.text._patterns import compiled

_OF_OTHERS: Final = (words.LEGAL_BAND, words.STATISTIC, words.HISTORY)
_PARTING: Final = compiled(r"[。！？!?；;\n，,]")


def own_case(text: str, found: list[Toll]) -> list[Toll]:
    """Statistics and the bands of a law are no toll; an older case's toll goes where another stands."""
    if not found:
        return found
    stops = [-1, *(m.start() for m in words.STOPS.finditer(text)), len(text)]
    own: list[Toll] = []
    older: list[Toll] = []
    by_start = sorted(found, key=lambda t: t.start)
    at = 0
    for first, last in pairwise(stops):
        other: bool | None = None  # the sentence has a word of other cases at all; asked once, where it has a toll
        while at < len(by_start) and by_start[at].start < last:
            toll = by_start[at]
            at += 1
            if other is None:
                other = any(kind.search(text, first + 1, last) for kind in _OF_OTHERS)
            if not other:
                own.append(toll)
                continue
            head = text[max(first + 1, toll.start - 120) : toll.start]
            around = text[max(first + 1, toll.start - 60) : min(last, toll.end + 60)]
            if words.LEGAL_BAND.search(around) or words.STATISTIC.search(head):
                continue
            (older if words.HISTORY.search(head) else own).append(toll)
    return own or older


def dated(text: str, toll: Toll, as_of: Sequence[TimeMention]) -> Toll:
    """The toll with the nearest 截至 of its sentence, else the last one before it in its paragraph."""
    first = bisect_left(as_of, toll.start, key=lambda t: t.end)
    first += first < len(as_of) and as_of[first].end == toll.start
    before = as_of[first - 1] if first else None
    following = bisect_left(as_of, toll.end, key=lambda t: t.start)
    after = as_of[following] if following < len(as_of) else None
    if before is not None and not words.STOPS.search(text, before.end, min(toll.start, before.end + 400)):
        return replace(toll, as_of=before.moment)
    if after is not None and after.start - toll.end < 20 and not _PARTING.search(text, toll.end, after.start):
        return replace(toll, as_of=after.moment)
    if before is not None and toll.start - before.end < 200 and "\n" not in text[before.end : toll.start]:
        return replace(toll, as_of=before.moment)
    return toll
