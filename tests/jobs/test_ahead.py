"""Pages read ahead by other processes give the same database as pages read one after the other."""

from __future__ import annotations

import multiprocessing
import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from monitor.cli.composition import Places, world
from monitor.core.article import Article, Listing, Page
from monitor.core.feed import Capture, Feed, Fetched
from monitor.jobs.ahead import Ahead
from monitor.jobs.answers import Opened, Reader, Told
from monitor.jobs.replay import Replay
from monitor.store.search import catch_up, words_of
from monitor.text.framing import Frame
from tests.jobs.test_rebuild import a_week_of_troubles
from tests.simulated import bench, facts, site


class Killing(Ahead):
    """Its processes are killed at the first list or page that is wanted."""

    def open(self, feed: Feed, key: str, result: Fetched, capture: Capture) -> Opened:
        _kill()
        return super().open(feed, key, result, capture)

    def entries(self, feed: Feed, page: Page, capture: Capture) -> Listing:
        _kill()
        return super().entries(feed, page, capture)


def _kill() -> None:
    for process in multiprocessing.active_children():
        with suppress(ProcessLookupError):  # gone already
            os.kill(process.pid or 0, signal.SIGKILL)


class Doubting(Ahead):
    """Everything that was read ahead is compared with what is read on the spot."""

    def tell(self, capture: Capture, article: Article, frame: Frame) -> Told:
        told = super().tell(capture, article, frame)
        assert told == Reader.tell(self, capture, article, frame), capture.url
        return told

    def words(self, capture: Capture, title: str, text: str) -> str:
        words = super().words(capture, title, text)
        assert words == words_of(title, text), capture.url
        return words

    def entries(self, feed: Feed, page: Page, capture: Capture) -> Listing:
        read = super().entries(feed, page, capture)
        assert read == Reader.entries(self, feed, page, capture), capture.url
        return read


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[tuple[object, ...]]]]:
    """Evidence of a week, and the database that was made while it came."""
    folder = tmp_path_factory.mktemp("lived")
    with site() as web, bench(folder, web) as here:
        a_week_of_troubles(web, here)
        return folder, here.facts()


@pytest.mark.parametrize("kind", [Doubting, Killing])
def test_reading_ahead_changes_nothing_even_where_its_processes_are_killed(
    lived: tuple[Path, dict[str, list[tuple[object, ...]]]], kind: type[Ahead], tmp_path: Path
) -> None:
    folder, live = lived
    files = sorted((folder / "storage" / "warc").glob("*.warc.gz"))
    with (
        world(Places(tmp_path / "new.db", folder / "feeds.yaml"), create=True) as (here, _),
        kind(here, processes=2, behind=0) as ahead,
    ):
        done = Replay(here, ahead=ahead).run(files, ours=True)
        assert done.problems == ()
        assert (ahead.used > 4) == (kind is Doubting)
        assert catch_up(here.store) == 0, "each article was indexed as it came"
    found = facts(tmp_path / "new.db")
    for table in ("captures", "fetches", "listings", "articles"):
        assert found[table] == live[table], table
