"""Firewalls are named; good pages and a site's own errors are not taken for them."""

import time

import pytest

from monitor.core.feed import Fetched, Outcome, Refused
from monitor.fetching.walls import CLOUD, STUB, recognise
from tests.fetching.loopback import fetch, page

HTML = (("Content-Type", "text/html"),)
ARTICLE = (
    "<html><head><title>关于加强网站防火墙管理的通知</title></head><body><div class='nav'>"
    + "<a href='/'>首页</a>" * 6
    + "</div><h1>关于加强网站防火墙管理的通知</h1>"
    + "<p>各区县人民政府：为做好云防护和人机验证工作，现将有关事项通知如下。</p>" * 12
    + "</body></html>"
)


@pytest.mark.parametrize(
    ("status", "headers", "body", "name"),
    [
        (412, (), "", "瑞数"),
        (412, (), "<html><meta id='x' content='q1' r='m'><script>$_ts=window['$_ts'];</script>", "瑞数"),
        (202, HTML, "<html><meta id='x' content='q1' r='m'><script r='m'>$_ts=window['$_ts'];</script></html>", "瑞数"),
        (521, (("Set-Cookie", "__jsluid_s=ab; path=/"),), "<script>document.cookie=('_')+('_')</script>", "加速乐"),
        (200, HTML, "<script>document.cookie='__jsl_clearance_s=1';location.href=location.href</script>", "加速乐"),
        (403, (), "<title>网站防火墙</title><p>您的访问被拦截", "网防G01"),
        (200, HTML, "<script>var name='wzwschallenge';</script>", "网防G01"),
        (403, (("Set-Cookie", "wzws_cid=1"),), "denied", "网防G01"),
        (503, HTML, "<html><body><h1>云防护</h1>您的访问请求被拦截</body></html>", CLOUD),
        (200, HTML, "<html><body>请开启 JavaScript 后再访问</body></html>", CLOUD),
        (405, HTML, "<html><script src='https://errors.aliyun.com/x.js'></script></html>", "阿里云WAF"),
        (200, HTML, "<html><script>var arg1='A1';document.cookie='acw_sc__v2=1';reload()</script></html>", "阿里云WAF"),
        (200, HTML, "<html><script>" + "var a=1;" * 60 + "location.reload()</script></html>", STUB),
        (200, (), "<html><head></head><body><script src='/a8f.js'></script></body></html>", STUB),
        (403, (), "Forbidden", "403"),
        (418, (), "", "418"),
    ],
)
def test_walls_are_named(status: int, headers, body: str, name: str) -> None:
    assert recognise(status, headers, body.encode()) == name


def test_a_notice_in_gb18030_is_read_too() -> None:
    assert recognise(503, HTML, "<html><body>云防护：访问被拦截</body></html>".encode("gb18030")) == CLOUD


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, HTML, ARTICLE),
        (200, HTML, "<script>$_ts=window['$_ts'];</script>" + ARTICLE),
        (200, (("Set-Cookie", "wzws_cid=1"), *HTML), ARTICLE),
        (
            200,
            HTML,
            "<html><title>滨江市人民政府门户网站</title><body><div id=app></div><script src=a.js></script>",
        ),
        (200, HTML, "<html><body>ok</body></html>"),
        (200, HTML, ""),
        (200, (("Content-Type", "application/json"),), '{"list":[]}'),
        (200, (("Content-Type", "application/rss+xml"),), "<rss><channel></channel></rss>"),
        (
            200,
            HTML,
            "<script type='text/xml'><datastore><record><![CDATA[<li>关于举行新闻发布会的通知]]></record></script>",
        ),
        (404, HTML, "<html><body>您访问的页面不存在</body></html>"),
        (404, (("Set-Cookie", "wzws_cid=1"), *HTML), "<html><body>404 not found here</body></html>"),
        (500, HTML, "<html><body>Server Error</body></html>"),
        (503, (), "busy"),
    ],
)
def test_the_sites_own_answers_are_no_walls(status: int, headers, body: str) -> None:
    assert recognise(status, headers, body.encode()) is None


@pytest.mark.parametrize(
    "piece", ["<", "<a", "<script", "<script>", "<!--", "<style", "a", "<meta r=", "\x00", "&nbsp;", "_$"]
)
def test_hostile_bytes_are_read_in_linear_time(piece: str) -> None:
    body = ("<html>" + piece * 500_000).encode()
    started = time.process_time()
    recognise(200, HTML, body)
    recognise(403, HTML, body)
    assert time.process_time() - started < 0.5


def test_a_wall_is_blocked_whatever_its_status_and_keeps_its_body() -> None:
    stub = b"<html><script>document.cookie='x=1';location.reload()</script></html>"
    for status in ("200 OK", "412 Precondition Failed", "521 Unknown"):
        result, _ = fetch({"/": page(stub, status=status)})
        assert isinstance(result, Refused)
        assert result.outcome is Outcome.BLOCKED
        assert result.body == stub
        assert "firewall" in result.detail


def test_a_short_good_page_is_a_page() -> None:
    result, _ = fetch({"/": page("<html><body><p>情况通报</p></body></html>".encode())})
    assert isinstance(result, Fetched)
