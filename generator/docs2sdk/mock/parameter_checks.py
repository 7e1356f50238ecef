"""What the parameters of a call contradict in the request tables of their action."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from docs2sdk.protocol import PARAMETERS_FROM_SETTINGS
from docs2sdk.python_literals import JSON
from docs2sdk.schema import Action, Field, ListOf, Payload, Ref, Type
from docs2sdk.validation.mismatches import describe_type
from docs2sdk.validation.request import is_type
from docs2sdk.values.sample_values import JSONObject

FaultKind: TypeAlias = Literal["missing", "type", "limit", "unknown"]


class ParameterFault(NamedTuple):
    """A contradiction: its kind, the parameter as it is sent (``Disks.0.Size``), and what is wrong with it."""

    kind: FaultKind
    path: str
    problem: str

    def __str__(self) -> str:
        return f"{self.path} {self.problem}"


def find_faults(action: Action, tree: JSONObject) -> Iterator[ParameterFault]:
    """Yield what a call's parameters contradict; an unknown parameter is one, too, although the API ignores it."""
    request = action.request
    names = {field.name for field in request.fields} | PARAMETERS_FROM_SETTINGS.keys()
    yield from _check_fields(request, request.fields, tree, "")
    yield from _find_unknown(names, tree, "")


def _check_fields(
    payload: Payload, fields: tuple[Field, ...], tree: JSONObject, prefix: str
) -> Iterator[ParameterFault]:
    for field in fields:
        path, value = f"{prefix}{field.name}", tree.get(field.name)
        if value is None:
            if field.required:
                yield ParameterFault("missing", path, "is required")
            continue
        yield from _check_limit(field, value, path)
        yield from _check_value(payload, field.type, value, path)


def _check_limit(field: Field, value: JSON, path: str) -> Iterator[ParameterFault]:
    limit = field.max_items
    if limit and isinstance(value, list) and len(value) > limit.value:
        problem = f"has {len(value)} elements, at most {limit.value} are allowed"
        yield ParameterFault("limit", path, problem)


def _check_value(
    payload: Payload, type_: Type, value: JSON, path: str
) -> Iterator[ParameterFault]:
    match type_:
        case Ref(model) if isinstance(value, dict):
            fields, prefix = payload.model(model).fields, f"{path}."
            yield from _check_fields(payload, fields, value, prefix)
            yield from _find_unknown({field.name for field in fields}, value, prefix)
        case ListOf(item) if isinstance(value, list):
            for index, element in enumerate(value):
                yield from _check_value(payload, item, element, f"{path}.{index}")
        case _ if not is_type(type_, value):
            yield ParameterFault("type", path, f"is not {describe_type(type_)}")


def _find_unknown(
    names: set[str], tree: JSONObject, prefix: str
) -> Iterator[ParameterFault]:
    for name in tree:
        if name not in names:
            yield ParameterFault("unknown", f"{prefix}{name}", "is in no table")
