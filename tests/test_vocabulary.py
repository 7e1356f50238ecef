"""The words of the field: names that say what they are, one meaning for each class, no old public word."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {
    "generator": ROOT / "generator/docs2sdk",
    "runtime": ROOT / "templates/runtime",
}

# Participles and pronouns that leave out what they are about.
BANNED_VALUES = {
    *("found", "given", "known", "told", "said", "wanted", "standing", "there", "had"),
    *("one", "other", "most", "few", "many"),
}
BANNED_FUNCTIONS = {"of", "told", "named", "listed"}

# Public words that were replaced before the first release, each as a pattern.  Decisions and the changelog may tell of them.
OLD_WORDS = [
    r"\bimport generator\b|\bfrom generator\b|python -m generator\b",
    r"\bkind_of\b(?!\()",
    r"\bin_step\b|(?:is|are) in step\b",
    r"\bdocs2sdk conform\b|[\"']conform[\"']",
    r"generate[^|\n]* --report\b|[\"']--report[\"']",
    r"--full(?![-\w])",
    r"\bkept_actions\b|\blosers\b|\"winner\"|[\"'`]unlisted\b",
    r"\b\w+-(?:retyped|recased|undeprecated|deprecation-reworded|values-mentioned)\b",
    r"(?<!known-)\bvalues-(?:added|removed)\b",
    r"\bpaging-(?:gained|lost)\b",
    r"\bpage-unclear\b|\baction-replay-changed\b|\baction-listing-changed\b",
    r"\bfolder-copied\b|\bpage-copied\b",
    r"\brequests_of\b|\bapi\.(?:answer|refuse|delay)\(",
    r"\bAsynchronousClient\b|(?<!Base)\bSyncClient\b",
    r"metadata=wire\(",
]
SEARCHED = ("*.py", "*.md", "*.toml", "*.j2", "*.json", "*.yml", "*.yaml", "Makefile")
NOT_SEARCHED = ("docs/decisions/", "CHANGELOG.md", "tests/test_vocabulary.py")


@cache
def modules(package: str) -> list[tuple[str, ast.Module]]:
    """Return the path and the syntax tree of every module of a package."""
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8")))
        for path in sorted(PACKAGES[package].rglob("*.py"))
    ]


def value_names(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node gives to values: parameters, targets of assignments and loops."""
    if isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id


@pytest.mark.parametrize("package", PACKAGES)
def test_a_value_is_called_what_it_is(package: str) -> None:
    vague = [
        f"{path}:{getattr(node, 'lineno', 0)}: {name}"
        for path, tree in modules(package)
        for node in ast.walk(tree)
        for name in value_names(node)
        if name.strip("_").lower() in BANNED_VALUES
    ]
    assert vague == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_function_says_what_it_does(package: str) -> None:
    vague = [
        f"{path}:{node.lineno}: {node.name}"
        for path, tree in modules(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if node.name.strip("_") in BANNED_FUNCTIONS
    ]
    assert vague == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_class_name_has_one_meaning(package: str) -> None:
    locations = defaultdict(list)
    for path, tree in modules(package):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                locations[node.name.strip("_")].append(f"{path}:{node.lineno}")
    assert {name: at for name, at in locations.items() if len(at) > 1} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_function_returns_its_diagnostics(package: str) -> None:
    """A list that a caller hands in to be filled hides what a function finds."""
    filled = [
        f"{path}:{node.lineno}: {node.name}"
        for path, tree in modules(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for argument in (*node.args.args, *node.args.kwonlyargs)
        if argument.annotation
        and ast.unparse(argument.annotation) == "list[Diagnostic]"
    ]
    assert filled == []


def tracked(*patterns: str) -> list[str]:
    """Return the files of the repository that match, as git has them; of a copy without git, as they lie there."""
    listed = subprocess.run(
        ["git", "ls-files", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return listed.stdout.splitlines()
    return [
        path.relative_to(ROOT).as_posix()
        for pattern in patterns
        for path in ROOT.rglob(pattern)
        if not {".venv", "__pycache__"} & {*path.parts}
    ]


@cache
def searched_texts() -> dict[str, str]:
    """Return the text of every file that must not have old words, by path."""
    return {
        path: (ROOT / path).read_text("utf-8", "replace")
        for path in tracked(*SEARCHED)
        if not path.startswith(NOT_SEARCHED) and (ROOT / path).is_file()
    }


@pytest.mark.parametrize("pattern", OLD_WORDS)
def test_an_old_public_word_is_gone(pattern: str) -> None:
    expression = re.compile(pattern)
    assert "README.md" in searched_texts()
    locations = [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]:.120}"
        for path, text in searched_texts().items()
        for match in expression.finditer(text)
    ]
    assert locations == []
