"""``python -m PACKAGE SERVICE ACTION --option value``: the command line of a generated package, as people and shells use it."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, Literal

import building
import loopback
import pytest
import trees
from docs2sdk.build.run_report import RunReport
from docs2sdk.config import Settings
from loopback import Exchange
from runtime.command import completion
from runtime.fields import param, request_class
from runtime.models import Request, Response
from small_pages import RET_CODE, modern, row

CREATE = [
    row("Region", doc="地域", required="**Yes**"),
    row("ProjectId", doc="项目"),
    row("Name", doc="名称，100% 必填<br>第二行", required="**Yes**"),
    row("Kind", doc="类型。可选值：fast、slow"),
    row("Count", "int", "个数"),
    row("Ratio", "float"),
    row("Open", "bool", "是否公开"),
    row("NoWait", "bool"),
    row("Tags.N", doc="标签"),
    row("Ports.N", "int"),
    row("Flags.N", "bool"),
    row("Disks.N.Size", "int", "磁盘大小"),
    row("Disks.N.IsBoot", doc="是否系统盘"),
    row("Boot.Size", "int"),
    row("Extra", "object"),
    row("Password", doc="密码"),
    row("Output", doc="与我们的选项同名"),
    row("Del", doc="Python 的关键字"),
]
LIST = [row("Limit", "int"), row("Offset", "int"), row("ProjectID", doc="另一个项目")]
ITEMS = [RET_CODE, row("TotalCount", "int"), row("Things", "array[[*Thing*](#Thing)]")]
MODELS = [("Thing", [row("Id"), row("Label"), row("Parts.N")])]
PAGES = {
    "thing-api/_sidebar.md": trees.SIDEBAR.format("东西 Thing"),
    "thing-api/create_thing.md": modern(CREATE, title="新建 - CreateThing"),
    "thing-api/list_things.md": modern(
        LIST, ITEMS, response_models=MODELS, title="列出 - ListThings"
    ),
    "other-api/get_other.md": modern(title="取一个 - GetOther", intro="!> 已废弃"),
}
# What clients of the fake send where the caller leaves it out.
FROM_SETTINGS = {"Region": "cn-bj2", "ProjectId": "org-fake"}
KEYS = {"UCLOUD_PUBLIC_KEY": "the-public-key", "UCLOUD_PRIVATE_KEY": "the-private-key"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder with a generated package ``things_client``, which can be imported."""
    root = tmp_path_factory.mktemp("things")
    specs = trees.write(root / "specs", PAGES)
    settings = Settings((specs,), root / "out", package="things_client", jobs=1)
    assert building.generate(settings, use_cache=False).written
    sys.path.insert(0, str(root / "out"))
    yield root / "out"
    sys.path.remove(str(root / "out"))


@pytest.fixture
def api(folder: Path) -> Any:
    """Return a fake of the API."""
    return importlib.import_module("things_client.testing").FakeAPI()


Call = Callable[..., SimpleNamespace]


@pytest.fixture
def call(api: Any, capsys: pytest.CaptureFixture[str]) -> Call:
    """Return a function that runs a command line against the fake."""

    def run(*words: str) -> SimpleNamespace:
        client = importlib.import_module("things_client.client").Client
        program = importlib.import_module("things_client.runtime.command.program")
        code = program.run(client, words, api.client)
        out, err = capsys.readouterr()
        return SimpleNamespace(code=code, out=out, err=err)

    return run


def create(*words: str) -> tuple[str, ...]:
    return ("thing", "create-thing", "--name", "n", *words)


