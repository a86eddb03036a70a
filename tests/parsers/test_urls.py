"""Addresses: joined as a browser joins them, and one identity for one document."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import parsers
from monitor.parsers._urls import _identity, absolute


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.a.example/x/1.html", "https://www.a.example/x/1.html"),
        ("HTTP://WWW.A.example:80/x/1.html", "https://www.a.example/x/1.html"),
        ("https://www.a.example:443/", "http://www.a.example"),
        ("http://a.example/x/index.html", "http://a.example/x/"),
        ("http://a.example/x/index.shtml", "http://a.example/x/"),
        ("http://a.example/1.html#top", "http://a.example/1.html"),
        ("http://a.example/1.html;jsessionid=0A1B.n1", "http://a.example/1.html"),
        ("http://a.example/s?id=3&utm_source=wx&spm=1.2", "http://a.example/s?id=3"),
        ("http://a.example/s?b=2&a=1", "http://a.example/s?a=1&b=2"),
        ("http://a.example/1.html?from=timeline&isappinstalled=0", "http://a.example/1.html"),
        ("http://a.example/1.html?_=1794000000000", "http://a.example/1.html"),
        ("http://big5.a.example/gate/big5/www.a.example/x/1.html", "http://www.a.example/x/1.html"),
        ("http://a.example/%E4%B8%AD/1.html", "http://a.example/中/1.html"),
        ("http://a.example/x/../y//1.html", "http://a.example/y/1.html"),
        (" http://a.example/1.html\n", "http://a.example/1.html"),
        ("http://m.a.example/xw/202605/t20260512_4410231.html", "http://www.a.example/xw/202605/t20260512_4410231.html"),
        ("http://wap.a.example/art/2026/art_c37cffd9af9a4b3aa6379d153ed83620.html",
         "http://www.a.example/art/2026/art_c37cffd9af9a4b3aa6379d153ed83620.html"),
        ("http://www.a.example/xw/content/mpost_3143885.html", "http://www.a.example/xw/content/post_3143885.html"),
    ],
)
def test_two_spellings_of_one_document_have_one_identity(one: str, other: str) -> None:
    assert parsers.canonical(one) == parsers.canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.example/show.asp?id=1", "http://a.example/show.asp?id=2"),
        ("http://a.example/show.asp?id=1", "http://a.example/show.asp"),
        ("http://a.example:8081/1.html", "http://a.example/1.html"),
        ("http://m.a.example/1.html", "http://www.a.example/1.html"),
        ("http://m.a.example/xw/", "http://www.a.example/xw/"),
        ("http://fgw.a.example/t20260512_4410231.html", "http://www.a.example/t20260512_4410231.html"),
        ("http://a.example/A/1.html", "http://a.example/a/1.html"),
        ("http://a.example/s?from=bmfw", "http://a.example/s"),
        ("http://a.example/s?t=3", "http://a.example/s?t=4"),
        ("http://a.example/s?sid=757001", "http://a.example/s?sid=757002"),
        ("http://a.example/index_1.html", "http://a.example/index.html"),
        ("http://a.example/s?q=a%26b", "http://a.example/s?q=a&b"),
    ],
)
def test_two_documents_keep_two_identities(one: str, other: str) -> None:
    assert parsers.canonical(one) != parsers.canonical(other)


@given(st.text(alphabet="ahtps:/.?&=#%;@[]\\中 12", max_size=40))
def test_an_identity_is_its_own_identity_and_nothing_raises(tail: str) -> None:
    once = parsers.canonical("http://a.example/" + tail)
    assert parsers.canonical(once) == once
    parsers.canonical(tail)
    absolute(tail, "http://a.example/x/y.html")


PIECES = ("art", "index.html", "Default.SHTML", "mpost_12345.html", "t20260101_1.html", "..", ".a", "", "gate", "%41")


@given(
    st.sampled_from(["www.a.gov.cn", "m.a.gov.cn", "a.example", "a.example:80", "A.example", "1.2.3.4"]),
    st.lists(st.sampled_from(PIECES), max_size=4), st.sampled_from(["", "/", "?a=1", "/#x"]),
)  # fmt: skip
def test_usual_addresses_are_read_as_all_others_are(host: str, pieces: list[str], tail: str) -> None:
    url = "/".join(("http:/", host, *pieces)) + tail
    assert parsers.canonical(url) == _identity(url)


BASES = [
    "http://a.example",
    "http://a.example/x/y/index.html",
    "http://a.example:81/x/y/",
    "https://a.example/x?y=/../b",
]
HREFS = [
    "a.html", "./a.html", "../a.html", "../../a.html", "../../../../a.html", "/a", "//b.example/c", "?p=2", "../", "..",
    ".", "./", "a/../b", "/a/../b", "http://z.example/x", "x.html?u=/a/../b", "../a?u=./b", "a;b",
]  # fmt: skip


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("href", HREFS)
def test_links_are_joined_as_the_standard_joins_them(base: str, href: str) -> None:
    assert absolute(href, base) == urljoin(base, href)


@pytest.mark.parametrize(
    "href", ["", "#", "#top", "javascript:;", "mailto:a@b.example", "tel:110", "http://", "ftp://a/b", "data:,x"]
)
def test_links_to_no_page_lead_nowhere(href: str) -> None:
    assert absolute(href, "http://a.example/x/") is None


def test_spaces_and_back_slashes_are_mended_as_browsers_do() -> None:
    assert absolute(" ./a b.html \n", "http://a.example/x/") == "http://a.example/x/a%20b.html"
    assert absolute("..\\b\\1.html", "http://a.example/x/y/") == "http://a.example/x/b/1.html"


@given(
    st.from_regex(r"(?:www|m|wap|a)\.[a-z]{1,3}(?:\.[a-z-]{1,4})?", fullmatch=True),
    st.lists(st.sampled_from(["", ".", "a", "A.b", "%41", "index.html", "gate", "big5", "12345.htm", "mpost_7.htm"])),
)
def test_a_usual_address_has_the_identity_that_it_has_when_it_is_taken_apart(host: str, names: list[str]) -> None:
    rest = "/".join(["", *names])
    assert parsers.canonical(f"http://{host}{rest}") == parsers.canonical(f"HTTP://{host}{rest}")
