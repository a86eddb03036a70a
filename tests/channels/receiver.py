"""A receiver of webhooks on loopback that can be made to fail, delay, hang up, or do something at each request."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass
class Receiver:
    """What arrived, and what is answered: the answers in turn, then the last one for ever."""

    root: str = ""
    answers: list[int | str] = field(default_factory=lambda: [200])  # a status, "hang_up" or "wait"
    headers: dict[str, str] = field(default_factory=dict)
    arrived: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    first: Event = field(default_factory=Event)
    release: Event = field(default_factory=Event)
    on_arrival: Callable[[], None] = lambda: None

    def keys(self) -> list[str]:
        """The idempotency keys in the order of arrival."""
        return [headers["idempotency-key"] for _, headers, _ in self.arrived]

    def bodies(self) -> list[dict[str, Any]]:
        """What was sent, read as JSON."""
        return [json.loads(body) for _, _, body in self.arrived]

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Take one request."""
        content = request.rfile.read(int(request.headers.get("content-length", "0")))
        self.arrived.append((request.path, {k.lower(): v for k, v in request.headers.items()}, content))
        self.on_arrival()
        self.first.set()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer == "wait":
            self.release.wait(20)
        if answer in ("hang_up", "wait"):
            request.close_connection = True
            return
        request.send_response(int(answer))
        for name, value in self.headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", "0")
        request.end_headers()


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver on a free port."""
    one = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            one.handle(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    one.root = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        one.release.set()
        server.shutdown()
        server.server_close()
        thread.join()
