"""What pages say of the documents they carry, and which page explains which document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.article import Article, Page
from monitor.core.document import Document, Imprint, Kind, tie
from monitor.core.publication import settle
from monitor.parsers._article import read_article
from monitor.text.documents import core_title, numbers_in, read_imprint, titles_in
from tests.building import at, moment

TABLE = """<html><head><title>滨江市人民政府关于印发《滨江市燃气管理办法》的通知</title></head><body>
<table><tr><td>索 引 号：</td><td>990100/2022-00031</td><td>公文种类：</td><td>规范性文件</td></tr>
<tr><td>发文机关：</td><td>滨江市人民政府</td><td>成文日期：</td><td>2022年03月01日</td></tr>
<tr><td>发文字号：</td><td>滨政规〔2022〕5号</td><td>印发日期：</td><td>2022-03-04</td></tr>
<tr><td>生效日期：</td><td>2022-04-01</td><td>有效性：</td><td>有效</td></tr></table>
<h1>滨江市人民政府关于印发《滨江市燃气管理办法》的通知</h1>
<div class="content"><p>各区人民政府：</p><p>现将《滨江市燃气管理办法》印发给你们，请遵照执行。本办法有效期5年。</p>
<p>附件：<a href="/files/rq.pdf">燃气管理办法.pdf</a></p><p>相关解读：<a href="/jd/9.html">一图读懂</a></p></div>
</body></html>"""


def read(html: str, url: str = "https://www.binjiang.example/gk/1.html") -> Article:
    found = read_article(Page(url, html, seen_at=at("2022-03-10")))
    assert isinstance(found, Article)
    return found


def imprint(article: Article, **more: str) -> Imprint:
    return read_imprint(
        article.title, article.text, record=article.record, number=article.doc_number,
        written=article.document_date, published=article.published, **more,
    )  # fmt: skip


def test_the_table_of_a_catalogue_page_is_read_whole() -> None:
    article = read(TABLE)
    found = imprint(article)
    assert (found.title, found.number, found.issuer) == ("滨江市燃气管理办法", "滨政规〔2022〕5号", "滨江市人民政府")
    assert (found.written, found.issued, found.effective) == tuple(
        moment(day) for day in ("2022-03-01", "2022-03-04", "2022-04-01")
    )
    assert found.expires == moment("2027-04-01")
    assert found.validity == "有效"
    assert {Kind.NORMATIVE, Kind.POLICY} <= found.kinds
    assert article.links[-1].endswith("/jd/9.html")
    assert article.attachments[0][1].endswith("rq.pdf")


def test_cells_with_label_and_value_in_one_line_are_read_too() -> None:
    html = TABLE.replace("：</td><td>", "：")
    assert imprint(read(html)).issued == moment("2022-03-04")


def test_without_a_table_the_foot_and_the_signature_say_it() -> None:
    text = (
        "现印发给你们。\n本办法自2022年5月1日起施行。\n滨江市人民政府办公室\n2022年4月2日\n"
        "滨江市人民政府办公室 2022年4月6日印发"
    )
    found = read_imprint("关于印发滨江市停车管理办法的通知", text, written=moment("2022-04-02"))
    assert found.issuer == "滨江市人民政府办公室"
    assert (found.written, found.issued) == (moment("2022-04-02"), moment("2022-04-06"))
    assert found.effective == moment("2022-05-01")


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("根据国办发〔2016〕61号、滨政办发[2022]8号的要求", ("国办发〔2016〕61号", "滨政办发〔2022〕8号")),
        ("滨政办发（2022）8 号", ("滨政办发〔2022〕8号",)),
        ("2022年第8号公告", ()),
    ],
)
def test_numbers_are_written_in_one_way(words: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(words) == numbers


@pytest.mark.parametrize(
    ("title", "core"),
    [
        ("滨江市人民政府办公厅关于印发《滨江市燃气管理办法》的通知", "滨江市燃气管理办法"),
        ("滨江市人民政府关于印发滨江市2022年工作要点的通知", "滨江市2022年工作要点"),
        ("滨江市人民政府关于加强消防工作的意见", "关于加强消防工作的意见"),
        ("滨江市燃气管理办法", "滨江市燃气管理办法"),
    ],
)
def test_what_wraps_a_title_is_taken_off(title: str, core: str) -> None:
    assert core_title(title) == core


def test_titles_within_titles_are_found() -> None:
    assert titles_in("《关于印发〈滨江市燃气管理办法〉的通知》解读") == ("滨江市燃气管理办法",)


@pytest.mark.parametrize(
    ("title", "number", "sure", "maybe"),
    [
        ("《滨江市燃气管理办法》政策解读", None, {Kind.INTERPRETATION}, set()),
        ("关于加强政策解读工作的通知", "滨政办发〔2022〕9号", set(), {Kind.POLICY, Kind.NORMATIVE}),
        ("滨江市人民政府公报2022年第3期", None, {Kind.GAZETTE}, set()),
        ("关于公开征求《滨江市养犬办法（征求意见稿）》意见的公告", None, {Kind.DRAFT}, set()),
        ("《滨江市养犬办法》征求意见采纳情况", None, set(), set()),
        ("滨江市民政局2022年部门预算", None, {Kind.BUDGET}, set()),
        ("滨江市预算绩效管理系统采购中标公告", None, set(), set()),
        ("关于李某某等任职的通知", "滨政人〔2022〕2号", set(), set()),
        ("滨江市人民政府关于促进养老服务的若干措施", "滨政发〔2022〕3号", {Kind.POLICY}, {Kind.NORMATIVE}),
    ],
)
def test_what_kind_of_document_a_page_carries(
    title: str, number: str | None, sure: set[Kind], maybe: set[Kind]
) -> None:
    found = read_imprint(title, "", number=number)
    assert (found.kinds, found.maybe) == (sure, maybe)


@pytest.mark.parametrize(
    ("number", "issuer", "own"),
    [
        ("兰政办发〔2016〕1号", "", True),
        ("甘政办发〔2016〕70号", "", False),
        ("国办发〔2016〕61号", "", False),
        (None, "国务院办公厅", False),
        (None, "兰州市人民政府办公厅", True),
        (None, "", None),
    ],
)
def test_whose_document_it_is(number: str | None, issuer: str, own: bool | None) -> None:
    record = (("发文机关", issuer), ("索引号", "1")) if issuer else ()
    found = read_imprint("关于印发停车管理办法的通知", "", number=number, record=record, home="620100")
    assert found.own is own


def test_until_when_comments_are_taken() -> None:
    title, published = "关于《滨江市养犬办法（征求意见稿）》公开征求意见的公告", moment("2022-03-01")
    for text, last in (
        ("征求意见时间为2022年3月1日至3月31日。", "2022-03-31"),
        ("请于2022年4月5日前反馈。", "2022-04-05"),
        ("自公告发布之日起30日内提出意见。", "2022-03-31"),
        ("欢迎提出意见。", None),
    ):
        found = read_imprint(title, text, published=published)
        assert found.asks_until == (None if last is None else moment(last)), text


# -- ties --------------------------------------------------------------------------------------------------


def page(title: str, text: str = "", *, url: str = "p", links: tuple[str, ...] = ()) -> Document:
    said = moment("2022-03-08")
    found = read_imprint(title, text, published=said)
    return Document(url, title, "gov", found, settle(said, at("2022-03-09"), None), links=links)


RULES = page("滨江市人民政府关于印发《滨江市燃气管理办法》的通知", "滨政规〔2022〕5号", url="d")


@pytest.mark.parametrize(
    ("title", "text", "links", "sure"),
    [
        ("《滨江市燃气管理办法》解读", "", (), True),
        ("一图读懂滨江市燃气管理办法", "", (), True),
        ("政策解读", "近日印发的《滨江市燃气管理办法》共六章。", (), True),
        ("政策解读", "", ("d",), True),
        ("《滨江市燃气管理办法（试行）》解读", "", (), False),  # an older version, perhaps
        ("《滨江市停车管理办法》解读", "依据《滨江市燃气管理办法》等制定。", (), None),
        ("滨江市燃气管理办法", "", (), None),  # no explanation at all
    ],
)
def test_a_page_explains_the_document_that_its_title_names(
    title: str, text: str, links: tuple[str, ...], sure: bool | None
) -> None:
    found = tie(page(title, text, links=links), RULES)
    assert (None if found is None else not found.doubtful) is sure
    if found is not None:
        assert found.why


def test_a_document_that_links_to_a_page_is_explained_by_it() -> None:
    rules = page("滨江市人民政府关于印发《滨江市燃气管理办法》的通知", url="d", links=("p",))
    found = tie(page("政策解读"), rules)
    assert found is not None
    assert found.why[0] == "文件页链接到解读页"


@given(st.text(max_size=80), st.text(max_size=300))
def test_no_page_raises(title: str, text: str) -> None:
    read_imprint(title, text, published=moment("2022-03-08"))


def test_hostile_words_are_read_in_linear_time() -> None:
    for unit in ("《关于印发", "（2022）号", "自2022年5月1日起", "常务会议审议"):
        read_imprint(unit * 50, unit * 20_000)
