"""Decide which divisions the names of a text mean: nested names, and what narrows the ambiguous."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from dataclasses import dataclass

from monitor.text import _place_names as names
from monitor.text._patterns import compiled
from monitor.text._place_scan import Found, Kind
from monitor.text._place_table import COUNTY, PREFECTURE, PROVINCE, Row, inside, level, row_at

_GAP = compiled(r"(?:[ \u3000·]{1,2}|的|境内|所属|下属|辖区内?|代管)")
_SENTENCE = compiled(r"[。！？\n]")
_COMPANY = 12  # so many sure mentions on each side are asked


@dataclass(slots=True)
class Reading:
    """A mention with the codes it may mean; none for a place abroad."""

    start: int
    end: int
    kind: Kind
    rows: tuple[Row, ...]
    codes: tuple[str, ...] = ()


def resolve(text: str, found: list[Found], home: str | None, month: int) -> list[Reading]:
    """The mentions of a text with their candidates, in order."""
    readings = [_decided(one, home, month) for one in _chained(text, found) if one.kind is not Kind.WEAK]
    readings = [one for one in readings if one.codes or one.kind is Kind.ABROAD]
    if any(len(one.codes) > 1 for one in readings):
        _narrow(text, readings, home)
    return readings


def _chained(text: str, found: list[Found]) -> list[Reading]:
    """Names that stand one in another become one: 甘肃省兰州市七里河区."""
    out: list[Reading] = []
    for one in found:
        reading = Reading(one.start, one.end, one.kind, one.rows)
        last = out[-1] if out else None
        if last is not None and _touch(text, last.end, one.start):
            if last.kind is Kind.ABROAD and one.kind is Kind.ABROAD:
                last.end = one.end
                continue
            pairs = _pairs(last, reading, tight=last.end == one.start)
            if pairs:
                kind = Kind.FULL if one.kind in (Kind.WEAK, Kind.BARE) else one.kind
                out[-1] = Reading(last.start, one.end, kind, pairs)
                continue
        out.append(reading)
    return out


def _touch(text: str, end: int, start: int) -> bool:
    return start == end or (start - end <= 4 and _GAP.fullmatch(text, end, start) is not None)


def _pairs(outer: Reading, inner: Reading, *, tight: bool) -> tuple[Row, ...]:
    """The rows of the inner name that lie in a row of the outer one."""
    if not outer.rows or not inner.rows or outer.kind is Kind.CAMPUS:
        return ()
    strict = tuple(
        row for row in inner.rows if any(row.code != over.code and inside(row.code, over.code) for over in outer.rows)
    )
    if strict or inner.kind is Kind.WEAK:
        return strict
    # 绵阳市…: a city named before a county that was moved to another city of the province
    if inner.kind is Kind.FULL and all(level(row.code) == COUNTY for row in inner.rows):
        return tuple(
            row
            for row in inner.rows
            if any(level(over.code) == PREFECTURE and row.code[:2] == over.code[:2] for over in outer.rows)
        )
    # 江西省江西省南昌市, 阿拉善盟腾格里: the same place said twice
    if tight and any(row.code == over.code for row in inner.rows for over in outer.rows):
        return tuple(row for row in inner.rows if any(row.code == over.code for over in outer.rows))
    return ()


def _decided(one: Reading, home: str | None, month: int) -> Reading:
    """Drop readings that the date, the suffix or plain usage exclude."""
    rows = one.rows
    if one.kind in (Kind.BARE, Kind.CAMPUS, Kind.ALIAS) and len(rows) > 1:  # 西安经开区 is in the city
        rows = _usual(rows, one, home)
    current = tuple(row for row in rows if row.held(month, slack=1 if month < 999990 else 0)) or rows
    codes = tuple(dict.fromkeys(row_at(row, month).code for row in current))
    one.codes = tuple(code for code in codes if not any(code != over and inside(code, over) for over in codes))
    return one


def _usual(rows: tuple[Row, ...], one: Reading, home: str | None) -> tuple[Row, ...]:
    """A bare name means the highest division of the name, unless the site's own place bears it."""
    if home:
        own = tuple(row for row in rows if level(row.code) != PROVINCE and (row.code == home or inside(home, row.code)))
        own = own or tuple(row for row in rows if level(home) == PREFECTURE and inside(row.code, home))
        if own:
            return own
    short = {name for row in rows for name in (row.name[:2],)}
    if short & names.EVEN:
        return rows
    top = min(level(row.code) for row in rows)
    return tuple(row for row in rows if level(row.code) == top)


# ---- narrowing --------------------------------------------------------------------------------------
def _narrow(text: str, readings: list[Reading], home: str | None) -> None:
    """Ambiguous names become what their company says: the sentence, the site, then the whole text."""
    breaks = [match.start() for match in _SENTENCE.finditer(text)]
    sure = [at for at, one in enumerate(readings) if len(one.codes) == 1]
    before: deque[Reading] = deque(maxlen=_COMPANY)  # the nearest first
    for at, one in enumerate(readings):
        if len(one.codes) > 1:
            sentence = bisect_left(breaks, one.start)
            begin = breaks[sentence - 1] if sentence else -1
            next_sure = bisect_left(sure, at)
            after = [readings[k] for k in sure[next_sure : next_sure + _COMPANY]]
            one.codes = (
                _supported(one.codes, [r for r in before if r.start > begin])
                or (_at_home(one.codes, home) if home else ())
                or _supported(one.codes, list(before))
                or _supported(one.codes, after)
                or one.codes
            )
        if len(one.codes) == 1:
            before.appendleft(one)


def _supported(codes: tuple[str, ...], company: list[Reading]) -> tuple[str, ...]:
    """The codes in the nearest unit named that holds any of them; siblings count after parents."""
    for narrowest in (False, True):
        for other in company:
            anchor = other.codes[0]
            unit = anchor[:4] + "00" if narrowest and level(anchor) == COUNTY else anchor
            held = tuple(code for code in codes if code != unit and inside(code, unit))
            if held and len(held) < len(codes):
                return held
            if anchor in codes:
                return (anchor,)
    return ()


def _at_home(codes: tuple[str, ...], home: str) -> tuple[str, ...]:
    """The codes nearest to the place of the site."""
    tests = (
        lambda code: inside(code, home) or inside(home, code),
        lambda code: level(code) != PROVINCE and level(home) != PROVINCE and code[:4] == home[:4],
        lambda code: code[:2] == home[:2],
    )
    for test in tests:
        held = tuple(code for code in codes if test(code))
        if held:
            return held
    return ()
