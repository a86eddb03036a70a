"""A small site on loopback, a world that polls it on a clock of its own, and commands as users run them.

with site() as web, bench(tmp_path, web) as here:
    web.lists("/news/", entry("/a/1.html", "兰州一化工厂爆炸", "2026-11-20"))
    here.poll()
"""

from __future__ import annotations

import asyncio
import gzip
import io
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from zoneinfo import ZoneInfo

from monitor.cli import composition, main
from monitor.cli.composition import Places, settings_of, world
from monitor.evidence.warc import Archive
from monitor.fetching import FetchRules, Web
from monitor.jobs.pipeline import Pipeline
from monitor.jobs.poll import Poller
from monitor.jobs.resume import resume
from monitor.jobs.world import World
from monitor.settings import Settings

ROOT = Path(__file__).parent.parent
SHANGHAI = ZoneInfo("Asia/Shanghai")
T0 = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
TABLES = (
    "captures", "fetches", "looks", "listings", "articles", "incidents", "links", "corrections", "delistings",
    "documents", "document_ties",
)  # fmt: skip


@dataclass
class Answer:
    """One answer; a callable body writes by hand."""

    body: bytes | Callable[[BaseHTTPRequestHandler], None] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    validated: bool = False  # send an ETag, and 304 to whoever brings it back


class Site:
    """What stands at which path; every request is noted, with its headers."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {"/robots.txt": Answer(status=404)}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.root = ""
        self.seen: dict[str, Event] = {}
        self.held: dict[str, Event] = {}  # a path that is only answered once its event is set

    def put(
        self, path: str, body: bytes | str | Callable[[BaseHTTPRequestHandler], None] = b"", **said: object
    ) -> None:
        """Let this stand at the path from now on."""
        content = body.encode() if isinstance(body, str) else body
        self.answers[path] = Answer(content, **said)  # type: ignore[arg-type]

    def lists(self, path: str, *rows: str, following: str = "", validated: bool = True) -> None:
        """A list page with these rows, as ``entry`` makes them."""
        self.put(path, list_page(rows, following), validated=validated)

    def asked(self, path: str) -> int:
        """How often the path was asked for."""
        return sum(1 for one, _ in self.requests if one == path)

    def wait(self, path: str, seconds: float = 90) -> None:
        """Until the path has been asked for."""
        assert self.seen.setdefault(path, Event()).wait(seconds), f"{path} was not asked for"

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        self.requests.append((request.path, dict(request.headers)))
        self.seen.setdefault(request.path, Event()).set()
        if request.path in self.held:
            self.held[request.path].wait(20)
        answer = self.answers.get(request.path, Answer(b"<p>404</p>", 404))
        if callable(answer.body):
            answer.body(request)
            return
        headers = {"Content-Type": "text/html; charset=utf-8", **answer.headers}
        if answer.validated:
            headers["ETag"] = f'"{sha256(answer.body).hexdigest()[:12]}"'
            if request.headers.get("If-None-Match") == headers["ETag"]:
                request.send_response(304)
                request.send_header("ETag", headers["ETag"])
                request.end_headers()
                return
        request.send_response(answer.status)
        for name, value in headers.items():
            request.send_header(name, value.encode().decode("latin-1"))
        request.send_header("Content-Length", str(len(answer.body)))
        request.end_headers()
        request.wfile.write(answer.body)


@contextmanager
def site() -> Iterator[Site]:
    """A site on a free port."""
    one = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                one.handle(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    one.root = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        for event in one.held.values():
            event.set()
        server.shutdown()
        server.server_close()
        thread.join()


# -- pages ------------------------------------------------------------------------------------------


def entry(url: str, title: str, date: str) -> str:
    """One row of a list."""
    return f'<li><a href="{url}" title="{title}">{title}</a><span>{date}</span></li>'


def list_page(rows: Sequence[str], following: str = "") -> str:
    """A column page, with the next one behind it."""
    onward = f'<div class="page"><a href="{following}">下一页</a></div>' if following else ""
    return (
        "<html><head><title>要闻_兰州市人民政府</title></head><body><div class='nav'><a href='/'>首页</a></div>"
        f"<ul class='list'>{''.join(rows)}</ul>{onward}</body></html>"
    )


def article_page(title: str, published: str, text: str) -> str:
    """An article with its visible label."""
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"<div class='info'>发布时间：{published} 来源：本站</div>"
        f"<div class='content'><p>{text}</p></div></body></html>"
    )


BLAST = "兰州市城关区一化工厂发生爆炸"
BLAST_TEXT = (
    "2026年11月20日8时30分许，兰州市城关区东岗化工厂发生爆炸。"
    "截至20日9时，爆炸已造成12人死亡、5人受伤，救援工作正在进行。"
)
NOTICE = "关于城关区东岗化工厂爆炸事故的情况通报"
NOTICE_TEXT = (
    "11月20日8时30分许，兰州市城关区东岗化工厂发生爆炸，造成12人死亡。"
    "市委、市政府立即启动应急预案，现场处置工作正在进行，有关情况将及时发布。"
)


def blast(site: Site) -> None:
    """A medium reports an explosion; the city hall has two older entries and says nothing yet."""
    site.put("/media/1.html", article_page(BLAST, "2026-11-20 09:20", BLAST_TEXT))
    site.lists("/media/", entry("/media/1.html", BLAST, "2026-11-20"), entry("/media/0.html", "天气转晴", "2026-11-10"))
    site.lists(
        "/gov/",
        entry("/gov/b.html", "市政府召开常务会议", "2026-11-18"),
        entry("/gov/a.html", "工作动态", "2026-11-10"),
    )
    site.put("/gov/b.html", article_page("市政府召开常务会议", "2026-11-18 09:00", "会议研究了年度工作。"))


def answered(site: Site) -> None:
    """The city hall publishes its notice."""
    site.put("/gov/c.html", article_page(NOTICE, "2026-11-20 12:05", NOTICE_TEXT))
    site.lists(
        "/gov/", entry("/gov/c.html", NOTICE, "2026-11-20"), entry("/gov/b.html", "市政府召开常务会议", "2026-11-18"),
        entry("/gov/a.html", "工作动态", "2026-11-10"),
    )  # fmt: skip


FEEDS = """schema: 1
rules: [cn-gbf-2016-61, cn-gbf-2016-80]
contact: webmaster@monitor.example
fetching: {{delay: 1s, timeout: 5s, private_hosts: [127.0.0.1]}}
agencies:
  - {{id: lanzhou, name: 兰州市人民政府, adcode: "620100", level: prefecture, sector: government}}
