"""Connections that end an answer where its server said that it ends, whatever comes after (RFC 9112, section 6.3).

aiohttp by itself loses the whole answer where surplus bytes come in the same packet, and takes what a server
sends unasked between two requests for the answer to the next one: a page would be kept under another's address.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from functools import partial
from http import HTTPStatus
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler
from yarl import URL

_HEAD_ENDS = b"\r\n\r\n"
_MOST_SITES = 4096


class Line(ResponseHandler):
    """One connection: what comes beyond an answer's end is dropped, and the connection with it."""

    surplus = False  # something came beyond the end
    _answered = False  # the answer's head has come
    _last = b""  # bytes of the head that may begin its end

    def set_response_params(self, **params: Any) -> None:
        """The next request is made."""
        self._answered, self._last = False, b""
        super().set_response_params(**params)

    def feed_data(self, data: Any, size: int = 0) -> None:
        """A head was read: our answer's, or one that nobody asked for."""
        if self._answered:
            self.surplus = True
            return
        self._answered = data[0].code >= HTTPStatus.OK
        super().feed_data(data, size)

    def data_received(self, data: bytes) -> None:
        """Bytes came. A head goes before what follows it, which can undo it no more."""
        rest = data
        while rest and not self._answered and self._exception is None:
            joined = self._last + rest
            found = joined.find(_HEAD_ENDS)
            if found < 0:
                self._last = joined[1 - len(_HEAD_ENDS) :]
                break
            end = found + len(_HEAD_ENDS) - len(self._last)
            super().data_received(rest[:end])
            rest, self._last = rest[end:], b""
        if data and not rest:
            return
        payload = self._payload
        ended = self._answered and payload is not None and payload.is_eof()
        if not ended:
            super().data_received(rest)
            ended = self._answered and payload is not None and payload.is_eof()
            self.surplus = self.surplus or (ended and self._exception is not None)
            if self._exception is not None and payload is not None and not ended:  # nobody else tells the reader
                broken = aiohttp.ClientPayloadError("what follows is no HTTP")
                broken.__cause__ = self._exception
                payload.set_exception(broken)
        else:
            self.surplus = self.surplus or bool(rest)
        if self.surplus:
            self.force_close()
            self.close()


class Connector(aiohttp.TCPConnector):
    """aiohttp's pool, of such connections."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._requests: OrderedDict[URL, aiohttp.ClientRequest] = OrderedDict()
        self._factory = partial(Line, loop=asyncio.get_running_loop())  # type: ignore[assignment]

    def request(self, site: URL) -> aiohttp.ClientRequest:
        """What a connection to a site is asked for with; made once for each of the last ones."""
        known = self._requests.get(site)
        if known is None:
            if len(self._requests) >= _MOST_SITES:
                self._requests.popitem(last=False)
            known = self._requests[site] = aiohttp.ClientRequest("GET", site, loop=self._loop)
        return known
