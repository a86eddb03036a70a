"""README and docs say what the program does: generated pages are current, commands run, words exist."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.main import get_command

from benchmarks.make_docs import PAGES, TRANSCRIPT, commands, excerpts, readme
from monitor.cli.app import application
from monitor.core.feed import Outcome
from monitor.core.instrument import ClockStart, Duty, Strength
from monitor.core.statement import Harm, Role
from monitor.core.verdict import Status

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
WRITTEN = sorted([*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *(ROOT / "docs").glob("*.md")])
SHANGHAI = ZoneInfo("Asia/Shanghai")
RUN = re.compile(r"run\.py ((?:[^\s`|<>()，。；：、]+ ?)+)")


def known_commands() -> Mapping[str, set[str]]:
    """Every command by its words, with its options."""
    return {
        " ".join(path): {opt for p in command.params for opt in (*p.opts, *p.secondary_opts)}
        for path, command in commands(get_command(application()))
    }


@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_from_the_code_is_current(name: str) -> None:
    stored = (ROOT / "docs" / name).read_text("utf-8")
    assert PAGES[name]() == stored, f"docs/{name} is stale: run `make docs`"


def test_every_command_has_its_section() -> None:
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    for name, options in known_commands().items():
        part = page.split(f"## `{name}`\n", 1)[1].split("\n## ", 1)[0]
        missing = {opt for opt in options if opt.startswith("--") and opt != "--help" and f"`{opt}`" not in part}
        assert missing == set(), f"`{name}`"


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_named_on_a_page_exist_with_their_options(page: Path) -> None:
    known = known_commands()
    for said in RUN.findall(page.read_text("utf-8")):
        words = said.split()
        if not re.fullmatch(r"[a-z-]+", words[0]):
            continue  # COMMAND, …
        name = next((" ".join(words[:n]) for n in (2, 1) if " ".join(words[:n]) in known), None)
        groups = {one.split()[0] for one in known}
        assert name is not None or words[0] in groups, f"{page.name} names `run.py {said}`"
        if name is not None:
            options = {word.split("=")[0].rstrip(".;:,") for word in words if word.startswith("--")}
            assert options <= known[name] | {"--help"}, f"{page.name}: `run.py {said}`"


@pytest.mark.parametrize("words", [Status, Role, Outcome, Duty, ClockStart, Strength, Harm])
def test_every_word_of_the_code_stands_on_the_page_of_words(words: Iterable[StrEnum]) -> None:
    page = (ROOT / "docs" / "words.md").read_text("utf-8")
    missing = [word.value for word in words if f"| `{word.value}` |" not in page]
    assert missing == []


@pytest.mark.parametrize("status", Status)
def test_every_status_is_explained_where_people_look(status: Status) -> None:
    row = re.compile(rf"^\| `{status.value}` [^|]*\| [^|]+\|$", re.MULTILINE)
    assert row.search(README), "the table of the README"
    assert row.search((ROOT / "docs" / "semantics.md").read_text("utf-8")), "the table of docs/semantics.md"


def test_the_vocabulary_names_things_that_exist() -> None:
    page = (ROOT / "docs" / "semantics.md").read_text("utf-8").split("## Vocabulary", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \| `monitor/([\w/]+)\.py` \|", page, re.MULTILINE)
    assert len(rows) > 15
    for names, module in rows:
        home = import_module("monitor." + module.replace("/", "."))
        for name in re.findall(r"`(\w+)`", names):
            assert hasattr(home, name), f"{name} is not in monitor/{module}.py"


def test_folders_that_the_readme_draws_exist() -> None:
    block = README.split("## 代码布局与扩展", 1)[1].split("```", 2)[1]
    path = re.compile(r"[a-z_]+\.(?:py|yaml)|(?:[a-z_]+/)+(?:[a-z_]+\.py)?")
    names = [word for word in block.split() if path.fullmatch(word)]
    assert len(names) > 15
    for name in names:
        assert any((base / name).exists() for base in (ROOT, ROOT / "monitor")), name


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_make_targets_named_on_pages_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    pages = "\n".join(page.read_text("utf-8") for page in WRITTEN)
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", pages, re.MULTILINE))
    assert {"demo", "test"} <= named
    assert named <= targets


def test_the_readme_shows_what_the_demo_says() -> None:
    transcript = TRANSCRIPT.read_text("utf-8")
    assert readme(README, transcript) == README, "run `make docs`"
    for lines in excerpts(transcript).values():
        assert "\n".join(lines) in README


# ---- what is installed ----------------------------------------------------------------------------


def pins(name: str) -> dict[str, str]:
    """Package and version of each line of a lock file."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith((" ", "#")))


def plain(name: str) -> str:
    return re.split(r"[<>=!~;\[ ]", name)[0].lower().replace("_", "-")


def test_locks_pin_everything_that_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = {plain(one) for one in (*project["project"]["dependencies"], *project["build-system"]["requires"])}
    extra = {plain(one) for one in project["project"]["optional-dependencies"]["dev"]}
    runtime, dev = pins("requirements.lock"), pins("requirements-dev.lock")

    assert asked <= set(runtime), "run `make lock`"
    assert asked | extra <= set(dev), "run `make lock`"
    assert {name: dev.get(name) for name in runtime} == runtime, "both locks must agree: run `make lock`"


SET_UP = ("requirements.lock", "requirements-dev.lock", "pyproject.toml", "Makefile", ".ci/run")


@pytest.mark.parametrize("name", SET_UP)
def test_set_up_names_no_package_index(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|--trusted-host", text.replace("--no-emit-", ""))
