"""The same through the real client: pages polled from a site on loopback, judged, and made again from the evidence."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from tests.duties.test_clauses import filed
from tests.simulated import SHANGHAI, article_page, bench, command, entry, facts, site

FEEDS = """schema: 1
rules: [lanzhou-2016]
contact: webmaster@monitor.example
fetching: {{delay: 1s, timeout: 5s, private_hosts: [127.0.0.1]}}
agencies:
  - {{id: gov, name: 兰州市人民政府, adcode: "620100", level: prefecture, sector: government}}
feeds:
  - {{id: files, url: {root}/files/, agency: gov, carries: [releases], every: {every}}}
"""
TITLE = "兰州市人民政府办公厅关于印发《兰州市停车管理办法》的通知"


def test_a_polled_document_its_explanation_and_their_tie_survive_a_rebuild(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web, feeds=FEEDS, start=datetime(2016, 3, 7, 9, tzinfo=SHANGHAI)) as here:
        old = entry("/files/0.html", "往年文件", "2016-01-10")
        rules = entry("/files/1.html", TITLE, "2016-03-07")
        web.lists("/files/", old)
        here.poll()
        here.passes(hours=3)
        page = filed(
            TITLE, "兰政办发〔2016〕1号", issuer="兰州市人民政府办公厅", written="2016-03-04",
            published="2016-03-07 10:30",
        )  # fmt: skip
        web.put("/files/1.html", page)
        web.lists("/files/", rules, old)
        here.poll()
        here.passes(days=2)
        words = "《兰州市停车管理办法》将于下月施行。"
        web.put("/files/2.html", article_page("停车新规解读", "2016-03-09 11:00", words))
        web.lists("/files/", entry("/files/2.html", "停车新规解读", "2016-03-09"), rules, old)
        here.poll()
        here.passes(days=4)
        here.poll()
        before, where = facts(here.where.db), here.where
    options = ("--db", where.db, "--feeds", where.feeds)
    asked = ("duties", "--place", "620100", "--year", "2016", "--rule", "lz16-interp-3wd", "--json", *options)
    answer = json.loads(command(*asked, "--as-of", "2016-03-14").stdout)
    (row,) = answer["duties"]
    assert row["status"] == "met"
    assert row["document"]["written"]["earliest"].startswith("2016-03-04")
    assert row["evidence"]
    done = command("rebuild", *options)
    assert done.returncode == 0, done.stderr.decode()
    after = facts(where.db)
    assert before["documents"]
    assert before["document_ties"]
    assert after["documents"] == before["documents"]
    assert after["document_ties"] == before["document_ties"]


def test_questions_that_cannot_be_answered_are_the_users_mistakes(tmp_path: Path) -> None:
    for words in (("--year", "2016"), ("--place", "无此地"), ("--place", "620100", "--year", "16")):
        assert command("duties", *words).returncode == 2