# The words after the required ones, and the parameters that they send besides.
SENT = [
    pytest.param([], {}, id="nothing"),
    pytest.param(["--kind", "fast"], {"Kind": "fast"}, id="a known value"),
    pytest.param(["--kind", "other"], {"Kind": "other"}, id="an unknown value"),
    pytest.param(["--kind=-x"], {"Kind": "-x"}, id="a text with a hyphen"),
    pytest.param(["--kind", "@x"], {"Kind": "@x"}, id="a text with an at sign"),
    pytest.param(["--kind", "名 称"], {"Kind": "名 称"}, id="Chinese with a blank"),
    pytest.param(["--count", "-3"], {"Count": "-3"}, id="a negative integer"),
    pytest.param(["--ratio", "0.5"], {"Ratio": "0.5"}, id="a number"),
    pytest.param(["--ratio", "2"], {"Ratio": "2"}, id="an integer for a number"),
    pytest.param(["--open"], {"Open": "true"}, id="true"),
    pytest.param(["--no-open"], {"Open": "false"}, id="false"),
    pytest.param(["--no-wait"], {"NoWait": "true"}, id="true of a negative name"),
    pytest.param(["--no-no-wait"], {"NoWait": "false"}, id="false of a negative name"),
    pytest.param(
        ["--tags", "a", "--tags", "b"], {"Tags.0": "a", "Tags.1": "b"}, id="a list"
    ),
    pytest.param(
        ["--tags", '["a"]'], {"Tags.0": '["a"]'}, id="a text that looks like JSON"
    ),
    pytest.param(["--ports", "80"], {"Ports.0": "80"}, id="a list of integers"),
    pytest.param(
        ["--flags", "true", "--flags", "False"],
        {"Flags.0": "true", "Flags.1": "false"},
        id="a list of truth values",
    ),
    pytest.param(
        ["--disks", '[{"size": 20, "is_boot": "True"}, {"size": 30}]'],
        {"Disks.0.Size": "20", "Disks.0.IsBoot": "True", "Disks.1.Size": "30"},
        id="a JSON list of objects with Python names",
    ),
    pytest.param(
        ["--disks", '{"Size": 20, "IsBoot": "True"}', "--disks", '{"size": 30}'],
        {"Disks.0.Size": "20", "Disks.0.IsBoot": "True", "Disks.1.Size": "30"},
        id="objects one by one, with the API's names",
    ),
    pytest.param(["--boot", '{"Size": 1}'], {"Boot.Size": "1"}, id="an object"),
    pytest.param(["--extra", '{"a": 1}'], {"Extra.a": "1"}, id="an open object"),
    pytest.param(
        ["--output-parameter", "x", "--output", "json"],
        {"Output": "x"},
        id="a parameter with the name of an option",
    ),
    pytest.param(["--del", "x"], {"Del": "x"}, id="a name that Python keeps"),
    pytest.param(["--region", "cn-sh2"], {"Region": "cn-sh2"}, id="another region"),
    pytest.param(["--project-id", "p-1"], {"ProjectId": "p-1"}, id="a project"),
]


@pytest.mark.parametrize(("words", "sent"), SENT)
def test_options_are_sent_as_parameters(
    words: list[str], sent: dict[str, str], call: Call, api: Any
) -> None:
    result = call(*create(*words))
    assert (result.code, result.err) == (0, "")
    (request,) = api.requests()
    own = ("Action", "PublicKey", "Signature")
    rest = {key: item for key, item in request.parameters.items() if key not in own}
    assert rest == {**FROM_SETTINGS, "Name": "n", **sent}


