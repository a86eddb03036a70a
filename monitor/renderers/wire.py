"""How values are written for machines: ISO 8601 in Asia/Shanghai, null for what is not known."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from monitor.core.moment import Moment

SHANGHAI = ZoneInfo("Asia/Shanghai")


def instant_json(at: datetime | None) -> str | None:
    """One instant with its offset; null where there is no bound."""
    return None if at is None else at.astimezone(SHANGHAI).isoformat()


def moment_json(moment: Moment | None) -> dict[str, Any] | None:
    """Both bounds; `latest` is exclusive."""
    if moment is None:
        return None
    return {"earliest": instant_json(moment.earliest), "latest": instant_json(moment.latest)}
