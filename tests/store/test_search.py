"""Words of titles and texts are found, those of two characters and of one included."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.store.facts import Store
from monitor.store.search import catch_up, indexed_to, plain, search, tokens, told_with, words_of
from monitor.store.wire import stamp
from tests.simulated import answered, bench, blast, command, site

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PAGES = (
    ("甘肃省兰州市发生5.2级地震", "据中国地震台网测定，11月20日8时30分在兰州市城关区发生5.2级地震，震源深度10千米。"),
    ("关于城关区仓库火灾的情况通报", "一仓库起火，明火已扑灭，无人员伤亡。ＧＢ/T 2260"),
    ("市政府召开常务会议", "会议研究了防灾减灾工作，要求做好地质灾害防治。震"),
    ("The WHO said", "a fire broke out; nobody was hurt. GB18030"),
)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ae\u0301\u0308ｶﾞ，中각１½…"))))
def test_words_are_compared_in_the_form_that_unicode_calls_nfkc(text: str) -> None:
    assert plain(text) == unicodedata.normalize("NFKC", text).lower()


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("地震火灾ab1。，１Ａ𠀀々 \n"))))
def test_tokens_are_the_pairs_of_each_run_and_its_last_character(text: str) -> None:
    wanted: list[str] = []
    for run in re.findall("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[a-z0-9]+", plain(text)):
        wanted += [run] if run.isascii() else [run[at : at + 2] for at in range(len(run))]
    assert tokens(text) == wanted
    assert words_of("", text) == " ".join(dict.fromkeys(wanted))


def save(store: Store, title: str, text: str, *, number: int, at: datetime = AT, problem: str = "") -> None:
    store.save_article(
        {
            "url": f"https://a.example/{number}.html", "feed": "gov", "capture": f"c{number}", "parser": "auto",
            "title": title, "source": None, "text": text, "reading": "{}", "statement": "{}", "relevant": 0,
            "problem": problem, "recorded_at": stamp(at),
        }
    )  # fmt: skip


@pytest.fixture(params=["indexed", "half", "not yet"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The pages, indexed as far as the case says: what is found is the same."""
    with Store(tmp_path / "a.db", create=True) as one:
        for number, (title, text) in enumerate(PAGES):
            save(one, title, text, number=number, at=AT + timedelta(hours=number))
            if request.param == "half" and number == 1:
                catch_up(one)
        if request.param == "indexed":
            assert catch_up(one) == len(PAGES)
            assert catch_up(one) == 0
            assert indexed_to(one) == len(PAGES)
        yield one


FOUND = {
    "地震": {0}, "火灾": {1}, "兰州": {0}, "震": {0, 2}, "灾": {1, 2}, "5.2级": {0}, "震台": {0}, "地震台网": {0},
    "地震 兰州市": {0}, "地震 火灾": set(), "台地": set(), "who": {3}, "FIRE": {3}, "GB/T": {1}, "ｇｂ18030": {3},
    "城关区": {0, 1}, "情况通报": {1}, "地质灾害": {2}, "不在此处": set(), "fir": {3}, "ire": set(), "018030": set(),
}  # fmt: skip


@pytest.mark.parametrize("words", FOUND)
def test_every_word_is_found_and_no_other(words: str, store: Store) -> None:
    found = search(store, words, as_of=AT + timedelta(days=1))
    assert {int(hit.url.split("/")[-1][0]) for hit in found.hits} == FOUND[words]
    assert found.complete


TOLD = ("地震", "地震台网", "火灾", "会议", "城关区", "不在此处", "防灾减灾工作", "生5.2级地", "20日8时30", "日8")


@pytest.mark.parametrize("word", TOLD)
def test_no_incident_is_left_out_whose_pages_hold_the_word(word: str, store: Store) -> None:
    for number in range(len(PAGES)):
        store.save_link(
            incident=f"i-{number}", url=f"https://a.example/{number}.html", score=1.0, why=(), decided_by="rule",
            recorded_at=AT,
        )  # fmt: skip
    told = told_with(store, word)
    assert told is not None
    assert told >= {f"i-{number}" for number, page in enumerate(PAGES) if word in "".join(page)}
    if indexed_to(store) == len(PAGES):
        assert len(told) < len(PAGES)


@pytest.mark.parametrize("word", ["震", "7", "GB", "", "3级"])
def test_words_that_may_stand_inside_of_others_narrow_nothing(word: str, store: Store) -> None:
    assert told_with(store, word) is None


