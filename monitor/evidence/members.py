"""WARC files as bytes: one raw record after the other, out of whole, cut and damaged files alike.

Reads ``.warc`` and ``.warc.gz``, with one gzip member per record or one stream for the whole file. What
lies before a cut is read; after damage in the middle it goes on with the next whole record.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from monitor.core.problems import Problem

GZIP_MAGIC = b"\x1f\x8b\x08"
_CHUNK = 64 * 1024
_UNPACKED = 1024 * 1024  # at most so much comes out of one step
_LONGEST_HEADER = 256 * 1024
LONGEST_BLOCK = 64 * 1024 * 1024  # a record with more is passed over: no page is that long


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record: its named fields and its block, not yet understood."""

    version: str
    fields: tuple[tuple[str, str], ...]
    block: bytes
    offset: int  # where its gzip member (or, uncompressed, the record) begins in the file
    own_member: bool  # it can be read alone from that offset
    skipped: bool = False  # the block was longer than LONGEST_BLOCK

    def named(self) -> dict[str, str]:
        """The fields by their names in lower case, of each name the first."""
        return {name.lower(): value for name, value in reversed(self.fields)}

    def field(self, name: str) -> str:
        """The first named field of that name, or the empty string."""
        wanted = name.lower()
        return next((v for k, v in self.fields if k.lower() == wanted), "")


class _Broken(Exception):  # noqa: N818 -- a state of the file, never leaves this module
    """The file cannot be read on from here."""


class _Source:
    """The unpacked bytes of one file, in a window that moves on, with the places where members begin."""

    def __init__(self, file: BinaryIO, *, start: int = 0) -> None:
        self._file = file
        file.seek(start)
        self._packed = file.read(_CHUNK)
        self._at = start  # file offset of self._packed[0]
        self.gzip = self._packed.startswith(GZIP_MAGIC[:2])
        self._unpack: zlib._Decompress | None = None
        self.member = start  # offset of the member being unpacked
        self.data = bytearray()
        self._base = start if not self.gzip else 0  # unpacked position of data[0]
        self._starts: dict[int, int] = {}  # unpacked position → member offset
        self._end = self._base

    def more(self) -> bool:
        """Widen the window; False at the end of the file.

        Raises:
            _Broken: what follows is no gzip member, or a damaged or incomplete one.
        """
        return self._more_gzip() if self.gzip else self._more_plain()

    def _more_plain(self) -> bool:
        if not self._packed:
            self._packed = self._file.read(_CHUNK)
        self.data += self._packed
        self._end += len(self._packed)
        got, self._packed = bool(self._packed), b""
        return got

    def _more_gzip(self) -> bool:
        while True:
            if not self._packed:
                self._packed = self._file.read(_CHUNK)
                if not self._packed:
                    if self._unpack is None:
                        return False
                    out = self._unpack.decompress(b"", _UNPACKED)  # what an earlier step held back
                    if not out and not self._unpack.eof:
                        raise _Broken("is cut off")
            if self._unpack is None:
                self._begin_member()
            assert self._unpack is not None
            before = len(self._packed)
            try:
                out = self._unpack.decompress(self._packed, _UNPACKED)
            except zlib.error as exc:
                raise _Broken(f"is damaged ({exc})") from exc
            ended = self._unpack.eof
            self._packed = self._unpack.unused_data if ended else self._unpack.unconsumed_tail
            self._at += before - len(self._packed)
            if ended:
                self._unpack = None
            if out:
                self.data += out
                self._end += len(out)
                return True

    def _begin_member(self) -> None:
        if len(self._packed) < len(GZIP_MAGIC):
            self._packed += self._file.read(_CHUNK)
        if not self._packed.startswith(GZIP_MAGIC):
            self.member = self._at
            whole = len(self._packed) >= len(GZIP_MAGIC)
            raise _Broken("is no gzip data" if whole else "is cut off")
        self.member = self._at
        self._starts[self._end] = self._at
        self._unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def need(self, size: int) -> bool:
        """Whether ``size`` bytes could be brought into the window."""
        while len(self.data) < size:
            if not self.more():
                return False
        return True

    def drop(self, size: int) -> None:
        """Move the window's start onwards."""
        del self.data[:size]
        self._base += size
        if len(self._starts) > 64:
            self._starts = {at: offset for at, offset in self._starts.items() if at >= self._base}

    def place(self) -> tuple[int, bool]:
        """File offset of what stands at the window's start, and whether a member begins just there."""
        if not self.gzip:
            return self._base, True
        offset = self._starts.get(self._base)
        return (self.member, False) if offset is None else (offset, True)

    def find_next(self) -> bool:
        """After trouble: go to the next place where a record surely begins; False where there is none."""
        return self._next_member() if self.gzip else self._next_plain()

    def _next_plain(self) -> bool:
        mark = b"\r\nWARC/1."
        while True:
            found = self.data.find(mark, 1)
            if found >= 0:
                self.drop(found + 2)
                return True
            self.drop(max(0, len(self.data) - len(mark)))
            if not self.more():
                return False

    def _next_member(self) -> bool:
        start = self.member + 1
        self._file.seek(start)
        window = b""
        while True:
            piece = self._file.read(_CHUNK)
            window += piece
            found = window.find(GZIP_MAGIC)
            while found >= 0:
                if len(window) - found < 512 and piece:
                    break  # look at it with more of the file in view
                if begins_like_warc(window[found:]):
                    self._restart(start + found)
                    return True
                found = window.find(GZIP_MAGIC, found + 1)
            if not piece:
                return False
            keep = found if found >= 0 else max(0, len(window) - len(GZIP_MAGIC) + 1)
            start += keep
            window = window[keep:]

    def _restart(self, offset: int) -> None:
        self._file.seek(offset)
        self._packed, self._at, self._unpack = b"", offset, None
        self.data.clear()
        self._base = self._end
        self._starts.clear()


