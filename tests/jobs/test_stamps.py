"""The head of the chain is stamped by others: an authority of OpenSSL's own making, and a small calendar."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from monitor.evidence import Archive, ots, verify
from monitor.evidence.stamps import answers_for, read_statement, rfc3161_request
from monitor.jobs import stamp
from tests.evidence.building import URL, at, fetched
from tests.simulated import command

NOW = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa_config]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ordering = yes
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def openssl(*words: str | Path, stdin: bytes = b"") -> bytes:
    return subprocess.run(["openssl", *map(str, words)], input=stdin, capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys and certificates of a timestamp authority, made by the openssl command line."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl command here")
    folder = tmp_path_factory.mktemp("authority")
    for name in ("root", "tsa"):
        (folder / f"{name}.cnf").write_text(CONFIG.format(name=f"{name} of a test", folder=folder))
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", folder / f"{name}.key")
    root = ["-config", folder / "root.cnf", "-extensions", "root", "-key", folder / "root.key"]
    openssl("req", "-new", "-x509", "-days", "9000", *root, "-out", folder / "root.pem")
    asked = ["-config", folder / "tsa.cnf", "-key", folder / "tsa.key"]
    openssl("req", "-new", *asked, "-out", folder / "tsa.csr")
    signed = ["-CA", folder / "root.pem", "-CAkey", folder / "root.key", "-CAcreateserial", "-days", "9000"]
    made = ["-extfile", folder / "tsa.cnf", "-extensions", "tsa", "-out", folder / "tsa.pem"]
    openssl("x509", "-req", "-in", folder / "tsa.csr", *signed, *made)
    (folder / "serial").write_text("01\n")
    return folder


def stamped(folder: Path, query: bytes) -> bytes:
    """What the authority answers."""
    (folder / "query").write_bytes(query)
    words = ["-queryfile", folder / "query", "-config", folder / "tsa.cnf", "-section", "tsa_config"]
    return openssl("ts", "-reply", *words)


@contextmanager
def serving(answer: Callable[[str, bytes], tuple[int, bytes]]) -> Iterator[str]:
    """A server on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, content = answer(self.path, self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST  # noqa: N815 - the server's own name

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def run(archive: Archive, warc: Path, *, now: datetime = NOW, **asked: list[str]) -> tuple[int, list[str]]:
    wanted = {"rfc3161": [], "opentimestamps": [], **asked}
    count, problems = asyncio.run(stamp.run(archive, warc, now=now, **wanted))
    return count, [str(problem) for problem in problems]


def evidence(folder: Path) -> Archive:
    archive = Archive(folder / "warc")
    archive.keep_response(fetched(), request_url=URL)
    return archive


def test_a_head_is_stamped_by_an_authority_and_the_stamp_is_verified(authority: Path, tmp_path: Path) -> None:
    with evidence(tmp_path) as archive, serving(lambda _, query: (200, stamped(authority, query))) as address:
        assert run(archive, tmp_path / "warc", rfc3161=[address]) == (1, [])
        assert run(archive, tmp_path / "warc", rfc3161=[address]) == (0, []), "one a day"
    report = verify(tmp_path / "warc", roots=(authority / "root.pem").read_bytes())
    assert report.ok, report.problems
    assert [(one.n, one.kind, one.sure) for one in report.stamps] == [(2, "rfc3161", True)]
    assert report.stamps[0].at is not None
    done = command("verify", "--db", tmp_path / "monitor.db", "--json", "--ca", authority / "root.pem")
    assert json.loads(done.stdout)["stamps"][0]["verified"] is True
    unsure = verify(tmp_path / "warc")
    assert unsure.ok
    assert [one.sure for one in unsure.stamps] == [False], "without roots nothing is said to be verified"


def test_a_stamp_can_be_checked_with_openssl_alone(authority: Path, tmp_path: Path) -> None:
    with evidence(tmp_path) as archive, serving(lambda _, query: (200, stamped(authority, query))) as address:
        run(archive, tmp_path / "warc", rfc3161=[address])
    (answer,) = (tmp_path / "warc" / "stamps").glob("*.tsr")
    statement = answer.parent / f"{answer.name.split('.')[0]}.txt"
    words = ["-data", statement, "-in", answer, "-CAfile", authority / "root.pem", "-untrusted", authority / "tsa.pem"]
    assert b"OK" in openssl("ts", "-verify", *words)


def test_statements_wait_while_nobody_can_be_reached_and_are_stamped_later(authority: Path, tmp_path: Path) -> None:
    warc = tmp_path / "warc"
    with serving(lambda *_: (503, b"")) as down, evidence(tmp_path) as archive:
        for day in range(3):
            archive.keep_response(fetched(b"<p>%d</p>" % day, seconds=86400 * day), request_url=URL)
            count, problems = run(archive, warc, now=NOW + timedelta(days=day), rfc3161=[down])
            assert count == 0
            assert "HTTP 503" in problems[0]
    assert run_again(warc, down) == (0, 3), "nobody answers there at all"
    statements = sorted((warc / "stamps").glob("*.txt"))
    assert [read_statement(path.read_bytes()).at for path in statements] == [
        NOW + timedelta(days=day) for day in range(3)
    ]  # type: ignore[union-attr]
    with Archive(warc) as archive, serving(lambda _, query: (200, stamped(authority, query))) as up:
        assert run(archive, warc, now=NOW + timedelta(days=2, hours=1), rfc3161=[up]) == (3, [])
    report = verify(warc, roots=(authority / "root.pem").read_bytes())
    assert report.ok
    assert len(report.stamps) == 3


def run_again(warc: Path, address: str) -> tuple[int, int]:
    with Archive(warc) as archive:
        count, problems = run(archive, warc, now=NOW + timedelta(days=2), rfc3161=[address])
    return count, len(problems)


def test_a_chain_written_anew_does_not_fit_its_stamps(authority: Path, tmp_path: Path) -> None:
    warc = tmp_path / "warc"
    with evidence(tmp_path) as archive, serving(lambda _, query: (200, stamped(authority, query))) as address:
        run(archive, warc, rfc3161=[address])
    for path in (*warc.glob("*.gz"), warc / "chain.jsonl"):
        path.unlink()
    with Archive(warc) as archive:  # other evidence, with a chain that is good in itself
        archive.keep_response(fetched(b"<p>another</p>"), request_url=URL)
    assert "not the chain's" in str(verify(warc).problems)


def test_what_is_no_stamp_on_this_head_is_not_kept(authority: Path, tmp_path: Path) -> None:
    other = stamped(authority, rfc3161_request(b"something else"))
    assert answers_for(b"something else", other) == ""
    for answer, words in ((b"<html>busy</html>", "no answer of"), (other, "something else"), (bytes(70_000), "more")):
        folder = tmp_path / words.replace(" ", "-")
        with evidence(folder) as archive, serving(lambda *_, a=answer: (200, a)) as address:
            count, problems = run(archive, folder / "warc", rfc3161=[address])
        assert count == 0
        assert words in problems[0]
        assert not list((folder / "warc" / "stamps").glob("*.tsr"))


def test_a_stamp_of_an_authority_that_is_not_trusted_is_a_finding(authority: Path, tmp_path: Path) -> None:
    openssl(
        "req", "-new", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=other", "-days", "10",
        "-keyout", tmp_path / "k", "-out", tmp_path / "other.pem",
    )  # fmt: skip
    with evidence(tmp_path) as archive, serving(lambda _, query: (200, stamped(authority, query))) as address:
        run(archive, tmp_path / "warc", rfc3161=[address])
    assert "roots given" in str(verify(tmp_path / "warc", roots=(tmp_path / "other.pem").read_bytes()).problems)


def test_the_command_stamps_by_the_settings_and_verify_trusts_their_roots(authority: Path, tmp_path: Path) -> None:
    evidence(tmp_path).close()
    settings = tmp_path / "feeds.yaml"
    where = ["--db", tmp_path / "monitor.db", "--feeds", settings]
    with serving(lambda _, query: (200, stamped(authority, query))) as address:
        stamps = f"stamps: {{rfc3161: {address}, roots: roots.pem}}\n"
        settings.write_text(f"schema: 1\nfeeds: [{{id: a, url: https://a.example/}}]\n{stamps}", "utf-8")
        refused = command("stamp", *where)
        assert refused.returncode == 2
        assert "feeds.yaml:3" in refused.stderr.decode()
        shutil.copy(authority / "root.pem", tmp_path / "roots.pem")
        done = command("stamp", "--json", *where)
        assert done.stderr == b""
    assert json.loads(done.stdout) == {"schema": 1, "record": 2, "stamps": 1, "problems": []}
    (found,) = json.loads(command("verify", "--json", *where).stdout)["stamps"]
    assert (found["record"], found["verified"]) == (2, True)
    settings.write_text("schema: 1\nfeeds: [{id: a, url: https://a.example/}]\n", "utf-8")
    assert "nobody is named" in command("stamp", *where).stderr.decode()


# -- OpenTimestamps -------------------------------------------------------------------------------------------


def counted(content: bytes) -> bytes:
    return bytes([len(content)]) + content


class Calendar:
    """Promises at first; after `mine`, leads every commitment into one block."""

    def __init__(self) -> None:
        self.address = ""
        self.mined = False

    def __call__(self, path: str, body: bytes) -> tuple[int, bytes]:
        if path == "/digest":
            promise = b"\x00" + bytes.fromhex("83dfe30d2ef90c8e") + counted(counted(self.address.encode()))
            return 200, b"\xf0" + counted(b"nonce") + b"\x08" + promise
        if path.startswith("/timestamp/") and self.mined:
            block = b"\x00" + bytes.fromhex("0588960d73d71901") + counted(b"\xb9\x0a")  # 1337
            return 200, b"\xf1" + counted(b"left") + b"\x08" + block
        return 404, b"pending"


def test_a_promise_of_a_calendar_becomes_a_block(tmp_path: Path) -> None:
    calendar, warc = Calendar(), tmp_path / "warc"
    with evidence(tmp_path) as archive, serving(calendar) as address:
        calendar.address = address
        assert run(archive, warc, opentimestamps=[address]) == (1, [])
        assert "promised" in verify(warc).stamps[0].words
        assert "HTTP 404" in run(archive, warc, now=NOW + timedelta(hours=7), opentimestamps=[address])[1][0]
        calendar.mined = True
        assert run(archive, warc, now=NOW + timedelta(hours=8), opentimestamps=[address]) == (0, [])
    report = verify(warc)
    assert report.ok
    statement = next((warc / "stamps").glob("*.txt")).read_bytes()
    root = sha256(b"left" + sha256(sha256(statement).digest() + b"nonce").digest()).digest()
    assert "Bitcoin block 1337" in report.stamps[0].words
    assert root[::-1].hex() in report.stamps[0].words
    assert not report.stamps[0].sure, "whether the block has that root only the network can say"


DIGEST = sha256(b"x").digest()


@pytest.mark.parametrize(
    "answer",
    [b"", b"\x00", b"\xff" * 40, b"\x08" * 3000, b"\xf0\xff\xff\xff\xff\xff\xff\xff\xff\xff", b"\x77", b"\xf3" * 300],
)
def test_what_is_no_proof_is_refused_however_it_is_made(answer: bytes) -> None:
    with pytest.raises(ots.Unreadable):
        ots.proof(DIGEST, answer)


def test_a_proof_of_another_digest_is_refused() -> None:
    promise = b"\x00" + bytes.fromhex("83dfe30d2ef90c8e") + counted(counted(b"https://calendar.example"))
    proof = ots.proof(DIGEST, promise)
    assert ots.attestations(proof, DIGEST)[0].calendar == "https://calendar.example"
    with pytest.raises(ots.Unreadable, match="something else"):
        ots.attestations(proof, sha256(b"y").digest())


def test_nothing_is_stated_where_nobody_is_named(tmp_path: Path) -> None:
    with evidence(tmp_path) as archive:
        assert run(archive, tmp_path / "warc") == (0, [])
        assert not (tmp_path / "warc" / "stamps").exists()
        assert at(0) < NOW
