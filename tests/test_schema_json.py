"""The intermediate schema as JSON: there and back again, and nothing else is taken for one."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import any_document
import pytest
from docs2sdk import schema, schema_json
from docs2sdk.build.run_report import RunReport
from docs2sdk.pages import page_sources
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.schema import ErrorCode, ListOf, Scalar, Service, Type, Untyped
from docs2sdk.schema_json import BadSchema
from small_schemas import action, field, model, side
from timing import seconds


def test_a_model_is_found_in_the_same_time_however_many_there_are() -> None:
    def look_up(count: int) -> None:
        payload = side(models=tuple(model(f"M{n}") for n in range(count)))
        for n in range(count):
            assert payload.model(f"M{n}").name == f"M{n}"

    assert seconds(lambda: look_up(8_000)) < 40 * seconds(lambda: look_up(1_000))


def test_of_two_models_with_one_name_the_first_is_found() -> None:
    first = model("M", field("A"))
    assert side(models=(first, model("M"))).model("M") is first
    with pytest.raises(KeyError):
        side(models=(first,)).model("N")


def round_trip(services: tuple[Service, ...]) -> tuple[Service, ...]:
    return schema_json.from_json(json.loads(schema_json.dumps(services)))


def service(*fields: schema.Field) -> Service:
    return Service("thing-api", "Thing", (action(side(*fields)),))


TYPES: dict[str, Type] = {
    "scalar": Scalar("float"),
    "list": ListOf(ListOf(Scalar("string"))),
    "untyped": Untyped("object"),
}


@pytest.mark.parametrize("type_", TYPES.values(), ids=TYPES)
def test_a_type_comes_back(type_: Type) -> None:
    whole = (service(field("Thing", type_)),)
    assert round_trip(whole) == whole


def test_everything_that_a_schema_can_say_comes_back() -> None:
    assert round_trip(any_document.SERVICES) == any_document.SERVICES


def test_every_action_of_the_specs_comes_back(root: Path) -> None:
    read = map(parse_page, page_sources.read_source_tree(root / "specs").pages)
    actions = tuple(page.action for page in read if page.action)
    error = ErrorCode(8039, "m", "意思", actions[0].location)
    whole = (Service("a-api", "标题", actions, (error,)),)
    assert len(actions) == 30
    assert round_trip(whole) == whole


@pytest.mark.slow
def test_every_published_action_comes_back(whole: RunReport) -> None:
    services = whole.catalog.services
    assert sum(len(service.actions) for service in services) > 700
    assert round_trip(services) == services


def test_the_text_is_readable_and_moves_no_cursor() -> None:
    text = "中文 \x9b2J \u202e \u2028 \U000e0041"
    whole = (service(field("Thing", doc=text)),)
    written = schema_json.dumps(whole)
    assert "中文" in written
    assert written.replace("\n", "").isprintable()
    assert round_trip(whole) == whole


def test_a_document_with_a_fault_is_refused() -> None:
    accepted = []
    for fault, document in any_document.mutations().items():
        with suppress(BadSchema):
            schema_json.from_json(document)
            accepted.append(fault)
    assert accepted == []


def spoiled(path: str, value: object) -> object:
    """Return the whole document with another value at a path like ``services.0.folder``."""
    document: Any = any_document.document()
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    holder = document
    for step in steps:
        holder = holder[step]
    holder[last] = value
    return document


FIELD = "services.0.actions.0.request.fields.0"
MESSAGES = [
    pytest.param(
        spoiled("services.0.folder", "x\ud800"),
        r'services[0].folder: "x\ud800" has half of a surrogate pair',
        id="a lone surrogate",
    ),
    pytest.param([], 'no schema of docs2sdk: it has no "version"', id="a list"),
    pytest.param({"openapi": "3.1.0"}, 'it has no "version"', id="another format"),
    pytest.param(
        spoiled("version", 2),
        "this is version 2 of the schema, and this docs2sdk reads version 1; make it anew",
        id="a later version",
    ),
    pytest.param(spoiled("version", True), "version true", id="a version that is none"),
    pytest.param(
        spoiled(f"{FIELD}.content_encoding", "base46"),
        'services[0].actions[0].request.fields[0].content_encoding: "base46" is none of base64',
        id="an unknown word",
    ),
    pytest.param(
        spoiled(f"{FIELD}.type", {"kind": "enum"}),
        'type.kind: "enum" is none of scalar, list, model, untyped',
        id="an unknown type",
    ),
    pytest.param(
        spoiled(f"{FIELD}.required", "yes"),
        'fields[0].required: must be true or false, not "yes"',
        id="another kind",
    ),
    pytest.param(
        spoiled(f"{FIELD}.nmae", "x"),
        'fields[0]: there is no key "nmae"',
        id="an unknown key",
    ),
    pytest.param(
        spoiled(f"{FIELD}.type", {"kind": "model", "model": "Gone"}),
        'services[0].actions[0].request: there is no model "Gone"',
        id="a model that is not there",
    ),
    pytest.param(
        spoiled(f"{FIELD}.type", ["\x1b" * 90]), "must be an object with", id="noise"
    ),
]


@pytest.mark.parametrize(("document", "message"), MESSAGES)
def test_a_refusal_says_what_is_wrong_and_where(document: object, message: str) -> None:
    with pytest.raises(BadSchema) as refused:
        schema_json.from_json(document)
    assert message in str(refused.value)
    assert str(refused.value).isprintable()


FILES = [
    pytest.param(b"{", "old.json: not JSON: ", id="no JSON"),
    pytest.param(b"\xff{}", "old.json: not UTF-8 text", id="no text"),
    pytest.param(b"[" * 100_000, "nested too deep", id="too deep"),
    pytest.param(b'{"version": 7}', "old.json: this is version 7", id="a version"),
    pytest.param(None, "cannot read ", id="no file"),
]


@pytest.mark.parametrize(("data", "message"), FILES)
def test_a_file_that_is_no_schema_is_named(
    data: bytes | None, message: str, tmp_path: Path
) -> None:
    file = tmp_path / "old.json"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(BadSchema, match=r"old\.json") as refused:
        schema_json.load(file)
    assert message in str(refused.value)


def test_a_file_is_read_with_or_without_a_mark(tmp_path: Path) -> None:
    text = schema_json.dumps(any_document.SERVICES)
    for encoding in ("utf-8", "utf-8-sig"):
        (tmp_path / "x.json").write_text(text, encoding)
        assert schema_json.load(tmp_path / "x.json") == any_document.SERVICES
