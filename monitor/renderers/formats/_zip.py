"""Office files are zips; the same content must give the same bytes, so nothing in them tells the time of writing."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FIRST = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can name."""


def timeless(data: bytes) -> bytes:
    """The same zip with the same parts in the same order, each dated to the beginning."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            entry = ZipInfo(part.filename, FIRST)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(part))
    return out.getvalue()
