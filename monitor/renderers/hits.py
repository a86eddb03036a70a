"""Pages that a search found: as JSON, and as people read them at a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from monitor.core.explain import clock
from monitor.renderers._columns import Sheet
from monitor.renderers.wire import instant_json

Row = Mapping[str, Any]


def hits_json(rows: Sequence[Row], *, words: str, complete: bool, as_of: datetime) -> dict[str, Any]:
    """The answer of `search`, newest first; ``complete`` is false where older ones may be left."""
    found = [{**row, "recorded_at": instant_json(row["recorded_at"])} for row in rows]
    return {"schema": 1, "as_of": instant_json(as_of), "words": words, "complete": complete, "pages": found}


def hits(rows: Sequence[Row], *, complete: bool, lang: str, width: int, colour: bool) -> str:
    """Each page in a few lines: title, where and when, some of the text, its incidents."""
    zh = lang == "zh"
    sheet = Sheet(width)
    for row in rows:
        sheet.put((row["title"] or row["url"], "bold"))
        sheet.put((f"{clock(row['recorded_at'])[:16]}  {row['feed']}  ", "dim"), row["url"], indent=2, hang=4)
        if row["excerpt"]:
            sheet.put((row["excerpt"], ""), indent=2)
        if row["incidents"]:
            sheet.put(("事件 " if zh else "incidents ", "dim"), ", ".join(row["incidents"]), indent=2, hang=4)
    if rows:
        sheet.blank()
    count = f"{len(rows)} 页" if zh else f"{len(rows)} page" + ("" if len(rows) == 1 else "s")
    more = "" if complete else ("；可能还有更早的（--most）" if zh else "; there may be older ones (--most)")
    sheet.put((count + more, "dim"))
    return sheet.text(colour=colour)
