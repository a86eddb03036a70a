"""How much the tests notice: the judging core with one thing changed at a time.

    python benchmarks/mutate.py                              a sample of every module
    python benchmarks/mutate.py coverage instrument --all    every change of these two
    python benchmarks/mutate.py verdict --sample 40 --seed 7 --jobs 2

Each change (a mutant) is made in a copy of the project and the fast tests are run on it: `-x -q`, the
module's own tests first. A mutant that some test fails on is killed; one that hangs is, too. What
survives is listed with its line. The sample is drawn from a seed, so the same call asks the same.

Nothing is changed where no behaviour lies: docstrings, annotations, the flags of decorators, words of
messages. Changes that provably make no difference stand in ``EQUIVALENT``, with the reason, and are
left out; an entry that fits no mutant any more is an error, for its line has changed.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from random import Random
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
CORE = Path("monitor/core")
FIRST: dict[str, tuple[str, ...]] = {
    "answering": ("verdict_edges", "readings", "verdict", "reported_later"),
    "applies": ("applies", "readings", "grading"),
    "coverage": ("coverage_edges", "coverage"),
    "dossier": ("dossier", "readings"),
    "grading": ("grading",),
    "incident": ("instrument", "applies"),
    "instrument": ("instrument", "applies"),
    "moment": ("moment",),
    "outcome": ("verdict", "readings", "stacking", "explain"),
    "publication": ("publication",),
    "release": ("readings", "verdict"),
    "stacking": ("stacking", "explain"),
    "tolls": ("tolls", "grading"),
    "verdict": ("verdict_edges", "verdict", "readings", "reported_later", "stacking"),
    "window": ("window",),
}
"""The modules of the judging core, and which of ``tests/core`` know each best."""

THEN = ("verdict", "readings", "applies", "dossier", "window", "timeline", "oracle", "laws")
"""What every mutant has to pass besides."""


@dataclass(frozen=True, slots=True)
class Same:
    """A change that makes no difference, and why that is so."""

    module: str
    line: str  # the source line, without its indentation
    change: str  # as the runner prints it
    why: str


_BOTH = "start is not None and end is not None -> (start is not None or end is not None)"
EQUIVALENT: tuple[Same, ...] = (
    Same(
        "coverage", "for place in range(len(standing) - 1, -1, -1):", "1 -> 2 [2]",
        "one step further looks at the last entry again: had it joined, the first step would have returned",
    ),
    Same(
        "coverage", "if old[place] and not above_newer and (place > lead or 2 * lead > len(old)):",
        "place > lead -> (place >= lead)", "the entry at `lead` is the first that is not old, so old[lead] is false",
    ),
    Same(
        "coverage", "return wrong <= UNORDERED_SHARE * max(1, len(dates) - 1)", "1 -> 2",
        "tells only lists of up to two dates apart: none wrong passes 0.2 and 0.4, one wrong neither",
    ),
    Same("coverage", "if start is not None and end is not None:", _BOTH, "both are set in one statement"),
    Same("coverage", "elif one.at > end:", "one.at > end -> (one.at >= end)", "assigns what is equal already"),
    Same(
        "coverage", "if span.end < at or span.start >= end:", "span.end < at -> (span.end <= at)",
        "a stretch that ends at `at` begins no later: no hole before it, and max(at, its end) is `at`",
    ),
    Same(
        "coverage", "if span.end < at or span.start >= end:", "span.start >= end -> (span.start > end)",
        "one that begins at `end` closes the same last hole [at, end), and leaves none after it",
    ),
    Same(
        "verdict", "sum(len(release.publication.readings) > 1 for release in dossier.releases),",
        "len(release.publication.readings) > 1 -> (len(release.publication.readings) >= 1)",
        "a page with one reading gives the same under every pick; only the same work is done more often",
    ),
    Same(
        "verdict",
        "len({c.evidence.capture for c in dossier.tolls} | {c.evidence.capture for c in dossier.grades}) > 1,",
        "len({c.evidence.capture for c in dossier.tolls} | {c.evidence.capture for c in dossier.grades}) > 1"
        " -> (len({c.evidence.capture for c in dossier.tolls} | {c.evidence.capture for c in dossier.grades}) >= 1)",
        "what one page tells became public at one time: at the deadline all of it was known, or nothing",
    ),
    Same(
        "verdict",
        "found = tuple(hole for w in watched for hole in w.holes(window.opens, end)) if end > window.opens else ()",
        "end > window.opens -> (end >= window.opens)", "an empty stretch has no holes",
    ),
    Same(
        "verdict",
        "if shut is None or shut > case.dossier.as_of or (case.graded_by is not None and case.graded_by <= shut):",
        "case.graded_by <= shut -> (case.graded_by < shut)",
        "all known at the very instant is known by then, asked or not",
    ),
    Same(
        "verdict", "if case.graded_by is not None and case.graded_by <= window.shut:",
        "case.graded_by <= window.shut -> (case.graded_by < window.shut)",
        "all known at the very instant is known by then, asked or not",
    ),
    Same(
        "verdict", "pairs = zip(pages.sure, pages.acts, strict=True)", "True -> False",
        "both are made of the same pages",
    ),
    Same(
        "stacking", "least = {duty: min(rivals)[0] for duty, rivals in binding.items() if len(rivals) > 1}",
        "len(rivals) > 1 -> (len(rivals) >= 1)", "a text without rivals is as strict as itself",
    ),
)  # fmt: skip


# ---- what can be changed ----------------------------------------------------------------------------

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OTHER_SIGN: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add}
OTHER_NAME = {"min": "max", "max": "min", "any": "all", "all": "any"}
MESSAGES = frozenset({"Problem", "ConfigError"})  # calls whose words are for people


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one stretch of a module's source."""

    module: str
    line: int
    text: str  # the source line
    start: int  # bytes of the stretch that is replaced
    end: int
    old: str
    new: str
    nth: int = 1  # of the changes on this line that read the same

    @property
    def change(self) -> str:
        """The change as it is printed."""
        return f"{self.old} -> {self.new}" + (f" [{self.nth}]" if self.nth > 1 else "")

    def of(self, source: bytes) -> bytes:
        """The module with the change in it."""
        return source[: self.start] + self.new.encode() + source[self.end :]


