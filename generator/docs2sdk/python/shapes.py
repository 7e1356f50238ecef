"""What a generated module is made of: nothing but what its template writes.

This does not trust the escaping of document text: were a page's sentence ever to become code, the module would hold a
statement, an import or a call that no template writes, and is refused before anything reaches the disk.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.refusals import Unsafe

_Import = ast.Import | ast.ImportFrom


class Shape(NamedTuple):
    """The kinds of nodes, and by dotted name what is called and what is imported from outside of the package.

    Besides, classes of the package itself may be called.  Tests are ``outside``: they import the package by its name.
    """

    nodes: frozenset[type[ast.AST]]
    calls: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()
    outside: bool = False


def verify(tree: ast.Module, path: str, template: str) -> None:
    """Raise Unsafe if a module holds what its template never writes; templates without a shape hold no page's text."""
    shape = SHAPES.get(template)
    fault = next(_faults(tree, shape), None) if shape else None
    if fault:
        raise Unsafe(f"{path} {fault}")


def _faults(tree: ast.Module, shape: Shape) -> Iterator[str]:
    nodes = [*ast.walk(tree)]
    for kind in {*map(type, nodes)} - shape.nodes:
        yield f"holds a {kind.__name__}"
    imports = [node for node in nodes if isinstance(node, _Import)]
    names = {_full_name(node, alias) for node in imports for alias in node.names}
    yield from _foreign(names - shape.imports, shape)
    known = {alias.asname or alias.name for node in imports for alias in node.names}
    for called in map(_dotted, _called(nodes)):
        if called not in shape.calls and not _is_class(called, known):
            yield f"calls {called or 'something unnamed'}"


def _foreign(names: set[str], shape: Shape) -> Iterator[str]:
    """Yield what comes from outside of the package; for a test that is the second root that it names."""
    roots = {name.partition(".")[0] for name in names if not name.startswith(".")}
    if len(roots) > shape.outside or roots & sys.stdlib_module_names:
        yield f"imports from {', '.join(sorted(roots))}"


def _full_name(node: _Import, alias: ast.alias) -> str:
    if isinstance(node, ast.Import):
        return alias.name
    return f"{'.' * node.level}{node.module or ''}.{alias.name}"


def _called(nodes: list[ast.AST]) -> Iterator[ast.expr]:
    """Yield what is called: openly, as a decorator, or because a class gives it a keyword."""
    for node in nodes:
        if isinstance(node, ast.Call):
            yield node.func
        elif isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            yield from (one for one in node.decorator_list if not _is_call(one))
            if isinstance(node, ast.ClassDef):
                yield from (keyword.value for keyword in node.keywords)


def _is_call(node: ast.expr) -> bool:
    return isinstance(node, ast.Call)


def _dotted(called: ast.expr) -> str:
    """Return ``support.sent`` of ``support.sent(…)``; "" if it is no name."""
    if isinstance(called, ast.Attribute):
        owner = _dotted(called.value)
        return f"{owner}.{called.attr}" if owner else ""
    return called.id if isinstance(called, ast.Name) else ""


def _is_class(called: str, ours: set[str]) -> bool:
    first, *others = called.split(".")
    return first in ours and all(name[:1].isupper() for name in (first, *others))


def _members(of: str, names: str) -> frozenset[str]:
    return frozenset(f"{of}.{name}" for name in names.split())


_ANNOTATIONS = frozenset({"__future__.annotations"})
_TYPE_CHECKING = _ANNOTATIONS | {"typing.TYPE_CHECKING"}

_VALUES = frozenset((ast.Module, ast.Expr, ast.Constant, ast.Name, ast.Load, ast.Store))
_MODULE = _VALUES | {ast.ImportFrom, ast.alias, ast.Assign}
_FUNCTION = frozenset((ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Call))
_TYPED = frozenset((ast.AnnAssign, ast.Subscript, ast.Tuple))

SHAPES = {
    "package/__init__.py.j2": Shape(_MODULE | {ast.List}),
    "package/testing.py.j2": Shape(
        _MODULE
        | _FUNCTION
        | {ast.Attribute, ast.ClassDef, ast.List, ast.Subscript, ast.keyword},
        calls=frozenset({"fake_options"}),
        imports=_ANNOTATIONS | {"typing.Unpack"},
    ),
    "package/pytest_plugin.py.j2": Shape(
        _MODULE | _FUNCTION | {ast.Attribute, ast.Import, ast.List},
        calls=frozenset({"pytest.fixture"}),
        imports=_ANNOTATIONS | {"pytest"},
    ),
    "package/client.py.j2": Shape(
        _MODULE | _FUNCTION | {ast.If, ast.ClassDef, ast.List},
        calls=frozenset({"cached_property"}),
        imports=_TYPE_CHECKING | {"functools.cached_property"},
    ),
    "package/_errors.py.j2": Shape(
        _VALUES | _TYPED | {ast.Dict, ast.UnaryOp, ast.USub}
    ),
    "package/service/__init__.py.j2": Shape(
        _MODULE
        | {ast.Call, ast.Dict, ast.If, ast.List, ast.Not, ast.Tuple, ast.UnaryOp},
        calls=frozenset({"exports"}),
        imports=_TYPE_CHECKING,
    ),
    "package/service/_service.py.j2": Shape(
        _MODULE | {ast.Call, ast.ClassDef, ast.Dict, ast.If},
        calls=frozenset({"async_method", "method"}),
        imports=_TYPE_CHECKING,
    ),
    "package/service/action.py.j2": Shape(
        _MODULE
        | _FUNCTION
        | _TYPED
        | {ast.BinOp, ast.BitOr, ast.ClassDef, ast.List, ast.keyword},
        calls=frozenset({"classmethod", "dataclass", "field", "param"}),
        imports=_ANNOTATIONS
        | {"builtins.type"}
        | _members("dataclasses", "dataclass field")
        | _members("typing", "Any ClassVar Literal"),
    ),
    "tests/service/test_action.py.j2": Shape(
        _MODULE
        | _FUNCTION
        | _TYPED
        | {ast.Assert, ast.Attribute, ast.Compare, ast.Dict, ast.Eq, ast.Import}
        | {ast.List, ast.USub, ast.UnaryOp, ast.With, ast.keyword, ast.withitem},
        calls=frozenset({"example", "full", "replace", "response.to_dict"})
        | _members("pytest", "raises mark.filterwarnings mark.parametrize")
        | _members("support", "answered deviations present sent")
        | _members("support", "assert_agree assert_deprecated assert_error")
        | _members("support", "assert_from_settings assert_limit assert_paged")
        | _members("support", "assert_required"),
        imports=_ANNOTATIONS | {"dataclasses.replace", "pytest", "typing.Any"},
        outside=True,
    ),
}
