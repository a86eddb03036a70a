"""Ways to tell people, one file each: a module here defines ``CHANNEL`` and is found by its name."""

from __future__ import annotations

import sys

from monitor.channels._channel import Address, Channel, Message, NotSent
from monitor.plugins import discover

__all__ = ["Address", "Channel", "Message", "NotSent", "channel_for", "load"]


def load() -> dict[str, Channel]:
    """All channels by name, those that know an address by its whole form first."""
    found = [one for one in discover(sys.modules[__name__], "CHANNEL").values() if isinstance(one, Channel)]
    return {one.name: one for one in sorted(found, key=lambda one: (one.order, one.name))}


def channel_for(url: str) -> Channel | None:
    """The first channel that speaks this address; None where there is none."""
    return next((one for one in load().values() if one.speaks(url)), None)
