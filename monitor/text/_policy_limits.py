"""Figures of time and number in a sentence of a policy, as a rule file writes them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from monitor.text._numbers import integer

Limit = tuple[tuple[str, str], ...]
_N: Final = r"(?:[0-9]{1,5}|[零〇一二两三四五六七八九十百]{1,5})"
_IN: Final = (
    r"(?:之内|以内|内|(?=(?:,|，)?(?:予以|给予|完成|公开|公布|发布|举行|召开|作出|提交|报送|回应|答复|向社会|在)))"
)
_NO_LATER: Final = r"不(?:得|应|能)?(?:超过|晚于|迟于)(?:事发后|发生后)?"
_BEFORE: Final = r"(?:之前|以前|前|底之前|底以前|底前|末前)"
_PERIODS: Final = {
    "年": "1y", "年度": "1y", "半年": "6mo", "季度": "3mo", "季": "3mo", "月": "1mo", "周": "1w", "星期": "1w",
    "日": "1d", "天": "1d",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of time or number, where it stands and what it limits."""

    start: int
    end: int
    limit: Limit
    calendar: bool = False  # a date or period, no window that a start opens
    kind: str = ""  # count, content, most, share, event, together, floor: what tells its duty


Read = Callable[[re.Match[str], int | None], Figure | None]


def figures_in(words: str, year: int | None) -> list[Figure]:
    """All figures that limit something, in order; those that a longer one holds are part of it."""
    found: list[Figure] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(words):
            figure = read(match, year)
            if figure is not None and not any(f.start < figure.end and figure.start < f.end for f in found):
                found.append(figure)
    found.sort(key=lambda one: one.start)
    return _joined(found, words)


def _joined(found: list[Figure], words: str) -> list[Figure]:
    """A date and a share or score in one sentence are one duty: by then, so much."""
    dates = [one for one in found if one.limit and one.limit[0][0] == "by"]
    shares = [one for one in found if one.kind == "share"]
    if dates and shares:
        share = shares[0]
        date = max((d for d in dates if d.start < share.start), key=lambda d: d.start, default=dates[0])
        merged = Figure(share.start, share.end, date.limit, True, "share")
        return sorted([merged, *(f for f in found if f not in (date, share))], key=lambda one: one.start)
    return found


def _window(unit: str) -> Read:
    def read(match: re.Match[str], _: int | None) -> Figure | None:
        groups = match.groupdict()
        number = integer(groups["n"] or groups.get("n2") or "")
        return None if not number else Figure(match.start(), match.end(), (("within", f"{number}{unit}"),))

    return read


def _floor(match: re.Match[str], _: int | None) -> Figure | None:
    number = integer(match["n"])
    return Figure(match.start(), match.end(), (("at_least", f"{number}d"),), kind="floor") if number else None


def _by_day(match: re.Match[str], year: int | None) -> Figure | None:
    said = int(match["year"]) if match["year"] else year
    month = integer(match["month"]) if match["month"] else 12
    if not month or not 1 <= month <= 12 or said is None:
        return None
    day = integer(match["day"]) if match["day"] else monthrange(said, month)[1]
    if not day or not 1 <= day <= monthrange(said, month)[1]:
        return None
    return Figure(match.start(), match.end(), (("by", f"{said:04d}-{month:02d}-{day:02d}"),), True)


def _each_year(match: re.Match[str], _: int | None) -> Figure | None:
    month, day = integer(match["month"]), integer(match["day"] or "") if match["day"] else None
    if not month or not 1 <= month <= 12:
        return None
    last = monthrange(2001, month)[1]
    return Figure(match.start(), match.end(), (("by", f"{month:02d}-{min(day or last, last):02d}"),), True)


def _end_of_year(match: re.Match[str], year: int | None) -> Figure | None:
    said = int(match["year"]) if match["year"] else year
    if said is None:
        return None
    return Figure(match.start(), match.end(), (("by", f"{said:04d}-12-31"),), True)


def _within_year(match: re.Match[str], year: int | None) -> Figure | None:
    """年内: by its end; with so many times, that often in it."""
    times = integer(match["n"]) if match["n"] else None
    if times:
        limit: Limit = (("every", "1y"),) if times == 1 else (("every", "1y"), ("times", str(times)))
        return Figure(match.start(), match.end(), limit, True, "count")
    return _end_of_year(match, year)


def _every(match: re.Match[str], _: int | None) -> Figure | None:
    times = integer(match["n"] or "") if match["n"] else 1
    limit: Limit = (("every", _PERIODS[match["unit"]]),)
    if times and times > 1:
        limit = (*limit, ("times", str(times)))
    return Figure(match.start(), match.end(), limit, True, "count" if match["n"] else "period")


