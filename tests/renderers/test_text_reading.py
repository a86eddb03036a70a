"""What `inspect text` shows to people: everything that was read, within the width, coloured only on request."""

from __future__ import annotations

import re

import pytest

from monitor.cli.options import moment_option
from monitor.jobs.inspection import inspect_text
from monitor.renderers._columns import cells
from monitor.renderers.text_reading import reading

NOTICE = (
    "4月18日12时57分许，丰台区消防救援支队接警，一医院住院部东楼发生火情。截至4月19日9时，事故造成29人死亡，"
    "其中26名患者、1名护士，39人受伤，直接经济损失1.2亿元。目击者称，起火时间在12时20分左右；消防部门称，"
    "起火时间为12时50分。4月19日中午，区政府召开新闻发布会。\n据当地媒体报道，印度孟买一栋楼倒塌。"
)


def shown(text: str, **how: object) -> str:
    answer = inspect_text(text, published=moment_option("2023-04-19", "--published"), place="110106")
    return reading(answer, text=text, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize(
    "text", [NOTICE, "", "你好", "很长" * 300, "\x1b[31m火灾\x1b[0m发生", "第一行\n\n第三行 " + NOTICE]
)
def test_no_line_is_over_the_width(text: str, width: int, lang: str) -> None:
    for colour in (False, True):
        bare = re.sub(r"\x1b\[[\d;]*m", "", shown(text, width=width, lang=lang, colour=colour))
        assert max(map(cells, bare.split("\n"))) <= width


@pytest.mark.parametrize(
    "words",
    [
        "事故灾难/火灾", "29", "死亡", "直接经济损失", "重大（按伤亡推算）", "接报", "截至", "已举行",
        "110106", "境外", "新闻发布会", "另说", "目击者", "120,000,000", "2023-04-18 12:56–12:58",
    ],
)  # fmt: skip
def test_all_that_was_read_is_shown(words: str) -> None:
    assert words in shown(NOTICE)


def test_plain_output_has_no_control_characters_and_coloured_output_marks_the_words() -> None:
    assert "\x1b" not in shown(NOTICE)
    assert "\x1b[" in shown(NOTICE, colour=True)


def test_where_nothing_is_read_it_says_so() -> None:
    assert shown("你好").count("未读出") == 4
