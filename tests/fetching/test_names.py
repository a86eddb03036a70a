"""Names that fail, return, or lead inside, and certificates out of date: through the resolver that the client asks."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from monitor.core.feed import Failed, Fetched, FetchResult, Outcome
from monitor.fetching import Web, client
from monitor.fetching.guard import Guard
from tests.fetching.loopback import Answer, ManualClock, page, redirect, rules, served

OUTSIDE = "www.binjiang.gov.example"
INSIDE = "inside.binjiang.gov.example"


class Names:
    """The system's resolver, as the loop asks it: what each name leads to at present."""

    def __init__(self, **told: list[str] | None) -> None:
        self.told = {OUTSIDE: ["127.0.0.1"], **told}
        self.asked: list[str] = []

    async def getaddrinfo(self, host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        self.asked.append(host)
        found = self.told.get(host)
        if not found:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found
        ]


def with_names(names: Names, work: Callable[[], object]) -> object:
    """Run with this resolver under the loop."""

    async def scenario() -> object:
        loop = asyncio.get_running_loop()
        loop.getaddrinfo = names.getaddrinfo  # type: ignore[method-assign, assignment]
        return await work()  # type: ignore[misc]

    return asyncio.run(scenario())


def test_an_outage_of_the_resolver_is_dns_and_over_with_it() -> None:
    names, clock = Names(), ManualClock()

    async def work() -> list[FetchResult]:
        allowed = rules(allow_hosts=frozenset({OUTSIDE}))
        async with served({"/": page(b"<p>x</p>")}) as site, Web(allowed, clock=clock) as web:
            found = []
            for known in (None, ["127.0.0.1"], None, ["127.0.0.1"]):
                names.told[OUTSIDE] = known
                found.append(await web.get(f"http://{OUTSIDE}:{site.port}/"))
            return found

    out, back, out_again, back_again = with_names(names, work)  # type: ignore[misc]
    assert isinstance(out, Failed)
    assert (out.outcome, out_again.outcome) == (Outcome.DNS, Outcome.DNS)
    assert "Temporary failure" in out.detail
    assert isinstance(back, Fetched)
    assert isinstance(back_again, Fetched)


@pytest.mark.parametrize(
    "address",
    ["::1", "fe80::1", "fe80::1%eth0", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:a00:8::",
     "fc00::5", "10.0.0.8", "169.254.169.254", "100.64.3.2"],
)  # fmt: skip
def test_a_redirect_to_a_name_that_leads_inside_is_not_followed(address: str) -> None:
    names = Names(**{INSIDE: [address]})

    async def work() -> tuple[FetchResult, list[str]]:
        answers: dict[str, Answer] = {"/secret": page(b"secret")}
        allowed = rules(allow_hosts=frozenset({OUTSIDE}))
        async with served(answers) as site, Web(allowed, clock=ManualClock()) as web:
            answers["/"] = redirect(f"http://{INSIDE}:{site.port}/secret")
            return await web.get(f"http://{OUTSIDE}:{site.port}/"), site.paths

    result, paths = with_names(names, work)  # type: ignore[misc]
    assert isinstance(result, Failed)
    assert result.outcome is Outcome.FORBIDDEN_ADDRESS
    assert paths == ["/"]
    assert names.asked == [OUTSIDE, INSIDE]


def test_of_a_name_with_addresses_of_both_kinds_only_the_public_ones_are_visited() -> None:
    names = Names(**{INSIDE: ["::1", "93.184.216.34", "10.0.0.1", "2606:4700::1111"]})
    guard = Guard(allow_hosts=frozenset(), resolve=None)
    found = with_names(names, lambda: guard.resolve(INSIDE, 80))
    assert [one["host"] for one in found] == ["93.184.216.34", "2606:4700::1111"]  # type: ignore[attr-defined]


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[timedelta], ssl.SSLContext]]:
    """A server's certificate for 127.0.0.1 that we trust, valid for a day from so long from now."""
    contexts = (client._strict_tls, client._legacy_tls)

    def made(begins: timedelta) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
        start = datetime.now(UTC) + begins
        certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(start).not_valid_after(start + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        chain = tmp_path / "chain.pem"
        pem = serialization.Encoding.PEM
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        chain.write_bytes(private + certificate.public_bytes(pem))
        monkeypatch.setenv("SSL_CERT_FILE", str(chain))
        for one in contexts:
            one.cache_clear()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        return context

    yield made
    for one in contexts:
        one.cache_clear()


@pytest.mark.parametrize(
    ("begins", "words"),
    [(timedelta(days=-400), "expired"), (timedelta(days=30), "not yet valid"), (timedelta(hours=-1), "")],
)
def test_a_certificate_out_of_date_is_named_so(begins: timedelta, words: str, trusted) -> None:  # type: ignore[no-untyped-def]
    context = trusted(begins)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(page(b"<p>x</p>"))
        await writer.drain()
        writer.close()

    async def scenario() -> FetchResult:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
        async with server, Web(rules(), clock=ManualClock()) as web:
            return await web.get(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")

    result = asyncio.run(scenario())
    if not words:
        assert isinstance(result, Fetched)
        return
    assert isinstance(result, Failed)
    assert result.outcome is Outcome.EXPIRED
    assert words in result.detail