feeds:
  - {{id: gov, url: {root}/gov/, agency: lanzhou, carries: [releases], every: {every}}}
  - {{id: media, url: {root}/media/, carries: [incidents, media], every: {every}}}
"""


# -- a world in this process ----------------------------------------------------------------------------


@dataclass
class Bench:
    """A world on disk that is polled by the real client at the times the test says."""

    folder: Path
    site: Site
    where: Places
    here: World
    settings: Settings
    web: Web
    archive: Archive
    poller: Poller
    now: datetime
    loop: asyncio.AbstractEventLoop

    def clock(self) -> datetime:
        """The test's time; each reading is a little later, as on a real clock."""
        self.now += timedelta(microseconds=1000)
        return self.now

    def poll(self, *names: str) -> dict[str, str]:
        """One round; outcomes by feed, our own bug or trouble raised."""
        found: dict[str, str] = {}
        wanted = [feed for feed in self.settings.feeds if not names or feed.id in names]
        self.loop.run_until_complete(self.poller.feeds(wanted, done=lambda f, outcome: found.update({f.id: outcome})))
        return found

    def passes(self, **length: float) -> None:
        """Time passes."""
        self.now += timedelta(**length)

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        return [tuple(row) for row in self.here.store.rows(sql, values)]

    def value(self, sql: str, *values: object) -> object:
        return self.here.store.value(sql, values)

    def facts(self) -> dict[str, list[tuple[object, ...]]]:
        return facts(self.where.db)


@contextmanager
def bench(
    folder: Path, web: Site, *, feeds: str = FEEDS, start: datetime = T0, max_bytes: int = 1 << 20, timeout: float = 2,
    names: Iterable[str] = (),
) -> Iterator[Bench]:
    """A world in ``folder``, as `poll` opens it, with a clock of its own and no waiting between requests.

    ``names`` are host names that lead to the site, too.
    """
    folder.mkdir(exist_ok=True)
    sources = folder / "feeds.yaml"
    if not sources.exists():
        sources.write_text(feeds.format(root=web.root, every="15m"), "utf-8")
    where = Places(folder / "storage" / "monitor.db", sources)
    rules = FetchRules(
        contact="webmaster@monitor.example", delay=timedelta(0), timeout=timedelta(seconds=timeout), retries=0,
        allow_hosts=frozenset({"127.0.0.1"}), max_bytes=max_bytes, secrets=settings_of(where).secrets,
    )  # fmt: skip
    loop = asyncio.new_event_loop()
    with world(where, create=True) as (here, settings), Archive(where.warc) as archive:
        pipeline = Pipeline(here)
        made: list[Bench] = []
        places = dict.fromkeys(names, ("127.0.0.1", int(web.root.rpartition(":")[2]))) or None
        client = Web(rules, clock=lambda: made[0].clock(), resolve=places)
        made.append(
            Bench(folder, web, where, here, settings, client, archive, Poller(pipeline, client, archive), start, loop)
        )
        assert resume(here, pipeline, warc=where.warc, journal=where.corrections) == []
        try:
            yield made[0]
        finally:
            loop.run_until_complete(client.__aexit__(None, None, None))
            loop.close()


def facts(db: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of facts, in order."""
    with closing(sqlite3.connect(db)) as connection:
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall() for name in TABLES}


# -- commands as users run them --------------------------------------------------------------------------


def run(
    *words: str | Path, stdin: bytes = b"", cwd: Path | None = None, **changes: object
) -> subprocess.CompletedProcess[bytes]:
    """``run.py`` with these words, in a process of its own."""
    return subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *map(str, words)],
        input=stdin, capture_output=True, cwd=cwd, timeout=60, check=False, env=environment(), **changes,  # type: ignore[call-overload]
    )  # fmt: skip


@dataclass
class Ran:
    """How a command ended."""

    returncode: int
    stdout: bytes
    stderr: bytes


def command(*words: str | Path, stdin: bytes = b"") -> Ran:
    """The same in this process, which spares starting one."""
    composition._settings.cache_clear()
    before = sys.argv, sys.stdin, sys.stdout, sys.stderr
    said = [io.TextIOWrapper(io.BytesIO(one), encoding="utf-8", write_through=True) for one in (stdin, b"", b"")]
    sys.argv = ["run.py", *map(str, words)]
    sys.stdin, sys.stdout, sys.stderr = said
    try:
        main()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    finally:
        sys.argv, sys.stdin, sys.stdout, sys.stderr = before
    out, err = (one.buffer.getvalue() for one in said[1:])  # type: ignore[attr-defined]
    return Ran(code, out, err)


def environment() -> dict[str, str]:
    """The environment of a plain terminal."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "80"}


def zipped(content: bytes) -> bytes:
    return gzip.compress(content)
