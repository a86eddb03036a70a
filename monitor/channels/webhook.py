"""Plain webhooks: the alarm as JSON to an http or https address, signed where a secret is set (docs/webhook.md)."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

import httpx

from monitor.channels._channel import Address, Channel, Message, NotSent, discreet

LONGEST_WAIT = timedelta(hours=1)
NEVER = (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)
"""What can only happen before anything was sent."""


def speaks(url: str) -> bool:
    """It is an address of the web."""
    return urlsplit(url).scheme.lower() in ("http", "https")


async def send(address: Address, message: Message) -> NotSent | None:
    """POST it; any 2xx is taken as its receipt. Redirects are not followed: they would carry it elsewhere."""
    content = json.dumps({**message.body, "repeated": message.repeated}, ensure_ascii=False).encode()
    headers = {"content-type": "application/json; charset=utf-8", "idempotency-key": message.key}
    headers |= signed(address.secret, message, content)
    try:
        with discreet(address):
            async with httpx.AsyncClient(timeout=address.timeout.total_seconds(), trust_env=True) as client:
                answer = await client.post(address.url, content=content, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return NotSent(type(error).__name__, unsure=not isinstance(error, NEVER))  # its words hold the address
    if answer.is_success:
        return None
    wait = answer.headers.get("retry-after", "")
    after = timedelta(seconds=int(wait)) if wait.isdigit() and len(wait) < len("100000") else None
    return NotSent(f"HTTP {answer.status_code}", None if after is None else min(after, LONGEST_WAIT))


def signed(secret: str, message: Message, content: bytes) -> dict[str, str]:
    """The three headers of Standard Webhooks: id, time, and with a secret the signature over both and the body."""
    at = str(int(message.at.timestamp()))
    headers = {"webhook-id": message.key, "webhook-timestamp": at}
    if secret:
        digest = hmac.new(secret.encode(), f"{message.key}.{at}.".encode() + content, sha256).digest()
        headers["webhook-signature"] = "v1," + base64.b64encode(digest).decode()
    return headers


CHANNEL = Channel("webhook", speaks, send, order=1)
