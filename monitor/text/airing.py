"""When a matter of public concern came up: the day on which a page says that it was posted, shown or complained of.

What people are upset about may have happened long before, and nobody may know when. The clock of a matter of concern
runs from when it was first public (国办发〔2016〕61号 for 其他政务舆情), so it begins with the day of
5月11日，有网友发布视频称….
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from monitor.core.moment import Moment
from monitor.core.statement import TimeMention, TimeRole
from monitor.text import repair
from monitor.text._patterns import as_written
from monitor.text._time_roles import sentence_end

_DATED: Final = as_written(r"[日号]|[昨今前]天|[昨今前]日|当[天日晚]")
_DAY: Final = timedelta(days=1)
_LATELY: Final = timedelta(days=7)
"""An airing that was longer ago than this is the story of an older matter."""
_PUBLIC: Final = (
    r"网上|网络|网友|网民|网传|网曝|有人|家长|居民|村民|业主|市民|游客|旅客|乘客|顾客|消费者|学生|患者|家属|群众|女士|先生|男子|女子|博主"
    r"|视频|帖|消息|图片|照片|录音|聊天记录|微博|微信|抖音|快手|小红书|平台|媒体"
)
_AIRED: Final = (
    r"发[布文帖]|发(?:的)?视频|反映|爆料|曝光|举报|投诉|吐槽|质疑|控诉|求助|流传|热传|传播|出现|关注到?|热议|热搜|显示|称|说"
)
_AIRING: Final = as_written(
    rf"^[^。;!?\n]{{0,6}}?(?:网传|网曝|[^。;!?\n]{{0,24}}?(?:{_PUBLIC})[^。;!?\n]{{0,30}}?(?:{_AIRED}))"
)
_SPEAKS: Final = as_written(
    r"^[^。;!?,\n]{0,4}[,，]?(?:记者|[^。;!?,\n]{0,14}"
    r"(?:局|委|办|厅|部|所|队|政府|法院|检察院|校方|院方|公司|学校|医院|工作人员|负责人)"
    r"[^。;!?,\n]{0,8}(?:回应|表示|通报|告诉|介绍|称|说|发布|召开))"
)
"""What an authority or a reporter said on that day is the answer, not the matter."""


def read_airing(text: str, times: Sequence[TimeMention], *, published: Moment | None) -> TimeMention | None:
    """The first day on which the matter is said to have come up; None where no day is given for that.

    The moment is that day, or the hour where one is given; the mention stands where its words stand.
    """
    compact, offsets = repair.compact(text)
    places = {original: place for place, original in enumerate(offsets)}
    for one in times:
        moment = one.moment
        if one.role not in (TimeRole.PUBLISHED, TimeRole.OTHER, TimeRole.OCCURRED) or not _DATED.search(one.text):
            continue
        if moment.width is None or moment.width > _DAY or (published is not None and _apart(moment, published)):
            continue
        end = places.get(one.end - 1, 0) + 1
        after = compact[end : sentence_end(compact, end)]
        if _AIRING.search(after) and not _SPEAKS.search(after):
            return replace(one, role=TimeRole.OCCURRED)
    return None


def _apart(moment: Moment, published: Moment) -> bool:
    """It came only after the page, or long before it."""
    if published.surely_before(moment):
        return True
    return moment.latest is not None and published.earliest is not None and published.earliest - moment.latest > _LATELY
