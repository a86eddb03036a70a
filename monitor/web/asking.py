"""One request as the pages understand it, and the answer to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlencode, urlsplit
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
LANGUAGES = ("zh", "en")
HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"


class NotThere(Exception):  # noqa: N818 - it is an answer, not an error of ours
    """Nothing is known under that address; ``args`` says what was looked for."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What was asked for: the path, the words after ``?``, and the language to answer in."""

    path: str
    args: Mapping[str, str]
    lang: str
    as_of: datetime | None = None
    origin: str = ""  # scheme and host, for feeds, whose links must be whole

    def link(self, path: str, **args: str) -> str:
        """An address on these pages; language and time asked for are kept."""
        kept = {key: self.args[key] for key in ("lang", "as_of") if key in self.args and key not in args}
        words = {key: value for key, value in (args | kept).items() if value}
        return path + ("?" + urlencode(words) if words else "")

    def again(self, **args: str) -> str:
        """The same page, with other words after ``?``."""
        words = {key: value for key, value in ({**self.args} | args).items() if value}
        return self.path + ("?" + urlencode(words) if words else "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    body: str
    content_type: str = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def ask(
    path: str, args: Mapping[str, str], *, accepts: str = "", origin: str = ""
) -> Ask:
    """Read a request: ``lang`` beats the browser's languages, which beat Chinese.

    Raises:
        ValueError: ``as_of`` is no time.
    """
    wanted = args.get("lang", "")
    lang = wanted if wanted in LANGUAGES else preferred(accepts)
    words = args.get("as_of", "")
    return Ask(path, dict(args), lang, _instant(words) if words else None, origin)


def preferred(accepts: str) -> str:
    """The language of ``Accept-Language`` that we have: the highest weight, Chinese where none is named."""
    best, lang = 0.0, "zh"
    for part in accepts.lower().split(",")[:20]:
        name, _, weight = part.strip().partition(";q=")
        found = next((one for one in LANGUAGES if name == one or name.startswith(f"{one}-")), None)
        value = float(weight) if re.fullmatch(r"[01](\.\d{1,3})?", weight) else 1.0
        if found is not None and value > best:
            best, lang = value, found
    return lang


def _instant(words: str) -> datetime:
    at = datetime.fromisoformat(words.replace(" ", "+") if re.search(r" \d\d:\d\d$", words) else words)
    return (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def outside(url: str) -> str:
    """The address where it leads to the web; empty for anything a browser might run."""
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return ""
    return url if scheme in ("http", "https") else ""


def part(words: str) -> str:
    """One step of a path."""
    return quote(words, safe="")
