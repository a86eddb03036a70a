"""Chat, mail and over a hundred other services, by their Apprise address (WeCom, DingTalk, Feishu, mailto …)."""

from __future__ import annotations

import asyncio
import logging
import re

from monitor.channels._channel import Address, Channel, Message, NotSent, discreet


def speaks(url: str) -> bool:
    """Apprise has a service of that address."""
    from apprise import Apprise

    with discreet(Address(url)):
        return Apprise.instantiate(url, suppress_exceptions=True) is not None


async def send(address: Address, message: Message) -> NotSent | None:
    """Hand the message over in a thread, since Apprise waits for the network."""
    try:
        async with asyncio.timeout(address.timeout.total_seconds()):
            return await asyncio.to_thread(_send, address, message)
    except TimeoutError:
        return NotSent(f"no answer within {address.timeout.total_seconds():g} s", unsure=True)


def _send(address: Address, message: Message) -> NotSent | None:
    from apprise import Apprise, NotifyFormat, NotifyType

    with discreet(address), _Heard() as heard:
        service = Apprise.instantiate(address.url, suppress_exceptions=True)
        if service is None:
            return NotSent("Apprise does not know this address any more")
        done = service.notify(
            body=message.text, title=message.title, notify_type=NotifyType.INFO, body_format=NotifyFormat.TEXT
        )
    return None if done else NotSent(heard.why(), unsure=not heard.status)


class _Heard(logging.Handler):
    """Listens for the status by which a service refused; its words may hold the address and are not kept."""

    def __init__(self) -> None:
        super().__init__()
        self.status = ""

    def __enter__(self) -> _Heard:
        logging.getLogger("apprise").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("apprise").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        found = re.search(r"error=(\d{3})\b", record.getMessage())
        if found:
            self.status = found[1]

    def why(self) -> str:
        return f"the service answered {self.status}" if self.status else "the service did not take it"


CHANNEL = Channel("apprise", speaks, send)
