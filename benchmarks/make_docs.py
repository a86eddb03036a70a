"""The pages of docs/ that are made from the code, so that they cannot tell something else than it does.

Run by `make docs`; tests/test_docs.py compares every page with what stands there.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from textwrap import fill
from typing import Any

from monitor.core import wording

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
TRANSCRIPT = ROOT / "tests" / "golden" / "demo.txt"
SCHEMA = ROOT / "monitor" / "store" / "schema.sql"
MADE = "made by `make docs` and not edited by hand"


def cli_page() -> str:
    """Every command with its arguments and options."""
    from typer.main import get_command

    from monitor.cli.app import application

    said = [
        "# 命令 / Commands",
        "",
        f"This page is {MADE}. `python run.py COMMAND --help` says the same on the",
        "terminal. Installed, the program is also called `response-window-monitor`. Exit codes and JSON:",
        "[contracts.md](contracts.md).",
        "",
    ]
    for path, command in commands(get_command(application())):
        words = " ".join(path)
        usage = fill(
            " ".join(["run.py", words, *(_shape(p) for p in command.params if not _is_help(p))]),
            width=100, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False,
        ).replace("\u00a0", " ")  # fmt: skip
        said += [f"## `{words}`", "", _one_line(command.help or ""), "", f"```text\n{usage}\n```", ""]
        rows = [_parameter(p) for p in command.params if not _is_help(p)]
        if rows:
            said += ["| option | for | |", "|---|---|---|", *rows, ""]
    return "\n".join(said)


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, groups opened, in the order of the help."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def _is_help(parameter: Any) -> bool:
    return parameter.name == "help"


def _shape(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        word = parameter.name.upper() + ("…" if parameter.nargs == -1 else "")
        return word if parameter.required else f"[{word}]"
    word = parameter.opts[0] + ("" if parameter.is_flag else " …")
    return word.replace(" ", "\u00a0") if parameter.required else f"[{word}]".replace(" ", "\u00a0")


def _parameter(parameter: Any) -> str:
    argument = parameter.param_type_name == "argument"
    name = parameter.name.upper() if argument else ", ".join((*parameter.opts, *parameter.secondary_opts))
    default = parameter.default
    shown = "required" if parameter.required else ""
    if not parameter.required and default not in (None, False, "", ()):
        shown = f"default `{default}`"
    return f"| `{name}` | {_one_line(parameter.help or '')} | {shown} |"


def _one_line(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


def _migrated() -> Any:
    """An empty database that all migrations have made, with the record of them."""
    from sqlite_utils import Database

    from monitor.store.migrations import MIGRATIONS

    db = Database(sqlite3.connect(":memory:"))
    MIGRATIONS.apply(db)
    return db


def schema_script() -> str:
    """What makes a new database in one go (`monitor.store.opening`)."""
    rows = _migrated().execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'article\\_words\\_%' ESCAPE '\\' "
        "ORDER BY rowid"
    )
    head = "-- Made from migrations.py by `make docs` and not edited by hand: the tables of a new database.\n"
    return head + "".join(f"{sql};\n" for (sql,) in rows.fetchall())


def schema_page() -> str:
    """The tables of storage/monitor.db as the migrations make them."""
    from monitor.store.migrations import FACT_TABLES, MIGRATIONS

    db = _migrated()
    said = [
        "# Tables of storage/monitor.db",
        "",
        f"This page is {MADE}. Times are UTC with microseconds in one fixed form, so",
        "that text order is time order. Moments are two columns, `…_earliest` and `…_latest`; an empty one is an open",
        "bound. A correction is a later row; rows of these tables are never changed or deleted (triggers forbid it):",
        f"{', '.join(f'`{name}`' for name in sorted(FACT_TABLES))}.",
        "The database can be made again from the evidence with `run.py rebuild`.",
        "",
        "Migrations applied, in order: " + ", ".join(f"`{m.name}`" for m in MIGRATIONS.applied(db)) + ".",
        "",
    ]
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL ORDER BY name")
    for name, sql in rows.fetchall():
        if name.startswith(("sqlite_", "_sqlite_migrations", "article_words_")):
            continue
        indexes = db.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name",
            (name,),
        ).fetchall()
        text = re.sub(r"(?m)^ {4,8}", "    ", sql.strip())
        text = re.sub(r"\n\s*\)$", "\n)", text)
        said += [f"## `{name}`", "", "```sql", text, *(line for (line,) in indexes), "```", ""]
    return "\n".join(said)


WORDS: Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]] = {
    "Statuses of verdicts": ("`status`, `readings`", wording.STATUS),
    "Reasons of verdicts": ("why a status is what it is", wording.REASON),
    "Roles of releases": ("`role`", wording.ROLE),
    "Duties of clauses": ("`duty`", wording.DUTY),
    "Starts of the clock": ("`clock`", wording.CLOCK),
    "Outcomes of fetching": ("`outcome`", wording.OUTCOME),
    "Causes of holes": ("`cause`", wording.CAUSE),
    "Flags of pages": ("`flags`", wording.FLAG),
    "Parts of a page that were edited": ("`part` of a revision", wording.PART),
    "States of a page that was looked at again": ("`state` of an absence", wording.ABSENT),
    "How a claimed time stands to what was observed": ("`grade` of `claim_check`", wording.AGREEMENT),
    "Casualties and losses": ("`kind`", wording.HARM),
    "Entries of timelines": ("`kind`", wording.ENTRY),
    "How a publication time is known": ("`basis` of `published`", wording.PUBLISHED_BASIS),
    "How a moment is known": ("`basis` of a moment", wording.BASIS),
    "How a grade is known": ("`basis` of `grade`", wording.GRADE_BASIS),
    "How hard a clause binds": ("`strength`", wording.STRENGTH),
    "Channels": ("`channel` of a feed", wording.CHANNEL),
}


def words_page() -> str:
    """Every word that JSON and files use, with what people are told."""
    said = [
        "# 用语 / Words",
        "",
        f"This page is {MADE}. The left column is what JSON, database and files say;",
        "the others are what people read.",
        "",
    ]
    for heading, (where, table) in WORDS.items():
        rows = [f"| `{key}` | {zh} | {en} |" for key, (zh, en) in table.items()]
        said += [f"## {heading}", "", f"In {where}." if where.startswith("`") else f"{where.capitalize()}.", ""]
        said += ["| word | 中文 | English |", "|---|---|---|", *rows, ""]
    return "\n".join(said)


def instruments_page() -> str:
    """The rule catalogue."""
    from monitor.rulebook import load_rules, packaged_rules, render_catalogue

    return render_catalogue(load_rules([packaged_rules()]))


def feeds_schema() -> str:
    """The JSON Schema of feeds.yaml."""
    from monitor.settings.models import schema_text

    return schema_text()


def readme(page: str, transcript: str) -> str:
    """The README with its excerpts taken from the demo's transcript."""
    for name, lines in excerpts(transcript).items():
        block = "\n".join(("```text", *lines, "```"))
        page = re.sub(rf"(?s)(<!-- demo: {name} -->\n).*?(\n<!-- end -->)", lambda m, b=block: m[1] + b + m[2], page)
    return page


