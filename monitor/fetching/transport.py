"""aiohttp's connections under the guard: a tenth of the time per request of httpx's own.

Redirects, packing and cookies are the client's. Errors become httpx's own, so that whoever calls need not know
what is underneath; building httpx's requests and answers would cost more than the exchange itself.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from dataclasses import dataclass

import aiohttp
import httpx
from yarl import URL

from monitor.fetching.connection import Answer, Connector
from monitor.fetching.guard import Guard
from monitor.fetching.politeness import FetchRules

_LONGEST_LINE = 32 * 1024  # of one header: firewalls set long cookies
_MOST_HEADERS = 256
_NO_LIMIT = aiohttp.ClientTimeout(total=None)  # the caller's own limit spans the whole answer
_AS_ASKED = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")


class Body:
    """The answer's bytes as they come, still packed."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._content = answer.content
        self._broken: httpx.HTTPError | None = None

    @property
    def surplus(self) -> bool:
        """Something came beyond the end that the answer announced."""
        return self._answer.line.surplus

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
        self._answer.release() if self._content.at_eof() else self._answer.close()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server sends back: its head, and its body as it comes."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: Body


class Transport:
    """One pool of connections, each opened by the guard."""

    def __init__(self, guard: Guard, rules: FetchRules, *, tls: ssl.SSLContext) -> None:
        self._guard = guard
        self._rules = rules
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, address: str, headers: Iterable[tuple[str, str]]) -> Reply:
        """One GET on one connection; the address goes out word for word.

        Raises:
            httpx.HTTPError: there is no answer.
        """
        session = self._session or self._opened()
        url = URL(address, encoded=True)  # old sites quote in GBK
        try:
            answer = await session.get(url, headers=headers, allow_redirects=False, timeout=_NO_LIMIT)
        except (aiohttp.ClientError, OSError) as exc:
            raise _translated(exc) from exc
        assert isinstance(answer, Answer)
        return Reply(answer.status, answer.raw_headers, Body(answer))

    def _opened(self) -> aiohttp.ClientSession:
        connector = Connector(
            resolver=self._guard,
            use_dns_cache=False,  # each connection goes to what was checked for it
            ssl=self._tls,
            limit=0,  # our own turns are the limit
            keepalive_timeout=max(5.0, 2 * self._rules.delay.total_seconds()),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            response_class=Answer,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=_AS_ASKED,
            auto_decompress=False,
            trust_env=False,
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_LINE,
            max_headers=_MOST_HEADERS,
        )
        return self._session

    async def aclose(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


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
        case aiohttp.ClientResponseError():
            return httpx.RemoteProtocolError(f"no HTTP: {_words(exc)}")
        case _:
            return httpx.RemoteProtocolError(f"{type(exc).__name__}: {exc}")


def _words(exc: BaseException) -> str:
    """The parser's own complaint, in one line, without its drawing."""
    said = getattr(exc, "message", "") or str(exc)
    return " ".join(str(said).split()).rstrip(" ^:.")
