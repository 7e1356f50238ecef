"""Writes how an action is called: with the parameters of the page's example, or else with those that are required."""

from __future__ import annotations

from typing import NamedTuple

from docs2sdk.protocol import PARAMETERS_FROM_SETTINGS
from docs2sdk.python import class_plan
from docs2sdk.python.class_plan import ActionClasses
from docs2sdk.python_literals import (
    INDENT,
    Call,
    Value,
    format_assignment,
    format_import,
    format_literal,
)
from docs2sdk.schema import Action
from docs2sdk.targets.client import ActionRef
from docs2sdk.values import example_values, sample_values
from docs2sdk.values.sample_values import JSONObject


class ActionCall(NamedTuple):
    """A call as source for each place where it is shown.

    It assigns the response in a block, in a block of a block, and there awaited; it is an expression in a lambda.
    ``imported`` is the import that it needs, "" for none; ``request`` the statement that makes the request alone,
    ``parameters`` its parameters as a dictionary.
    """

    imported: str
    in_block: str
    in_try: str
    awaited: str
    lambda_body: str
    request: str
    parameters: str


def write_call(
    action: Action, classes: ActionClasses, ref: ActionRef, package: str
) -> ActionCall | None:
    """Return the call of an action; None if no request can be made, since a required parameter contains itself."""
    tree = find_values(action)
    return None if tree is None else write_call_of(tree, classes, ref, package)


def write_call_of(
    tree: JSONObject, classes: ActionClasses, ref: ActionRef, package: str
) -> ActionCall:
    """Return the call of an action with these values, which fit its tables."""
    request = class_plan.build_constructor_call(classes, tree)
    call = Call(f"client.{ref.service}.{ref.method}", request.arguments)
    needs_class = any(_holds_object(value) for _, value in request.arguments)
    module, name = f"{package}.{ref.service}", classes.request.name
    imported = format_import(module, [name]) if needs_class else ""
    return format_call(call, request, imported, tree)


def format_call(
    call: Call, request: Call, imported: str, tree: JSONObject
) -> ActionCall:
    """Return a call and the construction of its request as source; ``tree`` has the values under the API's names."""
    awaited = Call(f"await {call.name}", call.arguments)
    return ActionCall(
        imported=imported,
        in_block=format_assignment("response", call, INDENT),
        in_try=format_assignment("response", call, INDENT * 2),
        awaited=format_assignment("response", awaited, INDENT * 2),
        lambda_body=format_literal(call, INDENT * 3, len(INDENT * 3) + 8, 1),
        request=format_assignment("request", request),
        parameters=format_literal(tree),
    )


def find_values(action: Action) -> JSONObject | None:
    """Return the values of the page's example, or else samples of the required parameters."""
    example = example_values.read_request(action)
    if example:
        return example.values
    tree = {
        field.name: sample_values.make_value(action.request, field)
        for field in action.request.fields
        if field.required
    }
    return None if None in tree.values() else tree


def needs_arguments(action: Action) -> bool:
    """Whether an action has a required parameter that the client's settings do not supply."""
    return any(
        field.required and field.name not in PARAMETERS_FROM_SETTINGS
        for field in action.request.fields
    )


def _holds_object(value: Value) -> bool:
    if isinstance(value, list):
        return any(map(_holds_object, value))
    return isinstance(value, Call)
