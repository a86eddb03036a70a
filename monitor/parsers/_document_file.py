"""A document in a page's place: lists link straight to PDF and DOCX files."""

from __future__ import annotations

from monitor.core.article import Article
from monitor.core.moment import Basis
from monitor.core.problems import Problem
from monitor.parsers._attached import read_document
from monitor.parsers._claims import url_claim
from monitor.parsers._dates import find_dates
from monitor.parsers._urls import canonical

_SIGNATURE = 8  # last lines among which a document is signed and dated


def document(data: bytes, *, url: str, title: str = "") -> Article | Problem:
    """The words of a document as an article; a problem that says why where it holds none.

    A document does not say when it was published: its list's row does, its address may. The date it
    is signed with is its own.
    """
    words = read_document(data)
    if words.problem:
        return Problem(url, words.problem, "open the captured file; its words are not known to the monitor")
    lines = words.text.split("\n")
    claim = url_claim(url)
    dated = [f.moment for line in lines[-_SIGNATURE:] if len(line) < 40 for f in find_dates(line, seen_at=None)]
    return Article(
        url=url,
        title=title or next((line for line in lines if 4 < len(line) < 80), ""),
        text=words.text,
        claims=() if claim is None else (claim,),
        document_date=dated[-1].known_by(Basis.TEXT) if dated else None,
        canonical=canonical(url),
        charset="binary",
        flags=("document",),
    )
