"""Types and fields → JSON Schema (draft 2020-12), which OpenAPI 3.1 takes as it is.

What JSON Schema has no word for, and what a page lists without claiming that the list is complete, gets a key that begins
with ``x-``: nothing that reads the document refuses a value because of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docs2sdk.python_literals import JSON
from docs2sdk.schema import (
    Bound,
    Field,
    ListOf,
    Payload,
    Ref,
    Scalar,
    Type,
    Untyped,
    is_list,
)
from docs2sdk.values import coercion
from docs2sdk.values.sample_values import JSONObject

_SCALARS: Mapping[str, JSONObject] = {
    "string": {"type": "string"},
    "int": {"type": "integer", "format": "int64"},
    "float": {"type": "number", "format": "double"},
    "bool": {"type": "boolean"},
}
_UNTYPED: Mapping[str, JSONObject] = {
    "any": {},
    "list": {"type": "array", "items": {}},
    "object": {"type": "object", "additionalProperties": True},
}


def build_type(type_: Type, references: Mapping[str, str]) -> JSONObject:
    """Return the schema of a type; ``references`` has the ``$ref`` of each model."""
    match type_:
        case Scalar(kind):
            return {**_SCALARS[kind]}
        case ListOf(item):
            return {"type": "array", "items": build_type(item, references)}
        case Ref(model):
            return {"$ref": references[model]}
        case Untyped(shape):
            return {**_UNTYPED[shape]}


def build_field(
    payload: Payload, field: Field, references: Mapping[str, str], is_sent: bool
) -> JSONObject:
    """Return the schema of a field of ``payload``.

    ``is_sent``: it is a parameter.  Limits hold for what is sent; an answer beyond them would still be one.
    """
    schema = build_type(field.type, references)
    innermost = schema
    while isinstance(items := innermost.get("items"), dict) and items:
        innermost = items
    innermost |= dict(_list_limits(field, "" if is_sent else "x-"))
    if field.known_values:
        innermost["x-known-values"] = [*field.known_values.values]
    if field.max_items and is_list(field.type):
        schema["maxItems" if is_sent else "x-maxItems"] = field.max_items.value
    return schema | dict(_list_remarks(payload, field))


def _list_limits(field: Field, prefix: str) -> Iterator[tuple[str, JSON]]:
    """Yield what a page states about a single value; ``prefix`` makes it a remark that refuses nothing."""
    bounds = {"minimum": field.minimum, "maximum": field.maximum}
    for key, bound in bounds.items():
        if bound:
            yield from _describe_bound(key, bound, prefix)
    if field.multiple_of:
        # The values beyond the bounds need not be multiples.
        has_exceptions = any(bound and bound.also for bound in bounds.values())
        step = "x-multipleOf" if has_exceptions else f"{prefix}multipleOf"
        yield step, field.multiple_of.value
    if field.min_length:
        yield f"{prefix}minLength", field.min_length.value
    if field.max_length:
        yield f"{prefix}maxLength", field.max_length.value
    if field.unit:
        yield "x-unit", field.unit.value
    if field.format:
        yield "x-format", field.format.value
    if field.content_encoding:
        yield "contentEncoding", field.content_encoding


def _describe_bound(key: str, bound: Bound, prefix: str) -> Iterator[tuple[str, JSON]]:
    """Yield a bound; one that has exceptions is a remark, since JSON Schema would refuse these."""
    if bound.also:
        yield f"x-{key}", bound.value
        yield f"x-beyond-{key}", [*bound.also]
    else:
        yield f"{prefix}{key}", bound.value


def _list_remarks(payload: Payload, field: Field) -> Iterator[tuple[str, JSON]]:
    if field.description:
        yield "description", field.description
    if field.default:
        value = coercion.coerce(payload, field.type, field.default.value)
        is_typed = value is not None and isinstance(field.type, Scalar)
        yield (("default", value) if is_typed else ("x-default", field.default.value))
    if field.deprecated:
        yield "deprecated", True
        yield "x-deprecation", field.deprecated.message
