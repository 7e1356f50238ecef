"""Reads from the module of an action how the action is called: its required parameters, with sample values.

Every output has the module, whether this run rendered it or an earlier one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from docs2sdk.python.existing_names import (
    list_classes,
    parse_module,
    read_api_name,
    read_name,
)
from docs2sdk.python_literals import Call, Identifier, Value

Argument: TypeAlias = tuple[str, Value]

# All else could end a block of code in the README: an output may come from a repository of others.
_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_SAMPLES: Mapping[str, Value] = {"int": 1, "float": 1.5, "bool": True}


def read_example_arguments(module: str, request: str) -> tuple[Argument, ...]:
    """Return the required parameters of a request; none if the module does not define it."""
    reader = _Reader(dict(list_classes(parse_module(module))))
    return tuple(reader.read_arguments(request))


@dataclass(frozen=True)
class _Reader:
    """Reads the classes of a module; each is ``shown`` once, since objects may require each other."""

    classes: Mapping[str, ast.ClassDef]
    shown: set[str] = field(default_factory=set)

    def read_arguments(self, name: str) -> Iterator[Argument]:
        """Yield the required parameters of a class."""
        self.shown.add(name)
        for node in self.classes[name].body if name in self.classes else ():
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                keywords = (
                    node.value.keywords if isinstance(node.value, ast.Call) else []
                )
                is_required = all(keyword.arg != "default" for keyword in keywords)
                names = read_api_name(node.value) if is_required else ()
                for wire in filter(_PLAIN.fullmatch, names):
                    yield node.target.id, self.make_value(node.annotation, wire)

    def make_value(self, annotation: ast.expr, wire: str) -> Value:
        """Return a value of an annotated type for the parameter ``wire``."""
        match annotation:
            case ast.BinOp(left=first):
                return self.make_value(first, wire)
            case ast.Subscript(ast.Name("list" | "Sequence"), item):
                return [self.make_value(item, wire)]
            case ast.Subscript(ast.Name("Literal"), choices):
                return next(filter(_PLAIN.fullmatch, _read_strings(choices)), wire)
            case ast.Subscript():
                return {"Key": wire}
        name = read_name(annotation)
        if name in self.shown:
            return Identifier("...")
        if name in self.classes:
            return Call(name, tuple(self.read_arguments(name)))
        return _SAMPLES.get(name, f"{wire}-1")


def _read_strings(choices: ast.expr) -> Iterator[str]:
    for node in ast.walk(choices):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
