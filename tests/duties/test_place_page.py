"""The page of a place shows its quieter duties in a section of their own."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from monitor.cli.composition import Places, world
from monitor.web import plugin
from monitor.web.site import LOCAL, Site
from tests.building import at
from tests.duties.staging import Stage


def test_a_place_shows_what_was_owed_there_in_a_year(tmp_path: Path) -> None:
    stage = Stage(tmp_path, "620100", {"env": ("兰州市环境保护局", "environment")}, rules="lanzhou-2016")
    for month in (1, 2, 3, 5, 6):
        stage.publishes("env", f"2016-{month:02d}-20", f"兰州市{month}月份集中式饮用水水源水质状况")
    stage.polls("2016-01-02", "2016-07-10", days=15)
    where = Places(stage.replayed(), tmp_path / "feeds.yaml")
    with world(where, reading=True) as (here, _):
        pages = Site(where.db, where.warc, here.sources, here.instruments, _clock, hosts=LOCAL)
        client = plugin.Pages(pages).client
        text = asyncio.run(client.get("/places/620100?lang=zh", headers={"host": "localhost"})).text
        empty = asyncio.run(client.get("/places/620100?lang=zh&year=2009", headers={"host": "localhost"})).text
    assert "文件、计划与定期公开 2016" in text
    assert "2016年4月" in text
    assert "未见公开" in text
    assert "没有此类义务" in empty


def _clock() -> datetime:
    return at("2016-07-20")
