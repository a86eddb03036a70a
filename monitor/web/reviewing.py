"""Pages that wait for a person's word, with the commands that settle them; nothing is settled here."""

from __future__ import annotations

from monitor.core.explain import clock, span
from monitor.core.reasons import in_language
from monitor.jobs.review import Question, questions
from monitor.jobs.world import World
from monitor.store.wire import stamp
from monitor.web.asking import Answer, Ask, outside, part
from monitor.web.parts import Part, capture_link
from monitor.web.rendering import page
from monitor.web.site import Site

MOST = 50
"""Questions on one page: more than a person settles at a sitting, authorities' pages come first."""
PROGRAM = "run.py "
CHOICE = {"move": "settle_move", "split": "settle_split", "ignore": "settle_ignore", "link": "settle_explain"}
"""What each command says of the page, by its second word."""


def review(site: Site, ask: Ask) -> Answer:
    """The queue: candidates, what speaks for and against each, and what to type."""
    at = ask.as_of or site.as_of or site.clock()
    with site.reading() as here:
        waiting = questions(here, as_of=at)
        rows = [_question(here, one, ask, stamp(at)) for one in waiting[:MOST]]
    return page(
        site, ask, "review", heading="review", as_of=clock(at), rows=rows, count=len(waiting),
        left=len(waiting) - len(rows),
    )  # fmt: skip


def _question(world: World, one: Question, ask: Ask, until: str) -> Part:
    capture = world.store.value(
        "SELECT capture FROM articles WHERE url = ? AND problem = '' AND recorded_at <= ? "
        "ORDER BY recorded_at DESC, id DESC LIMIT 1",
        (one.url, until),
    )
    commands = one.commands()
    accepts, others = commands[: len(one.candidates)], commands[len(one.candidates) :]
    return {
        "id": one.id,
        "title": one.title or one.url,
        "url": outside(one.url),
        "capture": capture_link(str(capture), ask) if capture else "",
        "speaker": one.speaker,
        "published": span(one.published),
        "asked_at": clock(one.asked_at)[:16],
        "official": one.official,
        "candidates": [
            {
                "name": candidate.name,
                "link": ask.link(f"/incidents/{part(candidate.incident)}"),
                "score": f"{candidate.score:.2f}",
                "why": [in_language(one, ask.lang) for one in candidate.why],
                "against": [in_language(one, ask.lang) for one in candidate.against],
                "command": PROGRAM + command,
            }
            for candidate, command in zip(one.candidates, accepts, strict=True)
        ],
        "others": [(CHOICE[command.split()[1]], PROGRAM + command) for command in others],
    }
