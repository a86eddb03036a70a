"""Pages that arrive in any order make the same incidents; series, neighbours, midnights and second blasts."""

# ruff: noqa: E501 - a page is easier to read on one line
from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.arriving import CITY, DISTRICT, NATION, OTHER_DISTRICT, PROVINCE, Page, arrivals

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


def test_a_page_about_the_neighbour_s_fire_of_the_same_day_stays_apart(tmp_path: Path) -> None:
    fires = (
        Page("a", "兰州市城关区一居民楼发生火灾", "2026年11月20日9时10分许，兰州市城关区雁滩一居民楼发生火灾，1人受伤。", "2026-11-20 10:00"),
        Page("b", "兰州市西固区一仓库发生火灾", "2026年11月20日9时20分许，兰州市西固区福利路一仓库发生火灾，2人受伤。", "2026-11-20 10:20"),
    )  # fmt: skip
    for number, order in enumerate(itertools.permutations(fires)):
        groups, _ = settled(tmp_path / str(number), order)
        assert groups == {frozenset("a"), frozenset("b")}


def test_midnight_and_new_year_do_not_part_an_incident(tmp_path: Path) -> None:
    pages = (
        Page("m", "兰州市城关区一酒吧发生火灾", "2026年12月31日23时58分许，兰州市城关区金港酒吧发生火灾。", "2027-01-01 01:10"),
        Page("g", "关于金港酒吧火灾的情况通报", "1月1日0时许，城关区金港酒吧发生火灾，造成2人受伤。", "2027-01-01 03:00", DISTRICT),
        Page("h", "金港酒吧火灾情况通报（二）", "12月31日23时58分许，城关区金港酒吧发生火灾。截至1月1日12时，2名伤者已送医。", "2027-01-01 13:00", DISTRICT),
    )  # fmt: skip
    for number, order in enumerate(itertools.permutations(pages)):
        groups, _ = settled(tmp_path / str(number), order)
        assert groups == {names(pages)}, [page.name for page in order]


def test_an_aftershock_and_a_second_blast_are_incidents_of_their_own(tmp_path: Path) -> None:
    pages = (
        Page("q1", "甘肃兰州市榆中县发生5.2级地震", "2026年11月20日5时12分，甘肃兰州市榆中县发生5.2级地震，震源深度10公里。", "2026-11-20 05:40"),
        Page("q2", "甘肃兰州市榆中县发生4.1级地震", "2026年11月20日6时31分，甘肃兰州市榆中县发生4.1级地震，震源深度9公里。", "2026-11-20 06:50"),
        Page("b1", "兰州市城关区金源化工厂发生爆炸", "2026年11月21日8时30分许，兰州市城关区金源化工厂发生爆炸，1人受伤。", "2026-11-21 09:10"),
        Page("b2", "兰州市城关区金源化工厂再次发生爆炸", "2026年11月23日15时20分许，兰州市城关区金源化工厂再次发生爆炸，无人员伤亡。", "2026-11-23 16:00"),
    )  # fmt: skip
    groups, _ = settled(tmp_path / "a", pages)
    assert groups == {frozenset({page.name}) for page in pages}


def test_one_notice_about_two_incidents_is_tied_to_the_first_and_asked_about_for_the_second(tmp_path: Path) -> None:
    both = Page(
        "both", "关于两起火灾的情况通报",
        "11月20日9时10分许，城关区雁滩一居民楼发生火灾，1人受伤。11月20日14时25分许，城关区南关一商铺发生火灾，2人受伤。",
        "2026-11-20 18:00", DISTRICT,
    )  # fmt: skip
    pages = (
        Page("a", "兰州市城关区一居民楼发生火灾", "2026年11月20日9时10分许，兰州市城关区雁滩一居民楼发生火灾。", "2026-11-20 10:00"),
        Page("b", "兰州市城关区一商铺发生火灾", "2026年11月20日14时25分许，兰州市城关区南关一商铺发生火灾。", "2026-11-20 15:00"),
        both,
    )  # fmt: skip
    groups, doubts = settled(tmp_path / "a", pages)
    assert groups == {frozenset({"a", "both"}), frozenset({"b"})}
    assert doubts == {("both", frozenset({"b"}))}


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("城关区开展消防应急演练", "11月20日上午，城关区开展消防应急演练，模拟居民楼发生火灾，3名“伤员”被成功转移。"),
        ("兰州市气象台发布暴雨橙色预警信号", "兰州市气象台11月20日8时发布暴雨橙色预警信号，请注意防范山洪滑坡。"),
        ("城关区安全生产月宣传活动举行", "11月20日，城关区举行安全生产月宣传活动，讲解火灾逃生知识。"),
        ("兰州市通报前三季度火灾统计情况", "今年前三季度，兰州市共发生火灾320起，死亡5人，同比下降12%。"),
        ("城关区悼念“11·20”火灾遇难者三周年", "11月20日，城关区各界悼念三年前火灾中遇难的同胞。"),
        ("城关区法院宣判一起2019年交通肇事案", "11月20日，法院对2019年致2人死亡的交通肇事案一审公开宣判。"),
        ("城关区吸取外地火灾教训开展大排查", "11月18日，外省某市一商场发生火灾，造成16人死亡。城关区深刻吸取教训，开展拉网式排查。"),
        ("《兰州市突发事件总体应急预案》印发", "各区县人民政府：现将《兰州市突发事件总体应急预案》印发给你们。"),
    ],
    ids=["drill", "warning", "campaign", "statistics", "anniversary", "old court case", "another place's case", "policy"],
)  # fmt: skip
def test_what_is_no_incident_opens_none(tmp_path: Path, title: str, text: str) -> None:
    with arrivals(tmp_path) as here:
        here.arrive(Page("x", title, text, "2026-11-20 12:00", DISTRICT))
        here.arrive(Page("y", title, text, "2026-11-20 12:00"))
        assert here.ties() == {}


