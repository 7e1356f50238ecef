"""Changes the code at random places, one at a time, and shows which changes no test notices.

    .venv/bin/python tests/mutants.py --seed 1 --count 60 --paths generator/docs2sdk/pages generator/docs2sdk/catalog

It works on copies of the tree.  For each mutant the test files that name its module and the golden cases run first,
then the fast suite, then those slow tests that run the whole tool: the first test that fails kills it.  A mutant that survives is shown with its diff: either a test is
missing, or the change means nothing.  mutmut would try every mutant of every module; it has no random sample.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import difflib
import os
import queue
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

ROOT = Path(__file__).resolve().parent.parent
PATHS = [
    "generator/docs2sdk/build",
    "generator/docs2sdk/pages",
    "generator/docs2sdk/catalog",
    "generator/docs2sdk/overlays",
]
NOT_COPIED = (".git", ".venv", "__pycache__", ".*_cache", "node_modules")
GOLDEN = "tests/test_cases.py"
# Slow, but small: several runs over the small documentation.
WHOLE_RUNS = [
    f"tests/test_{name}.py"
    for name in (
        "cache",
        "check",
        "many_runs",
        "broken_pages",
        "transaction",
        "bookkeeping",
        "merges",
    )
]
# What looks at the code's form would kill mutants that no behaviour betrays.
NOT_RUN = tuple(
    f"tests/test_{name}.py"
    for name in ("quality", "layers", "vocabulary", "benchmarks")
)
# A mutant that never ends may eat the memory of the machine before its time is over.
BOUNDED = ("sh", "-c", 'ulimit -v 6000000; exec "$@"', "sh")

Outcome: TypeAlias = Literal["killed", "timed out", "survived"]
# The statement or expression to replace, what replaces it, and what that is called.
Change: TypeAlias = tuple[ast.stmt | ast.expr, str, str]

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}


@dataclass(frozen=True)
class Mutant:
    """A module with one change."""

    path: str
    line: int
    change: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.change}"

    def diff(self) -> str:
        """Return the change as lines of a unified diff."""
        texts = self.before.splitlines(), self.after.splitlines()
        lines = difflib.unified_diff(*texts, lineterm="", n=1)
        return "\n".join(f"    {line}" for line in [*lines][2:])


def mutants(path: str, text: str) -> list[Mutant]:
    """Return every mutant of a module, in the order of its lines."""
    found = [
        Mutant(path, node.lineno, change, text, _replaced(text, node, after))
        for node, after, change in _changes(ast.parse(text))
    ]
    # A few changes are no Python: parentheses in a pattern.
    found = [mutant for mutant in found if _compiles(mutant.after)]
    return sorted(found, key=lambda mutant: (mutant.line, mutant.change, mutant.after))


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _replaced(text: str, node: ast.stmt | ast.expr, after: str) -> str:
    lines = [line.encode() for line in text.splitlines(keepends=True)]
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    before = (
        b"".join(lines[: node.lineno - 1]) + lines[node.lineno - 1][: node.col_offset]
    )
    behind = lines[node.end_lineno - 1][node.end_col_offset :]
    rest = b"".join(lines[node.end_lineno :])
    return (before + after.encode() + behind + rest).decode()


def _changes(tree: ast.Module) -> Iterator[Change]:
    for node in _reached(tree):
        if isinstance(node, ast.stmt):
            yield from _changes_of_statement(node)
        elif isinstance(node, ast.expr):
            for after, change in _changes_of_expression(node):
                # Bounds are no expression that may stand in parentheses.
                form = "{}" if isinstance(node, ast.Slice) else "({})"
                yield node, form.format(ast.unparse(after)), change


def _reached(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs: no annotation, no docstring, and no part of an f-string, whose places are not known."""
    yield node
    if isinstance(node, ast.JoinedStr) or _is_for_types(node):
        return
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_docstring(child):
                yield from _reached(child)


def _is_for_types(node: ast.AST) -> bool:
    if isinstance(node, ast.AnnAssign):
        return ast.unparse(node.annotation) == "TypeAlias"
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "TYPE_CHECKING"
    is_literal = (
        isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal"
    )
    return is_literal or isinstance(node, ast.Import | ast.ImportFrom)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changes_of_statement(node: ast.stmt) -> Iterator[Change]:
    match node:
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield node, "return None", "return None"
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise():
            yield node, "pass", "statement dropped"
        case ast.Continue():
            yield node, "break", "continue → break"
        case ast.Break():
            yield node, "continue", "break → continue"
        case ast.If(test=test) | ast.While(test=test):
            yield test, f"(not ({ast.unparse(test)}))", "condition negated"


