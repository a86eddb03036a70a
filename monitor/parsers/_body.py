"""Where the article's own words stand on a page, and those words without what a site adds to them.

Every line is worth something: sentences much, navigation less than nothing. The box whose lines
are worth most together holds the article; known containers of the content systems go first where
they hold most of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.parsers._html import remembering, tight
from monitor.parsers._outline import Line, Outline, labels

# Containers that content systems put around an article and nothing else.
_KNOWN = re.compile(
    r"(?:^| )(?:zoom|zoomcon|ucap-content|ucapcontent|trs_editor|trs_ueditor"
    r"|vsb_content(?:_\w+)?|v_news_content"
    r"|article[-_]?content(?:_?\w{0,3})?|js_content|artibody|pages_content"
    r"|custom_unionstyle|endtext"
    r"|wp_articlecontent|zw|xqzw|zwnr|art_con|artcon|article_con|arti_con|info_content"
    r"|detail-content|view_content|news_content(?:_\w+)?|content_body|text_content|post_body|cmsarticlecontent"
    r"|bt_content|conttxt|con_text|rm_txt_con|detail_?con(?:tent)?|newscontent"
    r"|contentbox|xxgk_content|fontzoom|con_con|bt-content|main-txt|article_zoom|trs_editor_view|trs_paper_default"
    r"|ivs_content|j-fontcontent|wzcon|m-txt-article|detail-text|detail-news|easysite-news-peruse|detailcontent"
    r"|news_cont_d_wrap|my_doccontent|news_body_txt_a|rich_media_content"
    r"|j_content|nr_content|xl_content|wz_content|zw_content|main_?content_?text)(?: |$)"
)
_JUNK_BOX = re.compile(
    r"(?:^|[ _-])(?:share|bdshare\w*|bdsharebuttonbox|fenxiang|related\w*|relates?"
    r"|relate_?news|recommend\w*"
    r"|comments?|comment_?list|pinglun|footer|foot|copyright|crumbs?|breadcrumbs?"
    r"|position|dqwz|toolbar|qr_?code"
    r"|ewm|erweima|pagination|paging|pages?_?nav|pre_?next|prev_?next|xgxw|xgyd|xgwz"
    r"|xglj|hot_?news|hotlist"
    r"|side_?bar|aside|rank\w*|tags?|keywords?|ad|ads|advert\w*|guanggao|declare"
    r"|disclaimer|mzsm|editor_?info"
    r"|statement|qr_container|bottombtn|closean|relatedlinks|print\w*|sharebox|dysy"
    r"|tjyd|xgfj_title)(?:$|[ _\d-])"
)
_OTHERS_BOX = re.compile(
    r"(?:^|[ _-])(?:related\w*|relate_?news|recommend\w*|comments?|comment_?list"
    r"|pinglun|xgxw|xgyd|xgwz|tuijian\w*|hot_?news"
    r"|hotlist|side_?bar|aside|rank\w*|tjyd|latest\w*|more_?news|newslist|news_?list)(?:$|[ _\d-])"
)
_NAV_BOX = re.compile(
    r"(?:^|[ _-])(?:nav\w*|menu\w*|header|head|top_?bar|topnav|logo|footer\w*|foot"
    r"|bottom|links?|friend\w*|copyright"
    r"|login|search\w*|weather|crumbs?|breadcrumb\w*|sidebar|side|aside|leftnav)(?:$|[ _\d-])"
)
_TAIL = re.compile(
    r"^[【\[（(<>〉》■▪·•◆●\s]*(?:分享(?:到|至)?[:：]?$|分享到|打印(?:本页|本稿|文章|此页)?|关闭(?:窗口|本页|此页|当前)"
    r"|关闭$|收藏(?:本页)?$|返回(?:顶部|列表|首页)"
    r"|扫一扫|扫描二维码|手机扫|上一[篇条页]|下一[篇条页]|相关(?:阅读|新闻|链接|文章|报道|稿件|文档|推荐|信息|解读|附件[>》]+|政策$|内容$"
    r"|资讯|视频|专题|热词|图集|产品)"
    r"|延伸阅读|推荐阅读|热门(?:推荐|文章|新闻|评论|排行)|精彩推荐|编辑推荐|猜你喜欢|更多(?:新闻|精彩)|最新(?:文章|新闻|评论)|网友评论"
    r"|我要评论|发表评论|参与评论|全部评论|评论列表"
    r"|版权(?:声明|所有|归)|免责声明|特别声明|郑重声明|网站声明|本网声明|Copyright|主办单位[:：]|主办[:：]|承办单位[:：]|网站标识码"
    r"|政府网站标识码|[\u4e00-\u9fff]ICP备"
    r"|文章关键词[:：]|本文关键[词字][:：]|关键[词字][:：]|标签[:：]|更多>|点击(?:进入|查看)(?:专题|更多)|内容纠错|我要纠错|纠错$"
    r"|字号[:：]|举报$|点赞|赞\(?\d*\)?$|浏览次数|阅读次数|声明[:：])"
)
_CREDIT = re.compile(
    r"^[【\[（(]*\s*(?:责任?编辑|责\s?编|编\s?辑|编\s?审|审\s?核|校\s?对|作\s?者|供\s?稿|撰\s?稿|摄\s?影|录\s?入"
    r"|信息员|终审|初审|复审|值班\w{0,2}|图文编辑|网络编辑|本文来源|来\s?源|稿\s?源|信息来源|文章来源|\(?[\u4e00-\u9fff]{2,4}\s?编辑)\s?[:：]"
)
_STOP = re.compile(
    r"^(?:[\s\d\W]*|语音播报|听全文|播报|大|中|小|字体|字号|分享|打印|收藏|评论|全文|简|繁|正文|×|x|X)[:：]?$"
)
_NO_WORDS = frozenset(("script", "h1", "h2", "h3", "h4", "h5"))
_FEW = 300.0  # worth below which no box stands out by its sentences
_SENTENCE = re.compile(r"[，。；！？]|[,;](?=\S)")
_INFO_LABEL = re.compile(
    r"(?:(?:发布|发表|更新|刊发|上传|录入|公开|信息|添加|发稿)?(?:时\s?间|日\s?期)|发布[于者]?|发表于|来\s{0,4}源(?:于)?"
    r"|稿\s?源|出\s?处|作\s{0,4}者|(?:责任)?编\s?辑|责编|记\s?者|浏\s?览\w{0,3}|点击\w{0,3}|阅读\w{0,3}"
    r"|访问\w{0,3}|人气|字\s?[体号]\w{0,2}|文字大小|打\s?印|分\s?享\w?|发布(?:机构|单位|部门|人)|信息提供|供稿\w{0,2}"
    r"|审核|语音播报|收藏|视力保护色|文章类型|来源单位)\s{0,2}[:：]"
)
_INFO_DATE = re.compile(
    r"(?:19|20)\d\d\s?[-/.年—－]{1,3}\s?\d{1,2}\s?[-/.月—－]{1,3}\s?\d{1,2}"
    r"|\d{1,2}[-月]\d{1,2}日?\s?\d{1,2}:\d\d|^\d{1,2}:\d\d"
)
_ATTACHED = re.compile(r"附件|附表|附录|《|关于|\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar|pptx?)\b|下载", re.I)


@dataclass(frozen=True, slots=True)
class Body:
    """The box that holds the article, and the lines of it that are the article's own."""

    box: int
    first: int  # index of the first line of the article's words
    end: int
    lines: tuple[int, ...]


