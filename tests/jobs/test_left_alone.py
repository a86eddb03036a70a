"""Feeds whose host is left alone: what was not asked is written down, shown with its reason, and made up for."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from monitor.jobs.schedule import Schedule, plan_of
from tests.simulated import Bench, Site, bench, command, entry, facts, list_page, site

OFFICES = ("yjt", "wjw", "jtt", "mzt")
HEAD = """schema: 1
contact: webmaster@monitor.example
agencies:
  - {id: province, name: 滨海省人民政府, adcode: "330000", level: province, sector: government}
feeds:
"""
FEED = "  - {{id: {0}, url: 'http://{0}.zj.gov.example/', agency: province, carries: [releases], every: 15m}}\n"
FEEDS = (HEAD + "".join(map(FEED.format, OFFICES))).replace("{", "{{").replace("}", "}}")
HOSTS = [f"{name}.zj.gov.example" for name in OFFICES]
LIST = list_page([entry(f"/a/{n}.html", f"工作动态第{n}期", f"2026-11-1{n}") for n in (2, 1)]).encode()


def stands(web: Site, *walled: str) -> None:
    """These offices stand behind one wall, the others answer."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        refuses = request.headers["Host"].split(".")[0] in walled
        body = b"<script>$_ts=window['$_ts']</script>" if refuses else LIST
        request.send_response(412 if refuses else 200)
        request.send_header("Content-Type", "text/html; charset=utf-8")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    web.put("/", answer)
    web.put("/a/1.html", "<p>x</p>")


def round_(here: Bench, *names: str) -> dict[str, str]:
    """One feed after the other, as one host is asked."""
    found: dict[str, str] = {}
    for name in names:
        found |= here.poll(name)
    return found


def test_what_was_not_asked_for_a_neighbours_wall_is_kept_shown_and_asked_when_the_rest_is_over(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web, feeds=FEEDS, names=HOSTS) as here:
        stands(web)
        assert set(round_(here, *OFFICES).values()) == {"fetched"}
        here.passes(minutes=15)
        stands(web, *OFFICES)
        assert round_(here, *OFFICES) == {"yjt": "blocked", "wjw": "blocked", "jtt": "resting", "mzt": "resting"}
        words = ["--db", here.where.db, "--feeds", here.where.feeds, "--as-of", here.now.isoformat()]
        told = {row["feed"]: row for row in json.loads(command("feeds", "health", *words, "--json").stdout)["feeds"]}
        assert [name for name in told["jtt"]["findings"] if name != "skew"] == ["blocked", "failing"]
        assert told["jtt"]["failures_24h"] == {"resting": 1}
        assert "zj.gov.example is left alone until 2026-11-20T10:25" in told["jtt"]["detail"]
        shown = command("feeds", "health", "jtt", *words).stdout.decode()
        assert "暂缓轮询" in shown
        assert "计作空洞" in shown.replace("\n", "").replace(" ", "")
        assert max(map(len, shown.splitlines())) <= 80

        schedule = Schedule(here.here.store, here.settings.feeds, now=here.now)
        feed = here.here.sources.feeds["jtt"]
        looked, quiet = here.poller.looked["jtt"], here.web.quiet_until(feed.url)
        assert quiet is not None
        schedule.done(feed, looked, now=here.now, quiet=quiet)
        plan = plan_of(here.here.store, "jtt")
        assert plan.due >= quiet
        assert plan.failures == 0, "it did not fail: nobody asked"

        stands(web)
        here.passes(minutes=11)
        assert round_(here, "jtt", "mzt") == {"jtt": "not_modified", "mzt": "not_modified"}
        live = here.facts()
        held = here.value("SELECT count(*) FROM fetches WHERE outcome = 'resting'")
        looks = here.value("SELECT count(*) FROM looks WHERE feed = 'jtt'")
        assert (held, looks) == (2, 2)
    done = command("rebuild", "--db", tmp_path / "storage/monitor.db", "--feeds", tmp_path / "feeds.yaml")
    assert done.returncode == 0, done.stderr.decode()
    assert facts(tmp_path / "storage/monitor.db") == live
