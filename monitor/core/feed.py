"""Feeds, the outcomes of fetching them, and captures: what came in, exactly as it came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Carries(StrEnum):
    """What a feed is watched for; a feed may carry several."""

    RELEASES = "releases"  # the agency's own publications: counted as answers, and for coverage
    INCIDENTS = "incidents"  # incidents may be proposed from it
    MEDIA = "media"  # news of others: mentions only


def first_header(headers: Iterable[tuple[str, str]], name: str) -> str:
    """The first header of that name, whatever its case; the empty string where there is none."""
    wanted = name.lower()
    for known, value in headers:
        if known.lower() == wanted:
            return value
    return ""


@dataclass(frozen=True, slots=True)
class Feed:
    """One listing page or RSS to poll: an entry of ``feeds.yaml``."""

    id: str
    url: str
    agency: str | None = None  # id of the agency whose releases it carries; None for media
    carries: frozenset[Carries] = frozenset({Carries.RELEASES})
    parser: str = "auto"
    every: timedelta = timedelta(minutes=15)
    name: str = ""
    channel: str = "web"  # web, weibo, wechat, … : which channel verdicts may say was watched
    enabled: bool = True
    legacy_tls: bool = False  # old servers: weaker handshake allowed, recorded with each capture
    max_pages: int = 5  # how far to follow the list back until it joins the last look
    adaptive: bool = False  # `every` is for an ordinary column: busy ones are asked more often, quiet ones less
    off_peak: bool = False  # nobody waits for it: asked between 22:00 and 06:00 of Asia/Shanghai only
    source: str = ""  # where this entry comes from, for people


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer exactly as it came, named by its place in a WARC file and its SHA-256."""

    id: str  # WARC-Record-ID without its brackets
    url: str
    at: datetime  # when the answer arrived
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes  # payload after transfer and content decoding
    sha256: str  # of the payload
    file: str = ""  # WARC file name
    offset: int = -1

    def header(self, name: str) -> str:
        """The first header of that name, or the empty string."""
        return first_header(self.headers, name)


class Outcome(StrEnum):
    """How one attempt ended, as stored and counted."""

    FETCHED = "fetched"
    NOT_MODIFIED = "not_modified"
    BLOCKED = "blocked"  # a firewall's answer (403, 412, 521, 503 with a challenge, script stub)
    HTTP_ERROR = "http_error"  # 4xx or 5xx otherwise
    TIMEOUT = "timeout"
    DNS = "dns"
    TLS = "tls"
    REFUSED = "refused"  # connection refused or reset
    ROBOTS = "robots"  # not allowed, or robots.txt unreadable
    TOO_LARGE = "too_large"  # size limit, decompression bomb
    FORBIDDEN_ADDRESS = "forbidden_address"  # a private or local address, at first or after a redirect
    MISSED = "missed"  # the scheduler could not run it in time
    RESTING = "resting"  # the host refused or failed, or its neighbours did alike: left alone for a while
    QUIET = "quiet"  # the host stands on the settings' list of those that are not asked
    ERROR = "error"  # any other trouble of the transport
    EXPIRED = "expired"  # the server's certificate is out of date, or not yet valid
    SOFT_404 = "soft_404"  # 200, and the page says that it does not exist
    LOGIN = "login"  # 200, and the page asks for a login
    SCRIPT_ONLY = "script_only"  # 200, and a script would have to fill the page
    EMPTIED = "emptied"  # the page says that there is nothing, where there were entries
    REDESIGNED = "redesigned"  # no list is found where one was found before
    UNREAD = "unread"  # no list was ever found


REDIRECTS = (301, 302, 303, 307, 308)
"""Statuses that send to another address."""
MOST_REDIRECTS = 5
"""Redirects followed for one answer, unless the rules say otherwise."""
GOOD = frozenset({Outcome.FETCHED.value, Outcome.NOT_MODIFIED.value})
"""Outcomes of polls that looked at the list."""
NOT_ASKED = frozenset({Outcome.MISSED, Outcome.RESTING})
"""Outcomes of attempts that came to no request, for want of time or for politeness: nobody failed."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer with a body, of any status below 400."""

    url: str  # after redirects
    at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    request_headers: tuple[tuple[str, str], ...] = ()
    redirects: tuple[str, ...] = ()
    tls: str = ""  # "legacy" where a weaker handshake was used
    note: str = ""  # what was odd about the answer, though it may be read

    def header(self, name: str) -> str:
        """The first header of that name, or the empty string."""
        return first_header(self.headers, name)


@dataclass(frozen=True, slots=True)
class NotModified:
    """304: the server says that nothing changed since the validators it gave us."""

    url: str
    at: datetime
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The server or its firewall answered, but not with the page: kept as evidence, never a look."""

    url: str
    at: datetime
    outcome: Outcome  # BLOCKED or HTTP_ERROR
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    detail: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """An answer that broke off or could not be unpacked, as far as it came: evidence, and never read as a page."""

    status: int
    headers: tuple[tuple[str, str], ...]
    size: int  # bytes of the body that came, packed as they were
    start: bytes  # the first of them


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer at all, or none that may be read."""

    url: str
    at: datetime
    outcome: Outcome
    detail: str
    cut: Cut | None = None  # what came of it


FetchResult = Fetched | NotModified | Refused | Failed


@dataclass(frozen=True, slots=True)
class Validators:
    """The server's own words to be sent back with a conditional request."""

    etag: str | None = None
    last_modified: str | None = None
