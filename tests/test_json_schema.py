"""``docs/schema.json``, what other programs know the schema's files by: true to the dataclasses, and strict."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from pathlib import Path
from typing import Any, Literal

import any_document
import pytest
from docs2sdk import schema, schema_json
from docs2sdk.build.run_report import RunReport
from docs2sdk.catalog import assembly
from docs2sdk.config import Settings
from docs2sdk.schema import ListOf, Ref, Scalar, Service, Untyped
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = json.loads((ROOT / "docs/schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(DOCUMENT)


def fields_of(cls: Any) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass or of a named tuple, () for any other type."""
    if dataclasses.is_dataclass(cls):
        return tuple(field.name for field in dataclasses.fields(cls))
    return getattr(cls, "_fields", ())


CLASSES = {
    name: cls
    for name, cls in vars(schema).items()
    if isinstance(cls, type) and fields_of(cls)
}
TAGS = {Scalar: "scalar", ListOf: "list", Ref: "model", Untyped: "untyped"}
KINDS = {str: "string", int: "integer", bool: "boolean"}
CASES = sorted((ROOT / "tests/cases").glob("*/schema.json"))


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def said(hint: Any) -> dict[str, Any]:
    """Return what JSON Schema says of a type."""
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        return {"type": "array", "items": said(arguments[0])}
    if typing.get_origin(hint) is Literal:
        return {"enum": [*arguments]}
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        if set(arguments) == set(TAGS):
            return ref("Type")
        return {"anyOf": [said(arguments[0]), {"type": "null"}]}
    return ref(hint.__name__) if fields_of(hint) else said_plainly(hint)


def said_plainly(hint: type) -> dict[str, Any]:
    return {"type": KINDS[hint]}


def without_description(part: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key != "description"}


def faults(document: object) -> list[str]:
    return [
        f"{error.json_path}: {error.message}"
        for error in VALIDATOR.iter_errors(document)
    ]


def test_it_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(DOCUMENT)
    assert DOCUMENT["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


def test_it_has_a_definition_of_every_class_and_of_nothing_else() -> None:
    assert DOCUMENT["$defs"].keys() == CLASSES.keys() | {"Type"}
    assert DOCUMENT["properties"]["version"]["const"] == schema.VERSION
    assert f"version {schema.VERSION}" in DOCUMENT["title"]


@pytest.mark.parametrize("name", CLASSES)
def test_a_definition_says_what_the_class_does(name: str) -> None:
    cls, definition = CLASSES[name], DOCUMENT["$defs"][name]
    hints = typing.get_type_hints(cls, vars(schema))
    tag = {"kind": {"const": TAGS[cls]}} if cls in TAGS else {}
    expected = tag | {name: said(hints[name]) for name in fields_of(cls)}
    given = definition["properties"]
    assert {key: without_description(part) for key, part in given.items()} == expected
    assert definition["required"] == [*given]
    assert definition["additionalProperties"] is False


def test_a_type_is_one_of_the_tagged() -> None:
    named = [ref(cls.__name__) for cls in TAGS]
    assert DOCUMENT["$defs"]["Type"]["oneOf"] == named


def test_every_key_is_described_in_words() -> None:
    for name, definition in DOCUMENT["$defs"].items():
        assert definition["description"].endswith("."), name
        for key, part in definition.get("properties", {}).items():
            plain = {*part} & {"const", "$ref"}
            assert plain or part["description"].endswith("."), f"{name}.{key}"


def test_it_takes_everything_that_a_schema_can_say() -> None:
    assert faults(any_document.document()) == []


@pytest.mark.slow
def test_it_refuses_a_document_with_a_fault() -> None:
    mutations = any_document.mutations().items()
    assert [
        fault for fault, document in mutations if VALIDATOR.is_valid(document)
    ] == []


@pytest.mark.parametrize(
    ("key", "word"),
    [("dialect", "rest"), ("encoding", "xml"), ("request_example", "Action=DoThing")],
)
def test_it_refuses_an_unknown_word(key: str, word: str) -> None:
    document = any_document.document()
    document["services"][0]["actions"][0][key] = word
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.parent.name)
def test_it_takes_every_case(case: Path) -> None:
    action = json.loads(case.read_text("utf-8"))
    service = {"folder": "case-api", "title": "", "actions": [action], "errors": []}
    document = {"version": schema.VERSION, "services": [service]}
    assert faults(document) == []
    assert schema_json.from_json(document)


def placed(value: Any) -> Any:
    """Return a value of the description's example with the places that it leaves out."""
    if isinstance(value, list):
        return [placed(item) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {key: placed(item) for key, item in value.items()}
    at = {"path": "x-api/x.md", "line": 1, "column": 1}
    return (
        {"location": at} | inner
        if {*value} & {"description", "implicit", "value"}
        else inner
    )


def test_the_example_of_the_description_is_one() -> None:
    text = (ROOT / "docs/schema.md").read_text("utf-8")
    example = placed(json.loads(text.split("```json\n")[1].split("```")[0]))
    assert faults(example) == []
    assert schema_json.from_json(example)


def services_of(specs: Path, out: Path) -> tuple[Service, ...]:
    _, read = assembly.read_catalog(Settings((specs,), out), lambda *_: None)
    return read.services


def test_it_takes_every_service_of_the_specs(tmp_path: Path) -> None:
    services = services_of(ROOT / "specs", tmp_path)
    assert [service.folder for service in services] == ["isms-api", "usms-api"]
    assert faults(json.loads(schema_json.dumps(services))) == []


@pytest.mark.slow
def test_it_takes_the_whole_documentation(whole: RunReport) -> None:
    assert faults(json.loads(schema_json.dumps(whole.catalog.services))) == []
