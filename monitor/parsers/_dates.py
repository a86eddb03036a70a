"""Dates and times as Chinese sites print them: one string, or a line of text, to moments.

The width of a moment is the precision of the words: a day, an hour, a minute or a second. A date
that cannot exist gives nothing, and so does one that needs the time of the capture (``09-30``,
``昨天``) where nobody knows it. Times without a zone are Asia/Shanghai.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from monitor.core.moment import Basis, Moment

SHANGHAI = ZoneInfo("Asia/Shanghai")

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)

_LONGEST = 160  # characters of a string that is taken for one date
_LONGEST_LINE = 20_000  # characters of a text that is searched for dates
_EPOCHS = range(631_152_000, 4_102_444_800)  # 1990 to 2099: digits outside are some other number
_YEARS_BACK = 9  # 29 February comes round within eight years

# One character for one, so that offsets hold: full-width forms, dashes of all kinds, odd spaces.
_PLAIN = str.maketrans(
    "０１２３４５６７８９／．：∶︰﹕－–—―−‐‑～\u00a0\u3000\u2002\u2003\u2009\t\r\n，（）［］＋",
    "0123456789/.::::-------~        ,()[]+",
)

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("零○◯OoＯ0", 0)
_N = "〇零○◯OoＯ0一二三四五六七八九"

_NUMERIC = re.compile(
    r"(?<![\d.])((?:19|20)\d\d)\s{0,2}(?:-{1,3}|[/._年])\s{0,2}(0?[1-9]|1[0-2])"
    r"\s{0,2}(?:-{1,3}|[/._月])\s{0,2}(3[01]|[12]\d|0?[1-9])(?:\s?[日号]|(?!\d|\.\d)|(?=[012]\d:\d\d))"
)
_BOXES = re.compile(  # the year in one box and the day in the next: 2026 09/30, with or without blanks
    r"(?<![\d./-])((?:19|20)\d\d)\s{0,3}(0[1-9]|1[0-2])\s?/\s?(0[1-9]|[12]\d|3[01])(?:(?!\d)|(?=[012]\d:\d\d))"
)
_COMPACT = re.compile(
    r"(?<![\d./-])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
    r"(?:T?([01]\d|2[0-3])([0-5]\d)([0-5]\d)?(Z)?)?(?!\d)"
)
_CHINESE = re.compile(
    rf"([一二][{_N}]{{3}})\s?年\s?(十[一二]?|[一二三四五六七八九])\s?月\s?"
    r"(三十一?|[二廿]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])\s?[日号]"
)
_ENGLISH_DAY_FIRST = re.compile(rf"(?<!\d)([0-3]?\d)[\s-]({_MONTH})[\s,-]{{1,2}}((?:19|20)\d\d)(?!\d)", re.I)
_ENGLISH = re.compile(rf"(?<![a-z])({_MONTH})\s{{1,2}}([0-3]?\d)(?:st|nd|rd|th)?,?\s{{1,2}}((?:19|20)\d\d)(?!\d)", re.I)
_JAVA = re.compile(
    rf"(?<![a-z])({_MONTH})\s{{1,2}}([0-3]?\d)\s(\d\d):(\d\d):(\d\d)\s(CST|GMT|UTC)\s((?:19|20)\d\d)", re.I
)
_AMERICAN = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?![\d/])")
_NO_YEAR = re.compile(
    r"(?<![\d年/.-])(?<!\d:)(?:(0?[1-9]|1[0-2])(?:\s{0,2}月\s{0,2}(0?[1-9]|[12]\d|3[01])\s?[日号]"
    r"|[-/](0?[1-9]|[12]\d|3[01])(?![\d/%-]|\.\d))|(0[1-9]|1[0-2])\.(0[1-9]|[12]\d|3[01])(?![\d/%.-]))"
)
_RELATIVE_DAY = re.compile(r"(今天|今日|昨天|昨日|前天|前日)")
_AGO = re.compile(r"(?<!\d)(\d{1,3}|半|一|两|几)\s?(?:个)?(秒钟?|分钟?|小时|天|日|周|月|年)(?:之|以)?前")
_DAYS_AGO = {"今": 0, "昨": 1, "前": 2}
_JUST_NOW = ("刚刚", "刚才")
_UNITS = {"秒": SECOND, "分": MINUTE, "小": HOUR}

_DIVIDERS = re.escape("/-" + "".join(chr(odd) for odd, char in _PLAIN.items() if chr(char) in "/-"))
_ODD = re.compile("[" + re.escape("".join(map(chr, _PLAIN))) + "]")
_LETTERS = re.compile(_MONTH, re.I)
_THREE_LETTERS = re.compile("[A-Za-zſ]{3}")
_EIGHT = re.compile(r"\d{8}")
_YEAR = re.compile(r"(?:19|20)\d\d")  # every form in figures but _NO_YEAR holds one
# every match of _NO_YEAR begins so, or goes on so after one more digit
_PART = re.compile(r"\d(?:\s{0,2}月|[/-]\d)|(?:0[1-9]|1[0-2])\.\d")
# As a page writes them, full-width or not: no form is without one of these, none that names its year without these.
# What may begin one stands first, in one class: the search then runs over all other characters many times faster.
_MAY_DATE = re.compile(
    rf"[\d今昨前刚秒钟分时天日周月年{_N}０](?:"
    rf"(?<=\d)(?:\s{{0,2}}月|[{_DIVIDERS}]\d"
    r"|(?<=[0０])\d[.．]\d|(?<=[1１])(?:[0-2０-２][.．]\d|[9９]\d\d)|(?<=[2２])[0０]\d\d)"
    rf"|(?<=[今昨前])[天日]|(?<=刚)[刚才]|(?<=[秒钟分时天日周月年])[之以]?前|(?<=[{_N}０])\s?年)"
)
_MAY_NAME_YEAR = re.compile(rf"[{_N}０]\s?年|(?:[1１][9９]|[2２][0０])\d\d")

_GAP = re.compile(
    r"(?:\s{0,4}[T,]?\s{0,4})?(?:\(?(?:星期|周)[一二三四五六日天]\)?\s{0,3},?\s{0,2})?"
    r"(格林尼治标准时间|格林威治标准时间|格林尼治时间|世界时|协调世界时|北京时间)?\s{0,3}[-|]?\s{0,3}"
)
_HALF = r"(上午|下午|晚上|晚间|晚|早上|早晨|凌晨|中午|傍晚|夜间|[AaPp]\.?[Mm]\.?)"
_CLOCK = re.compile(
    rf"(?:{_HALF}\s{{0,2}})?(2[0-4]|[01]?\d)"
    r"(?:\s?:\s?([0-5]\d)(?:\s?:\s?([0-5]\d)(?:[.,]\d{1,9})?)?(?!\d)"
    r"|\s?[时点]\s?(?:([0-5]?\d)\s?分?(?:\s?([0-5]?\d)\s?秒)?)?(?!\d|前|后))"
    r"(?:\s{0,2}([AaPp]\.?[Mm])\b)?"
)
_ZONE = re.compile(
    r"\s{0,2}\(?(?:(Z|GMT|UTC|格林尼治标准时间)(?![A-Za-z])\s?(?:([+-]\d{1,2})(?::?(\d\d))?(?!\d))?"
    r"|([+-]\d\d):?(\d\d)(?!\d)|(北京时间))\)?"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: where its words stand, and what they say."""

    start: int
    end: int
    moment: Moment
    yearless: bool = False  # the year was taken from the time of the capture


