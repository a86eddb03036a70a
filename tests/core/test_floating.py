"""Pages that name no place, bodies set up for one incident, towns, shocks and trials: what ties them and what not."""

# ruff: noqa: E501 - a page is easier to read on one line
from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from monitor.core.reasons import AGAINST, REASONS, in_language, recognised, tell
from monitor.core.release import FULFILLING
from tests.arriving import CITY, DISTRICT, OTHER_DISTRICT, PROVINCE, Here, Page, arrivals

STAB = (
    Page("n1", "警情通报", "3月2日21时15分许，兰州市城关区酒泉路一饭店内发生一起持刀伤人案件，造成2人死亡、1人受伤，犯罪嫌疑人在逃。", "2026-03-03 00:40", DISTRICT),
    Page("n2", "兰州城关区一饭店发生持刀伤人案", "3月2日21时15分许，兰州市城关区酒泉路一饭店发生持刀伤人案，2人死亡、1人受伤。", "2026-03-03 07:00"),
    Page("n3", "嫌疑人已被抓获", "3月3日14时20分，公安机关在陕西宝鸡将犯罪嫌疑人抓获归案。", "2026-03-03 16:00", CITY),
)  # fmt: skip
CONCERN = (
    Page("s1", "情况说明", "针对网民反映城关区阳光幼儿园体罚幼儿的情况，区教育局高度重视，正在开展调查，有关情况将及时公布。", "2026-05-04 12:00", DISTRICT),
    Page("s2", "情况说明（二）", "关于网民反映阳光幼儿园体罚幼儿的情况，经调查，涉事教师刘某某已被停职。", "2026-05-06 09:00", DISTRICT),
    Page("s3", "阳光幼儿园体罚幼儿事件调查进展", "兰州市教育局已派员指导城关区阳光幼儿园体罚幼儿事件的调查，园长被免职。", "2026-05-08 09:00", CITY),
)  # fmt: skip
PROBE = Page("up", "成立调查组", "甘肃省决定成立调查组，有关情况将及时公布。", "2026-05-12 10:00", PROVINCE)
OTHER_CONCERN = (
    Page("o1", "情况说明", "针对网民反映西固区星光小学教师体罚学生的情况，区教育局高度重视，正在开展调查，有关情况将及时公布。", "2026-05-05 12:00", OTHER_DISTRICT),
    Page("o2", "情况说明（二）", "关于网民反映星光小学教师体罚学生的情况，经调查，涉事教师马某某已被停职。", "2026-05-06 10:00", OTHER_DISTRICT),
    Page("o3", "星光小学教师体罚学生事件调查进展", "西固区星光小学教师体罚学生事件的调查正在进行，校长被免职。", "2026-05-07 10:00", OTHER_DISTRICT),
)  # fmt: skip


def groups(folder: Path, pages: tuple[Page, ...]) -> tuple[set[frozenset[str]], set[tuple[str, frozenset[str]]]]:
    folder.mkdir()
    with arrivals(folder) as here:
        here.all(pages)
        return here.groups(), here.doubts()


def role(here: Here, name: str) -> str:
    dossier = here.dossier(here.incident_of(name))
    return next(one.role.value for one in dossier.releases if one.url.endswith(f"/{name}"))


def test_a_page_that_names_no_place_is_tied_by_whose_it_is_and_what_it_goes_on_about(tmp_path: Path) -> None:
    with arrivals(tmp_path) as here:
        here.all(STAB)
        assert here.groups() == {frozenset({"n1", "n2", "n3"})}
        assert role(here, "n3") in FULFILLING


def test_the_superior_s_probe_belongs_to_what_all_speak_of_and_is_in_doubt_between_two(tmp_path: Path) -> None:
    alone, _ = groups(tmp_path / "one", (*CONCERN, PROBE))
    assert alone == {frozenset({"s1", "s2", "s3", "up"})}
    for number, pages in enumerate(((*CONCERN, *OTHER_CONCERN, PROBE), (*CONCERN, PROBE, *OTHER_CONCERN), (PROBE, *OTHER_CONCERN, *CONCERN))):
        both, doubts = groups(tmp_path / f"two{number}", pages)
        assert both == {frozenset({"s1", "s2", "s3"}), frozenset({"o1", "o2", "o3"})}
        assert {name for name, _ in doubts} == {"up"}


@pytest.mark.parametrize("seed", range(4))
def test_pages_without_a_place_end_where_they_would_in_any_order(tmp_path: Path, seed: int) -> None:
    pages = (*STAB, *CONCERN, *OTHER_CONCERN, PROBE)
    expected = groups(tmp_path / "first", pages)
    order = list(pages)
    random.Random(seed).shuffle(order)
    assert groups(tmp_path / "other", tuple(order)) == expected, [page.name for page in order]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("全市搜救演练成功举行", "3月3日，兰州市举行水上搜救演练。"),
        ("兰州警方通报上半年抓获嫌疑人统计", "上半年，全市共抓获各类嫌疑人3200名。"),
        ("城关区部署善后工作会议", "3月3日，城关区召开工作会议，部署拆迁善后工作。"),
    ],
    ids=["drill", "statistics", "meeting"],
)
def test_routine_that_uses_the_same_words_goes_on_about_nothing(tmp_path: Path, title: str, text: str) -> None:
    with arrivals(tmp_path) as here:
        here.all((*STAB, Page("x", title, text, "2026-03-03 12:00", CITY)))
        assert here.groups() == {frozenset({"n1", "n2", "n3"})}


