"""Plans the classes of an action's module: every Python name, annotation and default."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from docs2sdk import python_naming, reserved_names
from docs2sdk.protocol import PARAMETERS_FROM_SETTINGS, RESPONSE_ENVELOPE
from docs2sdk.python_literals import JSON, Call, Value
from docs2sdk.schema import (
    Action,
    Field,
    ListOf,
    Model,
    Payload,
    Ref,
    Scalar,
    Type,
    Untyped,
)
from docs2sdk.targets.page_facts import is_secret_field, max_items
from docs2sdk.values.sample_values import JSONObject

# An annotation mentions known values only if there are at most so many, each as plain as this.
_MAX_CHOICES = 12
_PLAIN_CHOICE = re.compile(r"[A-Za-z0-9_.+/ -]{0,40}")


class AttributePlan(NamedTuple):
    """An attribute of a class, for the parameter or field ``field`` of the API.

    ``literal_values``: known values that the annotation mentions beside ``annotation``.  ``has_client_default``: the API
    requires it, but the client's settings may supply it.  ``max_items``: how many items a list may have, 0 for any number.
    """

    name: str
    annotation: str
    literal_values: tuple[str, ...]
    field: Field
    is_optional: bool
    has_client_default: bool
    is_secret: bool
    max_items: int


class ClassPlan(NamedTuple):
    """A class: ``model`` is the API's name of its model, empty for the request and the response themselves.

    The ``name`` of an object inside a request is that of a class inside the request's: ``CreateUHostInstance.Disks``.
    """

    name: str
    role: Literal["request", "parameters", "response", "model"]
    model: str
    attributes: tuple[AttributePlan, ...]


@dataclass(frozen=True, slots=True)
class ActionClasses:
    """The classes of an action; iteration is in the order in which the module defines them."""

    request: ClassPlan
    parameters: tuple[ClassPlan, ...]
    response: ClassPlan
    models: tuple[ClassPlan, ...]

    def __iter__(self) -> Iterator[ClassPlan]:
        yield from (self.response, *self.models, self.request, *self.parameters)


def plan_classes(
    action: Action, existing: Mapping[str, str] = python_naming.NO_NAMES
) -> ActionClasses:
    """Plan the classes of an action; ``existing`` names, by place as ``names_by_place`` returns them, are kept."""
    request = existing.get("request") or python_naming.class_name(action.name, "Action")
    response = existing.get("response") or f"{request}Response"
    inner = _name_parameters(action.request, request, existing)
    models = _name_models(action.response, {request, response}, existing)
    return ActionClasses(
        request=_plan_request(action, request, inner, existing),
        parameters=_plan_parameters(action.request, inner, existing),
        response=_plan_response(action.response, response, models, existing),
        models=_plan_models(action.response, models, existing),
    )


def names_by_place(classes: ActionClasses) -> dict[str, str]:
    """Return every Python name by place: ``request``, ``request/TaskIdSet``, ``response:Task``, ``response:Task/Id``.

    Names that an overlay chose are left out: the overlay itself keeps them.
    """
    by_place = {}
    for cls in classes:
        half = "request" if cls.role in ("request", "parameters") else "response"
        place = f"{half}:{cls.model}" if cls.model else half
        by_place[place] = cls.name
        for attribute in cls.attributes:
            if not attribute.field.python_name:
                by_place[f"{place}/{attribute.field.name}"] = attribute.name
    return by_place


def _select_names(
    existing: Mapping[str, str], prefix: str, members: Iterable[Field | Model]
) -> dict[str, str]:
    """Return the existing names of fields or models, by name of the API; their places begin with ``prefix``."""
    if not existing:
        return {}
    places = {member.name: prefix + member.name for member in members}
    return {
        wire: existing[place] for wire, place in places.items() if place in existing
    }


def build_constructor_call(classes: ActionClasses, tree: JSONObject) -> Call:
    """Return the call that constructs a request; ``tree`` holds its values under the API's names."""
    by_wire = {cls.model: cls for cls in classes.parameters}
    return _build_call(classes.request, by_wire, tree)


def _build_call(
    cls: ClassPlan, by_wire: Mapping[str, ClassPlan], tree: JSONObject
) -> Call:
    arguments = [
        (
            attribute.name,
            _build_argument(attribute.field.type, by_wire, tree[attribute.field.name]),
        )
        for attribute in cls.attributes
        if attribute.field.name in tree
    ]
    return Call(cls.name, tuple(arguments))


def _build_argument(
    type_: Type, by_wire: Mapping[str, ClassPlan], value: JSON
) -> Value:
    if isinstance(type_, ListOf) and isinstance(value, list):
        return [_build_argument(type_.item, by_wire, item) for item in value]
    if isinstance(type_, Ref) and isinstance(value, dict):
        return _build_call(by_wire[type_.model], by_wire, value)
    return value


