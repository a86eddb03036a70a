"""The table that 信息公开目录 pages print above a document, and the pages that the article links to."""

from __future__ import annotations

import re
from typing import Final

from monitor.parsers._body import Body
from monitor.parsers._claims import Window
from monitor.parsers._html import remembering
from monitor.parsers._outline import Line, Outline, labels
from monitor.parsers._urls import absolute, canonical

_LABELS: Final = (
    "索引号|索引码|公开编号|发文机关|发文单位|发文机构|发布机构|发布机关|制发机关|制定机关|公开责任部门|公开机构|信息来源单位|发文字号|文号|文件编号|"
    "公文字号|发布文号|成文日期|成文时间|生成日期|生成时间|形成日期|发文日期|发文时间|印发日期|印发时间|制发日期|签发日期|公布日期|公布时间|"
    "发布日期|发布时间|公开日期|公开时间|生效日期|生效时间|实施日期|施行日期|执行日期|失效日期|失效时间|废止日期|有效期|有效期限|有效性|效力状态|"
    "效力|时效性|时效|是否有效|主题分类|主题词|体裁分类|组配分类|服务对象分类|公文种类|文件类型|信息分类|所属分类|标题|名称|信息名称|文件名称|公开方式|"
    "公开形式|公开范围|公开时限|规范性文件编号|登记号|统一登记号|统一编号"
)
_SPACED: Final = "|".join(r"\s*".join(word) for word in _LABELS.split("|"))
_LABEL: Final = re.compile(rf"^[【\[\s]*({_SPACED})[】\]\s]*[:：]?\s*$")
_PAIR: Final = re.compile(rf"(?:^|\s|[【\[])({_SPACED})[】\]\s]*[:：]\s*")
_BLANK: Final = re.compile(r"\s+")
_ABOVE, _BELOW = 45, 4  # lines around the title in which the table stands
_LONGEST, _MOST = 300, 40
_NEAR = 12  # lines below the article in which its related pages are listed
_MOST_LINKS = 60


def read_record(page: Outline, window: Window) -> tuple[tuple[str, str], ...]:
    """Label and value of each cell, as printed; empty where the page has no such table."""
    anchor = window.title if window.title is not None else window.body_first
    first = max(0, min(anchor, window.body_first) - _ABOVE)
    last = min(len(page.lines), max(anchor, window.body_first) + _BELOW)
    found: dict[str, str] = {}
    waiting = ""
    for cell in page.each("cell", _cell)[first:last]:
        if cell is None:
            waiting = ""
            continue
        text, alone = cell
        if alone:
            waiting = alone
            continue
        pairs = list(_PAIR.finditer(text)) if ":" in text or "：" in text else []
        if pairs and not waiting:
            for number, pair in enumerate(pairs):
                end = pairs[number + 1].start() if number + 1 < len(pairs) else len(text)
                _keep(found, _BLANK.sub("", pair[1]), text[pair.end() : end])
        elif waiting:
            _keep(found, waiting, text)
        waiting = ""
    return tuple(found.items()) if len(found) > 1 else ()


def _cell(line: Line) -> tuple[str, str] | None:
    """What may stand in a cell, and the label that is all of it; None where the line is none."""
    if line.hidden or not line.text or len(line.text) > _LONGEST:
        return None
    text = labels(line.text)
    return text, _label(text)


@remembering
def _label(text: str) -> str:
    """The label that is all there is in a cell; empty where more stands there, or none."""
    alone = _LABEL.match(text)
    return "" if alone is None else _BLANK.sub("", alone[1])


def _keep(found: dict[str, str], label: str, value: str) -> None:
    value = value.strip(" ;；|")
    if value and label not in found and len(found) < _MOST:
        found[label] = value


def read_links(page: Outline, body: Body, base: str) -> tuple[str, ...]:
    """Identities of the pages to which the article leads: the document it explains, the text that explains it."""
    found: dict[str, None] = {}
    for anchor in page.anchors:
        if not body.first - 3 <= anchor.line <= body.end + _NEAR or len(found) >= _MOST_LINKS:
            continue
        address = absolute(anchor.href, base)
        if address and address.startswith(("http://", "https://")):
            found[canonical(address)] = None
    return tuple(found)
