"""``docs2sdk openapi``: valid documents of the actions that the client has, which generators of others take."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import loopback
import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk.cli import main
from docs2sdk.config import Settings
from docs2sdk.openapi import export
from docs2sdk.openapi.documents import ServiceActions
from docs2sdk.openapi.export import Export
from docs2sdk.schema import Action, Field, ListOf, Payload, Ref, Scalar, Type, Untyped
from jsonschema import Draft202012Validator
from loopback import Servers
from small_pages import RET_CODE, modern, row

SCHEMAS = "#/components/schemas/"


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, ["openapi", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write_page(rows: list[str], **parts: Any) -> None:
    parts = {"response": [RET_CODE, row("Rows", "array[Row]"), *rows]} | parts
    parts = {"response_models": [("Row", [row("Id", "string", "", "Yes")])]} | parts
    trees.write(Path("specs"), {"thing-api/do_thing.md": modern(rows, **parts)})


def read(*arguments: object) -> dict[str, Any]:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


# A row → the schemas of its parameter and of its field.
INT = {"type": "integer", "format": "int64"}
ROWS: list[Any] = [
    pytest.param(row("X"), {"type": "string"}, {"type": "string"}, id="a string"),
    pytest.param(row("X", "int"), INT, INT, id="an integer"),
    pytest.param(
        row("X", "float"),
        {"type": "number", "format": "double"},
        {"type": "number", "format": "double"},
        id="a number",
    ),
    pytest.param(
        row("X", "bool"), {"type": "boolean"}, {"type": "boolean"}, id="a truth value"
    ),
    pytest.param(
        row("X", "int", "大小。取值范围：[1, 64]"),
        INT | {"minimum": 1, "maximum": 64, "description": "大小。取值范围：[1, 64]"},
        INT
        | {"x-minimum": 1, "x-maximum": 64, "description": "大小。取值范围：[1, 64]"},
        id="a range, which an answer may leave",
    ),
    pytest.param(
        row("X", "string", "模式。枚举值：A，甲；B，乙"),
        {
            "type": "string",
            "x-known-values": ["A", "B"],
            "description": "模式。枚举值：A，甲；B，乙",
        },
        {
            "type": "string",
            "x-known-values": ["A", "B"],
            "description": "模式。枚举值：A，甲；B，乙",
        },
        id="known values, which refuse nothing",
    ),
    pytest.param(
        row("X", "int", "数量。默认值为 5"),
        INT | {"description": "数量。默认值为 5", "default": 5},
        INT | {"description": "数量。默认值为 5", "default": 5},
        id="a default, in its type",
    ),
]


@pytest.mark.parametrize(("line", "parameter", "field"), ROWS)
def test_a_row_becomes_a_property(
    line: str, parameter: dict[str, Any], field: dict[str, Any]
) -> None:
    write_page([line])
    schemas = read()["components"]["schemas"]
    assert schemas["DoThingRequest"]["properties"]["X"] == parameter
    assert schemas["DoThingResponse"]["properties"]["X"] == field


def test_an_operation_has_what_its_page_has() -> None:
    request = "```\nhttps://api.ucloud.cn/?Action=DoThing&Id.0=a&Id.1=b\n```"
    answer = '```json\n{"RetCode": 0, "Rows": [{"Id": "a"}]}\n```'
    rows = [row("Id.N", "string", "ids", "**Yes**")]
    write_page(
        rows,
        response=[RET_CODE, row("Rows", "array[Row]")],
        request_example=request,
        response_example=answer,
    )
    document = read()
    (path,) = document["paths"]
    operation = document["paths"][path]["post"]
    body = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]
    success = operation["responses"]["200"]["content"]["application/json"]
    request_schema = document["components"]["schemas"]["DoThingRequest"]
    assert path == "/#DoThing"
    assert (operation["operationId"], operation["tags"]) == ("DoThing", ["thing"])
    assert (operation["summary"], operation["description"]) == ("标题", "Does a thing.")
    assert body["example"] == {"Action": "DoThing", "Id": ["a", "b"]}
    assert body["encoding"] == {"Id": {"x-flattening": "Id.0"}}
    assert success["example"] == {"RetCode": 0, "Rows": [{"Id": "a"}]}
    assert request_schema["required"] == ["Action", "Id"]
    assert operation["responses"]["default"] == {"$ref": "#/components/responses/Error"}


DOUBTFUL = [
    '{"RetCode": 0, "Rows": "none"}',
    '{"RetCode": 0, "Rwos": []}',
    "not JSON",
]


@pytest.mark.parametrize("answer", DOUBTFUL)
def test_an_example_that_contradicts_the_tables_is_left_out(answer: str) -> None:
    write_page([], response_example=f"```json\n{answer}\n```")
    operation = read()["paths"]["/#DoThing"]["post"]
    assert "example" not in operation["responses"]["200"]["content"]["application/json"]


def test_a_folder_holds_a_document_of_each_service_and_loses_what_is_gone() -> None:
    trees.write(Path("specs"), trees.PAGES)
    first = run("--split", "--out", "out")
    names = {path.name for path in Path("out/services").iterdir()}
    assert (first.exit_code, names) == (0, {"alpha.json", "beta.json"})
    shutil.rmtree("specs/beta-api")
    second = run("--split", "--out", "out")
    left = {path.parts[2] for path in Path("out").glob("*/*")}
    assert "removed" in second.stdout
    assert left == {"alpha.json", "alpha"}


MISTAKES: list[Any] = [
    pytest.param(["--split"], "--split needs a folder", id="no folder"),
    pytest.param(["--service", "alhpa"], "did you mean alpha", id="a misspelled name"),
    pytest.param(["--split", "--out", "specs"], "must be apart", id="the pages"),
    pytest.param(
        ["--out", "specs/alpha-api/get_thing.md"], "is not a report", id="a page"
    ),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_a_mistake_is_told_and_nothing_is_written(
    arguments: list[str], message: str
) -> None:
    trees.write(Path("specs"), trees.PAGES)
    before = trees.snapshot(Path())
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert trees.snapshot(Path()) == before


def test_the_curl_command_sends_the_request(servers: Servers) -> None:
    if not shutil.which("curl"):
        pytest.skip("no curl")
    rows = [row("Id.N", "string", "", "Yes"), row("Note", "string", "", "Yes")]
    example = "https://api.ucloud.cn/?Action=DoThing&Id.0=a;b&Note=it's $HOME"
    write_page(rows, request_example=f"```\n{example}\n```")
    operation = read()["paths"]["/#DoThing"]["post"]
    (command,) = (
        sample["source"]
        for sample in operation["x-codeSamples"]
        if sample["label"] == "curl"
    )
    server = servers(lambda exchange: exchange.answer(b"{}"))
    script = command.replace("https://api.ucloud.cn", server.url)
    keys = {"UCLOUD_PUBLIC_KEY": "pub", "SIGNATURE": "sig", "HOME": "/root"}
    subprocess.run(["sh", "-c", script], env=os.environ | keys, check=True)
    (arrival,) = server.arrived
    assert dict(parse_qsl(arrival.body.decode())) == {
        "Action": "DoThing",
        "Id.0": "a;b",
        "Note": "it's $HOME",
        "PublicKey": "pub",
        "Signature": "sig",
    }


@pytest.fixture
def servers() -> Iterator[Servers]:
    with loopback.servers() as started:
        yield started


@pytest.fixture(scope="module")
def exported(corpus: Path) -> Export:
    """Return the actions of the published documentation."""
    return export.read_actions(
        Settings((corpus,), corpus.parent / "none"), lambda *_: None
    )


@pytest.fixture(scope="module")
def document(exported: Export) -> dict[str, Any]:
    """Return their document."""
    read_document: dict[str, Any] = json.loads(exported.write_document())
    return read_document


def list_actions(exported: Export) -> Iterator[tuple[Action, ServiceActions]]:
    for service in exported.services:
        for action, _, _ in service.actions:
            yield action, service


@pytest.mark.slow
def test_the_published_actions_are_a_valid_document(
    exported: Export, document: dict[str, Any], tell: Callable[[str], None]
) -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    assert [*OpenAPIV31SpecValidator(document).iter_errors()] == []
    operations = [path["post"] for path in document["paths"].values()]
    bodies = [next(iter(one["requestBody"]["content"].values())) for one in operations]
    answers = [
        one["responses"]["200"]["content"]["application/json"] for one in operations
    ]
    samples = [one.get("x-codeSamples", []) for one in operations]
    assert len(operations) == sum(1 for _ in list_actions(exported))
    tell(
        f"{len(operations)} operations, with examples {sum('example' in one for one in bodies)} of requests "
        f"and {sum('example' in one for one in answers)} of answers, {sum(map(bool, samples))} with code samples"
    )
    for kind in (bodies, answers):
        for media in kind:
            if "example" in media:
                schema = {**media["schema"], "components": document["components"]}
                assert [
                    *Draft202012Validator(schema).iter_errors(media["example"])
                ] == []


@pytest.mark.slow
def test_the_python_samples_of_the_published_actions_are_python(
    document: dict[str, Any],
) -> None:
    for path in document["paths"].values():
        for sample in path["post"].get("x-codeSamples", []):
            if sample["lang"] == "Python":
                ast.parse(sample["source"])


@pytest.mark.slow
def test_each_json_schema_stands_alone(corpus: Path, tmp_path: Path) -> None:
    result = run(corpus, "--split", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    for path in (tmp_path / "out/schemas").rglob("*.json"):
        schema = json.loads(path.read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        assert [
            *Draft202012Validator(schema).iter_errors({})
        ] or "required" not in schema


def test_the_same_pages_give_the_same_bytes(tmp_path: Path) -> None:
    trees.write(Path("specs"), trees.PAGES)
    command = [sys.executable, "-m", "docs2sdk", "openapi"]
    texts = {
        subprocess.run(
            command,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1


# Generators of others: their names and types of every field are those of the tables.


def list_objects(
    exported: Export,
) -> Iterator[tuple[str, Payload, dict[str, str], tuple[Field, ...]]]:
    """Yield the name of each schema, its payload, the names of its models, and its fields."""
    for service in exported.services:
        for action, classes, _ in service.actions:
            halves = (
                ("Request", action.request, classes.parameters),
                ("Response", action.response, classes.models),
            )
            for half, payload, inner in halves:
                root = f"{action.name}{half}"
                names = {
                    cls.model: f"{root}_{cls.name.rpartition('.')[2]}" for cls in inner
                }
                yield root, payload, names, payload.fields
                for model in payload.models:
                    yield names[model.name], payload, names, model.fields


def annotate(type_: Type, names: dict[str, str]) -> str:
    match type_:
        case Scalar(kind):
            return "str" if kind == "string" else kind
        case ListOf(item):
            return f"list[{annotate(item, names)}]"
        case Ref(model):
            return names[model].replace("_", "")
        case Untyped("list"):
            return "list[Any]"
        case Untyped("object"):
            return "dict[str, Any]"
        case _:
            return "Any"


def find_types(exported: Export) -> dict[str, dict[str, str]]:
    """Return the types of all fields by the names that generators make of those of the schemas."""
    return {
        name.replace("_", ""): {
            field.name: annotate(field.type, names) for field in fields
        }
        for name, _, names, fields in list_objects(exported)
    }


def is_same(ours: str | None, theirs: str | None, name: str) -> bool:
    """Whether two types are one: openapi-python-client has an empty class for each object of which nothing is known."""
    is_object = ours == "dict[str, Any]" and str(theirs).startswith(name)
    return ours == theirs or is_object


def find_differences(
    expected: dict[str, dict[str, str]], found: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """Return the classes whose fields or types differ, but for what every request and response has."""
    common = {"Action", "RetCode", "Message"}
    differences = {}
    for name, fields in expected.items():
        theirs = found.get(name, {})
        names = {*fields, *theirs} - common
        different = {
            field: (fields.get(field), theirs.get(field))
            for field in names
            if not is_same(fields.get(field), theirs.get(field), name)
        }
        if different or name not in found:
            differences[name] = different
    return differences


@pytest.mark.slow
def test_datamodel_code_generator_reads_our_fields_and_types(
    exported: Export, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    source, target = tmp_path / "openapi.json", tmp_path / "their_models.py"
    source.write_text(exported.write_document(), "utf-8")
    command = [sys.executable, "-m", "datamodel_code_generator"]
    command += ["--input", str(source), "--input-file-type", "openapi"]
    command += ["--output", str(target), "--output-model-type", "dataclasses.dataclass"]
    command += ["--formatters", "builtin", "--target-python-version", "3.11"]
    subprocess.run(command, check=True, capture_output=True)
    subprocess.run([sys.executable, str(target)], check=True)
    theirs = read_classes(target.read_text("utf-8"))
    found = {
        name: {field: drop_none(annotation) for field, annotation in fields.items()}
        for name, fields in theirs.items()
    }
    expected = find_types(exported)
    assert find_differences(expected, found) == {}
    tell(f"datamodel-code-generator: {len(expected)} classes with our fields and types")


@pytest.mark.slow
def test_openapi_python_client_reads_our_fields_and_types(
    exported: Export, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    source, target = tmp_path / "openapi.json", tmp_path / "theirs"
    source.write_text(exported.write_document(), "utf-8")
    command = [
        sys.executable,
        "-m",
        "openapi_python_client",
        "generate",
        "--meta",
        "none",
    ]
    command += ["--path", str(source), "--output-path", str(target)]
    subprocess.run(command, check=True, capture_output=True)
    subprocess.run(
        [sys.executable, "-c", "import theirs.models"], cwd=tmp_path, check=True
    )
    found = {}
    for path in (target / "models").glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        wires = dict(find_wire_names(tree))
        for name, fields in read_classes(path.read_text("utf-8")).items():
            found[name] = {
                wires[field]: annotation.replace(" | Unset", "")
                for field, annotation in fields.items()
                if field in wires
            }
    expected = find_types(exported)
    assert find_differences(expected, found) == {}
    tell(f"openapi-python-client: {len(expected)} classes with our fields and types")


def drop_none(annotation: str) -> str:
    return annotation.removesuffix(" | None")


def read_classes(source: str) -> dict[str, dict[str, str]]:
    """Return the annotations of the attributes of each class."""
    return {
        node.name: {
            item.target.id: ast.unparse(item.annotation)
            for item in node.body
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
        }
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef)
    }


def find_wire_names(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield attribute and name in the API, as ``to_dict`` has them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Name):
                    yield value.id, str(key.value)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
            target = node.targets[0]
            if isinstance(target, ast.Subscript) and isinstance(
                target.slice, ast.Constant
            ):
                yield node.value.id, str(target.slice.value)
