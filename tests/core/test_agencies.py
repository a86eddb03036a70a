"""Agencies are found by place as going through all of them finds them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.incident import Agencies, Agency, Level, contains_place

PLACES = st.sampled_from(
    ["000000", "100000", "", "110000", "110100", "110106", "110105", "120000", "120100", "120101", "620102", "6201"]
)


@given(st.lists(PLACES, max_size=12), PLACES)
def test_those_around_a_place_contain_it_or_lie_in_it(codes: list[str], place: str) -> None:
    agencies = {f"a{n}": Agency(f"a{n}", "某机关", code, Level.COUNTY) for n, code in enumerate(codes)}
    found = Agencies(agencies)
    slow = [
        agencies[name] for name in sorted(agencies)
        if contains_place(agencies[name].adcode, place) or contains_place(place, agencies[name].adcode)
    ]  # fmt: skip
    assert found.around(place) == slow
    assert dict(found) == agencies
