"""The title of an article: not the column's, not the site's, not what spam put in their place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.parsers._body import is_info, is_navigation, is_sentence
from monitor.parsers._html import squeeze, tight
from monitor.parsers._outline import Line, Outline

_META = ("articletitle", "article_title", "title_article", "doctitle")
_SOCIAL = ("og:title", "twitter:title", "sharetitle", "dc.title", "title")
_MARKUP = re.compile(r"<[^<>]{1,200}>|&lt;[^<>]{1,200}?&gt;|&nbsp;?")
_SEPARATOR = re.compile(
    r"\s*[_|｜]+\s*|\s+[-–—―－]+\s*|\s*[-–—―－]+\s+|-{2,}|—{2,}|\s*[-–—―－](?=[^-–—―－]{2,30}$)|\s*[>»]{1,2}\s*"
)
_CUT = re.compile(r"(?:…+|\.{2,})\s*$")
_SITE = re.compile(
    r"(?:网|门户|门户网站|网站|政府|委员会|人民政府|办公室|厅|局|部|频道|客户端|新闻|日报|晚报|首页|平台|新闻中心|之窗|在线|公安|管委会|新版|博客|论坛|财经|体育)$"
)
_GENERIC = re.compile(
    r"^(?:.{0,8}位置\s?[:：].*|首页\s?[-—>»›/|].*|详情页?|详细页?|正文页?|内容页?|文章页?|细览页?|首页|网站首页|无标题文档|untitled.*|document|title|新闻详情|新闻详细|信息公开目录|政府信息公开目录|信息详情|通知公告|新闻中心|新闻动态|工作动态|政务公开|详细信息|.{0,12}详细?页面?)$",
    re.I,
)
_TITLE_BOX = re.compile(r"(?:^|[ _-])(?:\w{0,12}(?:title|tit|biaoti|headline|heading)|bt|h1|wzbt|xl_bt)(?:$|[ _\d-])")
_HEADINGS = {"h1": 4.0, "h2": 3.0, "h3": 2.0, "h4": 1.0, "h5": 1.0}
_HOME = re.compile(r"^(?:https?://[^/]+)?/?(?:(?:index|default)\.\w{2,5})?$", re.I)
_NAME_ROW = re.compile(r"^(?:信息)?(?:名\s*称|标\s*题|文件名称|文件标题)\s*[:：]?\s*(.*)$")
_SPAM = re.compile(
    r"彩票|博彩|赌场|赌博|棋牌|百家乐|六合|时时彩|开奖|真人娱乐|娱乐城|娱乐平台|体育投注|体育平台|投注|彩金|pk10|赛车|老虎机|捕鱼|德州扑克|足球直播|电竞"
    r"|成人(?:视频|电影|网|小说)|色情|黄色网|无码|有码|国产精品|a片|av(?:在线|电影|视频|天堂)|毛片|三级片|约炮|援交|做爱|情色|在线观看|免费观看|亚洲|欧美|久久|强奸乱|一本道"
    r"|代开发票|办证刻章|私服|外挂|刷单|网贷|贷款口子|迷药|枪支|代孕|威尼斯人|金沙|澳门(?:新葡京|皇冠|威尼斯|银河)|皇冠体育|万博|亚博|bet365|ag真人|hth|ky体育|开云|jdb|彩神",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Title:
    """The title, the visible line that says it (None where none does), and whether spam was found in its place."""

    text: str
    line: int | None  # the last of them, where the title runs over several
    hijacked: bool = False


def find_title(page: Outline, body_box: int) -> Title:
    """The title of the article that stands in that box."""
    holder = page.boxes[body_box]
    shown = _shown(page, holder.first if body_box else len(page.lines), holder.end)
    meta = _plain(page.meta(*_META))
    head = _plain(page.head_title)
    social = _plain(page.meta(*_SOCIAL))
    site = _plain(page.meta("sitename", "og:site_name"))
    hijacked = _is_spam(page, head) or _is_spam(page, meta)
    if hijacked:
        meta, head, social = (("" if _is_spam(page, t) else t) for t in (meta, head, social))
    for claim in (meta, social, head):
        if claim and claim != site and (found := _said(shown, claim, page, exact=claim is not head)):
            return Title(found[0], found[1], hijacked)
    if meta and meta != site and len(meta) > 3 and not _GENERIC.match(meta) and not _SITE.search(meta):
        return Title(meta, None, hijacked)
    if row := _name_row(page):
        return Title(row[0], row[1], hijacked)
    if heading := _heading(page, shown, holder.first, holder.end):
        return Title(heading[0], heading[1], hijacked)
    for claim in (social, head):
        own = without_site(claim, site)
        if own and not _GENERIC.match(own):
            return Title(own, None, hijacked)
    return Title(meta or without_site(head, site), None, hijacked)


def without_site(title: str, site: str = "") -> str:
    """A head title without the site's and the column's names behind it."""
    parts = [p for p in _SEPARATOR.split(title) if p]
    if len(parts) < 2:
        return title
    own = title
    for part in reversed(parts[1:]):
        if not (_SITE.search(part) or part == site or len(part) <= 8 or (site and part in site)):
            break
        own = own[: own.rindex(part)]
    own = own.strip(" _|-–—―－>»｜")
    return own or parts[0]


def _plain(text: str) -> str:
    return squeeze(_MARKUP.sub(" ", text))


def _shown(page: Outline, body_first: int, body_end: int) -> list[tuple[int, float]]:
    """Visible lines that may be the title, with how much each looks like one."""
    found: list[tuple[int, float]] = []
    for at, score in enumerate(page.each("title", lambda line: _score(page, line))[: max(body_end, 1)]):
        if score is not None:
            found.append((at, score + 1.0 if body_first - 12 <= at <= body_first + 2 else score))
    return found


def _score(page: Outline, line: Line) -> float | None:
    """How much a line looks like the title wherever it stands; None where it cannot be it."""
    if not 2 <= len(line.text) <= 200 or line.alt:
        return None
    box = page.boxes[line.box]
    score = _HEADINGS.get(box.tag, 0.0)
    if box.mark and _TITLE_BOX.search(page.marks(line.box, 2)):
        score += 2.0
    if 2 * line.linked > len(line.text):
        score -= 3.0
    if line.hidden:
        score -= 2.0
    return score


def _said(shown: list[tuple[int, float]], claim: str, page: Outline, *, exact: bool) -> tuple[str, int] | None:
    """The visible line that says the title claimed: equal to it, or for a head title the longest part of it."""
    want = tight(claim)
    cut = tight(_CUT.sub("", claim)) if _CUT.search(claim) else ""
    best: tuple[float, str, int] | None = None
    tights = page.each("tight", lambda line: tight(line.text))
    for at, score in shown:
        have = tights[at]
        if have not in want and want not in have and not (cut and have.startswith(cut)):
            continue
        text = page.lines[at].text
        joined, last = _joined(page, at, want) if want.startswith(have) and len(have) > 3 else ("", at)
        if have == want:
            rank = 1000.0 + score
        elif joined == want or (joined and not exact and len(joined) > len(have)):
            rank = len(joined) + (900.0 if joined == want else 4 * score)
            if best is None or rank > best[0]:
                best = (rank, _first_part(claim, len(joined)), last)
            continue
        elif cut and len(cut) > 5 and have.startswith(cut):
            rank = 900.0 + score
        elif not exact and len(have) >= 4 and have in want and _starts_part(want, have):
            rank = len(have) + 4 * score
            if (
                _GENERIC.match(text)
                or _names_site(text, have, want)
                or (score < 1 and (len(have) < 8 or is_navigation(page, at)))
            ):
                continue
        elif exact and len(have) > 5 and (want in have) and score > 1 and len(have) < 2 * len(want):
            rank = 500.0 + score
        else:
            continue
        if best is None or rank > best[0]:
            best = (rank, text, at)
    if best is None:
        return None
    words = best[1]
    if exact and best[0] >= 1000:
        words = claim if len(claim) >= len(words) else words
    return words, best[2]


def _names_site(text: str, have: str, want: str) -> bool:
    """The line is the site's name, which stands in the head beside the title."""
    return len(have) < 24 and bool(_SITE.search(text)) and len(want) > len(have) + 3 and want.find(have) != 0


