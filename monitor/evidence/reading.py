"""Reading evidence back: records with their meaning, in the order in which they came, and single captures."""

from __future__ import annotations

import heapq
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from monitor.core.feed import Capture, first_header
from monitor.core.problems import ConfigError, Problem, StorageError
from monitor.evidence.members import RawRecord, begins_like_warc, cut_at_once, read_raw, read_raw_file
from monitor.evidence.payload import Message, parse_message, unpacked
from monitor.evidence.places import opened

_IN_MEMORY = 16 * 1024 * 1024  # packed bytes up to which everything is read at once
_NUMBER = re.compile(r"[0-9]{1,18}\Z")
_FILE_NAME = re.compile(r"[\w.-]+\Z")
_USUAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?Z\Z", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?Z?)?\Z")


class Kind(StrEnum):
    """What a record is to us."""

    RESPONSE = "response"  # an answer, with its body
    REVISIT = "revisit"  # the same as before: 304, or the same bytes again
    METADATA = "metadata"  # an attempt that got no answer
    OTHER = "other"  # requests, DNS look-ups, file descriptions: passed over


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a WARC file, understood."""

    kind: Kind
    url: str  # what was asked for
    at: datetime
    id: str  # without its brackets
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""  # the page, out of all its packing
    refers_to: str = ""  # id of the record that a revisit repeats, where the file says so
    outcome: str = ""  # of an attempt without a page, in the words of Outcome
    detail: str = ""
    file: str = ""
    offset: int = -1
    final_url: str = ""  # where the answer came from after redirects; the same as url without
    not_modified: bool = False  # a revisit because the server said 304
    refers_to_url: str = ""
    payload_digest: str = ""
    broken: str = ""  # why this is not the whole answer, in another tool's words or ours

    def header(self, name: str) -> str:
        """The first header of that name, or the empty string."""
        return first_header(self.headers, name)

    def capture(self) -> Capture:
        """The same as a capture."""
        digest = sha256(self.body).hexdigest()
        return Capture(
            self.id, self.final_url, self.at, self.status, self.headers, self.body, digest, self.file, self.offset
        )


def read_records(paths: Iterable[Path], *, problems: list[Problem], as_written: bool = False) -> Iterator[Record]:
    """All records of all files, by their date, then in the order of the files.

    ``as_written`` takes them as they stand, file after file: the order in which our own writer wrote them,
    whatever its clock said. What cannot be read is put into ``problems`` while the records are taken.

    Raises:
        ConfigError: at once, where a path is no WARC file, with all such paths.
    """
    files = [Path(path) for path in paths]
    mistakes = [problem for path in files if (problem := _no_warc(path))]
    if mistakes:
        raise ConfigError(mistakes)
    return _as_they_stand(files, problems) if as_written else _in_order(files, problems)


def _as_they_stand(files: list[Path], problems: list[Problem]) -> Iterator[Record]:
    for path in files:
        if path.stat().st_size == 0:
            problems.append(Problem(path.name, "the file is empty"))
        yield from _records(path, problems)


def _no_warc(path: Path) -> Problem | None:
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as exc:
        return Problem(str(path), f"cannot be read: {exc.strerror or exc}", "give a WARC file")
    if not start or begins_like_warc(start):
        return None
    if cut_at_once(start):
        return None
    return Problem(str(path), f"is no WARC file: it begins with {start[:12]!r}", "give a .warc or .warc.gz file")


def _in_order(files: list[Path], problems: list[Problem]) -> Iterator[Record]:
    for path in files:
        if path.stat().st_size == 0:
            problems.append(Problem(path.name, "the file is empty"))
    if sum(path.stat().st_size for path in files) <= _IN_MEMORY:
        everything = [record for path in files for record in _records(path, problems)]
        everything.sort(key=_when)  # stable: equal dates keep the order of the files
        yield from everything
        return
    yield from heapq.merge(*(_sorted_file(path, problems) for path in files), key=_when)


def _when(record: Record) -> datetime:
    return record.at


def _sorted_file(path: Path, problems: list[Problem]) -> Iterator[Record]:
    """The records of one large file by date: streamed where they lie so, else fetched one by one."""
    places: list[tuple[datetime, int, bool]] = []
    for raw in read_raw(path, problems=[]):
        at = _date(raw.field("WARC-Date"))
        if at is not None:
            places.append((at, raw.offset, raw.own_member))
    if all(before[0] <= after[0] for before, after in pairwise(places)):
        yield from _records(path, problems)
        return
    if not all(own for _, _, own in places):
        yield from sorted(_records(path, problems), key=_when)
        return
    for _ in read_raw(path, problems=problems):  # said once, before the records are taken out of order
        pass
    for _, offset, _ in sorted(places, key=lambda place: place[0]):
        record = _record_at(path, offset, problems)
        if record is not None:
            yield record


def _record_at(path: Path, offset: int, problems: list[Problem]) -> Record | None:
    raw = next(read_raw(path, problems=problems, start=offset), None)
    return None if raw is None or raw.offset != offset else _understand(raw, path.name, problems)


def _records(path: Path, problems: list[Problem]) -> Iterator[Record]:
    for raw in read_raw(path, problems=problems):
        record = _understand(raw, path.name, problems)
        if record is not None:
            yield record


def _understand(raw: RawRecord, file: str, problems: list[Problem]) -> Record | None:
    """The record's meaning; None where it has no usable date."""
    named = raw.named()
    said = named.get("warc-date", "")
    at = _date(said)
    if at is None:
        where = f"{file}:{raw.offset}"
        problems.append(Problem(where, f"a record without a usable WARC-Date ({said!r})"))
        return None
    url = named.get("warc-target-uri", "").strip("<>")
    name = named.get("warc-record-id", "").strip("<>")
    kind = named.get("warc-type", "").lower()
    if kind in ("response", "revisit"):
        return _answer(raw, named, Kind(kind), url, at, name, file, problems)
    if kind == "resource" and url.startswith(("http://", "https://")) and not raw.skipped:
        kept = named.get("content-type")  # a page without the answer that brought it
        headers = (("Content-Type", kept),) if kept else ()
        return Record(
            Kind.RESPONSE, url, at, name, status=200, headers=headers, body=raw.block, file=file, offset=raw.offset,
            final_url=url, broken=_cut(kind, named, None),
        )  # fmt: skip
    if kind == "metadata":
        attempt = _our_metadata(raw)
        if attempt is not None:
            outcome, detail = attempt
            return Record(
                Kind.METADATA,
                url,
                at,
                name,
                outcome=outcome,
                detail=detail,
                file=file,
                offset=raw.offset,
                final_url=url,
            )
    return Record(Kind.OTHER, url, at, name, file=file, offset=raw.offset, final_url=url)


