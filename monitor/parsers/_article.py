"""One captured page read as an article: title, publication claims, source, document data, words."""

from __future__ import annotations

from monitor.core.article import Article, Page
from monitor.core.problems import Problem
from monitor.parsers import _claims, _document, _flags, _further, _record, _source
from monitor.parsers._body import Body, find_body, images_of, is_known, is_sentence, text_of, trim
from monitor.parsers._claims import Window
from monitor.parsers._frame import read_outline
from monitor.parsers._guard import signs
from monitor.parsers._outline import Outline
from monitor.parsers._titles import Title, find_title
from monitor.parsers._urls import absolute, canonical

_SHORT = 150  # characters; a box with fewer may not be the article's at all
_NEAR = 8  # boxes around the title in which a short article may stand
_NO_ARTICLE = ("soft_404", "waf", "login")


def read_article(page: Page) -> Article | Problem:
    """The article of a page; a problem where the page holds nothing at all.

    What cannot be read stays empty: a date, a source or a title is never made up.
    """
    outline = read_outline(page.text)
    if not outline.lines and not outline.head_title and not outline.metas and not signs(page):
        return Problem(page.url, "the page holds no text", "look at the capture; the answer may have been cut")
    box = find_body(outline)
    title = find_title(outline, box)
    body = _body(outline, box, title)
    window = Window(title.line, body.first, body.end, frozenset(body.lines))
    narrative = sum(len(outline.lines[i].text) for i in body.lines if is_sentence(outline.lines[i]))
    flags = _flags.page_flags(page, outline, narrative)
    claims = _claims.read_claims(outline, window, page.url, page.seen_at)
    if any(f in flags for f in _NO_ARTICLE):
        claims = tuple(c for c in claims if c.origin == "url")
    chosen = _claims.published(claims)
    if chosen is not None and _claims.conflict(claims):
        flags.append("claims_conflict")
    if _claims.in_future(claims, page.seen_at):
        flags.append("future_date")
    if title.hijacked:
        flags.append("hijacked_title")
    base = absolute(outline.base, page.url) or page.url if outline.base else page.url
    text = text_of(outline, body)
    flags.extend(_flags.wordless(outline, body, text))
    return Article(
        url=page.url,
        title=title.text,
        text=text,
        published=None if chosen is None else chosen.moment,
        published_from="" if chosen is None else chosen.origin,
        claims=claims,
        document_date=_document.document_date(outline, window, body),
        doc_number=_document.doc_number(outline, window, body),
        site=outline.meta("sitename", "og:site_name") or None,
        source=_source.read_source(outline, window),
        author=_source.read_author(outline, window),
        column=_source.read_column(outline),
        site_code=_document.site_code(outline),
        canonical=canonical(page.url),
        charset=page.charset,
        attachments=_document.attachments(outline, body, base),
        pages=_further.further_pages(outline, body, page.url, base, page.text),
        images=images_of(outline, body),
        record=_record.read_record(outline, window),
        links=_record.read_links(outline, body, base),
        flags=tuple(dict.fromkeys(flags)),
    )


def _body(outline: Outline, box: int, title: Title) -> Body:
    """The article's words: below the title where the box holds both."""
    holder = outline.boxes[box]
    after = holder.first - 1
    if title.line is not None and holder.first <= title.line < holder.end:
        after = title.line
    body = trim(outline, box, after)
    if (
        title.line is None
        or sum(len(outline.lines[i].text) for i in body.lines if i > title.line) > _SHORT
        or (outline.boxes[box].mark and body.lines and is_known(outline, box))
    ):
        return body
    return _short_body(outline, title.line) or body


def _short_body(outline: Outline, title: int) -> Body | None:
    """The lines below the title where no narrative marks the article's box: a few words, or only files."""
    box = outline.lines[title].box
    for _ in range(_NEAR):
        if box <= 0 or outline.boxes[box].tag == "body":
            break
        if outline.boxes[box].end > title + 1:
            body = trim(outline, box, title)
            if any(len(outline.lines[i].text) > 3 for i in body.lines):
                return body
        box = outline.boxes[box].parent
    return None
