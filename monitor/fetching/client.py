"""The client: ask politely, follow redirects with open eyes, and turn whatever happens into a value."""

from __future__ import annotations

import asyncio
import base64
import ssl
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from types import TracebackType
from typing import NamedTuple, Self

import httpx

from monitor.clock import Clock
from monitor.core.feed import (
    NOT_ASKED,
    REDIRECTS,
    Failed,
    Fetched,
    FetchResult,
    NotModified,
    Outcome,
    Refused,
    Validators,
    first_header,
)
from monitor.fetching import walls
from monitor.fetching.body import BodyReader, Garbled, TooLarge
from monitor.fetching.concealing import without_secrets
from monitor.fetching.guard import Guard, Resolve, check
from monitor.fetching.politeness import FetchRules, NotYet, Pace, Sleep, retry_after
from monitor.fetching.robots import Robots
from monitor.fetching.setbacks import Setbacks
from monitor.fetching.transport import Reply, Transport
from monitor.fetching.trouble import Coming, Trouble, named

_PASSING = (502, 503, 504)
_SURPLUS = "bytes beyond the answer's declared end were dropped"
_OP_LEGACY_SERVER_CONNECT = 0x4  # ssl has the name from Python 3.12 on
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class _Answer(NamedTuple):
    """One answer of one server, complete."""

    at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    request_headers: tuple[tuple[str, str], ...]
    wall: str | None = None  # the product that answered in the site's place
    note: str = ""  # what was odd about it

    def header(self, name: str) -> str:
        return first_header(self.headers, name)


@dataclass(frozen=True, slots=True)
class _Target:
    """One address, taken apart once."""

    whole: httpx.URL  # with credentials, where there are any
    url: httpx.URL  # without them
    text: str  # the same, as it is sent
    host: str
    site: str  # scheme, host and port
    barred: str | None  # why it must not be visited, as far as its text tells
    secret: tuple[tuple[str, str], ...]  # the header made of the credentials


class _Call(NamedTuple):
    """What one ``get`` asks for, over all its hops."""

    url: str  # as asked, without credentials
    validators: Validators
    legacy_tls: bool
    spacing: timedelta
    robots: bool
    inside: bool  # it may lead to the private hosts of the settings


