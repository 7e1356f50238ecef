"""A page's examples, held against its tables.

Examples are evidence, never schema: what an example uses and the table lacks is left out and named; what the table
requires and the example lacks is added and named.  How a response example differs from its table: see ``conformance``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.literals import JSON
from docs2sdk.schema import Action, Example, Field, ListOf, Ref, Side, Type
from docs2sdk.values import example_text, fitting, formats, samples
from docs2sdk.values.example_text import Parameter
from docs2sdk.values.fitting import Steps
from docs2sdk.values.samples import Tree

# Set by the client itself, whatever an example says.
ENVELOPE = frozenset(("Action", "PublicKey", "Signature", "SecurityToken"))


class RequestExample(NamedTuple):
    """The example's parameters that the table has, as a tree; the others by name; the required ones it lacks."""

    tree: Tree
    left_out: tuple[str, ...]
    added: tuple[str, ...]


def read_request(action: Action) -> RequestExample | None:
    """Return the request example held against the table; None if there is none or it cannot be read."""
    example, side = action.request_example, action.request
    given = example_text.parameters(example.text) if example else []
    if not given:
        return None
    tree, left_out = _held_against(side, given)
    left_out += _shortened(side, side.fields, tree)
    tree, encoded_badly = formats.given(side, tree)
    left_out += encoded_badly
    added = _complete(side, side.fields, tree)
    if added is None:
        return None
    ordered = {
        field.wire: tree[field.wire] for field in side.fields if field.wire in tree
    }
    return RequestExample(ordered, tuple(dict.fromkeys(left_out)), added)


def read_response(example: Example | None) -> Tree | None:
    """Return the response example as JSON; None if there is none or it is not a JSON object."""
    value = example_text.value(example.text) if example else None
    return value if isinstance(value, dict) else None


def findings(action: Action) -> Iterator[Diagnostic]:
    """Yield a warning for each example that is there and cannot be tested."""
    request, response = action.request_example, action.response_example
    if request and read_request(action) is None:
        message = "the request example holds no parameters that can be read"
        yield Diagnostic(request.place, "D402", message)
    if response and read_response(response) is None:
        message = "the response example is no JSON object that can be tested"
        yield Diagnostic(response.place, "D401", message)


def _held_against(side: Side, given: list[Parameter]) -> tuple[Tree, list[str]]:
    """Return what fits the table as a tree, and the keys of what does not."""
    placed: dict[Steps, JSON] = {}
    above: set[Steps] = set()
    left_out = []
    for one in given:
        if one.key in ENVELOPE:
            continue
        leads = fitting.followed(side, one.key)
        steps, type_ = leads or ((), None)
        value = fitting.fitting(side, type_, one.value) if type_ else None
        ways = [steps[:end] for end in range(1, len(steps) + 1)]
        if value is None or steps in above or any(way in placed for way in ways):
            left_out.append(one.key)
            continue
        placed[steps] = value
        above.update(ways)
    return _tree(placed), left_out


def _tree(placed: dict[Steps, JSON]) -> Tree:
    tree: dict[Any, Any] = {}
    for steps, value in placed.items():
        holder = tree
        for step in steps[:-1]:
            holder = holder.setdefault(step, {})
        holder[steps[-1]] = value
    return {key: _listed(item) for key, item in tree.items()}


def _listed(item: Any) -> JSON:
    """Turn what was collected under numbers into lists, in their order."""
    if not isinstance(item, dict):
        return item  # type: ignore[no-any-return]
    inner = {key: _listed(value) for key, value in item.items()}
    is_list = any(isinstance(key, int) for key in inner)
    return [inner[key] for key in sorted(inner)] if is_list else inner


def _shortened(
    side: Side, fields: tuple[Field, ...], tree: Tree, path: str = ""
) -> Iterator[str]:
    """Take away the elements that lists have no room for, and yield their dotted names."""
    for field in fields:
        value = tree.get(field.wire)
        if field.limit and isinstance(value, list):
            room = field.limit.count
            yield from (f"{path}{field.wire}.{at}" for at in range(room, len(value)))
            del value[room:]
        for model, inner in objects(field.type, value):
            inside = f"{path}{field.wire}."
            yield from _shortened(side, side.model(model).fields, inner, inside)


def _complete(
    side: Side, fields: tuple[Field, ...], tree: Tree, path: str = ""
) -> tuple[str, ...] | None:
    """Give an example the required parts that it lacks; return their dotted names, None if one of them has no end."""
    added = []
    for field in fields:
        if field.required and field.wire not in tree:
            tree[field.wire] = samples.required(side, field)
            added.append(f"{path}{field.wire}")
            if tree[field.wire] is None:
                return None
            continue
        for model, inner in objects(field.type, tree.get(field.wire)):
            more = _complete(
                side, side.model(model).fields, inner, f"{path}{field.wire}."
            )
            if more is None:
                return None
            added.extend(more)
    return tuple(dict.fromkeys(added))


def objects(type_: Type, value: JSON) -> Iterator[tuple[str, Tree]]:
    """Yield the objects of a value with the wire names of their models."""
    if isinstance(type_, Ref) and isinstance(value, dict):
        yield type_.model, value
    if isinstance(type_, ListOf) and isinstance(value, list):
        for item in value:
            yield from objects(type_.item, item)
