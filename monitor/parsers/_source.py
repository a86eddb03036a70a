"""Who a page names as its source, its author and its column."""

from __future__ import annotations

import re

from monitor.parsers._claims import Window
from monitor.parsers._dates import find_dates
from monitor.parsers._outline import Outline, labels

_METAS = (
    "contentsource",
    "content_source",
    "content-source",
    "articlesource",
    "source",
    "mediaid",
    "og:article:author_source",
)
_SOURCE = re.compile(
    r"(?:^|[^\u4e00-\u9fff])(?:信息|文章|稿件|新闻|内容|本文|资料|消息)?(?:来\s{0,4}源|稿\s{0,4}源|出\s{0,2}处|转\s?载?\s?自|摘自)(?:单位|机构|于)?\s?[:：]\s?"
)
_CELL = re.compile(r"(?:信息|文章|稿件|新闻|内容)?(?:来\s{0,4}源|稿\s{0,4}源)")
_ISSUER_CELL = re.compile(r"(?:信息)?(?:发布|公开|提供)(?:机构|单位|部门|机关)")
_ISSUER = re.compile(
    r"(?:^|[^\u4e00-\u9fff])(?:(?:信息)?发布(?:机构|单位|部门|机关|者)|信息提供(?:单位)?|供稿(?:单位)?|发文单位|公开(?:主体|责任部门)|责任部门)\s?[:：]\s?"
)
_AUTHOR = re.compile(r"(?:^|[^\u4e00-\u9fff])(?:文章)?作\s{0,4}者\s?[:：]\s?")
_ENDS = re.compile(
    r"\s?[\]】)][\s\ue000-\uf8ff]|\s?(?:(?:文章|信息|稿件)?(?:作\s{0,4}者|编\s?辑|记\s?者|撰稿|摄影|供稿|通讯员|责任?编辑?|审核|来\s{0,4}源|稿源)\s?[:：]|(?:发布|发表|更新|刊发|上传|录入|公开|信息)?(?:时\s?间|日\s?期)\s?[:：]"
    r"|浏\s?览|点\s?击|阅\s?读|访\s?问|人\s?气|查\s?看|字\s?[体号]|打\s?印|分\s?享|收\s?藏|评\s?论|关\s?闭|保\s?存|下\s?载|扫一扫|视力保护|语音|播报|订阅|投稿|纠错|发布于|发布机构|发布日期|我要|【|\[|［|\||｜|\u2002|·\s|\(?责编"
    r"|次数|责任编辑|(?:大|小)\s(?:中|大)|大中小|编辑\s|T\s?\|\s?T|http|举报|\s[\u4e00-\u9fff]{2,6}\s?[:：]|我来说|我有话说|相关)"
)
_NOTHING = re.compile(r"^(?:null|none|无|未知|不详|-+|/+|[\W_]*|本站编辑|undefined|互联网|网络|来源|暂无)$", re.I)
_NAME = re.compile(
    r"^[《\[【(（]?[\u4e00-\u9fff·—]{2,16}(?:网|报|社|台|周刊|杂志|在线|客户端|发布|频道|政府|委员会|委|局|厅|办公室|办|中心)[》\]】)）]?$"
)
_CELLS = frozenset(("td", "th", "dd", "dt", "li"))
_TABLE = 30  # lines above the title in which the table of a disclosure page stands
_COLUMN = ("columnname", "column_name", "channelname", "channel")


def read_source(page: Outline, window: Window) -> str | None:
    """The source as printed: beside the title, below the article, or in the head of the page."""
    for pattern, cell in ((_SOURCE, _CELL), (_ISSUER, _ISSUER_CELL)):
        if value := _labelled(page, window, pattern, cell):
            return value
        if pattern is _SOURCE and (value := _clean(page.meta(*_METAS, "weixin:account"))):
            return value
    return _beside_date(page, window)


def read_author(page: Outline, window: Window) -> str | None:
    """The author as printed, else as the head names one."""
    return _labelled(page, window, _AUTHOR) or _clean(page.meta("author", "article:author"))


def read_column(page: Outline) -> str | None:
    """The column the article stands in."""
    return page.meta(*_COLUMN) or None


def _labelled(page: Outline, window: Window, label: re.Pattern[str], cell: re.Pattern[str] | None = None) -> str | None:
    """What stands after the label, or in the box after one that holds the label alone (``cell``: without a colon)."""
    for at in _where(page, window):
        line = page.lines[at]
        size = len(line.text)
        if size > 300 or not (":" in line.text or "：" in line.text or (cell is not None and size < 12)):
            continue
        words = labels(line.text)
        m = label.search(words) or (cell.fullmatch(words) if cell is not None and len(words) < 12 else None)
        if m is None:
            continue
        value = _clean(line.text[m.end() :])
        if value is None and not line.text[m.end() :].strip() and at + 1 < len(page.lines):
            below = page.lines[at + 1]
            same = page.boxes[below.box].parent in (page.boxes[line.box].parent, line.box)
            if same and len(below.text) <= 40 and not re.search(r"[:：]", below.text) and not below.alt:
                value = _clean(below.text)
        if value:
            return value
    return None


def _beside_date(page: Outline, window: Window) -> str | None:
    """The name of a paper or an office that stands beside the time without a label."""
    title = window.title if window.title is not None else max(0, window.body_first - 4)
    for at in range(title + 1, min(len(page.lines), max(window.body_first, title + 1) + 1)):
        text = page.lines[at].text
        found = find_dates(text, seen_at=None) if len(text) < 120 and not page.lines[at].hidden else []
        if len(found) != 1:
            continue
        rest = f"{text[: found[0].start]} {text[found[0].end :]}".split()
        names = [w.strip("《》[]【】()（）|") for w in rest if _NAME.match(labels(w))]
        if len(names) == 1:
            return names[0]
    return None


def _where(page: Outline, window: Window) -> list[int]:
    """The lines about the title first, then those just below the article, then the article's own last ones."""
    count = len(page.lines)
    title = window.title if window.title is not None else max(0, window.body_first - 8)
    head = list(range(max(0, title - 6), min(count, max(window.body_first, title) + 4)))
    table = [i for i in range(max(0, title - _TABLE), max(0, title - 6)) if page.boxes[page.lines[i].box].tag in _CELLS]
    head += table
    foot = list(range(max(window.body_first, window.body_end - 4), min(count, window.body_end + 10)))
    return [i for i in head + foot if not page.lines[i].hidden] + [i for i in head + foot if page.lines[i].hidden]


def _clean(text: str) -> str | None:
    """The name alone: no date, no counters, no buttons, nothing that only fills the place."""
    value = text.strip().lstrip("[【（( ")[:200]
    if m := _ENDS.search(labels(value)):
        value = value[: m.start()]
    for found in find_dates(value, seen_at=None):
        value = value[: found.start]
        break
    value = value.strip(" \t,，;；:：|｜/>】]）)-—_\ue5c2")
    if "《" not in value:
        value = value.strip("》")
    if value.count("（") > value.count("）"):
        value += "）"
    if value.count("(") > value.count(")"):
        value += ")"
    if not value or len(value) > 60 or _NOTHING.match(value) or "。" in value or value.count("”") > value.count("“"):
        return None
    return value
