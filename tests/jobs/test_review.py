# ruff: noqa: E501 - a page is easier to read on one line
"""The review queue: what waits, what people decide, that it stands, and that it is kept with author and reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.core.problems import ConfigError
from monitor.jobs.correct import apply, read_journal
from monitor.jobs.linkage import explain_link, linkage_json
from monitor.jobs.review import answered, question, question_json, questions, settle
from monitor.jobs.tying import Tying
from monitor.renderers import linking
from tests.arriving import CITY, DISTRICT, OTHER_DISTRICT, ROOT, Here, Page, arrivals
from tests.building import at
from tests.renderers.golden import check

BLAST = Page("m1", "兰州市城关区一化工厂发生爆炸", "2026年11月20日8时30分许，兰州市城关区东岗一化工厂发生爆炸。", "2026-11-20 09:10")
FIRE = Page("m2", "兰州市西固区一仓库发生火灾", "2026年11月20日9时10分许，兰州市西固区福利路一仓库发生火灾，浓烟滚滚。", "2026-11-20 10:20")
BARE = Page("bare", "情况通报", "有关情况正在进一步核实，请以官方发布为准。", "2026-11-20 12:00", CITY)
END = at("2999-01-01")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    """An explosion and a fire; the city's bare notice may be about either."""
    with arrivals(tmp_path) as world:
        world.all((BLAST, FIRE, BARE))
        yield world


def decide(here: Here, choice: str, *, into: str | None = None, page: str = "bare", by: str = "李四") -> None:
    here.now += timedelta(minutes=1)
    settle(
        here.world, ROOT + page, choice, author=by, reason="电话核实", at=here.now, journal=here.journal, into=into
    )  # fmt: skip


def waiting(here: Here) -> list[str]:
    return [one.url.removeprefix(ROOT) for one in questions(here.world, as_of=END)]


def test_a_page_in_doubt_waits_with_its_candidates_and_reasons(here: Here) -> None:
    (one,) = questions(here.world, as_of=END)
    assert one.official
    assert {c.incident for c in one.candidates} == {here.incident_of("m1"), here.incident_of("m2")}
    assert all(c.why and 0 < c.score < 0.5 for c in one.candidates)
    assert questions(here.world, as_of=END, incident=here.incident_of("m1")) == [one]
    assert questions(here.world, as_of=at("2026-11-19")) == []
    assert question(here.world, one.id, as_of=END) == one
    assert f"review accept {one.id} --incident {here.incident_of('m1')}" in one.commands()[0]


def test_an_accepted_page_is_tied_there_and_nowhere_else(here: Here) -> None:
    blast = here.incident_of("m1")
    decide(here, "accept", into=blast)
    assert waiting(here) == []
    assert here.ties()[blast] == {"m1": True, "bare": True}
    assert "bare" not in here.ties()[here.incident_of("m2")]
    (release,) = [one for one in here.dossier(blast).releases if one.url.endswith("bare")]
    assert (release.link.by, release.link.doubtful) == ("李四", False)


def test_a_page_moves_to_an_incident_that_was_no_candidate(here: Here) -> None:
    far = Page("m9", "兰州市榆中县发生滑坡", "2026年11月10日5时许，兰州市榆中县和平镇发生山体滑坡，3人被埋。", "2026-11-10 09:00")
    here.arrive(far)
    target = here.incident_of("m9")
    decide(here, "move", into=target)
    assert waiting(here) == []
    assert here.ties()[target] == {"m9": True, "bare": True}


def test_a_page_is_split_off_into_an_incident_of_its_own(here: Here) -> None:
    before = set(here.ties())
    decide(here, "split")
    (new,) = set(here.ties()) - before
    assert here.ties()[new] == {"bare": True}
    assert waiting(here) == []


def test_a_page_about_neither_is_set_aside(here: Here) -> None:
    decide(here, "ignore")
    assert waiting(here) == []
    assert all("bare" not in pages for pages in here.ties().values())


@pytest.mark.parametrize("choice", ["accept", "split", "ignore"])
def test_what_a_person_decided_stands_when_further_pages_come(here: Here, choice: str) -> None:
    decide(here, choice, into=here.incident_of("m1") if choice == "accept" else None)
    before = here.ties()
    more = Page("g1", "关于东岗化工厂爆炸事故的情况通报", "11月20日8时32分许，城关区东岗一化工厂发生爆炸，已造成2人死亡。", "2026-11-20 11:00", DISTRICT)
    here.arrive(more)
    after = here.ties()
    after[here.incident_of("m1")].pop("g1")
    assert after == before
    assert waiting(here) == []