def begins_like_warc(start: bytes) -> bool:
    """Whether these first bytes of a file or member are those of a WARC record."""
    if start.startswith(GZIP_MAGIC[:2]):
        try:
            start = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(start[:_CHUNK], 16)
        except zlib.error:
            return False
    return start.lstrip(b"\r\n").startswith(b"WARC/")


def cut_at_once(whole: bytes) -> bool:
    """Whether a file of these bytes may be a WARC file that was cut within its very first word."""
    if not whole.startswith(GZIP_MAGIC[:2]):
        return b"WARC/".startswith(whole)
    try:
        return len(zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(whole, 5)) < 5
    except zlib.error:
        return False


def read_raw(path: Path, *, problems: list[Problem], start: int = 0) -> Iterator[RawRecord]:
    """All records that can be read, in file order; what cannot be read is one Problem per place."""
    with path.open("rb") as file:
        yield from read_raw_file(file, path.name, problems=problems, start=start)


def read_raw_file(file: BinaryIO, name: str, *, problems: list[Problem], start: int = 0) -> Iterator[RawRecord]:
    """The same out of an open file, wherever it lies."""
    source = _Source(file, start=start)
    while True:
        offset = source.place()[0]
        try:
            record = _next_record(source)
        except _Broken as exc:
            offset = max(offset, source.place()[0])
            more = source.find_next()
            mend = "reading went on after it" if more else "everything before it was read"
            problems.append(Problem(f"{name}:{offset}", f"the record that begins here {exc}", mend))
            if not more:
                return
            continue
        if record is None:
            return
        if record.skipped:
            what = f"a record with a block of more than {LONGEST_BLOCK} bytes"
            problems.append(Problem(f"{name}:{record.offset}", what, "it was passed over"))
        yield record


def single_record(packed: bytes) -> RawRecord | str:
    """The record in these bytes of one member, or why there is none."""
    try:
        record = _next_record(_Source(BytesIO(packed)))
    except _Broken as exc:
        return f"it {exc}"
    return record or "it is empty"


def _next_record(source: _Source) -> RawRecord | None:
    """The record at the window's start, or None at the end of the file."""
    while True:  # records end with two line ends; some tools write more, some fewer
        rest = len(source.data.lstrip(b"\r\n"))
        source.drop(len(source.data) - rest)
        if rest:
            break
        if not source.more():
            return None
    offset, own = source.place()
    if not source.need(5) or not source.data.startswith(b"WARC/"):
        raise _Broken("is no WARC record" if len(source.data) >= 5 else "is cut off")
    size = _header_size(source)
    version, fields = _header(bytes(source.data[:size]))
    length = next((v for k, v in fields if k.lower() == "content-length"), "")
    if not (length.isascii() and length.isdigit()) or len(length) > 15:
        raise _Broken(f"has no usable Content-Length ({length!r})")
    source.drop(size)
    remaining = int(length)
    if remaining > LONGEST_BLOCK:
        _skip(source, remaining)
        return RawRecord(version, fields, b"", offset, own, skipped=True)
    if not source.need(remaining):
        raise _Broken("is cut off")
    block = bytes(source.data[:remaining])
    source.drop(remaining)
    return RawRecord(version, fields, block, offset, own)


def _header_size(source: _Source) -> int:
    seen = 0
    while True:
        end = source.data.find(b"\r\n\r\n", max(0, seen - 3))
        if end >= 0:
            return end + 4
        seen = len(source.data)
        if seen > _LONGEST_HEADER:
            raise _Broken("has an endless header")
        if not source.more():
            raise _Broken("is cut off")


def _header(raw: bytes) -> tuple[str, tuple[tuple[str, str], ...]]:
    lines = raw.decode("utf-8", "replace").split("\r\n")
    fields: list[tuple[str, str]] = []
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if line[:1] in " \t" and line.strip() and fields:  # a folded line
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
        elif colon:
            fields.append((name.strip(), value.strip()))
    return lines[0].strip(), tuple(fields)


def _skip(source: _Source, size: int) -> None:
    while size:
        if not source.data and not source.more():
            raise _Broken("is cut off")
        step = min(size, len(source.data))
        source.drop(step)
        size -= step


def whole_members(path: Path, *, start: int) -> Iterator[tuple[int, bytes]]:
    """Offset and packed bytes of each complete gzip member from ``start`` on; stops at a torn one."""
    with path.open("rb") as file:
        file.seek(start)
        packed, offset = b"", start
        while True:
            unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
            kept, feed = bytearray(), packed or file.read(_CHUNK)
            while feed and not unpack.eof:
                try:
                    unpack.decompress(feed)
                except zlib.error:
                    return
                kept += feed
                feed = b"" if unpack.eof else file.read(_CHUNK)
            if not unpack.eof:
                return
            packed = unpack.unused_data
            member = bytes(kept[: len(kept) - len(packed)])
            yield offset, member
            offset += len(member)
