"""Answers, and WARC files as other tools write them, to put into evidence."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from monitor.core.feed import Failed, Fetched, NotModified, Outcome, Refused

T0 = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
URL = "http://www.binjiang.gov.example/zwgk/index.html"
HTML = ("Content-Type", "text/html; charset=utf-8")


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def fetched(body: bytes = b"<html>1</html>", *, seconds: float = 0, url: str = URL, **changes: object) -> Fetched:
    given: dict[str, object] = {"headers": (HTML, ("ETag", '"v1"')), "status": 200}
    return Fetched(url=url, at=at(seconds), body=body, **{**given, **changes})  # type: ignore[arg-type]


def refused(seconds: float = 0) -> Refused:
    return Refused(URL, at(seconds), Outcome.BLOCKED, 412, (HTML,), b"<script></script>", "firewall: 瑞数")


def failed(seconds: float = 0) -> Failed:
    return Failed(URL, at(seconds), Outcome.DNS, "no address for 滨江")


def not_modified(seconds: float = 0) -> NotModified:
    return NotModified(URL, at(seconds), (("ETag", '"v1"'),))


def foreign(
    body: bytes,
    *,
    date: str = "2026-11-21T10:00:00Z",
    kind: str = "response",
    url: str = URL,
    http: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
    version: str = "1.0",
    fields: str = "",
) -> bytes:
    """One uncompressed record of another tool."""
    block = http + body
    name = sha256(block + date.encode()).hexdigest()[:12]
    head = f"WARC/{version}\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
    head += f"WARC-Record-ID: <urn:uuid:{name}>\r\n{fields}Content-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def by_record(*records: bytes) -> bytes:
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def one_stream(*records: bytes) -> bytes:
    return gzip.compress(b"".join(records), mtime=0)


def plain(*records: bytes) -> bytes:
    return b"".join(records)