FIRE = (
    Page("f1", "兰州市城关区一商场发生火灾", "2026年1月9日14时5分许，兰州市城关区金城商场发生火灾，造成16人死亡、9人受伤。", "2026-01-09 18:00", DISTRICT),
    Page("f2", "兰州城关区商场火灾致16人遇难", "1月9日14时许，兰州市城关区金城商场发生火灾，造成16人遇难。", "2026-01-09 20:00"),
)  # fmt: skip


def test_a_report_of_a_body_set_up_for_it_is_tied_a_year_later_and_after_a_greater_fire_in_doubt(tmp_path: Path) -> None:
    """The name of the body says the kind, its area the province; where two such fires are open, it may be either."""
    report = Page("r", "调查报告公布", "甘肃省火灾事故调查组公布调查报告，25人受到处分。", "2027-05-17 10:00", PROVINCE, source="甘肃省火灾事故调查组")
    other = Page("g", "天水市秦州区一厂房发生火灾", "2026年8月1日3时许，天水市秦州区一厂房发生火灾，造成12人死亡。", "2026-08-01 09:00", PROVINCE)
    for number, order in enumerate(itertools.permutations((*FIRE, report))):
        found, _ = groups(tmp_path / f"a{number}", order)
        assert found == {frozenset({"f1", "f2", "r"})}, [page.name for page in order]
    for number, order in enumerate(itertools.permutations((FIRE[0], other, report))):
        found, doubts = groups(tmp_path / f"b{number}", order)
        assert found == {frozenset({"f1"}), frozenset({"g"})}, [page.name for page in order]
        assert {name for name, _ in doubts} == {"r"}


def test_a_trial_that_names_the_incident_is_tied_as_a_mention_and_another_court_s_news_is_not(tmp_path: Path) -> None:
    pages = (
        Page("t", "金城商场“1·9”火灾案一审宣判", "城关区人民法院对金城商场“1·9”火灾案一审公开宣判，5名被告人获刑。", "2027-11-10 10:00", DISTRICT),
        Page("u", "城关区法院宣判一起失火案", "城关区人民法院对一起失火案一审公开宣判，被告人获刑一年。", "2026-01-20 10:00", DISTRICT),
    )  # fmt: skip
    with arrivals(tmp_path) as here:
        here.all((*FIRE, *pages))
        assert here.groups() == {frozenset({"f1", "f2", "t"})}
        assert role(here, "t") == "mention"


def test_fires_of_two_towns_of_one_district_stay_apart_and_a_notice_on_both_teaches_neither(tmp_path: Path) -> None:
    pages = (
        Page("a", "城关区青白石街道一仓库起火", "11月20日9时10分许，城关区青白石街道一家具仓库发生火灾，1人受伤。", "2026-11-20 10:00", DISTRICT),
        Page("b", "兰州城关区伏龙坪街道一民房起火", "11月20日14时25分许，兰州市城关区伏龙坪街道一民房发生火灾。", "2026-11-20 15:00"),
        Page("both", "关于两起火灾的情况通报", "11月20日9时10分许，城关区青白石街道一家具仓库发生火灾，1人受伤。11月20日14时25分许，城关区伏龙坪街道一民房发生火灾，2人受伤。", "2026-11-20 18:00", DISTRICT),
        Page("c", "伏龙坪街道民房火灾续报", "伏龙坪街道民房火灾2名伤者已送医救治，起火原因正在调查。", "2026-11-20 21:00", DISTRICT),
    )  # fmt: skip
    for number, order in enumerate((pages, pages[::-1], (pages[2], pages[3], pages[0], pages[1]))):
        found, doubts = groups(tmp_path / str(number), order)
        assert found == {frozenset({"a", "both"}), frozenset({"b", "c"})}, [page.name for page in order]
        assert doubts == {("both", frozenset({"b", "c"}))}


