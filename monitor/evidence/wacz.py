"""The WARC files inside a WACZ, the form in which browsers hand over what they archived.

A WACZ is a ZIP with its records under ``archive/`` (https://specs.webrecorder.net/wacz/1.1.1/). It is a stranger's
file: what it says of its entries is not believed, and nothing is written but plain files in the folder given.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from monitor.core.problems import ConfigError, Problem, StorageError

MOST_FILES = 2_000
STEEPEST = 100
"""How many times larger than packed an entry may be: WARC text packs to a tenth, and is packed already."""
_FREE = 1024 * 1024
_PIECE = 1024 * 1024
_WARC = re.compile(r"archive/.*\.warc(?:\.gz)?\Z", re.IGNORECASE | re.DOTALL)
_UNFIT = re.compile(r"[^\w.-]", re.ASCII)


def is_wacz(path: Path) -> bool:
    """Whether a file is a ZIP; what cannot be opened is none."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def refusals(path: Path) -> list[Problem]:
    """Why the WARC files of a WACZ cannot be taken out, from its directory alone."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        return [Problem(str(path), f"is no readable WACZ: {error}", "get it again from where it came")]
    warcs = _warcs(inside)
    if not warcs:
        return [Problem(str(path), "holds no WARC file under archive/", "give a WACZ or a .warc.gz file")]
    if len(warcs) > MOST_FILES:
        return [Problem(str(path), f"holds {len(warcs)} WARC files, more than {MOST_FILES}", "split it")]
    found = []
    mend = "unpack it and give the WARC files"
    for one in warcs:
        if one.flag_bits & 0x1:
            found.append(Problem(str(path), f"{one.filename!r} is encrypted", mend))
        elif one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            found.append(Problem(str(path), f"{one.filename!r} is packed in an unusual way", mend))
        elif one.file_size > _FREE + STEEPEST * one.compress_size:
            what = f"{one.filename!r} unpacks to more than {STEEPEST} times its size"
            found.append(Problem(str(path), what, "do not trust this file"))
    return found


def take_out(path: Path, folder: Path) -> list[Path]:
    """Write the WARC files of a WACZ into a folder, under names told from theirs.

    Raises:
        ConfigError: it cannot be read, or is not what its directory says.
        StorageError: there is no room for them.
    """
    found: list[Path] = []
    before = len(list(folder.iterdir()))
    try:
        with zipfile.ZipFile(path) as archive:
            for number, one in enumerate(_warcs(archive.infolist()), start=before):
                target = folder / f"{number:04d}-{_UNFIT.sub('_', one.filename.rpartition('/')[2])[-80:]}"
                with archive.open(one) as source, target.open("xb") as file:
                    _copy(source, file, one.file_size)
                found.append(target)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        problem = Problem(str(path), f"cannot be unpacked: {error}", "get it again from where it came")
        raise ConfigError([problem]) from error
    except OSError as error:
        raise StorageError(f"{folder}: {error.strerror or error}; free some space") from error
    return found


def _copy(source: IO[bytes], file: IO[bytes], most: int) -> None:
    left = most
    while piece := source.read(min(_PIECE, left + 1)):
        left -= len(piece)
        if left < 0:
            raise ValueError("an entry is longer than the directory says")
        file.write(piece)


def _warcs(inside: Iterable[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    return [one for one in inside if _WARC.match(one.filename)]