@dataclass(frozen=True, slots=True)
class _Clock:
    """What follows a date: the time of day, how exactly it is said, and its zone."""

    at: time
    width: timedelta
    zone: tzinfo
    next_day: bool
    end: int


def read_date(text: str, *, seen_at: datetime | None, basis: Basis = Basis.TEXT) -> Moment | None:
    """One date string, with brackets or a short label around it; None where it says none, or two.

    ``seen_at`` is when the page was captured: without it a date that names no year, and a
    relative one, cannot be read.
    """
    words = text.strip()
    if not words or len(words) > _LONGEST:
        return None
    if words.isascii() and words.isdigit() and len(words) in (10, 13):
        return _epoch(words, basis)
    found = find_dates(words, seen_at=seen_at, basis=basis)
    if len(found) != 1:
        return None
    rest = words[: found[0].start] + words[found[0].end :]
    if len(rest) > 40 or any(c.isdigit() for c in rest):
        return None
    return found[0].moment


def find_dates(text: str, *, seen_at: datetime | None, basis: Basis = Basis.TEXT) -> list[Found]:
    """All dates in a line of text, in its order; those without a year only where ``seen_at`` tells it."""
    if (_MAY_NAME_YEAR if seen_at is None else _MAY_DATE).search(text) is None:
        return []
    plain = _plain(text)
    found: list[Found] = []
    taken = 0
    for at, end, day, moment in sorted(_spans(plain, basis), key=lambda s: (s[0], -s[1])):
        if at < taken:
            continue
        one = Found(at, end, moment) if moment else _with_clock(plain, at, end, day, basis)
        if one is not None:
            found.append(one)
            taken = one.end
    if seen_at is not None:
        found += [f for f in _undated(plain, seen_at, basis) if not _within_any(f, found)]
        found.sort(key=lambda f: f.start)
    return found