def _answer(
    raw: RawRecord, named: Mapping[str, str], kind: Kind, url: str, at: datetime, name: str, file: str,
    problems: list[Problem],
) -> Record:  # fmt: skip
    message = None if raw.skipped else parse_message(raw.block)
    if message is None and kind is Kind.RESPONSE:  # dns:, ftp:, or too large
        return Record(Kind.OTHER, url, at, name, file=file, offset=raw.offset, final_url=url)
    body, trouble = unpacked(message) if message and kind is Kind.RESPONSE else (b"", "")
    if trouble:
        problems.append(Problem(f"{file}:{raw.offset}", trouble, "what could be unpacked was read"))
    return Record(
        kind,
        url,
        at,
        name,
        status=message.status if message else 0,
        headers=message.headers if message else (),
        body=body,
        refers_to=named.get("warc-refers-to", "").strip("<>"),
        outcome=named.get("x-monitor-outcome", ""),
        detail=named.get("x-monitor-detail", ""),
        file=file,
        offset=raw.offset,
        final_url=named.get("x-monitor-final-uri") or url,
        not_modified="not-modified" in named.get("warc-profile", ""),
        refers_to_url=named.get("warc-refers-to-target-uri", "").strip("<>"),
        payload_digest=named.get("warc-payload-digest", ""),
        broken=trouble or _cut(kind, named, message),
    )


