"""The command line: a thin layer over the jobs, and the composition root.

Exit codes: 0 good; 1 findings the user asked to fail on, or some sources failed; 2 the user's
mistake, with every problem listed and nothing done; 3 a bug of ours.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run one command and leave with its exit code."""
    import gc
    import traceback

    from monitor.core.problems import ConfigError, StorageError

    gc.set_threshold(100_000, 20, 20)  # most of a lookup is importing, and nothing of that is garbage
    try:
        from monitor.cli.app import application

        application()()
    except ConfigError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
    except StorageError as error:
        print(error, file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        print("已中断；已留存的都在 · interrupted; what was kept stays", file=sys.stderr)  # noqa: T201
        raise SystemExit(130) from None
    except SystemExit:
        raise
    except Exception:  # noqa: BLE001 - a bug of ours must not look like the user's mistake
        traceback.print_exc()
        print("这是程序错误，请报告 · this is a bug of ours, please report it", file=sys.stderr)  # noqa: T201
        raise SystemExit(3) from None
