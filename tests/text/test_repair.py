"""Text is made readable without moving a character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.repair import MASK, compact, normalise

SAME = [
    ("１２時５７分", "12时57分"),
    ("豐臺區發生火災", "丰台区发生火灾"),
    ("後來發現臺灣記者", "后来发现台湾记者"),
    ("（截至１９日９時）", "(截至19日9时)"),
    ("４月１８日，", "4月18日,"),
    ("ＡＢＣ", "ABC"),
    ("9：30～11：30", "9:30~11:30"),
    ("4月18日—20日", "4月18日-20日"),
    ("“4・18”火灾", "“4·18”火灾"),
    ("二○二三年", "二〇二三年"),
    ("4\u3000月\u00a018日", "4 月 18日"),
    ("发(fā)生", f"发{MASK * 4}生"),
    ("監（jiān）督", f"监{MASK * 6}督"),
    ("4月\u200b18日\ufeff", f"4月{MASK}18日{MASK}"),
    ("a\x00b", f"a{MASK}b"),
    ("(fire)", "(fire)"),
    ("火灾(a)级", "火灾(a)级"),
    ("第一行\n第二行", "第一行\n第二行"),
    ("\ud800半个", "\ud800半个"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "clean"), SAME)
def test_a_text_is_normalised_in_place(text: str, clean: str) -> None:
    assert normalise(text) == clean


@given(st.text(alphabet="臺灣發生薴苧火灾，０１２３４５６７８９：；、。"))
def test_a_text_is_normalised_as_its_characters_are(text: str) -> None:
    """Few are replaced one by one, many in one go; and what one becomes (薴: 苧) may itself be one that is replaced."""
    assert normalise(text) == "".join(map(normalise, text))
    assert normalise("薴苧") == "苧苎"


@given(st.text())
def test_normalising_keeps_the_length(text: str) -> None:
    assert len(normalise(text)) == len(text)


@given(st.text(st.sampled_from("发生(fā)（jiān） \t\n１月18日時後\u200b\ud800")))
def test_compacting_keeps_where_every_character_stood(text: str) -> None:
    short, offsets = compact(text)
    normal = normalise(text)
    assert len(offsets) == len(short) + 1
    assert offsets[-1] == len(text)
    assert all(normal[offsets[place]] == char for place, char in enumerate(short))


SKIPPED = [
    ("2023 年 4 月 18 日", "2023年4月18日"),
    ("发(fā)生火灾", "发生火灾"),
    ("4\u200b月18日", "4月18日"),
    ("2022 11 23", "2022 11 23"),
    ("a b", "a b"),
    ("火灾\n18日", "火灾\n18日"),
    ("一二 三", "一二三"),
]


@pytest.mark.parametrize(("text", "short"), SKIPPED)
def test_what_a_reader_skips_is_left_out(text: str, short: str) -> None:
    assert compact(text)[0] == short
