"""A page as a reader sees it: its lines in order, each with the boxes that hold it.

One walk over the parsed tree; everything else about an article is read from these lines. Scripts,
styles and comments give no lines, but what a small script writes into the page does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from selectolax.lexbor import LexborNode

from monitor.parsers._html import squeeze, tree

_Told = TypeVar("_Told")

MOST_LINES = 20_000
_LONGEST_SCRIPT = 4_000  # characters; longer ones are programs, not a date with a wrapper

_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "ucapcontent",
        "ucapsource",
        "ucaptitle",
        "publishtime",
        "founder-title",
        "founder-content",
        "founder-date",
        "founder-source",
        "enpproperty",
    ]
)
_BY_THEMSELVES = frozenset(["br", "hr", "img", "meta", "link", "base", "input"])
_SILENT = frozenset(
    ["style", "noscript", "template", "svg", "select", "option", "textarea", "object", "head", "title", "button",
     "script"]
)
_FILMS = frozenset(["video", "embed", "iframe", "object"])

_ASSIGNED = re.compile(r"""\b([A-Za-z_]\w*)\s*=\s*(?:"([^"\n]{0,400})"|'([^'\n]{0,400})')""")
_WRITES = re.compile(r"document\.write(?:ln)?\(([^;\n]{1,600})\)")
_PIECES = re.compile(r""""([^"\n]{0,400})"|'([^'\n]{0,400})'|([A-Za-z_][\w.]*)""")
_STATED = re.compile(r'"(?:datePublished|pubDate)"\s*:\s*"([^"\n]{8,40})"')
_SIMPLIFIED = str.maketrans(
    "發佈時間來責編輯號開錄點擊閱讀瀏覽稿聞單機構關記報導總題體標訊",
    "发布时间来责编辑号开录点击阅读浏览稿闻单机构关记报导总题体标讯",
)
_TRADITIONAL = re.compile("[" + "".join(map(chr, _SIMPLIFIED)) + "]")
_MARKUP = re.compile(r"<[^<>]{0,300}>")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_HIDDEN_CLASS = re.compile(r"(?:^| )(?:ng-hide|d-none|sr-only|visually-hidden)(?: |$)")
_FILM = re.compile(
    r"\.(?:mp4|flv|m3u8|webm|wmv|rmvb|f4v)\b|player|/v(?:ideo|od)/|v\.qq\.com|iqiyi|youku|bilibili", re.I
)
_FILM_FILE = re.compile(r"\.(?:mp4|flv|m3u8|f4v)[\"'?]", re.I)
_ORNAMENT = re.compile(
    r"icon|logo|banner|btn|button|spacer|blank|dot|arrow|share|weixin|qrcode|ewm|bg[_.-]|/skin|/style", re.I
)
_FILE_NAME = re.compile(r"^[\w\s.()-]*\.?(?:jpe?g|png|gif|bmp|webp)?$|\.(?:jpe?g|png|gif|bmp|webp)$", re.I | re.A)


@dataclass(slots=True)
class Line:
    """One line: the text between two breaks of the layout."""

    text: str
    box: int  # the innermost element that breaks lines, an index into Outline.boxes
    linked: int = 0  # how many of its characters are words of links
    hidden: bool = False
    alt: bool = False  # the words that stand for an image


@dataclass(slots=True)
class Box:
    """An element that holds lines: ``lines[first:end]``."""

    tag: str
    mark: str  # its id and classes, in lower case
    parent: int
    first: int
    end: int = 0


@dataclass(slots=True)
class Anchor:
    """A link with its words, and the line in which it stands."""

    words: str
    href: str
    line: int
    title: str = ""


@dataclass(slots=True)
class Outline:
    """The page's lines, boxes, links, and what its head says."""

    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)  # before which line each image stands, ornaments left out
    films: int = 0
    metas: list[tuple[str, str]] = field(default_factory=list)  # name in lower case, content
    names: dict[str, str] = field(default_factory=dict)  # the names of metas as the page spells them
    head_title: str = ""
    base: str = ""
    framed: int = field(default=0, compare=False)  # so many first lines are the same on other pages, boxes and all
    told: dict[str, list[Any]] = field(default_factory=dict, compare=False)  # what was asked of each of these

    def each(self, name: str, ask: Callable[[Line], _Told]) -> list[_Told]:
        """The answer for each line to a question that its words and the boxes around it settle.

        Those of the lines that other pages have too are remembered under the question's name.
        """
        known: list[_Told] | None = self.told.get(name)
        if known is None:
            known = self.told[name] = [ask(line) for line in self.lines[: self.framed]]
        return known + [ask(line) for line in self.lines[self.framed :]]

    def meta(self, *names: str) -> str:
        """The first filled meta of those names, in the order of the names given."""
        for name in names:
            for key, value in self.metas:
                if key == name and value:
                    return value
        return ""

    def marks(self, box: int, most: int = 12) -> str:
        """The ids and classes of a box and of the boxes around it, innermost first."""
        parts: list[str] = []
        while box > 0 and len(parts) < most:
            parts.append(self.boxes[box].mark)
            box = self.boxes[box].parent
        return " ".join(parts)

    def inside(self, line: int, tag: str) -> bool:
        """The line stands in an element of that name."""
        box = self.lines[line].box
        while box > 0:
            if self.boxes[box].tag == tag:
                return True
            box = self.boxes[box].parent
        return False