class Changes:
    """Everything in one module that can be changed, in the order of the source."""

    def __init__(self, module: str, source: str) -> None:
        self._module = module
        self._source = source.encode()
        self._lines = source.splitlines()
        starts = [0]
        for line in self._source.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        self._starts = starts
        self._made: list[Mutant] = []
        self._visit(ast.parse(source), returns_bool=False)

    def found(self) -> list[Mutant]:
        """All, with those that read the same on one line numbered."""
        seen: Counter[tuple[int, str]] = Counter()
        numbered = []
        for one in sorted(self._made, key=lambda one: (one.start, one.end, one.new)):
            seen[one.line, one.change] += 1
            numbered.append(replace(one, nth=seen[one.line, one.change]))
        return numbered

    def _visit(self, node: ast.AST, *, returns_bool: bool) -> None:
        if isinstance(node, ast.FunctionDef):
            returns_bool = isinstance(node.returns, ast.Name) and node.returns.id == "bool"
        for new in _mutations(node, returns_bool):
            self._add(node, new)
        if isinstance(node, ast.Set) and len(node.elts) > 1:
            for place, member in enumerate(node.elts):  # its neighbour in its place: one member less
                self._add(member, ast.unparse(node.elts[place - 1]))
        for child in _behaviour(node):
            self._visit(child, returns_bool=returns_bool)

    def _add(self, node: ast.AST, new: str) -> None:
        assert isinstance(node, ast.expr | ast.stmt)
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self._starts[node.lineno - 1] + node.col_offset
        end = self._starts[node.end_lineno - 1] + node.end_col_offset
        old = " ".join(self._source[start:end].decode().split())
        text = self._lines[node.lineno - 1].strip()
        self._made.append(Mutant(self._module, node.lineno, text, start, end, old, new))


def _behaviour(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node that do something: no docstrings, annotations, decorators, messages."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.JoinedStr | ast.Raise | ast.match_case | ast.Import | ast.ImportFrom):
        if isinstance(node, ast.match_case):
            yield from node.body
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MESSAGES:
        return
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "msg"):
            continue
        yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, ast.AST))


def _mutations(node: ast.AST, returns_bool: bool) -> Iterator[str]:
    """What may stand in the node's place."""
    match node:
        case ast.Compare(left=left, ops=ops, comparators=right):
            for place, op in enumerate(ops):
                turned = [*ops[:place], TURNED[type(op)](), *ops[place + 1 :]]
                yield _words(ast.Compare(left, turned, right))
        case ast.BoolOp(op=op, values=values):
            yield _words(ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield f"bool({ast.unparse(operand)})"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OTHER_SIGN and not _words_in(left, right):
            yield _words(ast.BinOp(left, OTHER_SIGN[type(op)](), right))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=more) if name in OTHER_NAME:
            yield _words(ast.Call(ast.Name(OTHER_NAME[name], ast.Load()), args, more))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield _words(ast.IfExp(test, orelse, body))
        case ast.Constant(value=bool() as value):
            yield repr(not value)
        case ast.Constant(value=int() | float() as value):
            yield repr(value + 1)
        case ast.Constant(value=str() as value):
            yield repr(value + "?")
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield f"return not ({ast.unparse(value)})" if returns_bool else "return None"
        case ast.Continue():
            yield "break"
        case ast.Break():
            yield "continue"


def _words(node: ast.expr) -> str:
    return f"({ast.unparse(node)})"


