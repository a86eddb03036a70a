"""Appending to the evidence: WARC 1.1 files by day, one gzip member per record, and the chain beside them.

A file is named by the UTC day on which it was begun, and a number: ``2026-11-21-001.warc.gz``. A new one
is begun on a new day, beyond 512 MiB, and where the last one ends in a torn record; an older file is never
opened again, even when the clock is set back.

Everything is handed to the operating system before a ``keep_…`` returns, so that the death of the process
loses nothing. What came in is brought to the disk in groups: the first record that is `SYNC_WITHIN` later
than the oldest one not yet on the disk takes the whole group with it, and whoever has nothing more to keep
calls ``sync`` (the daemon each second). A power failure loses at most what one second received, and what it
lost is a hole of the watch, never a look.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha1, sha256
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import NAMESPACE_URL

from monitor.core.feed import Capture, Failed, Fetched, NotModified, Refused
from monitor.core.problems import StorageError
from monitor.evidence.chain import ChainFile, Link, write_whole
from monitor.evidence.framing import Fields, http_head, member, stored_headers, warc_date
from monitor.evidence.members import single_record, whole_members
from monitor.evidence.reading import raw_record_at, refers_to_place

FILE_NAME = re.compile(r"(\d{4}-\d\d-\d\d)-(\d{3,})\.warc\.gz\Z")
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
_MOST_BYTES = 512 * 1024 * 1024
_MOST_ROOTS = 50_000

SYNC_WITHIN = timedelta(seconds=1)
"""What was received may stay off the disk for so long, while more is coming in."""


def place_in_time(name: str) -> tuple[str, int]:
    """Day and number of an evidence file's name, by which the files are in order."""
    match = FILE_NAME.match(name)
    return (match[1], int(match[2])) if match else ("", 0)


@dataclass(frozen=True, slots=True)
class _Root:
    """The record that holds a payload which others repeat."""

    id: str
    url: str
    date: str
    file: str
    offset: int


