"""`--watch`: a live screen, and what it refuses."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from time import monotonic

import pytest

from monitor.cli.watching import ENTER, LEAVE
from tests.simulated import ROOT, Bench, bench, blast, command, environment, site


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with site() as web, bench(tmp_path_factory.mktemp("kept"), web) as here:
        blast(web)
        here.poll()
        yield here


def options(here: Bench) -> list[str]:
    return ["--db", str(here.where.db), "--feeds", str(here.where.feeds)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("incidents", "--watch"), "needs a terminal"),
        (("verdicts", "--watch", "--json"), "--json for programs"),
        (("timeline", "化工厂", "--watch", "--as-of", "2026-11-20T12:00"), "not --as-of"),
        (("verdicts", "--watch", "--changed-since", "2026-11-20"), "not what changed"),
    ],
    ids=["pipe", "json", "as-of", "changes"],
)
def test_a_live_screen_is_for_people_and_the_present(kept: Bench, words: tuple[str, ...], said: str) -> None:
    done = command(*words, *options(kept))
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert done.stdout == b""


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_screen_is_drawn_again_until_it_is_left_as_it_was(kept: Bench, ending: signal.Signals) -> None:
    ours, theirs = pty.openpty()
    words = [sys.executable, str(ROOT / "run.py"), "timeline", "化工厂", "--watch", *options(kept)]
    with subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env=environment()) as running:
        os.close(theirs)
        try:
            text = read(ours, lambda said: len(set(re.findall(r"\d\d:\d\d:\d\d  Ctrl-C", said))) >= 2)
            running.send_signal(ending)
            text += read(ours, lambda said: LEAVE in said)
            assert running.wait(20) == 0
        finally:
            running.kill()  # or a test that fails on a busy machine waits for it for ever
    os.close(ours)
    assert text.startswith(ENTER)
    assert "化工厂" in text
    assert text.rstrip().endswith(LEAVE)


def read(source: int, enough) -> str:  # type: ignore[no-untyped-def]
    """What the terminal shows, until it is enough."""
    text, end = "", monotonic() + 30
    while not enough(text) and monotonic() < end:
        if select.select([source], [], [], 0.2)[0]:
            try:
                text += os.read(source, 65536).decode("utf-8", "replace")
            except OSError:  # the other side is closed
                break
    assert enough(text), text
    return text
