"""What went wrong with one request, named; and what had come of the answer by then."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field

import aiohttp
import httpx

from monitor.core.feed import Cut, Outcome
from monitor.fetching.guard import ForbiddenAddress, NoSuchHost

CUT_KEPT = 64 * 1024
"""Bytes that are kept of an answer that broke off: what it was can be seen, and nobody fills a disk with them."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """No answer; ``again`` where another try may help."""

    outcome: Outcome
    detail: str
    again: bool = False
    cut: Cut | None = None  # what came of an answer


@dataclass(slots=True)
class Coming:
    """An answer under way, as far as it came."""

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    size: int = 0
    chunks: list[bytes] = field(default_factory=list)  # the first ones

    def take(self, chunk: bytes) -> None:
        """More of its body, packed as it is."""
        if self.size < CUT_KEPT:
            self.chunks.append(chunk)
        self.size += len(chunk)

    def cut(self) -> Cut | None:
        """All of it that is kept; None where not even a head came."""
        if not self.status:
            return None
        return Cut(self.status, self.headers, self.size, b"".join(self.chunks)[:CUT_KEPT])


_LEGACY_SIGNS = (
    "UNSAFE_LEGACY_RENEGOTIATION",
    "DH_KEY_TOO_SMALL",
    "EE_KEY_TOO_SMALL",
    "UNSUPPORTED_PROTOCOL",
    "HANDSHAKE_FAILURE",
    "PROTOCOL_VERSION",
)
_LEGACY_MEND = "; the server is old: legacy_tls: true for this feed may help"


def named(exc: BaseException) -> Trouble:
    """Name what went wrong, from the whole chain of causes."""
    chain: list[BaseException] = []
    link: BaseException | None = exc
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    for cause in chain:
        match cause:
            case aiohttp.ClientError():  # some pretend to be the TLS errors that they carry
                continue
            case ForbiddenAddress():
                return Trouble(Outcome.FORBIDDEN_ADDRESS, str(cause))
            case NoSuchHost():
                return Trouble(Outcome.DNS, str(cause))
            case ssl.SSLCertVerificationError():
                if "expired" in cause.verify_message or "not yet valid" in cause.verify_message:
                    return Trouble(Outcome.EXPIRED, f"certificate: {cause.verify_message}")
                weak = "too weak" in cause.verify_message
                return Trouble(Outcome.TLS, f"certificate: {cause.verify_message}{_LEGACY_MEND if weak else ''}")
            case ssl.SSLError():
                reason = cause.reason or str(cause)
                old = any(sign in reason.upper() for sign in _LEGACY_SIGNS)
                return Trouble(Outcome.TLS, f"handshake: {reason}{_LEGACY_MEND if old else ''}")
    if isinstance(exc, httpx.ConnectError):
        if not any(isinstance(cause, aiohttp.ClientSSLError) for cause in chain):
            return Trouble(Outcome.REFUSED, f"no connection: {exc}", again=True)
        # connected, then broken in the handshake
        return Trouble(Outcome.TLS, f"the connection broke during the TLS handshake: {exc}".rstrip(": "))
    if isinstance(exc, httpx.RemoteProtocolError):
        silent = any(isinstance(cause, aiohttp.ServerDisconnectedError) for cause in chain)
        return Trouble(Outcome.REFUSED if silent else Outcome.ERROR, str(exc).rstrip("."), again=True)
    if isinstance(exc, (httpx.NetworkError, OSError)):
        return Trouble(Outcome.REFUSED, f"the connection was reset: {exc}".rstrip(": "), again=True)
    return Trouble(Outcome.ERROR, f"{type(exc).__name__}: {exc}")
