"""The date printed in a row: beside the link, in boxes of its own, or within the link."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from selectolax.lexbor import LexborNode

from monitor.core.moment import Basis, Moment
from monitor.parsers._dates import find_dates, may_lack_year, read_date
from monitor.parsers._html import squeeze, text_nodes
from monitor.parsers._rows import Link

_LONGEST_PIECE = 60  # a longer text beside the link is a summary, and its dates are the narrative's
_YMD = r"(?:19|20)\d\d\s{0,2}(?:[-/._年—–－]|——)\s{0,2}\d{1,2}\s{0,2}(?:[-/._月—–－]|——)\s{0,2}\d{1,2}\s?日?"
_HM = r"(?:[\sT]{0,3}\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
_OPEN, _CLOSE = r"[\[(（【〔{<《]", r"[\])）】〕}>》]"
DATED = re.compile(
    rf"{_YMD}|(?:^|[\s\[(（【：:])(?:(?:19|20)\d\d[-/.年]\d{{1,2}}月?|\d{{1,2}}[-/.]\d{{1,2}}{_HM}|\d{{1,2}}月(?:\d{{1,2}}日{_HM})?"
    rf"|(?:今天|昨天|前天|刚刚){_HM}|\d{{1,3}}\s?(?:分钟|小时|天)前)[\s\])）】]*$",
    re.M,
)
BARE_DATE = re.compile(r"[\[(（]?(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?[\])）]?")
_FULL = re.compile(r"(?:19|20)\d\d\s?[-/.年—][\s—-]{0,2}\d")
_HINTED = re.compile(r"\d[-/.月]|[天刚前日]")
ALL_DATE = re.compile(
    rf"[\W_]*+(?:发布)?(?:日期|时间|日间)?[\W_]*+(?:{_YMD}{_HM}|(?:19|20)\d\d[-/.年]\d{{1,2}}月?|\d{{1,2}}[-/.月]\d{{1,2}}日?{_HM}"
    rf"|\d{{1,2}}月?|\d{{1,2}}日|(?:19|20)\d\d年?|(?:今天|昨天|前天|刚刚){_HM}|\d{{1,3}}\s?(?:分钟|小时|天)前)[\W_]*+"
)
ENDING = re.compile(
    rf"(?:\s|{_OPEN})\s*((?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}{_HM}|\d{{1,2}}[-/]\d{{1,2}})\s*{_CLOSE}?\s*$"
)
OPENING = re.compile(
    rf"^\s*(?:{_OPEN}\s*((?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}{_HM}|\d{{1,2}}[-/]\d{{1,2}})\s*{_CLOSE}"
    rf"|((?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}{_HM})\s+)\s*"
)
_RANKS = (
    (4, re.compile(r"回复|答复|办结|反馈")),
    (
        0,
        re.compile(
            r"成文|印发|生成|签发|制定|发文日期|发文时间|生效|施行|实施|截止|截至|失效|废止"
            r"|开始|结束|起始|终止|有效期|开标|报名|会议|举办|活动时间|出生"
        ),
    ),
    (1, re.compile(r"提交|来信|留言|咨询|投诉|写信|受理|来件|诉求")),
    (3, re.compile(r"发布|公开|公布|上传|刊登|发表|上网|更新|日间|时间|日期|日\s*期|时\s*间")),
)
_UNLABELLED = 2
_LABELLED = re.compile(r"[\[(（【]?[^\d：:]{2,6}[：:]")
_SPLIT = (
    (re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年\s]{1,3}(\d{1,2})月?[-/.\s]{1,3}(\d{1,2})(?:日|(?!\d))"), (1, 2, 3)),
    (re.compile(r"(?<!\d)(\d{1,2})日?\s+((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})(?!\d)"), (2, 3, 1)),
    (re.compile(r"(?<!\d)(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?\s+((?:19|20)\d\d)(?!\d)"), (3, 1, 2)),
    (re.compile(r"(?<!\d)(\d{1,2})\s+(\d{1,2})月\s+((?:19|20)\d\d)(?!\d)"), (3, 2, 1)),
)
_SPLIT_NO_YEAR = (
    (re.compile(r"^(\d{1,2})\s+(\d{1,2})\s?月$"), (2, 1)),
    (re.compile(r"^(\d{1,2})\s?月\s+(\d{1,2})\s?日?$"), (1, 2)),
)


def list_date(text: str, seen_at: datetime | None) -> Moment | None:
    """One printed date as a moment known from a list."""
    return _read(text, seen_at if seen_at is not None and may_lack_year(text) else None)


def full_date(text: str) -> Moment | None:
    """The same for one that is known to name its year."""
    return _read(text, None)


def _dates_in(text: str, seen_at: datetime | None) -> tuple[tuple[int, int, Moment], ...]:
    return _found(text, seen_at if seen_at is not None and may_lack_year(text) else None)


# Most dates say the same at every poll, so what is kept of them does not hold the time of the capture.
@lru_cache(maxsize=4096)
def _read(text: str, seen_at: datetime | None) -> Moment | None:
    return read_date(text, seen_at=seen_at, basis=Basis.LIST)


@lru_cache(maxsize=4096)
def _found(text: str, seen_at: datetime | None) -> tuple[tuple[int, int, Moment], ...]:
    return tuple((f.start, f.end, f.moment) for f in find_dates(text, seen_at=seen_at, basis=Basis.LIST))


def looks_dated(words: str) -> bool:
    """The row's words, one text node a line, hold something like a date."""
    return _FULL.search(words) is not None or (_HINTED.search(words) is not None and DATED.search(words) is not None)


