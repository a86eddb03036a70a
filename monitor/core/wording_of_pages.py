"""The part of the message table that speaks of polls and pages: how they ended, what is odd, what was changed.

It is read through `monitor.core.wording`, like the rest.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.core.phrase import Phrase

CAUSE: Mapping[str, Phrase] = {
    "rolled_over": ("列表已滚动", "the list had rolled over"),
    "not_polled": ("未轮询", "not polled"),
    "failed": ("轮询失败", "polls failed"),
}

CHANGED_BY: Mapping[str, Phrase] = {
    "capture": ("新抓取", "new capture"),
    "correction": ("人工更正", "correction"),
    "rules": ("规则或程序版本变化", "other rules or program version"),
    "time": ("时间推移", "time passing"),
}
"""What brought a change of a verdict about."""

OUTCOME: Mapping[str, Phrase] = {
    "fetched": ("正常", "fetched"),
    "not_modified": ("未变化", "not modified"),
    "blocked": ("被拦截", "blocked"),
    "http_error": ("HTTP 错误", "HTTP error"),
    "timeout": ("超时", "timed out"),
    "dns": ("域名解析失败", "DNS failure"),
    "tls": ("TLS 失败", "TLS failure"),
    "refused": ("连接被拒", "connection refused"),
    "robots": ("robots 不允许", "robots.txt"),
    "too_large": ("过大", "too large"),
    "forbidden_address": ("禁止访问的地址", "forbidden address"),
    "missed": ("错过计划时间", "run missed"),
    "error": ("传输错误", "transport error"),
    "unread": ("页面未能读出", "page could not be read"),
    "quiet": ("在静默名单", "on the quiet list"),
    "resting": ("暂缓轮询", "left alone for now"),
    "expired": ("证书过期", "certificate out of date"),
    "soft_404": ("页面已不存在", "page says it does not exist"),
    "login": ("要求登录", "asks for a login"),
    "script_only": ("由脚本填充", "filled by a script"),
    "emptied": ("列表变空", "list has become empty"),
    "redesigned": ("疑似改版，列表读不出", "redesigned: no list found"),
}

FLAG: Mapping[str, Phrase] = {
    "claimed_before_observed": (
        "自称时间早于首次可见（或为倒填、先发他处、缓存）",
        "claims to be earlier than it was first seen (back-dated, published elsewhere first, or a cache)",
    ),
    "postdated": (
        "自称时间晚于首次可见，或被改晚",
        "claims to be later than it was first seen, or was changed to a later time",
    ),
    "claims_conflict": ("页面各处时间不一致", "the page's own dates conflict"),
    "future_date": ("自称未来时间", "claims a future date"),
    "hijacked_title": ("标题疑被篡改", "the title looks hijacked"),
    "mojibake_repaired": ("乱码已修复", "damaged characters were repaired"),
    "soft_404": ("页面实为“不存在”", "a page that says it is not there"),
    "waf": ("防火墙页面", "a firewall's page"),
    "mirror": ("镜像站页面", "a page of a mirror"),
    "login": ("需登录的页面", "a page that asks for a login"),
    "script_only": ("页面由脚本生成，未能读出", "filled by a script, not read"),
    "lookalike_host": ("域名仿冒政府网站，不计为机关发布", "a look-alike of an official site: not counted"),
    "redirected_away": ("跳转到机关站点之外，不计为机关发布", "redirects off the agency's site: not counted"),
    "foreign_host": ("不在该机关自己的站点上", "not on the agency's own site"),
    "foreign_site_code": ("网站标识码与机关所在地不符", "the site code is another place's"),
    "video_only": ("仅有视频，文字未能读出", "a film without words"),
    "image_only": ("仅有图片，文字未能读出", "pictures without words"),
    "document": ("列表直接链接的文件", "a file that the list links to in a page's place"),
    "incomplete": ("正文未取全（分页或附件缺失）", "not all of it was read (further pages or attachments are missing)"),
    "unread": ("页面未能读出，不能排除是回应", "could not be read, so it may be the answer"),
    "retitled": ("标题曾改", "its title was changed"),
    "redated": ("自称发布时间曾改", "the publication time it claims was changed"),
    "backdated": ("发布时间被改早", "its publication time was changed to an earlier one"),
    "toll_changed": ("伤亡数字曾改", "its casualty figures were changed"),
    "withdrawn": ("已撤下（经两次复看确认）", "withdrawn (two further looks confirmed it)"),
    "unlisted": ("列表已不显示，页面仍在", "no longer listed, though the page stands"),
    "vanished": ("曾见，后已撤下", "was seen and later taken down"),
}

PART: Mapping[str, Phrase] = {
    "title": ("标题", "title"),
    "time": ("发布时间", "publication time"),
    "toll": ("伤亡", "toll"),
    "signature": ("署名", "signature"),
    "body": ("正文", "text"),
}

AGREEMENT: Mapping[str, Phrase] = {
    "inside_tolerance": ("自称与观测相符", "claim and observation agree"),
    "contradicted": ("自称与观测矛盾", "the claim is contradicted by observation"),
    "impossible": ("自称时间不可能", "the claim is impossible"),
}

INNOCENT: Mapping[str, Phrase] = {
    "cache": ("列表或缓存节点当时给出旧内容", "a cache served an old copy of the list"),
    "draft": ("定时发布：时间是拟稿或设定的时间", "scheduled publishing: the time is that of the draft"),
    "elsewhere": ("先发于他处或其他栏目，后入此列表", "published elsewhere first and listed here later"),
    "out_of_sight": (
        "列表置顶或重新排序，当时排在所看范围之外",
        "pinned or re-sorted list: it stood outside of what was seen",
    ),
    "early": ("定时发布：页面在设定时间之前已可打开", "scheduled publishing: the page stood open before its time"),
    "clock": ("网站时钟或时区有误", "the site's clock or time zone is wrong"),
    "anew": ("重新发布或人工改写了时间", "published anew, or the time was set by hand"),
}
"""What may explain a claim that observation contradicts, without anybody having deceived."""

ABSENT: Mapping[str, Phrase] = {
    "gone": ("页面已不存在", "the page is gone"),
    "soft_gone": ("页面打不开，转到首页或提示不存在", "the page is gone behind a polite answer"),
    "unlisted": ("列表已不显示，页面仍在", "no longer listed, though the page stands"),
    "unreachable": ("网站未应答，不说明页面已撤", "nobody answered: that says nothing of the page"),
}

CONFIRMED: Mapping[str, Phrase] = {
    "confirmed": ("两次复看确认", "two further looks confirmed it"),
    "unconfirmed": ("待两次复看确认", "two further looks have yet to confirm it"),
    "back": ("其后恢复", "it came back later"),
}
