"""`serve`: the read-only pages over the database."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from monitor.cli.composition import places, world
from monitor.cli.lookups import AsOf, Db, Feeds
from monitor.cli.options import as_of_option, write_out
from monitor.core.problems import ConfigError, Problem

Host = Annotated[str, typer.Option(help="监听地址，缺省只限本机 · address; this machine only by default")]
Port = Annotated[int, typer.Option(help="端口，0 为任意空闲端口 · port, 0 for any free one", min=0, max=65535)]


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("serve")(serve_command)


def serve_command(
    host: Host = "127.0.0.1", port: Port = 8001,
    as_of: AsOf = None, db: Db = None, feeds: Feeds = None,
) -> None:  # fmt: skip
    """只读网页：倒计时、事件、证据、监测源 · read-only web pages: countdowns, incidents, evidence, feeds."""
    import uvicorn

    from monitor.clock import wall_clock
    from monitor.web.plugin import Pages
    from monitor.web.site import LOCAL, Site

    where = places(db, feeds)
    with world(where, reading=True) as (here, _):  # every mistake is said before anything listens
        site = Site(
            where.db, where.warc, here.sources, here.instruments, wall_clock, headline=here.headline,
            as_of=None if as_of is None else as_of_option(as_of),
            hosts=LOCAL if host in ("127.0.0.1", "::1", "localhost") else None,
        )  # fmt: skip
    with listening(host, port) as door:
        shown = f"[{host}]" if ":" in host else host
        write_out(f"http://{shown}:{door.getsockname()[1]}/  （Ctrl-C 停止 · to stop）")
        config = uvicorn.Config(Pages(site).app(), log_level="warning", lifespan="on", server_header=False)
        uvicorn.Server(config).run(sockets=[door])


def listening(host: str, port: int) -> socket.socket:
    """The door to listen at.

    Raises:
        ConfigError: it cannot be had, most often because it is taken.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        what = f"cannot listen on {host}:{port}: {error.strerror or error}"
        raise ConfigError([Problem("--port", what, "give another --port, or 0 for any free one")]) from None
