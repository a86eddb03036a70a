"""The review page: what waits with its candidates, the reasons on both sides, and commands that can be run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from monitor.jobs.review import questions, settle
from monitor.web import reviewing
from monitor.web.plugin import STRICT
from tests.simulated import command
from tests.web.site import Pages, pages

ID = "i-20261120-620102-1"
OTHER = "i-20261120-620102-2"
WHY = ("时间相合", "反：地点<script>alert(4)</script>不同")


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[Pages]:
    """The authority's notice may belong to either of two incidents, a hostile page to one."""
    with pages(tmp_path / "here") as made:
        store, at = made.here.here.store, made.here.clock()
        first = dict(store.rows("SELECT * FROM incidents WHERE id = ?", (ID,))[0])
        store.save_incident({**first, "id": OTHER, "name": "另一起<爆炸>", "recorded_at": first["recorded_at"]})
        for incident, page, score in ((ID, "gov/c", 0.4), (OTHER, "gov/c", 0.3), (ID, "media/2", 0.2)):
            url = str(made.here.value(f"SELECT url FROM articles WHERE url LIKE '%/{page}.html'"))
            store.save_link(
                incident=incident, url=url, score=score, why=list(WHY), decided_by="rule",
                recorded_at=at, doubtful=True,
            )  # fmt: skip
        yield made


def commands(text: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'<pre class="command" tabindex="0">(.*?)</pre>', text, re.DOTALL)]


def test_a_page_waits_with_its_candidates_best_first_and_reasons_for_and_against(waiting: Pages) -> None:
    text = waiting.text("/review")
    assert "待核 2 篇" in text
    assert text.index("得分 0.40") < text.index("得分 0.30") < text.index("得分 0.20"), "the authority's page first"
    assert text.count("责任机关的页面：定下来之前") == 1
    assert text.count("支持：时间相合") == 3
    assert text.count("反对：地点&lt;script&gt;") == 3
    assert f'<a href="/incidents/{ID}">' in text
    assert f'<a href="/incidents/{OTHER}">另一起&lt;爆炸&gt;</a>' in text
    english = waiting.text("/review?lang=en")
    for words in ("2 waiting", "An authority&#39;s own page", "For: 时间相合", "Against: 地点", "score 0.40"):
        assert words in english


def test_its_commands_are_those_of_the_queue_and_run(waiting: Pages) -> None:
    here = waiting.here
    found = commands(waiting.text("/review"))
    assert found == [f"run.py {one}" for each in questions(here.here, as_of=here.clock()) for one in each.commands()]
    accept = next(one for one in found if one.endswith(f"--incident {OTHER} --by NAME --reason WHY"))
    where = ("--db", here.where.db, "--feeds", here.where.feeds)
    done = command(*shlex.split(accept)[1:], *where)
    assert (done.returncode, done.stderr) == (0, b"")
    explained = next(one for one in found if one.startswith("run.py explain link"))
    assert command(*shlex.split(explained)[1:], *where).returncode == 0


def test_what_is_settled_waits_no_longer(waiting: Pages) -> None:
    here = waiting.here
    for one in questions(here.here, as_of=here.clock()):
        settle(
            here.here, one.id, "ignore", author="李四", reason="看过", at=here.clock(),
            journal=here.where.storage / "corrections.jsonl",
        )  # fmt: skip
    assert "没有等人判断的页面" in waiting.text("/review")


def test_nothing_waited_before_it_was_asked(waiting: Pages) -> None:
    assert "没有等人判断的页面" in waiting.text("/review?as_of=2026-11-19")


def test_what_a_waiting_page_says_is_words_and_the_kept_copy_is_there(waiting: Pages) -> None:
    answer = waiting.get("/review")
    assert answer.headers["content-security-policy"] == STRICT
    assert "&lt;script&gt;alert(1)" in answer.text
    assert "<script>alert" not in answer.text
    kept = re.findall(r'href="(/captures/[^"]+)"', answer.text)
    assert len(kept) == 2
    assert all(waiting.get(link).status_code == 200 for link in kept)


def test_a_long_queue_says_what_it_leaves_out(waiting: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "未列出" not in waiting.text("/review")
    monkeypatch.setattr(reviewing, "MOST", 1)
    text = waiting.text("/review")
    assert "待核 2 篇" in text
    assert "另有 1 篇未列出" in text
    assert "得分 0.20" not in text
