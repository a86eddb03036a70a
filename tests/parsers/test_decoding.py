"""Bytes to text: what is labelled rightly, wrongly, not at all, and what is broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import parsers

TEXT = "关于切实做好当前安全生产工作的紧急通知：各县（区）人民政府，市直有关单位，要认真落实各项措施。"
TRADITIONAL = "關於做好當前安全生產工作的緊急通知：各縣政府要認真落實各項措施，確保人民生命財產安全。"


def page(label: str, text: str = TEXT) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">' if label else ""
    return f"<html><head>{meta}<title>通知公告</title></head><body>{text}</body></html>"


@pytest.mark.parametrize(
    ("label", "real", "http", "charset", "how"),
    [
        ("utf-8", "utf-8", "", "utf-8", "meta"),
        ("gb2312", "gbk", "", "gb18030", "meta"),
        ("GBK", "gb18030", "", "gb18030", "meta"),
        ("", "utf-8", "text/html; charset=UTF-8", "utf-8", "http"),
        ("", "gbk", "text/html; charset=GB2312", "gb18030", "http"),
        ("utf-8", "gbk", "text/html; charset=gbk", "gb18030", "http"),
        ("utf-8", "gbk", "", "gb18030", "strict"),
        ("gb2312", "utf-8", "", "utf-8", "strict"),
        ("gb2312", "gbk", "text/html; charset=utf-8", "gb18030", "meta"),
        ("", "utf-8", "text/html; charset=iso-8859-1", "utf-8", "strict"),
        ("", "gbk", "text/html; charset=iso-8859-1", "gb18030", "strict"),
        ("", "utf-8", "", "utf-8", "strict"),
        ("", "gb18030", "", "gb18030", "strict"),
        ("nonsense", "gbk", "text/html; charset=base64", "gb18030", "strict"),
        ("utf-16", "utf-8", "", "utf-8", "meta"),
    ],
)
def test_the_label_counts_only_where_the_bytes_bear_it_out(
    label: str, real: str, http: str, charset: str, how: str
) -> None:
    read = parsers.decode(page(label).encode(real), url="http://a.example/", content_type=http)
    assert (read.text, read.charset, read.charset_from, read.flags) == (page(label), charset, how, ())


@pytest.mark.parametrize("label", ["big5", ""])
def test_big5_is_read_with_and_without_its_label(label: str) -> None:
    read = parsers.decode(
        page(label, TRADITIONAL * 4).replace("通知公告", "公告").encode("big5"), url="http://a.example/"
    )
    assert read.charset == "big5"
    assert TRADITIONAL in read.text


@pytest.mark.parametrize("name", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_decides(name: str) -> None:
    read = parsers.decode(page("gb2312").encode(name), url="http://a.example/", content_type="text/html; charset=gbk")
    assert (read.text, read.charset_from) == (page("gb2312"), "bom")


@pytest.mark.parametrize("name", ["utf-8", "gb18030"])
def test_bytes_of_no_character_are_repaired_and_flagged(name: str) -> None:
    data = page("", TEXT * 5).encode(name)
    at = data.index("认真".encode(name))
    read = parsers.decode(data[:at] + b"\xff\xff\x80" + data[at:], url="http://a.example/")
    assert (read.charset, read.charset_from, read.flags) == (name, "repair", ("mojibake_repaired",))
    assert "各县（区）人民政府" in read.text


@pytest.mark.parametrize("name", ["utf-8", "gb18030"])
def test_a_character_cut_off_at_the_end_is_no_damage(name: str) -> None:
    whole = ("<p>" + TEXT).encode(name)
    read = parsers.decode(whole[:-1], url="http://a.example/")
    assert (read.charset, read.flags) == (name, ())
    assert read.text.startswith("<p>关于切实做好")


def test_plain_ascii_and_nothing_are_read() -> None:
    assert parsers.decode(b"", url="http://a.example/").text == ""
    assert parsers.decode(b"<p>ok</p>", url="http://a.example/").charset_from == "assumed"


@given(st.binary(max_size=300), st.sampled_from(["", "text/html; charset=gbk", "text/html; charset=x", "charset=big5"]))
def test_any_bytes_become_some_text(data: bytes, header: str) -> None:
    read = parsers.decode(data, url="http://a.example/", content_type=header)
    assert read.charset_from in {"bom", "http", "meta", "strict", "repair", "assumed"}


@given(
    st.text(alphabet=st.sampled_from(sorted(set(TEXT))), min_size=8, max_size=200),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_chinese_text_comes_back_as_it_was(text: str, name: str) -> None:
    assert (
        parsers.decode(text.encode(name), url="http://a.example/", content_type=f"text/plain; charset={name}").text
        == text
    )
