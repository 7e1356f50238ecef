"""Checks generated modules against the code that their templates may write.

This is a second line of defence behind the escaping of document text: if a page's text became code, the module would
contain a statement, an import or a call that no template writes, and would be refused before anything is written.  So would
be a module in which a name of a page replaced one of ours, because a module or a class defines it twice.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.errors import UnsafeCodeError

_Import = ast.Import | ast.ImportFrom


class AllowedCode(NamedTuple):
    """Allowed types of syntax nodes, and dotted names that may be called, or imported from outside of the package.

    Classes of the package itself may be called, too.
    """

    nodes: frozenset[type[ast.AST]]
    calls: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()


def check_allowed(tree: ast.Module, path: str, template: str) -> None:
    """Raise UnsafeCodeError if a module contains code that its template never writes.

    Templates that are not in the table insert no text of pages.
    """
    allowed = ALLOWED_BY_TEMPLATE.get(template)
    fault = next(_find_faults(tree, allowed), None) if allowed else None
    if fault:
        raise UnsafeCodeError(f"{path} {fault}")


def _find_faults(tree: ast.Module, allowed: AllowedCode) -> Iterator[str]:
    nodes = [*ast.walk(tree)]
    for kind in {*map(type, nodes)} - allowed.nodes:
        yield f"holds a {kind.__name__}"
    imports = [node for node in nodes if isinstance(node, _Import)]
    names = {_full_name(node, alias) for node in imports for alias in node.names}
    yield from _find_foreign_imports(names - allowed.imports)
    imported = {alias.asname or alias.name for node in imports for alias in node.names}
    for name in map(_dotted_name, _find_called(nodes)):
        if name not in allowed.calls and not _is_class(name, imported):
            yield f"calls {name or 'something unnamed'}"
    for node in nodes:
        if isinstance(node, (ast.Module, ast.ClassDef)):
            yield from _find_redefinitions(node)


def _find_redefinitions(body: ast.Module | ast.ClassDef) -> Iterator[str]:
    counts = Counter(name for node in body.body for name in _defined_names(node))
    yield from (f"defines {name} twice" for name in counts if counts[name] > 1)


def _defined_names(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement of a module or class defines, but for one inside an ``if``."""
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            yield name
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case ast.Assign(targets=targets):
            yield from (item.id for item in targets if isinstance(item, ast.Name))
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            yield from (alias.asname or alias.name for alias in aliases)


def _find_foreign_imports(names: set[str]) -> Iterator[str]:
    """Yield the imports from outside of the package."""
    roots = {name.partition(".")[0] for name in names if not name.startswith(".")}
    if roots:
        yield f"imports from {', '.join(sorted(roots))}"


def _full_name(node: _Import, alias: ast.alias) -> str:
    if isinstance(node, ast.Import):
        return alias.name
    return f"{'.' * node.level}{node.module or ''}.{alias.name}"


def _find_called(nodes: list[ast.AST]) -> Iterator[ast.expr]:
    """Yield what is called: in a call, as a decorator, or as the value of a class's keyword."""
    for node in nodes:
        if isinstance(node, ast.Call):
            yield node.func
        elif isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            yield from (item for item in node.decorator_list if not _is_call(item))
            if isinstance(node, ast.ClassDef):
                values = [keyword.value for keyword in node.keywords]
                yield from (item for item in values if not _is_constant(item))


def _is_call(node: ast.expr) -> bool:
    return isinstance(node, ast.Call)


def _is_constant(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)


def _dotted_name(called: ast.expr) -> str:
    """Return ``support.sent`` of ``support.sent(…)``; "" if it is no name."""
    if isinstance(called, ast.Attribute):
        owner = _dotted_name(called.value)
        return f"{owner}.{called.attr}" if owner else ""
    return called.id if isinstance(called, ast.Name) else ""


def _is_class(name: str, imported: set[str]) -> bool:
    """Whether a dotted name is a class, or one inside a class, that the module imports."""
    parts = name.split(".")
    return parts[0] in imported and all(part[:1].isupper() for part in parts)


def _members(module: str, names: str) -> frozenset[str]:
    return frozenset(f"{module}.{name}" for name in names.split())


_ANNOTATIONS = frozenset({"__future__.annotations"})
_TYPE_CHECKING = _ANNOTATIONS | {"typing.TYPE_CHECKING"}

_VALUES = frozenset((ast.Module, ast.Expr, ast.Constant, ast.Name, ast.Load, ast.Store))
_MODULE = _VALUES | {ast.ImportFrom, ast.alias, ast.Assign}
_FUNCTION = frozenset((ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Call))
_TYPED = frozenset((ast.AnnAssign, ast.Subscript, ast.Tuple))

ALLOWED_BY_TEMPLATE = {
    "package/__init__.py.j2": AllowedCode(_MODULE | {ast.List}),
    "package/__main__.py.j2": AllowedCode(
        _MODULE
        | _FUNCTION
        | {ast.Attribute, ast.Compare, ast.Eq, ast.If, ast.Import, ast.List},
        calls=frozenset({"main", "run", "sys.exit"}),
        imports=_ANNOTATIONS | {"sys"},
    ),
    "package/testing.py.j2": AllowedCode(
        _MODULE
        | _FUNCTION
        | {ast.Attribute, ast.ClassDef, ast.List, ast.Subscript, ast.keyword},
        calls=frozenset({"fake_options"}),
        imports=_ANNOTATIONS | {"typing.Unpack"},
    ),
    "package/pytest_plugin.py.j2": AllowedCode(
        _MODULE | _FUNCTION | {ast.Attribute, ast.Import, ast.List},
        calls=frozenset({"pytest.fixture"}),
        imports=_ANNOTATIONS | {"pytest"},
    ),
    "package/client.py.j2": AllowedCode(
        _MODULE | _FUNCTION | {ast.If, ast.ClassDef, ast.List},
        calls=frozenset({"cached_property"}),
        imports=_TYPE_CHECKING | {"functools.cached_property"},
    ),
    "package/_errors.py.j2": AllowedCode(
        _VALUES | _TYPED | {ast.Dict, ast.UnaryOp, ast.USub}
    ),
    "package/service/__init__.py.j2": AllowedCode(
        _MODULE
        | {ast.Call, ast.Dict, ast.If, ast.List, ast.Not, ast.Tuple, ast.UnaryOp},
        calls=frozenset({"exports"}),
        imports=_TYPE_CHECKING,
    ),
    "package/service/_service.py.j2": AllowedCode(
        _MODULE | {ast.Call, ast.ClassDef, ast.Dict, ast.If},
        calls=frozenset({"async_method", "method"}),
        imports=_TYPE_CHECKING,
    ),
    "package/service/action.py.j2": AllowedCode(
        _MODULE
        | _TYPED
        | {ast.Attribute, ast.BinOp, ast.BitOr, ast.Call, ast.ClassDef}
        | {ast.List, ast.Pass, ast.keyword},
        calls=frozenset({"param", "request_class", "response_class"}),
        imports=_ANNOTATIONS
        | _members("collections.abc", "Sequence")
        | _members("typing", "Any ClassVar Literal Required TypedDict"),
    ),
    "tests/service/test_action.py.j2": AllowedCode(_MODULE | {ast.ClassDef}),
}
