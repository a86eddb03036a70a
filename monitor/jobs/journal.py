"""``corrections.jsonl``: what people decided, one JSON line each, beside the WARC files the other truth.

A line is written whole or not at all. A torn last line was never acknowledged: it is passed by when
reading and cut off before the next one is written.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from monitor.core.problems import StorageError
from monitor.store.wire import dump, instant, stamp


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision of a person."""

    at: datetime
    author: str
    reason: str
    action: str
    incident: str
    detail: Mapping[str, Any]

    def line(self) -> str:
        """The line of ``corrections.jsonl``."""
        return dump(
            {
                "at": stamp(self.at), "author": self.author, "reason": self.reason, "action": self.action,
                "incident": self.incident, "detail": dict(self.detail),
            }
        )  # fmt: skip


class Journal:
    """The file, held for one correction: leaving with an error takes the line back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd = -1
        self._size = 0

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._fd = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            fcntl.flock(self._fd, fcntl.LOCK_EX)
            self._size = _whole_lines(self._fd)
            os.ftruncate(self._fd, self._size)
        except OSError as error:
            if self._fd >= 0:
                os.close(self._fd)
            raise _unwritten(self._path, error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is not None:
                os.ftruncate(self._fd, self._size)
        finally:
            os.close(self._fd)

    def append(self, line: str) -> None:
        """One line, on the disk when this returns.

        Raises:
            StorageError: it could not be written.
        """
        content = memoryview((line + "\n").encode("utf-8", "backslashreplace"))
        try:
            os.lseek(self._fd, self._size, os.SEEK_SET)
            while content:
                content = content[os.write(self._fd, content) :]
            os.fsync(self._fd)
        except OSError as error:
            raise _unwritten(self._path, error) from error


def _unwritten(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{path}: {error.strerror}; nothing was changed: mend that, then correct again")


def _whole_lines(fd: int) -> int:
    """The size of the file without a torn last line."""
    size = os.fstat(fd).st_size
    tail = os.pread(fd, 1 << 20, max(0, size - (1 << 20)))
    torn = len(tail) - (tail.rfind(b"\n") + 1)
    return size - torn


def read_journal(journal: Path) -> list[Correction]:
    """All corrections that were written down, in order.

    Raises:
        StorageError: a line that cannot be read; nothing may be left out silently.
    """
    if not journal.exists():
        return []
    try:
        whole = journal.read_bytes()
    except OSError as error:
        raise StorageError(f"{journal}: {error.strerror}; check the file and its permissions") from error
    found = []
    for number, line in enumerate(whole[: whole.rfind(b"\n") + 1].split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found.append(
                Correction(
                    instant(row["at"]), row["author"], row["reason"], row["action"], row["incident"],
                    dict(row["detail"]),
                )
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as error:
            mend = "mend the line by hand or take it from a copy, then run again"
            raise StorageError(f"{journal}:{number}: cannot be read ({error}); {mend}") from error
    return found
