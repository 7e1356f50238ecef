"""The parameters of an action as inputs of a form, and the texts of these inputs as the values of a call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from docs2sdk.python_literals import JSON
from docs2sdk.reference import action_calls
from docs2sdk.schema import (
    Action,
    Field,
    ListOf,
    Payload,
    Ref,
    Scalar,
    Type,
    element_type,
)
from docs2sdk.traffic import bodies
from docs2sdk.traffic.bodies import FormText
from docs2sdk.values import coercion, sample_values
from docs2sdk.values.sample_values import JSONObject

_MAX_DEPTH = 4
_MAX_INPUTS = 500


class ParameterInput(NamedTuple):
    """An input: the parameter as it is sent (``Disks.0.Size``), its type, and the value that it begins with.

    ``is_list``: a line for each element.
    """

    name: str
    type: str
    is_list: bool
    required: bool
    description: str
    value: str


def list_inputs(action: Action) -> tuple[ParameterInput, ...]:
    """Return the inputs of an action, with the values of the page's example, or with samples of what is required."""
    values = sample_values.flatten(action_calls.find_values(action) or {})
    inputs_of_fields = _list_fields(action.request, action.request.fields, "", True, ())
    inputs = [
        each for each, _ in zip(inputs_of_fields, range(_MAX_INPUTS), strict=False)
    ]
    return tuple(each._replace(value=_find_value(each, values)) for each in inputs)


def _find_value(parameter: ParameterInput, values: JSONObject) -> str:
    if not parameter.is_list:
        return str(values.get(parameter.name, ""))
    prefix = f"{parameter.name}."
    return "\n".join(
        str(value) for name, value in values.items() if name.startswith(prefix)
    )


def _list_fields(
    payload: Payload,
    fields: tuple[Field, ...],
    prefix: str,
    is_needed: bool,
    models: tuple[str, ...],
) -> Iterator[ParameterInput]:
    for field in fields:
        name, required = f"{prefix}{field.name}", is_needed and field.required
        is_list = isinstance(field.type, ListOf)
        type_ = element_type(field.type)
        if isinstance(type_, Ref):
            if type_.model not in models and len(models) < _MAX_DEPTH:
                inner = f"{name}.0." if is_list else f"{name}."
                parts = payload.model(type_.model).fields
                inside = (*models, type_.model)
                yield from _list_fields(payload, parts, inner, required, inside)
        else:
            words = f"array[{_name_type(type_)}]" if is_list else _name_type(type_)
            yield ParameterInput(name, words, is_list, required, field.description, "")


def _name_type(type_: Type) -> str:
    return type_.type if isinstance(type_, Scalar) else "any"


def read_values(
    action: Action, texts: Mapping[str, str | list[str]]
) -> tuple[JSONObject, JSONObject]:
    """Return the parameters as they were filled in, and those of them that fit the tables, in the types there."""
    pairs = list(_list_pairs(texts))
    tree = bodies.nest_parameters(pairs).tree
    types = {field.name: field.type for field in action.request.fields}
    fitting: JSONObject = {}
    for name, value in tree.items():
        converted = (
            coercion.coerce(action.request, types[name], _as_plain(value))
            if name in types
            else None
        )
        if converted is not None:
            fitting[name] = converted
    return tree, fitting


def _list_pairs(texts: Mapping[str, str | list[str]]) -> Iterator[tuple[str, JSON]]:
    for name, value in texts.items():
        if isinstance(value, list):
            for index, element in enumerate(value):
                yield f"{name}.{index}", FormText(element)
        else:
            yield name, FormText(value)


def _as_plain(value: JSON) -> JSON:
    """Return a value with texts of forms as plain ones, which can be written as source."""
    if isinstance(value, dict):
        return {key: _as_plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_plain(item) for item in value]
    return str(value)
