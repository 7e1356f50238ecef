"""Python text → black's form, proven harmless: it compiles, and it is made of nothing but what templates write.

The second check does not trust the escaping of document text: were a page's sentence ever to become code, the module
would hold a statement or a call that no template writes, and is refused before anything reaches the disk.
"""

from __future__ import annotations

import ast
import re

from generator.literals import WIDTH, display_width

_ACTION_MODULE = "package/service/action.py.j2"
_ERROR_CODES = "package/_errors.py.j2"
_ALLOWED: dict[str, tuple[type[ast.AST], ...]] = {
    _ACTION_MODULE: (
        *(ast.Module, ast.ImportFrom, ast.alias, ast.ClassDef, ast.FunctionDef),
        *(ast.arguments, ast.arg, ast.Assign, ast.AnnAssign, ast.Return, ast.Expr),
        *(ast.Constant, ast.Name, ast.Load, ast.Store, ast.Call, ast.keyword),
        *(ast.List, ast.Tuple, ast.Subscript, ast.BinOp, ast.BitOr),
    ),
    _ERROR_CODES: (
        *(ast.Module, ast.Expr, ast.Constant, ast.AnnAssign, ast.Name, ast.Load),
        *(ast.Store, ast.Subscript, ast.Tuple, ast.Dict, ast.UnaryOp, ast.USub),
    ),
}
_CALLS: dict[str, set[str]] = {
    _ACTION_MODULE: {"dataclass", "field", "wire"},
    _ERROR_CODES: set(),
}

# A long line that no formatter can break: one string, as an element or as the value of a key.
_UNBREAKABLE = re.compile(
    r"""\s*(?:\w+=|"[^"]*": |'[^']*': |-?[0-9]+: )?(?:"[^"]*"|'[^']*'),?"""
)


class Unsafe(Exception):
    """A generated module is not what its template writes: a bug of ours, never the page's fault alone."""


def finished(text: str, path: str, template: str) -> str:
    """Return a module as it is to be stored; Unsafe if it is not what its template writes.

    Templates and ``literals`` lay lines out as black does (the tests prove it).  Names can still be too long for a line
    of theirs; then, and only then, black itself decides: it costs twenty times everything else.
    """
    tree = _verified(text, path, template)
    if not _overflows(text, tree):
        return text
    formatted = _black(text)
    _verified(formatted, path, template)
    return formatted


def _black(text: str) -> str:
    import black
    from black.mode import TargetVersion

    mode = black.Mode(target_versions={TargetVersion.PY311})
    return black.format_str(text, mode=mode)


def _overflows(text: str, tree: ast.Module) -> bool:
    """Whether a line of code, not of a docstring, is longer than black would have it."""
    prose: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            prose.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return any(
        len(line) > WIDTH // 2
        and display_width(line) > WIDTH
        and number not in prose
        and not _UNBREAKABLE.fullmatch(line)
        for number, line in enumerate(text.split("\n"), 1)
    )


def _verified(text: str, path: str, template: str) -> ast.Module:
    try:
        tree = ast.parse(text, path)
        compile(tree, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise Unsafe(f"{path} does not compile: {error}") from error
    if template in _ALLOWED:
        _verify_shape(tree, path, template)
    return tree


def _verify_shape(tree: ast.Module, path: str, template: str) -> None:
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED[template]):
            raise Unsafe(f"{path} holds a {type(node).__name__}")
        if isinstance(node, ast.Call) and _called(node) not in _CALLS[template]:
            raise Unsafe(f"{path} calls {_called(node)}")


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else "something unnamed"
