"""What a page says of the document it carries: number, issuer, its own dates, what it is, whom it names.

The table of the page comes first, then the words under the title, then the text and its signature
(落款). Nothing is guessed: a day that is not said stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from monitor.core.document import Imprint, Kind, squeezed
from monitor.core.moment import Basis, Moment
from monitor.text._document_kinds import kinds_of
from monitor.text._document_places import own_of
from monitor.text._numbers import integer
from monitor.text.repair import MASK, normalise

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
_NUMBER: Final = re.compile(
    r"([一-龥]{1,12}?)\s?[(\[【〔]\s?((?:19|20)[0-9]{2})\s?年?[)\]】〕]\s?第?\s?([0-9]{1,5}(?:-[0-9]{1,3})?)\s?号"
)
_FIRST: Final = re.compile(
    r"^.*(?:关于|根据|按照|依据|以及|落实|贯彻|执行|印发|发布|现将|参照|转发|废止|的|和|与|及|据|见|号|对|将|以)(?=[一-龥]{2})"
)
_QUOTED: Final = re.compile(r"《([^《》\n]{2,80}(?:〈[^〈〉\n]{2,60}〉[^《》\n]{0,40})?)》")
_NESTED: Final = re.compile(r"《([^《》\n]{0,60})《([^《》\n]{2,80})》([^《》\n]{0,40})》")
_WRAPPED: Final = re.compile(r"(?:印发|发布|公布|颁布|转发|下发|实施|修订|批转)(?:了)?[《〈]([^《》〈〉]{2,80})[》〉]")
_WRAPPED_BARE: Final = re.compile(r"关于(?:印发|发布|公布|颁布|转发)(.{4,60}?)的(?:通知|公告|通告|决定|函)$")
_ISSUER: Final = re.compile(r"^(.{2,40}?(?:人民政府(?:办公[厅室])?|办公[厅室]|委员会|[厅局委部院办会所中心]))\s*关于")
_DATE: Final = re.compile(
    r"((?:19|20)[0-9]{2})\s?[年./-]\s?([0-9]{1,2})\s?[月./-]\s?([0-9]{1,2})(?:\s?日)?|"
    r"([二][〇零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_D: Final = r"((?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日)"
_EFFECT: Final = re.compile(rf"自{_D}起(?:正式)?(?:施行|实施|生效|执行|试行)|{_D}起(?:施行|实施|执行)")
_EFFECT_AT_ONCE: Final = re.compile(
    r"自(?:发布|公布|印发|颁布|发文|下发|签发|公开)之日起(?!.{0,4}[0-9一二三四五六七八九十]{1,3}(?:日|天|个月|个工作日)后)"
    r"(?:施行|实施|生效|执行|试行)"
)
_EFFECT_LATER: Final = re.compile(
    r"自(发布|公布|印发|颁布)之日起(?:满)?([0-9一二三四五六七八九十]{1,3})(?:日|天)后(?:施行|实施|生效|执行)"
)
_EXPIRES: Final = re.compile(rf"有效期(?:限)?(?:至|到|截止)(?:为|至)?{_D}|至{_D}(?:止)?(?:失效|废止)")
_VALID_FOR: Final = re.compile(r"有效期(?:限)?(?:为)?([0-9一二三四五六七八九十]{1,2})年")
_PRINTED: Final = re.compile(rf"{_D}\s*印发")
_SIGNED: Final = re.compile(r"^[一-龥（）()、]{2,30}(?:人民政府(?:办公[厅室])?|办公[厅室]|委员会|[厅局委部院办会])$")
_MEETING: Final = re.compile(r"常务会议?(?:审议|研究|讨论)?[^。]{0,12}(?:通过|同意)")
_ASKS_SPAN: Final = re.compile(
    rf"(?:时间|期限|日期)[^。\n]{{0,12}}?{_D}\s*(?:起)?\s*(?:至|到|-|~)+\s*((?:(?:19|20)[0-9]{{2}}年)?(?:[0-9]{{1,2}}月)?[0-9]{{1,2}}日)"
)
_ASKS_UNTIL: Final = re.compile(
    rf"(?:于|在|截至|截止(?:时间|日期)?(?:为|至|到)?|至)[:\s]{{0,2}}{_D}(?:[^。\n]{{0,6}})(?:前|止|之前|以前|截止|为止|[。;\n]|反馈)"
)
_ASKS_DAYS: Final = re.compile(
    r"自(?:本)?(?:公告|公布|发布|通告|公示)?(?:发布|公布)?之日起([0-9一二三四五六七八九十]{1,3})(?:日|天)(?:内|止)?"
)
_THREE: Final = re.compile(r"[“\"]?三公[”\"]?经费")
_ISSUED: Final = ("印发日期", "印发时间", "发文日期", "发文时间", "制发日期")
_WRITTEN: Final = ("成文日期", "成文时间", "生成日期", "生成时间", "形成日期", "签发日期")
_EFFECTIVE: Final = ("生效日期", "生效时间", "实施日期", "施行日期", "执行日期")
_ENDS: Final = ("失效日期", "失效时间", "废止日期")
_VALIDITY: Final = ("有效性", "效力状态", "效力", "时效性", "时效", "是否有效")
_BY: Final = ("发文机关", "发文单位", "发文机构", "制发机关", "制定机关", "发布机构", "发布机关", "公开责任部门")
_NUMBERED: Final = ("发文字号", "文号", "文件编号", "公文字号", "发布文号")
_TAIL, _HEAD = 600, 4000
_DAY: Final = timedelta(days=1)


def plain(text: str) -> str:
    """The text as the rules of this module want it: simplified, half-width, without what a reader skips."""
    return normalise(text).replace(MASK, "")


def numbers_in(text: str) -> tuple[str, ...]:
    """Every 文号 in a text, in one form: 兰政办发〔2016〕12号."""
    found = []
    for match in _NUMBER.finditer(plain(text)):
        issuer = _FIRST.sub("", match[1])
        if issuer:
            found.append(f"{issuer}〔{match[2]}〕{match[3]}号")
    return tuple(dict.fromkeys(found))


def titles_in(text: str) -> tuple[str, ...]:
    """Every title in 《》, without what wraps it (关于印发…的通知), in order and each once."""
    words = plain(text)
    found: list[tuple[int, str]] = []
    for match in _NESTED.finditer(words):
        found.append((match.start(), match[2]))
    for match in _QUOTED.finditer(words):
        found.append((match.start(), match[1]))
    return tuple(dict.fromkeys(core_title(title) for _, title in sorted(found)))[:200]


def core_title(title: str) -> str:
    """What a document is called among people: without its issuer, without 关于印发…的通知 around it, without blanks."""
    words = re.sub(r"\s", "", plain(title))
    wrapped = _WRAPPED.search(words)
    if wrapped:
        return squeezed(wrapped[1])
    issuer = _ISSUER.match(words)
    if issuer:
        words = words[issuer.end() - 2 :]
    bare = _WRAPPED_BARE.search(words)
    return squeezed(bare[1] if bare else words)


def is_document(title: str, number: str | None, record: Sequence[tuple[str, str]]) -> bool:
    """The page carries a document, or explains one: it has a number or a table, or its title says so."""
    if number or record:
        return True
    kinds, maybe = kinds_of(plain(title), None, {})
    return bool(kinds or maybe)


def read_imprint(
    title: str,
    text: str,
    *,
    record: Sequence[tuple[str, str]] = (),
    number: str | None = None,
    written: Moment | None = None,
    published: Moment | None = None,
    home: str = "",
    body: str = "",
) -> Imprint:
    """What a page says of its document.

    ``record`` is the page's table, ``number`` and ``written`` what the parser read elsewhere on it;
    ``home`` is the code of the place whose site it is, ``body`` the name of the agency.
    """
    table = {label: plain(value) for label, value in record}
    words, heading = plain(text), plain(title)
    own_number = _number(table, number)
    issuer = _issuer(table, heading, words)
    issued = _labelled(table, _ISSUED) or _printed(words)
    said = _labelled(table, _WRITTEN)
    signed = said or (written if written is not None and _is_signature(written, issued) else None)
    effective, effective_words = _effect(table, words, issued or signed, published)
    kinds, maybe = kinds_of(heading, own_number, table)
    begins, ends = _asks(words, published) if Kind.DRAFT in kinds | maybe else (None, None)
    headings = titles_in(heading)
    return Imprint(
        title=core_title(title),
        number=own_number,
        issuer=issuer,
        written=signed,
        issued=issued,
        effective=effective,
        effective_words=effective_words,
        expires=_expires(table, words, effective),
        validity=next((table[label] for label in _VALIDITY if label in table), ""),
        kinds=kinds,
        maybe=maybe,
        own=own_of(own_number, issuer, heading, home=home, body=body),
        headings=headings,
        names=tuple(one for one in titles_in(words[:_HEAD]) if one not in headings),
        numbers=tuple(one for one in numbers_in(f"{heading}\n{words[:_HEAD]}") if one != own_number),
        meeting=_MEETING.search(words) is not None,
        asks_from=begins,
        asks_until=ends,
        holds=("三公",) if _THREE.search(heading) or _THREE.search(words) else (),
    )


def _number(table: Mapping[str, str], number: str | None) -> str | None:
    for value in (*(table[label] for label in _NUMBERED if label in table), number or ""):
        if found := numbers_in(value):
            return found[0]
    return None


def _issuer(table: Mapping[str, str], heading: str, words: str) -> str:
    said = next((table[label] for label in _BY if table.get(label)), "")
    if said:
        return said[:60]
    found = _ISSUER.match(re.sub(r"\s", "", heading))
    if found:
        return found[1]
    for line in reversed(words[-_TAIL:].splitlines()):
        line = line.strip()
        if _SIGNED.match(line):
            return line
    return ""


def _labelled(table: Mapping[str, str], names: Sequence[str]) -> Moment | None:
    for name in names:
        found = _DATE.search(table.get(name, ""))
        if found and (day := _day(found)) is not None:
            return _whole(day)
    return None


def _printed(words: str) -> Moment | None:
    """The line at the foot: …办公室 2018年3月5日印发."""
    found = _PRINTED.search(words[-_TAIL:])
    return _said(found[1]) if found else None


def _is_signature(written: Moment, issued: Moment | None) -> bool:
    """The page's own date is that of signing, unless it is the very day of printing read from another label."""
    return issued is None or not (written.earliest == issued.earliest and written.latest == issued.latest)


