"""The pages as a Datasette plug-in: routes, and what every answer carries. Nothing here can write.

Only a `Pages` has our pages; any other one in the process is left alone.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils.asgi import NotFound, Request, Response

from monitor.core.problems import StorageError
from monitor.store.opening import only_as_it_lies
from monitor.web.asking import Answer, Ask, NotThere, ask
from monitor.web.rendering import page
from monitor.web.routes import ROUTES, View
from monitor.web.site import Site

TITLE = "政务舆情回应时效监测"
NAME = "response-window-monitor"
Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Callable[[], Awaitable[Any]], Send], Awaitable[None]]

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Nothing from elsewhere, nothing inline."""
TABLES = STRICT.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
"""Datasette's own table pages carry styles inline; their scripts inline stay forbidden."""
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
READING = ("GET", "HEAD")


class Pages(Datasette):  # type: ignore[misc]
    """A Datasette over one site's database, opened for reading only, with our pages before its own."""

    def __init__(self, site: Site) -> None:
        from datasette import handle_exception as datasettes_own  # only after datasette.plugins, which registers it

        self.site = site
        if not pm.has_plugin(NAME):
            pm.register(sys.modules[__name__], name=NAME)
        datasettes_own.rich = None  # it would print every local variable for every address that is not there
        file = str(site.db)
        still = only_as_it_lies(site.db)
        super().__init__(
            [] if still else [file],
            immutables=[file] if still else [],
            settings={"default_page_size": 50, "max_returned_rows": 2000, "allow_download": False},
            metadata={"title": TITLE, "databases": {site.db.stem: {"title": "事实与留存记录 · the facts"}}},
        )


def _site(datasette: Datasette) -> Site | None:
    return datasette.site if isinstance(datasette, Pages) else None


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Awaitable[Response | None]]]]:
    """Our addresses; they come before Datasette's."""
    site = _site(datasette)
    return [] if site is None else [(regex, _served(site, view)) for regex, view in ROUTES]


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Response | None:
    """An address that nobody has is answered in our frame; anything else is Datasette's to tell."""
    site = _site(datasette)
    if site is None or not isinstance(exception, NotFound) or request.path.endswith(".json"):
        return None
    asked = ask(request.path, {}, accepts=request.headers.get("accept-language", ""))
    answer = _sorry(site, asked, 404, "not_found", what=request.path)
    return Response(answer.body, answer.status, {"x-monitor-page": "1"}, answer.content_type)


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Datasette) -> list[Mapping[str, str]]:
    """The way back from Datasette's own pages."""
    return [{"href": "/", "label": "回到监测页 · back to the monitor"}] if _site(datasette) else []


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Refuse everything but reading, and strangers' names for this host; add the headers."""

    def wrap(app: App) -> App:
        site = _site(datasette)
        return app if site is None else _Guard(app, site)

    return wrap


class _Guard:
    """Stands before everything, Datasette's own pages included."""

    def __init__(self, app: App, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Callable[[], Awaitable[Any]], send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] not in READING:
            await _plain(send, 405, "these pages only read\n", {"allow": ", ".join(READING)})
            return
        if not self._known(scope):
            # A page elsewhere whose name was made to point here must not read along.
            await _plain(send, 421, "this host is not served here; see `serve --host`\n", {})
            return

        async def dressed(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = list(_dressed(message["headers"], scope["path"]))
            await send(message)

        await self._app(scope, receive, dressed)

    def _known(self, scope: Scope) -> bool:
        if self._site.hosts is None:
            return True
        name = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
        return (name if name.endswith("]") else name.rpartition(":")[0] or name) in self._site.hosts


def _dressed(headers: list[tuple[bytes, bytes]], path: str) -> Iterator[tuple[bytes, bytes]]:
    names = {name.lower() for name, _ in headers}
    yield from headers
    for name, value in ALWAYS.items():
        if name.encode() not in names:
            yield name.encode(), value.encode()
    if b"content-security-policy" not in names:
        ours = b"x-monitor-page" in names
        yield b"content-security-policy", (STRICT if ours else TABLES).encode()


async def _plain(send: Send, status: int, text: str, headers: Mapping[str, str]) -> None:
    said = {"content-type": "text/plain; charset=utf-8", **ALWAYS, "content-security-policy": STRICT, **headers}
    pairs = [(name.encode(), value.encode()) for name, value in said.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": text.encode()})


def _served(site: Site, view: View) -> Callable[..., Awaitable[Response | None]]:
    async def served(request: Request) -> Response:
        steps = {name: unquote(value) for name, value in request.url_vars.items()}
        answer = await asyncio.to_thread(_answered, site, view, request, steps)
        headers = {"x-monitor-page": "1", "vary": "accept-language", "cache-control": "no-cache", **answer.headers}
        return Response(answer.body, answer.status, headers, answer.content_type)

    return served


def _answered(site: Site, view: View, request: Request, steps: Mapping[str, str]) -> Answer:
    """The view's answer; what the reader or the world got wrong is a page too."""
    accepts = request.headers.get("accept-language", "")
    origin = f"{request.scheme}://{request.headers.get('host', 'localhost')}"
    plain = ask(request.path, {"lang": request.args.get("lang") or ""}, accepts=accepts, origin=origin)
    try:
        args = dict(parse_qsl(request.query_string, max_num_fields=40))
        asked = ask(request.path, args, accepts=accepts, origin=origin)
        return view(site, asked, **steps)
    except NotThere as missing:
        return _sorry(site, plain, 404, "not_found", what=str(missing.args[0]))
    except (ValueError, OverflowError) as error:
        return _sorry(site, plain, 400, "bad_request", what=str(error))
    except StorageError as error:
        return _sorry(site, plain, 503, "bytes_missing", what=str(error))


def _sorry(site: Site, asked: Ask, status: int, heading: str, *, what: str) -> Answer:
    return page(site, asked, "sorry", status=status, heading=heading, what=what)
