"""Small schemas, for tests that change one thing in them."""

from __future__ import annotations

from typing import Any

from docs2sdk.locations import Location
from docs2sdk.schema import (
    Action,
    Example,
    Field,
    ListOf,
    Model,
    Payload,
    Ref,
    Scalar,
    Type,
    Untyped,
)

PLACE = Location("thing-api/do_thing.md", 1)
STRING, INT, FLOAT, BOOL = (
    Scalar("string"),
    Scalar("int"),
    Scalar("float"),
    Scalar("bool"),
)
ANY, LIST, OBJECT = Untyped("any"), Untyped("list"), Untyped("object")
RET_CODE = Field("RetCode", INT, True, "", PLACE)


def field(
    wire: str, type_: Type = STRING, *, required: bool = False, doc: str = ""
) -> Field:
    return Field(wire, type_, required, doc, PLACE)


def needed(wire: str, type_: Type = STRING) -> Field:
    return field(wire, type_, required=True)


def model(wire: str, *fields: Field, grouped: bool = False) -> Model:
    return Model(wire, fields, PLACE, grouped)


def group(wire: str, *fields: Field) -> Model:
    return model(wire, *fields, grouped=True)


def side(*fields: Field, models: tuple[Model, ...] = ()) -> Payload:
    return Payload(fields, models)


def many(wire: str) -> ListOf:
    return ListOf(Ref(wire))


def example(text: str) -> Example:
    return Example(text, PLACE)


def action(request: Payload | None = None, **changes: Any) -> Action:
    """Return ``DoThing``, with a response of RetCode only if not said otherwise."""
    facts = {
        "name": "DoThing",
        "title": "Do a thing",
        "summary": "Does a thing.",
        "notes": (),
        "warnings": (),
        "dialect": "modern",
        "body": "form",
        "request": request or side(),
        "response": side(RET_CODE),
        "request_example": None,
        "response_example": None,
        "location": PLACE,
    }
    return Action(**facts | changes)  # type: ignore[arg-type]
