"""Strategies: schemas of any form, and answers that more or less fit them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from docs2sdk.python_literals import JSON
from docs2sdk.schema import Field, ListOf, Model, Payload, Ref, Scalar, Type, Untyped
from docs2sdk.values.sample_values import JSONObject
from hypothesis import strategies as st
from small_schemas import PLACE, RET_CODE

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

# Names that Python, the runtime or the client's envelope have a use for already.
AWKWARD = [
    *("Class", "from", "None", "Match", "str", "List", "Dict", "Int", "Self", "Cls"),
    *("Type", "Any", "ClassVar", "Literal", "Field", "Wire", "Dataclass", "Model"),
    *("Request", "Response", "Parameters", "Exception", "Object", "Builtins", "Super"),
    *("ACTION", "ENCODING", "Classmethod", "Property", "ToDict", "FromDict", "Raw"),
    *("ToParams", "ToBody", "ResponseType", "RequestId", "Deviations", "retCode"),
    *("ResourceID", "ResourceId", "__class__", "__init__", "_x", "N1", "DoThing"),
    *(
        "Region",
        "Zone",
        "ProjectId",
        "Password",
        "message",
        "ACtion",
        "DoThingResponse",
    ),
]
names = st.sampled_from(AWKWARD) | st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,6}\Z")
scalars = st.builds(Scalar, st.sampled_from(["string", "int", "float", "bool"]))
untyped = st.builds(Untyped, st.sampled_from(["any", "list", "object"]))
# What no table row can be called: the client's own.
OWN = {"Action", "PublicKey", "Signature", "SecurityToken", "RetCode", "Message"}


def types(models: list[str]) -> st.SearchStrategy[Type]:
    refs = [st.builds(Ref, st.sampled_from(models))] if models else []
    leaves = st.one_of(scalars, untyped, *refs)
    return (
        leaves
        | st.builds(ListOf, leaves)
        | st.builds(ListOf, st.builds(ListOf, leaves))
    )


@st.composite
def fields(
    draw: Draw, models: list[str], later: list[str], most: int = 4
) -> tuple[Field, ...]:
    """Draw a table's fields; an object that is required is one of the ``later`` models, so that values are finite."""
    wires = draw(
        st.lists(names.filter(lambda wire: wire not in OWN), max_size=most, unique=True)
    )
    drawn = [(wire, draw(types(models)), draw(st.booleans())) for wire in wires]
    return tuple(
        Field(wire, type_, required and _may_be_required(type_, later), "", PLACE)
        for wire, type_, required in drawn
    )


def _may_be_required(type_: Type, later: list[str]) -> bool:
    return not isinstance(type_, Ref) or type_.model in later


@st.composite
def sides(draw: Draw) -> Payload:
    models = draw(st.lists(names, max_size=3, unique=True))
    return Payload(
        draw(fields(models, models, 5)),
        tuple(
            Model(wire, draw(fields(models, models[at + 1 :])), PLACE)
            for at, wire in enumerate(models)
        ),
    )


responses = sides().map(lambda side: Payload((RET_CODE, *side.fields), side.models))

texts = st.text(max_size=5) | st.sampled_from(
    ["0", "-7", "1.5", "true", "False", "nan"]
)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
anything: st.SearchStrategy[JSON] = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
_SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "string": texts,
    "int": st.integers(),
    "float": numbers,
    "bool": st.booleans(),
}
_UNTYPED: dict[str, st.SearchStrategy[Any]] = {
    "any": anything,
    "list": st.lists(anything, max_size=2),
    "object": st.dictionaries(texts, anything, max_size=2),
}


@st.composite
def answers(draw: Draw, side: Payload) -> JSONObject:
    """Draw an answer whose every part fits its table, is missing, is something else, or is spelled otherwise."""
    return _object(draw, side, side.fields, 4)


def _object(
    draw: Draw, side: Payload, table: tuple[Field, ...], depth: int
) -> JSONObject:
    tree: JSONObject = {}
    for field in table:
        for _ in range(draw(st.sampled_from([0, 1, 1, 1, 1, 2]))):
            tree[draw(_spellings(field.name))] = _value(draw, side, field.type, depth)
    extra: JSONObject = draw(st.dictionaries(names, anything, max_size=1))
    return tree | extra


def _spellings(wire: str) -> st.SearchStrategy[str]:
    return st.sampled_from(
        [wire, wire, wire, wire.lower(), wire.upper(), wire.swapcase()]
    )


def _value(draw: Draw, side: Payload, type_: Type, depth: int) -> JSON:
    if draw(st.integers(0, 5)) == 0 or not depth:
        return draw(anything)  # type: ignore[no-any-return]
    match type_:
        case Scalar(kind):
            return draw(_SCALARS[kind])  # type: ignore[no-any-return]
        case Untyped(shape):
            return draw(_UNTYPED[shape])  # type: ignore[no-any-return]
        case ListOf(item):
            count = draw(st.integers(0, 2))
            return [_value(draw, side, item, depth - 1) for _ in range(count)]
        case Ref(model):
            return _object(draw, side, side.model(model).fields, depth - 1)
