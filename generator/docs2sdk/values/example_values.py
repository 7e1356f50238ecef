"""Converts a page's examples to values that fit its tables.

Examples never change the schema: parameters that the table lacks are left out, required parameters that the example lacks
are added; both are reported by name.  How a response example differs from its tables: see ``validation.mismatches``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.protocol import CLIENT_PARAMETERS
from docs2sdk.python_literals import JSON
from docs2sdk.schema import Action, Example, Field, ListOf, Payload, Ref, Type
from docs2sdk.values import base64_values, coercion, example_text, sample_values
from docs2sdk.values.example_text import Parameter
from docs2sdk.values.json_offsets import Steps
from docs2sdk.values.sample_values import JSONObject

# The client sets these itself, whatever an example says.
SET_BY_CLIENT = CLIENT_PARAMETERS | {"SecurityToken"}


class RequestExample(NamedTuple):
    """The example's parameters that the table has, as a tree; the names of those left out; the names of those added."""

    values: JSONObject
    left_out: tuple[str, ...]
    added: tuple[str, ...]


def read_request(action: Action) -> RequestExample | None:
    """Return the request example as values that fit the table; None if there is none or it cannot be read."""
    example, payload = action.request_example, action.request
    parameters = example_text.parse_parameters(example.text) if example else []
    if not parameters:
        return None
    tree, left_out = _fit_parameters(payload, parameters)
    left_out += _cut_lists(payload, payload.fields, tree)
    tree, badly_encoded = base64_values.decode_request(payload, tree)
    left_out += badly_encoded
    added = _add_required(payload, payload.fields, tree)
    if added is None:
        return None
    ordered = {
        field.name: tree[field.name] for field in payload.fields if field.name in tree
    }
    return RequestExample(ordered, tuple(dict.fromkeys(left_out)), added)


def read_response(example: Example | None) -> JSONObject | None:
    """Return the response example as JSON; None if there is none or it is not a JSON object."""
    value = example_text.parse_json(example.text) if example else None
    return value if isinstance(value, dict) else None


def find_unreadable(action: Action) -> Iterator[Diagnostic]:
    """Yield a warning for each example that cannot be read, and so not be tested."""
    request, response = action.request_example, action.response_example
    if request and read_request(action) is None:
        message = "the request example holds no parameters that can be read"
        yield Diagnostic(request.location, "D402", message)
    if response and read_response(response) is None:
        message = "the response example is not a JSON object that can be tested"
        yield Diagnostic(response.location, "D401", message)


def _fit_parameters(
    payload: Payload, parameters: list[Parameter]
) -> tuple[JSONObject, list[str]]:
    """Return the parameters that fit the table as a tree, and the keys of those that do not."""
    values: dict[Steps, JSON] = {}
    occupied: set[Steps] = set()
    left_out = []
    for key, raw, _ in parameters:
        if key in SET_BY_CLIENT:
            continue
        steps, type_ = coercion.resolve_key(payload, key) or ((), None)
        value = coercion.coerce(payload, type_, raw) if type_ else None
        prefixes = [steps[:end] for end in range(1, len(steps) + 1)]
        clashes = steps in occupied or any(prefix in values for prefix in prefixes)
        if value is None or clashes:
            left_out.append(key)
            continue
        values[steps] = value
        occupied.update(prefixes)
    return _build_tree(values), left_out


def _build_tree(values: dict[Steps, JSON]) -> JSONObject:
    tree: dict[Any, Any] = {}
    for steps, value in values.items():
        holder = tree
        for step in steps[:-1]:
            holder = holder.setdefault(step, {})
        holder[steps[-1]] = value
    return {key: _with_lists(item) for key, item in tree.items()}


def _with_lists(item: Any) -> JSON:
    """Return a value with each dictionary whose keys are indices as a list, in their order."""
    if not isinstance(item, dict):
        return item  # type: ignore[no-any-return]
    inner = {key: _with_lists(value) for key, value in item.items()}
    is_list = any(isinstance(key, int) for key in inner)
    return [inner[key] for key in sorted(inner)] if is_list else inner


def _cut_lists(
    payload: Payload, fields: tuple[Field, ...], tree: JSONObject, path: str = ""
) -> Iterator[str]:
    """Remove the elements beyond each list's limit from ``tree``, and yield their dotted names."""
    for field in fields:
        value = tree.get(field.name)
        if field.max_items and isinstance(value, list):
            limit = field.max_items.value
            yield from (f"{path}{field.name}.{at}" for at in range(limit, len(value)))
            del value[limit:]
        for model, inner in find_objects(field.type, value):
            inside = f"{path}{field.name}."
            yield from _cut_lists(payload, payload.model(model).fields, inner, inside)


def _add_required(
    payload: Payload, fields: tuple[Field, ...], tree: JSONObject, path: str = ""
) -> tuple[str, ...] | None:
    """Add the required parts that ``tree`` lacks; return their dotted names, None if one of them is endless."""
    added = []
    for field in fields:
        if field.required and field.name not in tree:
            tree[field.name] = sample_values.make_value(payload, field)
            added.append(f"{path}{field.name}")
            if tree[field.name] is None:
                return None
            continue
        for model, inner in find_objects(field.type, tree.get(field.name)):
            inside = f"{path}{field.name}."
            names = _add_required(payload, payload.model(model).fields, inner, inside)
            if names is None:
                return None
            added.extend(names)
    return tuple(dict.fromkeys(added))


def find_objects(type_: Type, value: JSON) -> Iterator[tuple[str, JSONObject]]:
    """Yield the objects of a value with the names of their models."""
    if isinstance(type_, Ref) and isinstance(value, dict):
        yield type_.model, value
    if isinstance(type_, ListOf) and isinstance(value, list):
        for item in value:
            yield from find_objects(type_.item, item)
