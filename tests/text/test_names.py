"""Named things, normalised so that two texts about one incident share them."""

from __future__ import annotations

import pytest

from monitor.text.names import read_names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("丰台区长峰医院发生火灾", "长峰医院"),
        ("北京丰台“4·18”长峰医院火灾", "4·18"),
        ("“4.18”火灾事故", "4·18"),
        ("“04•18”火灾事故", "4·18"),
        ("G75兰海高速兰州南收费站发生事故", "G75"),
        ("G75兰海高速兰州南收费站发生事故", "兰海高速"),
        ("S204线K33+380处", "S204"),
        ("312国道上海方向", "312国道"),
        ("国道312线", "312国道"),
        ("位于方城县的英才学校", "英才学校"),
        ("新井煤业有限公司露天煤矿", "新井煤业有限公司"),
        ("辽AK4481重型半挂车失控", "辽AK4481"),
        ("闽D·12345小客车", "闽D12345"),
        ("司机樊某（62岁）被控制", "樊某"),
        ("院长王某玲等人被刑拘", "王某玲"),
        ("昌东镇的滨江小区", "滨江小区"),
    ],
)
def test_a_named_thing_is_found(text: str, name: str) -> None:
    assert name in read_names(text)


@pytest.mark.parametrize(
    "text", ["送往附近医院救治", "事故发生在一家医院", "3.5级地震", "上涨4.18%", "某公司员工", "发生交通事故", ""]
)
def test_a_common_word_is_no_name(text: str) -> None:
    assert read_names(text) == ()


def test_the_title_counts_and_each_name_comes_once() -> None:
    names = read_names("长峰医院起火。长峰医院住院部东楼。", "“4·18”火灾")
    assert names.count("长峰医院") == 1
    assert names[0] == "4·18"
