"""A server on loopback whose answers are raw bytes, or a function that misbehaves by hand."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from socket import SO_LINGER, SOL_SOCKET

from monitor.core.feed import FetchResult
from monitor.fetching import FetchRules, Web

T0 = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
Misbehave = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]
Answer = bytes | Misbehave


@dataclass
class Request:
    path: str
    headers: dict[str, str]


@dataclass
class Site:
    """What is answered per path; a list is used up one by one, its last entry stays."""

    answers: Mapping[str, Answer | list[Answer]]
    requests: list[Request] = field(default_factory=list)
    port: int = 0

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            pairs = (line.partition(": ") for line in lines[1:] if line)
            request = Request(lines[0].split(" ")[1], {k.lower(): v for k, _, v in pairs})
            self.requests.append(request)
            answer = self.answers.get(request.path, page(b"nothing here", status="404 Not Found"))
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(request, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client hung up, as it should
        finally:
            writer.close()


class ManualClock:
    """A clock that only moves when told to; its ``sleep`` moves it."""

    def __init__(self) -> None:
        self.now = T0
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


def page(body: bytes, *, status: str = "200 OK", headers: tuple[str, ...] = ()) -> bytes:
    """A complete answer."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", f"Content-Length: {len(body)}"]
    lines += ["Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def redirect(to: str, *, status: str = "302 Found") -> bytes:
    return page(b"", status=status, headers=(f"Location: {to}",))


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST instead of FIN."""
    writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def rules(**changes: object) -> FetchRules:
    settings: dict[str, object] = {
        "contact": "webmaster@monitor.example",
        "delay": timedelta(0),
        "timeout": timedelta(seconds=2),
        "allow_hosts": frozenset({"127.0.0.1"}),
        "respect_robots": False,
        "retries": 0,
    }
    return FetchRules(**{**settings, **changes})  # type: ignore[arg-type]


@asynccontextmanager
async def served(answers: Mapping[str, Answer | list[Answer]]):
    site = Site(answers)
    server = await asyncio.start_server(site.handle, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    async with server:
        yield site


def fetch(
    answers: Mapping[str, Answer | list[Answer]],
    path: str = "/",
    *,
    get: dict[str, object] | None = None,
    **changes: object,
) -> tuple[FetchResult, Site]:
    """One ``get`` against a site with these answers."""

    async def scenario() -> tuple[FetchResult, Site]:
        clock = ManualClock()
        async with served(answers) as site, Web(rules(**changes), clock=clock, sleep=clock.sleep) as web:
            return await web.get(site.root + path, **(get or {})), site  # type: ignore[arg-type]

    return asyncio.run(scenario())
