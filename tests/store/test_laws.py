"""What must hold of every store: looking back is as having looked then, and ties in time decide nothing.

A small monitor is run for a week on loopback; its evidence is then read into stores record by record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from monitor.cli.composition import Places, world
from monitor.evidence.reading import Kind, Record, read_records
from monitor.jobs.correct import Correction, apply, read_journal
from monitor.jobs.correct import correct as write_down
from monitor.jobs.judge import judge_everything
from monitor.jobs.replay import Replay
from monitor.jobs.world import World
from monitor.renderers.contract import incident_json
from tests.simulated import BLAST, NOTICE, Bench, Site, answered, article_page, bench, blast, entry, site

FIRE = "兰州市西固区一仓库发生火灾"
FIRE_TEXT = "2026年11月20日9时10分许，兰州市西固区福利路一仓库发生火灾。截至20日10时，火灾已造成3人死亡，明火已被扑灭。"
FIRE_NOTICE = "关于西固区一仓库火灾的情况通报"
MORE = "城关区东岗化工厂爆炸事故最新情况"
MORE_TEXT = "11月20日8时30分许，兰州市城关区东岗化工厂发生爆炸。截至21日8时，爆炸已造成31人死亡、9人受伤。"
TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Evidence:
    """What a run left behind: its records in order, and what people decided."""

    feeds: Path
    records: tuple[Record, ...]
    corrections: tuple[Correction, ...]


def correct(here: Bench, action: str, incident: str, **detail: object) -> None:
    words = Correction(here.clock(), "李四", "核对原件", action, incident, detail)
    write_down(here.here, words, journal=here.where.corrections)


def a_week(web: Site, here: Bench) -> None:
    """Two incidents, an answer, a toll that rises, a list that rolls over, an outage, decisions in between."""
    blast(web)
    here.poll()
    answered(web)
    here.passes(hours=3)
    here.poll()
    web.put("/media/2.html", article_page(FIRE, "2026-11-20 13:10", FIRE_TEXT))
    web.lists("/media/", entry("/media/2.html", FIRE, "2026-11-20"), entry("/media/1.html", BLAST, "2026-11-20"))
    web.put("/gov/f.html", article_page(FIRE_NOTICE, "2026-11-20 13:12", FIRE_TEXT))
    web.lists("/gov/", entry("/gov/f.html", FIRE_NOTICE, "2026-11-20"), entry("/gov/c.html", NOTICE, "2026-11-20"))
    here.passes(minutes=15)
    here.poll()
    first, second = (str(row[0]) for row in here.rows("SELECT DISTINCT id FROM incidents ORDER BY id"))
    correct(here, "merge", second, into=first)
    web.put("/gov/", b"<p>busy</p>", status=503)
    here.passes(hours=6)
    here.poll()
    correct(here, "set", first, grade="较大")
    web.put("/media/3.html", article_page(MORE, "2026-11-21 08:40", MORE_TEXT))
    web.lists("/media/", entry("/media/3.html", MORE, "2026-11-21"), entry("/media/2.html", FIRE, "2026-11-20"))
    rows = [entry(f"/gov/n{n}.html", f"关于第{n}项工作的通知", "2026-11-21") for n in range(4)]
    web.lists("/gov/", *rows, following="/gov/index_2.html")
    web.put("/gov/d.html", article_page("续报：" + NOTICE, "2026-11-21 07:00", MORE_TEXT))
    older = [entry("/gov/d.html", "续报：" + NOTICE, "2026-11-21"), entry("/gov/c.html", NOTICE, "2026-11-20")]
    web.lists("/gov/index_2.html", *older)
    for n in range(4):
        web.put(f"/gov/n{n}.html", article_page(f"关于第{n}项工作的通知", "2026-11-21 09:00", "请认真贯彻执行。" * n))
    here.passes(hours=14)
    here.poll()
    correct(here, "confirm", second)
    own = "https" + web.root.removeprefix("http")
    correct(here, "unlink", first, urls=[f"{own}/gov/c.html"])
    correct(here, "link", first, urls=[f"{own}/gov/b.html"], role="press_conference")
    here.passes(days=2)
    here.poll()


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    folder = tmp_path_factory.mktemp("week")
    with site() as web, bench(folder, web) as here:
        a_week(web, here)
        files = sorted(path for path in here.where.warc.iterdir() if ".warc" in path.name)
        where = here.where
    problems: list[object] = []
    records = tuple(read_records(files, problems=problems))  # type: ignore[arg-type]
    assert problems == []
    return Evidence(where.feeds, (*records, rewritten(records)), tuple(read_journal(where.corrections)))


def rewritten(records: Sequence[Record]) -> Record:
    """A page looked at again, two days on, with other words in it; `poll` itself reads each page once."""
    page = next(one for one in records if one.url.endswith("/media/1.html") and one.kind is Kind.RESPONSE)
    body = page.body.replace("12人死亡".encode(), "15人死亡".encode())
    assert body != page.body
    return replace(page, id="urn:uuid:rewritten", at=page.at + timedelta(days=2), body=body, payload_digest="")


@contextmanager
def empty(left: Evidence, folder: Path) -> Iterator[Replay]:
    """A store into which nothing has been read yet."""
    folder.mkdir()
    with world(Places(folder / "monitor.db", left.feeds), create=True) as (here, _):
        yield Replay(here)


def answers(here: World, as_of: datetime) -> dict[str, dict[str, Any]]:
    """Everything that is said of each incident as of a time."""
    return {
        dossier.id: incident_json(dossier, verdicts) for dossier, verdicts in judge_everything(here, as_of=as_of)
    }


def in_order(left: Evidence) -> list[Record | Correction]:
    return sorted([*left.records, *left.corrections], key=lambda one: one.at)


def take(replay: Replay, one: Record | Correction) -> None:
    if isinstance(one, Correction):
        apply(replay.world, one)
    else:
        replay.take(one)


def test_judging_as_of_a_time_is_judging_what_had_been_recorded_by_then(left: Evidence, tmp_path: Path) -> None:
    events = in_order(left)
    with empty(left, tmp_path / "whole") as whole, empty(left, tmp_path / "growing") as growing:
        for one in events:
            take(whole, one)
        told: list[dict[str, dict[str, Any]]] = []
        under_way = 0
        for place, one in enumerate(events):
            take(growing, one)
            if growing.pages:  # a list is being read back page by page: all of it is one look, at its first page
                under_way += 1
                continue
            following = events[place + 1].at if place + 1 < len(events) else one.at + timedelta(days=40)
            for as_of in (one.at, one.at + (following - one.at) / 2, following - TICK):
                if one.at <= as_of < following or place + 1 == len(events):
                    then, now = answers(growing.world, as_of), answers(whole.world, as_of)
                    assert now == then, (one, as_of)
                    told.append(then)
    assert {len(then) for then in told} >= {0, 1, 2}, "before, with one, and with two incidents"
    assert len({json.dumps(then, sort_keys=True) for then in told}) > len(events) / 2
    assert under_way < len(events) / 4, "other answers may come between the pages of a list, but few"


def rounds(left: Evidence) -> list[list[Record | Correction]]:
    """The answers of each round of polls, as if all had arrived at one instant; decisions by themselves."""
    found: list[list[Record | Correction]] = []
    for one in in_order(left):
        first = found[-1][0] if found else None
        if isinstance(one, Record) and isinstance(first, Record) and one.at - first.at < timedelta(minutes=5):
            found[-1].append(replace(one, at=first.at))
        else:
            found.append([one])
    return found


def feed_of(one: Record | Correction) -> str:
    """The feed whose answer it is, by its address; none for robots.txt and for decisions."""
    return next((feed for feed in ("gov", "media") if isinstance(one, Record) and f"/{feed}/" in one.url), "")


def shuffled(together: Sequence[Record | Correction], feeds: Sequence[str], rng: Random) -> list[Record | Correction]:
    """Another order of arrival in which each feed's own answers keep theirs: the list first, then what it lists."""
    waiting = {feed: [one for one in together if feed_of(one) == feed] for feed in feeds}
    found = [one for one in together if not feed_of(one)]
    while any(waiting.values()):
        feed = rng.choice([feed for feed, left in waiting.items() if left])
        found.append(waiting[feed].pop(0))
    return found


