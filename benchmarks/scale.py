"""What a large database costs: size, lookups, searches, inserting, as it grows.

    PYTHONPATH=. python -m benchmarks.scale [ARTICLES…] [--folder DIR]

Makes databases of that many articles (10,000, 100,000 and 1,000,000 if none is named) with one incident for
every hundred, through the store that polling uses, and prints one row for each. Seconds are of one process;
those of lookups are process time, so that other work on the machine does not count.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

from benchmarks.tables import plain
from monitor.core.coverage import Look
from monitor.core.feed import Capture, Carries, Feed
from monitor.core.incident import Agency, Level
from monitor.core.timeline import build
from monitor.jobs.judge import judge_incident
from monitor.jobs.world import World, sources_of
from monitor.rulebook import load_rules, packaged_rules
from monitor.store.facts import Store
from monitor.store.search import catch_up, search
from monitor.store.wire import dump, stamp, statement_out
from monitor.text.read import read

START = datetime(2025, 1, 1, tzinfo=UTC)
FEEDS = 1_000
WORDS = (
    "会议研究部署安全生产工作", "市人民政府关于印发方案的通知", "开展食品安全专项检查", "消防救援支队举行演练",
    "气象台发布暴雨预警", "地质灾害隐患排查", "召开新闻发布会介绍情况", "道路交通管制公告", "供水管网抢修完成",
    "学校开展防灾减灾教育", "火灾隐患整治", "公共卫生服务项目进展", "重点工程建设现场调度", "营商环境优化提升",
    "河湖长制工作推进", "乡村振兴示范创建", "地震应急疏散演习",
)  # fmt: skip
INCIDENT = "{day}8时30分许，兰州市城关区{place}发生火灾。截至{day}10时，火灾已造成{dead}人死亡、5人受伤。"
ASKED = ("地震", "火灾", "地震 火灾", "新闻发布会", "城关区", "震", "食品安全专项", "消防演练 暴雨", "不存在的词")


def sources() -> tuple[dict[str, Agency], tuple[Feed, ...]]:
    """One answerable city with two feeds, and many media."""
    agency = Agency("lanzhou", "兰州市人民政府", "620100", Level.PREFECTURE)
    ours = [
        Feed(f"gov{n}", f"https://gov.example/{n}/", "lanzhou", frozenset({Carries.RELEASES})) for n in range(2)
    ]
    media = [
        Feed(f"media{n}", f"https://m{n}.example/", None, frozenset({Carries.MEDIA})) for n in range(FEEDS - 2)
    ]
    return {"lanzhou": agency}, (*ours, *media)


def rows(count: int, rng: Random) -> Iterator[tuple[dict[str, Any], datetime]]:
    """Articles as the pipeline saves them: a few hundred to a few thousand characters, one in ten of an incident."""
    reading = {
        "visible": None, "meta": None, "listed": None, "url_day": None, "claims": [], "published_from": "",
        "document_date": None, "doc_number": None, "site": None, "author": None, "column": None, "site_code": None,
        "attachments": [], "flags": [], "relays": False,
    }  # fmt: skip
    empty = dump(statement_out(read("")))
    said: dict[int, tuple[str, str, str]] = {}
    for number in range(count):
        at = START + timedelta(minutes=number * 500_000 // count)
        text = "，".join(rng.choice(WORDS) + str(rng.randrange(100)) for _ in range(rng.randrange(10, 80))) + "。"
        title, statement = rng.choice(WORDS) + f"（{number}）", empty
        if number % 10 == 0:
            kind = number // 10 % 50
            if kind not in said:
                words = INCIDENT.format(day="1月2日", place=f"第{kind}街道仓库", dead=kind % 12 + 1)
                head = f"城关区第{kind}街道仓库火灾情况通报"
                said[kind] = head, words, dump(statement_out(read(words, title=head)))
            title, words, statement = said[kind]
            text = words + text
        published = [stamp(at - timedelta(minutes=5)), stamp(at - timedelta(minutes=4)), "visible"]
        row = {
            "url": f"https://a.example/{number}.html", "feed": f"media{number % (FEEDS - 2)}" if number % 20 else
            f"gov{number // 20 % 2}", "capture": f"urn:uuid:{number:032d}", "parser": "auto", "title": title,
            "source": "本站", "text": text,
            "reading": dump({**reading, "visible": published, "fingerprint": str(number)}),
            "statement": statement, "relevant": int(number % 10 == 0), "problem": "", "recorded_at": stamp(at),
        }  # fmt: skip
        yield row, at


def fill(store: Store, count: int) -> float:
    """Articles with captures, attempts, listings and looks; incidents with ten pages each. Seconds taken."""
    rng = Random(7)
    began = time.process_time()
    batch: list[tuple[dict[str, Any], datetime]] = []
    for one in rows(count, rng):
        batch.append(one)
        if len(batch) == 500:
            _save(store, batch)
            batch = []
    _save(store, batch)
    incidents = count // 100
    for first in range(0, incidents, 500):
        with store.atomic():
            for number in range(first, min(first + 500, incidents)):
                _incident(store, number, count)
    return time.process_time() - began


def _save(store: Store, batch: list[tuple[dict[str, Any], datetime]]) -> None:
    with store.atomic():
        for row, at in batch:
            store.save_capture(
                Capture(row["capture"], row["url"], at, 200, (), b"", "0" * 64, "2025-01-01-001.warc.gz", 0),
                charset="utf-8", charset_from="http",
            )  # fmt: skip
            store.save_fetch(
                feed=row["feed"], kind="article", url=row["url"], at=at, outcome="fetched", status=200,
                capture=row["capture"],
            )  # fmt: skip
            store._insert(
                "listings",
                {
                    "feed": row["feed"], "url": row["url"], "address": row["url"], "title": row["title"],
                    "date_text": "", "date_earliest": None, "date_latest": None, "position": 0, "pinned": 0,
                    "first_seen": stamp(at), "absent_at": stamp(at - timedelta(minutes=15)),
                    "chain_from": stamp(START),
                },
            )  # fmt: skip
            store.save_article(row)
            if row["feed"].startswith("gov"):
                store.save_look(row["feed"], Look(at - timedelta(minutes=15), at), keys=None, parser="auto")


def _incident(store: Store, number: int, count: int) -> None:
    first = number * 100
    onset = START + timedelta(minutes=first * 500_000 // count)
    name = f"i-{onset:%Y%m%d}-620102-{number}"
    store.save_incident(
        {
            "id": name, "name": f"城关区第{number}街道仓库火灾", "type": "事故灾难/火灾", "adcode": "620102",
            "onset_earliest": stamp(onset), "onset_latest": stamp(onset + timedelta(minutes=30)), "article": None,
            "decided_by": "rule", "recorded_at": stamp(onset + timedelta(hours=1)),
        }
    )  # fmt: skip
    for page in range(first, first + 100, 10):
        store.save_link(
            incident=name, url=f"https://a.example/{page}.html", score=1.0, why=["made"], decided_by="rule",
            recorded_at=onset + timedelta(hours=1),
        )  # fmt: skip


def p95(works: list[Callable[[], object]]) -> float:
    """Milliseconds of process time that 95 of 100 calls stay below."""
    taken = []
    for work in works:
        began = time.process_time()
        work()
        taken.append((time.process_time() - began) * 1000)
    return quantiles(taken, n=20)[-1]


def measure(count: int, folder: Path) -> tuple[object, ...]:
    """One row of the table."""
    db = folder / f"{count}.db"
    agencies, feeds = sources()
    rules = load_rules((packaged_rules(),))
    with Store(db, create=True) as store:
        took = fill(store, count)
        store.value("PRAGMA wal_checkpoint(TRUNCATE)")
        size = db.stat().st_size
        began = time.process_time()
        catch_up(store)
        indexing = time.process_time() - began
        store.value("PRAGMA wal_checkpoint(TRUNCATE)")
        words = db.stat().st_size - size
        world = World(store, sources_of(agencies, feeds), rules)
        names = [row["id"] for row in store.rows("SELECT id FROM incidents ORDER BY id")]
        chosen = Random(3).sample(names, min(100, len(names)))
        later = START + timedelta(days=400)

        def told(name: str) -> object:
            judged = judge_incident(world, name, as_of=later)
            assert judged is not None
            return build(*judged)

        told(chosen[0])
        timeline = p95([lambda n=name: told(n) for name in chosen])
        for asked in ASKED:
            search(store, asked, as_of=later)
        searching = p95([lambda w=asked: search(store, w, as_of=later) for asked in ASKED * 5])
    return (
        f"{count:,}", f"{count // 100:,}", count / took, count / indexing, size / count, words / count, timeline,
        searching,
    )  # fmt: skip


HEAD = ("articles", "incidents", "saved/s", "indexed/s", "bytes each", "index each", "timeline p95 ms", "search p95 ms")


def main() -> int:
    """The table."""
    words = sys.argv[1:]
    folder = Path(words.pop(words.index("--folder") + 1)) if "--folder" in words else None
    counts = [int(word.replace(",", "")) for word in words if word[0].isdigit()] or [10_000, 100_000, 1_000_000]
    with tempfile.TemporaryDirectory() as scratch:
        table = [measure(count, folder or Path(scratch)) for count in counts]
    print(plain(HEAD, table))
    return 0


if __name__ == "__main__":
    sys.exit(main())
