"""Recognising firewalls: answers that look like pages, or like errors, and are neither.

A wall's answer says nothing about what the site publishes. It is named, kept and counted as a hole in
our view, and never circumvented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

STUB = "script stub"  # the names where no product is recognised: a program instead of a page …
CLOUD = "云防护"  # … or a notice that we were stopped
_HEAD = 64 * 1024  # how much of a body is looked at
_STUB_SIZE = 4096  # a page that is nothing but a script is small
_STUB_LETTERS = 15  # bytes of visible text that such a page may have: five ideographs
_NOTICE_LETTERS = 600  # of a block notice, in bytes: an article about firewalls is longer
_NOTICE_LINKS = 3

# Statuses that no web page has: products answer with them. 412 is none of ours: we never send If-Match.
_WALL_STATUSES = {
    403: "403",
    405: "405",  # to a plain GET
    412: "瑞数",
    418: "418",
    468: "468",
    493: "493",
    521: "加速乐",
    566: "566",
    567: "567",
}


@dataclass(frozen=True, slots=True)
class _Wall:
    """What gives one product away."""

    name: str
    marks: re.Pattern[bytes]  # its scripts, in the body
    words: re.Pattern[bytes]  # its name in its notice to people
    headers: re.Pattern[str]  # its headers and cookies, lower case


def _both(words: Iterable[str]) -> Iterable[bytes]:
    """The words as bytes, as UTF-8 and as GB18030 pages have them."""
    for word in words:
        yield re.escape(word.encode())
        if not word.isascii():
            yield re.escape(word.encode("gb18030"))


def _wall(name: str, *, marks: str = "(?!)", words: str = "", headers: str = "(?!)") -> _Wall:
    named = b"|".join(_both(words.split("|"))) if words else b"(?!)"
    return _Wall(name, re.compile(marks.encode(), re.IGNORECASE), re.compile(named), re.compile(headers))


_WALLS = (
    _wall("瑞数", marks=r"\$_ts\s*=|window\[['\"]\$_ts['\"]\]|<meta [^<>]{0,400} r=['\"]m['\"]"),
    _wall(
        "加速乐",
        marks=r"__jsl_clearance|__jsluid",
        words="加速乐|创宇盾|知道创宇云防御|知道创宇云安全",
        headers=r"__jsl_clearance",
    ),
    _wall("宝塔防火墙", marks=r"btwaf", words="已被网站管理员设置拦截|宝塔网站防火墙"),
    _wall(
        "网防G01",
        marks=r"wzws_sessionid|wzws_cid|wzwsconfirm|wzwstemplate|wzwschallenge",
        words="网防G01|网站防火墙|WZWS-RAY",
        headers=r"wzws_cid|wzws-ray",
    ),
    _wall("云锁", marks=r"yunsuo_session|security_session_verify", words="云锁", headers=r"yunsuo_session"),
    _wall("安全狗", marks=r"safedog", words="网站安全狗|安全狗", headers=r"safedog"),
    _wall("阿里云WAF", marks=r"acw_sc__v[23]|aliyun_waf|errors\.aliyun\.com", words="阿里云WAF"),
    _wall("腾讯云WAF", marks=r"waf\.tencent|TencentCaptcha|edgeone", words="腾讯T-Sec|腾讯云Web应用防火墙"),
    _wall("华为云WAF", marks=r"hwwafses", words="华为云Web应用防火墙"),
    _wall("百度云加速", marks=r"yunjiasu", words="百度云加速|百度云防护"),
    _wall("奇安信网站卫士", marks=r"wangzhan\.(?:360|qianxin)|__guard", words="网站卫士|奇安信网站卫士"),
    _wall("安恒玄武盾", marks=r"dbappsecurity|saas-?waf", words="玄武盾|安恒明御"),
    _wall("长亭雷池", marks=r"safeline|sl-challenge|chaitin", words="长亭雷池|长亭科技"),
    _wall(
        "Cloudflare",
        marks=r"cf-chl|challenge-platform|__cf_chl|cf_clearance",
        words="Attention Required!",
        headers=r"cf-mitigated: challenge",
    ),
)

# What no-name walls tell people; spaces are taken out on both sides.
_NOTICE_WORDS = (
    "云防护",
    "云盾拦截",
    "云WAF",
    "请开启JavaScript",
    "请启用JavaScript",
    "请打开JavaScript",
    "请开启浏览器JavaScript",
    "访问被拦截",
    "访问已被拦截",
    "请求被拦截",
    "请求已被拦截",
    "访问被阻断",
    "请求被阻断",
    "拦截了您的请求",
    "拒绝了您的请求",
    "访问行为异常",
    "疑似黑客攻击",
    "疑似攻击行为",
    "存在安全威胁",
    "存在攻击行为",
    "被防火墙拦截",
    "被安全策略拦截",
    "网站防火墙",
    "Web应用防火墙",
    "WEB应用防火墙",
    "人机验证",
    "浏览器安全检查",
    "正在进行安全验证",
    "安全验证中",
    "TherequestedURLwasrejected",
    "Requestblocked",
    "WebApplicationFirewall",
    "PleaseenableJavaScript",
)
_NOTICE = re.compile(b"|".join(_both(_NOTICE_WORDS)))

_DATA = rb"(?:text/xml|text/html|x-template|json)"  # data islands inside script elements are content
_NOT_TEXT = re.compile(
    rb"<!--.*?(?:-->|\Z)|<style\b.*?(?:</style\s*>|\Z)|<noscript\b.*?(?:</noscript\s*>|\Z)"
    rb"|<script(?![^<>]{0,200}" + _DATA + rb")[^<>]*>.*?(?:</script\s*>|\Z)|<[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_SCRIPT = re.compile(rb"<script\b(?![^<>]{0,200}" + _DATA + rb")", re.IGNORECASE)
_SPACE = re.compile(rb"(?:&nbsp;|&#160;|[\s\x00])+")
_NOT_A_PAGE = re.compile(r"json|/xml|rss|atom|image/|pdf|octet-stream|msword|officedocument|text/plain")


def recognise(status: int, headers: Iterable[tuple[str, str]], body: bytes) -> str | None:
    """The product that stands between us and the page, or None where the answer is the site's own.

    A good page that merely passed through a firewall (its cookie, its script in the head) is no wall,
    and neither is a site's own error page.
    """
    pairs = [(name.lower(), value) for name, value in headers]
    head = body[:_HEAD]
    if status in _WALL_STATUSES:
        return _product(head, pairs) or _WALL_STATUSES[status]
    kind = next((value.lower() for name, value in pairs if name == "content-type"), "")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\x00")[:1] != b"<" or _NOT_A_PAGE.search(kind):
        return None
    links = _links(head)
    if len(body) > _STUB_SIZE and links > _NOTICE_LINKS:
        return None  # a page with links, as good ones are: the common case, decided cheaply
    shown = _SPACE.sub(b"", _NOT_TEXT.sub(b" ", head))
    if len(shown) <= _STUB_LETTERS and _SCRIPT.search(head):
        small = status < 400 and len(body) <= _STUB_SIZE
        return _product(head, pairs) or (STUB if small else None)
    if len(shown) <= _NOTICE_LETTERS and links <= _NOTICE_LINKS and _NOTICE.search(shown):
        return _product(head, pairs) or CLOUD
    return None


def _links(head: bytes) -> int:
    """How many links there are, counted no further than anybody asks: most pages have a few right at the top."""
    count = 0
    for mark in (b"<a ", b"<A "):
        at = head.find(mark)
        while at >= 0:
            count += 1
            if count > _NOTICE_LINKS:
                return count
            at = head.find(mark, at + 1)
    return count


def _product(head: bytes, pairs: list[tuple[str, str]]) -> str | None:
    """The first product that left its marks in the body, its name in the notice, or its headers."""
    said = "\n".join(f"{name}: {value}" for name, value in pairs).lower()
    for wall in _WALLS:
        if wall.marks.search(head) or wall.words.search(head) or wall.headers.search(said):
            return wall.name
    return CLOUD if _NOTICE.search(_SPACE.sub(b"", head)) else None
