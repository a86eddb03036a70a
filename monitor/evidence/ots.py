"""OpenTimestamps proofs, as far as the chain's heads need them: made from a calendar's answer, and read back.

The format is that of opentimestamps.org (``.ots``, version 1): operations that lead from a digest to a
commitment, with attestations at their ends. A calendar's promise is turned into a block's later by asking
it again. Whether a block has that Merkle root only the Bitcoin network can say: we print it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import new, sha1, sha256

_MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08"  # version 1, of a SHA-256
_PENDING, _BITCOIN = bytes.fromhex("83dfe30d2ef90c8e"), bytes.fromhex("0588960d73d71901")
_DEEPEST, _LONGEST = 250, 4096


class Unreadable(ValueError):  # noqa: N818 -- a state of the file
    """The bytes are no proof of this digest."""


@dataclass(frozen=True, slots=True, order=True)
class Attested:
    """The end of one branch: a block, or a calendar that promises one."""

    block: int  # 0: not yet
    calendar: str
    commitment: bytes


def proof(digest: bytes, answer: bytes) -> bytes:
    """The ``.ots`` file for a digest, from the answer of a calendar.

    Raises:
        Unreadable: the answer is none.
    """
    whole = _MAGIC + digest + answer
    attestations(whole, digest)
    return whole


def fulfilled(content: bytes, digest: bytes, promise: Attested, answer: bytes) -> bytes:
    """The proof with what a calendar gave for its promise in the promise's place.

    Raises:
        Unreadable: the answer does not go on from that promise.
    """
    uri = promise.calendar.encode()
    pending = b"\x00" + _PENDING + _counted(_counted(uri))
    at = content.rfind(pending)
    if at < 0:
        raise Unreadable("it holds no such promise")
    whole = content[:at] + answer + content[at + len(pending) :]
    if not any(one.block for one in attestations(whole, digest)):
        raise Unreadable("the promise is still a promise")
    return whole


def _counted(content: bytes) -> bytes:
    assert len(content) < 0x80, "addresses of calendars are short"
    return bytes([len(content)]) + content


def attestations(content: bytes, digest: bytes) -> list[Attested]:
    """What a proof says of a digest.

    Raises:
        Unreadable: it is no proof, or of another digest.
    """
    if not content.startswith(_MAGIC):
        raise Unreadable("it is no OpenTimestamps proof")
    if content[len(_MAGIC) : len(_MAGIC) + 32] != digest:
        raise Unreadable("it stamps something else")
    reader = _Reader(content, len(_MAGIC) + 32)
    found: list[Attested] = []
    reader.branch(digest, found, 0)
    if reader.at != len(content):
        raise Unreadable("something stands after its end")
    return found


class _Reader:
    def __init__(self, content: bytes, at: int) -> None:
        self.content, self.at = content, at

    def take(self, size: int) -> bytes:
        if size > _LONGEST or self.at + size > len(self.content):
            raise Unreadable("it is cut off")
        self.at += size
        return self.content[self.at - size : self.at]

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if not byte & 0x80:
                return value
            shift += 7
            if shift > 56:
                raise Unreadable("it holds an impossible number")

    def branch(self, message: bytes, found: list[Attested], depth: int) -> None:
        """All that follows from one message."""
        if depth > _DEEPEST or len(message) > _LONGEST:
            raise Unreadable("it is nested too deeply")
        while (tag := self.take(1)[0]) == 0xFF:
            self.step(self.take(1)[0], message, found, depth)
        self.step(tag, message, found, depth)

    def step(self, tag: int, message: bytes, found: list[Attested], depth: int) -> None:
        """One attestation, or one operation and what follows from its result."""
        if tag == 0x00:
            kind, payload = self.take(8), self.take(self.number())
            inner = _Reader(payload, 0)
            if kind == _BITCOIN:
                found.append(Attested(inner.number(), "", message))
            elif kind == _PENDING:
                found.append(Attested(0, inner.take(inner.number()).decode("utf-8", "replace"), message))
            return
        if tag in (0xF0, 0xF1):
            operand = self.take(self.number())
            self.branch(message + operand if tag == 0xF0 else operand + message, found, depth + 1)
        elif tag in _UNARY:
            self.branch(_UNARY[tag](message), found, depth + 1)
        else:
            raise Unreadable(f"it holds an operation we do not know (0x{tag:02x})")


_UNARY: Mapping[int, Callable[[bytes], bytes]] = {
    0x02: lambda message: sha1(message).digest(),  # noqa: S324 -- the format's own operation
    0x03: lambda message: new("ripemd160", message).digest(),
    0x08: lambda message: sha256(message).digest(),
    0xF2: lambda message: message[::-1],
    0xF3: lambda message: message.hex().encode(),
}