def find_body(page: Outline) -> int:
    """The box that holds the article; 0, the whole page, where nothing stands out."""
    worth = _worths(page)
    boxes = page.boxes
    sums = _prefix(worth)
    best, best_worth = 0, 0.0
    known, known_worth = 0, 0.0
    for at in range(len(boxes) - 1, 0, -1):
        box = boxes[at]
        value = sums[box.end] - sums[box.first]
        if value <= 0 or box.tag == "body" or box.tag == "html":
            continue
        if value > best_worth or (value == best_worth and box.end - box.first <= boxes[best].end - boxes[best].first):
            best, best_worth = at, value
        if box.mark and value >= known_worth and _KNOWN.search(box.mark):
            known, known_worth = at, value
    if known and known_worth >= 0.45 * best_worth:
        return known
    return (_named(page) or best) if best_worth < _FEW else best


def _named(page: Outline) -> int:
    """The first known container with any words: an article of a few words, or of files only."""
    for at, box in enumerate(page.boxes):
        known = box.end > box.first and box.mark and _KNOWN.search(box.mark)
        if known and any(len(li.text) > 3 and not li.hidden for li in page.lines[box.first : box.end]):
            return at
    return 0


def is_known(page: Outline, box: int) -> bool:
    """The box is a container that content systems put around an article."""
    return bool(_KNOWN.search(page.boxes[box].mark))