# A command line, and what is said of it; nothing is sent.
WRONG = [
    pytest.param(["thnig"], "no service 'thnig'; did you mean 'thing'?", id="service"),
    pytest.param(
        ["thing", "create-thnig"],
        "no action of thing 'create-thnig'; did you mean 'create-thing'?",
        id="action",
    ),
    pytest.param(
        ["thing", "CreateThing"],
        "no action of thing 'CreateThing'; did you mean 'create-thing'?",
        id="the API's name of an action",
    ),
    pytest.param(
        create("--cuont", "1"),
        "no option '--cuont'; did you mean '--count'?",
        id="option",
    ),
    pytest.param(
        create("--cou", "1"),
        "no option '--cou'; did you mean '--count'?",
        id="no abbreviation",
    ),
    pytest.param(
        ["--halp"], "no option '--halp'; did you mean '--help'?", id="at first"
    ),
    pytest.param(["thing", "create-thing"], "--name is required", id="required"),
    pytest.param(create("--count", "x"), "--count must be an integer", id="integer"),
    pytest.param(create("--ratio", "x"), "--ratio must be a number", id="number"),
    pytest.param(
        create("--flags", "yes"), "--flags must be true or false", id="truth value"
    ),
    pytest.param(
        create("--count", "1", "--count", "2"),
        "--count is no list: give it once",
        id="twice",
    ),
    pytest.param(create("a b"), "there is a word without an option", id="a word"),
    pytest.param(create("--kind"), "--kind: expected one argument", id="no value"),
    pytest.param(
        create("--disks", "[{"),
        "--disks must be JSON: Expecting property name enclosed in double quotes (line 1, column 3)",
        id="broken JSON",
    ),
    pytest.param(create("--disks", "[" * 100_000), "--disks must be JSON", id="deep"),
    pytest.param(
        create("--disks", '{"Size": 1, "size": 2}'),
        "--disks has size twice",
        id="both names",
    ),
    pytest.param(
        create("--disks", '{"sise": 1}'), "did you mean 'size'", id="a member"
    ),
    pytest.param(create("--disks", '{"size": "x"}'), "int", id="a member's type"),
    pytest.param(
        create("--disks", "@/no/such/file"),
        "--disks names a file that cannot be read (No such file or directory)",
        id="no file",
    ),
    pytest.param(create("--timeout", "x"), "--timeout must be a number", id="timeout"),
    pytest.param(create("--timeout", "-1"), "timeout", id="a bad timeout"),
    pytest.param(create("--base-url", "ftp://x"), "base_url", id="a bad address"),
    pytest.param(create("--output", "xml"), "--output: invalid choice", id="output"),
    pytest.param(create("--all"), "no option '--all'", id="all of what is no list"),
    pytest.param(
        ["--completion", "bsah"],
        "no script for the shell 'bsah'; did you mean 'bash'?",
        id="shell",
    ),
]


@pytest.mark.parametrize(("words", "problem"), WRONG)
def test_a_wrong_command_line_is_one_line_and_exit_code_2(
    words: list[str], problem: str, call: Call, api: Any
) -> None:
    result = call(*words)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: ")
    assert problem in result.err
    assert result.err.count("\n") == 1
    assert api.requests() == []