def _effect(
    table: Mapping[str, str], words: str, made: Moment | None, published: Moment | None
) -> tuple[Moment | None, str]:
    """The day on which it takes effect, with the words that say so."""
    found = _EFFECT.search(words)
    if found and (day := _said(found[1] or found[2])) is not None:
        return day, found[0]
    said = _labelled(table, _EFFECTIVE)
    if said is not None:
        return said, next(table[label] for label in _EFFECTIVE if label in table)
    later = _EFFECT_LATER.search(words)
    if later and (days := integer(later[2])):
        start = made if later[1] == "印发" else published
        return (None if start is None else start.shift(timedelta(days=days))), later[0]
    at_once = _EFFECT_AT_ONCE.search(words)
    if at_once:
        return (made if "印发" in at_once[0] or "签发" in at_once[0] else published), at_once[0]
    return None, ""


def _expires(table: Mapping[str, str], words: str, effective: Moment | None) -> Moment | None:
    said = _labelled(table, _ENDS)
    if said is not None:
        return said
    found = _EXPIRES.search(words)
    if found:
        return _said(found[1] or found[2])
    years = _VALID_FOR.search(words)
    if years and effective is not None and effective.earliest is not None and (count := integer(years[1])):
        start = effective.earliest.astimezone(SHANGHAI).date()
        return _whole(start.replace(year=start.year + count, day=min(start.day, 28)))
    return None