class Archive:
    """The one writer of a folder of evidence.

    Raises:
        StorageError: another instance writes there, or the folder cannot be written.
    """

    def __init__(self, folder: Path, *, max_bytes: int = _MOST_BYTES) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._fd: int | None = None
        self._name = ""
        self._size = 0
        self._unsynced = self._closed = False
        self._oldest: datetime | None = None  # of the records not yet on the disk
        self._roots: dict[tuple[str, int], _Root] = {}
        self._instant = ""
        self._ids: set[str] = set()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(folder)
        except OSError as exc:
            raise _unusable(exc, folder) from exc
        try:
            self._chain = ChainFile(folder)
            self._continue_last_file()
        except OSError as exc:
            os.close(self._lock)
            raise _unusable(exc, folder) from exc
        except StorageError:
            os.close(self._lock)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """Where the evidence lies."""
        return self._folder

    @property
    def head(self) -> str:
        """The chain's head after everything kept so far."""
        return self._chain.head

    @property
    def last(self) -> Link | None:
        """The chain's last line."""
        return self._chain.last

    # -- what is kept ---------------------------------------------------------------------------------

    def keep_response(self, result: Fetched | Refused, *, request_url: str, digest: str = "") -> Capture:
        """An answer with its body. The record is named by what was asked for; ``Capture.url`` by who answered.

        ``digest`` is the body's SHA-256 where the caller knows it.
        """
        headers = stored_headers(result.headers, len(result.body))
        digest = digest or sha256(result.body).hexdigest()
        fields: Fields = [("WARC-Payload-Digest", f"sha256:{digest}")]
        if result.url != request_url:
            fields.append(("X-Monitor-Final-URI", result.url))
        match result:
            case Fetched(redirects=redirects, tls=tls, note=note):
                fields += [("X-Monitor-Redirect", hop) for hop in redirects]
                fields += [("X-Monitor-TLS", tls)] if tls else []
                fields += [("X-Monitor-Detail", note)] if note else []
            case Refused(outcome=outcome, detail=detail):
                fields += [("X-Monitor-Outcome", outcome.value), ("X-Monitor-Detail", detail)]
        block = http_head(result.status, headers) + result.body
        name, offset = self._append("response", request_url, result.at, fields, block, digest)
        return Capture(name, result.url, result.at, result.status, headers, result.body, digest, self._name, offset)

    def keep_same_payload(
        self, result: Fetched, original: Capture, *, request_url: str = "", digest: str = ""
    ) -> Capture:
        """An answer whose body is that of an earlier capture: the body is not written again."""
        digest = digest or sha256(result.body).hexdigest()
        assert digest == original.sha256, "the same payload has the same digest"
        headers = stored_headers(result.headers, len(result.body))
        root = self._root(original)
        asked = request_url or result.url
        fields: Fields = [("WARC-Profile", f"{_PROFILE}identical-payload-digest")]
        fields += [("WARC-Payload-Digest", f"sha256:{digest}"), *_refers_to(root)]
        if result.url != asked:
            fields.append(("X-Monitor-Final-URI", result.url))
        if result.tls:
            fields.append(("X-Monitor-TLS", result.tls))
        if result.note:
            fields.append(("X-Monitor-Detail", result.note))
        block = http_head(result.status, headers)
        name, offset = self._append("revisit", asked, result.at, fields, block, digest)
        self._remember(self._name, offset, root)
        return Capture(name, result.url, result.at, result.status, headers, result.body, digest, self._name, offset)

    def keep_not_modified(self, result: NotModified, *, original: Capture | None = None) -> str:
        """A 304; the id of its record."""
        fields: Fields = [("WARC-Profile", f"{_PROFILE}server-not-modified")]
        if original is not None:
            fields += _refers_to(self._root(original))
        block = http_head(304, stored_headers(result.headers, None))
        return self._append("revisit", result.url, result.at, fields, block, sha256(block).hexdigest())[0]

    def keep_failure(self, result: Failed) -> str:
        """An attempt without an answer that can be read, and what came of one; the id of its record."""
        said: dict[str, object] = {"outcome": result.outcome.value, "detail": result.detail}
        if result.cut is not None:
            said["answer"] = {
                "status": result.cut.status, "headers": result.cut.headers, "size": result.cut.size,
                "start": b64encode(result.cut.start).decode("ascii"),
            }  # fmt: skip
        block = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
        return self._append("metadata", result.url, result.at, [], block, sha256(block).hexdigest())[0]

    def sync(self) -> None:
        """Bring everything kept to the disk itself; call it about once a second while answers come in.

        Raises:
            StorageError: the disk refuses.
        """
        if not self._unsynced:
            return
        try:
            if self._fd is not None:
                os.fsync(self._fd)
            self._chain.sync()
        except OSError as exc:
            raise _unusable(exc, self._folder) from exc
        self._unsynced, self._oldest = False, None

    def close(self) -> None:
        """Sync and let another instance have the folder; a second time does nothing."""
        if self._closed:
            return
        self._closed = True
        try:
            self.sync()
        finally:
            if self._fd is not None:
                os.close(self._fd)
                self._fd = None
            self._chain.close()
            os.close(self._lock)

    # -- files ----------------------------------------------------------------------------------------

    def _files(self) -> list[str]:
        """The names of the files there are, oldest first."""
        names = (name for name in os.listdir(self._folder) if FILE_NAME.match(name))
        return sorted(names, key=place_in_time)

    def _continue_last_file(self) -> None:
        """Take up where the last instance stopped: chain what it wrote, pass by what it left torn."""
        last = self._chain.last
        if last is not None:  # taken as torn until it is seen: its name must not be given twice
            self._name, self._size = last.file, -1
        for name in self._files():
            if last is not None and place_in_time(name) < place_in_time(last.file):
                continue
            path = self._folder / name
            end = last.end if last is not None and last.file == name else 0
            for offset, packed in whole_members(path, start=end):
                self._chain.append(file=name, offset=offset, record_id=_id_in(packed), packed=packed)
                end = offset + len(packed)
                self._unsynced = True
            # shorter than the chain knows, or with a torn end: either way nothing is written after it
            self._name, self._size = name, end if path.stat().st_size == end else -1

    def _ready(self, at: datetime, day: str) -> int:
        """The file for a record of that time, opened; a negative size means that the last one is torn."""
        begun = place_in_time(self._name)[0]
        if 0 <= self._size < self._max_bytes and day <= begun:
            if self._fd is None:
                self._fd = os.open(self._folder / self._name, os.O_WRONLY)
                os.lseek(self._fd, self._size, os.SEEK_SET)
            return self._fd
        if self._fd is not None:
            os.fsync(self._fd)
            os.close(self._fd)
            self._fd = None
        day = max(day, begun)
        taken = [place_in_time(name) for name in (*self._files(), self._name)]
        number = 1 + max((number for begun, number in taken if begun == day), default=0)
        name = f"{day}-{number:03d}.warc.gz"
        self._fd = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        self._name, self._size = name, 0
        _sync_folder(self._folder)
        self._begin_file(at)
        return self._fd

    def _begin_file(self, at: datetime) -> None:
        lines = [
            "software: response-window-monitor",
            "format: WARC File Format 1.1",
            "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            f"chain-head-before: {self._chain.head}",
        ]
        block = "".join(f"{line}\r\n" for line in lines).encode()
        named = [("WARC-Filename", self._name)]
        record_id = _uuid5(f"warcinfo {self._name} {self._chain.head}")
        self._write(member("warcinfo", f"urn:uuid:{record_id}", warc_date(at), named, block), f"urn:uuid:{record_id}")

    # -- records --------------------------------------------------------------------------------------

    def _append(self, kind: str, url: str, at: datetime, fields: Fields, block: bytes, digest: str) -> tuple[str, int]:
        """Write one record; its id and offset."""
        date = warc_date(at)
        record_id = self._new_id(f"{kind} {url} {date} {digest}", date)
        named = [("WARC-Target-URI", url), *fields]
        packed = member(kind, record_id, date, named, block)
        try:
            self._ready(at, date[:10])
            offset = self._write(packed, record_id)
        except OSError as exc:
            raise _unusable(exc, self._folder) from exc
        self._grouped(at)
        if kind == "response":
            self._remember(self._name, offset, _Root(record_id, url, date, self._name, offset))
        return record_id, offset

    def _grouped(self, at: datetime) -> None:
        """Sync with the first record that is too late to wait with the rest of its group."""
        if self._oldest is None:
            self._oldest = at
        elif abs(at - self._oldest) >= SYNC_WITHIN:  # a clock set back ends a group, too
            self.sync()

    def _write(self, packed: bytes, record_id: str) -> int:
        """Append one packed record to the open file and to the chain, or to neither."""
        assert self._fd is not None
        offset = self._size
        try:
            write_whole(self._fd, packed, size_before=offset)
        except OSError:
            if os.fstat(self._fd).st_size != offset:
                self._size = -1  # could not be taken back: never write after it
            raise
        try:
            self._chain.append(file=self._name, offset=offset, record_id=record_id, packed=packed)
        except OSError:
            os.ftruncate(self._fd, offset)
            os.lseek(self._fd, offset, os.SEEK_SET)
            raise
        self._size = offset + len(packed)
        self._unsynced = True
        return offset

    def _new_id(self, what: str, date: str) -> str:
        """The same for the same answer on every machine, and never twice within one instant."""
        if date != self._instant:
            self._instant, self._ids = date, set()
        name, again = what, 1
        while (record_id := f"urn:uuid:{_uuid5(name)}") in self._ids:
            again += 1
            name = f"{what} {again}"
        self._ids.add(record_id)
        return record_id

    def _root(self, original: Capture) -> _Root:
        """The record that really holds the payload; ``original`` may itself be a revisit."""
        place = (original.file, original.offset)
        known = self._roots.get(place)
        if known is not None:
            return known
        root = _Root(original.id, original.url, warc_date(original.at), *place)
        raw = raw_record_at(self._folder, *place)
        further = refers_to_place(raw) if raw is not None else None
        if raw is not None:
            url = raw.field("WARC-Refers-To-Target-URI") if further else raw.field("WARC-Target-URI")
            date = raw.field("WARC-Refers-To-Date") if further else raw.field("WARC-Date")
            name = raw.field("WARC-Refers-To").strip("<>") if further else original.id
            root = _Root(name, url, date, *(further or place))
        self._remember(*place, root)
        return root

    def _remember(self, file: str, offset: int, root: _Root) -> None:
        if len(self._roots) >= _MOST_ROOTS:
            self._roots.clear()
        self._roots[file, offset] = root


