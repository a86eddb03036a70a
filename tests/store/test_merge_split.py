"""Merging and splitting are undone without a trace in what is said, and change nothing that was said before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.jobs.correct import Correction, correct
from monitor.jobs.judge import judge_everything
from monitor.jobs.world import World
from monitor.renderers.contract import envelope, incident_json
from tests.simulated import answered, article_page, bench, blast, entry, site

BLAST, FIRE, SINK = "i-20261120-620102-1", "i-20261120-620104-1", "i-20261120-620103-1"
ALL = (BLAST, FIRE, SINK)
FIRE_TEXT = "2026年11月20日9时10分许，兰州市西固区福利路一仓库发生火灾。截至20日10时，火灾已造成3人死亡，明火已被扑灭。"
SINK_TEXT = "2026年11月20日11时20分许，兰州市七里河区西津东路路面发生坍塌，造成2人死亡、1人受伤，救援正在进行。"


@dataclass
class Office:
    """A monitor's store at rest, and the corrections of one person, an hour apart."""

    world: World
    journal: Path
    quiet: datetime  # everything is recorded, nothing is corrected
    made: int = 0

    @property
    def later(self) -> datetime:
        """After all corrections of a test."""
        return self.quiet + timedelta(days=3)

    def decides(self, action: str, incident: str, **detail: object) -> None:
        self.made += 1
        when = self.quiet + timedelta(hours=self.made)
        correct(self.world, Correction(when, "李四", "核对原件", action, incident, detail), journal=self.journal)

    def said(self, as_of: datetime) -> dict[str, dict[str, Any]]:
        """Each incident as `incidents --json` gives it."""
        found = judge_everything(self.world, as_of=as_of)
        return {dossier.id: incident_json(dossier, verdicts) for dossier, verdicts in found}

    def printed(self, as_of: datetime) -> bytes:
        """What `incidents --json` prints."""
        return json.dumps(envelope(as_of, self.said(as_of).values()), ensure_ascii=False, indent=1).encode()

    @contextmanager
    def taken_back(self) -> Iterator[None]:
        """What is done inside leaves the store and the journal as they were."""
        try:
            with self.world.store.atomic():
                yield
                raise NotKept
        except NotKept:
            self.journal.unlink(missing_ok=True)
            self.made = 0


class NotKept(Exception):  # noqa: N818 - no error
    """Ends a group of writes that is not kept."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Three incidents; the city hall has spoken of the first and of the second."""
    with site() as web, bench(tmp_path_factory.mktemp("office"), web) as here:
        blast(web)
        here.poll()
        answered(web)
        web.put("/gov/d.html", article_page("关于西固区仓库火灾的情况通报", "2026-11-20 12:40", FIRE_TEXT))
        known = web.answers["/gov/"].body
        assert isinstance(known, bytes)
        row = entry("/gov/d.html", "关于西固区仓库火灾的情况通报", "2026-11-20")
        web.put("/gov/", known.replace(b"<li>", row.encode() + b"<li>", 1))
        web.put("/media/2.html", article_page("西固区一仓库发生火灾", "2026-11-20 10:20", FIRE_TEXT))
        web.put("/media/3.html", article_page("七里河区一路面坍塌", "2026-11-20 12:20", SINK_TEXT))
        web.lists(
            "/media/", entry("/media/3.html", "七里河区一路面坍塌", "2026-11-20"),
            entry("/media/2.html", "西固区一仓库发生火灾", "2026-11-20"),
            entry("/media/1.html", "兰州市城关区一化工厂发生爆炸", "2026-11-20"),
        )  # fmt: skip
        here.passes(hours=3)
        here.poll("media")
        here.poll("gov")
        made = Office(here.here, here.folder / "corrections.jsonl", here.clock())
        assert {name: len(one["releases"]) for name, one in made.said(made.quiet).items()} == {
            BLAST: 2, FIRE: 2, SINK: 1,
        }  # fmt: skip
        yield made


def confirmed(said: dict[str, dict[str, Any]], names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The same after a person's word on these."""
    return {name: one | {"unconfirmed": one["unconfirmed"] and name not in names} for name, one in said.items()}


@settings(max_examples=40, deadline=None)
@given(st.permutations(ALL), st.booleans(), st.booleans(), st.booleans())
def test_incidents_that_were_merged_and_confirmed_again_are_as_they_were(
    office: Office, names: list[str], chained: bool, last_first: bool, again: bool
) -> None:
    """One into another, perhaps that into a third, perhaps all of it twice; undone in either order."""
    first, second, third = names
    merged = [first, second] if chained else [first]
    with office.taken_back():
        before, quiet = office.said(office.later), office.printed(office.quiet)
        for _ in range(2 if again else 1):
            for one, target in zip(merged, (second, third), strict=False):
                office.decides("merge", one, into=target)
            together = office.said(office.later)
            assert sorted(together) == sorted(set(ALL) - set(merged))
            gone = sum(len(before[name]["releases"]) for name in [*merged, (second, third)[chained]])
            assert len(together[third if chained else second]["releases"]) == gone
            for one in reversed(merged) if last_first else merged:
                office.decides("confirm", one)
        assert office.said(office.later) == confirmed(before, merged)
        assert office.printed(office.quiet) == quiet
    assert office.said(office.later) == before


def unsigned(said: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Without the word on who tied each page and why."""
    return {
        name: one | {"releases": [page | {"link": None} for page in one["releases"]]} for name, one in said.items()
    }


@pytest.mark.parametrize("name", [BLAST, FIRE])
@pytest.mark.parametrize("which", [0, 1])
def test_a_page_that_was_split_off_and_merged_back_stands_where_it_stood(
    office: Office, name: str, which: int
) -> None:
    with office.taken_back():
        before, quiet = office.said(office.later), office.printed(office.quiet)
        page = before[name]["releases"][which]["url"]
        office.decides("split", name, urls=[page])
        apart = office.said(office.later)
        (fresh,) = set(apart) - set(before)
        assert [one["url"] for one in apart[fresh]["releases"]] == [page]
        assert page not in [one["url"] for one in apart[name]["releases"]]
        assert {one: apart[one] for one in ALL if one != name} == {one: before[one] for one in ALL if one != name}
        office.decides("merge", fresh, into=name)
        assert unsigned(office.said(office.later)) == unsigned(before)
        office.decides("confirm", fresh)
        assert office.said(office.later).keys() == apart.keys()
        assert office.printed(office.quiet) == quiet


def test_a_merge_and_its_undoing_are_each_in_force_from_their_own_time_on(office: Office) -> None:
    with office.taken_back():
        office.decides("merge", FIRE, into=BLAST)
        office.decides("confirm", FIRE)
        hours = [office.quiet + timedelta(hours=number) for number in (1, 2)]
        tick = timedelta(microseconds=1)
        shown = [sorted(office.said(at)) for at in (hours[0] - tick, hours[0], hours[1] - tick, hours[1])]
        assert shown == [sorted(ALL), sorted((BLAST, SINK)), sorted((BLAST, SINK)), sorted(ALL)]


@pytest.mark.parametrize("action", ["unlink", "split"])
def test_a_page_that_came_with_a_merge_can_be_taken_from_the_incident_that_shows_it(
    office: Office, action: str
) -> None:
    with office.taken_back():
        page = office.said(office.later)[FIRE]["releases"][0]["url"]
        office.decides("merge", FIRE, into=BLAST)
        office.decides(action, BLAST, urls=[page])
        assert page not in [one["url"] for one in office.said(office.later)[BLAST]["releases"]]
