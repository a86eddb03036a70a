"""The indexes of a WACZ: where each record lies in its WARC file, and which pages there are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import urlsplit

from monitor.evidence.chain import Link
from monitor.evidence.members import single_record
from monitor.evidence.payload import parse_message


def cdx_index(records: Iterable[tuple[Link, bytes]], file: str) -> bytes:
    """One line for each answer: sortable address, time, and its place, as web archives write it (CDXJ)."""
    lines, offset = [], 0
    for _, packed in records:
        raw = single_record(packed)
        message = None if isinstance(raw, str) else parse_message(raw.block)
        if not isinstance(raw, str) and message is not None:
            url = raw.field("WARC-Target-URI")
            when = "".join(c for c in raw.field("WARC-Date") if c.isdigit())[:14]
            revisit = raw.field("WARC-Type") == "revisit"
            mime = "warc/revisit" if revisit else message.header("content-type").split(";")[0].strip() or "unk"
            place = {
                "url": url, "mime": mime, "status": str(message.status), "digest": raw.field("WARC-Payload-Digest"),
                "length": str(len(packed)), "offset": str(offset), "filename": file.rpartition("/")[2],
            }  # fmt: skip
            lines.append(f"{sortable(url)} {when} {json.dumps(place, ensure_ascii=False)}\n")
        offset += len(packed)
    return "".join(sorted(lines)).encode("utf-8", "backslashreplace")


def sortable(url: str) -> str:
    """``https://www.gansu.gov.cn/a?b`` as ``cn,gov,gansu,www)/a?b``: addresses of one site stand together.

    >>> sortable("https://www.gansu.gov.cn:8443/A?b=1")
    'cn,gov,gansu,www:8443)/a?b=1'
    """
    try:
        parts = urlsplit(url.lower())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url.lower().replace(" ", "%20")
    name = ",".join(reversed(host.split("."))) + (f":{port}" if port else "")
    rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return f"{name}){rest}".replace(" ", "%20")


def pages_index(title: str, pages: Iterable[tuple[str, str, str]]) -> bytes:
    """The captured pages by address and time, for people who open the file in a web archive's reader."""
    lines: list[dict[str, str]] = [{"format": "json-pages-1.0", "id": "pages", "title": title}]
    seen: set[tuple[str, str]] = set()
    for url, at, name in pages:
        if (url, at) not in seen:
            seen.add((url, at))
            lines.append({"url": url, "ts": at, "title": name})
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode("utf-8", "backslashreplace")