@pytest.mark.parametrize("option", ["--password", "--extra"])
def test_a_secret_and_json_can_come_from_a_file_or_standard_input(
    option: str, call: Call, api: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '{"a": "密码"}'
    (tmp_path / "file").write_bytes(f"{text}\n".encode())
    with open(tmp_path / "file", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        results = [
            call(*create(option, word)) for word in (text, f"@{tmp_path}/file", "-")
        ]
    assert [(result.code, result.err) for result in results] == [(0, "")] * 3
    first, *others = (request.parameters for request in api.requests())
    name = {"--password": "Password", "--extra": "Extra.a"}[option]
    assert "密码" in first[name]
    assert [request[name] for request in others] == [first[name]] * 2


def test_a_secret_may_begin_with_an_at_sign(call: Call, api: Any) -> None:
    assert call(*create("--password", "@@x")).code == 0
    assert api.requests()[0].parameters["Password"] == "@x"
    refused = call(*create("--password", "@secret"))
    assert refused.code == 2
    assert "secret" not in refused.err


def test_a_dry_run_sends_nothing_and_shows_no_secret(call: Call, api: Any) -> None:
    words = create("--password", "my-password", "--tags", "a", "--dry-run")
    result = call(*words)
    assert (result.code, result.err, api.requests()) == (0, "", [])
    shown = json.loads(result.out)
    assert (shown["method"], shown["url"]) == ("POST", "https://api.ucloud.cn")
    assert shown["headers"]["Content-Type"] == "application/x-www-form-urlencoded"
    parameters = shown["parameters"]
    assert parameters.pop("PublicKey")
    own = {"Action": "CreateThing", "Name": "n", "Tags.0": "a", "Password": "***"}
    assert parameters == {**FROM_SETTINGS, **own}
    assert "my-password" not in result.out


ITEM = {"Id": "t-1", "Label": "中文", "Parts": ["a", "b"]}
OTHER = {"Id": "thing-2", "Label": None, "Size": {"Disk": 20, "New": True}}
LISTED = {"Action": "ListThingsResponse", "TotalCount": 2, "Things": [ITEM, OTHER]}


def test_json_is_the_response_as_it_arrived(call: Call, api: Any) -> None:
    api.add_response("ListThings", LISTED)
    result = call("thing", "list-things", "--limit", "2")
    assert result.code == 0
    assert json.loads(result.out) == {"RetCode": 0, **LISTED}
    assert '"Label": "中文"' in result.out


def test_a_table_is_aligned_by_the_width_of_its_characters(
    call: Call, api: Any
) -> None:
    api.add_response("ListThings", LISTED)
    result = call("thing", "list-things", "--output", "table")
    assert result.out.split("\n") == [
        "TotalCount  2",
        "",
        "Things",
        "Id       Label  Parts  Size.Disk  Size.New",
        "t-1      中文   a, b",
        "thing-2                20         true",
        "",
    ]


def test_a_response_without_lists_is_keys_and_values(call: Call, api: Any) -> None:
    api.add_response("ListThings", {"TotalCount": 0, "Things": []})
    result = call("thing", "list-things", "--output", "table")
    assert result.out == "TotalCount  0\nThings\n"


def test_all_reads_every_page(call: Call, api: Any) -> None:
    def respond(request: Any) -> dict[str, Any]:
        start, limit = (int(request.parameters[key]) for key in ("Offset", "Limit"))
        ids = [{"Id": f"t-{n}"} for n in range(5)]
        return {"TotalCount": 5, "Things": ids[start : start + limit]}

    words = ("thing", "list-things", "--limit", "2", "--offset", "1", "--all")
    api.add_response("ListThings", respond)
    assert json.loads(call(*words).out) == [{"Id": f"t-{n}"} for n in range(1, 5)]
    assert len(api.requests()) == 2
    table = call(*words, "--output", "table").out
    assert table.split() == ["Id", "t-1", "t-2", "t-3", "t-4"]


def test_all_of_nothing_is_nothing(call: Call, api: Any) -> None:
    api.add_response("ListThings", {"TotalCount": 0, "Things": []})
    words = ("thing", "list-things", "--offset", "0", "--all")
    assert json.loads(call(*words).out) == []
    assert call(*words, "--output", "table").out.strip() == ""


def test_another_parameter_may_have_the_option_of_a_setting(
    call: Call, api: Any
) -> None:
    """ListThings has a ProjectID, and no ProjectId that the settings fill in."""
    assert call("thing", "list-things", "--project-id", "p-1").code == 0
    (request,) = api.requests()
    assert request.parameters["ProjectID"] == "p-1"
    assert "ProjectId" not in request.parameters


def nest(depth: int) -> list[Any]:
    """Return lists inside lists."""
    return [nest(depth - 1)] if depth else []


FAILURES = [
    pytest.param(
        lambda api: api.add_error("CreateThing", 8039, "not there"),
        1,
        "error: CreateThing: RetCode 8039: not there",
        id="refused",
    ),
    pytest.param(
        lambda api: api.add_error("CreateThing", 8039, "a\n\x1b[2Jb\u202e"),
        1,
        r"error: CreateThing: RetCode 8039: a\n\x1b[2Jb\u202e",
        id="refused in hostile words",
    ),
    pytest.param(
        lambda api: api.add_response("CreateThing", {"More": nest(900)}),
        3,
        "error: CreateThing: the answer is nested too deeply to be shown",
        id="an answer without a bottom",
    ),
    pytest.param(
        lambda api: api.add_failure("CreateThing", "after sending"),
        3,
        "error: CreateThing: ",
        id="no answer",
    ),
    pytest.param(
        lambda api: api.add_response("CreateThing", {"RetCode": "?"}),
        3,
        "error: CreateThing: the answer has no RetCode",
        id="an answer that is not the API's",
    ),
]


@pytest.mark.parametrize(("prepare", "code", "line"), FAILURES)
def test_a_failure_is_one_line_and_an_exit_code(
    prepare: Callable[[Any], None], code: int, line: str, call: Call, api: Any
) -> None:
    prepare(api)
    result = call(*create("--output", "table"))
    assert (result.code, result.out) == (code, "")
    assert result.err.startswith(line)
    assert result.err.count("\n") == 1


# Text that would move a cursor, set a title, hide what follows or forge a line.
MOVING = "\x1b[2J\x1b]0;t\x07\x9b2J\x7f\r\b\u202e\u2028\u200b\ud800\U000e0001"


@pytest.mark.parametrize("output", ["json", "table"])
def test_no_response_moves_the_cursor(output: str, call: Call, api: Any) -> None:
    hostile = {"Message": MOVING, MOVING: [{MOVING: MOVING, "Id": "中"}]}
    api.add_response("ListThings", {"Things": [{"Id": MOVING}], **hostile})
    result = call("thing", "list-things", "--output", output)
    assert result.code == 0
    assert result.out.replace("\n", "").isprintable()
    assert "中" in result.out
    if output == "json":
        shown = json.loads(result.out)
        assert {key: shown[key] for key in hostile} == hostile


def test_a_quoted_secret_is_hidden_in_the_message(call: Call, api: Any) -> None:
    api.add_response("CreateThing", {"Message": "got my-password"})
    result = call(*create("--password", "my-password"))
    assert json.loads(result.out)["Message"] == "got ***"


def test_the_package_lists_its_services_and_a_service_its_actions(call: Call) -> None:
    everything = call()
    assert everything.out == call("--help").out
    assert "  other  other-api\n  thing  东西 Thing\n" in everything.out
    service = call("thing")
    assert service.out == call("thing", "--help").out
    assert "  create-thing  新建\n  list-things   列出\n" in service.out
    assert {each.code for each in (everything, service)} == {0}


def test_help_shows_what_the_page_says_of_each_parameter(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    result = call(*create("--nonsense", "--help"))
    assert (result.code, result.err) == (0, "")
    lines = [line.strip() for line in result.out.split("\n")]
    name, kind, password = (
        lines[lines.index(option) + 1 :]
        for option in ("--name TEXT", "--kind TEXT", "--password TEXT")
    )
    assert name[:3] == ["[Name; required]", "名称，100% 必填", "第二行"]
    assert kind[:3] == [
        "[Kind]",
        "Known values: fast, slow.",
        "类型。可选值：fast、slow",
    ]
    assert password[0] == "[Password; secret: @FILE reads a file, - standard input]"
    assert "[Tags; a list: repeat the option]" in lines
    assert lines[lines.index("--no-open") + 1] == "Open is false."
    assert "--disks JSON" in lines
    assert max(map(len, lines)) < 70


def test_a_deprecated_action_warns_on_standard_error(call: Call) -> None:
    result = call("other", "get-other")
    assert result.code == 0
    assert result.err.startswith("warning: GetOther is deprecated")
    assert json.loads(result.out)["RetCode"] == 0


def test_an_interrupt_is_no_traceback(call: Call, api: Any) -> None:
    def interrupt(request: Any) -> Any:
        raise KeyboardInterrupt

    api.add_response("ListThings", interrupt)
    result = call("thing", "list-things")
    assert (result.code, result.out, result.err) == (130, "", "")


def test_an_installed_package_has_the_command(folder: Path) -> None:
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    (target,) = project["scripts"].values()
    assert [*project["scripts"]] == ["things-client"]
    module, _, function = target.partition(":")
    assert callable(getattr(importlib.import_module(module), function))


# --- as a process ---

Process = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def process(folder: Path, tmp_path: Path) -> Process:
    """Return a function that runs ``python -m things_client`` with keys, in a home without a profile."""

    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "things_client", *words],
            env=environ(folder, tmp_path) | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def environ(folder: Path, home: Path) -> dict[str, str]:
    own = {"PYTHONPATH": str(folder), "HOME": str(home), "PYTHONUTF8": "1"}
    return {"PATH": os.environ["PATH"], **own, **KEYS}


# What the terminal of a process can show.
ASCII = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}


def test_a_terminal_without_chinese_gets_escapes(process: Process) -> None:
    result = process("thing", **ASCII)
    assert (result.returncode, result.stderr) == (0, "")
    assert r"create-thing  \u65b0\u5efa" in result.stdout


def test_a_process_calls_a_server(process: Process) -> None:
    body = json.dumps({"RetCode": 0, "Things": [{"Id": "中\x1b"}]}).encode()
    with loopback.servers() as start:
        server = start(lambda exchange: exchange.answer(body))
        words = ("thing", "list-things", "--base-url", server.url)
        result = process(*words, "--limit", "3")
        ascii_only = process(*words, **ASCII)
    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout) == json.loads(body)
    assert "中" in result.stdout
    assert json.loads(ascii_only.stdout) == json.loads(body)
    form = server.arrived[0].form
    assert (form["Action"], form["Limit"]) == ("ListThings", "3")
    assert form["PublicKey"] == KEYS["UCLOUD_PUBLIC_KEY"]
    assert len(form["Signature"]) == 40


