"""Phrases in Chinese and in English, and how one is taken out of a table."""

from __future__ import annotations

from collections.abc import Mapping

Phrase = tuple[str, str]  # Chinese, English


def say(table: Mapping[str, Phrase], key: str, lang: str) -> str:
    """The phrase for a key in ``zh`` or ``en``; a key without a phrase is shown as it is."""
    phrase = table.get(key)
    return key if phrase is None else phrase[0 if lang == "zh" else 1]
