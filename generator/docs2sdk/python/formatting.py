"""Python text → black's form, proven harmless: it compiles, and it is made of nothing but what templates write."""

from __future__ import annotations

import ast
import re

from docs2sdk.literals import WIDTH, display_width
from docs2sdk.python import shapes
from docs2sdk.refusals import Unsafe

# A long line that no formatter can break: one string, as an element or as the value of a key.
_UNBREAKABLE = re.compile(
    r"""\s*(?:\w+=|"[^"]*": |'[^']*': |-?[0-9]+: )?(?:"[^"]*"|'[^']*'),?"""
)


def finished(text: str, path: str, template: str) -> str:
    """Return a module as it is to be stored; Unsafe if it is not what its template writes.

    Templates and ``literals`` lay lines out as black does (the tests prove it).  Names can still be too long for a line
    of theirs; then, and only then, black itself decides: it costs twenty times everything else.
    """
    tree = verify(text, path, template)
    if not _overflows(text, tree):
        return text
    formatted = _black(text)
    verify(formatted, path, template)
    return formatted


def _black(text: str) -> str:
    import black
    from black.mode import TargetVersion

    mode = black.Mode(target_versions={TargetVersion.PY311})
    return black.format_str(text, mode=mode)


def _overflows(text: str, tree: ast.Module) -> bool:
    """Whether a line of code, not of a docstring, is longer than black would have it."""
    long = {
        number
        for number, line in enumerate(text.split("\n"), 1)
        if len(line) > WIDTH // 2
        and display_width(line) > WIDTH
        and not _UNBREAKABLE.fullmatch(line)
    }
    return bool(long) and not long <= _prose(tree)


def _prose(tree: ast.Module) -> set[int]:
    """Return the lines of docstrings."""
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def verify(text: str, path: str, template: str) -> ast.Module:
    """Return the tree of a module; Unsafe if it is not what its template writes."""
    try:
        tree = ast.parse(text, path)
        compile(tree, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise Unsafe(f"{path} does not compile: {error}") from error
    shapes.verify(tree, path, template)
    return tree
