"""Many hosts on loopback, of which some fail for a while: each in its own way, over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from monitor.cli.composition import Places
from monitor.fetching import client
from monitor.fetching.guard import NoSuchHost
from tests.fetching.loopback import page, reset
from tests.simulated import entry, list_page

FAULTS = {
    "refused": "refused",
    "reset": "refused",
    "silent": "timeout",
    "slow": "timeout",
    "busy": "http_error",
    "wall": "blocked",
    "dns": "dns",
    "expired": "expired",
    "cut": "error",
    "gone": "soft_404",
}
"""Ways to fail, and the outcome that each must have."""
ROWS = [entry(f"/old/{n}.html", f"滨江市应急管理局工作动态第{n}期", f"2026-10-{n:02}") for n in range(28, 8, -1)]
_LIST = list_page(ROWS).encode()
_TAGGED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nETag: \"1\"\r\nContent-Length: "
GOOD = _TAGGED + str(len(_LIST)).encode() + b"\r\n\r\n" + _LIST
SAME = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
ANSWERS = {
    "busy": page(b"busy", status="503 Service Unavailable"),
    "wall": page(b"<script>$_ts=window['$_ts']</script>", status="412 Precondition Failed"),
    "cut": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n<ul><li>",
    "gone": page("<html><title>404</title><body><h1>您访问的页面不存在或已删除</h1></body></html>".encode()),
}


class Nation(dict[str, tuple[str, int]]):
    """Where each host is. While ``failing``, the first hosts fail, the kinds by turns."""

    def __init__(self, hosts: int, faulty: int) -> None:
        kinds = list(FAULTS)
        self.names = [f"h{n}.gov{n}.example" for n in range(hosts)]
        self.kinds = {name: kinds[n % len(kinds)] for n, name in enumerate(self.names[:faulty])}
        self.failing = False
        self.plain = self.tls = self.stale = 0  # ports

    @property
    def secure(self) -> list[str]:
        """Those that are asked over TLS."""
        return [name for name, kind in self.kinds.items() if kind == "expired"]

    def get(self, host: str, default: object = None) -> tuple[str, int]:  # type: ignore[override]
        kind = self.kinds.get(host) if self.failing else None
        if kind == "dns":
            raise NoSuchHost(f"no address for {host}")
        if kind == "refused":
            return "127.0.0.1", 1
        if host in self.secure:
            return "127.0.0.1", self.stale if kind else self.tls
        return "127.0.0.1", self.plain

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                host = head.partition("Host: ")[2].partition("\r\n")[0].partition(":")[0]
                if head.startswith("GET /robots.txt"):
                    writer.write(NO_ROBOTS)
                elif self.failing and host in self.kinds:
                    await self._fail(self.kinds[host], reader, writer)
                    break
                else:
                    writer.write(SAME if "If-None-Match" in head else GOOD)
                await writer.drain()
        writer.close()

    async def _fail(self, kind: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The other kinds fail before anything is asked; a connection of before is closed."""
        if kind == "reset":
            reset(writer)
        elif kind in ANSWERS:
            writer.write(ANSWERS[kind])
            await writer.drain()
        elif kind == "silent":
            await reader.read()
        elif kind == "slow":
            for byte in GOOD:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.05)

    @asynccontextmanager
    async def served(self, folder: Path) -> AsyncIterator[Nation]:
        """All of it, on three ports: plain, TLS, and TLS with a certificate that has run out."""
        context, old = (_context(folder / f"{name}.pem") for name in ("good", "stale"))
        servers = [await asyncio.start_server(self.handle, "127.0.0.1", 0, ssl=one) for one in (None, context, old)]
        self.plain, self.tls, self.stale = (one.sockets[0].getsockname()[1] for one in servers)
        async with contextlib.AsyncExitStack() as stack:
            for one in servers:
                await stack.enter_async_context(one)
            yield self


def settings(folder: Path, nation: Nation) -> Places:
    """A feed for each host, every quarter of an hour."""
    secure = set(nation.secure)
    feeds = "".join(
        f"  - {{id: f{n}, url: 'http{'s' * (name in secure)}://{name}/list', agency: a, carries: [releases], "
        "every: 15m}\n"
        for n, name in enumerate(nation.names)
    )
    (folder / "feeds.yaml").write_text(
        'schema: 1\nagencies: [{id: a, name: 滨江市应急管理局, adcode: "990100", level: prefecture}]\n'
        f"feeds:\n{feeds}", "utf-8",
    )  # fmt: skip
    return Places(folder / "monitor.db", folder / "feeds.yaml")


@contextmanager
def trusted(folder: Path, names: list[str]) -> Iterator[None]:
    """Certificates of these hosts, one good and one of last year, both from authorities that the client trusts."""
    contexts = (client._strict_tls, client._legacy_tls)
    begins = {"good": timedelta(hours=-1), "stale": timedelta(days=-400)}
    chains = b"".join(_certificate(folder / f"{name}.pem", names, ago) for name, ago in begins.items())
    (folder / "trusted.pem").write_bytes(chains)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(folder / "trusted.pem"))
        for one in contexts:
            one.cache_clear()
        yield
    for one in contexts:
        one.cache_clear()


def _certificate(path: Path, names: list[str], begins: timedelta) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{path.stem} of the tests")])
    start = datetime.now(UTC) + begins
    certificate = (
        x509.CertificateBuilder().subject_name(named).issuer_name(named).public_key(key.public_key())
        .serial_number(len(path.stem)).not_valid_before(start).not_valid_after(start + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = certificate.public_bytes(pem)
    path.write_bytes(private + public)
    return public


def _context(chain: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context
