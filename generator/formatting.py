"""Python text → black's form, proven harmless: it compiles, and it is made of nothing but what templates write.

The second check does not trust the escaping of document text: were a page's sentence ever to become code, the module
would hold a statement or a call that no template writes, and is refused before anything reaches the disk.
"""

from __future__ import annotations

import ast

_ALLOWED: dict[str, tuple[type[ast.AST], ...]] = {
    "package/service/action.py.j2": (
        *(
            ast.Module,
            ast.ImportFrom,
            ast.alias,
            ast.Assign,
            ast.AnnAssign,
            ast.ClassDef,
            ast.FunctionDef,
        ),
        *(
            ast.Return,
            ast.Expr,
            ast.Constant,
            ast.Name,
            ast.Load,
            ast.Store,
            ast.Call,
            ast.keyword,
            ast.List,
        ),
        *(ast.Subscript, ast.BinOp, ast.BitOr, ast.Tuple, ast.arguments, ast.arg),
    ),
}
_CALLS = {"package/service/action.py.j2": {"dataclass", "field", "wire"}}


class Unsafe(Exception):
    """A generated module is not what its template writes: a bug of ours, never the page's fault alone."""


def format_python(text: str) -> str:
    """Return the text in black's form; a text that black changes once more is a bug of black's."""
    import black
    from black.mode import TargetVersion

    mode = black.Mode(target_versions={TargetVersion.PY311})
    return black.format_str(text, mode=mode)


def verify(text: str, path: str, template: str) -> None:
    """Raise Unsafe if a module does not compile, or holds what its template never writes."""
    try:
        tree = ast.parse(text, path)
        compile(tree, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise Unsafe(f"{path} does not compile: {error}") from error
    if template in _ALLOWED:
        _verify_shape(tree, path, template)


def _verify_shape(tree: ast.Module, path: str, template: str) -> None:
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED[template]):
            raise Unsafe(f"{path} holds a {type(node).__name__}")
        if isinstance(node, ast.Call) and _called(node) not in _CALLS[template]:
            raise Unsafe(f"{path} calls {_called(node)}")


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else "something unnamed"
