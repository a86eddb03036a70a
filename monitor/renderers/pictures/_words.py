"""What pictures say besides the words of values: legends, axes and their description in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.core.wording import Phrase, say

PICTURE: Mapping[str, Phrase] = {
    "timeline": ("时间线：{name}", "Timeline: {name}"),
    "timeline_desc": (
        "横轴为时间（北京时间）。事发 {onset}。{verdicts}。共 {releases} 份发布或提及。条形的长度是时间的不确定区间。",
        "Time runs to the right (China Standard Time). Onset {onset}. {verdicts}. {releases} releases or mentions. "
        "The length of a bar is how uncertain the time is.",
    ),
    "facts": ("事实", "Facts"),
    "pages": ("发布与提及", "Releases and mentions"),
    "windows": ("时限", "Windows"),
    "watch": ("监测覆盖", "Coverage"),
    "onset": ("事发", "onset"),
    "first_public": ("首次公开", "first public"),
    "toll": ("死亡人数", "deaths"),
    "as_of": ("截至", "as of"),
    "later": ("另有 {n} 项在图外更晚", "{n} more lie later than shown"),
    "earlier": ("另有 {n} 项在图外更早", "{n} more lie earlier than shown"),
    "more_pages": ("另有 {n} 份未画出", "{n} more are not drawn"),
    "more_feeds": ("另有 {n} 个监测源未画出", "{n} more feeds are not drawn"),
    "held": ("　└ 举行", "    └ held"),
    "unwatched": ("没有监测任何责任机关", "no answerable agency is monitored"),
    "key_surely": ("确定", "certain"),
    "key_maybe": ("不确定区间", "uncertain"),
    "key_answer": ("责任机关发布", "answerable agency's release"),
    "key_mention": ("他人提及", "mention by others"),
    "key_conference": ("新闻发布会", "press conference"),
    "key_poll": ("轮询", "poll"),
    "key_failed": ("轮询失败", "failed poll"),
    "key_hole": ("监测缺口", "coverage hole"),
    "key_window": ("时限窗口", "window"),
    "overview": ("{period} 总览", "Overview of {period}"),
    "overview_desc": (
        "每行一起事件，条形从起算到时限届满，末端的符号是结论。共 {n} 起，画出 {shown} 起：{counts}。",
        "One row for each incident; bars run from the start of the clock to the end of the window, and the mark at "
        "the end is the verdict. {n} incidents, {shown} drawn: {counts}.",
    ),
    "overview_none": ("本期没有需要判定的事件", "No incident to judge in this period"),
    "more_incidents": ("另有 {n} 起未画出，见表", "{n} more are not drawn; see the tables"),
    "curve": ("{duty}：多久之后已经发布", "{duty}: how soon it was done"),
    "curve_desc": (
        "横轴为起算后的小时数，纵轴为已履行的比例，共 {n} 起。斜线带的下缘是确定已履行的比例，上缘是可能已履行的比例；"
        "粗线是 Turnbull 估计。中位数 {median}。",
        "Hours since the clock started run to the right, the share done upwards, {n} cases. The hatched band runs "
        "from the share surely done to the share possibly done; the thick line is Turnbull's estimate. "
        "Median {median}.",
    ),
    "curve_few": (
        "仅 {n} 起，不足以画出曲线（至少 {least} 起）",
        "Only {n} cases: too few for a curve (at least {least})",
    ),
    "hours": ("起算后小时", "hours since the start of the clock"),
    "share": ("已履行的比例", "share done"),
    "key_band": ("确定 – 可能", "surely – possibly"),
    "key_turnbull": ("Turnbull 估计", "Turnbull estimate"),
    "key_gap": ("跨度内无法区分", "not told apart inside the step"),
    "limit": ("时限 {hours} 小时", "limit {hours} h"),
    "calendar": ("监测覆盖日历：{period}", "Calendar of coverage: {period}"),
    "calendar_desc": (
        "每行一个监测源，每格一{unit}。实心为全程覆盖，斜线为部分覆盖，交叉线为完全未覆盖，空白为尚未到来。{feeds}",
        "One row for each feed, one cell for each {unit}. Solid: covered throughout; slanted: in part; crossed: not "
        "at all; blank: yet to come. {feeds}",
    ),
    "day": ("天", "day"),
    "week": ("周", "week"),
    "key_full": ("全程覆盖", "throughout"),
    "key_part": ("部分（实心高度为占比）", "in part (height of the solid is the share)"),
    "key_none": ("完全未覆盖", "not at all"),
    "key_future": ("尚未到来", "yet to come"),
    "no_feeds": ("没有监测源", "no feeds"),
    "rest_full": ("其余 {n} 个监测源未画出，均不低于此", "{n} more feeds are not drawn; none is worse"),
}


def words(key: str, lang: str, **values: object) -> str:
    """A phrase of pictures, with its values put in."""
    return say(PICTURE, key, lang).format(**values)
