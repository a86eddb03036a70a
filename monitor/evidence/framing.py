"""The bytes of one WARC 1.1 record: its head, its block, and the headers of the answer that it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus

from monitor.evidence.packing import pack

Fields = list[tuple[str, str]]
_RENAMED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_CONTENT_TYPES = {"metadata": "application/json", "warcinfo": "application/warc-fields"}
_ANSWER = "application/http;msgtype=response"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def member(kind: str, record_id: str, date: str, named: Fields, block: bytes) -> bytes:
    """One record as its own gzip member."""
    lines = "".join([f"{name}: {one_line(value)}\r\n" for name, value in named])
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{record_id}>\r\nWARC-Date: {date}\r\n{lines}"
        f"WARC-Block-Digest: sha256:{sha256(block).hexdigest()}\r\n"
        f"Content-Type: {_CONTENT_TYPES.get(kind, _ANSWER)}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return pack(b"".join((head.encode("utf-8", "replace"), block, b"\r\n\r\n")))


def one_line(value: str) -> str:
    """Without control characters: a header is one line."""
    return value if value.isprintable() else _CONTROL.sub(" ", value)


def stored_headers(headers: Iterable[tuple[str, str]], size: int | None) -> tuple[tuple[str, str], ...]:
    """The answer's headers for a body that is kept unpacked: what spoke of the packing is renamed."""
    kept = []
    for name, value in headers:
        renamed = name.lower() in _RENAMED and not (name.lower() == "content-length" and value == str(size))
        kept.append((_header_name(f"X-Archive-Orig-{name}" if renamed else name), one_line(value).strip()))
    if size is not None and not any(name.lower() == "content-length" for name, _ in kept):
        kept.append(("Content-Length", str(size)))
    return tuple(kept)


@lru_cache(maxsize=1024)  # servers name few headers
def _header_name(name: str) -> str:
    return _CONTROL.sub("", name).replace(":", "")


def http_head(status: int, headers: Iterable[tuple[str, str]]) -> bytes:
    """Status line and headers of an answer, with the empty line after them."""
    try:
        reason = HTTPStatus(status).phrase
    except ValueError:
        reason = "Unknown"
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")


def warc_date(at: datetime) -> str:
    """A WARC-Date, exact to the microsecond where there are any."""
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat().replace("+00:00", "Z")
