"""Addresses: made absolute as a browser does, and folded to one identity for one document."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

_SPACE = re.compile(r"[\t\r\n]")
_NOWHERE = re.compile(r"^(?:#|javascript:|vbscript:|mailto:|tel:|sms:|data:|about:|file:|blob:|weixin:|[a-z]:\\)", re.I)
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[\w!.-]*", re.I)
_INDEX = re.compile(r"/(?:index|default)\.s?html?$", re.I)
_GATE = re.compile(r"^/gate/(?:big5|gb)/(?:(https?)[:/]{1,3})?([\w-]+(?:\.[\w-]+)+(?::\d+)?)(/.*)?$", re.I)
_WEB = re.compile(r"https?://(?:[^\s/?#\\@<>\"'\[\]:]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?(?:[/?#]|$)", re.I)

_ROOTED = re.compile(
    r"/(?:[\w?=&%~,+-][\w/.?=&%~,+-]*[\w/?=&%~,+-]|[\w?=&%~,+-])?", re.A
)  # the usual address, and nothing odd in it

_USUAL = re.compile(r"https?://([a-z\d-]+(?:\.[a-z\d-]+)+)((?:/[\w-][\w.-]*)+/?)", re.A)  # a name and folders

# A site's twin for telephones shows the same document at the same path, where the path names one document.
_TWIN = re.compile(r"(?:m|wap|3g|mobile)\.[\w-]+\.[\w.-]+$|www\.[\w.-]+$")
_ONE_DOCUMENT = re.compile(r"[\da-f]{24,}|\d{5,}[^/]*\.\w{3,5}$|/m?post_\d+\.html?$|t\d{8}_\d+")

_NO_IDENTITY = frozenset(
    {
        "jsessionid", "phpsessid", "sessionid", "session_id", "spm", "scm", "gclid", "fbclid", "yclid",
        "isappinstalled", "share_token", "sharefrom", "nsukey", "wxshare", "hmsr", "hmpl", "hmcu", "hmkw",
        "hmci", "mc_cid", "mc_eid", "bd_vid",
    }
)  # fmt: skip
_TRACKING = ("utm_", "wzws_", "aspsessionid")
_SHARED = frozenset({"timeline", "singlemessage", "groupmessage", "weibo", "wechat", "qq"})  # from=…
_MOMENT = re.compile(r"\d{10}|\d{13}|0\.\d{6,}")  # a time or a random number against caches: _=1726…
_SAFE = "/:@!$&'()*,;=~+-._"


def absolute(href: str, base: str) -> str | None:
    """The address a link leads to, without its fragment; None where it leads to no page."""
    if href[:1] == "/" and _ROOTED.fullmatch(href) and "./" not in href and (origin := _parts(base)[0]):
        return f"{origin}{href}" if _WEB.match(origin) else None
    if not href.isascii() or not href.isprintable() or href[:1] == " " or href[-1:] == " " or "\\" in href:
        href = _SPACE.sub("", href.strip(" \t\r\n\f\u3000\u00a0\ufeff\u200b")).replace("\\", "/")
    if not href or _NOWHERE.match(href):
        return None
    if href[:7] == "http://" or href[:8] == "https://":
        url = href
    else:
        joined = _join(href, base)
        if joined is None:
            return None
        url = joined
    if not _WEB.match(url):
        return None
    if "#" in url:
        url = url.partition("#")[0]
    return url.replace(" ", "%20") if " " in url else url


def absolutely(base: str) -> Callable[[str], str | None]:
    """`absolute` for many links of one page."""
    origin = _parts(base)[0]
    rooted = _ROOTED.fullmatch if _WEB.match(origin) else None

    def lead(href: str) -> str | None:
        if rooted is not None and href[:1] == "/" and rooted(href) and "./" not in href:
            return f"{origin}{href}"
        return absolute(href, base)

    return lead


def _join(href: str, base: str) -> str | None:
    """`urljoin`, with the usual cases cut short: it would be half the cost of reading a list."""
    origin, folders = _parts(base)
    if href[:2] == "./" and len(href) > 2:
        href = href[2:]
    if origin and "./" not in href and ":" not in href and href[:2] != "//" and href[-1:] != ".":
        if href[:1] == "/":
            return origin + href
        if href[:1] not in ("?", ";", "#", ""):
            return f"{origin}{folders[-1]}{href}"
    elif origin and href[:3] == "../" and "./" not in (rest := href.lstrip("./")) and ":" not in rest:
        up = (len(href) - len(rest)) // 3
        if len(href) - len(rest) == 3 * up and rest:
            return f"{origin}{folders[max(0, len(folders) - 1 - up)]}{rest}"
    try:
        return urljoin(base, href)
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _parts(base: str) -> tuple[str, tuple[str, ...]]:
    """Scheme and host of an address, and its folders from the top down, each with its slash."""
    try:
        parts = urlsplit(base)
    except ValueError:
        return "", ("/",)
    if not parts.netloc or "/." in parts.path or "//" in parts.path:
        return "", ("/",)
    names = parts.path.split("/")[1:-1]
    folders = ["/"]
    for name in names:
        folders.append(f"{folders[-1]}{name}/")
    return f"{parts.scheme}://{parts.netloc}", tuple(folders)


@lru_cache(maxsize=1024)
def canonical(url: str) -> str:
    """The identity of an address: equal for two addresses exactly where one document surely answers both.

    It is a name, not for fetching: the scheme is folded to https. An address that cannot be read is
    its own identity.
    """
    usual = _USUAL.fullmatch(url)
    if usual is None or "/gate/" in url:
        return _identity(url)
    host, path = _document(usual[1], _INDEX.sub("/", usual[2]))
    return f"https://{host}{path}"


def _identity(url: str) -> str:
    """The same for an address that has more than a name and folders in it."""
    text = _SPACE.sub("", url.strip())
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return text
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https") or not parts.hostname:
        return text
    host = parts.hostname.rstrip(".").lower()
    path = _path(_SESSION_PATH.sub("", quote(unquote(parts.path), safe=_SAFE)) or "/")
    if "/gate/" in path and (m := _GATE.match(path)):
        inner = f"{m[1] or 'https'}://{m[2]}{m[3] or '/'}"
        return canonical(inner + (f"?{parts.query}" if parts.query else ""))
    host, path = _document(_ascii(host), path)
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    return urlunsplit(("https", host, path, _query(parts.query), ""))


def _document(host: str, path: str) -> tuple[str, str]:
    """Where the document stands for everybody: a site's twin for telephones has it, too."""
    if _TWIN.match(host) and _ONE_DOCUMENT.search(path):
        return f"www.{host.partition('.')[2]}", path.replace("/mpost_", "/post_")
    return host, path


def _path(path: str) -> str:
    path = re.sub(r"/{2,}", "/", path)
    path = urlsplit(urljoin("https://host/", path)).path if "/." in path else path
    return _INDEX.sub("/", path)


def _query(query: str) -> str:
    """The parameters that can choose a document, sorted."""
    kept: list[tuple[str, str, str]] = []
    for pair in query.split("&"):
        name, equals, value = pair.partition("=")
        if pair and not _idle(unquote(name), unquote(value)):
            kept.append((_quoted(name), equals, _quoted(value)))
    return "&".join("".join(pair) for pair in sorted(kept))


def _quoted(text: str) -> str:
    """One spelling of each character, whether it came escaped or not; ``+`` and ``%26`` stay what they are."""
    return quote(unquote(text), safe="/:@!$'()*,;~+-._")


def _idle(name: str, value: str) -> bool:
    """The parameter says who reads or when, not what is read."""
    key = name.lower()
    if key in _NO_IDENTITY or key.startswith(_TRACKING):
        return True
    if key in ("_", "_t", "t", "timestamp", "rnd", "random"):
        return _MOMENT.fullmatch(value) is not None
    return key == "from" and value.lower() in _SHARED


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
