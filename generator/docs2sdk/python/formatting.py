"""Formats generated modules as black does, and checks that they compile and contain only what templates write."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from docs2sdk.errors import UnsafeCodeError
from docs2sdk.python import allowed_code
from docs2sdk.python_literals import INDENT, WIDTH, display_width
from docs2sdk.template_folder import BadTemplate

# A long line that no formatter can break: one string, as an element, as the value of a key, or assigned to a name.
_STRING = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_UNBREAKABLE = re.compile(
    rf"\s*(?:\w+=|{_STRING}: |-?[0-9]+: )?{_STRING},?|(\s*)[A-Z_]+ = ({_STRING})"
)


def format_module(text: str, path: str, template: str) -> str:
    """Return a module in black's layout; UnsafeCodeError if it contains code that its template does not write.

    Templates and ``python_literals`` already lay lines out as black does (tests compare them).  Only where a long name makes a
    line too long does black itself run: it takes twenty times as long as everything else.
    """
    tree = check_module(text, path, template)
    if not _overflows(text, tree):
        return text
    formatted = _run_black(text)
    check_module(formatted, path, template)
    return formatted


def format_own_module(text: str, path: str, template: str) -> str:
    """Return a module that an own template wrote in black's layout; BadTemplate if it does not compile.

    What it may contain is its author's to decide.
    """
    check_own_module(text, path, template)
    return _run_black(text)


def check_own_module(text: str, path: str, template: str) -> None:
    """Check that a module that an own template wrote compiles; BadTemplate."""
    try:
        _compile(text, path)
    except SyntaxError as error:
        line = (error.text or "").strip()
        message = f"{template} writes {path}, which does not compile"
        reason = f"line {error.lineno}: {error.msg}: {line}"
        raise BadTemplate(f"{message}\n{reason}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        message = f"{template} writes {path}, which does not compile: {error}"
        raise BadTemplate(message) from error


def _run_black(text: str) -> str:
    import black
    from black.mode import TargetVersion

    mode = black.Mode(target_versions={TargetVersion.PY311})
    return black.format_str(text, mode=mode)


def _overflows(text: str, tree: ast.Module) -> bool:
    """Whether a line of code, outside of docstrings, is longer than black allows."""
    long = {
        number
        for number, line in enumerate(text.split("\n"), 1)
        if len(line) > WIDTH // 2
        and display_width(line) > WIDTH
        and not _is_unbreakable(line)
    }
    return bool(long) and not long <= _find_text_lines(tree)


def _is_unbreakable(line: str) -> bool:
    """Whether no formatter can break a line: a string that is assigned would go into brackets if it fits there."""
    match = _UNBREAKABLE.fullmatch(line)
    if match is None or match[2] is None:
        return match is not None
    return len(match[1]) + len(INDENT) + display_width(match[2]) > WIDTH


def _find_text_lines(tree: ast.Module) -> set[int]:
    """Return the numbers of the lines of docstrings, and of those inside other strings."""
    return {
        line
        for node in _list_statements(tree.body)
        if isinstance(node, (ast.Expr, ast.Assign))
        and isinstance(node.value, ast.Constant)
        and (isinstance(node, ast.Expr) or node.end_lineno != node.lineno)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def _list_statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module and those inside them; expressions, of which there are many more, are not looked at."""
    for node in body:
        yield node
        yield from _list_statements(getattr(node, "body", ()))


def check_module(text: str, path: str, template: str) -> ast.Module:
    """Return the syntax tree of a module; UnsafeCodeError if it does not compile or contains code that its template does not write."""
    try:
        tree = _compile(text, path)
    except (SyntaxError, ValueError) as error:
        raise UnsafeCodeError(f"{path} does not compile: {error}") from error
    allowed_code.check_allowed(tree, path, template)
    return tree


def _compile(text: str, path: str) -> ast.Module:
    tree = ast.parse(text, path)
    compile(tree, path, "exec", dont_inherit=True)
    return tree
