"""All commands, assembled. Each group lives in its own module and imports its jobs when it runs."""

from __future__ import annotations

import typer

from monitor.cli import (
    archiving,
    correcting,
    demonstrating,
    exporting,
    gathering,
    inspecting,
    keeping,
    lookups,
    notifying,
    owing,
    polling,
    replaying,
    reporting,
    reviewing,
    ruling,
    searching,
    serving,
    sources,
    stamping,
)


def application() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        help="政务舆情回应时效监测：政府有没有按时说话？期限、证据、结论。\n\n"
        "Did governments speak in time? Deadlines, evidence, verdicts.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    for group in (
        demonstrating, polling, replaying, lookups, searching, owing, keeping, archiving, stamping, serving, notifying,
    ):  # fmt: skip
        group.register(app)
    app.add_typer(reporting.app, name="report")
    app.add_typer(correcting.app, name="incident")
    app.add_typer(reviewing.app, name="review")
    gathering.register(sources.app)
    app.add_typer(sources.app, name="feeds")
    app.add_typer(notifying.app, name="notify")
    app.add_typer(ruling.app, name="rules")
    app.add_typer(exporting.app, name="export")
    app.add_typer(inspecting.app, name="inspect")
    return app