def labels(text: str) -> str:
    """The text with the characters of labels in their simplified form, one for one: 發佈時間 as 发布时间."""
    return text if text.isascii() or _TRADITIONAL.search(text) is None else text.translate(_SIMPLIFIED)


def read_whole(html: str) -> Outline:
    """Read a page, however broken; hostile nesting and size are cut first."""
    walk = Walk()
    walk.read(html)
    return walk.page


class Walk:
    """The state of one pass over the tree, in document order."""

    MARK = "<!--\u200bframe-->"
    """A comment at which ``at_mark`` is told."""

    def __init__(self, *, at_mark: Callable[[Walk], None] | None = None) -> None:
        self.at_mark = at_mark
        self.page = Outline(boxes=[Box("html", "", -1, 0)])
        self.open: list[tuple[int, str, int, bool]] = []  # the open elements: identity, tag, box or -1, silent
        self.boxes = [0]
        self.words: list[str] = []
        self.link_words = 0
        self.in_link = 0
        self.hidden = 0
        self.silent = 0
        self.anchor: Anchor | None = None
        self.times: list[str] = []  # what its <time> elements say to machines

    def read(self, html: str, *, of: int = 0) -> None:
        """Take in a page, or a part of one of the size ``of``."""
        root = tree(html, of=of).root
        if root is not None:
            self.run(root)

    def move(self, places: Mapping[int, int]) -> None:
        """The open boxes have got other numbers, since boxes were put between them."""
        self.boxes = [places.get(box, box) for box in self.boxes]
        self.open[:] = [(name, tag, places.get(box, box), silent) for name, tag, box, silent in self.open]

    def run(self, root: LexborNode) -> None:
        opened, lines = self.open, self.page.lines
        for node in root.traverse(include_text=True):
            parent = node.parent
            identity = 0 if parent is None else parent.mem_id
            while opened and opened[-1][0] != identity:
                self.leave()
            tag = node.tag or "-"
            if tag == "-text":
                self.text(node)
            elif tag[0] not in "-!":
                self.enter(tag, node)
            elif self.at_mark is not None and tag == "-comment" and node.comment_content == self.MARK[4:-3]:
                self.at_mark(self)
            if len(lines) > MOST_LINES:
                break
        while opened:
            self.leave()
        self.flush()
        if len(self.times) == 1:  # several are those of a list or of comments
            self.page.names.setdefault("datetime", "datetime")
            self.page.metas.append(("datetime", self.times[0]))
        self.page.boxes[0].end = len(lines)

    def enter(self, tag: str, node: LexborNode) -> None:
        box, silent = -1, tag in _SILENT
        if tag not in _INLINE:
            if tag in _BY_THEMSELVES:
                self.alone(tag, node)
                return
            if tag in _FILMS:
                self.film(tag, node)
            if self.words:
                self.flush()
            mark = ""
            if attributes := node.attributes:
                mark = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".strip().lower()
                style = attributes.get("style")
                if (style and _HIDDEN.search(style)) or (mark and _HIDDEN_CLASS.search(mark)):
                    self.hidden += 1
                    mark += " \0hidden"
            boxes = self.page.boxes
            box = len(boxes)
            boxes.append(Box(tag, mark, self.boxes[-1], len(self.page.lines)))
            self.boxes.append(box)
        elif tag == "a":
            self.in_link += 1
            attributes = node.attributes
            if attributes.get("id") == "js_name":  # the account that a WeChat page is from
                self.page.metas.append(("weixin:account", squeeze(node.text(deep=True))))
            self.anchor = Anchor("", attributes.get("href") or "", -1, attributes.get("title") or "")
        elif tag == "span":
            style = node.attributes.get("style")
            silent = bool(style and _HIDDEN.search(style))
        elif tag == "time" and (stamp := node.attributes.get("datetime")):
            self.times.append(stamp)
        if silent:
            self.silent += 1
        self.open.append((node.mem_id, tag, box, silent))

    def alone(self, tag: str, node: LexborNode) -> None:
        """An element that holds nothing."""
        if tag in ("br", "hr"):
            self.flush()
        elif tag == "img":
            self.image(node)
        else:
            self.head(tag, node)

    def leave(self) -> None:
        _, tag, box, silent = self.open.pop()
        if silent:
            self.silent -= 1
        if box >= 0:
            if self.words:
                self.flush()
            self.boxes.pop()
            closed = self.page.boxes[box]
            closed.end = len(self.page.lines)
            if closed.mark and closed.mark.endswith("\0hidden"):
                self.hidden -= 1
        elif tag == "a":
            self.in_link -= 1
            self.close_link()

    def text(self, node: LexborNode) -> None:
        if self.silent:
            self.unseen(node)
            return
        words = node.text_content or ""
        if not words:
            return
        self.words.append(words)
        if self.in_link:
            self.link_words += len(words.strip())
            anchor = self.anchor
            if anchor is not None and len(anchor.words) < 400:
                anchor.words += words

    def unseen(self, node: LexborNode) -> None:
        """Text of the head and of scripts."""
        tag = self.open[-1][1] if self.open else ""
        if tag == "title" and not self.page.head_title:
            self.page.head_title = squeeze(node.text_content or "")
        elif tag == "script" and self.silent <= 2:  # in the body, or in the head
            words = node.text_content or ""
            if "@context" in words and (stated := _STATED.search(words)):
                self.page.names.setdefault("datepublished", "datePublished")
                self.page.metas.append(("datepublished", stated[1]))
            if self.silent == 2:
                return
            if len(words) < _LONGEST_SCRIPT and "document.write" in words:
                self.words.append(_written(words))
            if len(words) < 5 * _LONGEST_SCRIPT and _FILM_FILE.search(words):
                self.page.films += 1

    def image(self, node: LexborNode) -> None:
        if self.silent:
            return
        attributes = node.attributes
        if not self.hidden and not _ORNAMENT.search((attributes.get("src") or "")[:300]):
            self.page.pictures.append(len(self.page.lines))
        alt = squeeze(attributes.get("alt") or "")
        if len(alt) > 3 and not _FILE_NAME.search(alt):
            self.flush()
            self.page.lines.append(Line(alt, self.boxes[-1], hidden=bool(self.hidden), alt=True))

    def film(self, tag: str, node: LexborNode) -> None:
        attributes = node.attributes
        source = attributes.get("src") or attributes.get("data") or attributes.get("data-src") or ""
        if not self.hidden and (tag == "video" or _FILM.search(source[:500])):
            self.page.films += 1

    def head(self, tag: str, node: LexborNode) -> None:
        attributes = node.attributes
        if tag == "meta":
            name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or ""
            if name and len(self.page.metas) < 400:
                self.page.names.setdefault(name.strip().lower(), name.strip())
                self.page.metas.append((name.strip().lower(), squeeze(attributes.get("content") or "")))
        elif tag == "base" and not self.page.base:
            self.page.base = attributes.get("href") or ""

    def close_link(self) -> None:
        if self.anchor is None:
            return
        self.anchor.words = squeeze(self.anchor.words)
        self.anchor.line = len(self.page.lines)
        if self.anchor.href and (self.anchor.words or self.anchor.title):
            self.page.anchors.append(self.anchor)
        self.anchor = None

    def flush(self) -> None:
        if not self.words:
            return
        text = squeeze("".join(self.words))
        self.words.clear()
        if text:
            line = Line(text, self.boxes[-1], min(self.link_words, len(text)), bool(self.hidden))
            self.page.lines.append(line)
        self.link_words = 0


def _written(script: str) -> str:
    """What a small script writes into the page: its strings, joined."""
    known = {m[1]: m[2] or m[3] or "" for m in _ASSIGNED.finditer(script)}
    words: list[str] = []
    for write in _WRITES.finditer(script):
        for piece in _PIECES.finditer(write[1]):
            words.append(known.get(piece[3], "") if piece[3] else piece[1] or piece[2] or "")
        if "else" in script and any(w.strip() for w in words):
            break  # one branch is written: the first that has something to say
    return _MARKUP.sub(" ", "".join(words)) if "%3C" not in script else ""
