"""Putting old evidence files away, into a folder or an object store, without losing sight of them.

A file is copied, read back and compared before anything is said of it; only then is its place written down,
and only then, when that is asked for, is it removed here. The file that is being written is never touched.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.core.problems import ConfigError, Problem, StorageError
from monitor.evidence.places import NAME, Place, copied, line_of, read_places, remote
from monitor.evidence.warc import FILE_NAME, place_in_time
from monitor.store.wire import stamp

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class PutAway:
    """What one run did."""

    places: tuple[Place, ...]
    removed: int
    problems: tuple[Problem, ...]


def put_away(
    warc: Path, *, to: str, older_than: timedelta, now: datetime, remove: bool,
    done: Callable[[Place], None] | None = None,
) -> PutAway:  # fmt: skip
    """Copy every file whose day is older, and write its place down.

    Raises:
        ConfigError: the address is none that can be written to.
        StorageError: the places cannot be written down; nothing was removed.
    """
    base = _address(to)
    before = (now - older_than).strftime("%Y-%m-%d")
    names = sorted((name for name in os.listdir(warc) if FILE_NAME.match(name)), key=place_in_time)
    known = read_places(warc)
    found: list[Place] = []
    problems: list[Problem] = []
    removed = 0
    for name in names[:-1]:  # the last one is being written
        if place_in_time(name)[0] >= before:
            continue
        digest, size = _digest(warc / name)
        place = known.get(name)
        if place is None or (place.address, place.sha256) != (f"{base}/{name}", digest):
            place = Place(name, f"{base}/{name}", size, digest, stamp(now))
            trouble = copied(warc / name, place)
            if trouble is not None:
                problems.append(trouble)
                continue
            _write_down(warc, place)
            found.append(place)
            if done is not None:
                done(place)
        if remove:
            (warc / name).unlink()
            removed += 1
    return PutAway(tuple(found), removed, tuple(problems))


def _address(to: str) -> str:
    """The folder's address as fsspec reads it; a plain path is one of this machine."""
    if "://" not in to:
        return Path(to).expanduser().absolute().as_uri()
    import fsspec

    try:
        fsspec.core.url_to_fs(to)
    except Exception as error:  # each maker of a store raises what it likes
        mend = "name a folder, or an address of fsspec such as s3://bucket/evidence"
        raise ConfigError([Problem("--to", f"{to!r} cannot be used ({error})", mend)]) from error
    return to.rstrip("/")


def _digest(path: Path) -> tuple[str, int]:
    made, size = sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            made.update(piece)
            size += len(piece)
    return made.hexdigest(), size


def _write_down(warc: Path, place: Place) -> None:
    try:
        fd = os.open(warc / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            os.write(fd, line_of(place))
            os.fsync(fd)
        finally:
            os.close(fd)
    except OSError as error:
        raise StorageError(f"{warc / NAME}: {error.strerror}; the copy was made, nothing was removed") from error


@contextmanager
def all_files(warc: Path) -> Iterator[list[Path]]:
    """Every evidence file as a local one: those put away are brought back for as long as this lasts.

    Raises:
        StorageError: one cannot be read where it was put.
    """
    here = {path.name: path for path in warc.iterdir() if path.name.endswith((".warc", ".warc.gz"))}
    with TemporaryDirectory() as scratch:
        for name, place in read_places(warc).items():
            if name in here:
                continue
            with remote(place) as away, (Path(scratch) / name).open("wb") as copy:
                while piece := away.read(_CHUNK):
                    copy.write(piece)
            here[name] = Path(scratch) / name
        yield [here[name] for name in sorted(here)]
