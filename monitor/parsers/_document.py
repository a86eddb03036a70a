"""What a page says of the document it carries: its number, its own date, its attachments, the site's code."""

from __future__ import annotations

import re

from monitor.core.moment import Basis, Moment
from monitor.parsers._body import Body
from monitor.parsers._claims import Window
from monitor.parsers._dates import find_dates
from monitor.parsers._outline import Outline
from monitor.parsers._urls import absolute

_NUMBER = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{1,20}(?:[〔\[（(【［﹝]|&#\d+;)\s?(?:19|20)\d\d\s?年?[〕\]）)】］﹞]\s?第?\s?\d{1,5}(?:-\d{1,3})?\s?号"
)
_OTHER_NUMBER = re.compile(r"^[\u4e00-\u9fff]{2,16}(?:令|公告|通告|通报)?\s?(?:(?:19|20)\d\d年)?第\s?\d{1,5}\s?号$")
_NUMBER_LABEL = re.compile(
    r"(?:^|[^\u4e00-\u9fff])(?:发\s?文\s?字\s?号|文\s{0,6}号|文件编号|文件字号|发文文号|文件号|公文字号|项目编号|公告编号|发布文号)\s?[:：]?\s?"
)
_DATE_LABEL = re.compile(
    r"(?:^|[^\u4e00-\u9fff])(?:成文(?:日期|时间)|发文(?:日期|时间)|印发(?:日期|时间)|生成(?:日期|时间)|制发(?:日期|时间)|形成(?:日期|时间)|签发(?:日期|时间)|公布(?:日期|时间))\s?[:：]?\s?"
)
_ADOPTED = re.compile(r"^[（(].{0,80}(?:通过|批准|公布|发布|修订|修正|施行)")
_NEXT_LABEL = re.compile(r"\s(?:[\u4e00-\u9fff]{1,4}\s?){1,3}[:：]")
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt|csv|rtf|ceb|jpg|png|mp4)(?:$|[?#&])", re.I)
_SITE_CODE = re.compile(r"(?:网站)?标识码\s?[:：]?\s?((?:bm|zfwz)?\d{8,10}|[a-z]{2}\d{8})", re.I)
_CODE = re.compile(r"^(?:[a-z]{2}\d{8}|\d{10})$", re.I)


def doc_number(page: Outline, window: Window, body: Body) -> str | None:
    """文号: from the table above the article, from the lines under the title, or from the article's first ones."""
    title = window.title if window.title is not None else max(0, window.body_first - 10)
    last = min(len(page.lines), max(window.body_first, title) + 2)
    for at in range(max(0, title - 30), min(len(page.lines), max(last, window.body_end))):
        line = page.lines[at]
        if line.hidden or len(line.text) > 400:
            continue
        labelled = _NUMBER_LABEL.search(line.text) if "号" in line.text else None
        if labelled and (value := _number(page, at, line.text[labelled.end() :])):
            return value
    for at in [*range(title + 1, last), *body.lines[:6]]:
        text = page.lines[at].text.strip("（）() ")
        if not page.lines[at].hidden and (_NUMBER.fullmatch(text) or _OTHER_NUMBER.match(text)):
            return str(text)
    return None


def document_date(page: Outline, window: Window, body: Body) -> Moment | None:
    """成文日期 of the table, the date in brackets under the title, or the one that closes the article."""
    for at in range(max(0, (window.title or window.body_first) - 30), min(len(page.lines), window.body_first + 3)):
        line = page.lines[at]
        if line.hidden or len(line.text) > 400 or not ("期" in line.text or "间" in line.text):
            continue
        if (m := _DATE_LABEL.search(line.text)) is None:
            continue
        rest = line.text[m.end() :] or (page.lines[at + 1].text if at + 1 < len(page.lines) else "")
        found = find_dates(rest[:60], seen_at=None, basis=Basis.TEXT)
        if found and found[0].start < 6:
            return found[0].moment
    for at in (*range((window.title or window.body_first) + 1, window.body_first), *body.lines[:3]):
        text = page.lines[at].text
        if len(text) < 120 and _ADOPTED.match(text) and (found := find_dates(text, seen_at=None)):
            return found[0].moment
    for at in reversed(body.lines[-8:]):
        text = page.lines[at].text
        found = find_dates(text, seen_at=None) if len(text) < 60 else []
        if not found or found[-1].end < len(text) - 1:
            continue
        if len(text) - (found[-1].end - found[-1].start) <= (2 if found[-1].start == 0 else 30):
            return found[-1].moment
    return None


def attachments(page: Outline, body: Body, base: str) -> tuple[tuple[str, str], ...]:
    """Files linked in the article or just below it: the link's words and its absolute address."""
    out: list[tuple[str, str]] = []
    seen: set[str] = set()
    first, end = (body.first - 3, body.end + 12)
    for anchor in page.anchors:
        if not first <= anchor.line <= end or not (
            _FILE.search(anchor.href) or _FILE.search(anchor.words) or "download" in anchor.href.lower()
        ):
            continue
        address = absolute(anchor.href, base)
        if address and address not in seen and len(out) < 100:
            seen.add(address)
            out.append((anchor.words or anchor.title, address))
    return tuple(out)


def site_code(page: Outline) -> str | None:
    """网站标识码: from the head, else from the footer."""
    code = page.meta("siteidcode", "siteid_code", "site_id_code").strip()
    if _CODE.match(code):
        return code.lower()
    for line in reversed(page.lines[-120:]):
        if "标识码" in line.text and (m := _SITE_CODE.search(line.text)):
            return str(m[1]).lower()
    return None


def _number(page: Outline, at: int, rest: str) -> str | None:
    """The number behind its label, in the same line or the next cell."""
    value = rest.strip()
    if not value and at + 1 < len(page.lines):
        value = page.lines[at + 1].text
    if m := _NUMBER.match(value):
        return m[0]
    if m := _NEXT_LABEL.search(value):
        value = value[: m.start()]
    value = value.strip(" ;；,，")
    if not value or len(value) > 40 or re.search(r"[:：。，]", value) or not any(c.isdigit() for c in value):
        return None
    return value
