"""Shares between two counts, and which of them may be put in an order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.shares import SMALL, Share, told_apart, wilson


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_wilsons_bounds_are_those_published_by_newcombe(count: int, of: int, low: float, high: float) -> None:
    assert wilson(count, of) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_without_a_case_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert Share(0, 0, 0).per_cent() is None


def test_few_cases_give_no_per_cent() -> None:
    assert Share(9, 9, SMALL - 1).per_cent() is None
    assert Share(1, 7, 10).per_cent() == (10, 70)
    assert Share(2, 3, 11).per_cent() == (18, 28)  # rounded outwards


def test_only_shares_whose_bands_do_not_meet_are_put_in_an_order() -> None:
    groups = {"a": Share(95, 98, 100), "b": Share(20, 40, 100), "c": Share(50, 97, 100), "d": Share(0, 0, 5)}
    assert told_apart(groups) == (("a", "b"),)


counts = st.integers(0, 60).flatmap(
    lambda of: st.tuples(st.integers(0, of), st.integers(0, of)).map(lambda p: Share(min(p), max(p), of))
)


@given(counts, counts)
def test_an_order_is_never_given_both_ways_nor_where_intervals_overlap(one: Share, other: Share) -> None:
    pairs = told_apart({"one": one, "other": other})
    assert len(pairs) <= 1
    if pairs:
        higher, lower = (one, other) if pairs[0] == ("one", "other") else (other, one)
        assert higher.surely / higher.of > lower.possibly / lower.of


@given(counts)
def test_a_band_holds_the_share(share: Share) -> None:
    low, high = share.band
    if share.of:
        assert low <= share.surely / share.of + 1e-12
        assert high >= share.possibly / share.of - 1e-12
