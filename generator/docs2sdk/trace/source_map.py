"""The lines of the classes and attributes in a generated module.

Parses the text only: nothing of a generated package is imported.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docs2sdk.python.existing_names import list_classes


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """The lines of a class, or of an attribute of it (from 1, both included)."""

    cls: str
    attribute: str
    first: int
    last: int


def read_spans(text: str) -> tuple[SourceSpan, ...]:
    """Return the spans of a module's classes and of their attributes with docstrings; SyntaxError if it is not Python."""
    return tuple(
        span
        for name, node in list_classes(ast.parse(text).body)
        for span in _read_class(name, node)
    )


def find_at_line(spans: Iterable[SourceSpan], line: int) -> SourceSpan | None:
    """Return the smallest span that contains a line; None for a line outside of classes."""
    around = [span for span in spans if span.first <= line <= span.last]
    return min(around, key=lambda span: span.last - span.first, default=None)


def find_span(
    spans: Iterable[SourceSpan], cls: str, attribute: str = ""
) -> SourceSpan | None:
    """Return the span of a class or an attribute, by Python names."""
    names = (cls, attribute)
    matches = (span for span in spans if (span.cls, span.attribute) == names)
    return next(matches, None)


def _read_class(name: str, node: ast.ClassDef) -> Iterator[SourceSpan]:
    yield SourceSpan(name, "", node.lineno, node.end_lineno or node.lineno)
    for statement, following in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(
            statement.target, ast.Name
        ):
            end = following if _is_docstring(following) else statement
            first = statement.lineno
            last = (end.end_lineno if end else None) or first
            yield SourceSpan(name, statement.target.id, first, last)


def _is_docstring(node: ast.stmt | None) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