def refuse(exchange: Exchange) -> None:
    """Refuse the keys."""
    body = {"RetCode": 171, "Message": "Signature VerifyAC Error"}
    exchange.answer(json.dumps(body).encode(), X_UCLOUD_REQUEST_UUID="id-1")


def test_the_exit_code_says_what_happened(process: Process) -> None:
    words = ("thing", "list-things", "--base-url")
    with loopback.servers() as start, loopback.nobody() as nowhere:
        answered = process(*words, start().url)
        refused = process(*words, start(refuse).url)
        lost = process(*words, nowhere, "--timeout", "0.2")
    wrong = process(*words, "x")
    no_keys = process("thing", "list-things", UCLOUD_PRIVATE_KEY="")
    no_region = process(*create())
    every = (answered, refused, wrong, no_keys, no_region, lost)
    assert [result.returncode for result in every] == [0, 1, 2, 2, 2, 3]
    assert all(result.stderr.count("\n") == 1 for result in every[1:])
    assert "RetCode 171: Signature VerifyAC Error" in refused.stderr
    assert "(request id id-1)" in refused.stderr
    assert no_region.stderr == "error: --region is required\n"


def test_whoever_stops_reading_sees_no_traceback(folder: Path, tmp_path: Path) -> None:
    program = f"{sys.executable} -m things_client thing create-thing --help | true"
    shell = ["bash", "-c", f"{program}; exit ${{PIPESTATUS[0]}}"]
    env = environ(folder, tmp_path)
    result = subprocess.run(shell, env=env, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "modules"),
    [
        pytest.param([], set(), id="services"),
        pytest.param(["--complete", "--", ""], set(), id="completion of a service"),
        pytest.param(
            ["--complete", "--", "thing", "c"],
            {"thing", "thing._service"},
            id="completion of an action",
        ),
        pytest.param(
            [*create(), "--region", "r", "--dry-run"],
            {"thing", "thing._service", "thing.create_thing"},
            id="a call",
        ),
    ],
)
def test_nothing_is_imported_that_is_not_used(
    words: list[str], modules: set[str], folder: Path, tmp_path: Path
) -> None:
    program = (
        "import atexit, sys; from things_client.__main__ import main;"
        "atexit.register(lambda: print('\\n', *sys.modules)); sys.exit(main())"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, *words],
        env=environ(folder, tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = result.stdout.rpartition("\n ")[2].split()
    services = ("things_client.thing", "things_client.other")
    used = {name.partition(".")[2] for name in loaded if name.startswith(services)}
    assert used == modules
    assert not {"h11", "ssl", "asyncio"} & {*loaded}


# What is typed up to the cursor, and the words that complete it.
TYPED = [
    pytest.param([""], ["other", "thing", "--completion", "--help"], id="nothing"),
    pytest.param(["th"], ["thing"], id="a service"),
    pytest.param(["--completion", ""], ["bash", "zsh", "fish"], id="a shell"),
    pytest.param(["thing", "l"], ["list-things"], id="an action"),
    pytest.param(["thing", "create-thing", "--ki"], ["--kind"], id="an option"),
    pytest.param(
        ["thing", "create-thing", "--kind", ""], ["fast", "slow"], id="a known value"
    ),
    pytest.param(["thing", "create-thing", "--name", ""], [], id="an unknown value"),
    pytest.param(["thing", "list-things", "--output", "t"], ["table"], id="an output"),
    pytest.param(
        ["thing", "create-thing", "--open", "--no-o"],
        ["--no-open"],
        id="after a switch",
    ),
    pytest.param(["nothing", ""], [], id="an unknown service"),
    pytest.param(["thing", "nothing", ""], [], id="an unknown action"),
]


@pytest.mark.parametrize(("typed", "words"), TYPED)
def test_the_program_completes_words(
    typed: list[str], words: list[str], call: Call
) -> None:
    result = call("--complete", "--", *typed)
    assert (result.code, result.out.split(), result.err) == (0, words, "")


@request_class
class Lure(Request[Response]):
    """Has known values that a shell would run, split or expand."""

    ACTION: ClassVar[str] = "Lure"

    kind: Literal["$(id)", "`id`", "a;id", "a b", "*", "~", "fine", "中文"] | str = (
        param("Kind")
    )


def test_no_completion_means_something_to_a_shell() -> None:
    index: Any = SimpleNamespace(
        find_service=lambda word: word, find_action=lambda service, word: Lure
    )
    words = completion.complete(index, ["thing", "lure", "--kind", ""])
    assert words == ["fine", "中文"]


def completed(shell: str, script: Path, words: list[str], **run: Any) -> list[str]:
    """Return what a shell offers in place of the last word."""
    line = " ".join(["things-client", *words])
    programs = {
        "bash": (
            f'source {script}; COMP_WORDS=({" ".join(["things-client", *map(quoted, words)])});'
            f"COMP_CWORD={len(words)}; _things_client; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        ),
        "zsh": (
            f"compdef() {{ :; }}; _files() {{ :; }}; compadd() {{ shift; print -l -- $@; }};"
            f"source {script}; words=({line} {quoted('') if not words[-1] else ''});"
            f"CURRENT={len(words) + 1}; _things_client"
        ),
        "fish": f"source {script}; complete -C '{line}'",
    }
    result = subprocess.run([shell, "-c", programs[shell]], check=False, **run)
    assert result.stderr == ""
    return result.stdout.split()


def quoted(word: str) -> str:
    return word or "''"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param(["th"], ["thing"], id="a service"),
        pytest.param(["thing", "l"], ["list-things"], id="an action"),
        pytest.param(["thing", "create-thing", "--ki"], ["--kind"], id="an option"),
        pytest.param(
            ["thing", "create-thing", "--kind", ""], ["fast", "slow"], id="a value"
        ),
    ],
)
def test_a_shell_asks_the_program(
    typed: list[str],
    words: list[str],
    shell: str,
    process: Process,
    folder: Path,
    tmp_path: Path,
) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / "script"
    script.write_text(process("--completion", shell).stdout, "utf-8")
    offered = completed(
        shell,
        script,
        typed,
        env=environ(folder, tmp_path),
        capture_output=True,
        text=True,
    )
    assert offered == words


