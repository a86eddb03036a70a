"""Pages that arrive in any order make the same incidents; series, neighbours, midnights and second blasts."""

# ruff: noqa: E501 - a page is easier to read on one line
from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.arriving import CITY, DISTRICT, OTHER_DISTRICT, PROVINCE, Page, arrivals

BLAST = (
    Page("m1", "兰州市城关区一化工厂发生爆炸", "2026年11月20日8时30分许，兰州市城关区东岗一化工厂发生爆炸。", "2026-11-20 09:10"),
    Page("g1", "关于东岗化工厂爆炸事故的情况通报", "11月20日8时32分许，城关区金源化工厂发生爆炸。截至10时，事故已造成2人死亡、9人受伤。", "2026-11-20 10:30", DISTRICT),
    Page("g2", "“11·20”爆炸事故情况通报（二）", "截至11月20日18时，城关区金源化工厂爆炸事故已造成5人死亡、9人受伤，救援仍在进行。", "2026-11-20 19:00", DISTRICT),
    Page("g3", "兰州市召开新闻发布会通报金源化工厂爆炸事故", "11月21日上午，兰州市召开新闻发布会，通报城关区金源化工厂“11·20”爆炸事故。发布会上，副市长介绍，事故造成6人死亡。", "2026-11-21 11:00", CITY),
    Page("p1", "甘肃省公布金源化工厂“11·20”较大爆炸事故调查报告", "2026年11月20日8时32分许，兰州市城关区金源化工厂发生爆炸，造成6人死亡。调查报告认定，这是一起较大生产安全责任事故。", "2027-04-02 09:00", PROVINCE),
)  # fmt: skip
FIRE = (
    Page("m2", "兰州市西固区一仓库发生火灾", "2026年11月20日9时10分许，兰州市西固区福利路一仓库发生火灾，浓烟滚滚。", "2026-11-20 10:20"),
    Page("x1", "西固区仓库火灾情况通报", "11月20日9时10分许，西固区福利路一仓库发生火灾，造成3人死亡，明火已被扑灭。", "2026-11-20 13:00", OTHER_DISTRICT),
)  # fmt: skip
CRASH = (
    Page("m3", "兰州市城关区发生一起交通事故致2人死亡", "2026年11月20日8时许，兰州市城关区北滨河路发生一起交通事故，两车相撞，造成2人死亡。", "2026-11-20 09:40"),
)  # fmt: skip
DOSSIERS = (*BLAST, *FIRE, *CRASH)


def settled(folder: Path, pages: Sequence[Page]) -> tuple[set[frozenset[str]], set[tuple[str, frozenset[str]]]]:
    folder.mkdir()
    with arrivals(folder) as here:
        here.all(pages)
        return here.groups(), here.doubts()


def names(pages: Sequence[Page]) -> frozenset[str]:
    return frozenset(page.name for page in pages)


def test_whole_dossiers_come_apart_rightly(tmp_path: Path) -> None:
    groups, _ = settled(tmp_path / "a", DOSSIERS)
    assert groups == {names(BLAST), names(FIRE), names(CRASH)}


def test_order_of_arrival_changes_nothing_in_one_dossier(tmp_path: Path) -> None:
    expected = settled(tmp_path / "first", BLAST[:4])
    for number, order in enumerate(itertools.permutations(BLAST[:4])):
        assert settled(tmp_path / str(number), order) == expected, [page.name for page in order]


@pytest.mark.parametrize("seed", range(12))
def test_order_of_arrival_changes_nothing_among_neighbours(tmp_path: Path, seed: int) -> None:
    expected = settled(tmp_path / "first", DOSSIERS)
    order = list(DOSSIERS)
    random.Random(seed).shuffle(order)
    assert settled(tmp_path / "other", order) == expected, [page.name for page in order]
