"""Grades from figures, at every boundary of every table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.grading import derive, toll_days
from monitor.core.incident import GRADES, Grade
from monitor.core.statement import Harm

X, M, L, G = GRADES
D, MISS, HURT, S, P, E, LOSS = (
    Harm.DEAD,
    Harm.MISSING,
    Harm.INJURED,
    Harm.SERIOUSLY_INJURED,
    Harm.POISONED,
    Harm.EVACUATED,
    Harm.LOSS_YUAN,
)
FIRE, QUAKE, WATER, FOREST, FOOD = (
    "事故灾难/火灾",
    "自然灾害/地震",
    "事故灾难/环境污染",
    "自然灾害/森林火灾",
    "公共卫生/食物中毒",
)


@pytest.mark.parametrize(
    ("kind", "harm", "figure", "grade"),
    [
        (FIRE, D, 0, G), (FIRE, D, 2, G), (FIRE, D, 3, L),
        (FIRE, D, 9, L), (FIRE, D, 10, M), (FIRE, D, 29, M),
        (FIRE, D, 30, X),
        (FIRE, S, 9, G), (FIRE, S, 10, L), (FIRE, S, 49, L),
        (FIRE, S, 50, M), (FIRE, S, 99, M), (FIRE, S, 100, X),
        (FIRE, LOSS, 9_999_999, G), (FIRE, LOSS, 10_000_000, L),
        (FIRE, LOSS, 50_000_000, M),
        (FIRE, LOSS, 100_000_000, X),
        ("事故灾难/道路交通", D, 15, M), ("事故灾难/矿山", D, 53, X), ("事故灾难/坍塌", D, 3, L),
        ("事故灾难/铁路", D, 40, X),
        ("事故灾难/特种设备", D, 3, L), ("事故灾难/水上交通", D, 11, M), ("事故灾难/爆炸", D, 25, M),
        ("事故灾难/其他", D, 1, G),
        (QUAKE, D, 9, G), (QUAKE, D, 10, L), (QUAKE, D, 49, L),
        (QUAKE, D, 50, M), (QUAKE, D, 299, M), (QUAKE, D, 300, X),
        (WATER, D, 2, G), (WATER, D, 3, L), (WATER, D, 10, M),
        (WATER, D, 30, X), (WATER, E, 4_999, G), (WATER, E, 5_000, L),
        (WATER, E, 10_000, M), (WATER, E, 50_000, X), (WATER, LOSS, 5_000_000, L),
        (WATER, LOSS, 20_000_000, M), (WATER, P, 100, X),
        (FOREST, D, 1, G), (FOREST, D, 3, L), (FOREST, D, 10, M),
        (FOREST, D, 30, X), (FOREST, S, 10, L),
        (FOOD, P, 100, L), (FOOD, D, 1, L), (FOOD, D, 10, M),
        ("自然灾害/台风", D, 30, X), ("事故灾难/民航", D, 40, X), ("事故灾难/民航", D, 12, M),
    ],
)  # fmt: skip
def test_one_figure_gives_the_grade_of_its_row(kind: str, harm: Harm, figure: int, grade: Grade) -> None:
    grades, source = derive(kind, {harm: (figure, figure)})
    assert grades == {grade}
    assert source


@pytest.mark.parametrize(
    "kind",
    [
        "自然灾害/地质灾害",
        "社会安全/刑事案件",
        "社会安全/踩踏",
        "突发事件",
        "政务舆情/教育",
        "公共卫生/传染病",
        "自然灾害/洪涝",
        None,
        "",
    ],
)
def test_a_type_without_a_table_gives_nothing(kind: str | None) -> None:
    assert derive(kind, {D: (44, 44)}) == (frozenset(), "")


@pytest.mark.parametrize(
    ("kind", "tolls", "expected"),
    [
        ("事故灾难/矿山", {D: (6, 6), MISS: (47, 47)}, {X}),
        ("事故灾难/矿山", {D: (6, 6), MISS: (0, 47)}, {L, M, X}),
        ("事故灾难/水上交通", {D: (2, 2), MISS: (14, 14)}, {M}),
        (FIRE, {D: (4, 4), MISS: (6, 6)}, {M}),
        (FIRE, {D: (4, 4), MISS: (5, 5)}, {L}),
        (FIRE, {D: (1, 1), MISS: (4, 4)}, {G, L}),
        (FIRE, {D: (10, 10), MISS: (20, 20)}, {X}),
        (FIRE, {D: (10, 10), MISS: (19, 19)}, {M}),
        (FIRE, {MISS: (1, 1)}, {G}),
        (QUAKE, {D: (40, 40), MISS: (10, 10)}, {M}),
        (QUAKE, {D: (7, 7), MISS: (1, None)}, {G, L, M, X}),
        (FIRE, {D: (2, 4)}, {G, L}),
        (FIRE, {D: (15, None)}, {M, X}),
        (FIRE, {D: (0, None)}, {G, L, M, X}),
        (FIRE, {D: (3, 3), HURT: (5, 5)}, {L}),
        (FIRE, {D: (0, 0), HURT: (5, 5)}, {G}),
        (FIRE, {D: (0, 0), HURT: (60, 60)}, {G, L, M}),
        (FIRE, {D: (0, 0), HURT: (60, 60), S: (4, 4)}, {G}),
        (FIRE, {D: (12, 12), S: (37, 37), HURT: (138, 138)}, {M}),
        (FIRE, {D: (2, 2), LOSS: (60_000_000, 60_000_000)}, {M}),
        (FIRE, {D: (1, 1), S: (10, 10)}, {L}),
        (FIRE, {P: (12, 12)}, {L}),
        (FIRE, {E: (90_000, 90_000)}, set()),
        (FIRE, {}, set()),
        (FOREST, {D: (0, 0)}, set()),
        (FOOD, {P: (101, 101), D: (1, 1)}, {M}),
        (FOOD, {P: (60, 60)}, set()),
        (FOOD, {HURT: (60, 60)}, set()),
        (FOOD, {P: (100, 100), D: (0, 1)}, {L}),
        ("自然灾害/台风", {D: (12, 12)}, set()),
        ("事故灾难/民航", {D: (35, 35)}, {M, X}),
    ],
)
def test_several_figures_give_the_set_they_admit(
    kind: str, tolls: dict[Harm, tuple[int, int | None]], expected: set[Grade]
) -> None:
    assert derive(kind, tolls)[0] == expected


def test_the_source_is_named_in_words() -> None:
    assert "493" in derive(FIRE, {D: (29, 29)})[1]
    assert "地震" in derive(QUAKE, {D: (29, 29)})[1]
    assert "119" in derive(WATER, {D: (29, 29)})[1]


@pytest.mark.parametrize(
    ("kind", "days"), [(FIRE, 7), ("事故灾难/道路交通", 7), ("事故灾难/爆炸", 30), (QUAKE, 30), (None, 30)]
)
def test_a_toll_counts_for_seven_days_on_roads_and_in_fires_else_for_thirty(kind: str | None, days: int) -> None:
    assert toll_days(kind) == days


figures = st.integers(0, 400)


@given(st.sampled_from([FIRE, QUAKE, WATER]), figures, figures, figures)
def test_a_wider_figure_never_excludes_a_grade(kind: str, low: int, high: int, more: int) -> None:
    low, high = sorted((low, high))
    narrow = derive(kind, {D: (low, high)})[0]
    assert narrow <= derive(kind, {D: (max(0, low - more), high + more)})[0]


@given(st.sampled_from([FIRE, QUAKE, WATER]), figures, figures)
def test_a_higher_toll_never_gives_a_gentler_grade(kind: str, one: int, other: int) -> None:
    one, other = sorted((one, other))
    (gentle,) = derive(kind, {D: (one, one)})[0]
    (grave,) = derive(kind, {D: (other, other)})[0]
    assert GRADES.index(grave) <= GRADES.index(gentle)
