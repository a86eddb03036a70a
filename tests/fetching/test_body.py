"""Packed bodies: whole however they come in pieces, and never more work than their size."""

from __future__ import annotations

import gzip
import time
import zlib
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetching.body import BodyReader, Garbled, TooLarge

PIECES = st.lists(st.binary(max_size=300), min_size=1, max_size=5)


def unpacked(coding: str, chunks: list[bytes], limit: int = 10_000_000) -> bytes:
    reader = BodyReader(coding, limit=limit)
    for chunk in chunks:
        reader.feed(chunk)
    return reader.finish()


CUTS = st.lists(st.tuples(st.integers(0, 5), st.integers(-2, 2)), max_size=6)  # near which stream's end, and how near


@given(PIECES, CUTS, st.booleans())
def test_streams_in_a_row_are_one_body_wherever_the_network_cuts_them(
    pieces: list[bytes], cuts: list[tuple[int, int]], padded: bool
) -> None:
    streams = [gzip.compress(piece, mtime=0) for piece in pieces]
    ends = list(accumulate(map(len, streams)))
    packed = b"".join(streams) + b"\0\0\0" * padded
    places = sorted(max(0, ends[number % len(ends)] + near) for number, near in cuts)
    chunks = [packed[a:b] for a, b in pairwise([0, *places, len(packed)])]
    assert unpacked("gzip", chunks) == b"".join(pieces)


@given(st.binary(min_size=2, max_size=300), st.integers(min_value=0, max_value=300))
def test_a_body_that_was_never_packed_is_itself(body: bytes, cut: int) -> None:
    plain = b"<" + body
    assert unpacked("gzip", [plain[:cut], plain[cut:]]) == plain


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(b"") * 100_000),
        ("gzip, gzip", gzip.compress(gzip.compress(b"") * 400_000)),  # 20 KB on the wire
        ("deflate", zlib.compress(bytes(50_000_000))),
        ("deflate, gzip", gzip.compress(zlib.compress(bytes(50_000_000)))),
        ("deflate", b"x\x9c" + b"\0\0\0\xff\xff" * 300_000),  # unfolds to nothing, without end
    ],
)
def test_bombs_of_every_make_are_soon_out(coding: str, packed: bytes) -> None:
    began = time.process_time()
    with pytest.raises((TooLarge, Garbled)):
        unpacked(coding, [packed], limit=1_000_000)
    assert time.process_time() - began < 1
