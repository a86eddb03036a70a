"""Where we never go: private, local and metadata addresses, whatever a URL, a redirect or the DNS says.

The addresses of a name are resolved here, checked, and the connection is made to the very address that
was checked, so that a name that changes its mind between two look-ups gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable, Mapping

import httpcore
import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Mapping[str, tuple[str, int]]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SPECIAL = (
    ipaddress.IPv4Network("192.0.0.0/24"),  # protocol assignments; one cloud's metadata
    ipaddress.IPv4Network("168.63.129.16/32"),  # another cloud's, on an address that looks public
    ipaddress.IPv4Network("192.88.99.0/24"),  # 6to4 relays
)
_TRIES = 4  # addresses of one name that are tried in turn


class Unreachable(httpcore.ConnectError):
    """No connection to any address of the host."""


class NoSuchHost(httpcore.ConnectError):
    """The name has no address."""


class ForbiddenAddress(httpcore.ConnectError):
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
    special = isinstance(ip, ipaddress.IPv4Address) and any(ip in network for network in _SPECIAL)
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
    if url.host in allow_hosts:
        return None
    try:
        return forbidden(url.host)
    except ValueError:  # a name
        return None


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections for the client: resolve, check, connect to what was checked."""

    def __init__(self, *, allow_hosts: frozenset[str], resolve: Resolve | None) -> None:
        self._allow_hosts = allow_hosts
        self._resolve: Resolve = {} if resolve is None else resolve
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the host, or the reason why there is none."""
        override = self._resolve.get(host)
        if override is not None:
            candidates = [override]
        else:
            candidates = [(address, port) for address in await self._addresses(host, port)]
        trouble: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address, number in candidates[:_TRIES]:
            try:
                return await self._plain.connect_tcp(
                    address,
                    number,
                    timeout=timeout,
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
                trouble = exc
        if isinstance(trouble, httpcore.ConnectTimeout):
            raise trouble
        raise Unreachable(f"no connection to {host}:{port}: {trouble}") from trouble

    async def _addresses(self, host: str, port: int) -> list[str]:
        """The addresses of the host that may be visited, each once, in the resolver's order."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
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

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: feeds are on the web."""
        raise ForbiddenAddress(f"{path} is a socket of this machine")

    async def sleep(self, seconds: float) -> None:
        """A pause; asked for by the pool only between connection attempts, which we make ourselves."""
        await asyncio.sleep(seconds)