def _words_in(*nodes: ast.expr) -> bool:
    """Strings are joined, not counted."""
    return any(isinstance(getattr(node, "value", node), str | ast.JoinedStr) for node in nodes)


def mutants(module: str, source: str) -> list[Mutant]:
    """All mutants of a module but those that make no difference.

    Raises:
        SystemExit: an entry of ``EQUIVALENT`` fits none of them.
    """
    known = {(same.line, same.change) for same in EQUIVALENT if same.module == module}
    found = Changes(module, source).found()
    stale = known - {(one.text, one.change) for one in found}
    if stale:
        listed = "\n".join(f"  {line!r}: {change}" for line, change in sorted(stale))
        raise SystemExit(f"EQUIVALENT names changes of {module}.py that cannot be made any more:\n{listed}")
    return [one for one in found if (one.text, one.change) not in known]


# ---- running the tests on one -----------------------------------------------------------------------


class Copy:
    """A copy of the project in which one module at a time is changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        left = shutil.ignore_patterns("__pycache__", ".*")
        for name in ("monitor", "tests"):
            shutil.copytree(ROOT / name, folder / name, ignore=left)
        shutil.copy(ROOT / "pyproject.toml", folder)
        self._environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(folder)}
        where = self._run("-c", "import monitor; print(monitor.__file__)", seconds=60).stdout
        assert where.startswith(str(folder)), f"the tests would import {where}"

    def fails(self, module: str, source: bytes, *, seconds: float) -> bool:
        """Some test fails, or none ends, with the module so."""
        path = self.folder / CORE / f"{module}.py"
        before = path.read_bytes()
        path.write_bytes(source)
        # Examples kept from one mutant would make the outcome of the next depend on the order.
        shutil.rmtree(self.folder / ".hypothesis", ignore_errors=True)
        try:
            done = self._run("-m", "pytest", "-x", "-q", "--hypothesis-seed=0", *self.tests_of(module), seconds=seconds)
        except subprocess.TimeoutExpired:
            return True
        finally:
            path.write_bytes(before)
        if done.returncode not in (0, 1, 2):  # 2: not even collected
            raise SystemExit(f"pytest ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.returncode != 0

    def tests_of(self, module: str) -> list[str]:
        """The test files for a module, those that know it best first."""
        names = dict.fromkeys((*FIRST[module], *THEN))
        paths = [Path("tests/core") / f"test_{name}.py" for name in names]
        return [str(path) for path in paths if (self.folder / path).exists()]

    def _run(self, *words: str, seconds: float) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], cwd=self.folder, env=self._environment, timeout=seconds,
            capture_output=True, text=True, check=False,
        )  # fmt: skip


def measure(module: str, picked: Sequence[Mutant], source: bytes, copies: Sequence[Copy]) -> list[Mutant]:
    """Those that no test noticed."""
    start = perf_counter()
    if copies[0].fails(module, source, seconds=600):
        raise SystemExit(f"the tests of {module} fail without any change: {' '.join(copies[0].tests_of(module))}")
    limit = 3 * (perf_counter() - start) + 10
    free: SimpleQueue[Copy] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def survives(one: Mutant) -> bool:
        copy = free.get()
        try:
            return not copy.fails(module, one.of(source), seconds=limit)
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        return [one for one, alive in zip(picked, pool.map(survives, picked), strict=True) if alive]


def main(words: Sequence[str]) -> int:
    """Print killed and survived, by module; 1 where less than ``--least`` per cent were killed."""
    parser = argparse.ArgumentParser(description="How much the tests notice.")
    parser.add_argument("modules", nargs="*", default=sorted(FIRST), choices=sorted(FIRST), metavar="module")
    parser.add_argument("--sample", type=int, default=25, help="mutants of each module (25)")
    parser.add_argument("--all", action="store_true", help="every mutant")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="copies that are worked on at once (1)")
    parser.add_argument("--least", type=float, default=0, help="exit 1 below this percentage, for any module")
    chosen = parser.parse_args(words)
    low = False
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        copies = [Copy(Path(folder) / str(number)) for number in range(chosen.jobs)]
        for module in chosen.modules:
            source = (ROOT / CORE / f"{module}.py").read_bytes()
            every = mutants(module, source.decode())
            rng = Random(f"{chosen.seed} {module}")
            size = len(every) if chosen.all else min(chosen.sample, len(every))
            picked = [every[place] for place in sorted(rng.sample(range(len(every)), size))]
            alive = measure(module, picked, source, copies)
            share = 100 * (size - len(alive)) / max(size, 1)
            low |= share < chosen.least
            print(f"{module:12} killed {size - len(alive):3} of {size:3} ({share:.0f} %), of {len(every)} possible")
            for one in alive:
                print(f"    survived {CORE / module}.py:{one.line}: {one.change}\n        {one.text}", flush=True)
    return int(low)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
