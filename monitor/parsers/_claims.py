"""When a page says that it was published: every claim with where it stood, and the one that holds.

A visible label goes before a meta; generation stamps, footers, the narrative and the document's
own date are no claims. The address only confirms a day: it is kept as a claim and never chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.core.article import Claim
from monitor.core.moment import Basis, Moment, earlier_bound
from monitor.parsers._body import is_junk, is_navigation, is_sentence
from monitor.parsers._dates import DAY, Found, a_date, find_dates, may_hold_date, read_date, whole_day
from monitor.parsers._html import remembering
from monitor.parsers._outline import Line, Outline, labels

TOLERANCE = timedelta(minutes=10)

_METAS = (
    "pubdate", "publishdate", "publish_date", "publish-date", "publication_date", "publishtime", "publish_time",
    "publish-time", "firstpublishedtime", "article:published_time", "og:published_time", "published_time",
    "og:release_date", "release_date", "releasedate", "published", "articledate", "article.published", "article_date",
    "datepublished", "dc.date", "dc.date.issued", "dcterms.issued", "dc.date.published", "weibo:article:create_at",
    "apub:time", "pubtime", "pub_date", "og:time", "og:article:published_time", "bytedance:published_time",
    "rnews:datepublished", "sailthru.date", "parsely-pub-date", "dateupdate", "datetime",
)  # fmt: skip
_STAMPS = re.compile(r"make_?time|generat|cacheclear|createdate|last-?modif|updated?_?time|modified|build|others")

_LABEL = (
    r"(?:(?:信息|文章|稿件|新闻|网站|首次|最初)?(?:发布|发表|刊发|刊登|刊载|上传|录入|添加|公开|发稿|上网|挂网|公告|投稿|提交)(?:时间|日期|于)"
    r"|信息时间|发布|发表于|发文时间|post(?:ed)?(?:\s?(?:on|time|date))?|publish(?:ed)?(?:\s?(?:on|time|date))?|pub\s?(?:time|date)"
)
_STRONG = re.compile(rf"(?:^|[^\u4e00-\u9fffA-Za-z])({_LABEL}))\s?[:：\]】]?\s?", re.I)
_WEAK = re.compile(r"(?:^|[^\u4e00-\u9fffA-Za-z])((?:时\s?间|日\s?期|date|time))\s?[:：\]】]\s?", re.I)
_UPDATE = re.compile(
    r"(?:最后|最近|末次)?(?:更新|修改|编辑)(?:时间|日期|于)?\s?[:：]?\s?$|(?:last\s?)?(?:updated?|modified)\s?(?:on|at)?\s?[:：]?\s?$",
    re.I,
)
_OTHER = re.compile(
    r"(?:成文|印发|发文|生效|实施|施行|签发|制定|形成|生成|失效|废止|截[止至]|开始|结束|报名|活动|举[办行]|会议|公布|起止|有效|通过|批准|文号|页面生成|生成|访谈|开标|投标|答复|办结|登记|受理|征集|反馈|入库|成立|考试|面试|来信|写信|回复|处理|审核|播出|拍摄|采访|摄影|创建)"
    r"\w{0,4}?\s?[:：]?\s?$|至\s?$|到\s?$|[~～]\s?$"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[\w./:%?=&-]{1,200}")
_ADOPTED = re.compile(r"^\s?(?:由|经|第|在)?.{0,40}(?:通过|批准|公布|发布施行|修订|修正|施行|会议)[）)]?")
_NAMED = re.compile(r"[\u4e00-\u9fff]{2,8}\s?[:：]\s?$")  # any other label: the date is of that
_FOOT = re.compile(
    r"版权|copyright|©|ICP|备案|公网安备|标识码|页面生成|今天是|当前时间|欢迎您|generated|produced by", re.I
)
_FILL = re.compile(
    r"来\s?源|稿\s?源|作\s?者|编\s?辑|浏览|点击|阅读|访问|字[体号]|分享|打印|次数?|记者|收藏|评论|人气|责编|审核|发布|大|中|小|语音|播报|关闭|保存|投稿"
)
_TIME_BOX = re.compile(r"(?:^|[ _-])\w{0,10}(?:time|date|pubtime|shijian|riqi|rq|sj|fbsj|fbrq)\d?(?:$|[ _-])")

_ROW_TITLE = 10  # characters of a link from which it is the title of another page, and no name
_CJK = re.compile(r"[\u4e00-\u9fff]")
_SPOKEN_FOR = re.compile(
    r"来\s?源|稿\s?源|作\s?者|编\s?辑|记者|责编|发布[:：]|供稿|浏览|点击|阅读|字[体号]|分享|打印|收藏|评论|我有话说|投稿|播报"
)

_URLS = (
    re.compile(r"/(?P<y>(?:19|20)\d\d)(?:0[1-9]|1[0-2])/t(?P<ymd>(?:19|20)\d{6})_\d+"),
    re.compile(r"/t(?P<ymd>(?:19|20)\d{6})_\d+"),
    re.compile(r"/art/(?P<y>(?:19|20)\d\d)/(?P<m>\d{1,2})/(?P<d>\d{1,2})/"),
    re.compile(r"/(?P<y>(?:19|20)\d\d)[-_/]?(?P<m>\d{2})[-/](?P<d>\d{2})/"),
    re.compile(r"/(?P<y>(?:19|20)\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:/|\.|_|$)"),
    re.compile(r"/(?P<y>(?:19|20)\d\d)/(?P<m>\d{1,2})/(?P<d>\d{1,2})/"),
    re.compile(r"/(?P<y>(?:19|20)\d\d)/(?P<m>\d{2})(?P<d>\d{2})/"),
    re.compile(r"/(?P<ymd>(?:19|20)\d{6})/"),
    re.compile(r"/(?P<ymd>(?:19|20)\d{6})\d{4,}/"),
    re.compile(r"/(?P<ymd>(?:19|20)\d{6})\d{0,12}[._-]\w*?\.?s?html?$"),
)

_may_hold_date = remembering(may_hold_date)


@dataclass(frozen=True, slots=True)
class Window:
    """Where on the page a time may be the publication's: around the title, and just below the article."""

    title: int | None
    body_first: int
    body_end: int
    body_lines: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A date on the page that may be the publication, with how much speaks for it."""

    rank: float
    claim: Claim
    update: bool = False
    told: bool = False  # it stands beside the title with a label of its own


def published(claims: Iterable[Claim]) -> Claim | None:
    """The claim that holds, narrowed from above by a timed meta of the same day where it says only the day."""
    ordered = [c for c in claims if c.origin != "url"]
    if not ordered:
        return None
    chosen = ordered[0]
    if chosen.moment.width != DAY or chosen.origin.startswith("meta:"):
        return chosen
    for claim in ordered[1:]:
        if claim.origin.startswith("meta:") and claim.moment.width != DAY:
            if claim.moment.within(chosen.moment):
                narrowed = Moment(
                    chosen.moment.earliest,
                    earlier_bound(chosen.moment.latest, claim.moment.latest),
                    chosen.moment.basis,
                )
                return replace(chosen, moment=narrowed)
            break
    return chosen


def conflict(claims: Iterable[Claim]) -> bool:
    """Some claim lies outside the one that holds, by more than clocks differ. The address is no claim here."""
    ordered = [c for c in claims if c.origin != "url"]
    return any(ordered[0].moment.gap(c.moment) > TOLERANCE for c in ordered[1:])


def in_future(claims: Iterable[Claim], seen_at: datetime | None) -> bool:
    """Some claim lies after the page was captured."""
    if seen_at is None:
        return False
    return any(c.moment.earliest is not None and c.moment.earliest > seen_at + TOLERANCE for c in claims)


def read_claims(page: Outline, window: Window, url: str, seen_at: datetime | None) -> tuple[Claim, ...]:
    """All that the page says of its publication, the claim that holds first."""
    visible = _visible(page, window, seen_at)
    metas = list(_meta_claims(page, seen_at))
    last: list[Claim] = []
    if visible and visible[0].update:
        last = [visible[0].claim] if not any(m.moment.width != DAY for m in metas) else []
        visible = []
    shown = [s.claim for s in visible]
    claims = shown[:1] + _others(shown[:1], [s.claim for s in visible[1:] if s.told])
    address = url_claim(url)
    return (*claims, *last, *metas, *([address] if address else []))


def url_claim(url: str) -> Claim | None:
    """The day inside an address; an address that names only a month says nothing."""
    path = url.split("?", 1)[0].split("#", 1)[0]
    path = "/" + path.split("//", 1)[-1].partition("/")[2]
    if len(path) > 1000:
        return None
    for pattern in _URLS:
        for m in pattern.finditer(path):
            parts = m.groupdict()
            if ymd := parts.get("ymd"):
                day = a_date(int(ymd[:4]), int(ymd[4:6]), int(ymd[6:]))
            else:
                day = a_date(int(parts["y"]), int(parts["m"]), int(parts["d"]))
            if day is not None and 1994 <= day.year <= 2099:
                return Claim(whole_day(day, Basis.URL), "url", m[0].strip("/"))
    return None


def _others(chosen: list[Claim], rest: list[Claim]) -> list[Claim]:
    """Further visible claims, each moment once."""
    seen = {(c.moment.earliest, c.moment.latest) for c in chosen}
    out: list[Claim] = []
    for claim in rest:
        key = (claim.moment.earliest, claim.moment.latest)
        if key not in seen:
            seen.add(key)
            out.append(claim)
    return out


def _meta_claims(page: Outline, seen_at: datetime | None) -> Iterator[Claim]:
    """What the head says of the publication, in the order of trust; generation stamps, and copies of them, never."""
    stamps = [
        m for name, value in page.metas if _STAMPS.search(name) for m in _moments(value, seen_at) if m.width != DAY
    ]
    seen: set[tuple[str, str]] = set()
    for wanted in _METAS:
        for name, value in page.metas:
            if name != wanted or not value or (name, value) in seen or len(seen) > 20:
                continue
            seen.add((name, value))
            moment = read_date(value, seen_at=None, basis=Basis.META)
            if moment is None or _is_stamp(moment, stamps):
                continue
            yield Claim(moment, f"meta:{page.names.get(name, name)}", value[:120])


def _is_stamp(moment: Moment, stamps: list[Moment]) -> bool:
    """The claim is the very second in which the page was generated."""
    return moment.width == timedelta(seconds=1) and any(moment.gap(s) < timedelta(seconds=3) for s in stamps)


def _moments(value: str, seen_at: datetime | None) -> list[Moment]:
    return [f.moment for f in find_dates(value[:200], seen_at=None)]


def _visible(page: Outline, window: Window, seen_at: datetime | None) -> list[_Seen]:
    """Dates that the page shows as its publication, the best first."""
    found: list[_Seen] = []
    for at in _candidates(page):
        if at in window.body_lines and not _in_head(at, window) and is_sentence(page.lines[at]):
            continue  # what is told there was told by the article, whatever stands before it
        found.extend(_in_line(page, at, window, seen_at))
    firm = [s for s in found if not s.update]
    return sorted(firm or found, key=lambda s: -s.rank)


def _candidates(page: Outline) -> Iterator[int]:
    """Lines that may carry the time: all short ones outside the narrative."""
    return (at for at, may in enumerate(page.each("dated", _may_be_told)) if may)


def _may_be_told(line: Line) -> bool:
    size = len(line.text)
    if line.alt or size > 400 or (size > 160 and is_sentence(line)):
        return False
    return _may_hold_date(line.text)


def _in_line(page: Outline, at: int, window: Window, seen_at: datetime | None) -> Iterator[_Seen]:
    line = page.lines[at]
    for found in find_dates(line.text, seen_at=seen_at, basis=Basis.VISIBLE):
        before = line.text[: found.start]
        label = _label(before)
        raw = line.text[max(0, found.start - 20) : found.end]
        if not before.strip(" [【(（:：") and at > 0 and not label:
            above = page.lines[at - 1].text
            if len(above) <= 16:
                label = _label(above)
                raw = f"{above} {raw}" if label else raw
        if label == "other" or _FOOT.search(line.text) or (not label and _adopted(line.text, found)):
            continue
        rank = _rank(page, at, found, label, window)
        if rank > 0:
            claim = Claim(found.moment, "visible", raw.strip()[:120])
            yield _Seen(rank, claim, update=label == "update", told=label == "strong" and rank > 50)


def _adopted(text: str, found: Found) -> bool:
    """The date is the document's: （2007年6月29日第十届…会议通过）, or alone in brackets under the title."""
    after = text[found.end : found.end + 60]
    bracketed = text[: found.start].strip() in ("（", "(", "〔") and after.strip() in ("）", ")", "〕")
    return bool(_ADOPTED.search(after)) or (bracketed and "月" in text[found.start : found.end])


