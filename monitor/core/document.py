"""Documents and their interpretations: what a page says of the document it carries, and which explains which."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from monitor.core.moment import Moment
from monitor.core.publication import Publication


class Kind(StrEnum):
    """What kind of document a page carries; a page may be of several."""

    POLICY = "policy"  # a policy of a government or of its departments
    NORMATIVE = "normative"  # 规范性文件: binds citizens and bodies outside the administration
    PLAN = "plan"  # 工作要点, 实施方案
    BUDGET = "budget"  # 部门预算, 决算
    DRAFT = "draft"  # 征求意见稿
    GUIDELINE = "guideline"  # 标准指引 of a national department
    GAZETTE = "gazette"  # 政府公报
    REPORT = "report"  # 年度报告
    INTERPRETATION = "interpretation"  # explains another document


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a page says of its document. Every date is the document's own, never the publication."""

    title: str  # without who issues it and without 关于印发…的通知 around it
    number: str | None = None  # 文号, with 〔〕
    issuer: str = ""
    written: Moment | None = None  # 成文日期, 落款
    issued: Moment | None = None  # 印发日期
    effective: Moment | None = None  # the day it takes effect
    effective_words: str = ""
    expires: Moment | None = None
    validity: str = ""  # 有效, 失效, 废止, as the page says
    kinds: frozenset[Kind] = frozenset()
    maybe: frozenset[Kind] = frozenset()  # kinds that cannot be excluded
    own: bool | None = None  # issued by the place of the site itself; None: it does not say
    headings: tuple[str, ...] = ()  # titles in 《》 in the page's title
    names: tuple[str, ...] = ()  # titles in 《》 in the text, in order
    numbers: tuple[str, ...] = ()  # other numbers (文号) in title or text
    meeting: bool = False  # a standing meeting of the government has passed it
    asks_until: Moment | None = None  # a draft: until when comments may be sent
    asks_from: Moment | None = None
    holds: tuple[str, ...] = ()  # other matters found in its text: 三公


@dataclass(frozen=True, slots=True)
class Document:
    """One document as one page carries it."""

    url: str
    title: str  # of the page
    agency: str | None  # on whose feed it stood
    imprint: Imprint
    publication: Publication
    links: tuple[str, ...] = ()  # identities of pages it links to
    attachments: tuple[tuple[str, str], ...] = ()
    captures: tuple[str, ...] = ()

    def is_a(self, kind: Kind) -> bool | None:
        """Surely of that kind, surely not, or None where the page leaves it open."""
        if kind in self.imprint.kinds:
            return True
        return None if kind in self.imprint.maybe else False


@dataclass(frozen=True, slots=True)
class Tie:
    """"This page explains that document": how surely, and why in words."""

    page: str
    document: str
    score: float
    why: tuple[str, ...]
    doubtful: bool = False
    by: str = "rule"


TIED, DOUBTFUL = 5, 3
"""Points from which a tie is sure, and from which a person should say."""
_ENOUGH = 12
_REACH = timedelta(days=400)
"""Nobody explains a document more than a year before it stands there, or names it by a title alone so late after."""


def tie(page: Document, document: Document) -> Tie | None:
    """Whether a page of interpretation explains a document, with the reasons; None where nothing says so.

    An explanation names what it explains in its own title; what its text quotes besides may be no
    more than the grounds the document stands on.
    """
    if page.url == document.url or Kind.INTERPRETATION not in page.imprint.kinds:
        return None
    if Kind.INTERPRETATION in document.imprint.kinds:
        return None
    points, why = _points(page, document)
    if points < DOUBTFUL:
        return None
    if page.agency is not None and page.agency == document.agency:
        points += 1
        why.append("同一机关的栏目")
    score = min(1.0, points / _ENOUGH + 0.5)
    return Tie(page.url, document.url, round(score, 2), tuple(why), doubtful=points < TIED)


def _points(page: Document, document: Document) -> tuple[int, list[str]]:
    own, other = page.imprint, document.imprint
    points, why = 0, []
    if document.url in page.links:
        points += 6
        why.append("解读页链接到文件页")
    if page.url in document.links:
        points += 6
        why.append("文件页链接到解读页")
    if other.number and other.number in (own.number, *own.numbers):
        points += 6 if not own.headings else 4
        why.append(f"引用文号 {other.number}")
    named = _named(own.headings, other.title)
    if named == "same":
        points += 6
        why.append(f"标题中的《{other.title}》与文件同名")
    elif named == "part":
        points += 3
        why.append("标题中的书名与文件名称相近")
    elif not own.headings and len(other.title) >= LEAST and other.title in squeezed(page.title):
        points += 5
        why.append("标题含文件名称")
    elif not own.headings and _named(own.names[:1], other.title) == "same":
        points += 5
        why.append(f"正文首先提到《{other.title}》")
    elif own.headings and points < TIED:
        return 0, []  # it names another document as the one it explains
    if points and not _near(page, document):
        points -= 4
        why.append("发布时间相距一年以上")
    return points, why


LEAST = 6
"""Characters below which a title is too common to tell documents apart."""


def _named(titles: Collection[str], wanted: str) -> str:
    if wanted in titles:
        return "same"
    if len(wanted) >= LEAST and any(len(one) >= LEAST and (one in wanted or wanted in one) for one in titles):
        return "part"
    return ""


def marks_of(
    title: str, links: Iterable[str], *, explains: bool, numbers: Iterable[str | None] = (),
    headings: Iterable[str] = (), names: Sequence[str] = (),
) -> list[str]:  # fmt: skip
    """What a page is found by when what it links to (``l:``), quotes (``n:``) or names (``t:``) is seen.

    Only what explains something is looked for by what it says; ``p:`` is its own title.
    """
    marks = {f"l:{link}" for link in links}
    if explains:
        marks |= {f"n:{number}" for number in numbers if number}
        marks |= {f"t:{name}" for name in (*headings, *names[:1])}
        marks.add(f"p:{squeezed(title)}")
    return sorted(marks)


def squeezed(text: str) -> str:
    """The text without blanks and quotation marks, for comparing titles."""
    return "".join(char for char in text if not char.isspace() and char not in "“”\"'‘’《》〈〉")


def _near(page: Document, document: Document) -> bool:
    return page.publication.published.gap(document.publication.published) <= _REACH
