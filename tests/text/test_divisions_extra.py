"""Divisions beside those of GB/T 2260."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.text import divisions_extra
from monitor.text._place_scan import lexicon
from monitor.text._place_table import table
from monitor.text.divisions_extra import EXAMPLES, add_divisions
from monitor.text.places import find_code, name_of, read_places


@pytest.fixture
def restored() -> Iterator[None]:
    yield
    divisions_extra._added.clear()
    table.cache_clear()
    lexicon.cache_clear()


@pytest.mark.parametrize(("code", "name"), EXAMPLES)
def test_an_invented_place_is_found_by_its_full_name(code: str, name: str) -> None:
    assert find_code(name) == (code,)
    assert name_of(code).endswith(name)


def test_an_invented_place_takes_nothing_from_a_real_one() -> None:
    assert read_places("杭州滨江一工地发生火灾")[0].candidates == ("330108",)
    assert read_places("云岭山区下了一场雪") == ()


def test_a_zone_that_was_added_is_read_and_named(restored: None) -> None:
    assert find_code("河谷示范区") == ()
    add_divisions([("990171", "河谷示范区")])
    assert find_code("河谷示范区") == ("990171",)
    assert read_places("滨江市河谷示范区发生火灾")[0].candidates == ("990171",)
    assert name_of("990171") == "滨海省滨江市河谷示范区"


@pytest.mark.parametrize(
    ("row", "words"),
    [(("110106", "河谷示范区"), "丰台区"), (("9901", "河谷示范区"), "six digits"), (("990171", "河"), "in full")],
)
def test_a_row_that_cannot_be_meant_is_refused(restored: None, row: tuple[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        add_divisions([row])
    assert find_code("河谷示范区") == ()
