"""What is worth telling while the demo runs: found in the facts as they are recorded, never in the script."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from monitor.core.alarm import News
from monitor.core.feed import Feed, Outcome
from monitor.core.instrument import Within
from monitor.core.timeline import build
from monitor.core.verdict import Status
from monitor.demo.scenario import SHANGHAI
from monitor.demo.telling import WIDTH, Change, Teller, local, words
from monitor.jobs import alarms
from monitor.jobs.alarms import Reminders
from monitor.jobs.judge import Judged, judge_everything, note_changes
from monitor.jobs.pipeline import Pipeline
from monitor.jobs.world import World
from monitor.renderers import terminal
from monitor.renderers.alarm import words as alarm_words
from monitor.store import outbox
from monitor.store.dossiers import incident_rows
from monitor.store.wire import instant
from monitor.text.places import name_of

if TYPE_CHECKING:
    from monitor.demo.run import Played

OPEN_FOR = timedelta(days=4)
"""How long after its declaration an incident is judged every hour: no window here is longer, and a
hole in our view is closed by then or stays."""
SILENT = (Status.NOT_APPLICABLE.value, Status.APPLICABILITY_UNKNOWN.value)
"""Outcomes that are no news: most clauses speak of other incidents."""
REMINDERS = Reminders({"default": (timedelta(hours=2),)})
"""The demo looks once an hour, so it reminds two hours before the end of a window."""
TOLD = (News.DUE_SOON.value, News.BLIND.value)
"""Alarms of which the story tells; changes of verdicts have their own lines."""
PROVINCE = "990000"
_GOOD = (Outcome.FETCHED.value, Outcome.NOT_MODIFIED.value)


class Story:
    """Follows the database and says what is new in it."""

    def __init__(self, here: World, pipeline: Pipeline, teller: Teller) -> None:
        self.here = here
        self.pipeline = pipeline
        self.teller = teller
        self._down: dict[str, str] = {}  # feed → outcome, while it cannot be read
        self._told: dict[str, int] = {}  # table → last row told
        self.alarm: tuple[str, str] | None = None  # the last reminder, as channels would get it
        self._judged: dict[str, Judged] = {}

    # -- feeds ----------------------------------------------------------------------------------------

    def polled(self, feed: Feed, outcome: str, now: datetime) -> None:
        """One poll ended so."""
        name = self._name(feed)
        was = self._down.get(feed.id)
        if outcome not in _GOOD:
            if was is None:
                self._line(now, "source", "down", name=name, what=self.teller.outcome(outcome))
            self._down[feed.id] = outcome
            return
        if was is not None:
            del self._down[feed.id]
            self._line(now, "source", "up", name=name)
        self._depth(feed, name, now)

    def _depth(self, feed: Feed, name: str, now: datetime) -> None:
        """How far back the list had to be followed, and whether that was enough."""
        pages = [row for row in self._new("fetches") if row["kind"] == "page" and row["feed"] == feed.id]
        looks = self.here.store.rows("SELECT at, back_to FROM looks WHERE feed = ? ORDER BY id DESC", (feed.id,))
        if not looks:
            return
        before = [row for row in looks if row["at"] != looks[0]["at"]]
        reach = min(row["back_to"] for row in looks if row["at"] == looks[0]["at"])
        if before and instant(reach) > instant(before[0]["at"]):
            start, end = local(instant(before[0]["at"])), local(instant(reach))
            self._line(now, "source", "rolled", name=name, start=start, end=end)
        elif pages:
            self._line(now, "source", "pages", name=name, count=len(pages))

    # -- incidents ------------------------------------------------------------------------------------

    def tell(self, now: datetime) -> None:
        """Everything recorded since the last time: incidents, pages tied to them, verdicts, alarms."""
        recent = {row.id for row in incident_rows(self.here.store, now) if now - row.recorded_at < OPEN_FOR}
        touched = recent | self.pipeline.touched
        self.pipeline.touched = set()
        note_changes(self.here, now=now, only=touched)
        opened, linked, changed = self._new("incidents"), self._new("links"), self._new("verdict_changes")
        stirred = {row["incident"] for row in (*linked, *changed)}
        self._judged.update((one[0].id, one) for one in judge_everything(self.here, as_of=now, only=stirred))
        unnamed = {row["id"] for row in opened}
        for row in linked:
            if row["incident"] in self._judged and not row["removed"]:
                self._tied(row, now, opens=row["incident"] in unnamed)
                unnamed.discard(row["incident"])
        self._changes(changed, now)
        self._alarms(now)

    def _tied(self, row: Any, now: datetime, *, opens: bool) -> None:
        dossier, _ = self._judged[row["incident"]]
        release = next((one for one in dossier.releases if one.url == row["url"]), None)
        if release is None:
            return
        if opens:
            self.teller.line(now, "incident", f"{_short(dossier.name)}  {dossier.id}")
        speaker = release.speaker or self._name_of_page(release.url)
        says = ""
        if "claimed_before_observed" in release.flags and release.publication.claimed is not None:
            claimed = release.publication.claimed.earliest
            assert claimed is not None
            says = f"（{words('published', self.teller.lang, at=local(claimed))}）"
        self.teller.line(now, "seen", f"{speaker}《{release.title}》{says}")

    def _changes(self, changed: Sequence[Any], now: datetime) -> None:
        found: dict[str, list[Change]] = {}
        for row in changed:
            if row["new"] in SILENT:
                continue
            dossier, verdicts = self._judged[row["incident"]]
            clause = next(v.clause for v in verdicts if v.clause.id == row["clause"])
            hours = f"{clause.limit.window.total_seconds() / 3600:g}h" if isinstance(clause.limit, Within) else ""
            found.setdefault(dossier.id, []).append(Change(clause.duty.value, hours, row["old"], row["new"]))
        for incident, changes in found.items():
            self.teller.line(now, "verdict", self.teller.changes(_short(self._judged[incident][0].name), changes))

    def _alarms(self, now: datetime) -> None:
        """What channels would be told: each reminder as it comes, one of them in full at the end."""
        keys = set(alarms.notice(self.here, now=now, reminders=REMINDERS))
        for one in outbox.noted(self.here.store, since=now):
            if one.key not in keys or one.news not in TOLD:
                continue
            title, text = alarm_words(one.body, self.teller.lang, own={})
            name = one.body["incident"]["name"]
            self.teller.line(now, "alert", title.replace(name, _short(name)))
            if one.news == News.DUE_SOON.value:
                self.alarm = (title, text)

    # -- the end --------------------------------------------------------------------------------------

    def ending(self, played: Played, *, folder: str) -> None:
        """The incidents with their verdicts, one of them in full, the files, and what to try next."""
        teller, lang = self.teller, self.teller.lang
        teller.heading("result")
        teller.paragraph("read", polls=played.polls, articles=played.articles, incidents=len(played.judged))
        teller.block("")
        teller.block(terminal.incidents(played.judged, place_name=name_of, lang=lang, width=WIDTH))
        teller.heading("one")
        for dossier, verdicts in played.judged:
            if dossier.id == played.shown:
                entries = build(dossier, verdicts)
                teller.block(
                    terminal.timeline(dossier, verdicts, entries, place_name=name_of, lang=lang, width=WIDTH)
                )
        if self.alarm is not None:
            teller.heading("alarm")
            for line in "\n".join(self.alarm).splitlines():
                teller.wrapped(line)
        teller.heading("files", folder=folder)
        for path in (*played.report, played.folder / "storage" / "warc", played.folder / "storage" / "monitor.db"):
            teller.block("   " + path.relative_to(played.folder).as_posix())
        teller.heading("next")
        for line in commands(played, folder):
            teller.block(line)

    # -- small things ---------------------------------------------------------------------------------

    def _line(self, now: datetime, kind: str, key: str, **values: object) -> None:
        self.teller.line(now, kind, words(key, self.teller.lang, **values))

    def _new(self, table: str) -> list[Any]:
        """Rows of a table of facts that were not given before."""
        last = self._told.get(table, 0)
        rows = self.here.store.rows(f"SELECT rowid AS row, * FROM {table} WHERE rowid > ? ORDER BY rowid", (last,))
        if rows:
            self._told[table] = rows[-1]["row"]
        return rows

    def _name(self, feed: Feed) -> str:
        agency = self.here.sources.agency_of(feed.id)
        return feed.name if agency is None else agency.name

    def _name_of_page(self, url: str) -> str:
        rows = self.here.store.rows("SELECT feed FROM listings WHERE url = ? ORDER BY id LIMIT 1", (url,))
        return self._name(self.here.sources.feeds[rows[0]["feed"]]) if rows else ""


def _short(name: str) -> str:
    """An incident's name without the province and the day, which the lines around it tell."""
    return name.removeprefix(name_of(PROVINCE)).split("（")[0]


def commands(played: Played, folder: str) -> list[str]:
    """What to try next on what the demo left, ready to be pasted."""
    as_of = played.as_of.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    program = ".venv/bin/python run.py"
    return [
        f"   D={folder}",
        f'   A="--db $D/storage/monitor.db --feeds $D/feeds.yaml --as-of {as_of}"',
        f"   {program} timeline {played.shown} $A",
        f"   {program} explain {played.shown} gb80-info-5h $A",
        f"   {program} incidents --status undetermined $A",
        f"   {program} incidents --json $A",
        f"   {program} report weekly --week {played.week} --out $D/again $A",
        f"   {program} verify --db $D/storage/monitor.db",
        f"   {program} serve $A",
    ]