def test_every_decision_is_kept_with_author_and_reason_and_made_again_from_the_journal(here: Here, tmp_path: Path) -> None:
    decide(here, "accept", into=here.incident_of("m2"))
    (kept,) = answered(here.world, as_of=END)
    assert (kept.author, kept.reason, kept.choice, kept.incident) == ("李四", "电话核实", "accept", here.incident_of("m2"))
    (line,) = read_journal(here.journal)
    (tmp_path / "again").mkdir()
    with arrivals(tmp_path / "again") as other:
        other.all((BLAST, FIRE, BARE))
        apply(other.world, line)
        assert other.ties() == here.ties()


def test_the_same_process_notices_decisions_of_another(here: Here) -> None:
    blast = here.incident_of("m1")
    other = Tying(here.world)  # as a daemon that has been running
    other.knowns([blast])
    decide(here, "accept", into=blast)
    here.tying = other
    follow = Page("next", "情况通报（二）", "截至18时，救援仍在进行，2人死亡。", "2026-11-20 18:30", CITY)
    here.arrive(follow)
    assert here.ties()[blast].get("next") is not None


@pytest.mark.parametrize(
    ("page", "choice", "into", "words"),
    [
        ("bare", "accept", None, "may belong to 2 incidents"),
        ("bare", "accept", "i-1", "no candidate"),
        ("bare", "move", "i-1", "no incident"),
        ("m1", "ignore", None, "does not wait"),
        ("never", "ignore", None, "does not wait"),
    ],
)
def test_mistakes_change_nothing(here: Here, page: str, choice: str, into: str | None, words: str) -> None:
    before = here.ties()
    with pytest.raises(ConfigError, match=words):
        decide(here, choice, into=into, page=page)
    assert here.ties() == before
    assert not here.journal.exists() or here.journal.read_text() == ""


def test_a_decision_needs_an_author_and_a_reason(here: Here) -> None:
    with pytest.raises(ConfigError, match="author"):
        decide(here, "ignore", by=" ")


# ---- one tie explained ------------------------------------------------------------------------------


def test_a_tie_is_explained_by_features_score_alternative_and_what_would_change_it(here: Here) -> None:
    blast = here.incident_of("m1")
    found = linkage_json(explain_link(here.world, ROOT + "bare", blast, as_of=END))
    assert found["outcome"] == "doubtful"
    assert found["points"] == pytest.approx(sum(part["points"] for part in found["features"]))
    assert found["decided"]["state"] == "doubtful"
    assert found["alternative"]["incident"] == here.incident_of("m2")
    assert {change["outcome"] for change in found["changes"]} == {"tied", "apart"}


def test_a_page_is_compared_without_what_it_taught_itself(here: Here) -> None:
    blast = here.incident_of("m1")
    here.arrive(Page("g1", "关于东岗化工厂爆炸事故的情况通报", "11月20日8时32分许，城关区金源化工厂发生爆炸，已造成2人死亡。", "2026-11-20 11:00", DISTRICT))
    found = explain_link(here.world, ROOT + "g1", blast, as_of=END)
    assert found.outcome == "tied"
    assert "金源化工厂" not in found.known.names
    with pytest.raises(ConfigError, match="never captured"):
        explain_link(here.world, ROOT + "never", blast, as_of=END)


def test_queue_and_explanation_read_well_at_80_columns(here: Here) -> None:
    rows = [question_json(one) for one in questions(here.world, as_of=END)]
    said = linkage_json(explain_link(here.world, ROOT + "bare", here.incident_of("m1"), as_of=END))
    decide(here, "ignore")
    from monitor.jobs.review import answered_json

    done = [answered_json(one) for one in answered(here.world, as_of=END)]
    parts = [
        linking.questions(rows), linking.questions(rows, lang="en"), linking.questions([]),
        linking.linkage(said, name="城关区爆炸"), linking.linkage(said, name="城关区爆炸", lang="en"),
        linking.decisions(done), linking.decisions([]),
    ]  # fmt: skip
    check("terminal/review.txt", "\n\n".join(parts).encode())


def test_the_other_district_is_no_candidate_for_its_neighbour(here: Here) -> None:
    here.arrive(Page("x1", "情况通报", "事故已造成3人受伤。", "2026-11-20 13:00", OTHER_DISTRICT))
    names = {page for page, sure in here.ties()[here.incident_of("m1")].items()}
    assert "x1" not in names