def _label(before: str) -> str:
    """What the words before a date make of it."""
    before = labels(before.rstrip(" [【(（\u3000")[-24:])
    if _UPDATE.search(before):
        return "update"
    for name, pattern in (("strong", _STRONG), ("weak", _WEAK)):
        matches = list(pattern.finditer(before + " "))
        if matches and matches[-1].end() >= len(before):
            return name
    if _OTHER.search(before):
        return "other"
    named = _NAMED.search(before)
    return "other" if named and not _FILL.search(named[0]) else ""


def _rank(page: Outline, at: int, found: Found, label: str, window: Window) -> float:
    """How much speaks for the date as the publication; 0 where nothing may."""
    line = page.lines[at]
    title = _title_of(window)
    in_head = _in_head(at, window)
    below = window.body_end <= at <= window.body_end + 8
    narrative = at in window.body_lines and is_sentence(line)
    rank = {"strong": 60.0, "weak": 30.0, "update": 20.0, "": 10.0}[label]
    if not in_head:
        if label == "strong" and not (narrative or line.hidden or is_junk(page, at) or _in_links(page, at, found)):
            rank -= 25.0 if below or at in window.body_lines else 30.0
            if is_navigation(page, at) or (at < title - 4 and not _table_cell(page, at)):
                rank -= 20.0
        elif below and label in ("weak", "") and _bare(line.text, found) and not is_junk(page, at):
            rank = 4.0 if _TIME_BOX.search(page.boxes[line.box].mark) else 2.0 if _FILL.search(line.text) else 0.0
        else:
            return 0.0
    elif label != "strong" and _told_inside(page, at, found, label, window):
        return 0.0
    if label != "strong" and (_in_links(page, at, found) or _list_row(page, at, found, label, title)):
        return 0.0
    if line.hidden:
        rank -= 15.0
    if is_junk(page, at):
        rank -= 12.0
    if at == title and label != "strong":
        rank -= 8.0
    if found.moment.width is not None and found.moment.width < DAY:
        rank += 5.0
    if found.yearless:
        rank -= 3.0
    if _TIME_BOX.search(page.marks(line.box, 1)):
        rank += 2.0
    rank += 3.0 if at > title else 0.0
    return rank - min(abs(at - title), 30) / 10