def _asks(words: str, published: Moment | None) -> tuple[Moment | None, Moment | None]:
    """From when until when comments on a draft may be sent."""
    span = _ASKS_SPAN.search(words)
    if span and (begins := _said(span[1])) is not None and begins.earliest is not None:
        first = begins.earliest.astimezone(SHANGHAI).date()
        last = re.match(r"(?:((?:19|20)[0-9]{2})年)?(?:([0-9]{1,2})月)?([0-9]{1,2})日", span[2])
        assert last is not None
        end = _date(int(last[1] or first.year), int(last[2] or first.month), int(last[3]))
        return begins, None if end is None else _whole(end)
    until = _ASKS_UNTIL.search(words)
    if until:
        return None, _said(until[1])
    days = _ASKS_DAYS.search(words)
    if days and published is not None and (count := integer(days[1])):
        return published, published.shift(timedelta(days=count))
    return None, None


def _said(words: str) -> Moment | None:
    found = _DATE.search(words)
    day = None if found is None else _day(found)
    return None if day is None else _whole(day)


def _day(found: re.Match[str]) -> date | None:
    if found[1]:
        return _date(int(found[1]), int(found[2]), int(found[3]))
    year = int("".join(str("〇一二三四五六七八九".index(char)) for char in found[4].replace("零", "〇")))
    month, day = integer(found[5]), integer(found[6])
    return None if month is None or day is None else _date(year, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _whole(day: date) -> Moment:
    start = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)
    return Moment(start, start + _DAY, Basis.TEXT)
