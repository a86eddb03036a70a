"""`feeds health`: a table for people, and what they can do about what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from monitor.core.wording import OUTCOME, say
from monitor.renderers.tables import table

HEAD = ("监测源 feed", "读到 good", "最近 last", "洞 holes", "条/日", "仅日期", "漂移", "下次 next")
WIDTHS = (18, 9, 12, 11, 6, 6, 6, 9)


def table_of(answer: Mapping[str, Any], *, now: datetime) -> str:
    """Eight columns in eighty cells; below them what is wrong, feed by feed, and the mend."""
    rows = [HEAD]
    for row in answer["feeds"]:
        last = "-" if row["last_outcome"] is None else say(OUTCOME, row["last_outcome"], "zh")
        holes, share = row["holes_7d"], row["date_only_share"]
        daily, skew = row["rhythm"]["entries_a_day"], row["skew_seconds"]
        rows.append(
            (
                row["feed"], ago(row["last_good"], now), last if row["enabled"] else "停用 off",
                f"{holes['count']}/{holes['hours']:.0f}h" if holes["count"] else "-",
                "-" if daily is None else f"{daily:.1f}", "-" if share is None else f"{share:.0%}",
                "-" if skew is None else f"{skew / 60:+.0f}m", ahead(row["next_due"], now) if row["enabled"] else "-",
            )
        )  # fmt: skip
    lines = [table(rows, WIDTHS)]
    for row in answer["feeds"]:
        if row["findings"] and row["mend"] is not None:
            lines.append(f"{row['feed']}: {row['mend']['zh']} · {row['mend']['en']}")
    following = answer["next_deadline"]
    if following is not None:
        at = following["at"][:16].replace("T", " ")
        lines.append(f"下一截止 next deadline: {at}  {following['incident']}  {following['rule']}")
    lines.append(f"待发通知 outbox: {answer['outbox']}")
    return "\n".join(lines)


def ago(at: str | None, now: datetime) -> str:
    """How long ago, in the largest unit that says enough."""
    return "-" if at is None else f"{_length(now - datetime.fromisoformat(at))} 前"


def ahead(at: str | None, now: datetime) -> str:
    """In how long; or for how long it has been due."""
    if at is None:
        return "-"
    left = datetime.fromisoformat(at) - now
    return f"{_length(left)} 后" if left >= timedelta(0) else f"迟 {_length(-left)}"


def _length(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes}m"
    return f"{minutes // 60}h" if minutes < 48 * 60 else f"{minutes // 1440}d"