def _title_of(window: Window) -> int:
    """The line of the title, or about where it would stand."""
    return window.title if window.title is not None else max(0, window.body_first - 6)


def _in_head(at: int, window: Window) -> bool:
    """The line stands about the title, where a page says when it was published."""
    title = _title_of(window)
    return title - 4 <= at <= max(window.body_first, title + 1) + 1 and at - title < 25


def _told_inside(page: Outline, at: int, found: Found, label: str, window: Window) -> bool:
    """A date in the head of the page that belongs to the article's words, not to what is said about it."""
    line = page.lines[at]
    inside = at in window.body_lines
    if (inside and is_sentence(line)) or (inside and label != "update" and at > window.body_first):
        return True
    if label:
        return False
    return not _bare(line.text, found) or (inside and found.moment.width == DAY and not _FILL.search(line.text))


def _in_links(page: Outline, at: int, found: Found) -> bool:
    """The date is the words of a link, or stands in a row of them."""
    line = page.lines[at]
    return 2 * line.linked > len(line.text) and len(line.text) - line.linked < found.end - found.start


def _list_row(page: Outline, at: int, found: Found, label: str, title: int) -> bool:
    """The date of another page: it stands beside or below the words of a link, and nothing says whose it is."""
    line = page.lines[at]
    if label or at == title:
        return False
    rest = f"{line.text[: found.start]} {line.text[found.end :]}".strip()
    if not rest and at - 1 > title:
        line, rest = page.lines[at - 1], page.lines[at - 1].text
    if line.linked < _ROW_TITLE or len(rest) > line.linked + 6 or _SPOKEN_FOR.search(rest):
        return False
    return len(_CJK.findall(rest)) >= _ROW_TITLE


def _bare(text: str, found: Found) -> bool:
    """The line says little more than the date and what usually stands beside it."""
    rest = _ADDRESS.sub(" ", text[: found.start] + " " + text[found.end :])
    if len(rest) > 160:
        return False
    if len(rest.strip()) <= 16:
        return True
    return bool(_FILL.search(rest)) or (len(rest.strip()) <= 30 and "。" not in rest and "，" not in rest)


def _table_cell(page: Outline, at: int) -> bool:
    return page.boxes[page.lines[at].box].tag in ("td", "th", "dd", "dt", "li")
