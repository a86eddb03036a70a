"""Divisions beside those of GB/T 2260: invented ones for examples, and those that a user declares.

They are found in texts by their full names only. What people call them for short is not guessed:
云岭 is a mountain range long before it is anybody's city.
"""

from __future__ import annotations

from collections.abc import Iterable

Division = tuple[str, str]  # code, full name

EXAMPLES: tuple[Division, ...] = (
    ("990000", "滨海省"),
    ("990100", "滨江市"),
    ("990102", "临江区"),
    ("990103", "栖凤区"),
    ("990200", "云岭市"),
    ("990202", "松川县"),
    ("990300", "望海市"),
    ("990302", "青屿区"),
    ("990400", "石渡市"),
    ("990402", "南渡区"),
)
"""Places that do not exist, kept for the demo and the documentation as example.com is for names of
hosts: GB/T 2260 gives no code that begins with 99, and no division bears these names."""

_added: dict[str, str] = {}


def extra_divisions() -> tuple[Division, ...]:
    """All of them, in the order of their codes."""
    return tuple(sorted({**dict(EXAMPLES), **_added}.items()))


def add_divisions(rows: Iterable[Division]) -> None:
    """Make divisions known that the table lacks, such as a development zone: code and full name.

    What was read before is read anew at the next need. The same row twice is one.

    Raises:
        ValueError: a code that is no six digits or is another division's; a name under two characters.
    """
    from monitor.text._place_scan import lexicon
    from monitor.text._place_table import table

    known = {code: held[-1].name for code, held in table().by_code.items()}
    wanted = list(rows)
    for code, name in wanted:
        if not (len(code) == 6 and code.isascii() and code.isdigit()):
            raise ValueError(f"{code!r} is no place code; write six digits")
        if len(name) < 2:
            raise ValueError(f"{name!r} is no name of a place; write it in full")
        if known.get(code, name) != name:
            raise ValueError(f"{code} is {known[code]!r} already; give {name!r} a code of its own")
        known[code] = name
    _added.update(wanted)
    table.cache_clear()
    lexicon.cache_clear()
