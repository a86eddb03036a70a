"""What explains a document is found whichever of the two comes first, without reading all the others."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.core.article import Article
from monitor.core.feed import Carries, Feed
from monitor.core.incident import Agency, Level
from monitor.core.moment import Basis
from monitor.jobs.filing import Filing
from monitor.jobs.world import World, sources_of
from monitor.store.facts import Store
from monitor.store.wire import dump, reading_out, stamp

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
CITY = Agency("city", "兰州市人民政府", "620100", Level.PREFECTURE)
PROVINCE = Agency("province", "甘肃省人民政府", "620000", Level.PROVINCE)
FEEDS = (
    Feed("files", "https://city.example/files/", "city", frozenset({Carries.RELEASES})),
    Feed("reading", "https://city.example/reading/", "city", frozenset({Carries.RELEASES})),
    Feed("above", "https://province.example/reading/", "province", frozenset({Carries.RELEASES})),
)
RULES = "https://city.example/files/1.html"
DOCUMENT = Article(
    RULES, "兰州市人民政府办公厅关于印发《兰州市停车管理办法》的通知", "现将《兰州市停车管理办法》印发给你们。",
    doc_number="兰政办发〔2026〕1号",
)  # fmt: skip


def explanation(title: str, text: str, *, feed: str = "reading", links: tuple[str, ...] = ()) -> tuple[str, Article]:
    """A page of interpretation and the feed that brings it."""
    root = next(one.url for one in FEEDS if one.id == feed)
    return feed, Article(f"{root}2.html", title, text, links=links)


def ties(folder: Path, pages: list[tuple[str, Article]]) -> list[tuple[object, ...]]:
    """What is tied when the pages come in this order."""
    with Store(folder / f"{pages[0][0]}.db", create=True) as store:
        world = World(store, sources_of({"city": CITY, "province": PROVINCE}, FEEDS), {})
        filing = Filing(world)
        for hours, (feed_id, article) in enumerate(pages):
            feed, at = world.sources.feeds[feed_id], AT + timedelta(hours=hours)
            reading = reading_out(article, listed=None, url_day=None)
            reading["visible"] = [stamp(AT), stamp(AT + timedelta(minutes=1)), Basis.VISIBLE.value]
            number = store.save_article(
                {
                    "url": article.url, "feed": feed.id, "capture": "c", "parser": "auto", "title": article.title,
                    "source": None, "text": article.text, "reading": dump(reading), "statement": "{}",
                    "relevant": 0, "problem": "", "recorded_at": stamp(at),
                }
            )  # fmt: skip
            filing.article(feed=feed, key=article.url, article=article, number=number, at=at)
        rows = store.rows("SELECT page, document, score, doubtful, why FROM document_ties ORDER BY page, document")
        return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("page", "tied"),
    [
        (explanation("《兰州市停车管理办法》政策解读", "为便于理解，现解读如下。"), True),
        (explanation("《兰州市停车管理办法》政策解读", "为便于理解，现解读如下。", feed="above"), True),
        (explanation("《停车管理办法》解读", "为便于理解，现解读如下。"), True),
        (explanation("停车新规政策解读", "近日印发的兰政办发〔2026〕1号文件，有三个变化。", feed="above"), True),
        (explanation("停车新规政策解读", "《兰州市停车管理办法》将于下月施行。"), True),
        (explanation("停车新规政策解读", "有三个变化。", links=(RULES,)), True),
        (explanation("兰州市停车管理办法政策解读", "有三个变化。"), True),
        (explanation("《兰州市供热条例》政策解读", "为便于理解，现解读如下。"), False),
        (explanation("供热新规政策解读", "有三个变化。"), False),
    ],
    ids=["named", "named elsewhere", "named in part", "number", "named first", "linked", "in title", "another", "none"],
)  # fmt: skip
def test_an_explanation_is_tied_whichever_comes_first(page: tuple[str, Article], tied: bool, tmp_path: Path) -> None:
    after = ties(tmp_path, [("files", DOCUMENT), page])
    before = ties(tmp_path, [page, ("files", DOCUMENT)])
    assert after == before
    assert bool(after) == tied


def test_pages_that_have_nothing_in_common_are_not_even_read(tmp_path: Path) -> None:
    feed, other = explanation("《兰州市供热条例》政策解读", "为便于理解，现解读如下。")
    assert ties(tmp_path, [(feed, other)]) == []
    with sqlite3.connect(tmp_path / f"{feed}.db") as connection:
        connection.execute("DROP TRIGGER articles_no_update")
        connection.execute("UPDATE articles SET reading = 'whoever reads this fails'")
    title = "兰州市人民政府关于印发《兰州市绿化办法》的通知"
    unlike = replace(DOCUMENT, url="https://city.example/files/3.html", title=title)
    assert ties(tmp_path, [(feed, replace(other, url="https://city.example/reading/9.html")), ("files", unlike)]) == []
