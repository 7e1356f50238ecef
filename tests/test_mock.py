"""``docs2sdk mock``: a local API that checks calls and answers as the pages say, and remembers what was created."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import mock_server
import pytest
import sample_trees
import trees
from click.testing import CliRunner
from docs2sdk.cli import main
from docs2sdk.mock import action_families, lifecycle_cache, sample_answers, signature
from docs2sdk.mock.documentation import Documentation
from docs2sdk.mock.local_api import LocalAPI, MockOptions
from docs2sdk.mock.scripted_faults import BadScript, Fault, FaultScripts
from docs2sdk.schema import ListOf
from docs2sdk.validation.mismatches import find_mismatches
from mock_server import PRIVATE, PUBLIC, caller, make_api, post, sign
from small_pages import RET_CODE, modern, row


def page(action: str, request: list[str], response: list[str], **parts: Any) -> str:
    return modern(request, [RET_CODE, *response], title=f"标题 - {action}", **parts)


BOX = [row("BoxId"), row("Name"), row("Size", "int"), row("CreateTime", "int")]
BOX_ID = row("BoxId", required="**Yes**")
PAGES = {
    "box-api/_sidebar.md": trees.SIDEBAR.format("Box"),
    "box-api/create_box.md": page(
        "CreateBox",
        [
            row("Region", required="**Yes**"),
            row("Name", required="**Yes**"),
            row("Size", "int"),
            row("Tags.N", "string", "标签。最多 3 个"),
            row("Disks.N.Size", "int", "", "Yes"),
            row("IsSmall", "bool"),
        ],
        [row("BoxId")],
    ),
    "box-api/describe_box.md": page(
        "DescribeBox",
        [row("Region"), row("BoxIds.N"), row("Limit", "int"), row("Offset", "int")],
        [row("BoxSet", "array[Box]"), row("TotalCount", "int")],
        response_models=[("Box", BOX)],
        response_example='```json\n{"RetCode": 0, "BoxSet": [{"BoxId": "of the page"}], "TotalCount": 1}\n```',
    ),
    "box-api/get_box.md": page(
        "GetBoxInfo",
        [BOX_ID],
        [row("Box", "Box")],
        response_models=[("Box", BOX)],
    ),
    "box-api/modify_box_name.md": page(
        "ModifyBoxName", [BOX_ID, row("Name", required="**Yes**")], []
    ),
    "box-api/delete_box.md": page("DeleteBox", [BOX_ID], []),
    "box-api/error_code.md": "# Box\n\n| 错误码 | 描述 |\n|---|---|\n| 15017 | 参数不合法，请重新输入。 |\n",
    "lid-api/get_lid.md": page("GetLid", [row("LidId", required="**Yes**")], []),
}
BOX_VALUES: dict[str, Any] = {
    "Region": "cn-bj2",
    "Name": "mine",
    "Disks": [{"Size": 20}],
}


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    return trees.write(tmp_path / "specs", PAGES)


KEYS = {"public_key": PUBLIC, "private_key": PRIVATE}
CREATE = sign("CreateBox", BOX_VALUES)


def without(form: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in form.items() if name not in names}


# Options, form → RetCode.
CODES: list[Any] = [
    pytest.param(KEYS, CREATE, 0, id="a call as it must be"),
    pytest.param({}, CREATE | {"Signature": "any"}, 0, id="any key, any signature"),
    pytest.param({}, without(CREATE, "Action"), 160, id="no action"),
    pytest.param({}, CREATE | {"Action": "CreateBoxx"}, 161, id="an unknown action"),
    pytest.param({}, without(CREATE, "Signature"), 170, id="no signature"),
    pytest.param(KEYS, CREATE | {"Signature": "0"}, 171, id="a wrong signature"),
    pytest.param(KEYS, CREATE | {"Size": "1"}, 171, id="more than was signed"),
    pytest.param({}, without(CREATE, "PublicKey"), 172, id="no user"),
    pytest.param(KEYS, CREATE | {"PublicKey": "x"}, 172, id="an unknown user"),
    pytest.param(
        {"projects": ("org-a",)}, CREATE | {"ProjectId": "org-b"}, 292, id="a project"
    ),
    pytest.param({"projects": ("org-a",)}, CREATE, 0, id="no project is given"),
    pytest.param({"regions": ("hk",)}, CREATE, 293, id="a region"),
    pytest.param(
        {"regions": ("cn-bj2",)}, CREATE | {"Zone": "hk-01"}, 293, id="a zone"
    ),
    pytest.param({}, sign("GetLid"), 220, id="no required parameter"),
    pytest.param({}, without(CREATE, "Name"), 220, id="nor in a service with codes"),
    pytest.param({}, CREATE | {"Size": "big"}, 15017, id="no number, own code"),
    pytest.param({}, CREATE | {"IsSmall": "x"}, 15017, id="no truth value"),
    pytest.param({}, CREATE | {"Tags": "x"}, 15017, id="a text for a list"),
    pytest.param({}, CREATE | {"Name.A": "x"}, 15017, id="parts of a text"),
    pytest.param(
        {}, CREATE | {"Disks.1.Type": "x"}, 220, id="an element without its part"
    ),
    pytest.param({}, CREATE | {"Disks.0.Size": "x"}, 15017, id="a wrong part"),
    pytest.param(
        {}, CREATE | {f"Tags.{n}": "x" for n in range(4)}, 15017, id="a long list"
    ),
    pytest.param({}, CREATE | {"Unknown": "x"}, 0, id="an unknown parameter"),
    pytest.param({}, sign("GetLid", {"LidId": [1]}), 230, id="a list for a text"),
]


@pytest.mark.parametrize(("options", "form", "code"), CODES)
def test_calls_get_the_published_codes(
    options: dict[str, Any], form: dict[str, str], code: int, specs: Path
) -> None:
    api = make_api(specs, **options)
    for query, body in (("", urlencode(form)), (urlencode(form), "")):
        answer = json.loads(api.handle(query, body.encode()).body)
        assert answer["RetCode"] == code, answer
        assert answer["Action"] == form.get("Action", "") + "Response"
        assert code == 0 or answer["Message"]


# From the wire protocol.
SIGNED: list[Any] = [
    (
        {"Action": "DescribeUHostInstance", "Region": "cn-bj2", "Limit": "10"},
        "cba5cf5ec4d4233d206b1b54951e3787350a642f",
    ),
    (
        {"Action": "AllocateBackendBatch"}
        | {f"Backends.{n}": ("foo", "bar", "42")[n % 3] for n in range(12)},
        "6bc32642779f8cb0bb3d3f128b1c0688abf9a1a3",
    ),
]


@pytest.mark.parametrize(("parameters", "expected"), SIGNED)
def test_signatures_are_those_of_the_wire_protocol(
    parameters: dict[str, Any], expected: str
) -> None:
    key = {"PublicKey": "ucloudsomeone@example.com1296235120854146120"}
    private = "46f09bb9fab4f12dfc160dae12273d5332b5debe"
    assert signature.sign(parameters | key, private) == expected


def test_bodies_in_json_are_signed_by_their_values(specs: Path) -> None:
    tree: dict[str, Any] = {"B": [{"Y": True, "X": 1.0}], "A": 0.5}
    assert signature.sign(tree, "key") == signature.sign({"A0.5BX1Ytrue": ""}, "key")
    body: dict[str, Any] = {"Action": "CreateBox", "PublicKey": PUBLIC}
    body |= BOX_VALUES | {"Size": 3, "IsSmall": False}
    body["Signature"] = signature.sign(body, PRIVATE)
    answer = make_api(specs, **KEYS).handle("", json.dumps(body).encode())
    assert json.loads(answer.body)["RetCode"] == 0


UNREADABLE = [b"\xff", b"{", b"[1]", b"<x>", b'{"A":' + b"[" * 5000, b"a\0"]


@pytest.mark.parametrize("body", UNREADABLE)
def test_a_body_that_cannot_be_read_is_answered(body: bytes, specs: Path) -> None:
    assert json.loads(make_api(specs).handle("", body).body)["RetCode"] == 160


def test_what_was_created_is_found_changed_and_gone(specs: Path) -> None:
    call = caller(make_api(specs))
    before = call("DescribeBox")
    assert before["TotalCount"] == len(before["BoxSet"]) == 2
    box = call("CreateBox", **BOX_VALUES, Size=7)["BoxId"]
    (item,) = call("DescribeBox", BoxIds=[box])["BoxSet"]
    assert (item["BoxId"], item["Name"], item["Size"]) == (box, "mine", 7)
    assert call("ModifyBoxName", BoxId=box, Name="yours")["RetCode"] == 0
    assert call("DescribeBox")["BoxSet"][2]["Name"] == "yours"
    assert call("GetBoxInfo", BoxId=box)["Box"]["Name"] == "yours"
    assert call("DescribeBox", Limit=1, Offset=2)["BoxSet"][0]["BoxId"] == box
    assert call("DeleteBox", BoxId=box)["RetCode"] == 0
    assert call("DescribeBox", BoxIds=[box])["BoxSet"] == []
    assert call("DescribeBox") == before
    for action in ("GetBoxInfo", "DeleteBox"):
        assert call(action, BoxId=box)["RetCode"] == 8039


def test_a_key_of_the_caller_gets_a_sample(specs: Path) -> None:
    call = caller(make_api(specs))
    assert call("GetBoxInfo", BoxId="my-own")["Box"]["BoxId"] == "my-own"
    assert call("ModifyBoxName", BoxId="my-own", Name="x")["RetCode"] == 0
    assert call("DescribeBox", BoxIds=["my-own"])["BoxSet"] == []


def test_answers_are_the_same_for_the_same_seed(specs: Path) -> None:
    first, second, other = (
        [caller(make_api(specs, seed=seed))(*each) for each in (("DescribeBox",),)]
        for seed in ("1", "1", "2")
    )
    assert first == second != other


def test_the_example_of_the_page_is_answered_if_wanted(specs: Path) -> None:
    call = caller(make_api(specs, examples=True))
    call("CreateBox", **BOX_VALUES)
    assert call("DescribeBox")["BoxSet"] == [{"BoxId": "of the page"}]


def test_scripted_faults_come_one_for_each_call(specs: Path) -> None:
    api = make_api(specs, faults=("GetLid=503,153,delay:1.5s,ok", "*=504"))
    body = urlencode(sign("GetLid", {"LidId": "a"})).encode()
    answers = [api.handle("", body) for _ in range(6)]
    codes = [json.loads(each.body)["RetCode"] if each.body else 0 for each in answers]
    assert [each.status for each in answers] == [503, 200, 200, 200, 504, 200]
    assert codes == [0, 153, 0, 0, 0, 0]
    assert [each.delay for each in answers] == [0, 0, 1.5, 0, 0, 0]


@pytest.mark.parametrize(
    "script",
    ["", "GetLid", "GetLid=", "=503", "GetLid=x", "GetLid=0", "GetLid=delay:2"],
)
def test_a_script_that_cannot_be_read_is_refused(script: str) -> None:
    with pytest.raises(BadScript):
        FaultScripts([script])


def test_delays_are_in_seconds() -> None:
    script = FaultScripts(["A=delay:200ms"])
    assert [script.take("A"), script.take("A")] == [Fault(delay=0.2), Fault()]


def test_it_serves_forms_and_queries_over_http(specs: Path) -> None:
    with mock_server.serve(specs, faults=("GetLid=503",)) as url:
        assert post(url, CREATE)["RetCode"] == 0
        assert post(f"{url}/some/path", CREATE)["RetCode"] == 0
        with urllib.request.urlopen(f"{url}/?{urlencode(CREATE)}") as answer:
            assert answer.headers["X-UCLOUD-REQUEST-UUID"]
            assert json.load(answer)["RetCode"] == 0
        with pytest.raises(urllib.error.HTTPError, match="503"):
            post(url, sign("GetLid", {"LidId": "a"}))


def test_a_call_that_passes_the_checks_gets_the_answer_that_it_brings(
    specs: Path,
) -> None:
    headers = {"X-Docs2sdk-Answer": '{"RetCode": 7}', "X-UCLOUD-REQUEST-UUID": "mine"}
    with mock_server.serve(specs) as url:
        for form, code in ((CREATE, 7), (without(CREATE, "Name"), 220)):
            body = urlencode(form).encode()
            request = urllib.request.Request(url, body, headers)
            with urllib.request.urlopen(request) as answer:
                assert answer.headers["X-UCLOUD-REQUEST-UUID"] == "mine"
                assert json.load(answer)["RetCode"] == code
        assert post(url, sign("DescribeBox"))["TotalCount"] == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_with_open_connections(
    number: signal.Signals, specs: Path
) -> None:
    command = [sys.executable, "-m", "docs2sdk.cli", "mock", str(specs), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=specs
    ) as process:
        assert process.stdout
        line = process.stdout.readline()
        port = re.search(r"http://127\.0\.0\.1:([0-9]+)", line)
        assert port, line
        assert "of: box" in process.stdout.readline()
        with socket.create_connection(("127.0.0.1", int(port[1]))):
            begun = time.monotonic()
            process.send_signal(number)
            assert process.wait(10) == 0
            assert time.monotonic() - begun < 5
        assert process.stderr
        assert "Traceback" not in process.stderr.read()


def test_an_address_in_use_is_one_line(specs: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(main, ["mock", str(specs), "--port", port])
    assert result.exit_code == 2
    assert f"cannot listen at 127.0.0.1 port {port}" in result.stderr


WRONG: list[Any] = [
    (["--public-key", "a"], "go together"),
    (["--fault", "GetLit=503"], 'did you mean "GetLid"?'),
    (["--fault", "GetLid"], "write ACTION=STEPS"),
    (["--service", "nope"], "nope"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_wrong_usage_is_told(arguments: list[str], message: str, specs: Path) -> None:
    result = CliRunner().invoke(main, ["mock", str(specs), *arguments])
    assert result.exit_code == 2
    assert message in result.stderr


def test_lifecycles_are_listed(specs: Path) -> None:
    result = CliRunner().invoke(main, ["mock", str(specs), "--list-lifecycles"])
    assert result.stdout == (
        "box: BoxId: CreateBox, DescribeBox, GetBoxInfo, ModifyBoxName, DeleteBox\n"
    )


def test_lifecycles_come_out_of_the_cache_as_they_went_in(specs: Path) -> None:
    lifecycles = make_api(specs).lifecycles
    text = lifecycle_cache.dump_lifecycles(lifecycles)
    assert lifecycle_cache.load_lifecycles(text) == lifecycles
    for damaged in (None, "", "[1]", "[{}]", text.replace("creates", "create")):
        assert lifecycle_cache.load_lifecycles(damaged) is None


@pytest.fixture(scope="module")
def published(corpus: Path) -> Documentation:
    """Return the published documentation."""
    return mock_server.read(corpus)


@pytest.mark.slow
def test_answers_have_every_field_in_its_type(published: Documentation) -> None:
    for name in published.actions:
        action = published.load(name)
        answer = sample_answers.make_answer(action, "0")
        assert find_mismatches(action.response, answer) == (), name
        assert {field.name for field in action.response.fields if field.required} <= (
            answer.keys() | {"Message"}
        ), name


@pytest.mark.slow
def test_most_products_have_whole_lives(
    published: Documentation, tell: Callable[[str], None]
) -> None:
    api = LocalAPI(published, MockOptions())
    by_service = defaultdict(list)
    for name, action in published.actions.items():
        by_service[action.service.package].append(name)
    families = {
        (service, family.noun)
        for service, names in by_service.items()
        for family in action_families.find_families(names)
    }
    lived, changed = set(), set()
    for lifecycle in api.lifecycles:
        steps = live(api, published, lifecycle)
        if "deleted" in steps:
            lived.add((lifecycle.service, lifecycle.noun))
        if "changed" in steps:
            changed.add((lifecycle.service, lifecycle.noun))
    products = {service for service, _ in families}
    working = {service for service, _ in lived}
    tell(
        f"{len(working)} of {len(products)} products with Create, Describe and Delete have whole lives: "
        f"{len(lived)} of {len(families)} kinds of resources, {len(changed)} of them with a change that is seen"
    )
    assert len(working) >= 0.8 * len(products)
    assert len(lived) >= 0.8 * len(families)


def live(api: LocalAPI, pages: Documentation, lifecycle: Any) -> set[str]:
    """Create, find, change, delete and miss a resource; return what worked."""
    call = caller(api)

    def make(name: str, **more: Any) -> dict[str, Any]:
        tree = sample_trees.make_request(pages.load(name).request)
        assert tree is not None
        return tree | more

    def find(name: str, key: str) -> list[Any]:
        """Return the objects in an answer that have the key."""
        reading = lifecycle.reads[name]
        tree = make(name)
        if reading.parameter:
            tree[reading.parameter] = as_parameter(name, reading.parameter, key)
        paging = pages.load(name).pagination
        if paging:
            tree |= {paging.limit: 100, paging.offset: 0}
        answer = call(name, **tree)
        if answer["RetCode"]:
            assert answer["RetCode"] == 8039, answer
            return []
        mismatches = find_mismatches(pages.load(name).response, answer)
        assert mismatches == (), (name, mismatches)
        return [each for each in objects(answer) if key in map(str, scalars(each))]

    def as_parameter(action: str, name: str, key: str) -> Any:
        fields = {field.name: field for field in pages.load(action).request.fields}
        return [key] if isinstance(fields[name].type, ListOf) else key

    steps = set()
    create, creation = next(iter(lifecycle.creates.items()))
    before = call(create, **make(create))
    assert before["RetCode"] == 0, before
    answer = call(create, **make(create))
    path = creation.answer
    key: Any = make(create)[creation.parameter] if creation.parameter else answer
    for name in path if path and not creation.parameter else ():
        key = key[name]
        key = key[0] if isinstance(key, list) else key
    key = str(key)
    reads = {name for name in lifecycle.reads if find(name, key)}
    for name, parameter in lifecycle.updates.items():
        values = {parameter: as_parameter(name, parameter, key)}
        seen = [find(read, key) for read in sorted(reads)]
        assert call(name, **make(name, **values))["RetCode"] == 0
        if seen != [find(read, key) for read in sorted(reads)]:
            steps.add("changed")
    delete, parameter = next(iter(lifecycle.deletes.items()))
    values = {parameter: as_parameter(delete, parameter, key)}
    assert call(delete, **make(delete, **values))["RetCode"] == 0
    if reads and not any(find(name, key) for name in reads):
        steps.add("deleted")
    return steps


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, dict | list):
            yield from objects(item)


def scalars(value: dict[str, Any]) -> list[Any]:
    return [item for item in value.values() if not isinstance(item, dict | list)]