def _plain(kind: str, limit: Limit = ()) -> Read:
    def read(match: re.Match[str], _: int | None) -> Figure | None:
        return Figure(match.start(), match.end(), limit, kind not in ("event", "together"), kind)

    return read


def _reach(match: re.Match[str], year: int | None) -> Figure | None:
    """年内…达到4000个: so many by the end of the year."""
    said = int(match["year"]) if match["year"] else year
    number = integer(match["n"])
    if said is None or not number:
        return None
    return Figure(match.start(), match.end(), (("by", f"{said:04d}-12-31"), ("times", str(number))), True, "count")


_YEAR: Final = r"(?:(?P<year>(?:19|20)[0-9]{2})年)?"
_READERS: Final[tuple[tuple[re.Pattern[str], Read], ...]] = (
    (re.compile(rf"(?P<n>{_N})个?小时时?{_IN}|{_NO_LATER}(?P<n2>{_N})个?小时"), _window("h")),
    (re.compile(rf"(?P<n>{_N})分钟{_IN}|{_NO_LATER}(?P<n2>{_N})分钟"), _window("m")),
    (re.compile(rf"(?P<n>{_N})个工作(?:日|天){_IN}"), _window("wd")),
    (re.compile(rf"(?:不少于|不得少于|不短于|至少)(?P<n>{_N})(?:日|天)"), _floor),
    (re.compile(rf"(?<![0-9年月])(?P<n>{_N})(?:日|天)(?:之内|以内|内)"), _window("d")),
    (re.compile(rf"(?P<n>{_N})个月(?:之内|以内|内)"), _window("mo")),
    (re.compile(r"(?<![0-9])(?P<n>[0-9]{1,2}|[一二两三四五六七八九十]{1,2})年(?:之内|以内|内)"), _window("y")),
    (
        re.compile(r"(?:(?P<year>(?:19|20)[0-9]{2})年|今年|本年)?年?内[^,。;]{0,30}?达到(?P<n>[0-9]{2,6})(?:个|项|家|条)"),
        _reach,
    ),
    (re.compile(rf"每年(?P<month>{_N})月(?:(?P<day>{_N})日|底)?{_BEFORE}"), _each_year),
    (re.compile(rf"{_YEAR}(?P<month>{_N})月(?:(?P<day>{_N})日)?底?{_BEFORE}"), _by_day),
    (re.compile(rf"(?:(?P<year>(?:19|20)[0-9]{{2}})年|今年|本年|当年)?年?(?:底|末|终){_BEFORE}"), _end_of_year),
    (re.compile(r"(?<![0-9到至])(?P<year>(?:19|20)[0-9]{2})年[,，]?(?=全面(?:完成|实现|建成|推开))"), _end_of_year),
    (
        re.compile(
            rf"(?:(?P<year>(?:19|20)[0-9]{{2}})年|今年|本年|当年)?(?:年内|年度内)(?:[^,。;]{{0,46}}?(?:不少于|至少|不得少于|不低于|进行|组织|开展|举办|召开|听取)"
            rf"[^,。;]{{0,6}}?(?P<n>{_N})(?:次|场|期|轮)(?!性))?"
        ),
        _within_year,
    ),
    (
        re.compile(
            rf"[每按逐](?:个)?(?P<unit>年度|半年|季度|季|星期|年|月|周|日|天)(?!起|龄|份|历|期)(?:[^,。;]{{0,14}}?(?:不少于|不得少于|不低于|至少|举行|召开|组织|开展|发布|公布|听取|举办)"
            rf"[^,。;]{{0,6}}?(?P<n>{_N})(?:次|场|期|轮)(?!性))?"
        ),
        _every,
    ),
    (re.compile(r"(?:在|于)?(?:施行|实施|生效|执行)(?:之)?前"), _plain("event", (("before", "effect"),))),
    (re.compile(r"同(?:步|时)(?:向社会)?(?:公开|公布|发布)"), _plain("together", (("same_time", "true"),))),
    (re.compile(rf"不(?:应|得)?(?:低于|少于){_N}(?:%|个百分点|分(?!钟))"), _plain("share")),
    (re.compile(rf"{_N}(?:大|个|项)要素"), _plain("content")),
    (re.compile(rf"(?:只(?:能|可)?(?:开设|保留|设)|最多(?:开设)?|不(?:得)?超过){_N}个"), _plain("most")),
    (re.compile(r"(?:均|都)(?:需|应|须|要)(?:当)?(?:进行|开展|同步)?(?=解读)|全部(?:进行)?(?=解读)"), _plain("all")),
)
