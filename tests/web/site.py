"""A small monitor with one incident in a hostile world, and its pages asked in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from monitor.jobs.judge import note_changes
from monitor.web import plugin
from monitor.web.site import LOCAL, Site
from tests.simulated import BLAST_TEXT, Bench, answered, article_page, bench, blast, entry, site

EVIL = "<script>alert(1)</script>爆炸\"onmouseover='x'"


@dataclass
class Pages:
    """The pages of one bench; ``get`` answers as a browser would be answered."""

    here: Bench
    site: Site

    def get(self, path: str, *, method: str = "GET", host: str = "localhost", **headers: str) -> Any:
        """One request, answered by Datasette in this process."""
        client = plugin.Pages(self.site).client
        return asyncio.run(client.request(method, path, headers={"host": host, **headers}))

    def text(self, path: str, **headers: str) -> str:
        """The body of a page that must be there."""
        answer = self.get(path, **headers)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
        return str(answer.text)


def site_of(here: Bench, *, as_of: datetime | None = None) -> Site:
    """The pages' source over a bench."""
    world = here.here
    return Site(here.where.db, here.where.warc, world.sources, world.instruments, here.clock, as_of=as_of, hosts=LOCAL)


def hostile(web: Any) -> None:
    """A page that carries script wherever it can."""
    title = EVIL.replace("<", "&lt;").replace('"', "&quot;")
    body = article_page(title, "2026-11-20 09:40", BLAST_TEXT + "<img src=x onerror=alert(2)><script>alert(3)</script>")
    web.put("/media/2.html", body)
    web.lists(
        "/media/", entry("/media/2.html", title, "2026-11-20"),
        entry("/media/1.html", "兰州市城关区一化工厂发生爆炸", "2026-11-20"),
        entry("/media/0.html", "天气转晴", "2026-11-10"),
    )  # fmt: skip


@contextmanager
def pages(folder: Path, *, replied: bool = True, empty: bool = False) -> Iterator[Pages]:
    """One incident that is answered or not, or nothing at all."""
    with site() as web, bench(folder, web) as here:
        if not empty:
            blast(web)
            hostile(web)
            here.poll()
            note_changes(here.here, now=here.clock())
            if replied:
                answered(web)
                here.passes(hours=3)
                here.poll()
                note_changes(here.here, now=here.clock())
        yield Pages(here, site_of(here))


def digest(folder: Path) -> dict[str, str]:
    """Every file of a folder by its content, SQLite's shared memory aside."""
    return {
        path.name: sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    }