def test_the_excerpt_is_around_the_word_where_plain_forms_are_longer(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", create=True) as one:
        save(one, "情况通报", "……" * 300 + "某仓库火灾已扑灭。" + "文" * 300, number=0)
        (hit,) = search(one, "火灾", as_of=AT).hits
        assert "某仓库火灾已扑灭" in hit.excerpt
        assert hit.excerpt.startswith("…")
        assert hit.excerpt.endswith("文…")


def test_sqlites_own_trigram_table_finds_neither_with_match_nor_with_like() -> None:
    """Why there is an index of our own: with SQLite 3.40, two characters are too few for a trigram."""
    with sqlite3.connect(":memory:") as plain_db:
        plain_db.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='trigram')")
        plain_db.execute("INSERT INTO t VALUES (?)", (PAGES[0][0],))
        assert plain_db.execute("SELECT * FROM t WHERE x MATCH '发生5'").fetchall()
        assert plain_db.execute("SELECT * FROM t WHERE x MATCH '地震'").fetchall() == []
        if sqlite3.sqlite_version_info < (3, 41):
            assert plain_db.execute("SELECT * FROM t WHERE x LIKE '%地震%'").fetchall() in ([], [(PAGES[0][0],)])
    plain_db.close()


def test_only_what_was_recorded_by_then_is_found_newest_first_and_each_address_once(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", create=True) as store:
        for number in range(30):
            save(store, f"第{number}号火灾通报", "火灾", number=number, at=AT + timedelta(hours=number))
        save(store, "第29号火灾通报（修订）", "火灾", number=29, at=AT + timedelta(hours=40))
        save(store, "火灾", "火灾", number=31, at=AT, problem="no text")
        catch_up(store)
        found = search(store, "火灾", as_of=AT + timedelta(days=9), most=5)
        assert [hit.title for hit in found.hits][:2] == ["第29号火灾通报（修订）", "第28号火灾通报"]
        assert not found.complete
        early = search(store, "火灾", as_of=AT + timedelta(hours=2))
        assert len(early.hits) == 3
        assert early.complete
        assert search(store, "火灾", as_of=AT + timedelta(days=9), feed="other").hits == ()


STRANGE = ("", "  ", "。！", '"', "a\x00b", '" OR 1', "*", "NEAR(地震 火灾)", "x" * 9999, "words:地")


@pytest.mark.parametrize("words", STRANGE)
def test_no_words_however_strange_break_a_search(words: str, store: Store) -> None:
    search(store, words, as_of=AT + timedelta(days=1))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="地震火灾兰州ab1 ，", min_size=1, max_size=30), min_size=1, max_size=5), st.data())
def test_every_piece_of_every_text_is_found(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], data: st.DataObject
) -> None:
    text = data.draw(st.sampled_from(texts))
    low = data.draw(st.integers(0, len(text) - 1))
    word = text[low : data.draw(st.integers(low + 1, len(text)))]
    whole = not (text[:low][-1:].isalnum() and text[:low][-1:].isascii() and word[0].isascii())
    with Store(tmp_path_factory.mktemp("s") / "a.db", create=True) as store:
        for number, one in enumerate(texts):
            save(store, "", one, number=number)
        catch_up(store)
        found = {hit.url for hit in search(store, word, as_of=AT).hits}
    words = [plain(one) for one in word.split() if tokens(one)]
    if words and whole:  # Latin words and numbers are found from their beginning on
        assert f"https://a.example/{texts.index(text)}.html" in found


def test_the_command_finds_pages_and_the_incidents_they_belong_to(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        answered(web)
        here.passes(minutes=15)
        here.poll()
    where = ["--db", tmp_path / "storage" / "monitor.db", "--feeds", tmp_path / "feeds.yaml", "--as-of", "2026-11-21"]
    done = command("search", "爆炸", "通报", "--json", *where)
    assert done.returncode == 0, done.stderr.decode()
    (page,) = json.loads(done.stdout)["pages"]
    assert page["in_title"]
    assert page["incidents"] == ["i-20261120-620102-1"]
    shown = command("search", "爆炸", *where).stdout.decode()
    assert "关于城关区东岗化工厂爆炸事故的情况通报" in shown
    assert "2 页" in shown
    refused = command("search", "。", "--most", "0", "--feed", "nope", *where)
    assert refused.returncode == 2
    assert refused.stderr.count(b"\n") == 3, "every mistake at once"
