"""feeds.yaml → typed settings, or every mistake in it with line, column and mend.

Importing this package is cheap; the models that check the file are loaded when a file is.
"""

from __future__ import annotations

from monitor.core.problems import Problem
from monitor.settings.durations import read_duration
from monitor.settings.loading import load_settings
from monitor.settings.values import ChannelSetting, Defaults, Settings

__all__ = [
    "ChannelSetting", "Defaults", "Settings", "http_address", "load_settings", "read_duration", "settings_schema"
]  # fmt: skip


def http_address(value: str, *, where: str) -> Problem | None:
    """What is wrong with an address of a feed, if anything, as the settings see it."""
    from monitor.settings import models

    return models.http_address(value, where=where)


def settings_schema() -> str:
    """The JSON Schema of feeds.yaml, for docs/ and editors."""
    from monitor.settings.models import schema_text

    return schema_text()
