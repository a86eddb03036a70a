"""Pages that were listed and never read: asked of the index in one stretch, the same as each asked for singly."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.article import ListItem
from monitor.core.feed import Carries, Feed
from monitor.store.facts import Store
from monitor.store.publications import ANSWERS_WITHIN, unread_pages
from monitor.store.wire import stamp
from tests.building import at, dossier, release

ONSET = at("2023-04-18 12:57")
AS_OF = ONSET + timedelta(days=32)
FEEDS = (
    Feed("news", "https://gov.example/news/", "binjiang-gov", frozenset({Carries.RELEASES})),
    Feed("notices", "https://gov.example/notices/", "binjiang-gov", frozenset({Carries.RELEASES})),
    Feed("safety", "https://gov.example/safety/", "binjiang-gov", frozenset({Carries.INCIDENTS})),
)
ELSEWHERE = "paper"
PAGES = [f"https://gov.example/{number}.html" for number in range(4)]
HOURS = st.one_of(st.sampled_from([-1, 0, 1, 24, 30 * 24, 31 * 24, 32 * 24, 33 * 24]), st.integers(-48, 34 * 24))
LISTED = st.tuples(st.sampled_from([feed.id for feed in FEEDS]), st.sampled_from(PAGES), HOURS)
READ = st.tuples(
    st.sampled_from([*(feed.id for feed in FEEDS), ELSEWHERE]), st.sampled_from(PAGES), HOURS,
    st.sampled_from(["whole", "whole", "incomplete", "empty", "broken"]),
)  # fmt: skip


def listed(store: Store, feed: str, url: str, seen: datetime, title: str = "情况通报") -> bool:
    return store.save_listing(feed, ListItem(title, url, None), key=url, first_seen=seen, last_span=None)


def read(store: Store, feed: str, url: str, seen: datetime, how: str) -> None:
    store.save_article(
        {
            "url": url, "feed": feed, "capture": "c", "parser": "auto", "title": "情况通报", "source": None,
            "text": "" if how == "empty" else "正文", "statement": "{}", "relevant": 0, "recorded_at": stamp(seen),
            "reading": '{"flags":["incomplete"]}' if how == "incomplete" else '{"flags":[]}',
            "problem": "timeout" if how == "broken" else "",
        }
    )  # fmt: skip


@given(
    st.lists(LISTED, max_size=8, unique_by=lambda one: one[:2]), st.lists(READ, max_size=8),
    st.sets(st.sampled_from(PAGES), max_size=1),
)  # fmt: skip
@settings(max_examples=150)
def test_unread_are_those_that_no_reading_of_any_feed_had_whole_by_then(lists, readings, tied) -> None:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "a.db", create=True) as store, store.atomic():
        for feed, url, hours in lists:
            assert listed(store, feed, url, ONSET + timedelta(hours=hours))
        for feed, url, hours, how in readings:
            read(store, feed, url, ONSET + timedelta(hours=hours), how)
        asked = dossier(as_of="2023-05-20 12:57", releases=[release(url=url) for url in tied])
        assert asked.as_of == AS_OF
        found = [one.url for one in unread_pages(store, asked, FEEDS)]
    whole = {url for _, url, hours, how in readings if how == "whole" and ONSET + timedelta(hours=hours) <= AS_OF}
    wanted = [
        url
        for feed in FEEDS
        for name, url, hours in lists
        if name == feed.id and Carries.RELEASES in feed.carries and url not in whole | tied
        and timedelta() <= timedelta(hours=hours) <= ANSWERS_WITHIN
    ]  # fmt: skip
    assert found == wanted


def test_only_titles_that_may_be_an_answer_keep_anybody_from_saying_none_found(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", create=True) as store:
        titles = ("关于火灾的情况通报", "办公用品采购公告", "地震应急演练", "应急演练中人员受伤情况说明")
        for url, title in zip(PAGES, titles, strict=True):
            listed(store, "news", url, ONSET + timedelta(hours=1), title)
        (first, second) = unread_pages(store, dossier(as_of="2023-05-20 12:57"), FEEDS)
    assert (first.title, second.title) == ("关于火灾的情况通报", "应急演练中人员受伤情况说明")
    assert all(one.flags == ("unread",) and one.link.doubtful for one in (first, second))
