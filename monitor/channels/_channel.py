"""What a channel is: an address it understands, and a way to send one message there."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

LEAST = 4
"""Pieces of an address that are shorter than this are words, no secrets."""
TALKERS = (
    "apprise", "httpx", "httpcore", "httpcore.connection", "httpcore.http11", "urllib3.connectionpool", "requests",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """One alarm ready to be sent."""

    key: str  # the same however often it is sent: receivers drop what they know
    title: str
    text: str
    body: Mapping[str, Any]  # for machines (docs/webhook.md)
    at: datetime  # of this attempt
    repeated: bool = False  # an earlier attempt may have arrived


@dataclass(frozen=True, slots=True)
class NotSent:
    """It did not arrive, or nobody said that it did. ``detail`` never holds the address."""

    detail: str
    retry_after: timedelta | None = None
    unsure: bool = False  # it may have arrived: the other side said nothing


@dataclass(frozen=True, slots=True)
class Address:
    """Where to send, with what may not be printed."""

    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    timeout: timedelta = timedelta(seconds=30)

    def secrets(self) -> tuple[str, ...]:
        """Every piece of the address that a log must not hold."""
        parts = urlsplit(self.url)
        pieces = [self.url, self.secret, parts.password or "", parts.username or "", parts.query]
        pieces += [parts.netloc, *parts.path.split("/"), *parts.query.replace("=", "&").split("&")]
        return tuple(sorted({*pieces, *map(unquote, pieces)} - {""}, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to tell people. ``send`` returns None where the other side took the message."""

    name: str
    speaks: Callable[[str], bool]
    send: Callable[[Address, Message], Awaitable[NotSent | None]]
    order: int = 0


class _Withheld(logging.Filter):
    """Drops records of the libraries that send, where they hold a piece of an address."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = tuple(one for one in secrets if len(one) >= LEAST)

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage() + (str(record.exc_info[1]) if record.exc_info else "")
        return not any(secret in said for secret in self._secrets)


@contextmanager
def discreet(address: Address) -> Iterator[None]:
    """While something is sent, nothing of its address reaches a log, whatever its level."""
    withheld = _Withheld(address.secrets())
    loggers = [logging.getLogger(name) for name in TALKERS]
    for logger in loggers:
        logger.addFilter(withheld)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(withheld)
