"""Reading documents out of articles as they arrive, and tying interpretations to what they explain."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from monitor.core.article import Article
from monitor.core.document import LEAST, Document, Kind, Tie, squeezed, tie
from monitor.core.feed import Feed
from monitor.core.incident import Level
from monitor.jobs.world import World
from monitor.store.documents import documents_of, save_document, save_tie
from monitor.store.wire import stamp
from monitor.text.documents import is_document, read_imprint

REACH = timedelta(days=400)
"""How long before a document its interpretations are looked for."""


class Filing:
    """Documents known so far, and the ties made as new pages come."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.store = world.store
        self._agencies = {feed.id: feed.agency for feed in world.sources.feeds.values() if feed.agency is not None}

    def takes(self, feed: Feed, article: Article) -> bool:
        """The page carries a document, and is an agency's."""
        return feed.agency is not None and is_document(article.title, article.doc_number, article.record)

    def article(
        self, *, feed: Feed, key: str, article: Article, number: int, at: datetime
    ) -> None:
        """Save one article that is taken as a document, and tie it."""
        agency = self.world.sources.agency_of(feed.id)
        if agency is None:
            return
        imprint = read_imprint(
            article.title, article.text, record=article.record, number=article.doc_number,
            written=article.document_date, published=article.published,
            home="" if agency.level is Level.NATIONAL else agency.adcode, body=agency.name,
        )  # fmt: skip
        save_document(
            self.store, url=key, feed=feed.id, article=number, title=article.title, links=article.links,
            imprint=imprint, at=at,
        )  # fmt: skip
        (own,) = self._documents(at, "d.article = ?", (number,))
        others = self._explained(own, at) if Kind.INTERPRETATION in imprint.kinds else self._explaining(own, at)
        self._tie(own, others, at)

    def _tie(self, own: Document, others: Iterable[Document], at: datetime) -> None:
        """The best ties of the page: an explanation of several documents names each of them."""
        explains = Kind.INTERPRETATION in own.imprint.kinds
        found = [one for other in others if (one := tie(own, other) if explains else tie(other, own)) is not None]
        known = {
            (row["page"], row["document"])
            for row in self.store.rows(
                "SELECT page, document FROM document_ties WHERE page = ? OR document = ?", (own.url, own.url)
            )
        }
        for one in _best(found):
            if (one.page, one.document) not in known:
                save_tie(self.store, one, at=at)

    def _explained(self, page: Document, at: datetime) -> list[Document]:
        """Documents that an interpretation may be about: linked, quoted, named, or of the same agency and alike."""
        imprint = page.imprint
        quoted = [n for n in (imprint.number, *imprint.numbers) if n]
        titles = [*imprint.headings, *imprint.names[:1]]
        names = [squeezed(page.title), *imprint.headings]
        alike = " OR ".join("instr(?, d.title) OR instr(d.title, ?)" for _ in names)
        feeds = self._feeds_of(page)
        where = (
            "d.kinds NOT LIKE '%interpretation%' AND "
            f"(d.url IN ({_marks(page.links)}) OR d.number IN ({_marks(quoted)}) OR d.title IN ({_marks(titles)}) "
            "OR d.url IN (SELECT m.url FROM document_marks m WHERE m.mark = ?) "
            f"OR (d.feed IN ({_marks(feeds)}) AND length(d.title) >= {LEAST} AND ({alike})))"
        )
        values = (*page.links, *quoted, *titles, f"l:{page.url}", *feeds, *(name for name in names for _ in "12"))
        return self._documents(at, where, values)

    def _explaining(self, document: Document, at: datetime) -> list[Document]:
        """Interpretations that came before the document was seen, found by the same."""
        title, number = document.imprint.title, document.imprint.number
        marks = [f"l:{document.url}", f"t:{title}", *([f"n:{number}"] if number else ())]
        feeds = self._feeds_of(document) if len(title) >= LEAST else ()
        where = (
            "d.kinds LIKE '%interpretation%' AND d.recorded_at >= ? AND ("
            f"d.url IN ({_marks(document.links)}) "
            f"OR d.url IN (SELECT m.url FROM document_marks m WHERE m.mark IN ({_marks(marks)})) "
            f"OR (d.feed IN ({_marks(feeds)}) AND EXISTS (SELECT 1 FROM document_marks m WHERE m.url = d.url AND "
            f"length(m.mark) >= {LEAST + 2} AND ((m.mark LIKE 't:%' AND instr(?, substr(m.mark, 3))) "
            "OR (m.mark NOT LIKE 'l:%' AND instr(m.mark, ?))))))"
        )
        return self._documents(at, where, (stamp(at - REACH), *document.links, *marks, *feeds, title, title))

    def _feeds_of(self, one: Document) -> tuple[str, ...]:
        """The feeds of the agency on whose site it stands."""
        return tuple(feed.id for feed in self.world.sources.feeds_of(one.agency))

    def _documents(self, at: datetime, where: str, values: tuple[object, ...]) -> list[Document]:
        return documents_of(self.store, self._agencies, as_of=at, where=where, values=values)


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)


def _best(found: list[Tie]) -> list[Tie]:
    """All sure ties, or the best doubtful one where there is no sure one."""
    sure = [one for one in found if not one.doubtful]
    return sure or sorted(found, key=lambda one: (-one.score, one.document))[:1]