def trim(page: Outline, box: int, after: int) -> Body:
    """The article's own lines in the box: those after line ``after``, up to what the site adds below."""
    holder = page.boxes[box]
    first = _below_info(page, max(holder.first, after + 1), holder.end)
    kept: list[int] = []
    said = 0  # characters kept so far
    junk = _junk_lines(page, box)
    left = sum(len(li.text) for li in page.lines[first : holder.end] if is_sentence(li))
    for at in range(first, holder.end):
        line = page.lines[at]
        left -= len(line.text) if is_sentence(line) else 0
        if line.hidden or at in junk or page.boxes[line.box].tag == "script":
            continue
        if len(line.text) < 90 and _TAIL.match(line.text):
            if said >= 0.5 * left:
                break
            continue
        if len(line.text) < 60 and _CREDIT.match(line.text) and _is_apart(page, line, box, kept):
            continue
        if (_STOP.match(line.text) and not line.alt) or _is_menu(line):
            continue
        kept.append(at)
        said += len(line.text)
    kept = _without_link_lists(page, kept)
    while kept and page.lines[kept[-1]].alt:
        kept.pop()
    end = kept[-1] + 1 if kept else first
    return Body(box, kept[0] if kept else first, end, tuple(kept))


def text_of(page: Outline, body: Body) -> str:
    """The article's words, one paragraph a line; an image's words only where they say something new."""
    said: list[str] = []
    seen: set[str] = set()
    for at in body.lines:
        line = page.lines[at]
        if line.alt:
            if tight(line.text) in seen:
                continue
            seen.add(tight(line.text))
        elif len(line.text) < 200:
            seen.add(tight(line.text))
        said.append(line.text)
    return "\n".join(said)


def images_of(page: Outline, body: Body) -> tuple[str, ...]:
    """What the article's images say of themselves, each once."""
    inside = range(body.first - 1, body.end + 1)
    words = (line.text for at, line in enumerate(page.lines[: body.end + 1]) if line.alt and at in inside)
    return tuple(dict.fromkeys(words))[:100]


def is_navigation(page: Outline, at: int) -> bool:
    """The line stands in a box that is named as navigation, header or footer."""
    return bool(_NAV_BOX.search(page.marks(page.lines[at].box, 4))) or any(
        page.inside(at, tag) for tag in ("nav", "footer")
    )


def is_junk(page: Outline, at: int) -> bool:
    """The line stands in a box that is named as related reading, comments or the like."""
    return bool(_OTHERS_BOX.search(page.marks(page.lines[at].box, 4)))


def is_sentence(line: Line) -> bool:
    """The line reads as narrative: long enough, punctuated, and no row of links."""
    return (
        not line.alt
        and not line.hidden
        and len(line.text) >= 25
        and 3 * line.linked < len(line.text)
        and bool(_SENTENCE.search(line.text))
    )


def is_info(line: Line) -> bool:
    """The line tells of the article: its time, source, author, counters, buttons."""
    return not line.alt and _tells(line.text)


