"""Golden files: what people saw when somebody last looked. ``UPDATE_GOLDEN=1`` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "golden"


def check(name: str, found: bytes) -> None:
    """The bytes are those of the golden file."""
    path = FOLDER / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(found)
    assert path.exists(), f"no golden file {name}: run once with UPDATE_GOLDEN=1 and read what was written"
    assert found.decode() == path.read_bytes().decode(), f"{name} reads otherwise than when it was last looked at"