def may_hold_date(text: str) -> bool:
    """Whether some date may stand in the text; where not, `find_dates` finds none."""
    return _MAY_DATE.search(text) is not None


def _plain(text: str) -> str:
    text = text[:_LONGEST_LINE]
    return _ODD.sub(lambda odd: odd[0].translate(_PLAIN), text)


@lru_cache(maxsize=4096)
def may_lack_year(text: str) -> bool:
    """Whether something in the text could be a date that only the time of the capture completes."""
    plain = _plain(text)
    return any(form.search(plain) is not None for form in (_NO_YEAR, _RELATIVE_DAY, _AGO)) or plain.strip() in _JUST_NOW


@lru_cache(maxsize=512)
def whole_day(day: date, basis: Basis = Basis.TEXT) -> Moment:
    """The day from midnight to midnight in Shanghai."""
    begin = datetime.combine(day, time(), SHANGHAI)
    return Moment(begin, datetime.combine(day + DAY, time(), SHANGHAI), basis)


@lru_cache(maxsize=16)
def _day_of(at: datetime) -> date:
    """The day in Shanghai: one page asks for that of its capture many times."""
    return at.astimezone(SHANGHAI).date()


def a_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _spans(plain: str, basis: Basis) -> Iterator[tuple[int, int, date, Moment | None]]:
    """Dates that name their year: begin, end, day, and the moment where the form holds the time too."""
    if "年" in plain:
        for m in _CHINESE.finditer(plain):
            year = int("".join(str(_DIGITS[c]) for c in m[1]))
            if day := a_date(year, _count(m[2]), _count(m[3])):
                yield m.start(), m.end(), day, None
    if _YEAR.search(plain) is None:  # most lines of a page: nothing else need be looked for
        return
    for m in _NUMERIC.finditer(plain):
        if day := a_date(int(m[1]), int(m[2]), int(m[3])):
            yield m.start(), m.end(), day, None
    for m in _BOXES.finditer(plain) if "/" in plain else ():
        if day := a_date(int(m[1]), int(m[2]), int(m[3])):
            yield m.start(), m.end(), day, None
    for m in _COMPACT.finditer(plain) if _EIGHT.search(plain) is not None else ():
        if day := a_date(int(m[1]), int(m[2]), int(m[3])):
            yield m.start(), m.end(), day, _compact_time(m, day, basis)
    if _THREE_LETTERS.search(plain) is not None and _LETTERS.search(plain) is not None:
        yield from _english_spans(plain, basis)
    if "/" in plain:
        yield from _american_spans(plain)


