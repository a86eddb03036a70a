"""HTTP messages inside WARC records: status, headers, and the page itself out of its packing."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import brotli

from monitor.core.feed import first_header

_LONGEST_BODY = 64 * 1024 * 1024
_MOST_STREAMS = 100


@dataclass(frozen=True, slots=True)
class Message:
    """A response as it stands in a record."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes  # as stored

    def header(self, name: str) -> str:
        """The first header of that name, or the empty string."""
        return first_header(self.headers, name)


def parse_message(block: bytes) -> Message | None:
    """The block of a response record; None where it holds no HTTP response."""
    if not block.startswith(b"HTTP/"):
        return None
    head, gap, body = block.partition(b"\r\n\r\n")
    if not gap and b"\n\n" in block:  # some tools write bare line ends
        head, _, body = block.partition(b"\n\n")
    lines = _text(head).splitlines()
    words = lines[0].split(None, 2)
    if len(words) < 2 or not (words[1].isascii() and words[1].isdigit()) or len(words[1]) > 3:
        return None
    headers: list[tuple[str, str]] = []
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if line[:1] in " \t" and headers:
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")
        elif colon:
            headers.append((name.strip(), value.strip()))
    return Message(int(words[1]), tuple(headers), body)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def unpacked(message: Message) -> tuple[bytes, str]:
    """The page, and what was wrong with its packing (empty where nothing was).

    Many tools keep the headers of a packed answer beside the unpacked body: what is not packed is taken
    as it stands.
    """
    body, trouble = message.body, ""
    if "chunked" in message.header("transfer-encoding").lower():
        body, trouble = _unchunked(body)
    codings = [c.strip().lower() for c in message.header("content-encoding").split(",")]
    for coding in reversed(codings):
        if coding in ("gzip", "x-gzip", "deflate"):
            body, cut = _inflated(body, coding.removeprefix("x-"))
            trouble = trouble or cut
        elif coding not in ("", "identity") and body.lstrip()[:1] not in (b"<", b"{", b"["):
            body, cut = _unbrotlied(body) if coding == "br" else (body, f"the {coding} body cannot be unpacked")
            trouble = trouble or cut
    return body, trouble


def _unchunked(body: bytes) -> tuple[bytes, str]:
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at, at + 64)
        size = _chunk_size(body[at:end]) if end >= 0 else None
        if size is None:
            if not parts:
                return body, ""  # unpacked already
            return b"".join(parts), "the chunked body is cut off"
        if size == 0:
            return b"".join(parts), ""
        parts.append(body[end + 2 : end + 2 + size])
        at = end + 2 + size + 2


def _chunk_size(line: bytes) -> int | None:
    digits = line.split(b";", 1)[0].strip()
    if not digits or len(digits) > 8 or not all(c in b"0123456789abcdefABCDEF" for c in digits):
        return None
    return int(digits, 16)


def _inflated(body: bytes, coding: str) -> tuple[bytes, str]:
    if coding == "gzip":
        if not body.startswith(b"\x1f\x8b"):
            return body, ""
        wbits = 16 + zlib.MAX_WBITS
    elif len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0:
        wbits = zlib.MAX_WBITS
    else:
        wbits = -zlib.MAX_WBITS
    parts: list[bytes] = []
    room = _LONGEST_BODY
    for _ in range(_MOST_STREAMS):  # gzip streams may follow one another
        unpack = zlib.decompressobj(wbits)
        try:
            parts.append(unpack.decompress(body, room))
        except zlib.error:
            if parts:
                return b"".join(parts), f"the {coding} body is damaged"
            return (body, "") if wbits < 0 else (b"", f"the {coding} body is damaged")
        room -= len(parts[-1])
        body = unpack.unused_data
        if not (unpack.eof and wbits > zlib.MAX_WBITS and body.startswith(b"\x1f\x8b") and room > 0):
            return b"".join(parts), "" if unpack.eof else f"the {coding} body is cut off or too large"
    return b"".join(parts), f"the {coding} body is of more than {_MOST_STREAMS} streams"


def _unbrotlied(body: bytes) -> tuple[bytes, str]:
    """Our client asks for no brotli; browsers do, and their archives keep what they got."""
    unpack = brotli.Decompressor()
    parts: list[bytes] = []
    room = _LONGEST_BODY
    try:
        parts.append(unpack.process(body, output_buffer_limit=room))
        while parts[-1] and not unpack.is_finished() and (room := room - len(parts[-1])) > 0:
            parts.append(unpack.process(b"", output_buffer_limit=room))
    except brotli.error:
        return b"".join(parts), "the br body is damaged"
    return b"".join(parts), "" if unpack.is_finished() else "the br body is cut off or too large"
