"""Simulated government sites on loopback: real sockets, real HTTP, pages that appear by the demo's clock.

A site knows its script and the time; it answers what such a site would answer then. Nothing in the
monitor knows that it is not the web.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from email.utils import format_datetime
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from monitor.clock import Clock
from monitor.demo import layouts
from monitor.demo.layouts import LAYOUTS, Printed
from monitor.demo.scenario import SHANGHAI, Outage, Scenario, SitePlan, Trouble, past

LOOPBACK = "127.0.0.1"
_ROBOTS = "User-agent: *\nDisallow: /admin/\nCrawl-delay: 1\n"
_WALL = "<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></head><body></body></html>"
_LIST_TYPES = {"rss": "text/xml", "gkmlpt": "application/json"}
_FIRST_NUMBER = 1001


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    status: int
    body: bytes = b""
    content_type: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()


class Site:
    """One site, as it stands at any time of the script."""

    def __init__(self, plan: SitePlan, name: str, scenario: Scenario, clock: Clock) -> None:
        self.plan = plan
        self.name = name
        self._clock = clock
        self._layout = LAYOUTS[plan.family]
        self._outages = [one for one in scenario.outages if one.site == plan.key]
        postings = [*past(scenario, plan), *(one for one in scenario.postings if one.site == plan.key)]
        self.connections: set[asyncio.Task[None]] = set()
        self._printed = [
            Printed(self._layout.article_path(one.says.astimezone(SHANGHAI), number), one)
            for number, one in enumerate(postings, start=_FIRST_NUMBER)
        ]

    def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        """What the site says to one GET."""
        trouble = self._trouble()
        if trouble is not None and trouble.trouble is Trouble.BUSY:
            seconds = str(int(trouble.retry_after.total_seconds()))
            return Answer(503, b"Service Unavailable", headers=(("Retry-After", seconds),))
        if trouble is not None and trouble.trouble is Trouble.WALL:
            return Answer(412, _WALL.encode())
        parts = urlsplit(target)
        if parts.path == "/robots.txt":
            return Answer(200, _ROBOTS.encode(), "text/plain")
        number = self._page_number(parts.path, parts.query)
        if number is not None:
            return self._conditional(self._list(number, trouble), headers)
        for one in self._visible():
            if one.path == parts.path:
                return self._page(layouts.article_page(self.plan, self.name, one))
        return Answer(404, b"Not Found")

    def _trouble(self) -> Outage | None:
        now = self._clock()
        return next((one for one in self._outages if one.start <= now < one.end), None)

    def _visible(self) -> list[Printed]:
        """What stands there now, the latest claimed time first."""
        now = self._clock()
        found = [one for one in self._printed if one.posting.at <= now]
        return sorted(found, key=lambda one: one.posting.says, reverse=True)

    def _page_number(self, path: str, query: str) -> int | None:
        """Which page of the list is asked for, the first being 0; None for anything else."""
        first = self._layout.list_path
        if path == first:
            return int(parse_qs(query).get("page", ["1"])[0]) - 1
        stem, _, ending = first.rpartition(".")
        number = path.removeprefix(f"{stem}_").removesuffix(f".{ending}")
        return int(number) if self.plan.family == "trs" and number.isdigit() else None

    def _list(self, page: int, trouble: Outage | None) -> Answer:
        if trouble is not None and trouble.trouble is Trouble.REDESIGN:
            return self._page(layouts.empty_shell(self.plan, self.name))
        visible, rows = self._visible(), self.plan.rows
        shown = visible[page * rows : (page + 1) * rows]
        now = self._clock()
        text = layouts.list_page(
            self.plan, self.name, shown, page=page, pages=-(-len(visible) // rows), total=len(visible),
            renewed=any(one.trouble is Trouble.REDESIGN and one.end <= now for one in self._outages),
        )  # fmt: skip
        return self._page(text, _LIST_TYPES.get(self.plan.family, "text/html"))

    def _page(self, text: str, kind: str = "text/html") -> Answer:
        """The text in the site's charset, which its header does not name, as on many real ones."""
        charset = "gb18030" if self.plan.charset.startswith("gb") else self.plan.charset
        return Answer(200, text.encode(charset), kind)

    def _conditional(self, answer: Answer, headers: Mapping[str, str]) -> Answer:
        if not self._layout.etag or answer.status != 200:
            return answer
        etag = f'"{sha256(answer.body).hexdigest()[:16]}"'
        if headers.get("if-none-match") == etag:
            return Answer(304, b"", "", (("ETag", etag),))
        return Answer(answer.status, answer.body, answer.content_type, (("ETag", etag),))

    # -- HTTP -----------------------------------------------------------------------------------------

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, kept open until the client leaves."""
        task = asyncio.current_task()
        assert task is not None
        self.connections.add(task)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                pairs = (line.partition(":") for line in head[1:] if line)
                headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
                writer.write(self._bytes(self.answer(head[0].split(" ")[1], headers)))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has left
        finally:
            writer.close()
            self.connections.discard(task)

    def _bytes(self, answer: Answer) -> bytes:
        date = format_datetime(self._clock(), usegmt=True)
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}", f"Date: {date}"]
        lines += [f"Content-Type: {answer.content_type}"] if answer.content_type else []
        lines += [f"{name}: {value}" for name, value in answer.headers]
        lines.append(f"Content-Length: {len(answer.body)}")
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + answer.body


@asynccontextmanager
async def serving(sites: Sequence[Site]) -> AsyncIterator[Mapping[str, tuple[str, int]]]:
    """All sites, each on a port of its own; gives where each host is really found.

    Whoever uses it closes its connections first; the last of them are waited for.
    """
    async with AsyncExitStack() as stack:
        found: dict[str, tuple[str, int]] = {}
        for site in sites:
            server = await asyncio.start_server(site.handle, LOOPBACK, 0)
            await stack.enter_async_context(server)
            found[site.plan.host] = (LOOPBACK, server.sockets[0].getsockname()[1])
        yield found
    leaving = [task for site in sites for task in site.connections]
    if leaving:
        await asyncio.wait(leaving, timeout=5)
