"""Keys in the addresses of feeds: sent to the server, and nowhere shown or kept.

A bridge may want a key in its address (``?key=…``, ``access_key``, ``token``, ``code``). Whoever has the address has
the key, and addresses are everywhere: in evidence that is handed out, in reports, on pages, in logs. So a feed is
known by its address without the values, ``?key=***``, and only the client puts them back, for that host alone. A
server that repeats a key in its answer has it blacked out there before anything is kept; the capture says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote, unquote, urlsplit

MASK = "***"
ALWAYS = frozenset(
    {"access_key", "accesskey", "api_key", "apikey", "access_token", "accesstoken", "auth_token", "token", "secret",
     "password", "passwd", "pwd", "auth", "sessdata"}
)  # fmt: skip
"""Parameters whose value is a key wherever they stand; the names are compared in small letters."""
OF_BRIDGES = ALWAYS | {"key", "code", "sign", "signature", "sig", "k"}
"""The same in the address of a bridge. On a government's own site ``code=`` tells one column from another."""
TELLING = 12
"""Characters from which on a value is blacked out wherever it stands, and not only behind its name."""
FEEDS = frozenset({"rss", "atom", "rdf", "json", "jsonfeed"})
"""Parsers of feeds."""
NOTE = "the key in the feed's address was blacked out in what came"
_WORD = "[A-Za-z0-9_-]"
_PAIR = re.compile(r"(?P<before>[?&;])(?P<name>[^=&;#?]+)=(?P<value>[^&;#]+)")


@dataclass(frozen=True, slots=True)
class Secrets:
    """The values that one address keeps to itself, with the host that may have them."""

    host: str = ""
    pairs: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # name and value; no name: in the path
    mask: str = MASK

    def __bool__(self) -> bool:
        return bool(self.pairs)

    def back_into(self, url: str) -> str:
        """The address as the server wants it, where it is this host's; as it is elsewhere."""
        if not self.pairs or self.mask not in url or _netloc(url) != self.host:
            return url
        for name, value in self.pairs:
            masked = f"{name}={self.mask}" if name else self.mask
            url = url.replace(masked, f"{name}={value}" if name else value, 1)
        return url

    def out_of(self, text: str) -> str:
        """The text without them."""
        for name, value in self.pairs:
            for form in _forms(value):
                if form not in text:
                    continue
                if not name or len(value) >= TELLING:
                    text = text.replace(form, MASK)
                else:
                    behind = rf"(?<!{_WORD})({re.escape(name)}(?:=|%3[Dd]|\\u003[Dd])){re.escape(form)}(?!{_WORD})"
                    text = re.sub(behind, rf"\g<1>{MASK}", text)
        return text

    def out_of_bytes(self, raw: bytes) -> bytes:
        """The same for what came; the very same object where there is nothing to take out."""
        if not any(form.encode() in raw for _, value in self.pairs for form in _forms(value)):
            return raw
        return self.out_of(raw.decode("latin-1")).encode("latin-1")  # keys are ASCII, whatever the page is


NOTHING = Secrets()


def concealed(url: str, *, bridge: bool, values: Iterable[str] = (), mask: str = MASK) -> tuple[str, Secrets]:
    """The address as it may be known, and what it keeps to itself.

    ``bridge`` says that it is a bridge's, ``values`` are what variables of the environment put there: a variable that
    holds a whole address gives away none of its parameters. The host stays, since everybody asked knows it.
    """
    values = tuple(values)
    if not values and "?" not in url:
        return url, NOTHING
    names = OF_BRIDGES if bridge else ALWAYS
    head, mark, rest = url.partition("://")
    authority, path = _split(rest) if mark else ("", "")
    if not mark:  # no address, but it may be meant for one
        head, path = "", url
    secret = [value for value in values if value and "://" not in value and value in path]
    if any("://" in value for value in values):
        secret += [found["value"] for found in _PAIR.finditer(path)]
    pairs: list[tuple[str, str]] = []

    def hide(found: re.Match[str]) -> str:
        name, value = found["name"], found["value"]
        given = any(one in unquote(value) or one in value for one in secret)
        if value.startswith(MASK) or not (given or name.lower() in names):
            return found[0]
        pairs.append((name, value))
        return f"{found['before']}{name}={mask}"

    shown = _PAIR.sub(hide, path)
    for value in sorted(set(secret), key=len, reverse=True):
        for form in _forms(value):
            if form in shown:
                shown = shown.replace(form, mask)
                pairs.append(("", form))
    if not pairs:
        return url, NOTHING
    return f"{head}{mark}{authority}{shown}", Secrets(authority, tuple(pairs), mask)


def of_bridge(url: str, *, channel: str, parser: str, private: Collection[str]) -> bool:
    """The address is most likely a bridge's: of another channel, in the user's own network, or a feed that no
    government serves."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return True
    served = host == "gov.cn" or host.endswith(".gov.cn")
    return channel != "web" or host in private or (parser in FEEDS and not served)


def of_feed(
    url: str, *, channel: str, parser: str, private: Collection[str], values: Iterable[str] = (), mask: str = MASK
) -> tuple[str, Secrets]:
    """`concealed` for the address of a feed, which says itself whether it is a bridge's."""
    bridge = of_bridge(url, channel=channel, parser=parser, private=private)
    return concealed(url, bridge=bridge, values=values, mask=mask)


def _split(rest: str) -> tuple[str, str]:
    """Host with port, and what follows."""
    end = min((place for sign in "/?#" if (place := rest.find(sign)) >= 0), default=len(rest))
    return rest[:end], rest[end:]


def _forms(value: str) -> tuple[str, ...]:
    """The ways in which a value stands in addresses, pages and JSON; the longest first."""
    plain = unquote(value)
    found = {value, plain, quote(plain, safe=""), escape(plain), plain.replace("/", "\\/")}
    return tuple(sorted((one for one in found if one.isascii() and one), key=lambda one: (-len(one), one)))


def _netloc(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""
