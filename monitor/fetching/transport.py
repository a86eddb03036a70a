"""aiohttp's connections under the guard: a tenth of the time per request of httpx's own.

Of aiohttp the pool, the connections and the parser are used, and not its session: what that does for a request
(cookies, redirects, credentials, proxies, headers of its own) is not wanted here and costs as much as the exchange.
Redirects and packing are the client's, and there are no cookies. Errors become httpx's own, so that whoever calls
need not know what is underneath.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import aiohttp
import httpx
from aiohttp.connector import Connection
from aiohttp.http import HttpProcessingError
from aiohttp.streams import StreamReader
from yarl import URL

from monitor.fetching.connection import Connector, Line
from monitor.fetching.guard import Guard
from monitor.fetching.politeness import FetchRules

_LONGEST_LINE = 32 * 1024  # of one header: firewalls set long cookies
_MOST_HEADERS = 256
_NO_LIMIT = aiohttp.ClientTimeout(total=None)  # the caller's own limit spans the whole answer
_AHEAD = 64 * 1024  # bytes of a body taken from the network before anybody has asked for them, or twice as many


class Body:
    """The answer's bytes as they come, still packed."""

    def __init__(self, connection: Connection, line: Line, content: StreamReader) -> None:
        self._connection = connection
        self._line = line
        self._content = content
        self._broken: httpx.HTTPError | None = None

    @property
    def surplus(self) -> bool:
        """Something came beyond the end that the answer announced."""
        return self._line.surplus

    async def some(self) -> bytes:
        """What has come meanwhile; empty at the end.

        Raises:
            httpx.HTTPError: the rest does not come.
        """
        if self._broken is not None:
            raise self._broken
        try:
            return await self._content.readany()
        except (aiohttp.ClientError, OSError) as exc:
            self._broken = _translated(exc)
            self._broken.__cause__ = exc
        left = self._content._read_nowait(-1)  # came before it broke
        if left:
            return left
        raise self._broken

    def close(self) -> None:
        """Back to the pool where all was read; cut off otherwise."""
        self._connection.release() if self._content.at_eof() else self._connection.close()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server sends back: its head, and its body as it comes."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: Body


@dataclass(frozen=True, slots=True)
class _Place:
    """One address as a connection is chosen for it, and as it is asked for there."""

    site: URL  # scheme, host and port
    start: str  # the request's first two lines; the address goes out word for word: old sites quote in GBK


@lru_cache(maxsize=4096)
def _place(address: str) -> _Place:
    url = URL(address, encoded=True)
    return _Place(url.origin(), f"GET {url.raw_path_qs} HTTP/1.1\r\nHost: {url.host_port_subcomponent}\r\n")


class Transport:
    """One pool of connections, each opened by the guard."""

    def __init__(self, guard: Guard, rules: FetchRules, *, tls: ssl.SSLContext) -> None:
        self._guard = guard
        self._rules = rules
        self._tls = tls
        self._connector: Connector | None = None

    async def ask(self, address: str, headers: Iterable[tuple[str, str]]) -> Reply:
        """One GET on one connection; the address goes out word for word.

        Raises:
            httpx.HTTPError: there is no answer.
        """
        place = _place(address)
        head = _written(place.start, headers)
        try:
            try:
                return await self._asked(place.site, head)
            except aiohttp.ClientConnectorError:
                raise
            except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
                return await self._asked(place.site, head)  # a connection that was kept, and closed meanwhile
        except (aiohttp.ClientError, HttpProcessingError, OSError) as exc:
            raise _translated(exc) from exc

    async def _asked(self, site: URL, head: bytes) -> Reply:
        connector = self._connector or self._opened()
        connection = await connector.connect(connector.request(site), [], _NO_LIMIT)
        try:
            line = connection.protocol
            assert isinstance(line, Line)
            line.set_response_params(
                read_until_eof=True, auto_decompress=False, read_bufsize=_AHEAD, max_line_size=_LONGEST_LINE,
                max_field_size=_LONGEST_LINE, max_headers=_MOST_HEADERS,
            )  # fmt: skip
            if line.transport is None:
                raise aiohttp.ServerDisconnectedError
            line.transport.write(head)
            message, content = await line.read()
            while message.code < 200 and message.code != 101:  # 100 Continue and 103 Early Hints go before the answer
                message, content = await line.read()
        except BaseException:
            connection.close()
            raise
        return Reply(message.code, message.raw_headers, Body(connection, line, content))

    def _opened(self) -> Connector:
        self._connector = Connector(
            resolver=self._guard,
            use_dns_cache=False,  # each connection goes to what was checked for it
            ssl=self._tls,
            limit=0,  # our own turns are the limit
            keepalive_timeout=max(5.0, 2 * self._rules.delay.total_seconds()),
        )
        return self._connector

    async def aclose(self) -> None:
        """Close all connections."""
        if self._connector is not None:
            await self._connector.close()
            self._connector = None


def _written(start: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """The request as it goes out.

    Raises:
        httpx.LocalProtocolError: a header would make more lines than its own.
    """
    lines = [f"{name}: {value}\r\n" for name, value in headers]
    head = f"{start}{''.join(lines)}\r\n"
    count = len(lines) + 3
    if head.count("\n") != count or head.count("\r") != count or "\0" in head:
        raise httpx.LocalProtocolError("a header of the request holds a line break")
    return head.encode()


def _translated(exc: BaseException) -> httpx.HTTPError:
    """httpx's name for what went wrong; the original stays its cause."""
    match exc:
        case httpx.HTTPError():
            return exc
        case aiohttp.ServerDisconnectedError():
            return httpx.RemoteProtocolError("the server hung up without sending a response")
        case aiohttp.ServerTimeoutError():
            return httpx.ReadTimeout(str(exc))
        case aiohttp.ClientConnectorError():
            return httpx.ConnectError(str(exc))
        case aiohttp.ClientOSError() | OSError():
            return httpx.ReadError(str(exc))
        case aiohttp.ClientPayloadError():
            cause = exc.__cause__
            if isinstance(cause, ConnectionResetError | aiohttp.ClientOSError):
                return httpx.ReadError(str(cause))
            return httpx.RemoteProtocolError(f"the body is not complete: {_words(cause or exc)}")
        case aiohttp.ClientResponseError() | HttpProcessingError():
            return httpx.RemoteProtocolError(f"no HTTP: {_words(exc)}")
        case _:
            return httpx.RemoteProtocolError(f"{type(exc).__name__}: {exc}")


def _words(exc: BaseException) -> str:
    """The parser's own complaint, in one line, without its drawing."""
    said = getattr(exc, "message", "") or str(exc)
    return " ".join(str(said).split()).rstrip(" ^:.")