def _english_spans(plain: str, basis: Basis) -> Iterator[tuple[int, int, date, Moment | None]]:
    for m in _ENGLISH_DAY_FIRST.finditer(plain):
        if day := a_date(int(m[3]), _month(m[2]), int(m[1])):
            yield m.start(), m.end(), day, None
    for m in _ENGLISH.finditer(plain):
        if day := a_date(int(m[3]), _month(m[1]), int(m[2])):
            yield m.start(), m.end(), day, None
    for m in _JAVA.finditer(plain):
        day = a_date(int(m[7]), _month(m[1]), int(m[2]))
        if day and int(m[3]) < 24 and int(m[4]) < 60 and int(m[5]) < 60:
            zone = SHANGHAI if m[6].upper() == "CST" else UTC  # Java's CST on these servers is China's
            at = time(int(m[3]), int(m[4]), int(m[5]))
            yield m.start(), m.end(), day, _moment(day, _Clock(at, SECOND, zone, False, m.end()), basis)


def _american_spans(plain: str) -> Iterator[tuple[int, int, date, Moment | None]]:
    for m in _AMERICAN.finditer(plain):
        first, second = int(m[1]), int(m[2])
        american = re.match(r"\s{1,2}\d{1,2}:\d\d(?::\d\d)?\s?[AP]M", plain[m.end() : m.end() + 20], re.I)
        month, number = (first, second) if american or second > 12 else (second, first)
        if (american or max(first, second) > 12) and (day := a_date(int(m[3]), month, number)):
            yield m.start(), m.end(), day, None


def _undated(plain: str, seen_at: datetime, basis: Basis) -> Iterator[Found]:
    """Dates that only the time of the capture completes."""
    today = _day_of(seen_at)
    for m in _yearless(plain):
        for year in range(today.year, today.year - _YEARS_BACK, -1):
            day = a_date(year, int(m[1] or m[4]), int(m[2] or m[3] or m[5]))
            found = day and day <= today and _with_clock(plain, m.start(), m.end(), day, basis)
            if found and found.moment.earliest is not None and found.moment.earliest <= seen_at:
                yield Found(found.start, found.end, found.moment, yearless=True)
                break
    for m in _RELATIVE_DAY.finditer(plain):
        day = today - _DAYS_AGO[m[1][0]] * DAY
        if found := _with_clock(plain, m.start(), m.end(), day, basis):
            yield Found(found.start, found.end, found.moment, yearless=True)
    for m in _AGO.finditer(plain) if "前" in plain else ():
        if moment := _ago(m, seen_at, basis):
            yield Found(m.start(), m.end(), moment, yearless=True)
    if plain.strip() in _JUST_NOW:
        yield Found(0, len(plain), Moment(seen_at - HOUR, seen_at + SECOND, basis), yearless=True)


def _yearless(plain: str) -> Iterator[re.Match[str]]:
    """What `_NO_YEAR` finds; tried only where it may begin, for most texts hold nothing of the kind."""
    done = 0
    for part in _PART.finditer(plain):
        for at in (part.start() - 1, part.start()):
            if at >= done and (m := _NO_YEAR.match(plain, at)) is not None:
                done = m.end()
                yield m
                break


def _ago(m: re.Match[str], seen_at: datetime, basis: Basis) -> Moment | None:
    """``3小时前``: sites cut or round the figure, so a half unit later and a whole one earlier are meant."""
    if not m[1].isdigit() or m[2][0] in "周月年":
        return None
    count = int(m[1])
    if m[2][0] in "天日":  # whole days of 24 hours, or turns of the calendar: nobody says which
        today = _day_of(seen_at)
        first, last = whole_day(today - (count + 1) * DAY), whole_day(today - count * DAY)
        return first.hull(last).known_by(basis)
    unit = _UNITS[m[2][0]]
    return Moment(seen_at - (count + 1) * unit, seen_at - count * unit + unit / 2, basis)


def _with_clock(plain: str, start: int, end: int, day: date, basis: Basis) -> Found | None:
    """The date with the time that follows it, if one does."""
    clock = _clock(plain, end)
    if clock is None:
        return Found(start, end, whole_day(day, basis))
    moment = _moment(day, clock, basis)
    return None if moment is None else Found(start, clock.end, moment)


