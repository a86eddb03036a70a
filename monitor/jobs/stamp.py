"""The day's head of the chain, stated once a day and stamped by those whom the settings name.

Whoever cannot be reached is asked again: a statement waits in the folder until its answer stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from monitor.core.problems import Problem, StorageError
from monitor.evidence import ots
from monitor.evidence.stamps import FOLDER, answers_for, put, queued, read_statement, rfc3161_request, state
from monitor.evidence.warc import Archive
from monitor.fetching.stamping import ask

MOST = 20
"""Requests in one run."""
PROMISED = timedelta(hours=6)
"""How long after its statement a calendar's promise is first asked for its block."""


async def run(
    archive: Archive, warc: Path, *, rfc3161: Sequence[str], opentimestamps: Sequence[str], now: datetime
) -> tuple[int, list[Problem]]:
    """State the head where a day has passed, ask for what is missing. How many stamps came, and what went wrong.

    Raises:
        StorageError: the folder of stamps cannot be written.
    """
    last = archive.last
    if last is None or not (rfc3161 or opentimestamps):
        return 0, []
    archive.sync()  # nothing is stated that a power failure could take back
    state(warc, last, now)
    came: list[Problem | None] = []
    for path, address, answer in list(queued(warc, rfc3161, ending="tsr"))[:MOST]:
        came.append(await _authority(path.read_bytes(), address, answer))
    for path, address, answer in list(queued(warc, opentimestamps, ending="ots"))[:MOST]:
        came.append(await _calendar(path.read_bytes(), address, answer))
    problems = [one for one in came if one is not None]
    return len(came) - len(problems), [*problems, *await _promises(warc, opentimestamps, now)]


async def _authority(statement: bytes, address: str, answer: Path) -> Problem | None:
    """An RFC 3161 authority's stamp, kept; or why there is none."""
    content = await ask(address, body=rfc3161_request(statement), content_type="application/timestamp-query")
    if isinstance(content, Problem):
        return content
    wrong = answers_for(statement, content)
    if wrong:
        return Problem(address, wrong, "check the address")
    _keep(answer, content)
    return None


async def _calendar(statement: bytes, address: str, answer: Path) -> Problem | None:
    """A calendar's promise, kept; or why there is none."""
    digest = sha256(statement).digest()
    content = await ask(f"{address.rstrip('/')}/digest", body=digest, accept="application/vnd.opentimestamps.v1")
    if isinstance(content, Problem):
        return content
    try:
        _keep(answer, ots.proof(digest, content))
    except ots.Unreadable as error:
        return Problem(address, str(error), "check the address")
    return None


async def _promises(warc: Path, calendars: Sequence[str], now: datetime) -> list[Problem]:
    """Promises that have become blocks since. Only calendars that the settings name are ever asked."""
    asked = {address.rstrip("/") for address in calendars}
    problems: list[Problem] = []
    for path in sorted((warc / FOLDER).glob("*.ots"))[-MOST:]:
        try:
            statement, proof = (path.parent / f"{path.name.split('.', 1)[0]}.txt").read_bytes(), path.read_bytes()
            digest = sha256(statement).digest()
            ends = ots.attestations(proof, digest)
            said = read_statement(statement)
            if said is None or now - said.at < PROMISED or any(one.block for one in ends):
                continue
            for one in ends:
                if one.calendar.rstrip("/") in asked:
                    content = await ask(f"{one.calendar.rstrip('/')}/timestamp/{one.commitment.hex()}")
                    if isinstance(content, Problem):
                        problems.append(content)
                    else:
                        _keep(path, ots.fulfilled(proof, digest, one, content))
                        break
        except (OSError, ots.Unreadable) as error:
            problems.append(Problem(f"{FOLDER}/{path.name}", str(error), "remove it: the queue asks again"))
    return problems


def _keep(path: Path, content: bytes) -> None:
    try:
        put(path, content)
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror or error}; the stamp was not kept") from error
