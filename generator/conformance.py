"""Does an answer agree with its page?  The differences that a client is to report.

Written apart from the client's own decoding and never sharing code with it, so that the generated tests compare two
readings of the same rules: ``null`` may stand anywhere, an integer may stand for a float, a key may come in another case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.literals import JSON
from generator.samples import Tree
from generator.schema import (
    Field,
    ListOf,
    Place,
    Ref,
    Scalar,
    ScalarKind,
    Side,
    Type,
    Untyped,
)


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """Where an answer differs from its page: ``missing``, ``type``, ``case`` or ``unknown``, and the path."""

    path: str
    kind: str


def differences(side: Side, answer: Tree) -> tuple[Difference, ...]:
    """Return where an answer differs from the response tables, as the client is to report it, sorted."""
    fields = [field for field in side.fields if field.wire not in _CLIENT_FIELDS]
    return tuple(
        sorted(_in_object(side, (*_CLIENT_FIELDS.values(), *fields), answer, ""))
    )


def _client_field(wire: str, kind: ScalarKind, required: bool) -> Field:
    return Field(wire, Scalar(kind), required, "", Place("", 1))


# The client knows the envelope itself, whatever a page says of it.
_CLIENT_FIELDS = {
    "RetCode": _client_field("RetCode", "int", True),
    "Action": _client_field("Action", "string", False),
    "Message": _client_field("Message", "string", False),
}


def outcome(answer: Tree) -> str:
    """Return the error that a client raises at an answer (its class's name), or "" where it returns a response."""
    code = answer.get("RetCode")
    if isinstance(code, bool) or not re.fullmatch(r"-?[0-9]{1,18}", str(code)):
        return "BadResponseError"
    return "" if int(str(code)) == 0 else "APIError"


def _in_object(
    side: Side, fields: tuple[Field, ...], answer: Tree, path: str
) -> Iterator[Difference]:
    by_case = {key.lower(): key for key in reversed(answer)}
    used = set()
    for field in fields:
        key = field.wire if field.wire in answer else by_case.get(field.wire.lower())
        at = f"{path}{field.wire}"
        if key is None:
            if field.required:
                yield Difference(at, "missing")
            continue
        used.add(key)
        if key != field.wire:
            yield Difference(at, "case")
        if answer[key] is not None:
            yield from _in_value(side, field.type, answer[key], at)
    yield from (
        Difference(f"{path}{key}", "unknown") for key in answer if key not in used
    )


def _in_value(side: Side, type_: Type, value: JSON, path: str) -> Iterator[Difference]:
    match type_:
        case ListOf(item) if isinstance(value, list):
            for index, element in enumerate(value):
                yield from _in_value(side, item, element, f"{path}[{index}]")
        case Ref(model) if isinstance(value, dict):
            yield from _in_object(side, side.model(model).fields, value, f"{path}.")
        case Scalar(kind) if _is(kind, value):
            return
        case Untyped("any"):
            return
        case Untyped("list") if isinstance(value, list):
            return
        case Untyped("object") if isinstance(value, dict):
            return
        case _:
            yield Difference(path, "type")


def _is(kind: str, value: JSON) -> bool:
    if isinstance(value, bool):
        return kind == "bool"
    wanted = {"string": str, "int": int, "float": (int, float), "bool": bool}[kind]
    return isinstance(value, wanted)  # type: ignore[arg-type]
