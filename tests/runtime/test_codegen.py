"""Compiled code does the same as the loops, and holds no text of a page."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime import codegen, decoding, encoding
from runtime.errors import InvalidRequestError
from runtime.fields import (
    fields_of,
    param,
    request_class,
    response_class,
    storage_name,
)
from runtime.models import Model, Request, Response

TEXTS = st.text(st.characters(), max_size=2)
VALID: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    int: st.integers(-(2**70), 2**70),
    bool: st.booleans(),
    float: st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    list[str]: st.lists(TEXTS, min_size=1, max_size=1),
    dict[str, Any]: st.dictionaries(TEXTS, st.integers(), min_size=1, max_size=2),
    Any: TEXTS | st.integers() | st.booleans(),
}
KINDS: list[Any] = [str, int, bool, float, list[str], dict[str, Any], Any]
KEYS = ["A", "a", "B", "C", '"', "k0", "); import os  #", "\n    x", "v0", "A.0"]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=3),
    st.lists(st.text(max_size=2) | st.none() | st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)


@st.composite
def classes(draw: st.DrawFn, base: type) -> Any:
    """Draw a dataclass as the generator makes them, with wire names as no page has them."""
    wires = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=6))
    names: dict[str, Any] = {"__annotations__": {}, "__module__": __name__}
    for index, name in enumerate(wires):
        kind = draw(st.sampled_from(KINDS))
        max_items = draw(st.none() | st.integers(1, 2)) if kind == list[str] else None
        encoding = "base64" if kind is str and draw(st.booleans()) else ""
        default = draw(st.sampled_from([None, dataclasses.MISSING]))
        if default is None:
            kind |= None
        names[f"name_{index}"] = param(
            name, default=default, max_items=max_items, content_encoding=encoding
        )
        names["__annotations__"][f"name_{index}"] = kind
    decorate: Any = request_class if base is Request else response_class
    return decorate(type("Drawn", (base,), names | {"ACTION": "Draw"}))


def test_only_the_first_object_of_a_class_goes_through_the_loop() -> None:
    functions = codegen.CompiledOnReuse(
        lambda cls: f"{cls.__name__} in a loop", lambda cls: f"{cls.__name__} compiled"
    )
    used = [functions[cls] for cls in (int, int, str, int, str)]
    first = ["int in a loop", "int compiled", "str in a loop"]
    assert used == [*first, "int compiled", "str compiled"]


@given(st.data())
def test_a_compiled_reader_reads_as_the_loop(data: st.DataObject) -> None:
    cls = data.draw(classes(Model))
    values = data.draw(st.dictionaries(st.sampled_from(KEYS), VALUES))
    compiled, loop = decoding.DecodingState(), decoding.DecodingState()
    made = decoding._compile(cls)(values, decoding.TOP, compiled)
    arguments = decoding.decode_arguments(cls, values, decoding.TOP, loop)
    assert repr(made) == repr(cls(**arguments)), "repr: nan is not itself"
    assert compiled.deviations() == loop.deviations()


def outcome(call: Any) -> object:
    try:
        return call()
    except InvalidRequestError as error:
        return str(error)


@given(st.data())
def test_a_constructor_refuses_what_the_loop_refuses(data: st.DataObject) -> None:
    cls = data.draw(classes(Request))
    values = {field.name: data.draw(VALUES) for field in fields_of(cls)}
    unchecked = cls.__new__(cls)
    for name, value in values.items():
        setattr(unchecked, storage_name(cls, name), value)
    fault = outcome(unchecked.__post_init__)
    made = outcome(lambda: cls(**values))
    assert made == fault if fault else repr(made) == repr(unchecked)


@given(st.data())
def test_a_compiled_writer_writes_the_flattened_body(data: st.DataObject) -> None:
    cls = data.draw(classes(Request))
    values = {name: data.draw(valid_values(kind)) for name, kind in kinds(cls)}
    request = cls(**values)
    for value in values.values():
        if isinstance(value, list):
            value += data.draw(st.lists(VALUES | st.just("\ud800"), max_size=2))
    expected = outcome(lambda: encoding.flatten(request.to_body()))
    assert outcome(request.to_params) == expected, "in a loop"
    assert outcome(request.to_params) == expected, "compiled"
    checked = outcome(lambda: request.__post_init__())
    assert checked == (expected if isinstance(expected, str) else None)


def kinds(cls: Any) -> list[tuple[str, Any]]:
    return list(cls.__annotations__.items())


def valid_values(kind: Any) -> st.SearchStrategy[Any]:
    """Return the values that a constructor takes; None where the annotation has it."""
    is_optional = kind not in VALID
    if is_optional:
        kind = next(key for key in VALID if kind == key | None)
    return VALID[kind] | st.none() if is_optional else VALID[kind]


def test_nothing_that_a_page_says_is_in_the_code() -> None:
    fields = [
        (f"name_{index}", kind, param(key))
        for index, (key, kind) in enumerate(
            zip(KEYS, [*KINDS, str, int, bool], strict=True)
        )
    ]
    made = ("made", list[str], dataclasses.field(default_factory=list))
    body = {"__post_init__": print}
    cls = dataclasses.make_dataclass("Drawn", [*fields, made], namespace=body)
    drawn = fields_of(cls)
    checks: Any = {field.name: (field, bool) for field in drawn}
    lines = [*codegen._reader_lines(drawn), *codegen._writer_lines(cls, drawn)]
    lines += codegen._constructor_lines(cls, codegen._WORDS, checks)
    words = {word for line in lines for word in re.findall(r"[A-Za-z_]+", line)}
    assert not any(mark in line for line in lines for mark in ('"', "'", "#", ";"))
    assert words <= {
        *("def", "read", "write", "create", "values", "value", "path", "state"),
        *("flat", "get", "absent", "pass", "if", "not", "and", "or", "is", "None"),
        *("else", "elif", "return", "type", "str", "int", "bool", "isascii", "len"),
        *("slow", "keys", "known", "obj", "new", "cls", "below", "name_", "made"),
        *("k", "d", "v", "w", "__init__", "__post_init__", "__SELF", "__CLASS"),
        *("__F", "__C", "__name_", *codegen._WORDS),
    }


@response_class
class Node(Model):
    id: str = param("Id")
    nodes: list[Node] = param("Nodes")
    note: str | None = param("Note", default=None)


@response_class
class TreeResponse(Response):
    MODELS: ClassVar[int] = 0
    root: Node = param("Root")


LEAF = {"Id": "x", "Nodes": []}


@pytest.mark.parametrize(
    ("root", "deviations"),
    [
        pytest.param(LEAF, [], id="as the page says"),
        pytest.param(LEAF | {"Note": None}, [], id="a null"),
        pytest.param(
            LEAF | {"Nodes": [LEAF, {"Id": "y"}]},
            ["missing Root.Nodes[1].Nodes"],
            id="one of two objects differs",
        ),
        pytest.param(
            {"Id": "x", "Nodes": [LEAF | {"Id": 1}, LEAF | {"New": 1}]},
            ["type Root.Nodes[0].Id", "unknown Root.Nodes[1].New"],
            id="deep inside, in two ways",
        ),
        pytest.param(
            LEAF | {"Note": None, "New": 1},
            ["unknown Root.New"],
            id="a null does not make up for an unknown key",
        ),
        pytest.param(
            {"Id": "x", "Nodes": "none"},
            ["type Root.Nodes"],
            id="no list where one is required",
        ),
    ],
)
def test_differences_are_found_where_they_are(root: Any, deviations: list[str]) -> None:
    response = TreeResponse.from_dict({"RetCode": 0, "Root": root})
    assert [f"{odd.kind} {odd.path}" for odd in response.deviations] == deviations
    assert isinstance(response.root.nodes, list)