def one_by_one(together: Sequence[Record | Correction], feeds: Sequence[str]) -> list[Record | Correction]:
    """All answers of the first feed, then all of the second."""
    return [one for feed in ("", *feeds) for one in together if feed == feed_of(one)]


def in_any_order(said: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same with the pages by address, as those of one instant are printed as they came.

    How well a page fits is said in the light of those before it; whether it belongs must not depend on them.
    """
    found = {}
    for name, one in said.items():
        pages = [page | {"link": page["link"]["doubtful"]} for page in one["releases"]]
        found[name] = one | {"releases": sorted(pages, key=lambda page: str(page["url"]))}
    return found


def test_the_order_in_which_answers_of_one_instant_arrive_decides_nothing(left: Evidence, tmp_path: Path) -> None:
    told = {}
    for name in ("media first", "gov first", "mixed 1", "mixed 2"):
        rng = Random(name)
        with empty(left, tmp_path / name) as replay:
            for together in rounds(left):
                feeds = sorted(("gov", "media"), key=lambda feed: feed != name.split()[0])
                for one in shuffled(together, feeds, rng) if "mixed" in name else one_by_one(together, feeds):
                    take(replay, one)
            told[name] = [in_any_order(answers(replay.world, together[0].at)) for together in rounds(left)]
    for name, said in told.items():
        assert said == told["media first"], name
    assert any(told["media first"])
