"""What `feeds add` shows before it writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitor.core.wording import OUTCOME, say
from monitor.renderers.tables import cut, mended, table

_SHOWN = 8


def preview(found: Mapping[str, Any]) -> str:
    """The feed, its agency, its first entries, and other columns of the site."""
    feed = found["feed"]
    if feed is None:
        outcome = f"{say(OUTCOME, found['outcome'], 'zh')} {say(OUTCOME, found['outcome'], 'en')}: {found['detail']}"
        return "\n".join([outcome, *mended(found)])
    rows = [(key, " ".join(value) if isinstance(value, list) else str(value)) for key, value in feed.items() if value]
    lines = ["监测源 feed", table([("", *row) for row in rows], (1, 9, 66))]
    if found["agency"] is not None:
        agency = found["agency"]
        lines.append("机关 agency（新 new）")
        lines.append(table([("", key, str(value)) for key, value in agency.items()], (1, 9, 66)))
    lines.append(f"列表 entries: {len(found['items'])}")
    for item in found["items"][:_SHOWN]:
        date = (item["date"] or {}).get("earliest") or "-"
        lines.append(f"  {date[:10]:<10}  {cut(item['title'], 64)}")
    if found["columns"]:
        lines.append("本站其他栏目 other columns of this site:")
        lines += [f"  {cut(one['name'], 14)}  {cut(one['url'], 60)}" for one in found["columns"]]
    lines += [f"注意 note: {note}" for note in found["notes"]]
    return "\n".join(lines)
