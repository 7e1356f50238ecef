"""The intermediate schema as JSON: there and back again, and no other version."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator import pipeline, schema, sources
from generator.schema import (
    Deprecation,
    Enumeration,
    ErrorCode,
    Field,
    Limit,
    ListOf,
    Place,
    Ref,
    Scalar,
    Service,
    Type,
    Untyped,
)

AT = Place("a-api/a.md", 3, 5)
TYPES: dict[str, Type] = {
    "scalar": Scalar("float"),
    "list": ListOf(ListOf(Scalar("string"))),
    "model": ListOf(Ref("Row")),
    "untyped": Untyped("object"),
}


def round_trip(services: tuple[Service, ...]) -> tuple[Service, ...]:
    text = json.dumps(schema.to_json(services), ensure_ascii=False)
    return schema.from_json(json.loads(text))


@pytest.mark.parametrize("type_", TYPES.values(), ids=TYPES)
def test_a_type_comes_back(type_: Type) -> None:
    assert schema._load(Type, json.loads(json.dumps(schema._dump(type_)))) == type_


def test_every_fact_of_a_field_comes_back() -> None:
    field = Field(
        wire="TaskIdSet",
        type=ListOf(Scalar("string")),
        required=True,
        doc="“集合”\n第二行",
        place=AT,
        limit=Limit(100, AT),
        enumeration=Enumeration(("a", "b"), AT),
        deprecated=Deprecation("已废弃", AT),
        format="base64",
        name="task_ids",
    )
    assert schema._load(Field, json.loads(json.dumps(schema._dump(field)))) == field


def test_every_action_of_the_specs_comes_back(root: Path) -> None:
    read = map(pipeline.read_page, sources.read_tree(root / "specs").pages)
    actions = tuple(page.action for page in read if page.action)
    service = Service("a-api", "标题", actions, (ErrorCode(8039, "m", "意思", AT),))
    assert len(actions) == 30
    assert round_trip((service,)) == (service,)


def test_another_version_is_refused() -> None:
    document = schema.to_json(()) | {"version": schema.VERSION + 1}
    with pytest.raises(ValueError, match="version"):
        schema.from_json(document)