@remembering
def _tells(text: str) -> bool:
    """What `is_info` says of a line's words."""
    if len(text) > 200 or "。" in text:
        return False
    text = labels(text)
    if _INFO_LABEL.search(text) and (len(text) <= 100 or len(_INFO_LABEL.findall(text)) > 1):
        return True
    m = _INFO_DATE.search(text) if len(text) <= 90 else None
    return m is not None and len(text) - (m.end() - m.start()) <= 45 and not _SENTENCE.search(text[: m.start()])


@remembering
def _is_of_site(text: str) -> bool:
    """The words are about the article, or what a site puts below it: no part of what it says."""
    return _TAIL.match(text) is not None or _tells(text)


def _below_info(page: Outline, first: int, end: int) -> int:
    """Where the article begins: below the lines about it that stand at the head of its box."""
    begin, looked, words = first, 0, False
    for at in range(first, min(end, first + 30)):
        line = page.lines[at]
        if line.hidden or _STOP.match(line.text):
            continue
        looked += 1
        if is_info(line):
            if not words or _INFO_DATE.search(line.text) or not _TAIL.match(line.text):
                begin, words = at + 1, False
        elif looked > 10 or is_sentence(line):
            break
        else:
            words = words or len(line.text) > 3
    return begin


def _without_link_lists(page: Outline, kept: list[int]) -> list[int]:
    """The lines without runs of three or more that are links only: lists of other articles."""
    out: list[int] = []
    run: list[int] = []
    for at in [*kept, -1]:
        line = page.lines[at] if at >= 0 else None
        if line is not None and 10 * line.linked > 7 * len(line.text):
            run.append(at)
            continue
        if len(run) < 3 or any(_ATTACHED.search(page.lines[i].text) for i in run):
            out.extend(run)
        run = []
        if at >= 0:
            out.append(at)
    return out


def _worths(page: Outline) -> list[float]:
    """What each line adds to the worth of the boxes around it."""
    boxes = page.boxes
    return page.each("worth", lambda line: _worth(line, boxes[line.box].tag))


def _worth(line: Line, tag: str) -> float:
    size = len(line.text)
    if line.hidden or line.alt or tag in _NO_WORDS:
        return 0.0
    if size < 120 and _is_of_site(line.text):
        return -4.0
    if 2 * line.linked > size:
        return -8.0 - min(size, 60) / 2
    if size >= 20 and _SENTENCE.search(line.text):
        return float(min(size, 2000)) - 2 * line.linked
    if size >= 40:
        return size / 2 - 2 * line.linked
    if tag in ("p", "td", "th", "span"):
        return 0.3 - line.linked
    return min(size / 4 - 2.0, 1.0) - line.linked


def _prefix(values: list[float]) -> list[float]:
    total, out = 0.0, [0.0]
    for value in values:
        total += value
        out.append(total)
    return out


def _junk_lines(page: Outline, box: int) -> set[int]:
    """Lines in boxes within the article's that are named as the site's own: sharing, related, comments."""
    holder, junk = page.boxes[box], set[int]()
    sizes = _prefix([float(len(line.text)) for line in page.lines[holder.first : holder.end]])
    for inner in page.boxes[box + 1 :]:
        if inner.first >= holder.end:
            break
        if inner.mark and inner.end > inner.first and _JUNK_BOX.search(inner.mark):
            begin, end = inner.first - holder.first, min(inner.end, holder.end) - holder.first
            if inner.first not in junk and sizes[end] - sizes[begin] < 0.4 * sizes[-1]:
                junk.update(range(inner.first, inner.end))
    return junk


def _is_apart(page: Outline, line: Line, box: int, kept: list[int]) -> bool:
    """The line stands in a box of its own, not among the article's paragraphs."""
    if line.box == box or not page.boxes[box].mark:
        return False
    return not kept or page.boxes[line.box].parent != page.boxes[page.lines[kept[-1]].box].parent


def _is_menu(line: Line) -> bool:
    """A row of several links and nothing else."""
    return (
        line.linked > 12 and 10 * line.linked > 9 * (len(line.text) - line.text.count(" ")) and line.text.count(" ") > 2
    )
