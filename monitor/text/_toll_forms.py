"""Figures that have a form of their own: 无人员伤亡, 直接经济损失1.2亿元, 一家六口遇难, 倒塌房屋38间."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.core.statement import Harm, Toll
from monitor.text import _toll_words as words
from monitor.text._numbers import Span, integer, span_of


def nobody(text: str) -> Iterator[Toll]:
    """无人员伤亡: none dead and none injured; 未接到伤亡报告 leaves the upper end open."""
    for match in words.NOBODY.finditer(text):
        if match["who"] not in (None, "任何", "一人", "一") or match["what"].startswith("重大"):
            continue
        if words.WISH.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        high = None if match["report"] or "到" in match["verb"] else 0
        for harm in _harms_named(match["what"]):
            yield Toll(harm, 0, high, match[0], match.start(), match.end())


def _harms_named(what: str) -> tuple[Harm, ...]:
    kinds = [
        (Harm.DEAD, r"伤亡|死伤|死亡|遇难"),
        (Harm.INJURED, r"伤亡|死伤|受伤"),
        (Harm.MISSING, r"失踪|失联"),
        (Harm.TRAPPED, r"被困"),
        (Harm.POISONED, r"中毒"),
    ]
    return tuple(harm for harm, pattern in kinds if re.search(pattern, what))


def losses(text: str) -> Iterator[Toll]:
    """直接经济损失1.2亿元."""
    for match in words.LOSS.finditer(text):
        head = text[max(0, match.start() - 12) : match.start()]
        span = _money(match["number"], match["unit"] or "", match["after"] or "")
        if span is not None and not words.HYPOTHETICAL.search(head):
            yield Toll(Harm.LOSS_YUAN, span[0], span[1], match[0], match.start(), match.end())


def houses(text: str) -> Iterator[Toll]:
    """倒塌房屋38间, 严重损坏112间: rooms, as disaster statistics count them."""
    for match in words.HOUSES.finditer(text):
        span = span_of(match["rooms"] or match["number"] or match["number2"])
        head = text[max(0, match.start() - 12) : match.start()]
        if span is None or words.HYPOTHETICAL.search(head):
            continue
        fallen = match["fallen"] or match["fallen2"]
        harm = Harm.HOUSES_COLLAPSED if fallen else Harm.HOUSES_DAMAGED
        yield Toll(harm, span[0], span[1], match[0], match.start(), match.end())


def _money(number: str, unit: str, after: str) -> Span | None:
    span = span_of(number + after) or span_of(number)
    if span is None:
        return None
    scale = integer("1" + unit) if unit else 1
    if scale is None:
        return None
    return span[0] * scale, None if span[1] is None else span[1] * scale


def families(text: str) -> Iterator[Toll]:
    """一家六口遇难, 夫妻双双遇难."""
    for match in words.FAMILY.finditer(text):
        if words.BLOCK.search(match["gap"]):
            continue
        size = integer(match["size"]) if match["size"] else 2
        if size:
            yield Toll(Harm.DEAD, size, size, match[0], match.start(), match.end())
