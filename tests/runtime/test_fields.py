"""Annotations and metadata to fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pytest
from runtime.fields import (
    Anything,
    Array,
    Boolean,
    Integer,
    Mapping,
    Nested,
    Number,
    Shape,
    Text,
    WireField,
    fields_of,
    param,
    response_class,
)


@dataclass
class Inner:
    """No fields on the wire."""

    hidden: int = 0


@response_class
class Every:
    text: str = param("A")
    hidden: str = ""
    integer: int | None = param("B", default=None)
    number: float | None = param("C", default=None, required=True)
    boolean: list[bool] | None = param("D", default=None, max_items=3)
    anything: Any = param("E", default=None, deprecated="no more")
    things: list[Any] | None = param("F", default=None)
    mapping: dict[str, Any] | None = param("G", default=None)
    inner: list[Inner] | None = param("H", default=None)
    listed: Literal["a", "b"] | str | None = param(
        "I", default=None, content_encoding="base64"
    )
    listed_many: list[Literal[1, 2] | int] | None = param("J", default=None)
    numbers: list[list[float]] | None = param("K", default=None)
    mappings: list[dict[str, Any]] | None = param("L", default=None)


SHAPES: dict[str, tuple[Shape, str]] = {
    "A": (Text(), "string"),
    "B": (Integer(), "int"),
    "C": (Number(), "float"),
    "D": (Array(Boolean()), "array[bool]"),
    "E": (Anything(), "anything"),
    "F": (Array(Anything()), "array[anything]"),
    "G": (Mapping(), "object"),
    "H": (Array(Nested(Inner)), "array[Inner]"),
    "I": (Text(), "string"),
    "J": (Array(Integer()), "array[int]"),
    "K": (Array(Array(Number())), "array[array[float]]"),
    "L": (Array(Mapping()), "array[object]"),
}


def test_shapes_and_their_names() -> None:
    shapes = {field.wire: (field.shape, field.shape.name) for field in fields_of(Every)}
    assert shapes == SHAPES


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(
            "A",
            WireField("text", "A", Text(), True, False, None, "", ""),
            id="without a default: required",
        ),
        pytest.param(
            "B",
            WireField("integer", "B", Integer(), False, True, None, "", ""),
            id="with a default: optional",
        ),
        pytest.param(
            "C",
            WireField("number", "C", Number(), True, True, None, "", ""),
            id="required, and yet the constructor does without",
        ),
        pytest.param(
            "E",
            WireField("anything", "E", Anything(), False, True, None, "no more", ""),
            id="deprecated",
        ),
        pytest.param(
            "I",
            WireField("listed", "I", Text(), False, True, None, "", "base64"),
            id="base64",
        ),
    ],
)
def test_fields(name: str, expected: WireField) -> None:
    assert {field.wire: field for field in fields_of(Every)}[name] == expected


def test_how_many_elements() -> None:
    assert {
        field.wire: field.max_items for field in fields_of(Every) if field.max_items
    } == {"D": 3}


@pytest.mark.parametrize("cls", [Every, Inner], ids=["many fields", "none"])
def test_a_class_is_read_once(cls: type) -> None:
    assert fields_of(cls) is fields_of(cls)
