"""Channels: every one delivers or says that it did not, within its time, and no secret reaches a log."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import pytest

from monitor.channels import Address, Message, NotSent, channel_for, load
from monitor.channels.apprise import CHANNEL as APPRISE
from monitor.channels.webhook import CHANNEL as WEBHOOK
from tests.channels.receiver import Receiver, receiver
from tests.simulated import T0

SECRET = "sEcReT-tOkEn-4711"


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as one:
        yield one


def said(key: str = "k-1", *, repeated: bool = False) -> Message:
    return Message(key, "标题 title", "正文 text", {"schema": 1, "key": key}, T0, repeated)


def sent(url: str, message: Message | None = None, *, timeout: float = 5, secret: str = "") -> NotSent | None:
    address = Address(url, secret, timedelta(seconds=timeout))
    channel = channel_for(url)
    assert channel is not None
    return asyncio.run(channel.send(address, message or said()))


def urls(there: Receiver) -> dict[str, str]:
    """One address on the receiver for every channel."""
    return {
        "webhook": f"{there.root}/hook/{SECRET}?token={SECRET}",
        "apprise": f"json://user:{SECRET}@{there.root.removeprefix('http://')}/hook/{SECRET}",
    }


@pytest.mark.parametrize("name", sorted(load()))
def test_every_channel_delivers_and_knows_its_address(there: Receiver, name: str) -> None:
    url = urls(there)[name]
    channel = channel_for(url)
    assert channel is not None
    assert channel.name == name
    assert sent(url) is None
    assert len(there.arrived) == 1
    assert "正文 text" in json.dumps(there.bodies()[0], ensure_ascii=False) or there.bodies()[0]["key"] == "k-1"


@pytest.mark.parametrize("name", sorted(load()))
@pytest.mark.parametrize("answer", [500, 404, 302, "hang_up"])
def test_every_channel_says_when_a_message_was_not_taken(there: Receiver, name: str, answer: int | str) -> None:
    there.answers = [answer]
    failure = sent(urls(there)[name])
    assert isinstance(failure, NotSent)
    assert failure.detail
    assert SECRET not in failure.detail
    assert len(there.arrived) == 1, "retrying is the outbox's work"


@pytest.mark.parametrize("name", sorted(load()))
def test_every_channel_gives_up_waiting(there: Receiver, name: str) -> None:
    there.answers = ["wait"]
    failure = sent(urls(there)[name], timeout=0.3)
    there.release.set()
    assert isinstance(failure, NotSent)


@pytest.mark.parametrize("name", sorted(load()))
@pytest.mark.parametrize("answer", [200, 500, "hang_up"])
def test_no_secret_reaches_a_log_at_any_level(
    there: Receiver, name: str, answer: int | str, caplog: pytest.LogCaptureFixture
) -> None:
    there.answers = [answer]
    with caplog.at_level(logging.DEBUG):
        for logger in ("apprise", "httpx", "httpcore", "urllib3", "requests"):
            caplog.set_level(logging.DEBUG, logger)
        sent(urls(there)[name], secret=SECRET)
    assert SECRET not in caplog.text
    assert SECRET not in repr(Address(urls(there)[name], SECRET))


def test_nobody_listening_is_a_failure_in_words() -> None:
    assert sent("http://127.0.0.1:1/x") == NotSent("ConnectError")
    failure = sent("json://127.0.0.1:1/x")
    assert isinstance(failure, NotSent)


def test_a_webhook_carries_its_key_and_its_signature(there: Receiver) -> None:
    assert sent(f"{there.root}/hook", said("i-1:due"), secret=SECRET) is None
    path, headers, content = there.arrived[0]
    assert (path, headers["idempotency-key"], headers["webhook-id"]) == ("/hook", "i-1:due", "i-1:due")
    signed = f"i-1:due.{headers['webhook-timestamp']}.".encode() + content
    wanted = base64.b64encode(hmac.new(SECRET.encode(), signed, sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert int(headers["webhook-timestamp"]) == int(T0.timestamp())
    assert there.bodies()[0]["repeated"] is False


def test_a_webhook_that_may_be_a_repetition_says_so(there: Receiver) -> None:
    sent(f"{there.root}/hook", said(repeated=True))
    assert there.bodies()[0]["repeated"] is True


@pytest.mark.parametrize(("said_wait", "wait"), [("7", 7), ("999999", None), ("soon", None), ("86400", 3600)])
def test_a_receiver_may_ask_for_patience(there: Receiver, said_wait: str, wait: int | None) -> None:
    there.answers, there.headers = [503], {"Retry-After": said_wait}
    failure = sent(f"{there.root}/hook")
    assert failure == NotSent("HTTP 503", None if wait is None else timedelta(seconds=wait))


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("wecombot://BOTKEY", "apprise"), ("dingtalk://token", "apprise"), ("feishu://token", "apprise"),
        ("mailto://u:p@example.com", "apprise"), ("https://hooks.example/x", "webhook"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-def", "apprise"),
        ("wecombottt://BOTKEY", None), ("ftp://x/y", None),
    ],
)  # fmt: skip
def test_addresses_find_their_channel(url: str, name: str | None) -> None:
    found = channel_for(url)
    assert (None if found is None else found.name) == name
    assert {APPRISE.name, WEBHOOK.name} <= set(load())
