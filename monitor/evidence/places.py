"""Where an evidence file lies: in the folder, or where `archive` has put it.

``places.jsonl`` stands beside the chain and has one line for each file that was copied away: its name,
the address it was put at, its size and digest. A file that is no longer in the folder is read from there,
so that records, the database and `rebuild` need not know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from monitor.core.problems import Problem, StorageError

T = TypeVar("T")
NAME = "places.jsonl"
_CHUNK = 1 << 20
_FILE = re.compile(r"\d{4}-\d\d-\d\d-\d{3,}\.warc\.gz\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """One file that was put elsewhere."""

    file: str
    address: str  # as fsspec reads it: file:///…, s3://…
    size: int
    sha256: str
    at: str  # when it was put there


def read_places(folder: Path) -> dict[str, Place]:
    """The last place of each file that was put elsewhere.

    Raises:
        StorageError: a line cannot be read.
    """
    path = folder / NAME
    if not path.is_file():
        return {}
    found: dict[str, Place] = {}
    whole = path.read_bytes()
    for number, line in enumerate(whole[: whole.rfind(b"\n") + 1].splitlines(), 1):
        try:
            place = Place(**json.loads(line))
        except (ValueError, TypeError, RecursionError) as error:
            raise StorageError(f"{path}:{number}: cannot be read; mend the line or take it from a copy") from error
        found[place.file] = place
    return found


def line_of(place: Place) -> bytes:
    """The line of one place."""
    return json.dumps(asdict(place), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


@contextmanager
def opened(folder: Path, file: str) -> Iterator[BinaryIO]:
    """An evidence file for reading, wherever it lies.

    Raises:
        StorageError: it is neither in the folder nor where it was put.
    """
    path = folder / file
    if path.is_file():
        with path.open("rb") as local:
            yield local
        return
    place = read_places(folder).get(file) if _FILE.match(file) else None
    if place is None:
        raise StorageError(f"{file}: the evidence file is missing from {folder}; restore it from a copy")
    with remote(place) as away:
        yield away


def copied(path: Path, place: Place) -> Problem | None:
    """Copy a file to its place and read it back; why it does not lie there as it was, or None."""
    made = sha256()
    try:
        with path.open("rb") as file, _writing(place.address) as copy:
            while piece := file.read(_CHUNK):
                copy.write(piece)
        with _Away(place.address) as there:
            while piece := there.read(_CHUNK):
                made.update(piece)
    except Exception as error:  # noqa: BLE001 - each maker of a store raises what it likes; nothing of ours runs here
        return Problem(place.address, f"cannot be written ({_said(error)})", "check the address and its permissions")
    if made.hexdigest() != place.sha256:
        return Problem(place.address, "is not what was written there", "the file was kept here; try again")
    return None


@contextmanager
def _writing(address: str) -> Iterator[BinaryIO]:
    import fsspec

    store, path = fsspec.core.url_to_fs(address)
    store.makedirs(store._parent(path), exist_ok=True)
    with store.open(path, "wb") as file:
        yield file


class _Away(RawIOBase):
    """A file in a store, for reading; what the store raises is told apart from what its reader does."""

    def __init__(self, address: str, refused: Callable[[Exception], Exception] | None = None) -> None:
        self._refused = refused
        self._open = self._asked(lambda: _opened(address))

    def _asked(self, what: Callable[[], T]) -> T:
        try:
            return what()
        except Exception as error:
            if self._refused is None:
                raise
            raise self._refused(error) from error

    def read(self, size: int = -1) -> bytes:
        return self._asked(lambda: bytes(self._open.read(size)))

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._asked(lambda: int(self._open.seek(offset, whence)))

    def close(self) -> None:
        if not self.closed:
            self._open.close()
        super().close()


def _opened(address: str) -> BinaryIO:
    import fsspec

    file: BinaryIO = fsspec.open(address, "rb").open()
    return file


def _said(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


@contextmanager
def remote(place: Place) -> Iterator[BinaryIO]:
    """A file where it was put.

    Raises:
        StorageError: it cannot be reached, or is not there.
    """

    def refused(error: Exception) -> StorageError:
        mend = "make that place reachable, or put the file back into the folder"
        return StorageError(f"{place.file}: cannot be read at {place.address} ({_said(error)}); {mend}")

    with _Away(place.address, refused) as file:
        yield cast("BinaryIO", file)