# --- the whole documentation ---


def sample(shape: Any) -> Any:
    """Return a JSON value of a type, with the API's names."""
    match type(shape).__name__:
        case "Nested":
            fields = importlib.import_module("published.runtime.fields").fields_of
            members = {each.wire: each for each in fields(shape.cls)}
            return {wire: sample(each.shape) for wire, each in members.items()}
        case "Array":
            return [sample(shape.item)]
    samples = {"int": 1, "float": 0.5, "bool": True, "object": {"a": 1}}
    return samples.get(shape.name, "x")


def words_of(option: Any) -> list[str]:
    """Return the words that set a parameter to a sample."""
    if option.is_flag:
        return [option.flag]
    shape = getattr(option.field.shape, "item", option.field.shape)
    value = sample(shape)
    return [f"{option.flag}={value if isinstance(value, str) else json.dumps(value)}"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning:test_api_command")
def test_every_published_parameter_can_be_given(
    whole: RunReport, monkeypatch: pytest.MonkeyPatch, tell: Callable[[str], None]
) -> None:
    monkeypatch.syspath_prepend(whole.out)
    client = importlib.import_module("published.client").Client
    command = "published.runtime.command"
    index = importlib.import_module(f"{command}.package_index").PackageIndex(client)
    options = importlib.import_module(f"{command}.parameter_options")
    action_parser = importlib.import_module(f"{command}.action_parser")
    actions = parameters = 0
    for service in index.services.values():
        for word in index.actions(service):
            request = index.find_action(service, word)
            parser = action_parser.ActionParser(word, request)
            words = [word for each in parser.options for word in words_of(each)]
            read = parser.parameters(parser.parse(words))
            sent = request(**options.build_arguments(parser.options, read)).to_dict()
            assert sent == {
                each.field.wire: sample(each.field.shape) for each in parser.options
            }
            assert all(flag in parser.format_help() for flag in parser.flags())
            actions, parameters = actions + 1, parameters + len(sent)
    assert actions > 700
    tell(f"{parameters} parameters of {actions} actions can be given as options")