def test_pages_on_the_earthquake_are_about_the_main_shock_and_those_that_give_its_minute_too(tmp_path: Path) -> None:
    pages = (
        Page("q1", "甘肃兰州市榆中县发生5.9级地震", "2026年11月20日5时12分，甘肃兰州市榆中县发生5.9级地震，震源深度10公里。", "2026-11-20 05:40"),
        Page("q2", "甘肃兰州市榆中县发生4.1级地震", "2026年11月20日6时31分，甘肃兰州市榆中县发生4.1级地震，震源深度9公里。", "2026-11-20 06:50"),
        Page("p", "省抗震救灾指挥部启动三级应急响应", "11月20日5时12分榆中县5.9级地震发生后，甘肃省抗震救灾指挥部启动三级应急响应。", "2026-11-20 08:00", PROVINCE),
        Page("c", "兰州市召开地震灾情新闻发布会", "11月20日15时，兰州市召开新闻发布会：此次地震造成9人轻伤。", "2026-11-20 16:30", CITY),
    )  # fmt: skip
    for number, order in enumerate(itertools.islice(itertools.permutations(pages), 0, 24, 5)):
        found, _ = groups(tmp_path / str(number), order)
        assert found == {frozenset({"q1", "p", "c"}), frozenset({"q2"})}, [page.name for page in order]


def test_a_city_that_speaks_of_its_people_who_died_elsewhere_opens_no_second_incident(tmp_path: Path) -> None:
    pages = (
        Page("x", "定西市陇西县一客车侧翻致21人遇难", "9月18日2时40分许，定西市陇西县境内一客车侧翻，造成21人死亡、20人受伤。", "2026-09-18 15:50", PROVINCE),
        Page("y", "兰州市新闻发布会", "9月18日晚，副市长通报，9月18日2时40分许，从城关区出发的一辆客车侧翻，21人死亡。", "2026-09-18 21:40", CITY),
    )  # fmt: skip
    for number, order in enumerate(itertools.permutations(pages)):
        found, _ = groups(tmp_path / str(number), order)
        assert found == {frozenset({"x", "y"})}


LOOKALIKES = {
    "another brawl in a county of the same city weeks later": (
        Page("a", "兰州警方通报一烧烤店打人案", "6月10日2时40分许，兰州市城关区一烧烤店发生打人案件，4人受伤，警方已抓获9名嫌疑人。", "2026-06-10 20:00", CITY),
        Page("b", "兰州再现打人事件 榆中警方通报", "7月22日21时30分许，兰州市榆中县一饭店发生打人案件，2人受伤，8人到案。", "2026-07-23 15:00", CITY),
    ),
    "two accidents on one expressway in two provinces": (
        Page("a", "兰海高速甘肃兰州段发生交通事故致15人死亡", "11月3日19时21分许，兰海高速兰州市七里河区段发生交通事故，造成15人死亡、44人受伤。", "2026-11-03 22:30", CITY),
        Page("b", "兰海高速贵州段客车事故致18人死亡", "11月4日18时30分许，兰海高速贵州贵定县段一客车坠沟，造成18人死亡。", "2026-11-05 09:00"),
    ),
    "boats that capsize in two counties of one province": (
        Page("a", "湖南沅陵两船相撞11人遇难", "2026年2月25日10时26分许，湖南怀化沅陵县沅水河段两船相撞，11人遇难、5人失联。", "2026-02-26 09:00"),
        Page("b", "湖南平江县翻船事故6人溺亡", "4月20日16时许，湖南岳阳平江县大洲乡一小船侧翻，6人溺亡。", "2026-04-21 09:00"),
    ),
    "fires of one day in neighbouring counties told the same way": (
        Page("a", "兰州永登县一厂房起火", "3月11日8时许，兰州市永登县一厂房发生火灾，无人员伤亡。", "2026-03-11 11:00"),
        Page("b", "兰州皋兰县一厂房起火", "3月11日8时许，兰州市皋兰县一厂房发生火灾，无人员伤亡。", "2026-03-11 11:20"),
    ),
    "a leak in the same works three days later": (
        Page("a", "城关区金源钢铁公司煤气泄漏致3人死亡", "5月17日9时50分许，兰州市城关区金源钢铁有限公司发生煤气泄漏，造成3人死亡。", "2026-05-17 13:00", DISTRICT),
        Page("b", "金源钢铁公司再次发生煤气泄漏", "5月20日6时30分许，城关区金源钢铁有限公司再次发生煤气泄漏，2人受伤。", "2026-05-20 12:00", DISTRICT),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOKALIKES)
def test_look_alikes_stay_apart_in_either_order(tmp_path: Path, name: str) -> None:
    for number, order in enumerate(itertools.permutations(LOOKALIKES[name])):
        found, _ = groups(tmp_path / str(number), order)
        assert found == {frozenset({"a"}), frozenset({"b"})}


def test_every_reason_is_found_again_from_its_words_and_has_english_ones() -> None:
    given = {"name": "4·18", "names": "红星化工厂、G75", "words": "搜救", "number": 12, "old": 3, "new": 7}
    for code in REASONS:
        words = tell(code, **given)
        assert recognised(AGAINST + words) is not None
        found = recognised(words)
        assert found is not None
        assert found[0] == code
        english = in_language(words, "en")
        assert "{" not in english
        assert english != words
    assert in_language("反：地点不同", "en") == "against: another place"
    assert in_language("张三：同一起事件", "en") == "张三：同一起事件"
