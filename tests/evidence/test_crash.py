"""A writer that is killed at any instant loses nothing that it had acknowledged."""

import random
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from monitor.evidence import Archive, Kind, read_records, verify

WRITER = """
    import random, sys
    from pathlib import Path
    from monitor.evidence import Archive
    from tests.evidence.building import URL, fetched

    archive, run = Archive(Path(sys.argv[1]), max_bytes=3_000_000), int(sys.argv[2])
    bytes_of = random.Random(run).randbytes
    for n in range(100_000):
        archive.keep_response(fetched(bytes_of(60_000), seconds=1000 * run + n), request_url=URL)
        print(n, flush=True)
        if n % 10 == 0:
            archive.sync()
"""


def test_killed_at_any_instant_the_evidence_is_whole_again_after_the_next_start(tmp_path: Path) -> None:
    acknowledged, pause = 0, random.Random(7)
    for run in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(WRITER), str(tmp_path), str(run)],
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        with writer.stdout as lines:
            acknowledged += bool(lines.readline())
            time.sleep(pause.random() * 0.1)
            writer.kill()
            acknowledged += sum(line.endswith("\n") for line in lines)
        writer.wait()
    Archive(tmp_path).close()
    assert [problem for problem in verify(tmp_path).problems if "torn" not in problem.what] == []
    kept = [r for r in read_records(sorted(tmp_path.glob("*.gz")), problems=[]) if r.kind is Kind.RESPONSE]
    assert len(kept) >= acknowledged > 4
