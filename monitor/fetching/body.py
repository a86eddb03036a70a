"""An answer's body, unpacked as it comes and never beyond its limit."""

from __future__ import annotations

import zlib
from typing import Protocol

_GZIP_MAGIC = b"\x1f\x8b"
_MOST_LAYERS = 2
_MOST_MEMBERS = 1000  # gzip streams in a row: servers that flush send some
_SLICE = 64 * 1024
"""Bytes unpacked at a time: what follows a stream's end is copied, and a layer can make megabytes of a few bytes."""


class TooLarge(Exception):  # noqa: N818 -- says what happened; never leaves this package
    """The body passes the limit."""


class Garbled(Exception):  # noqa: N818
    """The body cannot be unpacked, or ends too early."""


class Layer(Protocol):
    """One step of unpacking."""

    def feed(self, chunk: bytes) -> bytes:
        """Unpack what has come; raises TooLarge or Garbled."""

    def finish(self) -> bytes:
        """What was held back; raises Garbled where the stream is not complete."""


class _Inflate:
    """gzip and deflate, with the output counted while it is made: a bomb never unfolds in memory."""

    def __init__(self, coding: str, *, limit: int) -> None:
        self._coding = coding
        self._room = limit
        self._start = b""  # too little yet to tell what begins
        self._stream: zlib._Decompress | None = None
        self._members = 0
        self._plain = False  # the server names an encoding and sends none; browsers' friends do that
        self._over = False

    def feed(self, chunk: bytes) -> bytes:
        return b"".join([self._slice(chunk[at : at + _SLICE]) for at in range(0, len(chunk), _SLICE)])

    def _slice(self, chunk: bytes) -> bytes:
        if self._plain:
            return chunk
        out = []
        chunk, self._start = self._start + chunk, b""
        while chunk and not self._over:
            if self._stream is None:
                if len(chunk) < len(_GZIP_MAGIC):
                    self._start = chunk
                    break
                self._begin(chunk)
                if self._plain:
                    return chunk
                continue
            part, chunk = self._inflate(self._stream, chunk)
            out.append(part)
        return b"".join(out)

    def _begin(self, start: bytes) -> None:
        if self._coding == "gzip":
            if start.startswith(_GZIP_MAGIC):
                self._members += 1
                if self._members > _MOST_MEMBERS:
                    raise Garbled(f"more than {_MOST_MEMBERS} gzip streams one after the other")
                self._stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
            elif self._members:  # bytes after the end are padding
                self._over = True
            else:
                self._plain = True
        elif start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0:
            self._stream = zlib.decompressobj(zlib.MAX_WBITS)
        else:
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)

    def _inflate(self, stream: zlib._Decompress, chunk: bytes) -> tuple[bytes, bytes]:
        """What unfolds of the stream that is open, and what is left."""
        try:
            part = stream.decompress(chunk, self._room + 1)
        except zlib.error as exc:
            raise Garbled(f"broken {self._coding} stream: {exc}") from exc
        self._room -= len(part)
        if self._room < 0:
            raise TooLarge
        if not stream.eof:
            return part, stream.unconsumed_tail
        self._over = self._coding != "gzip"  # of gzip, another may follow
        self._stream = None
        return part, stream.unused_data

    def finish(self) -> bytes:
        if self._plain or self._over:
            return b""
        if self._stream is not None or (self._start and not self._members):
            raise Garbled(f"the {self._coding} stream ends too early")
        return b""


class _Unknown:
    """An encoding that we never offered: taken only where the bytes are plain markup after all."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._seen = False

    def feed(self, chunk: bytes) -> bytes:
        if not self._seen and chunk:
            self._seen = True
            if not chunk.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{", b"[")):
                raise Garbled(f"content encoding {self._coding!r}, which was not offered")
        return chunk

    def finish(self) -> bytes:
        return b""


class BodyReader:
    """Collects one body; ``feed`` it what arrives, then take ``finish``."""

    def __init__(self, content_encoding: str, *, limit: int) -> None:
        codings = [c.strip().lower() for c in content_encoding.split(",")]
        codings = [c.removeprefix("x-") for c in codings if c not in ("", "identity")]
        if len(codings) > _MOST_LAYERS:
            raise Garbled(f"content encoding {content_encoding!r}")
        self._limit = limit
        self._layers: list[Layer] = [
            _Inflate(c, limit=limit) if c in ("gzip", "deflate") else _Unknown(c) for c in reversed(codings)
        ]
        self._parts: list[bytes] = []
        self._came = self._size = 0

    def feed(self, chunk: bytes) -> None:
        """Take in what arrived.

        Raises:
            TooLarge: more than the limit, packed or unpacked.
            Garbled: it cannot be unpacked.
        """
        self._came += len(chunk)  # an endless stream may unfold to nothing
        if self._came > self._limit:
            raise TooLarge
        for layer in self._layers:
            chunk = layer.feed(chunk)
        self._size += len(chunk)
        if self._size > self._limit:
            raise TooLarge
        self._parts.append(chunk)

    def finish(self) -> bytes:
        """The whole body.

        Raises:
            Garbled: it is not complete.
        """
        for layer in self._layers:
            layer.finish()
        return b"".join(self._parts)