class Web:
    """Everything we know of the web comes through ``get``.

    It keeps no cookies: what one site sets is told to no other, and a challenge is not answered.
    """

    def __init__(
        self,
        rules: FetchRules,
        *,
        clock: Clock,
        resolve: Resolve | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._rules = rules
        self._clock = clock
        self._resolve = resolve
        self._pace = Pace(rules, clock=clock, sleep=sleep)
        self._setbacks = Setbacks(clock=clock)
        self._robots = Robots(self._robots_file, clock=clock, name=rules.robots_name)
        self._transports: dict[bool, Transport] = {}
        self._always_sent: tuple[tuple[str, str], ...] = (
            ("User-Agent", rules.user_agent),
            ("Accept", _ACCEPT),
            ("Accept-Language", "zh-CN,zh;q=0.9"),
            ("Accept-Encoding", "gzip, deflate"),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for transport in self._transports.values():
            await transport.aclose()
        self._transports.clear()

    async def get(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        legacy_tls: bool = False,
        archive: bool = False,
        listed_by: str = "",
    ) -> FetchResult:
        """One attempt to get a page, with its retries and redirects.

        ``Fetched.url`` and ``Refused.url`` name where the answer came from; ``NotModified.url`` and
        ``Failed.url`` name what was asked for. ``archive`` is for old pages that nobody waits for: they are
        spaced twice as wide. The server's ``validators`` go back to it word for word. ``listed_by`` is the page
        that named the address, if one did: private hosts of the settings are reached from their own pages only.
        A key that the settings hide in the address, or in that page's, is put back for the request alone.
        """
        call = _Call(
            url=without_credentials(url),
            validators=validators or Validators(),
            legacy_tls=legacy_tls,
            spacing=self._rules.delay * (2 if archive else 1),
            robots=self._rules.respect_robots,
            inside=self._private(listed_by or url),
        )
        secrets = self._rules.secrets.get(call.url) or self._rules.secrets.get(listed_by)
        if secrets is None:
            return await self._follow(url, call)
        return without_secrets(await self._follow(secrets.back_into(url), call), secrets)

    def quiet_until(self, url: str) -> datetime | None:
        """Until when the URL's host is left alone; None where it may be asked."""
        try:
            quiet = self._setbacks.quiet(httpx.URL(url).host)
        except httpx.InvalidURL:
            return None
        return None if quiet is None else quiet.until

    async def _robots_file(self, url: str, *, legacy_tls: bool) -> FetchResult:
        inside = self._private(url)
        call = _Call(url, Validators(), legacy_tls, spacing=self._rules.delay, robots=False, inside=inside)
        return await self._follow(url, call)

    def _private(self, url: str) -> bool:
        """The host is one of the private ones that the settings allow."""
        if not self._rules.allow_hosts:
            return False
        try:
            return httpx.URL(url.strip()).host in self._rules.allow_hosts
        except httpx.InvalidURL:
            return False

    # -- hops -----------------------------------------------------------------------------------------

    async def _follow(self, url: str, call: _Call) -> FetchResult:
        """Hop by hop to the answer; each hop is checked like a first request."""
        seen: list[str] = []
        shown, text = call.url, url
        while True:
            try:
                target = _target(text, self._rules.allow_hosts)
            except (httpx.InvalidURL, UnicodeError, ValueError) as exc:
                return self._failed(call, Trouble(Outcome.ERROR, f"{shown!r} is no URL: {exc}"), seen)
            answer = await self._hop(target, call)
            if isinstance(answer, Trouble):
                return self._failed(call, answer, seen)
            onward = answer.header("location").strip() if answer.status in REDIRECTS else ""
            if not onward:
                return self._result(shown, answer, call, seen)
            seen.append(shown)
            try:
                text = str(target.whole.join(onward))
                shown = without_credentials(text)
            except (httpx.InvalidURL, UnicodeError, ValueError) as exc:
                trouble = Trouble(Outcome.ERROR, f"redirect to a location that is no URL: {exc}")
                return self._failed(call, trouble, seen)
            if shown in seen:
                # sites that hand out a cookie first do that, too
                return self._failed(call, Trouble(Outcome.ERROR, f"redirects in a circle, to {shown}"), seen)
            if len(seen) > self._rules.max_redirects:
                trouble = Trouble(Outcome.ERROR, f"more than {self._rules.max_redirects} redirects")
                return self._failed(call, trouble, seen)

    async def _hop(self, target: _Target, call: _Call) -> _Answer | Trouble:
        """One URL: may we, when may we, and then up to ``retries`` more tries."""
        reason = target.barred
        if reason is None and not call.inside and target.host in self._rules.allow_hosts:
            reason = f"{target.host} is a private host, and a page from elsewhere leads there"
        if reason is not None:
            return Trouble(Outcome.FORBIDDEN_ADDRESS, reason)
        if self._pace.listed_quiet(target.host):
            return Trouble(Outcome.QUIET, f"{target.host} is on the quiet list of the settings")
        quiet = self._quiet(target.host)
        if quiet is not None:
            return quiet
        spacing = call.spacing
        if call.robots:
            permission = await self._robots.ask(target.url, target.site, legacy_tls=call.legacy_tls)
            if isinstance(permission, Failed):
                return Trouble(permission.outcome, permission.detail)
            spacing = max(spacing, permission.crawl_delay)
        before: _Answer | Trouble | None = None
        for left in range(self._rules.retries, -1, -1):
            answer = await self._turn(target, call, spacing=spacing)
            if isinstance(answer, Trouble):
                if before is not None and answer.outcome in NOT_ASKED:
                    return before  # what was said is the news, not that no further try is wanted
                if not (answer.again and left):
                    return answer
            elif answer.wall or answer.status not in _PASSING or answer.header("retry-after") or not left:
                return answer
            before = answer
        raise AssertionError("the last try returns")

    def _quiet(self, host: str) -> Trouble | None:
        quiet = self._setbacks.quiet(host)
        return None if quiet is None else Trouble(Outcome.RESTING, str(quiet))

    async def _turn(self, target: _Target, call: _Call, *, spacing: timedelta) -> _Answer | Trouble:
        try:
            turn = await self._pace.turn(target.host, spacing=self._setbacks.spaced(target.host, spacing))
        except NotYet as exc:
            return Trouble(Outcome.MISSED, f"{target.host} wants no request before {exc.until.isoformat()}")
        try:
            quiet = self._quiet(target.host)  # asked for while we waited
            if quiet is not None:
                return quiet
            answer = await self._attempt(target, call)
        finally:
            self._pace.over(turn)
        if isinstance(answer, _Answer):
            pause = retry_after(answer.header("retry-after"), now=answer.at) if answer.status >= 400 else None
            self._setbacks.answered(target.host, answer.status, wall=answer.wall, pause=pause)
        return answer

    # -- one request ----------------------------------------------------------------------------------

    async def _attempt(self, target: _Target, call: _Call) -> _Answer | Trouble:
        coming = Coming()
        try:
            return await self._within_time(target, call, coming)
        except TooLarge:
            limit = self._rules.max_bytes / 1024 / 1024
            trouble = Trouble(Outcome.TOO_LARGE, f"the body is larger than {limit:.3g} MiB")
        except Garbled as exc:
            trouble = Trouble(Outcome.ERROR, str(exc))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as exc:
            trouble = named(exc)
        return replace(trouble, cut=coming.cut())

    async def _within_time(self, target: _Target, call: _Call, coming: Coming) -> _Answer | Trouble:
        seconds = self._rules.timeout.total_seconds()
        try:
            async with asyncio.timeout(seconds):
                return await self._exchange(target, call, coming)
        except (TimeoutError, httpx.TimeoutException):
            return Trouble(Outcome.TIMEOUT, f"no complete answer within {seconds:g} s", cut=coming.cut())

    async def _exchange(self, target: _Target, call: _Call, coming: Coming) -> _Answer:
        transport = self._transport(legacy_tls=call.legacy_tls)
        sent = self._headers(call.validators)
        # Straight to the transport: a client would follow redirects unchecked and keep cookies.
        reply = await transport.ask(target.text, (*sent, *target.secret))
        headers = tuple([(_text(name), _text(value)) for name, value in reply.headers])
        coming.status, coming.headers = reply.status, headers
        try:
            body = await self._body(reply, coming)
        finally:
            reply.body.close()
        wall = None if reply.status == 304 else walls.recognise(reply.status, headers, body)
        note = _SURPLUS if reply.body.surplus else ""
        return _Answer(self._clock(), reply.status, headers, body, sent, wall, note)

    async def _body(self, reply: Reply, coming: Coming) -> bytes:
        some = await reply.body.some()
        if not some:  # 304s, for the most part
            return b""
        packed = ",".join([value for name, value in coming.headers if name.lower() == "content-encoding"])
        reader = BodyReader(packed, limit=self._rules.max_bytes)
        while some:
            coming.take(some)
            reader.feed(some)
            some = await reply.body.some()
        return reader.finish()

    def _headers(self, validators: Validators) -> tuple[tuple[str, str], ...]:
        sent = self._always_sent
        if validators.etag:
            sent = (*sent, ("If-None-Match", validators.etag))
        if validators.last_modified:
            sent = (*sent, ("If-Modified-Since", validators.last_modified))
        return sent

    def _transport(self, *, legacy_tls: bool) -> Transport:
        transport = self._transports.get(legacy_tls)
        if transport is None:
            guard = Guard(allow_hosts=self._rules.allow_hosts, resolve=self._resolve)
            tls = _legacy_tls() if legacy_tls else _strict_tls()
            transport = self._transports[legacy_tls] = Transport(guard, self._rules, tls=tls)
        return transport

    # -- results --------------------------------------------------------------------------------------

    def _failed(self, call: _Call, trouble: Trouble, seen: list[str]) -> Failed:
        detail = trouble.detail + (f" (redirected from {' → '.join(seen)})" if seen else "")
        return Failed(call.url, self._clock(), trouble.outcome, detail, trouble.cut)

    def _result(self, url: str, answer: _Answer, call: _Call, seen: list[str]) -> FetchResult:
        at, status, headers, body = answer.at, answer.status, answer.headers, answer.body
        asked = bool(call.validators.etag or call.validators.last_modified)
        if status == 304 and asked:
            return NotModified(call.url, at, headers)
        if answer.wall is not None:
            pause = retry_after(answer.header("retry-after"), now=at)
            return Refused(url, at, Outcome.BLOCKED, status, headers, body, f"firewall: {answer.wall}", pause)
        if status >= 400 or status == 304 or status in REDIRECTS:
            said = {304: "304 to an unconditional request"}.get(status, f"HTTP status {status}")
            said += " without a Location" if status in REDIRECTS else ""
            pause = retry_after(answer.header("retry-after"), now=at)
            return Refused(url, at, Outcome.HTTP_ERROR, status, headers, body, said, pause)
        tls = "legacy" if call.legacy_tls and url.startswith("https:") else ""
        return Fetched(url, at, status, headers, body, answer.request_headers, tuple(seen), tls, answer.note)


def without_credentials(url: str) -> str:
    """The URL as it may be logged and kept: no user, password or fragment, otherwise as it was written."""
    text = url.strip().split("#", 1)[0]
    scheme, mark, rest = text.partition("://")
    authority = rest.split("/", 1)[0].split("?", 1)[0]
    if not mark or "@" not in authority:
        return text
    return f"{scheme}://{rest[authority.rindex('@') + 1 :]}"


@lru_cache(maxsize=4096)
def _target(text: str, allow_hosts: frozenset[str]) -> _Target:
    whole = httpx.URL(text.strip().partition("#")[0])
    url = whole.copy_with(username=None, password=None) if whole.userinfo else whole
    secret = (("Authorization", _basic(whole)),) if whole.userinfo else ()
    site = f"{url.scheme}://{url.netloc.decode('ascii')}"
    return _Target(whole, url, str(url), url.host, site, check(url, allow_hosts=allow_hosts), secret)


def _basic(target: httpx.URL) -> str:
    return "Basic " + base64.b64encode(f"{target.username}:{target.password}".encode()).decode("ascii")


def _text(raw: bytes) -> str:
    """A header as text; servers write UTF-8 where the standard knows only Latin-1."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


@cache  # reading the authorities takes longer than many polls
def _strict_tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


@cache
def _legacy_tls() -> ssl.SSLContext:
    """Old protocol versions and ciphers; the certificate is still verified."""
    context = httpx.create_ssl_context()
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.options |= _OP_LEGACY_SERVER_CONNECT
    return context