def _plan_request(
    action: Action, name: str, inner: Mapping[str, str], existing: Mapping[str, str]
) -> ClassPlan:
    fields = action.request.fields
    attributes = _plan_attributes(
        fields,
        inner,
        reserved_names.REQUEST_ATTRIBUTES,
        _select_names(existing, "request/", fields),
        PARAMETERS_FROM_SETTINGS,
    )
    # Required ones first, as readers and completion lists expect.
    ordered = sorted(attributes, key=lambda attribute: attribute.is_optional)
    return ClassPlan(name, "request", "", tuple(ordered))


def _plan_response(
    side: Payload, name: str, models: Mapping[str, str], existing: Mapping[str, str]
) -> ClassPlan:
    fields = tuple(
        field for field in side.fields if field.name not in RESPONSE_ENVELOPE
    )
    attributes = _plan_attributes(
        fields,
        models,
        reserved_names.RESPONSE_ATTRIBUTES,
        _select_names(existing, "response/", fields),
    )
    return ClassPlan(name, "response", "", attributes)


def _plan_parameters(
    side: Payload, inner: Mapping[str, str], existing: Mapping[str, str]
) -> tuple[ClassPlan, ...]:
    return tuple(
        ClassPlan(
            inner[model.name],
            "parameters",
            model.name,
            _plan_attributes(
                model.fields,
                inner,
                reserved_names.REQUEST_ATTRIBUTES,
                _select_names(existing, f"request:{model.name}/", model.fields),
            ),
        )
        for model in side.models
    )


def _plan_models(
    side: Payload, models: Mapping[str, str], existing: Mapping[str, str]
) -> tuple[ClassPlan, ...]:
    return tuple(
        ClassPlan(
            models[model.name],
            "model",
            model.name,
            _plan_attributes(
                model.fields,
                models,
                reserved_names.MODEL_ATTRIBUTES,
                _select_names(existing, f"response:{model.name}/", model.fields),
            ),
        )
        for model in side.models
    )


def _name_parameters(
    side: Payload, request: str, existing: Mapping[str, str]
) -> dict[str, str]:
    """Name objects inside a request by their path in it: ``CreateUHostInstance.NetworkInterfaceEIP``."""
    prefix = f"{request}."
    preferred = [(model.name, prefix + _path_name(model)) for model in side.models]
    kept = {
        wire: prefix + name.partition(".")[2]
        for wire, name in _select_names(existing, "request:", side.models).items()
        if "." in name and name.partition(".")[2] not in reserved_names.CLASSES
    }
    # Inside the request its own name must not mean another class.
    return python_naming.assign_unique_names(preferred, {prefix + request}, kept)


def _path_name(model: Model) -> str:
    segments = model.name.split(".") if model.implicit else [model.name]
    parts = [
        python_naming.class_name(segment)
        for segment in segments
        if segment not in ("N", "n")
    ]
    # Names that are not reserved may be one together: those of AC.N.TION.
    return python_naming.class_name("".join(parts))


def _name_models(
    side: Payload, taken: Collection[str], existing: Mapping[str, str]
) -> dict[str, str]:
    preferred = []
    for model in side.models:
        name = python_naming.class_name(model.name)
        preferred.append((model.name, f"{name}Model" if name in taken else name))
    kept = _select_names(existing, "response:", side.models)
    return python_naming.assign_unique_names(preferred, taken, kept)


def _plan_attributes(
    fields: tuple[Field, ...],
    classes: Mapping[str, str],
    reserved: Collection[str],
    existing: Mapping[str, str],
    from_settings: Collection[str] = (),
) -> tuple[AttributePlan, ...]:
    python_names = python_naming.name_attributes(fields, reserved, existing)
    return tuple(
        _plan_attribute(
            field, python_names[field.name], classes, _is_setting(field, from_settings)
        )
        for field in fields
    )


def _is_setting(field: Field, from_settings: Collection[str]) -> bool:
    return field.name in from_settings and field.type == Scalar("string")


def _plan_attribute(
    field: Field, name: str, classes: Mapping[str, str], from_settings: bool
) -> AttributePlan:
    optional = from_settings or not field.required
    plain = annotate(field.type, classes)
    return AttributePlan(
        name=name,
        annotation=f"{plain} | None" if optional and plain != "Any" else plain,
        literal_values=_find_choices(field),
        field=field,
        is_optional=optional,
        has_client_default=from_settings and field.required,
        is_secret=is_secret_field(field),
        max_items=max_items(field),
    )


def _find_choices(field: Field) -> tuple[str, ...]:
    """Return the known values of a string if they are few and plain enough for an annotation."""
    values = field.known_values.values if field.known_values else ()
    are_plain = all(map(_PLAIN_CHOICE.fullmatch, values))
    is_readable = len(values) <= _MAX_CHOICES and are_plain
    return values if is_readable and field.type == Scalar("string") else ()


def annotate(type_: Type, classes: Mapping[str, str]) -> str:
    """Return the annotation of a type; ``classes`` maps each model to the name of its class."""
    match type_:
        case Scalar(kind):
            return {"string": "str"}.get(kind, kind)
        case ListOf(item):
            return f"list[{annotate(item, classes)}]"
        case Ref(model):
            return classes[model]
        case Untyped(shape):
            return {"list": "list[Any]", "object": "dict[str, Any]"}.get(shape, "Any")