def _uuid5(name: str) -> str:
    """`uuid5` in the namespace of URLs, without its object: a third of the time, with every record."""
    made = sha1(NAMESPACE_URL.bytes + name.encode(), usedforsecurity=False).hexdigest()
    return f"{made[:8]}-{made[8:12]}-5{made[13:16]}-{'89ab'[int(made[16], 16) & 3]}{made[17:20]}-{made[20:32]}"


def _refers_to(root: _Root) -> Fields:
    return [
        ("WARC-Refers-To", f"<{root.id}>"),
        ("WARC-Refers-To-Target-URI", root.url),
        ("WARC-Refers-To-Date", root.date),
        ("X-Monitor-Refers-To-Place", f"{root.file}:{root.offset}"),
    ]


def _id_in(packed: bytes) -> str:
    raw = single_record(packed)
    return "" if isinstance(raw, str) else raw.field("WARC-Record-ID").strip("<>")


def _lock(folder: Path) -> int:
    fd = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        os.close(fd)
        if exc.errno in (errno.EWOULDBLOCK, errno.EACCES):
            raise StorageError(
                f"{folder}: another instance is writing here; stop it first, or use another storage folder"
            ) from exc
        raise
    return fd


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _unusable(exc: OSError, folder: Path) -> StorageError:
    mend = {
        errno.ENOSPC: "the disk is full: free some space; nothing of the last record was kept",
        errno.EDQUOT: "the disk quota is used up: free some space; nothing of the last record was kept",
        errno.EROFS: "the file system is read-only: remount it writable, or use another storage folder",
        errno.EACCES: "not writable for this user: change its permissions, or use another storage folder",
        errno.EPERM: "not writable for this user: change its permissions, or use another storage folder",
        errno.EFBIG: "a file grew beyond what this system allows: raise the limit",
    }.get(exc.errno or 0, "check the disk")
    return StorageError(f"{folder}: {exc.strerror or exc}; {mend}")