def test_public_concern_without_an_emergency_is_an_incident_too(tmp_path: Path) -> None:
    pages = (
        Page("s1", "情况说明", "针对网民反映城关区阳光幼儿园体罚幼儿的情况，区教育局高度重视，立即成立调查组开展调查，有关情况将及时公布。", "2026-11-20 12:00", DISTRICT),
        Page("s2", "情况说明（二）", "关于网民反映阳光幼儿园体罚幼儿的情况，经调查，涉事教师刘某某已被停职，区教育局向公众致歉。", "2026-11-22 09:00", DISTRICT),
    )  # fmt: skip
    groups, _ = settled(tmp_path / "a", pages)
    assert groups == {frozenset({"s1", "s2"})}


def test_a_dated_first_report_that_comes_late_takes_the_pages_along_and_ids_stay(tmp_path: Path) -> None:
    with arrivals(tmp_path) as here:
        here.all((BLAST[1], BLAST[2]))
        (incident,) = here.ties()
        here.all((BLAST[0], BLAST[3]))
        assert set(here.ties()) == {incident}
        assert here.ties()[incident] == {page.name: True for page in BLAST[:4]}


def test_a_late_page_that_joins_two_incidents_leaves_a_redirect(tmp_path: Path) -> None:
    """Two undated first reports were held apart by their places; a notice that names both day and firm joins them."""
    pages = (
        Page("u1", "城关区东岗工业园发生爆炸已致3人受伤", "城关区东岗工业园一厂房发生爆炸，已致3人受伤。", "2026-11-20 10:00", DISTRICT),
        Page("u2", "关于东岗工业园爆炸事故的情况通报", "11月20日8时32分许，城关区东岗工业园发生爆炸，3人受伤。", "2026-11-20 12:00", DISTRICT),
    )  # fmt: skip
    for number, order in enumerate(itertools.permutations(pages)):
        groups, _ = settled(tmp_path / str(number), order)
        assert groups == {frozenset({"u1", "u2"})}


def test_conferences_tolls_regrading_refutation_overturning_report_and_trial_are_one_series(tmp_path: Path) -> None:
    pages = (
        *BLAST,
        Page("c2", "兰州市召开第二场新闻发布会通报金源化工厂爆炸事故", "11月22日，兰州市召开第二场新闻发布会。发布会上通报，城关区金源化工厂“11·20”爆炸事故死亡人数升至7人，事故升级为较大事故。", "2026-11-22 16:00", CITY),
        Page("r", "关于金源化工厂爆炸“致30人死亡”的辟谣通报", "网传城关区金源化工厂“11·20”爆炸事故致30人死亡为不实信息。截至目前，事故造成6人死亡。", "2026-11-21 20:00", DISTRICT),
        Page("o", "关于金源化工厂“11·20”爆炸事故有关情况的更正通报", "此前通报称城关区金源化工厂“11·20”爆炸事故系操作失误，经调查核实，原通报结论有误。", "2026-11-28 10:00", DISTRICT),
        Page("t", "金源化工厂“11·20”爆炸事故案一审宣判", "城关区人民法院对金源化工厂“11·20”爆炸事故相关责任人作出一审判决。", "2027-09-10 10:00", DISTRICT),
    )  # fmt: skip
    expected = settled(tmp_path / "first", pages)
    assert names([page for page in pages if page.name != "t"]) <= max(expected[0], key=len)
    for seed in range(6):
        order = list(pages)
        random.Random(seed).shuffle(order)
        assert settled(tmp_path / f"s{seed}", order) == expected


def test_a_national_body_s_word_is_tied_and_not_counted(tmp_path: Path) -> None:
    with arrivals(tmp_path) as here:
        here.all(BLAST[:2])
        here.arrive(Page("n", "应急管理部派出工作组赴甘肃兰州城关区爆炸事故现场", "11月20日8时32分许，甘肃省兰州市城关区金源化工厂发生爆炸，应急管理部派出工作组。", "2026-11-20 12:00", NATION))
        incident = here.incident_of("n")
        dossier = here.dossier(incident)
        assert incident == here.incident_of("m1")
        assert not dossier.answerable("nation")
        assert dossier.answerable("district")


def test_what_is_known_by_marks_is_what_comparing_with_everything_would_find(tmp_path: Path) -> None:
    """The index loses no incident that a page could be tied to."""
    from monitor.core.linking import DOUBTFUL, match
    from monitor.store.dossiers import incident_rows
    from tests.building import at

    with arrivals(tmp_path) as here:
        here.all(DOSSIERS)
        everything = here.tying.knowns(row.id for row in incident_rows(here.store, at("2999-01-01"), every=True))
        for page in here.tying._pages([f"https://www.lanzhou.example/{one.name}" for one in DOSSIERS]):
            near = {known.id for known in here.tying.rivals(page)}
            assert {known.id for known in everything if match(page, known).points >= DOUBTFUL} <= near
