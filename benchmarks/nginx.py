"""An nginx on loopback for measuring: one list page under many paths, answered in the ways that servers do.

/exact/…   validators, if_modified_since exact        /same/…     200 with the same bytes, no validators
/before/…  validators, if_modified_since before       /changed/…  200, and each answer has another first entry
                                                      /counter/…  200, and each answer has another visit counter
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROWS, LINKS = 60, 120
MARK = "@@NEWEST@@"
COUNT = b"@@COUNT@@"

CONF = """
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
daemon off;
events {{ worker_connections 4096; }}
http {{
  types {{ text/html html; }}
  default_type text/html;
  access_log off;
  keepalive_requests 1000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    root {folder}/www;
    location /exact/ {{ if_modified_since exact; rewrite ^ /page.html break; }}
    location /before/ {{ if_modified_since before; rewrite ^ /page.html break; }}
    location /same/ {{ etag off; if_modified_since off; add_header Last-Modified ""; rewrite ^ /page.html break; }}
    location /counter/ {{
      etag off; if_modified_since off; add_header Last-Modified "";
      sub_filter_once on; sub_filter '@@COUNT@@' '$connection$msec'; rewrite ^ /page.html break;
    }}
    location /changed/ {{
      etag off; if_modified_since off; add_header Last-Modified "";
      sub_filter_once on; sub_filter '{mark}' '$request_id'; rewrite ^ /page.html break;
    }}
    location / {{ return 404; }}
  }}
}}
"""


def page(rows: int = ROWS, links: int = LINKS, styles: int = 350) -> bytes:
    """A column page of 41 KB: 60 dated entries among 120 links of navigation. Always the same bytes."""
    link = '<li><a href="/col/col{0}/index.html" target="_blank">栏目导航第{0}项</a></li>'
    nav = "".join(link.format(n) for n in range(links))
    listed = "".join(
        f'<li class="clearfix"><a href="/art/2026/9/{n % 28 + 1}/art_1229_{MARK if not n else 60000 - n}.html" '
        f'title="滨江市应急管理局召开全市安全生产工作会议部署第{n}阶段任务" target="_blank">'
        f"滨江市应急管理局召开全市安全生产工作会议部署第{n}阶段任务</a><span class=\"date\">2026-{9 - n // 28:02d}-"
        f"{28 - n % 28:02d}</span></li>\n"
        for n in range(rows)
    )
    head = '<!DOCTYPE html><html><head><meta charset="utf-8"><title>工作动态_滨江市应急管理局</title>'
    style = "".join(f".c{n} {{ margin: {n}px; color: #00{n % 10}; }}\n" for n in range(styles))
    return (
        f"{head}<style>{style}</style></head><body><div class='nav'><ul>{nav}</ul></div>"
        f'<div class="content"><ul class="list">{listed}</ul></div>'
        '<div class="footer">主办：滨江市应急管理局　访问量：@@COUNT@@　备案号：0000000</div></body></html>'
    ).encode()


def missing() -> str | None:
    """What keeps nginx from being measured with, in words; None where it is there."""
    if shutil.which("nginx") is None:
        return "nginx is not installed (Debian: apt-get install nginx-light)"
    return None


@contextmanager
def serving(folder: Path, body: bytes | None = None) -> Iterator[int]:
    """nginx in the foreground of a process of its own; gives its port."""
    (folder / "www").mkdir(parents=True)
    (folder / "www" / "page.html").write_bytes(page() if body is None else body)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    conf = folder / "nginx.conf"
    conf.write_text(CONF.format(
            user="user root;" if os.geteuid() == 0 else "",
            folder=folder, port=port, mark=MARK), "utf-8")
    server = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(conf), "-e", str(folder / "error.log")])
    try:
        for _ in range(100):
            with socket.socket() as probe:
                probe.settimeout(0.1)
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield port
    finally:
        server.terminate()
        server.wait(10)