def _clock(plain: str, at: int) -> _Clock | None:
    gap = _GAP.match(plain, at)
    begin = gap.end() if gap else at
    m = _CLOCK.match(plain, begin)
    if m is None:
        return None
    hour, minute, second = int(m[2]), m[3] or m[5], m[4] or m[6]
    half = m[1] or m[7]
    if half and (hour := _half_day(half, hour)) > 24:
        return None
    if hour == 24 and (int(minute or 0) or int(second or 0)):
        return None
    width = SECOND if second is not None else MINUTE if minute is not None else HOUR
    if half and minute is None and m[7] is None and not m[0].rstrip().endswith(("时", "点")):
        return None
    said = (gap[1] or ("T" if "T" in gap[0] else None)) if gap else None
    zone, end = _zone(plain, m.end(), said)
    return _Clock(time(hour % 24, int(minute or 0), int(second or 0)), width, zone, hour == 24, end)


def _half_day(half: str, hour: int) -> int:
    """The hour of 24 for an hour said with its half of the day."""
    if half[0] in "下晚傍夜Pp":
        return hour + 12 if hour < 12 else hour
    if half[0] in "Aa凌":
        return 0 if hour == 12 else hour
    return hour + 12 if half[0] == "中" and hour < 3 else hour


def _zone(plain: str, at: int, said: str | None) -> tuple[tzinfo, int]:
    """The zone named before or after the time, and where its words end."""
    if said not in (None, "T", "北京时间"):
        return UTC, at
    m = _ZONE.match(plain, at)
    if m is None or m[6]:
        return SHANGHAI, at if m is None else m.end()
    hours, minutes = (m[2], m[3]) if m[1] else (m[4], m[5])
    if hours is None:
        return UTC, m.end()
    range_of_times = hours.startswith("-") and ":" in m[0] and said != "T"
    if range_of_times or abs(int(hours)) > 14 or int(minutes or 0) > 59:
        return SHANGHAI, at
    offset = timedelta(hours=abs(int(hours)), minutes=int(minutes or 0))
    return timezone(-offset if hours.startswith("-") else offset), m.end()


def _moment(day: date, clock: _Clock, basis: Basis) -> Moment | None:
    """The instant said, as wide as it is exact. Midnight to the minute is how a CMS writes "no time"."""
    if clock.at == time() and clock.width < HOUR and not clock.next_day:
        return whole_day(day, basis)
    begin = datetime.combine(day + DAY * clock.next_day, clock.at, clock.zone)
    local = begin.astimezone(SHANGHAI)
    if local.timetz().replace(tzinfo=None) == time() and clock.width < HOUR and clock.zone is UTC:
        return whole_day(local.date(), basis)  # midnight in Shanghai, written as 16:00Z
    return Moment(begin, begin.astimezone(UTC) + clock.width, basis)


def _compact_time(m: re.Match[str], day: date, basis: Basis) -> Moment | None:
    if m[4] is None:
        return whole_day(day, basis)
    clock = _Clock(
        time(int(m[4]), int(m[5]), int(m[6] or 0)),
        SECOND if m[6] else MINUTE,
        UTC if m[7] else SHANGHAI,
        False,
        m.end(),
    )
    return _moment(day, clock, basis)


def _epoch(digits: str, basis: Basis) -> Moment | None:
    seconds = int(digits[:10])
    if seconds not in _EPOCHS:
        return None
    begin = datetime.fromtimestamp(seconds, SHANGHAI)
    return _moment(begin.date(), _Clock(begin.time(), SECOND, SHANGHAI, False, 0), basis)


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1


def _count(words: str) -> int:
    """Chinese numerals up to ninety-nine: 三十一, 廿五, 十."""
    words = words.replace("廿", "二十") if "廿十" not in words else words.replace("廿十", "二十")
    tens, ten, ones = words.partition("十")
    if not ten:
        return _DIGITS[words]
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


def _within_any(one: Found, others: list[Found]) -> bool:
    return any(o.start < one.end and one.start < o.end for o in others)
