"""Actions → classes: every Python name, annotation and default of a generated module."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from docs2sdk import names, reserved
from docs2sdk.literals import JSON, Call, Value
from docs2sdk.protocol import FROM_SETTINGS, RESPONSE_ENVELOPE, is_secret
from docs2sdk.schema import (
    Action,
    Field,
    ListOf,
    Model,
    Ref,
    Scalar,
    Side,
    Type,
    Untyped,
)
from docs2sdk.values.samples import Tree

# Listed values that an annotation mentions.
_MOST_CHOICES = 12
_CHOICE = re.compile(r"[A-Za-z0-9_.+/ -]{0,40}")


class Attribute(NamedTuple):
    """A parameter or field of a class; ``filled``: required, but the client's settings may supply it.

    ``choices`` are values of a string that its annotation is to mention, beside ``annotation`` itself; ``most`` is how many
    elements a list may have, 0 for any number.
    """

    name: str
    annotation: str
    choices: tuple[str, ...]
    field: Field
    optional: bool
    filled: bool
    secret: bool
    most: int


class Class(NamedTuple):
    """A class to be: ``wire`` is its model's wire name (empty for the request and the response themselves).

    ``aliases`` are (short name, class name) of the objects that can be made from this class by attribute access.
    """

    name: str
    role: Literal["request", "parameters", "response", "model"]
    wire: str
    attributes: tuple[Attribute, ...]
    aliases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Classes:
    """All classes of an action, in the order of the module."""

    request: Class
    parameters: tuple[Class, ...]
    response: Class
    models: tuple[Class, ...]

    def __iter__(self) -> Iterator[Class]:
        yield from (*self.parameters, self.request, self.response, *self.models)


def of_action(action: Action, given: Mapping[str, str] = names.NONE_GIVEN) -> Classes:
    """Decide the classes of an action; names that it has already stay: ``given``, as ``named`` returns them."""
    request = given.get("request") or names.class_name(action.wire, "Action")
    response = given.get("response") or f"{request}Response"
    inner = _parameter_names(action.request, request, {request, response}, given)
    taken = {request, response, *inner.values()}
    models = _model_names(action.response, taken, given)
    return Classes(
        request=_request(action, request, inner, given),
        parameters=_parameters(action.request, inner, given),
        response=_response(action.response, response, models, given),
        models=_models(action.response, models, given),
    )


def named(decided: Classes) -> dict[str, str]:
    """Return every name by its place: ``request``, ``request/TaskIdSet``, ``response:Task``, ``response:Task/Id``.

    A name that an overlay chose is left out: it is for the overlay to keep.
    """
    found = {}
    for cls in decided:
        half = "request" if cls.role in ("request", "parameters") else "response"
        place = f"{half}:{cls.wire}" if cls.wire else half
        found[place] = cls.name
        for attribute in cls.attributes:
            if not attribute.field.name:
                found[f"{place}/{attribute.field.wire}"] = attribute.name
    return found


def _had(
    given: Mapping[str, str], start: str, members: Iterable[Field | Model]
) -> dict[str, str]:
    """Return the names that fields or models have already at places with that start, by wire name."""
    places = {member.wire: start + member.wire for member in members} if given else {}
    return {wire: given[place] for wire, place in places.items() if place in given}


def construct(classes: Classes, tree: Tree) -> Call:
    """Return the constructor call that makes the request of a tree under wire names."""
    by_wire = {cls.wire: cls for cls in classes.parameters}
    return _construct(classes.request, by_wire, tree, classes.request.name)


def _construct(cls: Class, by_wire: Mapping[str, Class], tree: Tree, path: str) -> Call:
    arguments = [
        (
            attribute.name,
            _argument(attribute.field.type, by_wire, tree[attribute.field.wire], path),
        )
        for attribute in cls.attributes
        if attribute.field.wire in tree
    ]
    return Call(reached(cls, path), tuple(arguments))


def _argument(
    type_: Type, by_wire: Mapping[str, Class], item: JSON, path: str
) -> Value:
    if isinstance(type_, ListOf) and isinstance(item, list):
        return [_argument(type_.item, by_wire, element, path) for element in item]
    if isinstance(type_, Ref) and isinstance(item, dict):
        return _construct(by_wire[type_.model], by_wire, item, path)
    return item


def reached(cls: Class, request: str) -> str:
    """Return how a user writes a class: ``CreateUHostInstance.Disks`` for an object inside that request."""
    short = cls.name.removeprefix(request)
    return (
        f"{request}.{short}"
        if cls.role == "parameters" and short != cls.name
        else cls.name
    )


def _request(
    action: Action, name: str, inner: Mapping[str, str], given: Mapping[str, str]
) -> Class:
    fields = action.request.fields
    had = _had(given, "request/", fields)
    attributes = _attributes(fields, inner, reserved.IN_REQUESTS, had, FROM_SETTINGS)
    # Required ones first: that is how a reader and a completion list want them.
    ordered = sorted(attributes, key=lambda attribute: attribute.optional)
    aliases = tuple(
        sorted(
            (full.removeprefix(name), full)
            for full in inner.values()
            if full.startswith(name)
        )
    )
    return Class(name, "request", "", tuple(ordered), aliases)


def _response(
    side: Side, name: str, models: Mapping[str, str], given: Mapping[str, str]
) -> Class:
    payload = tuple(
        field for field in side.fields if field.wire not in RESPONSE_ENVELOPE
    )
    had = _had(given, "response/", payload)
    attributes = _attributes(payload, models, reserved.IN_RESPONSES, had)
    return Class(name, "response", "", attributes)


def _parameters(
    side: Side, inner: Mapping[str, str], given: Mapping[str, str]
) -> tuple[Class, ...]:
    return tuple(
        Class(
            inner[model.wire],
            "parameters",
            model.wire,
            _attributes(
                model.fields,
                inner,
                reserved.IN_REQUESTS,
                _had(given, f"request:{model.wire}/", model.fields),
            ),
        )
        for model in side.models
    )


def _models(
    side: Side, models: Mapping[str, str], given: Mapping[str, str]
) -> tuple[Class, ...]:
    return tuple(
        Class(
            models[model.wire],
            "model",
            model.wire,
            _attributes(
                model.fields,
                models,
                reserved.IN_MODELS,
                _had(given, f"response:{model.wire}/", model.fields),
            ),
        )
        for model in side.models
    )


def _parameter_names(
    side: Side, request: str, taken: Collection[str], given: Mapping[str, str]
) -> dict[str, str]:
    """Objects inside a request are named after it and their path: ``CreateUHostInstanceNetworkInterfaceEIP``."""
    wanted = [(model.wire, request + _path_name(model)) for model in side.models]
    return names.distinct(wanted, taken, _had(given, "request:", side.models))


def _path_name(model: Model) -> str:
    segments = model.wire.split(".") if model.grouped else [model.wire]
    return "".join(
        names.class_name(part) for part in segments if part not in ("N", "n")
    )


def _model_names(
    side: Side, taken: Collection[str], given: Mapping[str, str]
) -> dict[str, str]:
    wanted = []
    for model in side.models:
        name = names.class_name(model.wire)
        wanted.append((model.wire, f"{name}Model" if name in taken else name))
    return names.distinct(wanted, taken, _had(given, "response:", side.models))


def _attributes(
    fields: tuple[Field, ...],
    classes: Mapping[str, str],
    reserved: Collection[str],
    had: Mapping[str, str],
    from_settings: Collection[str] = (),
) -> tuple[Attribute, ...]:
    given = names.attribute_names(fields, reserved, had)
    return tuple(
        _attribute(field, given[field.wire], classes, _is_setting(field, from_settings))
        for field in fields
    )


def _is_setting(field: Field, from_settings: Collection[str]) -> bool:
    return field.wire in from_settings and field.type == Scalar("string")


def _attribute(
    field: Field, name: str, classes: Mapping[str, str], from_settings: bool
) -> Attribute:
    optional = from_settings or not field.required
    plain = annotation(field.type, classes)
    return Attribute(
        name=name,
        annotation=f"{plain} | None" if optional and plain != "Any" else plain,
        choices=_choices(field),
        field=field,
        optional=optional,
        filled=from_settings and field.required,
        secret=is_secret(field.wire),
        most=_most(field),
    )


def _most(field: Field) -> int:
    is_list = isinstance(field.type, ListOf) or field.type == Untyped("list")
    return field.limit.count if field.limit and is_list else 0


def _choices(field: Field) -> tuple[str, ...]:
    """Return the values that a page lists, if they are plain enough to be read in an annotation."""
    values = field.enumeration.values if field.enumeration else ()
    readable = len(values) <= _MOST_CHOICES and all(map(_CHOICE.fullmatch, values))
    return values if readable and field.type == Scalar("string") else ()


def annotation(type_: Type, classes: Mapping[str, str]) -> str:
    """Return the annotation of a type; ``classes`` gives the class of each model."""
    match type_:
        case Scalar(kind):
            return {"string": "str"}.get(kind, kind)
        case ListOf(item):
            return f"list[{annotation(item, classes)}]"
        case Ref(model):
            return classes[model]
        case Untyped(shape):
            return {"list": "list[Any]", "object": "dict[str, Any]"}.get(shape, "Any")
