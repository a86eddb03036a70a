"""`review` and `explain link` as people run them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.simulated import article_page, bench, blast, command, entry, site


def test_a_bare_notice_waits_is_explained_and_is_decided_at_the_terminal(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        words = "有关情况正在进一步核实，请以官方发布为准。"
        web.put("/gov/n.html", article_page("情况通报", "2026-11-20 12:00", words))
        web.lists(
            "/gov/", entry("/gov/n.html", "情况通报", "2026-11-20"),
            entry("/gov/b.html", "市政府召开常务会议", "2026-11-18"), entry("/gov/a.html", "工作动态", "2026-11-10"),
        )  # fmt: skip
        here.passes(hours=3)
        here.poll()
        options = ["--db", str(here.where.db), "--feeds", str(here.where.feeds)]
        found = json.loads(command("review", "--json", *options).stdout)
        assert found["schema"] == 1
        (question,) = found["questions"]
        incident = question["candidates"][0]["incident"]

        words = command("review", *options).stdout.decode()
        assert "情况通报" in words
        assert max(map(len, words.splitlines())) <= 80
        why = json.loads(command("explain", "link", question["url"], incident, "--json", *options).stdout)
        assert (why["outcome"], why["decided"]["state"]) == ("doubtful", "doubtful")
        assert command("explain", "link", question["url"], *options).returncode == 2
        assert command("explain", "other", question["url"], incident, *options).returncode == 2

        wrong = command("review", "accept", "q999", "--by", "李四", "--reason", "核实", *options)
        assert wrong.returncode == 2
        assert b"does not wait" in wrong.stderr
        done = command("review", "accept", question["id"], "--by", "李四", "--reason", "电话核实", *options)
        assert done.returncode == 0, done.stderr.decode()
        assert json.loads(command("review", "--json", *options).stdout)["questions"] == []
        (kept,) = json.loads(command("review", "--decided", "--json", *options).stdout)["decisions"]
        assert (kept["author"], kept["reason"], kept["choice"]) == ("李四", "电话核实", "accept")
        assert "电话核实" in command("review", "--decided", *options).stdout.decode()
