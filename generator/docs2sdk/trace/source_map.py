"""A generated module → where its classes and attributes stand, and what stands on a line.

Reads the text only: nothing of a generated package is imported.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """A class, or an attribute of one, and its lines (from 1, both included)."""

    cls: str
    attribute: str
    first: int
    last: int


def spots(text: str) -> tuple[Spot, ...]:
    """Return the classes of a module and their attributes, each attribute with its docstring; SyntaxError if it is none."""
    return tuple(
        spot
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef)
        for spot in _of_class(node)
    )


def at(found: tuple[Spot, ...], line: int) -> Spot | None:
    """Return the smallest spot that a line belongs to, None where it belongs to the module only."""
    around = [spot for spot in found if spot.first <= line <= spot.last]
    return min(around, key=lambda spot: spot.last - spot.first, default=None)


def of(found: tuple[Spot, ...], cls: str, attribute: str = "") -> Spot | None:
    """Return the spot of a class or an attribute."""
    wanted = (cls, attribute)
    return next((one for one in found if (one.cls, one.attribute) == wanted), None)


def _of_class(node: ast.ClassDef) -> Iterator[Spot]:
    yield Spot(node.name, "", node.lineno, node.end_lineno or node.lineno)
    for statement, following in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(
            statement.target, ast.Name
        ):
            told = following if _is_text(following) else statement
            last = told.end_lineno if told else None
            yield Spot(
                node.name,
                statement.target.id,
                statement.lineno,
                last or statement.lineno,
            )


def _is_text(node: ast.stmt | None) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
