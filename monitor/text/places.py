"""Places in Chinese text: which divisions (GB/T 2260) a text names, and where its incident was.

Names that several divisions bear stay sets: they are narrowed by the higher units named with
them, by the place of the site that publishes, and by what else the text names, and never by a
guess. Places abroad are mentions without candidates.
"""

from __future__ import annotations

from datetime import date

from monitor.core.statement import PlaceMention
from monitor.text import _place_incident as incident
from monitor.text import _place_table as divisions
from monitor.text._place_context import resolve
from monitor.text._place_scan import Kind, lexicon, scan

_TODAY = 999998  # a month after all changes in the table, before "for ever"


def read_places(text: str, *, home: str | None = None, on: date | None = None) -> tuple[PlaceMention, ...]:
    """All places the text names, in its order, nested names as one mention of the lowest unit.

    ``home`` is the division of the site that publishes; ``on`` the day of publication, on which
    the codes hold: a unit that was renamed or merged gives what it was on that day, and without
    a day what it is now.
    """
    month = divisions.month_of(on) if on else _TODAY
    found = resolve(text, scan(text, home), home, month)
    return tuple(PlaceMention(text[one.start : one.end], one.start, one.end, one.codes) for one in found)


def find_place(
    text: str,
    places: tuple[PlaceMention, ...],
    *,
    home: str | None = None,
    onset_at: int | None = None,
    title: str = "",
) -> PlaceMention | None:
    """Where the incident happened that the text is about; None where it does not say.

    ``places`` are those of ``read_places`` for the same text. A mention without candidates is a
    place abroad. ``onset_at`` is where the onset's words begin.
    """
    return incident.choose(text, places, home=home, onset_at=onset_at, title=title)


def name_of(adcode: str, *, on: date | None = None) -> str:
    """The full name from the province down, without the headings that name nothing.

    >>> name_of("110106")
    '北京市丰台区'
    """
    month = divisions.month_of(on) if on else _TODAY
    chain = dict.fromkeys((adcode[:2] + "0000", adcode[:4] + "00", adcode[:6]))
    rows = [divisions.row_of(code, month) for code in chain]
    return "".join(row.name for row in rows if row is not None)


def short_name(adcode: str) -> str:
    """The name without its suffix, as people say it: 丰台, 甘孜; the whole of a name like 丰县."""
    row = divisions.row_of(adcode, _TODAY)
    if row is None:
        return ""
    return (divisions.short_forms(row.name) or (row.name,))[-1]


def successor(adcode: str, *, on: date | None = None) -> str:
    """The code that the division has on that day (now, without one), itself if it still holds."""
    month = divisions.month_of(on) if on else _TODAY
    rows = divisions.table().by_code.get(adcode, ())
    return divisions.row_at(rows[-1], month).code if rows else adcode


def exists(adcode: str, *, on: date | None = None) -> bool:
    """The table has the code; with a day, the code held on it."""
    rows = divisions.table().by_code.get(adcode, ())
    return any(row.held(divisions.month_of(on)) for row in rows) if on else bool(rows)


def find_code(name: str, *, within: str | None = None, on: date | None = None) -> tuple[str, ...]:
    """The codes a name stands for (several where it is ambiguous), inside a division if given."""
    mentions = read_places(name, home=within, on=on)
    if len(mentions) == 1 and mentions[0].text == name:
        codes = mentions[0].candidates
    else:
        entry = lexicon().entries.get(name)
        month = divisions.month_of(on) if on else _TODAY
        rows = entry[1] if entry and entry[0] not in (Kind.ABROAD, Kind.WORD) else ()
        codes = tuple(dict.fromkeys(divisions.row_at(row, month).code for row in rows))
    return tuple(code for code in codes if within is None or divisions.inside(code, within))
