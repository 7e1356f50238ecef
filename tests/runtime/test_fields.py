"""Annotations and metadata to fields as the wire knows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from runtime.wire import (
    Anything,
    Boolean,
    Integer,
    Many,
    Mapping,
    Nested,
    Number,
    Shape,
    Text,
    WireField,
    fields_of,
    wire,
)


@dataclass
class Inner:
    """No fields on the wire."""

    hidden: int = 0


@dataclass
class Every:
    text: str = field(metadata=wire("A"))
    hidden: str = ""
    integer: int | None = field(default=None, metadata=wire("B"))
    number: float | None = field(default=None, metadata=wire("C", required=True))
    boolean: list[bool] | None = field(default=None, metadata=wire("D", most=3))
    anything: Any = field(default=None, metadata=wire("E", deprecated="no more"))
    things: list[Any] | None = field(default=None, metadata=wire("F"))
    mapping: dict[str, Any] | None = field(default=None, metadata=wire("G"))
    inner: list[Inner] | None = field(default=None, metadata=wire("H"))
    listed: Literal["a", "b"] | str | None = field(
        default=None, metadata=wire("I", base64=True)
    )
    listed_many: list[Literal[1, 2] | int] | None = field(
        default=None, metadata=wire("J")
    )
    numbers: list[list[float]] | None = field(default=None, metadata=wire("K"))
    mappings: list[dict[str, Any]] | None = field(default=None, metadata=wire("L"))


SHAPES: dict[str, tuple[Shape, str]] = {
    "A": (Text(), "string"),
    "B": (Integer(), "int"),
    "C": (Number(), "float"),
    "D": (Many(Boolean()), "array[bool]"),
    "E": (Anything(), "anything"),
    "F": (Many(Anything()), "array[anything]"),
    "G": (Mapping(), "object"),
    "H": (Many(Nested(Inner)), "array[Inner]"),
    "I": (Text(), "string"),
    "J": (Many(Integer()), "array[int]"),
    "K": (Many(Many(Number())), "array[array[float]]"),
    "L": (Many(Mapping()), "array[object]"),
}


def test_shapes_and_their_names() -> None:
    found = {one.wire: (one.shape, one.shape.name) for one in fields_of(Every)}
    assert found == SHAPES


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(
            "A",
            WireField("text", "A", Text(), True, False, None, "", False),
            id="without a default: required",
        ),
        pytest.param(
            "B",
            WireField("integer", "B", Integer(), False, True, None, "", False),
            id="with a default: optional",
        ),
        pytest.param(
            "C",
            WireField("number", "C", Number(), True, True, None, "", False),
            id="required, and yet the constructor does without",
        ),
        pytest.param(
            "E",
            WireField("anything", "E", Anything(), False, True, None, "no more", False),
            id="deprecated",
        ),
        pytest.param(
            "I",
            WireField("listed", "I", Text(), False, True, None, "", True),
            id="base64",
        ),
    ],
)
def test_fields(name: str, expected: WireField) -> None:
    assert {one.wire: one for one in fields_of(Every)}[name] == expected


def test_how_many_elements() -> None:
    assert {one.wire: one.most for one in fields_of(Every) if one.most} == {"D": 3}


@pytest.mark.parametrize("cls", [Every, Inner], ids=["many fields", "none"])
def test_a_class_is_read_once(cls: type) -> None:
    assert fields_of(cls) is fields_of(cls)