def excerpts(transcript: str) -> Mapping[str, list[str]]:
    """Two parts of the transcript: all incidents with their verdicts, and one incident's timeline."""
    incidents = section(transcript, "== 结果")
    one = section(transcript, "== 其中一起的时间线")
    start, end = one.index("时间线"), next(n for n, line in enumerate(one) if line.startswith("结论限于"))
    return {"incidents": incidents, "timeline": [one[0], *one[start : end + 1]]}


def section(transcript: str, heading: str) -> list[str]:
    """The lines under one heading, without empty ones at its ends."""
    lines = transcript.splitlines()
    start = lines.index(heading) + 1
    end = next((n for n in range(start, len(lines)) if lines[n].startswith("== ")), len(lines))
    return "\n".join(lines[start:end]).strip("\n").splitlines()


PAGES: Mapping[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "schema.md": schema_page,
    "words.md": words_page,
    "instruments.md": instruments_page,
    "feeds-schema.json": feeds_schema,
}


def main() -> None:
    """Write every page that has changed."""
    for name, make in PAGES.items():
        path, text = DOCS / name, make()
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"docs/{name}: written")
    if not SCHEMA.exists() or SCHEMA.read_text("utf-8") != schema_script():
        SCHEMA.write_text(schema_script(), "utf-8")
        print("monitor/store/schema.sql: written")
    page = (ROOT / "README.md").read_text("utf-8")
    filled = readme(page, TRANSCRIPT.read_text("utf-8"))
    if filled != page:
        (ROOT / "README.md").write_text(filled, "utf-8")
        print("README.md: excerpts of the demo written")


if __name__ == "__main__":
    main()
