"""``ucloud-sdk-python3`` as data: its actions with their methods, and the schemas of their requests and responses.

Schemas are flattened: ``Disks.CustomBackup.Day`` → what stands there; a list and its elements share one path.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from ucloud import services  # type: ignore[import-untyped]
from ucloud.core.typesystem import (  # type: ignore[import-untyped]
    abstract,
    fields,
)

_KINDS = {
    fields.Str: "string",
    fields.Base64: "string",
    fields.Int: "int",
    fields.Float: "float",
    fields.Bool: "bool",
}
# A method, and the action that it sends.
_METHOD = re.compile(
    r"\n    def (?P<method>\w+)\((?P<body>(?:(?!\n    def ).)*?"
    r"self\.invoke\(\s*\"(?P<action>\w+)\".*?)(?=\n    def |\Z)",
    re.DOTALL,
)
_MARK = re.compile(
    r"^class (?P<cls>\w+)|^        \"(?P<key>\w+)\":|# (?P<mark>Deprecated)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Item:
    """What stands at a path of a schema: its type (``list[object]``), and what the SDK says and does besides."""

    type: str
    required: bool
    deprecated: bool
    base64: bool


@dataclass(frozen=True, slots=True)
class Call:
    """A method of a service's client, and what it sends and expects.

    ``reachable`` unless a later one of the same name replaces it; ``doc`` is its docstring.
    """

    service: str
    method: str
    action: str
    reachable: bool
    doc: str
    schemas: ModuleType

    @property
    def request(self) -> dict[str, Item]:
        """Return the flattened request."""
        return _flat(self.schemas, f"{self.action}RequestSchema", "dump_to")

    @property
    def response(self) -> dict[str, Item]:
        """Return the flattened response; the envelope is in some of them only."""
        return _flat(self.schemas, f"{self.action}ResponseSchema", "load_from")


@cache
def calls() -> Mapping[str, tuple[Call, ...]]:
    """Return every action with its methods, of which there are several where services share an action's name."""
    found: dict[str, list[Call]] = defaultdict(list)
    for module in pkgutil.iter_modules(services.__path__):
        for call in _calls(module.name):
            found[call.action].append(call)
    return {action: tuple(found[action]) for action in sorted(found)}


def _calls(service: str) -> Iterator[Call]:
    home = f"{services.__name__}.{service}"
    schemas = importlib.import_module(f"{home}.schemas.apis")
    text = _text(importlib.import_module(f"{home}.client"))
    found = tuple(_METHOD.finditer(text))
    last = {match["method"]: match["action"] for match in found}
    for match in found:
        reachable = last[match["method"]] == match["action"]
        doc = match["body"].partition('"""')[2].partition('"""')[0]
        yield Call(service, match["method"], match["action"], reachable, doc, schemas)


def _flat(schemas: ModuleType, name: str, key: str) -> dict[str, Item]:
    return dict(_items(getattr(schemas, name)(), key, "", ()))


def _items(
    schema: abstract.Schema, key: str, prefix: str, above: tuple[type, ...]
) -> Iterator[tuple[str, Item]]:
    cls = type(schema)
    if cls in above:
        return
    for name, field in cls.fields.items():
        path = prefix + (getattr(field, key) or name)
        type_, inner = _type(field)
        marked = (cls.__name__, name) in _deprecated(cls.__module__)
        base64 = isinstance(field, fields.Base64)
        yield path, Item(type_, field.required, marked, base64)
        if inner:
            yield from _items(inner, key, f"{path}.", (*above, cls))


def _type(
    field: abstract.Field | abstract.Schema,
) -> tuple[str, abstract.Schema | None]:
    """Return the type as this project writes it, and the schema of the objects in it."""
    if isinstance(field, fields.List):
        item, inner = _type(field.item)
        return f"list[{item}]", inner
    if isinstance(field, abstract.Schema):
        return "object", field
    return _KINDS[type(field)], None


@cache
def _deprecated(module: str) -> frozenset[tuple[str, str]]:
    """Return (class, key) of the fields with the comment ``# Deprecated, will be removed at 1.0``."""
    found: set[tuple[str, str]] = set()
    cls = key = ""
    for match in _MARK.finditer(_text(importlib.import_module(module))):
        cls = match["cls"] or cls
        key = match["key"] or key
        if match["mark"]:
            found.add((cls, key))
    return frozenset(found)


def _text(module: ModuleType) -> str:
    assert module.__file__
    return Path(module.__file__).read_text("utf-8")
