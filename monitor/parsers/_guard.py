"""Answers that look like pages but are none: firewalls, script shells, soft 404s, login forms.

A mark alone proves nothing (articles write about firewalls and about 404): it counts only where the
answer has next to nothing to read.
"""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.core.article import Page
from monitor.parsers._html import tree, visible

_LITTLE = 600  # characters a reader sees; a challenge or an error page says no more
_NOTHING = 40
LEAST_LINKS = 12  # a page with that many links is a site's page, whatever words stand on it
_LONGEST = 1_500_000

_WAF = re.compile(
    r"wzws_|wzwschallenge|WZWS-|网站防火墙|网防\s?G01|云防护|云WAF|__jsl_clearance|__jsluid|jsl_clearance|\$_ts\s?=\s?window|\$_ts\.\w|"
    r"/_Incapsula_|cf-browser-verification|Just a moment\.\.\.|安全狗|safedog|创宇盾|知道创宇|yunsuo_session|云锁|"
    r"(?:请求|访问|操作|网络)[^<>]{0,12}(?:被拦截|被阻断|已被禁止|存在(?:安全)?(?:风险|威胁))|"
    r"疑似(?:黑客)?攻击|(?:请|需要?|必须)[^<>]{0,6}(?:开启|启用|打开)\s?(?:浏览器的?)?\s?J(?:ava)?[Ss]cript|"
    r"Access Denied|403 Forbidden|Request Rejected|人机验证|滑动验证|安全验证|请完成(?:以下)?验证|访问(?:过于)?频繁|"
    r"正在进行安全检",
    re.I,
)
_RUISHU = re.compile(
    r"""<meta[^<>]{0,80}content=["'][\w.+/=-]{20,200}["'][^<>]{0,80}>\s*<script[^<>]{0,200}\br=['"]m['"]""", re.I
)
_MISSING = re.compile(
    r"(?<!\d)404(?!\d)|页面(?:不存在|未找到|找不到|已(?:被)?删除|走丢|丢失)|(?:找不到|无法找到|没有找到|未找到)[^。<>]{0,16}(?:页面|网页|文件|内容|资源|地址)|"
    r"(?:页面|网页|内容|文章|信息|栏目)[^。<>]{0,10}(?:不存在|已(?:经)?(?:被)?(?:删除|下线|移除|撤销|关闭))|"
    r"(?:网站|栏目|本站)已(?:停止(?:更新|维护|服务)|迁移|关闭|下线)|not found",
    re.I,
)
_LOGIN = re.compile(r"""<input\b[^>]{0,200}type\s*=\s*["']?password""", re.I)
_LOGIN_WORDS = re.compile(r"登录|登陆|用户名|帐号|账号|统一身份认证|log\s?in|sign\s?in", re.I)
_SCRIPT = re.compile(r"<script\b|location\.(?:href|replace|reload)", re.I)


@lru_cache(maxsize=16)
def _signs(text: str) -> tuple[str, ...]:
    text = text[:_LONGEST]
    if text.lstrip()[:1] in ("{", "["):
        return ()
    page = tree(text)
    links = len(page.css("a[href]"))
    title_node = page.css_first("title")
    title = "" if title_node is None else title_node.text(deep=True)
    words = visible(page)
    found: list[str] = []
    if len(words) <= _LITTLE and links < LEAST_LINKS:
        if _WAF.search(text) or _RUISHU.search(text):
            found.append("waf")
        elif _MISSING.search(title) or _MISSING.search(words):
            found.append("soft_404")
        elif _LOGIN.search(text) and _LOGIN_WORDS.search(words + title):
            found.append("login")
    bare = len(words) < _NOTHING and links < LEAST_LINKS
    if bare and found in ([], ["waf"]) and _SCRIPT.search(text):
        found.append("script_only")
    return tuple(found)


def signs(page: Page) -> tuple[str, ...]:
    """What shows that the answer is not the page asked for: ``waf``, ``soft_404``, ``login``, ``script_only``."""
    return _signs(page.text)


SAID = {
    "waf": "a firewall's page came instead of the list",
    "soft_404": "the page says that it does not exist, though the server answered as if it did",
    "login": "the page asks for a login",
    "script_only": "the page is filled by a script and holds no list of its own",
}
