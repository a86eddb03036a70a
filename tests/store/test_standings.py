"""What stood on a list: written by an earlier look where it may be, and read back as it was."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.core.coverage import Look
from monitor.store.facts import Store
from monitor.store.standings import Standing, moved, stood_in

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
URL = "http://www.heyang.example/art/{}.html"


def written(store: Store, lists: list[list[str]], feed: str = "gov") -> list[bool]:
    """Each list as one look, read back at once by its number and as the last one; whether it was written whole."""
    wholly, now = [], Standing()
    for number, keys in enumerate(lists, 1):
        at = AT + timedelta(minutes=number)
        change = moved(stood_in(store, feed, now), keys)
        row = store.save_look(feed, Look(at, at), keys=keys, parser="auto", moved=change)
        for now in (Standing(seen_at=at), Standing(seen_at=at, listed=row)):
            assert stood_in(store, feed, now).keys == keys
        wholly.append(change is None)
    return wholly


def test_a_list_that_moves_on_is_written_by_its_new_entries_until_they_are_many(tmp_path: Path) -> None:
    urls = [URL.format(n) for n in range(40, 0, -1)]
    with Store(tmp_path / "a.db", create=True) as store:
        wholly = written(store, [urls[20 - n : 40 - n] for n in range(12)])
        sizes = [row["size"] for row in store.rows("SELECT length(keys) AS size FROM looks ORDER BY id")]
    assert wholly == [True] + 5 * [False] + [True] + 5 * [False]
    assert max(sizes[1:6]) < sizes[0] / 3


def test_entries_that_left_by_another_way_than_the_end_are_no_longer_told(tmp_path: Path) -> None:
    urls = [URL.format(n) for n in range(20)]
    lists = [urls, urls[1:], urls[3:], [*urls[3:8], *urls[9:]], urls, [], urls]
    with Store(tmp_path / "a.db", create=True) as store:
        assert written(store, lists) == [True, False, False, True, True, True, True]


def test_whatever_a_list_does_it_is_read_back_as_it_was(tmp_path: Path) -> None:
    chance = random.Random(22)
    moving = 0
    with Store(tmp_path / "a.db", create=True) as store:
        for feed in range(60):
            lists = [chance.sample("abcdefgh", chance.randrange(9)) for _ in range(2)]
            for _ in range(4):
                some = lists[-1][chance.randrange(3) : chance.randrange(4, 10)]
                lists.append([*chance.sample("ijklmnop", chance.randrange(3)), *some])
            moving += written(store, lists, f"f{feed}").count(False)
    assert moving > 40
