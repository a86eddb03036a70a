"""Stamps of others on the head of the chain: who stamped it can swear when everything before it was there.

``stamps/`` beside the chain holds one plain statement a day (``00001234.txt``: the number of the last record
and both heads) and beside it what came back for it: ``00001234.HOST.tsr`` of an RFC 3161 authority,
``00001234.HOST.ots`` of an OpenTimestamps calendar. A statement without its answer waits in the queue.
Both can be checked without this program: ``openssl ts -verify -data 00001234.txt -in … -CAfile …`` and
``ots verify -f 00001234.txt …``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256, sha384, sha512
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.core.problems import Problem, StorageError
from monitor.evidence import ots
from monitor.evidence.chain import Link
from monitor.evidence.passage import Heads, Passage

if TYPE_CHECKING:
    from rfc3161_client import TimeStampResponse

FOLDER = "stamps"
MOST_BYTES = 64 * 1024
"""No stamp is longer."""
_NAME = re.compile(r"(\d{8,})\.(?:txt|([A-Za-z0-9_.-]+)\.(tsr|ots))\Z")
_LINE = re.compile(r"(\w+): (\S+)\Z")
_TITLE = "response-window-monitor: head of the evidence chain"


@dataclass(frozen=True, slots=True)
class Statement:
    """What is stamped: both heads after record ``n``, as they were at a time."""

    heads: Heads
    at: datetime

    def text(self) -> bytes:
        """The statement's file, byte for byte what is stamped."""
        when = self.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        lines = (f"record: {self.heads.n}", f"sha256: {self.heads.head}", f"sm3: {self.heads.head_sm3}", f"at: {when}")
        return "\n".join((_TITLE, *lines, "")).encode()


@dataclass(frozen=True, slots=True)
class Stamp:
    """One answer for a statement, and what it proves."""

    n: int
    kind: str  # rfc3161, opentimestamps
    by: str  # host that gave it
    at: datetime | None  # the time it swears to; None where that is not in it (a Bitcoin block's is not)
    words: str
    sure: bool  # the signature was followed to a root that the user trusts


def read_statement(content: bytes) -> Statement | None:
    """A statement out of its file."""
    lines = content.decode("ascii", "replace").splitlines()
    found = {m[1]: m[2] for line in lines[1:] if (m := _LINE.match(line))}
    try:
        heads = Heads(int(found["record"]), found["sha256"], found["sm3"])
        one = Statement(heads, datetime.fromisoformat(found["at"]))
        return one if one.text() == content else None
    except (KeyError, ValueError):
        return None


def state(folder: Path, last: Link, at: datetime) -> bool:
    """Write the day's statement, once a day (UTC) and only when something was added. Says whether it did.

    Raises:
        StorageError: it could not be written.
    """
    there = folder / FOLDER
    one = Statement(Heads(last.n, last.head, last.head_sm3 or last.head), at)
    try:
        there.mkdir(exist_ok=True)
        newest = max((name for name in os.listdir(there) if name.endswith(".txt") and _NAME.match(name)), default="")
        before = read_statement((there / newest).read_bytes()) if newest else None
        if before is not None and (before.heads.n >= last.n or before.at.date() >= at.astimezone(UTC).date()):
            return False
        put(there / f"{last.n:08d}.txt", one.text())
    except OSError as error:
        raise StorageError(f"{there}: {error.strerror or error}; the day's head is not stamped") from error
    return True


def put(path: Path, content: bytes) -> None:
    """A whole file or none."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def queued(folder: Path, authorities: Collection[str], *, ending: str) -> Iterator[tuple[Path, str, Path]]:
    """Statements that wait for an authority's answer: the statement, the address, where the answer goes."""
    there = folder / FOLDER
    names = sorted(os.listdir(there)) if there.is_dir() else []
    for name in names:
        if name.endswith(".txt") and _NAME.match(name):
            for address in authorities:
                answer = there / f"{name[:-4]}.{host_of(address)}.{ending}"
                if not answer.exists():
                    yield there / name, address, answer


def host_of(address: str) -> str:
    """The authority's host, as it stands in the names of its answers."""
    try:
        host = urlsplit(address).hostname or "authority"
    except ValueError:
        host = "authority"
    return re.sub(r"[^A-Za-z0-9_.-]", "_", host)


