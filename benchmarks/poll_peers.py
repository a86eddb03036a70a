"""The same polls made by what a user would pick instead; each in a process of its own, 16 at a time.

A peer fetches and picks the 60 entries with a CSS selector that it is given. None keeps evidence, and only
urlwatch keeps anything. Whoever has no conditional requests of its own is handed the validators here.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path
from typing import Any

AT_ONCE = 16
ROWS = 60
SELECTOR = "ul.list li"
Fetch = Callable[[str, dict[str, str]], Awaitable[tuple[int, bytes, dict[str, str]]]]


def addresses(port: int, kind: str, polls: int) -> list[str]:
    """As many list pages, all the same."""
    return [f"http://127.0.0.1:{port}/{kind}/{n}" for n in range(polls)]


def with_lxml(body: bytes) -> int:
    """The entries with link, title and date."""
    html = import_module("lxml.html")
    rows = html.fromstring(body).cssselect(SELECTOR)
    return len([(row[0].get("href"), row[0].text_content(), row[1].text_content()) for row in rows])


def with_lexbor(body: bytes) -> int:
    """The same, with the fastest parser there is."""
    tree = import_module("selectolax.lexbor").LexborHTMLParser(body)
    found = []
    for row in tree.css(SELECTOR):
        link, date = row.css_first("a"), row.css_first("span")
        found.append((link.attributes["href"], link.text(), date.text()))
    return len(found)


async def polled(fetch: Fetch, urls: list[str], kind: str, read: Callable[[bytes], int]) -> dict[str, float]:
    """All addresses, sixteen at a time."""
    sent: dict[str, str] = {}
    if kind in ("exact", "before"):
        _, _, headers = await fetch(urls[0], {})
        sent = {"If-None-Match": headers["etag"], "If-Modified-Since": headers["last-modified"]}
    gate, statuses = asyncio.Semaphore(AT_ONCE), {200: 0, 304: 0}

    async def one(url: str) -> None:
        async with gate:
            status, body, _ = await fetch(url, sent)
            statuses[status] += 1
            if status == 200:
                assert read(body) == ROWS

    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one(url) for url in urls))
    taken = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    assert statuses[304 if sent else 200] == len(urls), statuses
    return {"polls": len(urls), **taken}


async def by_httpx(urls: list[str], kind: str) -> dict[str, float]:
    """httpx and lxml."""
    httpx = import_module("httpx")
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=AT_ONCE)) as client:

        async def fetch(url: str, sent: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
            answer = await client.get(url, headers=sent)
            return answer.status_code, answer.content, {k.lower(): v for k, v in answer.headers.items()}

        return await polled(fetch, urls, kind, with_lxml)


async def by_aiohttp(urls: list[str], kind: str, read: Callable[[bytes], int]) -> dict[str, float]:
    """aiohttp and a parser."""
    aiohttp = import_module("aiohttp")
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

        async def fetch(url: str, sent: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
            async with session.get(url, headers=sent) as answer:
                return answer.status, await answer.read(), {k.lower(): v for k, v in answer.headers.items()}

        return await polled(fetch, urls, kind, read)


def by_scrapy(port: int, kind: str, polls: int) -> dict[str, float]:
    """Scrapy: a spider over all addresses, without throttling, log and robots.txt."""
    scrapy = import_module("scrapy")
    crawler = import_module("scrapy.crawler")
    urls, taken = addresses(port, kind, polls), {}

    class Lists(scrapy.Spider):  # type: ignore[name-defined, misc]
        name = "lists"
        seen = 0

        async def start(self) -> Any:
            yield scrapy.Request(urls[0], callback=self.first, dont_filter=True)

        def first(self, response: Any) -> Any:
            sent: dict[str, str] = {}
            if kind in ("exact", "before"):
                names = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}
                sent = {name: response.headers[theirs].decode() for name, theirs in names.items()}
            taken["began"], taken["cpu"] = time.perf_counter(), time.process_time()
            for url in urls:
                meta = {"handle_httpstatus_list": [304]}
                yield scrapy.Request(url, callback=self.parse, headers=sent, dont_filter=True, meta=meta)

        def parse(self, response: Any) -> Any:
            type(self).seen += 1
            if response.status == 200:
                fields = {"url": "a::attr(href)", "title": "a::text", "date": "span::text"}
                rows = [{k: r.css(path).get() for k, path in fields.items()} for r in response.css(SELECTOR)]
                assert len(rows) == ROWS
                yield {"rows": rows}

    settings = {
        "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "ROBOTSTXT_OBEY": False, "RETRY_ENABLED": False,
        "CONCURRENT_REQUESTS": AT_ONCE, "CONCURRENT_REQUESTS_PER_DOMAIN": AT_ONCE, "COOKIES_ENABLED": False,
    }  # fmt: skip
    process = crawler.CrawlerProcess(settings)
    process.crawl(Lists)
    process.start()
    seconds, cpu = time.perf_counter() - taken["began"], time.process_time() - taken["cpu"]
    assert Lists.seen == polls, Lists.seen
    return {"polls": polls, "seconds": seconds, "cpu": cpu}


def by_urlwatch(port: int, kind: str, polls: int) -> dict[str, float]:
    """urlwatch with a css filter: a first run that fills its database, then the measured one."""
    config, main = import_module("urlwatch.config"), import_module("urlwatch.main")
    storage, worker = import_module("urlwatch.storage"), import_module("urlwatch.worker")
    worker.MAX_WORKERS = AT_ONCE
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        what = f"filter:\n  - css: {SELECTOR}\n  - html2text: re\n"
        jobs = (f"url: {url}\n{what}" for url in addresses(port, kind, polls))
        (folder / "urls.yaml").write_text("---\n".join(jobs), "utf-8")
        shown = dict.fromkeys(("error", "new", "unchanged"), False)
        quiet = {"report": {"stdout": {"enabled": False}}, "display": shown}
        (folder / "urlwatch.yaml").write_text(json.dumps(quiet), "utf-8")

        def round_() -> dict[str, float]:
            asked = config.CommandConfig(
                [], "urlwatch", str(folder), str(folder), str(folder / "urlwatch.yaml"), str(folder / "urls.yaml"),
                str(folder / "hooks.py"), str(folder / "cache.db"), False,
            )  # fmt: skip
            one = main.Urlwatch(
                asked, storage.YamlConfigStorage(asked.config), storage.CacheMiniDBStorage(asked.cache),
                storage.UrlsYaml(asked.urls),
            )  # fmt: skip
            began, cpu = time.perf_counter(), time.process_time()
            one.run_jobs()
            taken = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
            verbs = [state.verb for state in one.report.job_states]
            assert "error" not in verbs, [s.traceback for s in one.report.job_states][:1]
            one.cache_storage.close()
            return taken

        round_()
        return {"polls": polls, **round_()}


def main(name: str, port: int, kind: str, polls: int) -> dict[str, float]:
    """One peer, one kind of answer."""
    urls = addresses(port, kind, polls)
    match name:
        case "scrapy":
            return by_scrapy(port, kind, polls)
        case "urlwatch":
            return by_urlwatch(port, kind, polls)
        case "httpx":
            return asyncio.run(by_httpx(urls, kind))
        case "aiohttp-lxml":
            return asyncio.run(by_aiohttp(urls, kind, with_lxml))
        case "aiohttp-lexbor":
            return asyncio.run(by_aiohttp(urls, kind, with_lexbor))
    raise ValueError(name)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))))
