"""What the extractors read in one input, as the JSON of `inspect` (docs/contracts: section 2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from monitor import parsers
from monitor.core.article import Article, Claim, ListItem, Page
from monitor.core.moment import Moment
from monitor.core.problems import Problem
from monitor.core.publication import TOLERANCE
from monitor.core.statement import PlaceMention, Statement, TimeMention
from monitor.renderers.wire import moment_json

Json = dict[str, Any]


def page_of(data: bytes, url: str, *, fetched_at: datetime | None, content_type: str) -> Page:
    """Decode one captured answer as the pipeline does."""
    return parsers.decode(data, url=url, content_type=content_type, seen_at=fetched_at)


def inspect_answer(data: bytes, url: str, *, fetched_at: datetime | None, content_type: str) -> Json:
    """What is read in one answer: a page, or a document such as lists link to in a page's place."""
    if parsers.is_document(data):
        page = Page(url, "", "binary", "magic", fetched_at, content_type)
        return _article_json(page, parsers.document(data, url=url))
    return inspect_page(page_of(data, url, fetched_at=fetched_at, content_type=content_type))


def inspect_page(page: Page) -> Json:
    """What is read in one article page; `published` is null when the page does not say."""
    return _article_json(page, parsers.load()["auto"].article(page))


def _article_json(page: Page, article: Article | Problem) -> Json:
    if isinstance(article, Problem):
        return {
            "schema": 1, "url": page.url, "charset": page.charset, "title": None, "site": None,
            "source": None, "author": None, "published": None, "claims": [], "document_date": None,
            "doc_number": None, "text": "", "flags": list(dict.fromkeys((*page.flags, *parsers.signs(page)))),
            "problem": str(article),
        }  # fmt: skip
    published = None
    if article.published is not None:
        published = {**(moment_json(article.published) or {}), "from": article.published_from}
    return {
        "schema": 1,
        "url": page.url,
        "charset": page.charset,
        "charset_from": page.charset_from,
        "title": article.title,
        "site": article.site,
        "source": article.source,
        "author": article.author,
        "published": published,
        "claims": [
            {**_claim_json(c), "role": role} for c, role in zip(article.claims, claim_roles(article), strict=True)
        ],
        "document_date": moment_json(article.document_date),
        "doc_number": article.doc_number,
        "column": article.column,
        "site_code": article.site_code,
        "canonical": article.canonical,
        "attachments": [{"text": t, "url": u} for t, u in article.attachments],
        "pages": list(article.pages),
        "images": list(article.images),
        "text": article.text,
        "flags": list(article.flags),
    }


def claim_roles(article: Article) -> list[str]:
    """What became of each claim: chosen, narrows (an upper bound of it), confirms, conflicts, or nothing."""
    chosen = next((c for c in article.claims if c.origin != "url"), None)
    if chosen is None or article.published is None:
        return ["" for _ in article.claims]
    roles = []
    for claim in article.claims:
        if claim is chosen:
            roles.append("chosen")
        elif article.published != chosen.moment and claim.moment.latest == article.published.latest:
            roles.append("narrows")
        elif chosen.moment.gap(claim.moment) > TOLERANCE:
            roles.append("conflicts")
        else:
            roles.append("confirms")
    return roles


def inspect_list(page: Page, *, parser: str = "auto") -> Json:
    """What is read in one listing page: its own dated entries, in page order."""
    listing = parsers.load()[parser].list_items(page)
    return {
        "schema": 1,
        "url": page.url,
        "charset": page.charset,
        "charset_from": page.charset_from,
        "parser": listing.parser,
        "why": _why(parser, listing.parser),
        "state": listing.state.value,
        "problem": None if listing.problem is None else str(listing.problem),
        "items": [_item_json(item) for item in listing.items],
        "next": listing.next,
        "next_posted": listing.next is None and bool(listing.items) and parsers.posted(page),
    }


def _item_json(item: ListItem) -> Json:
    return {
        "title": item.title,
        "url": item.url,
        "date": moment_json(item.date),
        "date_text": item.date_text,
        "pinned": item.pinned,
    }


def _why(asked: str, used: str) -> str:
    """How the parser came to read the page."""
    if asked != "auto":
        return "指定 as named" if used == asked else "指定的未读出 the named one read nothing"
    return "按结构 by structure" if used == "auto" else "按页面特征认出 by the page's marks"


def inspect_text(text: str, *, published: Moment | None, place: str | None) -> Json:
    """What is read in one incident text."""
    from monitor.text.read import read

    return statement_json(read(text, published=published, home=place))


def statement_json(said: Statement) -> Json:
    """A statement in the contract's form."""
    return {
        "schema": 1,
        "times": [{**_span(t), **_bounds(t.moment), "role": t.role.value} for t in said.times],
        "places": [_place_json(p) for p in said.places],
        "casualties": [
            {"kind": t.kind.value, "low": t.low, "high": t.high, **_span(t), "as_of": moment_json(t.as_of)}
            for t in said.tolls
        ],
        "onset": None if said.onset is None else {**_bounds(said.onset.moment), **_span(said.onset)},
        "onsets": [{**_bounds(o.mention.moment), **_span(o.mention), "source": o.source} for o in said.onsets],
        "place": None if said.place is None else _place_json(said.place),
        "grade": {"value": None if said.grade.value is None else said.grade.value.value, "basis": said.grade.basis},
        "incident_type": said.incident_type,
        "held": moment_json(said.held),
        "names": list(said.names),
        "roles": [{"role": r.role.value, "score": round(r.score, 3), "why": list(r.why)} for r in said.roles],
    }


def _claim_json(claim: Claim) -> Json:
    return {**_bounds(claim.moment), "from": claim.origin, "raw": claim.raw}


def _place_json(place: PlaceMention) -> Json:
    # `adcode` and `name` only where the text settles on one unit; `name` as written.
    settled = {"adcode": place.candidates[0], "name": place.text} if len(place.candidates) == 1 else {}
    return {**_span(place), "candidates": list(place.candidates), **settled}


def _span(found: Any) -> Json:
    return {"text": found.text, "start": found.start, "end": found.end}


def _bounds(moment: Moment | TimeMention) -> Json:
    return moment_json(moment if isinstance(moment, Moment) else moment.moment) or {}
