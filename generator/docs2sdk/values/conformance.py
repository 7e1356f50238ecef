"""Does an answer agree with its page?  The differences that a client is to report.

Written apart from the client's own decoding and never sharing code with it, so that the generated tests compare two
readings of the same rules: ``null`` may stand anywhere, an integer may stand for a float, a key may come in another case.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.literals import JSON
from docs2sdk.places import Place
from docs2sdk.schema import Field, ListOf, Ref, Scalar, ScalarKind, Side, Type, Untyped
from docs2sdk.values.samples import Tree


class Difference(NamedTuple):
    """Where an answer differs from its page: ``missing``, ``type``, ``case`` or ``unknown``, and the path.

    ``steps`` lead there in the answer's own keys and indices, for something that is missing to the object that lacks it.
    ``declared`` is the type that a value of another one should have.
    """

    path: str
    kind: str
    steps: tuple[str | int, ...] = ()
    declared: Type | None = None


def differences(side: Side, answer: Tree) -> tuple[Difference, ...]:
    """Return where an answer differs from the response tables, as the client is to report it, sorted."""
    fields = [field for field in side.fields if field.wire not in _CLIENT_FIELDS]
    found = _in_object(side, (*_CLIENT_FIELDS.values(), *fields), answer, "", ())
    return tuple(sorted(found, key=lambda one: (one.path, one.kind)))


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
    if isinstance(code, str) and re.fullmatch(r"-?[0-9]{1,18}", code):
        code = int(code)
    if not isinstance(code, int) or isinstance(code, bool):
        return "BadResponseError"
    return "APIError" if code else ""


def _in_object(
    side: Side,
    fields: tuple[Field, ...],
    answer: Tree,
    path: str,
    steps: tuple[str | int, ...],
) -> Iterator[Difference]:
    keys = claimed(fields, answer)
    for field in fields:
        key = keys.get(field.wire)
        at = f"{path}{field.wire}"
        if key is None:
            if field.required:
                yield Difference(at, "missing", steps)
            continue
        if key != field.wire:
            yield Difference(at, "case", (*steps, key))
        if answer[key] is not None:
            yield from _in_value(side, field.type, answer[key], at, (*steps, key))
    known = set(keys.values())
    yield from (
        Difference(f"{path}{key}", "unknown", (*steps, key))
        for key in answer
        if key not in known
    )


def claimed(fields: tuple[Field, ...], answer: Tree) -> dict[str, str]:
    """Return each field's key: its own, else the first that is no other field's and differs in case only."""
    own = {field.wire for field in fields}
    free: dict[str, list[str]] = {}
    for key in answer:
        if key not in own:
            free.setdefault(key.lower(), []).append(key)
    keys = {}
    for field in fields:
        alike = free.get(field.wire.lower())
        if field.wire in answer:
            keys[field.wire] = field.wire
        elif alike:
            keys[field.wire] = alike.pop(0)
    return keys


def _in_value(
    side: Side, type_: Type, value: JSON, path: str, steps: tuple[str | int, ...]
) -> Iterator[Difference]:
    match type_:
        case ListOf(item) if isinstance(value, list):
            for index, element in enumerate(value):
                if element is not None:
                    at = (*steps, index)
                    yield from _in_value(side, item, element, f"{path}[{index}]", at)
        case Ref(model) if isinstance(value, dict):
            fields = side.model(model).fields
            yield from _in_object(side, fields, value, f"{path}.", steps)
        case Scalar(kind) if _is(kind, value):
            return
        case Untyped("any"):
            return
        case Untyped("list") if isinstance(value, list):
            return
        case Untyped("object") if isinstance(value, dict):
            return
        case _:
            yield Difference(path, "type", steps, type_)


def _is(kind: str, value: JSON) -> bool:
    if isinstance(value, bool):
        return kind == "bool"
    if kind == "float":
        return isinstance(value, (int, float)) and abs(value) < math.inf
    wanted = {"string": str, "int": int, "bool": bool}[kind]
    return isinstance(value, wanted)