def rfc3161_request(statement: bytes) -> bytes:
    """What is sent to an RFC 3161 authority."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    asked = TimestampRequestBuilder().data(statement).hash_algorithm(HashAlgorithm.SHA256).build()
    return asked.as_bytes()


def answers_for(statement: bytes, answer: bytes) -> str:
    """Why an RFC 3161 answer is no stamp on this statement; empty where it is one."""
    one = _decoded(answer)
    if one is None:
        return "it is no answer of a timestamp authority"
    if one.status not in (0, 1):
        return f"the authority refused (status {one.status})"
    wanted = {make(statement).digest() for make in (sha256, sha384, sha512)}
    return "" if one.tst_info.message_imprint.message in wanted else "it stamps something else"


def _decoded(answer: bytes) -> TimeStampResponse | None:
    from rfc3161_client import decode_timestamp_response

    try:
        return decode_timestamp_response(answer)
    except (ValueError, TypeError):
        return None


def stamps_of(folder: Path, proven: Passage) -> dict[str, bytes]:
    """Statements and answers that bear on a passage: those of heads after its last shown record."""
    there = folder / FOLDER
    last = proven.shown[-1].n if proven.shown else proven.end.n
    found: dict[str, bytes] = {}
    for name in sorted(os.listdir(there)) if there.is_dir() else ():
        match = _NAME.match(name)
        if match is not None and last <= int(match[1]) <= proven.end.n:
            found[name] = (there / name).read_bytes()
    return found


def read_stamps(folder: Path) -> dict[str, bytes]:
    """All statements and answers of a folder of evidence."""
    there = folder / FOLDER
    names = sorted(os.listdir(there)) if there.is_dir() else []
    return {name: (there / name).read_bytes() for name in names if _NAME.match(name)}


def check_stamps(
    files: Mapping[str, bytes], heads: Mapping[int, Heads], *, roots: bytes | None = None, problems: list[Problem]
) -> tuple[Stamp, ...]:
    """Each stamp, compared with the heads that the chain itself gives.

    ``roots`` are the certificates (PEM) of the authorities the user trusts; without them a stamp is told
    with the time it names, and that its signature was followed to no root.
    """
    found: list[Stamp] = []
    for name, content in files.items():
        match = _NAME.match(name)
        if match is None or not name.endswith(".txt"):
            continue
        said = read_statement(content)
        if said is None or said.heads != heads.get(said.heads.n):
            what = "states a head that is not the chain's"
            problems.append(Problem(f"{FOLDER}/{name}", what, "the chain or the stamp was changed"))
            continue
        for other, answer in files.items():
            one = _NAME.match(other)
            if one is not None and one[2] and one[1] == match[1]:
                stamp = (_rfc3161 if one[3] == "tsr" else _opentimestamps)(said, content, answer, one[2], roots)
                if isinstance(stamp, str):
                    mend = "remove it: the queue asks again"
                    problems.append(Problem(f"{FOLDER}/{other}", stamp, mend))
                else:
                    found.append(stamp)
    return tuple(found)


def _rfc3161(said: Statement, statement: bytes, answer: bytes, host: str, roots: bytes | None) -> Stamp | str:
    wrong = answers_for(statement, answer)
    one = _decoded(answer)
    if wrong or one is None:
        return wrong
    at = one.tst_info.gen_time
    name = one.tst_info.serial_number
    if roots is None:
        return Stamp(said.heads.n, "rfc3161", host, at, f"serial {name:x}; signature not followed to a root", False)
    untrue = _untrusted(one, statement, roots)
    return untrue or Stamp(said.heads.n, "rfc3161", host, at, f"serial {name:x}; signature verified", True)


def _untrusted(one: TimeStampResponse, statement: bytes, roots: bytes) -> str:
    from cryptography import x509
    from rfc3161_client import VerificationError, VerifierBuilder

    try:
        trusted = x509.load_pem_x509_certificates(roots)
        builder = VerifierBuilder()
        for certificate in trusted:
            builder = builder.add_root_certificate(certificate)
        builder.build().verify_message(one, statement)
    except (VerificationError, ValueError) as error:
        return f"its signature does not lead to the roots given ({error})"
    return ""


def _opentimestamps(said: Statement, statement: bytes, answer: bytes, host: str, _: bytes | None) -> Stamp | str:
    try:
        attested = ots.attestations(answer, sha256(statement).digest())
    except ots.Unreadable as error:
        return str(error)
    blocks = sorted(one for one in attested if one.block)
    if blocks:
        words = f"Bitcoin block {blocks[0].block}, Merkle root {blocks[0].commitment[::-1].hex()}: compare it there"
    else:
        words = "promised by the calendar, not yet in a block"
    return Stamp(said.heads.n, "opentimestamps", host, None, words, False)