def _joined(page: Outline, at: int, want: str) -> tuple[str, int]:
    """A title that runs over several lines: as much of it as they say together, and the last of them."""
    have = tight(page.lines[at].text)
    last = at
    for further in range(at + 1, min(at + 4, len(page.lines))):
        more = have + tight(page.lines[further].text)
        if not want.startswith(more):
            break
        have, last = more, further
    return (have, last) if last > at else ("", at)


def _first_part(text: str, size: int) -> str:
    """The beginning of the text that holds so many characters without white space."""
    for at, char in enumerate(text):
        size -= not char.isspace()
        if size == 0:
            return text[: at + 1]
    return text


def _starts_part(title: str, part: str) -> bool:
    """The part stands at the beginning of the title, or behind a separator."""
    at = title.find(part)
    return at == 0 or (title[at - 1] in "_-|—–>》」】]:： " or at < 14)


def _heading(page: Outline, shown: list[tuple[int, float]], body_first: int, body_end: int) -> tuple[str, int] | None:
    """The line before the article's first sentence that is set as a heading."""
    sentences = (i for i in range(body_first, body_end) if len(page.lines[i].text) > 40 and is_sentence(page.lines[i]))
    first = next(sentences, body_end)
    site = tight(page.meta("sitename", "og:site_name"))
    homes = {a.line for a in page.anchors if _leads_home(a.href)}
    best: tuple[float, int] | None = None
    for at, score in shown:
        text = page.lines[at].text
        if _above_info(page, at):
            score += 2.5
        if at >= first or "。" in text or not 5 <= len(text) <= 120:
            continue
        if score < 2 or _GENERIC.match(text) or tight(text) == site:
            continue
        if is_navigation(page, at) or at in homes or (_SITE.search(text) and len(text) < 16 and at < body_first - 12):
            continue
        rank = score + min(len(text), 40) / 20 - abs(body_first - at) / 20
        if best is None or rank > best[0]:
            best = (rank, at)
    return (page.lines[best[1]].text, best[1]) if best else None


def _leads_home(href: str) -> bool:
    """The address is a site's front page: a line that links there says the site's name."""
    return len(href) < 60 and bool(_HOME.match(href.strip()))


def _above_info(page: Outline, at: int) -> bool:
    """A plain line with the article's time and source just below it."""
    line = page.lines[at]
    if line.hidden or is_info(line) or 2 * line.linked > len(line.text):
        return False
    return any(is_info(page.lines[i]) for i in range(at + 1, min(at + 3, len(page.lines))))


def _name_row(page: Outline) -> tuple[str, int] | None:
    """The 名称 row of a disclosure page's table."""
    for at, line in enumerate(page.lines[:-1]):
        if len(line.text) < 220 and (m := _NAME_ROW.match(line.text)):
            value, where = (m[1], at) if m[1] else (page.lines[at + 1].text, at + 1)
            if 5 <= len(value) <= 200 and not re.match(r"^.{0,8}[:：]", value):
                return value, where
    return None


def _is_spam(page: Outline, title: str) -> bool:
    """Words of gambling or pornography in the head that the visible page does not say."""
    m = _SPAM.search(title)
    if m is None:
        return False
    return not any(m[0] in line.text for line in page.lines if not line.hidden and not line.linked)
