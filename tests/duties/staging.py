"""A year on invented pages of a city's bodies, as a WARC file, replayed and asked for its duties.

    stage = Stage(tmp_path, "620100", bodies={"health": ("兰州市卫生和计划生育委员会", "health")})
    stage.publishes("health", "2016-03-25", "2016年第12周生活饮用水水质监测情况")
    stage.polls("2016-01-04", "2017-02-01", days=7)
    rows = stage.duties(2016)
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.building import at
from tests.evidence.building import by_record, foreign
from tests.simulated import article_page, command, entry, list_page


@dataclass
class Sheet:
    """One page of a body: when it came, and its own bytes."""

    body: str
    path: str
    title: str
    day: datetime  # when it stands on the list
    html: str
    dated: str  # the list row's date
    pinned: bool = False


@dataclass
class Stage:
    """Bodies with one column each, what they publish, and when somebody looked."""

    folder: Path
    place: str
    bodies: dict[str, tuple[str, str]]  # id: name, sector
    levels: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    shown: int = 15  # rows a list shows
    media: bool = False  # a column "media" that reports incidents, of no body
    rules: str = ""
    sheets: list[Sheet] = field(default_factory=list)
    records: list[tuple[datetime, bytes]] = field(default_factory=list)
    told: dict[tuple[str, ...], Any] = field(default_factory=dict)  # answers of commands since the last replay

    def publishes(
        self, body: str, day: str, title: str, text: str = "", *, label: str | None = None, html: str = "",
        path: str = "",
    ) -> str:  # fmt: skip
        """A page that stands there from that day on; returns its address."""
        path = path or f"/{body}/{len(self.sheets) + 1}.html"
        when = at(day if len(day) > len("2016-03-25") else f"{day} 09:00")
        words = html or article_page(title, label or day, text or f"{title}。具体情况见附件，特此公布。")
        self.sheets.append(Sheet(body, path, title, when, words, (label or day)[:10]))
        return self.url(path)

    def url(self, path: str) -> str:
        """Where a path stands."""
        return f"http://www.duty.example{path}"

    def polls(self, first: str, last: str, *, days: float = 7, without: Iterable[tuple[str, str]] = ()) -> None:
        """Look at every column at 18:00 every so many days, but for the stretches named."""
        now, end = at(f"{first} 18:00"), at(f"{last} 18:00")
        gaps = [(at(start), at(stop)) for start, stop in without]
        while now <= end:
            if not any(start <= now < stop for start, stop in gaps):
                for body in (*self.bodies, *(["media"] if self.media else [])):
                    self.look(body, now)
            now += timedelta(days=days)

    def look(self, body: str, now: datetime) -> None:
        """One poll of a column, and the pages that are new to it."""
        there = sorted((s for s in self.sheets if s.body == body and s.day <= now), key=lambda s: s.day, reverse=True)
        rows = [entry(s.path, s.title, s.dated) for s in there[: self.shown]]
        older = range(self.shown - len(rows))
        rows += [entry(f"/{body}/old{n}.html", f"往年工作动态之{n}", "2009-01-05") for n in older]
        self.keep(now, self.url(f"/{body}/"), list_page(rows))
        for number, sheet in enumerate(there[: self.shown], 1):
            self.keep(now + timedelta(seconds=number), self.url(sheet.path), sheet.html)

    def keep(self, now: datetime, url: str, body: str, *, status: str = "200 OK") -> None:
        """One answer in the file."""
        stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        http = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".encode()
        self.records.append((now, foreign(body.encode(), date=stamp, url=url, http=http)))

    def replayed(self) -> Path:
        """The database that the replay of everything gives."""
        warc, feeds, db = (self.folder / name for name in ("year.warc.gz", "feeds.yaml", "new.db"))
        seen: set[tuple[str, bytes]] = set()
        records = []
        for _, record in sorted(self.records, key=lambda pair: pair[0]):
            url = record.split(b"WARC-Target-URI: ")[1].split(b"\r\n")[0].decode()
            key = (url, record.split(b"\r\n\r\n", 2)[2])
            if url.endswith(".html") and key in seen:
                continue
            seen.add(key)
            records.append(record)
        warc.write_bytes(by_record(*records))
        feeds.write_text(self.settings(), "utf-8")
        db.unlink(missing_ok=True)
        self.told.clear()
        done = command("replay", warc, "--feeds", feeds, "--db", db)
        assert done.returncode == 0, done.stderr.decode()
        return db

    def settings(self) -> str:
        """The settings of these bodies."""
        lines = ["schema: 1", *([f"rules: [{self.rules}]"] if self.rules else []), "agencies:"]
        for body, (name, sector) in self.bodies.items():
            code, level = self.codes.get(body, self.place), self.levels.get(body, "prefecture")
            lines.append(f'  - {{id: {body}, name: {name}, adcode: "{code}", level: {level}, sector: {sector}}}')
        lines.append("feeds:")
        for body in self.bodies:
            url = self.url(f"/{body}/")
            lines.append(f"  - {{id: {body}-list, url: '{url}', agency: {body}, carries: [releases]}}")
        if self.media:
            lines.append(f"  - {{id: media-list, url: '{self.url('/media/')}', carries: [incidents, media]}}")
        return "\n".join(lines) + "\n"

    def duties(self, year: int, *words: str, as_of: str = "", rule: str = "") -> list[dict[str, Any]]:
        """What `duties --json` says, after a replay where none was made yet."""
        options = [*(["--as-of", as_of] if as_of else []), *(["--rule", rule] if rule else []), *words]
        told = self.asked("duties", "--place", self.place, "--year", str(year), *options)
        rows: list[dict[str, Any]] = told["duties"]
        return rows

    def asked(self, *words: str) -> Any:
        """What a command answers with `--json`, after a replay where none was made yet."""
        db = self.folder / "new.db"
        if not db.exists():
            self.replayed()
        if words not in self.told:
            done = command(*words, "--db", db, "--feeds", self.folder / "feeds.yaml", "--json")
            assert done.returncode == 0, done.stderr.decode()
            self.told[words] = json.loads(done.stdout)
        return self.told[words]

    def verdicts(self, rule: str = "") -> list[dict[str, Any]]:
        """What `verdicts --json` says of every incident under every clause, or under one; in the order of onset."""
        found = self.asked("verdicts")["incidents"]
        return [
            {**verdict, "incident": incident}
            for incident in sorted(found, key=lambda one: one["id"])
            for verdict in incident["verdicts"]
            if rule in ("", verdict["rule"])
        ]


def statuses(rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Outcome by subject."""
    return {row["subject"]: row["status"] for row in rows}


def only(rows: list[dict[str, Any]], words: str = "") -> dict[str, Any]:
    """The one row whose subject says so."""
    (one,) = [row for row in rows if words in row["subject"]]
    return one
