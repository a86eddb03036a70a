"""The hash chain over all records: what was written, in which order, so that no later hand can change it.

``chain.jsonl`` stands beside the WARC files and has one line per record. Each line's ``head`` is made of
the head before it and the record's own digest: who knows one head knows that everything before it is as
it was. The digest is that of the record's bytes as they lie in the file.

Since version 2 each line carries the same twice: by SHA-256, and by SM3 (GB/T 32905-2016), the hash that
Chinese authorities and courts work with. The SM3 chain goes on from the SHA-256 head before its first line,
so that a chain begun by an older version is continued, not begun anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from hashlib import sha256
from json.encoder import encode_basestring_ascii
from pathlib import Path
from typing import NamedTuple

from monitor.core.problems import Problem, StorageError

NAME = "chain.jsonl"
GENESIS = "0" * 64  # the head before the first record
_TAIL = 64 * 1024


class Link(NamedTuple):
    """One line: one record's place, digest, and the chain's head after it."""

    n: int  # from 1
    file: str
    offset: int
    length: int
    id: str
    sha256: str  # of the record's bytes
    prev: str
    head: str
    sm3: str = ""  # of the record's bytes; empty in lines of the first version
    head_sm3: str = ""

    @property
    def end(self) -> int:
        """Where the next record of the file begins."""
        return self.offset + self.length


def head_after(prev: str, digest: str) -> str:
    """The chain's head after one more record."""
    return sha256(bytes.fromhex(prev) + bytes.fromhex(digest)).hexdigest()


def sm3(content: bytes) -> str:
    """The SM3 digest in hex."""
    return hashlib.new("sm3", content).hexdigest()


def sm3_head_after(prev: str, digest: str) -> str:
    """The SM3 chain's head after one more record; ``prev`` is the SHA-256 head where it begins."""
    return sm3(bytes.fromhex(prev) + bytes.fromhex(digest))


def parse_link(line: bytes) -> Link | None:
    """One line of the chain file; None where it is none."""
    try:
        found = json.loads(line)
        link = Link(**found)
    except (ValueError, TypeError, RecursionError):
        return None
    numbers = all(type(v) is int and v >= 0 for v in (link.n, link.offset, link.length))
    words = all(isinstance(v, str) for v in (link.file, link.id))
    twice = (link.sm3, link.head_sm3)
    digests = (link.sha256, link.prev, link.head, *(() if twice == ("", "") else twice))
    return link if numbers and words and all(_is_digest(v) for v in digests) else None


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and all(c in "0123456789abcdef" for c in value)


def read_links(path: Path, *, problems: list[Problem]) -> Iterator[Link]:
    """All lines in order; a line that cannot be read is one Problem."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            link = parse_link(line)
            if link is not None and line.endswith(b"\n"):
                yield link
            else:
                what = "is not readable" if line.endswith(b"\n") else "is cut off"
                mend = "restore it from a copy" if line.endswith(b"\n") else "the next start repairs it"
                problems.append(Problem(f"{path.name}:{number}", f"this line {what}", mend))


class ChainFile:
    """The chain being written. Opening it takes away a line that a crash has cut off."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._fd = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        self._size = 0
        self.last: Link | None = None
        try:
            self._open()
        except BaseException:
            os.close(self._fd)
            raise

    def _open(self) -> None:
        size = os.fstat(self._fd).st_size
        tail = os.pread(self._fd, _TAIL, max(0, size - _TAIL))
        whole = tail.rfind(b"\n") + 1
        if size and not whole and size > _TAIL:
            raise StorageError(f"{self._path}: the chain file is damaged at its end; run verify")
        self._size = size - (len(tail) - whole)
        if self._size != size:
            os.ftruncate(self._fd, self._size)
        if self._size:
            line = tail[:whole].rstrip(b"\n").rpartition(b"\n")[2]
            self.last = parse_link(line)
            if self.last is None:
                raise StorageError(f"{self._path}: the last line of the chain is not readable; run verify")
        os.lseek(self._fd, self._size, os.SEEK_SET)

    @property
    def head(self) -> str:
        """The head after the last record."""
        return self.last.head if self.last else GENESIS

    @property
    def head_sm3(self) -> str:
        """The same by SM3; the SHA-256 head where no record has been chained by it yet."""
        return (self.last.head_sm3 if self.last else "") or self.head

    def append(self, *, file: str, offset: int, record_id: str, packed: bytes) -> Link:
        """One more record.

        Raises:
            OSError: the line could not be written; the file is as it was.
        """
        digest = sha256(packed).hexdigest()
        n = self.last.n + 1 if self.last else 1
        prev, second = self.head, sm3(packed)
        before = (self.last.head_sm3 if self.last else "") or prev
        link = Link(
            n, file, offset, len(packed), record_id, digest, prev, head_after(prev, digest),
            second, sm3_head_after(before, second),
        )  # fmt: skip
        line = _line(link)
        write_whole(self._fd, line, size_before=self._size)
        self._size += len(line)
        self.last = link
        return link

    def sync(self) -> None:
        """Bring everything written to the disk itself."""
        os.fsync(self._fd)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._fd)


def _line(link: Link) -> bytes:
    """One line of the chain file: JSON, its fields in the order of `Link`."""
    file, name = encode_basestring_ascii(link.file), encode_basestring_ascii(link.id)
    return (
        f'{{"n":{link.n},"file":{file},"offset":{link.offset},"length":{link.length},"id":{name},'
        f'"sha256":"{link.sha256}","prev":"{link.prev}","head":"{link.head}",'
        f'"sm3":"{link.sm3}","head_sm3":"{link.head_sm3}"}}\n'
    ).encode()


def write_whole(fd: int, content: bytes, *, size_before: int) -> None:
    """Append all of it or nothing.

    Raises:
        OSError: it could not be written; what was written of it has been taken back.
    """
    view = memoryview(content)
    try:
        while view:
            view = view[os.write(fd, view) :]
    except OSError:
        os.ftruncate(fd, size_before)
        os.lseek(fd, size_before, os.SEEK_SET)
        raise
