"""Asking those who stamp: one short request to an address of the user's own settings."""

from __future__ import annotations

import httpx

from monitor.core.problems import Problem

TIMEOUT = 20.0
MOST_BYTES = 64 * 1024
"""No stamp is longer; more is no stamp."""


async def ask(address: str, *, body: bytes | None = None, content_type: str = "", accept: str = "") -> bytes | Problem:
    """The answer to one request (``POST`` with a body, ``GET`` without); whatever happens is a value."""
    headers = {"User-Agent": "response-window-monitor"}
    if content_type:
        headers["Content-Type"] = content_type
    if accept:
        headers["Accept"] = accept
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as client:
            method = "GET" if body is None else "POST"
            async with client.stream(method, address, content=body, headers=headers) as answer:
                if answer.status_code != httpx.codes.OK:
                    return Problem(address, f"answered HTTP {answer.status_code}", "it is asked again later")
                whole = b""
                async for piece in answer.aiter_bytes():
                    whole += piece
                    if len(whole) > MOST_BYTES:
                        return Problem(address, "answered more than any stamp holds", "check the address")
                return whole
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Problem(address, f"gave no answer ({error or type(error).__name__})", "it is asked again later")