def _cut(kind: str, named: Mapping[str, str], message: Message | None) -> str:
    """What says that a record holds only a part of the answer: the tool that wrote it, or the answer's own length."""
    said = named.get("warc-truncated")
    if said:
        return f"the archive holds only a part of it ({said})"
    if message is None or kind != Kind.RESPONSE:
        return ""
    length = message.header("content-length")
    lacks = int(length) - len(message.body) if _NUMBER.match(length) else 0
    if lacks <= 0 or message.header("content-encoding") or message.header("transfer-encoding"):
        return ""
    return f"{lacks} bytes of the answer are missing"


def _our_metadata(raw: RawRecord) -> tuple[str, str] | None:
    """Outcome and detail of a failed attempt; None for the metadata of other tools."""
    if raw.skipped or not raw.block.lstrip().startswith(b"{"):
        return None
    try:
        said = json.loads(raw.block)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not isinstance(said.get("outcome"), str):
        return None
    return said["outcome"], str(said.get("detail", ""))


def _date(text: str) -> datetime | None:
    """A WARC-Date; what its shorter forms leave out is taken as zero, which is their earliest reading."""
    if _USUAL.match(text):
        with suppress(ValueError):  # a leap second, say
            return datetime.fromisoformat(text)
    match = _DATE.match(text)
    if match is None:
        return None
    *numbers, fraction = match.groups()
    year, month, day, hour, minute, second = (int(n or 0) for n in numbers)
    micro = int((fraction or "0").ljust(6, "0")[:6])
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), micro, tzinfo=UTC)
    except ValueError:
        return None


def load_capture(folder: Path, file: str, offset: int) -> Capture:
    """One capture out of our own files, with its body even where the record only refers to another.

    Raises:
        StorageError: the file is missing, or no such record stands there.
    """
    raw, record = _load(folder, file, offset)
    source, seen = record, {(file, offset)}
    while source.kind is Kind.REVISIT:
        place = refers_to_place(raw)
        if place is None or place in seen:
            break
        seen.add(place)
        raw, source = _load(folder, *place)
    digest = sha256(source.body).hexdigest()
    return Capture(
        record.id, record.final_url, record.at, record.status, record.headers, source.body, digest, file, offset
    )


def refers_to_place(raw: RawRecord) -> tuple[str, int] | None:
    """File and offset of the record that one of our revisits repeats."""
    file, _, offset = raw.field("X-Monitor-Refers-To-Place").rpartition(":")
    return (file, int(offset)) if file and offset.isdigit() else None


def raw_record_at(folder: Path, file: str, offset: int) -> RawRecord | None:
    """The raw record that begins at this place, or None."""
    if not _FILE_NAME.match(file):
        return None
    try:
        with opened(folder, file) as lying:
            raw = next(read_raw_file(lying, file, problems=[], start=offset), None)
    except StorageError:
        return None
    return raw if raw is not None and raw.offset == offset else None


def _load(folder: Path, file: str, offset: int) -> tuple[RawRecord, Record]:
    where = f"{file}:{offset}"
    if not _FILE_NAME.match(file):
        raise StorageError(f"{where}: the evidence file is missing from {folder}; restore it from a copy")
    problems: list[Problem] = []
    with opened(folder, file) as lying:
        raw = next(read_raw_file(lying, file, problems=problems, start=offset), None)
    record = None if raw is None or raw.offset != offset else _understand(raw, file, problems)
    if raw is None or record is None or record.kind in (Kind.OTHER, Kind.METADATA):
        said = f" ({problems[0].what})" if problems else ""
        raise StorageError(f"{where}: no capture stands here{said}; run verify")
    return raw, record