def count_dates(words: str) -> int:
    """How many dates stand in a longer text."""
    return max(sum(1 for _ in _FULL.finditer(words)), sum(1 for _ in DATED.finditer(words)))


def says_other_date(label: str) -> bool:
    """The label names a date that is not the publication: 成文日期, 生效日期."""
    return _rank(label, "") == 0


def may_date(words: str) -> bool:
    """Cheap: there is a digit, or a word for a day or a span before now."""
    return any(c.isdigit() or c in "今昨前刚" for c in words)


def date_of(
    link: Link, nodes: list[LexborNode], *, seen_at: datetime | None, skip: frozenset[int] = frozenset()
) -> tuple[Moment | None, str]:
    """The date printed in the row, and its words; ``skip`` are cells whose column says another date."""
    inside = {n.mem_id for n in text_nodes(link.node)}
    outer, inner = _pieces(nodes, inside, skip)
    found = _best(outer, seen_at)
    if found is None:
        found = _split(outer, seen_at) or _inside(inner, seen_at)
    if found is not None:
        return found
    return None, next((p for p in (*outer, *inner[1:]) if looks_dated(p) and ALL_DATE.fullmatch(p)), "")


def _pieces(nodes: list[LexborNode], inside: set[int], skip: frozenset[int]) -> tuple[list[str], list[str]]:
    """Texts of the row outside and inside its link."""
    outer: list[str] = []
    inner: list[str] = []
    for node in nodes:
        if node.mem_id in skip:
            continue
        for one in (node,) if node.is_text_node else text_nodes(node):
            if skip and _under(one, skip):
                continue
            raw = one.text(deep=False)
            if not raw or raw.isspace():
                continue
            if words := squeeze(raw):
                (inner if one.mem_id in inside else outer).append(words)
    return outer, inner


def _under(node: LexborNode, skip: frozenset[int]) -> bool:
    parent = node.parent
    for _ in range(8):
        if parent is None:
            return False
        if parent.mem_id in skip:
            return True
        parent = parent.parent
    return False


def _best(pieces: list[str], seen_at: datetime | None) -> tuple[Moment | None, str] | None:
    """The date whose label says publication; an unlabelled one otherwise; one of another thing never.

    None where there is no date at all; a date of another thing alone gives its words and no moment.
    """
    best: tuple[int, Moment, str] | None = None
    before = ""
    for piece in pieces:
        if len(piece) <= _LONGEST_PIECE and may_date(piece):
            for rank, moment, words in _ranked(piece, before, seen_at):
                if best is None or rank > best[0]:
                    best = (rank, moment, words)
        before = piece
    if best is None:
        return None
    return (best[1] if best[0] else None), best[2]


def _ranked(piece: str, before: str, seen_at: datetime | None) -> Iterable[tuple[int, Moment, str]]:
    whole = list_date(piece, seen_at)
    if whole is not None:
        yield _rank(piece, before), whole, piece
        return
    done = 0
    for start, end, moment in _dates_in(piece, seen_at):
        yield _rank(piece[done:start], before if done == 0 else ""), moment, piece[start:end]
        done = end


def _rank(label: str, before: str) -> int:
    """How surely the words before a date call it the publication."""
    if len(before) <= 8 and before.endswith(("：", ":")) and not re.search(r"[\u4e00-\u9fff]", label):
        label = before
    for rank, words in _RANKS:
        if words.search(label):
            return rank
    return _UNLABELLED


def _split(pieces: list[str], seen_at: datetime | None) -> tuple[Moment, str] | None:
    """Day and month in boxes of their own: 05 | 2026-01."""
    short = [p for p in pieces if len(p) <= 12 and any(c.isdigit() for c in p)]
    words = " ".join(short[:6])
    for pattern, (y, m, d) in _SPLIT:
        if (found := pattern.search(words)) and (date := list_date(f"{found[y]}-{found[m]}-{found[d]}", seen_at)):
            return date, found[0].strip()
    for shape, (month, day) in _SPLIT_NO_YEAR:
        if (found := shape.match(words)) and (date := list_date(f"{found[month]}月{found[day]}日", seen_at)):
            return date, words
    return None


def _inside(pieces: list[str], seen_at: datetime | None) -> tuple[Moment | None, str] | None:
    """A date within the link: in an element of its own, or set off at either end of the words."""
    if len(pieces) > 1:
        parts = [p for p in pieces if ALL_DATE.fullmatch(p) or (len(p) <= _LONGEST_PIECE and _LABELLED.match(p))]
        found = _best(parts, seen_at) or _split(parts, seen_at)
        if found is not None:
            return found
    for words in (pieces[-1:], pieces[:1]):
        for text in words:
            if (m := ENDING.search(text) or OPENING.search(text)) and (date := list_date(m[1] or m[2], seen_at)):
                return date, m[0].strip()
    return None
