"""Processes that work for another end when it does."""

from __future__ import annotations

import os
import select
import subprocess
import sys

WORKING = """
import os, sys
from monitor.jobs.companions import companions
if __name__ == "__main__":
    pool = companions(1)
    print(pool.submit(os.getpid).result(), flush=True)
    sys.stdin.read()
"""


def test_a_companion_ends_when_the_process_it_works_for_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WORKING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as working:
        assert working.stdout is not None
        ended = os.pidfd_open(int(working.stdout.readline()))
        try:
            working.kill()
            assert select.select([ended], [], [], 20)[0], "it still waits for work"
        finally:
            os.close(ended)
