"""Whose page it is: its host and its site code against the agency on whose feed it stood.

A look-alike (``www.heyang.gov.cn.example``, ``heyang-gov.example``), a page reached by a redirect off the
agency's own site, and a page whose title spam has taken over, may say anything. None of them counts as the
authority's own publication; none is proof of silence either, for the real page may have said it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from monitor.core.incident import NATION, Agency, contains_place

LOOKALIKE_HOST = "lookalike_host"
REDIRECTED_AWAY = "redirected_away"
FOREIGN_HOST = "foreign_host"
FOREIGN_SITE_CODE = "foreign_site_code"

NEVER_OFFICIAL = frozenset({LOOKALIKE_HOST, REDIRECTED_AWAY, "hijacked_title"})
"""Flags of a page that is not taken for the authority's own, whatever it says."""

_SECOND_LEVEL = frozenset(
    (
        "ac", "com", "edu", "gov", "mil", "net", "org",
        "ah", "bj", "cq", "fj", "gd", "gs", "gx", "gz", "ha", "hb", "he", "hi", "hk", "hl", "hn", "jl", "js", "jx",
        "ln", "mo", "nm", "nx", "qh", "sc", "sd", "sh", "sn", "sx", "tj", "tw", "xj", "xz", "yn", "zj",
    )
)  # fmt: skip
"""Second-level names under .cn, by which several owners are told apart (CNNIC's list)."""
_POSING = re.compile(r"(?:^|[.-])(?:[a-z0-9]+-)*(?:gov|g0v|zhengfu|gouv)(?:[.-]|$)|gov-?cn|(?:^|\.)[a-z0-9-]*gov\.")
_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "-": ""})
_LEAST_NAME, _LEAST_FOR_SLIP = 4, 7  # letters of a site's own name: shorter ones are like too many others
_CODE = re.compile(r"(?:(\d{6})\d{4}|(?:bm|zfwz)\d{8}|[a-z]{2}\d{8})", re.I)


@lru_cache(maxsize=1024)
def host_of(url: str) -> str:
    """The host of an address in lower case, without its port; the empty string where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def site_of(host: str) -> str:
    """What one owner holds of a host's name: ``a.heyang.gov.cn`` as ``heyang.gov.cn``, ``www.a.com`` as ``a.com``."""
    parts = host.split(".")
    if host.replace(".", "").isdigit() or len(parts) < 3:
        return host
    three = parts[-1] == "cn" and parts[-2] in _SECOND_LEVEL
    return ".".join(parts[-3:] if three else parts[-2:])


def is_official_name(host: str) -> bool:
    """The host's name is one that only authorities are given."""
    return host == "gov.cn" or host.endswith(".gov.cn")


def poses(host: str) -> bool:
    """The name looks like an authority's and is none."""
    return not is_official_name(host) and _POSING.search(host) is not None


def resembles(host: str, sites: Iterable[str]) -> bool:
    """The name is that of one of these official sites but for a slip of one letter, or for letters that look alike.

    The very same name under .com is no such slip: many places have a portal of that name.
    """
    if is_official_name(host):
        return False
    name = _letters(site_of(host).partition(".")[0])
    for site in sites:
        own = site.partition(".")[0]
        if not is_official_name(site) or len(own) < _LEAST_NAME or own == site_of(host).partition(".")[0]:
            continue
        if name == _letters(own) or (len(own) >= _LEAST_FOR_SLIP and _slipped(name, _letters(own))):
            return True
    return False


def _letters(name: str) -> str:
    """The name with one letter for all that look like it, hyphens left out."""
    return name.translate(_ALIKE).replace("rn", "m").replace("vv", "w")


def _slipped(one: str, other: str) -> bool:
    """One letter more, less or another, or two neighbours changed about."""
    short, long = sorted((one, other), key=len)
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) - len(short) == 1:
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return len(short) == len(long) and (swapped or short[at + 1 :] == long[at + 1 :])


def identity_flags(
    *, listed: str, final: str, site_code: str | None, agency: Agency | None, own: Iterable[str]
) -> tuple[str, ...]:
    """What speaks against the page being the agency's.

    ``listed`` is the address as the agency's list links it, ``final`` the one that answered, ``own`` the
    addresses of all feeds of the agency, which whoever configured them has vouched for.
    """
    if agency is None:
        return ()
    sites = {site_of(host_of(url)) for url in own}
    host, linked = host_of(final), host_of(listed)
    flags: list[str] = []
    if site_of(host) not in sites:
        if poses(host) or resembles(host, sites):
            flags.append(LOOKALIKE_HOST)
        elif site_of(linked) in sites and not is_official_name(host):
            flags.append(REDIRECTED_AWAY)
        else:
            flags.append(FOREIGN_HOST)
    if site_code and not code_fits(site_code, agency):
        flags.append(FOREIGN_SITE_CODE)
    return tuple(flags)


def code_fits(code: str, agency: Agency) -> bool:
    """A local site's code begins with the place's own (GB/T 2260), a ministry's with letters (国办发〔2017〕47号)."""
    m = _CODE.fullmatch(code)
    if m is None:
        return True  # no code at all: says nothing
    if m[1] is None:
        return agency.adcode in (NATION, "100000")
    if agency.adcode in (NATION, "100000"):
        return False
    return contains_place(agency.adcode, m[1]) or contains_place(m[1], agency.adcode)


def may_be_official(flags: Collection[str]) -> bool:
    """Nothing known of the page keeps it from being the authority's own."""
    return not NEVER_OFFICIAL.intersection(flags)
