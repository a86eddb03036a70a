"""Where we never go: private, local and metadata addresses, whatever a URL, a redirect or the DNS says.

The addresses of a name are resolved here, checked, and the connection is made to the very address that
was checked, so that a name that changes its mind between two look-ups gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Mapping

import httpx
from aiohttp.abc import AbstractResolver, ResolveResult

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Mapping[str, tuple[str, int]]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SPECIAL = (
    ipaddress.IPv4Network("192.0.0.0/24"),  # protocol assignments; one cloud's metadata
    ipaddress.IPv4Network("168.63.129.16/32"),  # another cloud's, on an address that looks public
    ipaddress.IPv4Network("192.88.99.0/24"),  # 6to4 relays
)
_SPECIAL_V6 = (
    ipaddress.IPv6Network("fec0::/10"),  # site-local, as private networks had it once
    ipaddress.IPv6Network("3fff::/20"),  # documentation, RFC 9637
    ipaddress.IPv6Network("64:ff9b:1::/48"),  # a network's own translation to IPv4, RFC 8215
)
_TRIES = 4  # addresses of one name that are tried in turn


class NoSuchHost(httpx.ConnectError):
    """The name has no address."""


class ForbiddenAddress(httpx.ConnectError):
    """The name leads to an address that must not be visited."""


def forbidden(address: str) -> str | None:
    """Why this address must not be visited, or None for an address of the public Internet."""
    ip: Address = ipaddress.ip_address(address.split("%", 1)[0])
    inner = _embedded(ip)
    if inner is not None:
        return forbidden(str(inner))
    if ip.is_loopback:
        return f"{address} is this machine"
    if ip.is_link_local:
        return f"{address} is a link-local address"
    if ip.is_multicast:
        return f"{address} is a multicast address"
    special = any(ip in network for network in (*_SPECIAL, *_SPECIAL_V6))  # none is in one of the other version
    if not ip.is_global or ip.is_reserved or ip.is_unspecified or special:
        return f"{address} is a private or reserved address"
    return None


def _embedded(ip: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address really leads to, if any."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def check(url: httpx.URL, *, allow_hosts: frozenset[str]) -> str | None:
    """Why this URL must not be visited, as far as its text tells; names are checked when they resolve."""
    if url.scheme not in ("http", "https"):
        return f"scheme {url.scheme!r} is neither http nor https"
    if not url.host:
        return "no host in the URL"
    if url.port is not None and not 0 < url.port < 65536:
        return f"no such port: {url.port}"
    if url.host in allow_hosts or (url.host[-1:].isalpha() and ":" not in url.host and "0x" not in url.host):
        return None  # a name, or one that may be anything
    try:
        return forbidden(url.host)
    except ValueError:
        # 127.1 or 2130706433: no name has such a last label, and what it leads to is the system's guess
        number = url.host.rstrip(".").rpartition(".")[2]
        odd = ":" in url.host or number.isdigit() or number.lower().startswith("0x")
        return f"{url.host} is an address in a form that hides where it leads" if odd else None


class Guard(AbstractResolver):
    """Says where connections may go: it resolves each name once and gives only what it has checked.

    Addresses written into a URL never come here: ``check`` has read them.
    """

    def __init__(self, *, allow_hosts: frozenset[str], resolve: Resolve | None) -> None:
        self._allow_hosts = allow_hosts
        self._resolve: Resolve = {} if resolve is None else resolve

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of the host that may be visited, a few of them, in the resolver's order.

        Raises:
            NoSuchHost: the name has no address.
            ForbiddenAddress: it has none that may be visited.
        """
        override = self._resolve.get(host)
        if override is not None:
            return [_place(host, *override)]
        return [_place(host, address, port) for address in (await self._addresses(host, port, family))[:_TRIES]]

    async def _addresses(self, host: str, port: int, family: socket.AddressFamily) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as exc:  # UnicodeError: a label the resolver cannot even encode
            raise NoSuchHost(f"no address for {host}: {exc}") from exc
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if host in self._allow_hosts:
            return addresses
        reasons = {address: forbidden(address) for address in addresses}
        public = [address for address, reason in reasons.items() if reason is None]
        if not public:
            why = "; ".join(sorted({reason for reason in reasons.values() if reason}))
            raise ForbiddenAddress(f"{host} leads to a forbidden address: {why or 'no address'}")
        return public

    async def close(self) -> None:
        """Nothing is kept."""


def _place(host: str, address: str, port: int) -> ResolveResult:
    version = socket.AF_INET6 if ":" in address else socket.AF_INET
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=host, host=address, port=port, family=version, proto=0, flags=flags)