def _changes_of_expression(node: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    match node:
        case ast.Compare():
            yield from _swapped_comparisons(node)
        case ast.BoolOp() | ast.BinOp(op=ast.Add() | ast.Sub()):
            yield _with(node, op=SWAPPED[type(node.op)]()), "operator swapped"
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand, "not dropped"
        case ast.IfExp(test=test):
            yield _with(node, test=ast.UnaryOp(ast.Not(), test)), "condition negated"
        case ast.Slice():
            yield from _without_bounds(node)
        case ast.Constant():
            for value in _other_values(node.value):
                yield ast.Constant(value), f"{node.value!r:.30} → {value!r}"
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            yield from _without_conditions(node)


def _with(node: ast.expr, **fields: object) -> ast.expr:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _swapped_comparisons(node: ast.Compare) -> Iterator[tuple[ast.expr, str]]:
    for location, operator in enumerate(node.ops):
        operators = [*node.ops]
        operators[location] = SWAPPED[type(operator)]()  # type: ignore[call-overload]
        yield _with(node, ops=operators), "comparison swapped"


def _without_bounds(node: ast.Slice) -> Iterator[tuple[ast.expr, str]]:
    if node.lower:
        yield _with(node, lower=None), "lower bound dropped"
    if node.upper:
        yield _with(node, upper=None), "upper bound dropped"


def _without_conditions(
    node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp,
) -> Iterator[tuple[ast.expr, str]]:
    for location, loop in enumerate(node.generators):
        if loop.ifs:
            loops = [*node.generators]
            loops[location] = copy.copy(loop)
            loops[location].ifs = loop.ifs[1:]
            yield _with(node, generators=loops), "condition dropped"


def _other_values(value: object) -> list[bool | int | str]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    return [""] if isinstance(value, str) and value else []


class Trial:
    """A copy of the tree in which one mutant after the other is tried."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / "copy"
        ignored = shutil.ignore_patterns(*NOT_COPIED)
        shutil.copytree(ROOT, self._root, ignore=ignored)

    def run(self, mutant: Mutant, seconds: float) -> Outcome:
        """Run the tests on a mutant, those that name its module first."""
        self._write(mutant.path, mutant.after)
        try:
            for tests in ([*naming(mutant.path), GOLDEN], ["tests"], WHOLE_RUNS):
                outcome = self.attempt(tests, seconds)
                if outcome != "survived":
                    return outcome
            return "survived"
        finally:
            self._write(mutant.path, mutant.before)

    def attempt(self, tests: list[str], seconds: float) -> Outcome:
        """Run tests and say what they do to the mutant."""
        slow = [] if tests is WHOLE_RUNS else ["-m", "not slow"]
        options = ["-x", "-q", "-p", "no:cacheprovider", *slow]
        ignored = [f"--ignore={path}" for path in NOT_RUN]
        command = [*BOUNDED, sys.executable, "-m", "pytest", *options, *ignored, *tests]
        process = subprocess.Popen(
            command,
            cwd=self._root,
            env=os.environ
            | {
                "PYTHONPATH": str(self._root / "generator"),
                "DOCS2SDK_CORPUS": "/nowhere",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return "killed" if process.wait(seconds) else "survived"
        except subprocess.TimeoutExpired:
            return "timed out"
        finally:
            _end(process)

    def _write(self, path: str, text: str) -> None:
        location = self._root / path
        location.write_text(text, "utf-8")
        # Python would take an earlier text of the same length and second for this one.
        for compiled in location.parent.glob(f"__pycache__/{location.stem}.*.pyc"):
            compiled.unlink()


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def naming(path: str) -> list[str]:
    """Return the test files that import a module, or name it."""
    module = re.escape(Path(path).stem)
    package = re.escape(Path(path).parent.name)
    pattern = re.compile(
        rf"{package}\.{module}\b|from docs2sdk\.{package} import .*\b{module}\b"
    )
    tests = (
        test.relative_to(ROOT).as_posix()
        for test in (ROOT / "tests").rglob("test_*.py")
    )
    return sorted(
        test
        for test in tests
        if test not in NOT_RUN and pattern.search((ROOT / test).read_text("utf-8"))
    )


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--paths", nargs="+", default=PATHS)
    parser.add_argument("--jobs", type=int, choices=[1, 2], default=2)
    return parser.parse_args()


def sample(paths: list[str], count: int, seed: int) -> list[Mutant]:
    """Return mutants of the modules at or below paths, each as likely as any other."""
    files = {
        file.relative_to(ROOT).as_posix()
        for path in paths
        for file in [ROOT / path, *(ROOT / path).rglob("*.py")]
        if file.is_file()
    }
    found = [
        mutant
        for file in sorted(files)
        for mutant in mutants(file, (ROOT / file).read_text("utf-8"))
    ]
    return random.Random(seed).sample(found, min(count, len(found)))


def main() -> None:
    """Try a sample of mutants and print what became of each."""
    given = arguments()
    chosen = sample(given.paths, given.count, given.seed)
    with tempfile.TemporaryDirectory() as folder:
        trials = [Trial(Path(folder) / str(number)) for number in range(given.jobs)]
        start = time.monotonic()
        if trials[0].attempt(["tests"], 3600) != "survived":
            sys.exit("the tests do not pass without a mutant: make test-fast says why")
        seconds = 60 + 3 * (time.monotonic() - start)
        print(f"{len(chosen)} mutants, at most {seconds:.0f} seconds each", flush=True)
        outcomes = try_all(chosen, trials, seconds)
    print(
        ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    )


def try_all(
    chosen: list[Mutant], trials: list[Trial], seconds: float
) -> Counter[Outcome]:
    """Try mutants in as many copies as there are, and count the outcomes."""
    free: queue.Queue[Trial] = queue.Queue()
    for trial in trials:
        free.put(trial)

    def attempt(mutant: Mutant) -> Outcome:
        trial = free.get()
        outcome = trial.run(mutant, seconds)
        free.put(trial)
        shown = [f"{outcome:9} {mutant}"]
        shown += [mutant.diff()] if outcome == "survived" else []
        print("\n".join(shown), flush=True)
        return outcome

    with ThreadPoolExecutor(len(trials)) as pool:
        return Counter(pool.map(attempt, chosen))


if __name__ == "__main__":
    main()
